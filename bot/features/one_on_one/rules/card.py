"""A one-to-one card: a member, the facts about them, and what the plan has for them next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.assignments.workflow import AssignmentAction, AssignmentProgress, AssignmentStage, AssignmentStep
from bot.core.ledger.rules import Entry
from bot.core.levels import MemberLevel
from bot.core.people.member import Member
from bot.core.plan.member_plan import AssignedNextStep
from bot.core.plan.progress import LearningRecord, NextStep
from bot.features.help_requests.rules import HelpRequest
from bot.features.team.rules.status import MemberStatus
from bot.features.team.rules.team_table import TeamLine


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """An assignment that is begun and not signed off, and the day of its last change."""

    assignment: str
    stage: AssignmentStage
    due: date | None
    changed_on: date

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and nothing was handed in."""
        return self.due is not None and self.due < today and self.stage is not AssignmentStage.HANDED_IN


@dataclass(frozen=True, slots=True)
class RecentProgress:
    """What was done since the last one-to-one: assignments by how they ended, and levels that were said or confirmed.

    `finished` are ticked by the member's own word alone.
    """

    finished: tuple[str, ...] = ()
    signed_off: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()
    levels: tuple[MemberLevel, ...] = ()


def lookback_start(last_met: date | None, today: date) -> date:
    """The first day that counts: that of the last one-to-one, after which something may still have been booked."""
    return last_met or today - DEFAULT_LOOKBACK


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that a mentor sees of a member, on the member's own `today`.

    `met` is the day of the last one-to-one, None where there was none in the ledger; everything that changed is counted
    from `since` on. `areas` are minutes by area, most first. `state` is None for who has left. `step` is the id of what
    comes next; `untried` an area with many of these hours and no assignment begun.
    """

    today: date
    since: date
    last_met: date | None = None
    status: MemberStatus | None = None
    minutes_by_area: tuple[tuple[str, int], ...] = ()
    entry_count: int = 0
    progress: RecentProgress = RecentProgress()
    open_assignments: tuple[OpenAssignment, ...] = ()
    plan_share: float = 0.0
    next_step_id: str = ""
    assigned_step: AssignedNextStep | None = None
    help_requests: tuple[HelpRequest, ...] = ()
    unpractised_area: str = ""

    @property
    def total_minutes(self) -> int:
        """All that was booked since then."""
        return sum(minutes for _, minutes in self.minutes_by_area)


@dataclass(frozen=True, slots=True)
class OneOnOneCard:
    """All that is shown of a member.

    `names` are those of the people whom it mentions, by id; `recent` are the last of the entries that it counts;
    `line` is theirs on the team's page, None for who has left and for guests.
    """

    member: Member
    facts: CardFacts
    next_step: NextStep | None
    names: Mapping[str, str]
    recent_entries: tuple[Entry, ...] = ()
    team_line: TeamLine | None = None


def content_name(catalog: Catalog, subject: str) -> str:
    """What an id of the content is called; words of people's, and ids that left the content, stay as they are."""
    if task := catalog.find_assignment(subject):
        return task[1].name
    if place := catalog.find_topic(subject):
        return f"{place.topic.name} ({place.roadmap.name})"
    found = catalog.find_area(subject) or catalog.find_roadmap(subject)
    return found.name if found else subject


def step_id(step: NextStep | None) -> str:
    """The id of what comes next; empty for nothing."""
    if step is None:
        return ""
    return step.subject.topic.id if isinstance(step.subject, TopicReference) else step.subject.id


def find_unpractised_area(
    catalog: Catalog,
    minutes_by_area: Mapping[str, int],
    record: LearningRecord,
    started: frozenset[str],
    min_minutes: int,
) -> str:
    """The area with most of these hours, and enough, none of whose assignments is begun or ticked; else empty."""
    for area_id, booked in sorted(minutes_by_area.items(), key=lambda each: -each[1]):
        area = catalog.find_area(area_id)
        tried = record.ticked_assignments | started
        if area and booked >= min_minutes and not any(task.id in tried for task in area.assignments):
            return area_id
    return ""


DEFAULT_LOOKBACK: Final = timedelta(days=28)  # looked back on where no one-to-one was ever booked


REVIEW_ACTIONS: Final = frozenset({AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK})


def summarize_progress(
    reviews: Mapping[str, AssignmentStep], ticked: frozenset[str], levels: tuple[MemberLevel, ...]
) -> RecentProgress:
    """What changed, from the last sign-off or return of each assignment, the ticks and the levels of the time."""
    by_act = {act: tuple(each for each, step in reviews.items() if step.action is act) for act in REVIEW_ACTIONS}
    signed = by_act[AssignmentAction.SIGN_OFF]
    finished = tuple(sorted(each for each in ticked if each not in signed))
    return RecentProgress(finished, signed, by_act[AssignmentAction.SEND_BACK], levels)


def list_open_assignments(
    assignments: tuple[AssignmentProgress, ...], ticked: frozenset[str], changed_on: Mapping[str, date]
) -> tuple[OpenAssignment, ...]:
    """What is begun and neither signed off nor ticked, what is due first at the top; `day` is that of each change."""
    left = [each for each in assignments if each.stage is not AssignmentStage.SIGNED_OFF]
    left = [each for each in left if each.assignment not in ticked or each.stage is AssignmentStage.HANDED_IN]
    found = (OpenAssignment(each.assignment, each.stage, each.due_day, changed_on[each.assignment]) for each in left)
    return tuple(sorted(found, key=lambda each: (each.due is None, each.due or date.max, each.assignment)))


@dataclass(frozen=True, slots=True)
class MentorNote:
    """What one has written on another; `shared` lets that other read it, and nobody else."""

    id: int
    author: str
    member: str
    words: str
    shared: bool
    at: datetime
