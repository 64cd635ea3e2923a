"""The living team as a timetable: what Roadmate sends on its own, and what people do, each at its moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot.demo.acts import ActError, Hands
from bot.demo.script import Act, in_order
from bot.sandbox.validation.errors import RefusedError
from bot.trial import RoadmateTimetable

log = logging.getLogger(__name__)


class LivingTeam:
    """A team whose acts are written week by week. `is_strict` stops the play at what cannot be done.

    Once a visitor has a hand in it, what somebody meant to do may not be possible any more; then they leave it.
    """

    def __init__(
        self,
        hands: Hands,
        roadmate: RoadmateTimetable,
        first_monday: date,
        acts_of_week: Callable[[int], Sequence[Act]],
        *,
        is_strict: bool,
    ) -> None:
        self.hands = hands
        self.first_monday = first_monday
        self._roadmate = roadmate
        self._acts_of_week = acts_of_week
        self._weeks: dict[int, list[tuple[datetime, Act]]] = {}
        self._is_strict = is_strict
        self._weekly: set[datetime] = set()  # moments that are known to come
        self._checks: set[datetime] = set()

    def moments(self, after: datetime, until: datetime) -> list[datetime]:
        """List when something falls due or somebody does something, later than `after` and up to `until`."""
        self._weekly.update(self._roadmate.weekly_moments(after, until))
        self._checks.update(each for each in self._roadmate.check_moments(after, until) if each.weekday() < 5)
        known = {moment for moment in self._weekly | self._checks if after < moment <= until}
        waiting = self._roadmate.waiting_moments(after, until)
        return sorted(known.union(waiting, (moment for moment, _ in self._acts_between(after, until))))

    def next_moment(self, after: datetime, until: datetime) -> datetime:
        """Return the first moment of these, as seen from `after`, or `until` where nothing happens any more."""
        stop = min((moment for moment, _ in self._acts_between(after, until)), default=until)
        known = [moment for moment in self._weekly | self._checks if after < moment <= stop]
        return min([*known, *self._roadmate.waiting_moments(after, stop), stop])

    def deliver(self, at: datetime) -> None:
        """Send what is due at that moment, then let people do what they do just then.

        Only what that moment is for is looked for, and after each act what waits goes out by itself.
        """
        acts = self._acts_between(at - timedelta(microseconds=1), at)
        if at in self._weekly:
            self._roadmate.queue(at)
        if at in self._checks:
            self._roadmate.check(at)
        elif at not in self._weekly and not acts:
            self._roadmate.send(at)
        self._weekly.discard(at)
        self._checks.discard(at)
        for _, act in acts:
            self._play(act)

    def send(self, at: datetime) -> None:
        """Send what the app put off only for the moment after an answer."""
        self._roadmate.send(at)

    def _play(self, act: Act) -> None:
        try:
            act.do(self.hands)
            self.hands.leave_windows(act.who)
            self._roadmate.send(self.hands.now())
        except (ActError, RefusedError, LookupError) as reason:
            if self._is_strict:
                raise
            log.warning("%s leaves it: %s", act.who.name, reason)

    def _acts_between(self, after: datetime, until: datetime) -> list[tuple[datetime, Act]]:
        first = max(0, (after.date() - self.first_monday).days // 7 - 1)  # a day's edge lies elsewhere in each zone
        last = (until.date() - self.first_monday).days // 7 + 1
        return [
            (moment, act)
            for week in range(first, last + 1)
            for moment, act in self._week(week)
            if after < moment <= until
        ]

    def _week(self, week: int) -> list[tuple[datetime, Act]]:
        if week not in self._weeks:
            self._weeks[week] = in_order(self._acts_of_week(week), self.first_monday)
        return self._weeks[week]
