"""A member's side of the plan: minutes by subject, ticks, levels, target days, states, a mentor's next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from bot.core.knowing.due_topics import count_part, offered_part, parse_due_topics
from bot.core.knowing.states import TopicState, newest_rows
from bot.core.ledger.rollups import ALL_TIME
from bot.core.people.members import parse_zone
from bot.core.plan.offer_memory import NO_OFFERS, REFRESHER, OfferMemory
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, parse_choices
from bot.core.plan.progress import LearningRecord, MentorStep
from bot.core.time_off import WHOLE_TEAM
from bot.db.renamed_ids import RenamedIds, names, renames_of, take_over_rows
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import (
    assigned_next_steps,
    coverage_members,
    levels,
    members,
    offered_steps,
    plan_choices,
    target_days,
    ticks,
    topic_state_acts,
    totals,
)
from bot.frozen import frozen

UTC_ZONE: Final = ZoneInfo("UTC")
_ZERO: Final[ColumnElement[int]] = literal_column("0")
_EMPTY_TEXT: Final[ColumnElement[str]] = literal_column("''")
_MINUTES, _TICK, _LEVEL, _NEXT_STEP, MEMBER = range(5)
_STATE, _DUE, _PLAN_CHOICE, _OFFERS, _SHARED, _DUE_COUNT = range(5, 11)
FIRST_FREE_NUMBER: Final = 11  # for the parts that others add
_STATES: Final = {each.value: each for each in TopicState}
MAX_SHARED: Final = 20  # of those who agreed to show what they learn, so that a large team costs no more
_RECORD: Final = PreparedStatement(lambda _: union_all(*record_parts()))
RECORD_VALUES: Final = {"all": ALL_TIME, "none": 0, "no_state": ""}  # beside workspace, member and now


@frozen
class AssignedNextStep:
    """The next step that a mentor has set for a member: a topic or an assignment, and a line of text."""

    mentor: str
    subject: str
    words: str
    at: datetime

    @property
    def state(self) -> str:
        """What the button that sets it aside is drawn in: this very setting of it."""
        return f"{self.mentor}.{int(self.at.timestamp()):x}"


_TARGET_DAYS: Final = PreparedStatement(
    lambda _: select(target_days.c.area, target_days.c.day).where(
        target_days.c.workspace == bindparam("workspace"), target_days.c.member == bindparam("member")
    )
)


def _record_part(number: int, table: Table, *columns: Any) -> Select[Any]:
    """Select one kind of a member's rows, with the number that tells it from the others."""
    is_members = (table.c.workspace == bindparam("workspace"), table.c.member == bindparam("member"))
    return select(literal_column(str(number)), *columns).where(*is_members)


def record_parts() -> tuple[Select[Any], ...]:
    """Return the parts of the statement that reads a record, for others to add theirs; `parse_record` skips those.

    The part of the number `MEMBER` has the area they began with, the minutes of their own goal, and their zone.
    """
    return (
        _record_part(_MINUTES, totals, totals.c.subject, totals.c.minutes, _EMPTY_TEXT).where(
            totals.c.period == bindparam("all"), totals.c.minutes != bindparam("none")
        ),
        _record_part(_TICK, ticks, ticks.c.assignment, _ZERO, _EMPTY_TEXT),
        _record_part(_LEVEL, levels, levels.c.roadmap, _ZERO, func.coalesce(levels.c.confirmed, levels.c.claimed)),
        _record_part(
            _NEXT_STEP, assigned_next_steps, assigned_next_steps.c.subject, assigned_next_steps.c.minutes, _EMPTY_TEXT
        ),
        _record_part(_OFFERS, offered_steps, offered_steps.c.recent, _ZERO, _EMPTY_TEXT),
        select(
            literal_column(str(_PLAN_CHOICE)),
            plan_choices.c.area,
            case((plan_choices.c.member == WHOLE_TEAM, literal_column("0")), else_=literal_column("1")),
            plan_choices.c.choice + literal_column("'='") + plan_choices.c.value,
        ).where(
            plan_choices.c.workspace == bindparam("workspace"),
            or_(plan_choices.c.member == bindparam("member"), plan_choices.c.member == WHOLE_TEAM),
        ),
        select(
            literal_column(str(MEMBER)),
            members.c.first_area,
            members.c.goal_minutes,
            func.coalesce(members.c.timezone, _EMPTY_TEXT),
        ).where(members.c.workspace == bindparam("workspace"), members.c.id == bindparam("member")),
        select(literal_column(str(_STATE)), topic_state_acts.c.subject, _ZERO, topic_state_acts.c.state).where(
            topic_state_acts.c.id.in_(newest_rows()), topic_state_acts.c.state != bindparam("no_state")
        ),
        _shared_part(),
        offered_part(_DUE),
        count_part(_DUE_COUNT),
    )


def _shared_part() -> Select[Any]:
    """Select what others have next, where they and the member agreed to show what they know and learn."""
    own, other, reader = coverage_members.alias("own"), coverage_members.alias("other"), members.alias("reader")
    shown_in = (  # nothing where they don't: looked up once, so that no join begins with what all others have next
        select(own.c.workspace)
        .join(reader, and_(reader.c.workspace == own.c.workspace, reader.c.id == own.c.member))
        .where(own.c.workspace == bindparam("workspace"), own.c.member == bindparam("member"))
        .where(~reader.c.hidden, ~reader.c.is_guest)
        .scalar_subquery()
    )
    found = (
        select(offered_steps.c.subject, members.c.name)
        .select_from(other)
        .join(members, and_(members.c.workspace == other.c.workspace, members.c.id == other.c.member))
        .join(
            offered_steps,
            and_(offered_steps.c.workspace == other.c.workspace, offered_steps.c.member == other.c.member),
        )
        .where(other.c.workspace == shown_in, other.c.member != bindparam("member"))
        .where(members.c.is_active, ~members.c.hidden, ~members.c.is_guest)
        .where(~offered_steps.c.recent.endswith(literal_column(f"'{REFRESHER}'")))  # that follows from their answers
        .limit(literal_column(str(MAX_SHARED)))
        .subquery()
    )
    return select(literal_column(str(_SHARED)), found.c.subject, _ZERO, found.c.name)


def read_learning_record(conn: Connection, *, workspace: str, member: str, now: datetime) -> LearningRecord:
    """Return a member's record; its size depends on the plan, not on how many entries there are."""
    values = {"workspace": workspace, "member": member, "now": now, **RECORD_VALUES}
    return parse_record(_RECORD.run(conn, values), now, renames_of(conn))


def parse_record(rows: Sequence[Any], now: datetime, renames: RenamedIds) -> LearningRecord:
    """Return the record that rows of `record_parts` hold at a moment."""
    by_kind: dict[int, list[Any]] = {}
    for row in rows:
        by_kind.setdefault(row[0], []).append(row)

    def rows_of(kind: int) -> Sequence[Any]:
        return by_kind.get(kind, ())

    return LearningRecord(
        {subject: minutes for _, subject, minutes, _ in rows_of(_MINUTES)},
        frozenset(subject for _, subject, _, _ in rows_of(_TICK)),
        {subject: level for _, subject, _, level in rows_of(_LEVEL)},
        next((MentorStep(subject, minutes) for _, subject, minutes, _ in rows_of(_NEXT_STEP)), None),
        next((subject or "" for _, subject, _, _ in rows_of(MEMBER)), ""),
        {subject: _STATES[state] for _, subject, _, state in rows_of(_STATE)},
        choices=_parse_plan_choices(rows_of(_PLAN_CHOICE), rows_of(MEMBER), now),
        shared={subject: name for _, subject, _, name in rows_of(_SHARED)},
        offers=next((OfferMemory.parse(text, renames.resolve) for _, text, _, _ in rows_of(_OFFERS)), NO_OFFERS),
        due=parse_due_topics(rows_of(_DUE), now),
        due_count=next((count for _, _, count, _ in rows_of(_DUE_COUNT)), 0),
    )


def _day_of(rows: Sequence[Any], now: datetime) -> date:
    """Return the day that it is in the member's zone."""
    zone = next((name for _, _, _, name in rows if name), "")
    return now.astimezone(parse_zone(zone, UTC_ZONE)).date()


def _parse_plan_choices(rows: Sequence[Any], member_rows: Sequence[Any], now: datetime) -> PlanChoices:
    """Return the member's choices over the team's, with the targets that count on the member's day."""
    stored = [(is_own, area, *text.split("=", 1)) for _, area, is_own, text in rows]
    if not stored:
        return NO_CHOICES
    today = _day_of(member_rows, now)
    own, team = (parse_choices(row[1:] for row in stored if row[0] == each) for each in (1, 0))
    return own.on(today).over(team.on(today))


def tick_assignment(
    conn: Connection, *, workspace: str, member: str, assignment: str, is_done: bool, now: datetime
) -> None:
    """Mark an assignment as done or as open again; idempotent."""
    if is_done:
        conn.execute(
            dialect_insert(conn, ticks)
            .values(workspace=workspace, member=member, assignment=assignment, ticked_at=now)
            .on_conflict_do_nothing()
        )
    else:
        conn.execute(
            delete(ticks).where(
                ticks.c.workspace == workspace, ticks.c.member == member, names(conn, ticks.c.assignment, assignment)
            )
        )


def read_target_days(conn: Connection, *, workspace: str, member: str) -> dict[str, date]:
    """Return a member's target days by area."""
    rows = _TARGET_DAYS.run(conn, {"workspace": workspace, "member": member})
    return {area: _parse_day(day) for area, day in rows}


def set_target_day(conn: Connection, *, workspace: str, member: str, area: str, day: date | None) -> bool:
    """Set a target day or, with None, remove it; returns whether that changed anything."""
    take_over_rows(conn, target_days.c.area, area, workspace=workspace, member=member)
    key = (target_days.c.workspace == workspace, target_days.c.member == member, target_days.c.area == area)
    before = conn.execute(select(target_days.c.day).where(*key)).scalar_one_or_none()
    if day is None:
        conn.execute(delete(target_days).where(*key))
    else:
        conn.execute(
            dialect_insert(conn, target_days)
            .values(workspace=workspace, member=member, area=area, day=day)
            .on_conflict_do_update(index_elements=["workspace", "member", "area"], set_={"day": day})
        )
    return before != day


def _parse_day(value: Any) -> date:
    """Return a day as the driver gives it: text on SQLite, a date on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value
