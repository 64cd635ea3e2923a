"""What a week's digest holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.core.goals.streak import Week
from bot.features.leaderboard.rules.ranking import Ranked


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learned, and on what: (area, topic) ids, most hours first."""

    name: str
    subjects: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An assignment that people finished: the first `signed` of them by a mentor's word, the others by their own."""

    assignment: str
    names: tuple[str, ...]
    signed: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """What somebody shared with others: the title as they noted it, else the topic, if either is known."""

    name: str
    note: str
    topic: str | None


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody met their goal in this week and so in `weeks` in a row: one of `MILESTONES`."""

    name: str
    weeks: int


MILESTONES: Final = (4, 8, 12, 26, 52)  # weeks


def milestone(weeks: Iterable[Week]) -> int | None:
    """What a run of weeks with the goal met, newest first, reached in its newest; None where that is no milestone.

    Weeks wholly away neither count nor break; a run whose beginning is not among these weeks is longer than known.
    """
    run = 0
    for number, week in enumerate(weeks):
        if week.goal and week.minutes >= week.goal:
            run += 1
        elif week.goal:
            return run if run in MILESTONES else None
        elif number == 0:
            return None
    return None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What nobody has touched for weeks, and the command that shows it; an area with its `priority` in the plan.

    `knows` is who agreed to be asked and has the most hours there, which are `minutes`; empty where there is nobody.
    """

    name: str
    command: str
    priority: int | None = None
    knows: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """A week; whatever an admin leaves out is empty here.

    `before` are the minutes of the week before it, None where the two cannot be compared. `learners` are all who are
    shown, by name; `board` is None where the board is off. `off` is a week in which the whole team was away,
    `details` whether a thread is wanted.
    """

    week: str
    minutes: int
    before: int | None
    people: int
    areas: tuple[tuple[str, int], ...] = ()
    learners: tuple[Learner, ...] = ()
    board: tuple[Ranked, ...] | None = None
    done: tuple[Done, ...] = ()
    mentors: tuple[str, ...] = ()
    talks: tuple[Talk, ...] = ()
    mentoring: int = 0
    streaks: tuple[Reached, ...] = ()
    suggestion: Suggestion | None = None
    off: bool = False
    details: bool = True

    @property
    def has_thread(self) -> bool:
        """Whether there is more to say than the message does."""
        return self.details and bool(self.areas or self.done or self.learners)

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.minutes or self.done or self.mentors)
