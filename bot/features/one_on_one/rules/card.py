"""The one-to-one card: a member, the facts about them, and what the plan has for them next."""

from __future__ import annotations

from collections.abc import Mapping
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
from bot.frozen import frozen

DEFAULT_LOOKBACK: Final = timedelta(days=28)  # looked back on where no one-to-one was ever booked
REVIEW_ACTIONS: Final = frozenset({AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK})


@frozen
class OpenAssignment:
    """An assignment that is started and not signed off, and the day of its last change."""

    assignment: str
    stage: AssignmentStage
    due: date | None
    changed_on: date

    def is_overdue(self, today: date) -> bool:
        """Return whether its due day has passed and nothing was handed in."""
        return self.due is not None and self.due < today and self.stage is not AssignmentStage.HANDED_IN


@frozen
class RecentProgress:
    """What was done since the last one-to-one: assignments by how they ended, levels that were claimed or confirmed.

    `finished` are those that the member has ticked and nobody signed off.
    """

    finished: tuple[str, ...] = ()
    signed_off: tuple[str, ...] = ()
    sent_back: tuple[str, ...] = ()
    levels: tuple[MemberLevel, ...] = ()


def lookback_start(last_met: date | None, today: date) -> date:
    """Return the first day that counts: that of the last one-to-one, on which more may have been booked afterwards."""
    return last_met or today - DEFAULT_LOOKBACK


@frozen
class CardFacts:
    """All that a mentor sees of a member, on the member's own `today`.

    `last_met` is the day of the last one-to-one, None where none was booked; everything that changed is counted from
    `since` on. `minutes_by_area` has most first. `status` is None for members who have left. `unpractised_area` is one
    with many of these hours and no assignment started.
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
        """Return all minutes that were booked since then."""
        return sum(minutes for _, minutes in self.minutes_by_area)


@frozen
class OneOnOneCard:
    """All that is shown of a member.

    `names` are those of the people whom it mentions, by id; `recent_entries` are the last of the entries that it
    counts; `team_line` is the member's on the team's page, None for guests and for members who have left.
    """

    member: Member
    facts: CardFacts
    next_step: NextStep | None
    names: Mapping[str, str]
    recent_entries: tuple[Entry, ...] = ()
    team_line: TeamLine | None = None


def content_name(catalog: Catalog, subject: str) -> str:
    """Return the name of an id of the content; people's own words, and ids that left the content, stay as they are."""
    if assignment := catalog.find_assignment(subject):
        return assignment[1].name
    if place := catalog.find_topic_or_part(subject):
        return place.label
    area_or_roadmap = catalog.find_area(subject) or catalog.find_roadmap(subject)
    return area_or_roadmap.name if area_or_roadmap else subject


def step_id(step: NextStep | None) -> str:
    """Return the id of what comes next; empty for nothing."""
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
    """Return the area with most minutes, and enough, of which no assignment is started or ticked; else empty."""
    practised = record.ticked_assignments | started
    for area_id, minutes in sorted(minutes_by_area.items(), key=lambda each: -each[1]):
        area = catalog.find_area(area_id)
        if area and minutes >= min_minutes and not any(each.id in practised for each in area.assignments):
            return area_id
    return ""


def summarize_progress(
    reviews: Mapping[str, AssignmentStep], ticked: frozenset[str], levels: tuple[MemberLevel, ...]
) -> RecentProgress:
    """Return what changed, from the last review of each assignment, the ticks and the levels of the time."""
    signed_off = tuple(each for each, step in reviews.items() if step.action is AssignmentAction.SIGN_OFF)
    sent_back = tuple(each for each, step in reviews.items() if step.action is AssignmentAction.SEND_BACK)
    return RecentProgress(tuple(sorted(ticked - set(signed_off))), signed_off, sent_back, levels)


def list_open_assignments(
    assignments: tuple[AssignmentProgress, ...], ticked: frozenset[str], changed_on: Mapping[str, date]
) -> tuple[OpenAssignment, ...]:
    """Return what is started and neither signed off nor ticked, first due first; `changed_on` is by assignment."""
    still_open = (
        OpenAssignment(each.assignment, each.stage, each.due_day, changed_on[each.assignment])
        for each in assignments
        if each.stage is not AssignmentStage.SIGNED_OFF
        and (each.assignment not in ticked or each.stage is AssignmentStage.HANDED_IN)
    )
    return tuple(sorted(still_open, key=lambda each: (each.due is None, each.due or date.max, each.assignment)))


@frozen
class MentorNote:
    """A mentor's note on a member; `shared` lets the member read it, and nobody else."""

    id: int
    author: str
    member: str
    words: str
    shared: bool
    at: datetime

    @property
    def state(self) -> str:
        """What its buttons are drawn in."""
        return "shared" if self.shared else "private"
