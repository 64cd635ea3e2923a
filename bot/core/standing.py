"""Where a member is when hours were logged: learning, goal of the week, and pace in the area, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from bot.calendar.weeks import week_bounds
from bot.catalog.models import Area
from bot.core.forecast import forecast
from bot.core.forecast.forecast import AreaForecast
from bot.core.goals.goals import goal_in_force, reduce_goal
from bot.core.milestones import MilestoneKind
from bot.core.plan import member_plan
from bot.core.plan.progress import LearningRecord
from bot.core.time_off import WHOLE_TEAM, TimeOff
from bot.db.renamed_ids import renames_of
from bot.db.statements import PreparedStatement, Step, run_together
from bot.db.tables import goals, milestones, time_off, totals, workspaces
from bot.frozen import frozen

_ZERO: Final[ColumnElement[int]] = literal_column("0")
_EMPTY_TEXT: Final[ColumnElement[str]] = literal_column("''")
_GOAL, _TEAM_GOAL, _TIME_OFF, _GOAL_MET, _WEEK = range(member_plan.FIRST_FREE_NUMBER, member_plan.FIRST_FREE_NUMBER + 5)
_STANDING: Final = PreparedStatement(lambda dialect: union_all(*member_plan.record_parts(), *_other_parts(dialect)))


@frozen
class WeekGoal:
    """The goal of a week in minutes, and before days away lowered it; whether it was recorded that it is met."""

    week: str
    goal: int
    full_goal: int
    is_recorded: bool = False

    def is_met(self, minutes: int) -> bool:
        """Return whether so many minutes reach the goal; a goal of zero is never met."""
        return 0 < self.goal <= minutes


@frozen
class Standing:
    """A member's learning, the goal of the week that was asked for, and what tells when they finish an area.

    `recent_minutes` are those in the area in each week of `simulation.recent_weeks`.
    """

    record: LearningRecord
    week_goal: WeekGoal
    recent_minutes: tuple[int, ...]
    days_off: tuple[TimeOff, ...]

    def forecast(self, area: Area, minutes: int, today: date) -> AreaForecast:
        """Return the forecast of the area that was asked for, in which they have so many minutes by now."""
        return forecast.forecast_area(
            self.record.choices.adjust(area),
            minutes=minutes,
            recent_minutes=self.recent_minutes,
            days_off=self.days_off,
            today=today,
        )


@frozen
class StandingQuery:
    """The question for a standing: one statement, which may run together with others before it is parsed."""

    step: Step
    week: str
    today: date
    now: datetime

    def parse(self, conn: Connection) -> Standing:
        """Return the standing, once the statement has run."""
        rows = self.step.rows
        days_off = tuple(
            TimeOff(date.fromisoformat(first), date.fromisoformat(last) if last else None)
            for kind, first, _, last in rows
            if kind == _TIME_OFF
        )
        by_week = {period: minutes for kind, period, minutes, _ in rows if kind == _WEEK}
        return Standing(
            member_plan.parse_record(rows, self.now, renames_of(conn)),
            _parse_goal(rows, self.week, days_off),
            forecast.order_weeks(by_week, self.today),
            days_off,
        )


def read_standing(
    conn: Connection, *, workspace: str, member: str, week: str, area: str, today: date, now: datetime
) -> Standing:
    """Return a member's learning, their goal in a week and their pace in an area, in one statement."""
    query = ask_standing(workspace=workspace, member=member, week=week, area=area, today=today, now=now)
    run_together(conn, query.step)
    return query.parse(conn)


def ask_standing(*, workspace: str, member: str, week: str, area: str, today: date, now: datetime) -> StandingQuery:
    """Return the question for a standing."""
    first, last = week_bounds(week)
    since, until = forecast.days_off_span(today)
    values = {
        "workspace": workspace,
        "member": member,
        "week": week,
        "area": area,
        "now": now,
        "since": min(first, since),
        "until": max(last, until),
        "goal_met": MilestoneKind.GOAL_MET.value,
    }
    step = Step(_STANDING, values | member_plan.RECORD_VALUES | forecast.recent_values(today))
    return StandingQuery(step, week, today, now)


def _other_parts(dialect: str) -> Sequence[Select[Any]]:
    """Return what tells the goal and the pace, each with a number, a text, minutes and a text as in the record."""
    workspace: BindParameter[str] = bindparam("workspace")
    member: BindParameter[str] = bindparam("member")
    week: BindParameter[str] = bindparam("week")
    ends = func.coalesce(cast(time_off.c.last, String), _EMPTY_TEXT)
    return (
        _part(_GOAL, goals.c.week, goals.c.minutes, goals.c.member).where(
            goals.c.workspace == workspace, _is_own_or_teams(goals.c.member), goals.c.week <= week
        ),
        _part(_TEAM_GOAL, _EMPTY_TEXT, workspaces.c.goal_minutes, _EMPTY_TEXT).where(workspaces.c.id == workspace),
        _part(_TIME_OFF, cast(time_off.c.first, String), _ZERO, ends).where(
            time_off.c.workspace == workspace,
            _is_own_or_teams(time_off.c.member),
            time_off.c.first <= bindparam("until"),
            or_(time_off.c.last.is_(None), time_off.c.last >= bindparam("since")),
        ),
        _part(_GOAL_MET, milestones.c.subject, _ZERO, _EMPTY_TEXT).where(
            milestones.c.workspace == workspace,
            milestones.c.member == member,
            milestones.c.kind == bindparam("goal_met"),
            milestones.c.subject == week,
        ),
        _part(_WEEK, totals.c.period, totals.c.minutes, _EMPTY_TEXT).where(*forecast.is_recent_in_area(dialect)),
    )


def _part(number: int, *columns: Any) -> Select[Any]:
    return select(literal_column(str(number)), *columns)


def _is_own_or_teams(column: Column[str]) -> ColumnElement[bool]:
    return or_(column == bindparam("member"), column == WHOLE_TEAM)


def _parse_goal(rows: Sequence[Any], week: str, days_off: Sequence[TimeOff]) -> WeekGoal:
    stored = ((since, minutes, member) for kind, since, minutes, member in rows if kind == _GOAL)
    changes = sorted(stored, key=lambda change: str(change[0]))
    own_now = next((minutes for kind, _, minutes, _ in rows if kind == member_plan.MEMBER), None)
    team_now = next((minutes for kind, _, minutes, _ in rows if kind == _TEAM_GOAL), 0)
    full_goal = goal_in_force(
        week,
        own=([(since, minutes) for since, minutes, member in changes if member != WHOLE_TEAM], own_now),
        team=([(since, minutes) for since, minutes, member in changes if member == WHOLE_TEAM], team_now),
    )
    is_recorded = any(kind == _GOAL_MET for kind, *_ in rows)
    return WeekGoal(week, reduce_goal(full_goal, week, days_off) if days_off else full_goal, full_goal, is_recorded)
