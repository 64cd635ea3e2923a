"""The content of a week's digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.goals.streaks import StreakWeek
from bot.features.leaderboard.rules import RankedMember


@dataclass(frozen=True, slots=True)
class DigestLearner:
    """A member who learned, with pairs of area and topic ids, most hours first."""

    name: str
    subjects: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class FinishedAssignment:
    """An assignment that people finished: the first `signed_off_count` were signed off, the others ticked it."""

    assignment: str
    names: tuple[str, ...]
    signed_off_count: int = 0


@dataclass(frozen=True, slots=True)
class SharedTalk:
    """A talk: its title as the speaker noted it, or else its topic, if either is known."""

    name: str
    note: str
    topic: str | None


@dataclass(frozen=True, slots=True)
class StreakMilestone:
    """A member who met their goal in so many `weeks` in a row: one of `MILESTONE_WEEKS`."""

    name: str
    weeks: int


MILESTONE_WEEKS: Final = (4, 8, 12, 26, 52)


def reached_milestone(weeks: Iterable[StreakWeek]) -> int | None:
    """Return the milestone that a run of weeks, newest first, reached in its newest week; None if it is none.

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
    """A subject that nobody has touched for weeks, and the command that shows it; areas have a `priority` in the plan.

    `expert` is the name of who agreed to be asked and has the most hours there; empty if there is nobody.
    """

    name: str
    command: str
    priority: int | None = None
    expert: str = ""
    expert_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """A week's digest; parts that an admin leaves out are empty.

    `minutes_before` is None if the two weeks cannot be compared. `learners` are all who are shown, by name;
    `leaderboard` is None if it is off. `with_details` says whether a thread is wanted.
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
        """Return whether there is more to say than the message does."""
        return self.with_details and bool(self.areas or self.finished_assignments or self.learners)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not (self.minutes or self.finished_assignments or self.new_mentors)


@dataclass(frozen=True, slots=True)
class LastDigest:
    """The digest of a week and how it ended: `nothing`, `expired`, or the state of its message.

    `message_id` is 0 if no message was written; `channel` is where it went or was to go.
    """

    week: str
    ending: str
    due_at: datetime
    message_id: int = 0
    channel: str = ""
    error: str = ""
    is_on_its_way: bool = False
