"""What a nudge can say, and the choice of what it has not said to this person before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, time
from hashlib import blake2b

from bot.core.plan.progress import NextStep
from bot.frozen import frozen


@frozen
class NudgeFacts:
    """What is so when a nudge is written. Minutes are this week's, `goal` as days away lower `full_goal`."""

    name: str
    today: date
    minutes: int = 0
    goal: int = 0  # 0 for somebody who has only assignments
    full_goal: int = 0
    step: NextStep | None = None
    last_logged: tuple[int, str] | None = None  # minutes and subject of an entry since the last nudge
    due: tuple[tuple[str, date], ...] = ()  # assignments that are due soon
    session: tuple[str, time] | None = None  # one that they have joined, tomorrow
    streak: int = 0  # weeks in a row with the goal met
    last_entry: date | None = None
    is_asked_for: bool = False  # put off to this day by the reader

    def with_goal(self, goal: int, full_goal: int) -> NudgeFacts:
        """Return the same for somebody with a goal."""
        return replace(self, goal=goal, full_goal=full_goal)

    @property
    def left(self) -> int:
        """Return the minutes to the goal."""
        return max(0, self.goal - self.minutes)


@frozen
class Wording:
    """One way to say it: what it is about, and the words."""

    variant: str
    text: str

    @property
    def digest(self) -> str:
        """Return what the words are remembered by."""
        return blake2b(self.text.encode(), digest_size=16).hexdigest()


def choose_unsaid(wordings: Iterable[Wording], said: Collection[str]) -> Wording | None:
    """Return the first that was never said to this person; None where there is nothing new to say."""
    return next((each for each in wordings if each.digest not in said), None)
