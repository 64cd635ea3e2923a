"""What a week's digest holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.goals.streaks import StreakWeek
from bot.features.leaderboard.rules import RankedMember


@dataclass(frozen=True, slots=True)
class DigestLearner:
    """Somebody who learned, and on what: (area, topic) ids, most hours first."""

    name: str
    subjects: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class FinishedAssignment:
    """An assignment that people finished: the first `signed` of them by a mentor's word, the others by their own."""

    assignment: str
    names: tuple[str, ...]
    signed_off_count: int = 0


@dataclass(frozen=True, slots=True)
class SharedTalk:
    """What somebody shared with others: the title as they noted it, else the topic, if either is known."""

    name: str
    note: str
    topic: str | None


@dataclass(frozen=True, slots=True)
class StreakMilestone:
    """Somebody met their goal in this week and so in `weeks` in a row: one of `MILESTONES`."""

    name: str
    weeks: int


MILESTONE_WEEKS: Final = (4, 8, 12, 26, 52)  # weeks


def reached_milestone(weeks: Iterable[StreakWeek]) -> int | None:
    """What a run of weeks with the goal met, newest first, reached in its newest; None where that is no milestone.

    Weeks wholly away neither count nor break; a run whose beginning is not among these weeks is longer than known.
    """
    run = 0
    for number, week in enumerate(weeks):
        if week.goal and week.minutes >= week.goal:
            run += 1
        elif week.goal:
            return run if run in MILESTONE_WEEKS else None
        elif number == 0:
            return None
    return None


@dataclass(frozen=True, slots=True)
class DigestSuggestion:
    """What nobody has touched for weeks, and the command that shows it; an area with its `priority` in the plan.

    `knows` is who agreed to be asked and has the most hours there, which are `minutes`; empty where there is nobody.
    """

    name: str
    command: str
    priority: int | None = None
    expert: str = ""
    expert_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """A week; whatever an admin leaves out is empty here.

    `before` are the minutes of the week before it, None where the two cannot be compared. `learners` are all who are
    shown, by name; `board` is None where the board is off. `off` is a week in which the whole team was away,
    `details` whether a thread is wanted.
    """

    week: str
    minutes: int
    minutes_before: int | None
    people_count: int
    areas: tuple[tuple[str, int], ...] = ()
    learners: tuple[DigestLearner, ...] = ()
    leaderboard: tuple[RankedMember, ...] | None = None
    finished_assignments: tuple[FinishedAssignment, ...] = ()
    new_mentors: tuple[str, ...] = ()
    talks: tuple[SharedTalk, ...] = ()
    mentoring_minutes: int = 0
    streaks: tuple[StreakMilestone, ...] = ()
    suggestion: DigestSuggestion | None = None
    is_team_away: bool = False
    with_details: bool = True

    @property
    def has_thread(self) -> bool:
        """Whether there is more to say than the message does."""
        return self.with_details and bool(self.areas or self.finished_assignments or self.learners)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.minutes or self.finished_assignments or self.new_mentors)


@dataclass(frozen=True, slots=True)
class LastDigest:
    """The digest of a week and how it ended: `nothing`, or the state of its message. `at` is when it was due.

    `letter` is the number of its message, 0 where none was written, and `channel` where that went or was to go.
    """

    week: str
    ending: str
    due_at: datetime
    message_id: int = 0
    channel: str = ""
    error: str = ""
    is_on_its_way: bool = False
