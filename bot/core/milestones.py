"""What members have reached, each once: kept for themselves, told at the moment, never ranked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from bot.db.renamed_ids import names, take_over_rows
from bot.db.statements import dialect_insert
from bot.db.tables import milestones
from bot.frozen import frozen

STREAK_STEPS: Final = (2, 3, 4, 8, 12, 26, 52)  # weeks in a row with the goal met


class MilestoneKind(StrEnum):
    """What was reached; the comments say what the subject is."""

    GOAL_MET = "goal_met"  # a week, such as 2026-W47
    STREAK_STEP = "streak_step"  # one of STREAK_STEPS
    AREA_QUARTER = "area_quarter"  # an area: hours against the low end of its estimate
    AREA_HALF = "area_half"
    AREA_WHOLE = "area_whole"
    FIRST_SESSION = "first_session"  # nothing
    LEVEL_CONFIRMED = "level_confirmed"  # a roadmap and a level, see `confirmed_level`
    ASSIGNMENT_SIGNED_OFF = "assignment_signed_off"  # an assignment


AREA_SHARES: Final = {  # quarters of an area
    MilestoneKind.AREA_QUARTER: 1,
    MilestoneKind.AREA_HALF: 2,
    MilestoneKind.AREA_WHOLE: 4,
}
_ORDER: Final = {kind: number for number, kind in enumerate(MilestoneKind)}


@frozen
class Milestone:
    """Something that a member reaches once; the kind says what its subject is."""

    kind: MilestoneKind
    subject: str = ""


@frozen
class ReachedMilestone:
    """A milestone, who has reached it, and on which of their days."""

    member: str
    milestone: Milestone
    day: date


def level_milestone(roadmap: str, level: str) -> Milestone:
    """Return the milestone of a level that a mentor has confirmed."""
    return Milestone(MilestoneKind.LEVEL_CONFIRMED, f"{roadmap}:{level}")


def confirmed_level(milestone: Milestone) -> tuple[str, str]:
    """Return the roadmap and the level of a confirmed level."""
    roadmap, _, level = milestone.subject.rpartition(":")
    return roadmap, level


def record_milestones(
    conn: Connection, *, workspace: str, member: str, reached: Sequence[Milestone], day: date
) -> tuple[Milestone, ...]:
    """Record what was reached on a day of the member's; returns what was not recorded before."""
    if not reached:
        return ()
    for each in reached:  # what was reached under an old id isn't reached again
        take_over_rows(conn, milestones.c.subject, each.subject, workspace=workspace, member=member, kind=each.kind)
    rows = [
        {"workspace": workspace, "member": member, "kind": each.kind, "subject": each.subject, "day": day}
        for each in dict.fromkeys(reached)
    ]
    added = (
        dialect_insert(conn, milestones)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["workspace", "member", "kind", "subject"])
        .returning(milestones.c.kind, milestones.c.subject)
    )
    new = {Milestone(MilestoneKind(row.kind), row.subject) for row in conn.execute(added)}
    return tuple(each for each in dict.fromkeys(reached) if each in new)


def take_back_milestones(conn: Connection, *, workspace: str, member: str, gone: Collection[Milestone]) -> None:
    """Delete what is no longer true of a member, as what it rested on was taken back."""
    if not gone:
        return
    named = or_(
        *(and_(milestones.c.kind == each.kind, names(conn, milestones.c.subject, each.subject)) for each in gone)
    )
    conn.execute(delete(milestones).where(milestones.c.workspace == workspace, milestones.c.member == member, named))


def member_milestones(conn: Connection, *, workspace: str, member: str) -> tuple[ReachedMilestone, ...]:
    """Return all that a member has reached, latest first."""
    return _read(conn, workspace, milestones.c.member == member)


def milestones_between(conn: Connection, *, workspace: str, first: date, last: date) -> tuple[ReachedMilestone, ...]:
    """Return what everybody has reached in some days, latest first; whether it may be shown is the caller's to ask."""
    return _read(conn, workspace, milestones.c.day.between(first, last))


def _read(conn: Connection, workspace: str, condition: ColumnElement[bool]) -> tuple[ReachedMilestone, ...]:
    rows = conn.execute(
        select(milestones.c.member, milestones.c.kind, milestones.c.subject, milestones.c.day).where(
            milestones.c.workspace == workspace,
            condition,
        )
    )
    found = [ReachedMilestone(row.member, Milestone(MilestoneKind(row.kind), row.subject), row.day) for row in rows]
    return tuple(sorted(found, key=_newest_first))


def _newest_first(each: ReachedMilestone) -> tuple[int, str, int, int, str]:
    """Return what sorts by day, newest first, then by member and kind; of streaks the longer comes first."""
    weeks = -int(each.milestone.subject) if each.milestone.kind is MilestoneKind.STREAK_STEP else 0
    return -each.day.toordinal(), each.member, _ORDER[each.milestone.kind], weeks, each.milestone.subject
