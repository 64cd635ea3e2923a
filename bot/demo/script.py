"""A script: what somebody does, in which week, at which time on their own clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.demo.acts import Hands
from bot.demo.cast import zone_of
from bot.frozen import frozen
from bot.sandbox.slack_api.fixtures import SlackUser

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK: Final = timedelta(weeks=1)
Deed = Callable[[Hands], object]


@frozen
class Act:
    """One thing that somebody does, on a day of a week that is counted from 0, at a time on their own wall."""

    week: int
    day: int
    at: time
    who: SlackUser
    do: Deed

    def moment(self, first_monday: date) -> datetime:
        """Return the moment in UTC. The wall's time is what stands, on whichever side of a change of the clocks."""
        day = first_monday + timedelta(weeks=self.week, days=self.day)
        return datetime.combine(day, self.at, tzinfo=zone_of(self.who)).astimezone(UTC)


def act(week: int, when: str, who: SlackUser, do: Deed) -> Act:
    """Return an act at a time such as "tue 10:40" of that week."""
    day, _, at = when.partition(" ")
    return Act(week, DAYS.index(day), time.fromisoformat(at), who, do)


def says(who: SlackUser, line: str, expect: str) -> Deed:
    """Return typing a slash command."""
    return lambda hands: hands.say(who, line, expect)


def writes(who: SlackUser, text: str, expect: str = "") -> Deed:
    """Return writing in #learning."""
    return lambda hands: hands.write(who, text, expect)


def tells(who: SlackUser, text: str, expect: str) -> Deed:
    """Return writing to Roadmate directly."""
    return lambda hands: hands.tell(who, text, expect)


def presses(who: SlackUser, label: str, expect: str) -> Deed:
    """Return pressing the newest button whose label begins so."""
    return lambda hands: hands.press(who, label, expect)


def chooses(who: SlackUser, option: str, expect: str) -> Deed:
    """Return choosing the option that begins so in the newest menu that has it."""
    return lambda hands: hands.choose(who, option, expect)


def submits(who: SlackUser, expect: str, **values: str) -> Deed:
    """Return sending the form on top; `_` in a name stands for a space in the field's label."""
    return lambda hands: hands.submit(who, {label.replace("_", " "): words for label, words in values.items()}, expect)


def one_after_another(*deeds: Deed) -> Deed:
    """Return doing these in a row."""

    def do(hands: Hands) -> None:
        for deed in deeds:
            deed(hands)

    return do


def in_order(acts: Iterable[Act], first_monday: date) -> list[tuple[datetime, Act]]:
    """Return the acts with their moments, earliest first; of two at one moment the first given comes first."""
    return sorted(((each.moment(first_monday), each) for each in acts), key=lambda placed: placed[0])
