"""What was offered to a member as their next step, so that nothing comes again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.frozen import frozen

MAX_OF_WEEK: Final = 60  # of one week; who does more is offered the first ones again
KEPT_FROM_BEFORE: Final = 2  # tell whether a step has come twice running
REFRESHER: Final = "refresher"  # a line of its own after the last offer


@frozen
class OfferMemory:
    """The week and the id of each step that was offered or dealt with, oldest first: this week's and two before.

    `is_refresher` tells of the last one that they had learned it before.
    """

    offers: tuple[tuple[str, str], ...] = ()
    is_refresher: bool = False

    @classmethod
    def parse(cls, text: str, current_id: Callable[[str], str] | None = None) -> OfferMemory:
        """Return what `encode` wrote, with `current_id` of each id that was written."""
        lines = text.split("\n")
        pairs = (line.partition(" ") for line in lines)
        offers = ((week, current_id(subject) if current_id else subject) for week, _, subject in pairs if subject)
        return cls(tuple(offers), lines[-1] == REFRESHER)

    def encode(self) -> str:
        """Return all of it as lines of a week and an id, and one more after a refresher."""
        lines = [f"{week} {subject}" for week, subject in self.offers]
        return "\n".join([*lines, REFRESHER] if self.is_refresher else lines)

    @property
    def current(self) -> str:
        """The id of the step that was offered last; empty if there was none."""
        return self.offers[-1][1] if self.offers else ""

    @property
    def latest_week(self) -> str:
        """The week of the last offer; empty if there was none."""
        return self.offers[-1][0] if self.offers else ""

    @property
    def subjects(self) -> frozenset[str]:
        """The ids of all of them."""
        return frozenset(subject for _, subject in self.offers)

    def of_week(self, week: str) -> frozenset[str]:
        """Return the ids of a week."""
        return frozenset(subject for each, subject in self.offers if each == week)

    def tired_in(self, week: str) -> frozenset[str]:
        """Return the ids of what isn't to be offered in a week: it was there this week, or twice running before."""
        latest = [subject for _, subject in self.offers[-KEPT_FROM_BEFORE:]]
        is_twice_running = latest == [self.current] * KEPT_FROM_BEFORE
        return self.of_week(week) | {self.current} if is_twice_running else self.of_week(week)

    def add(self, week: str, *subjects: str, is_refresher: bool = False) -> OfferMemory:
        """Return it with ids of a week; what was offered now comes last."""
        now = [each for each in self.offers if each[0] == week and each[1] not in subjects]
        before = [each for each in self.offers if each[0] != week][-KEPT_FROM_BEFORE:]
        now += ((week, each) for each in subjects if each)
        return OfferMemory((*before, *now[-MAX_OF_WEEK:]), is_refresher)


NO_OFFERS: Final = OfferMemory()
