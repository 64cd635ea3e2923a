"""The App Home: who has opened theirs, and the numbers that it shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, tuple_, update

from bot.calendar.weeks import shift_week, week_of
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.forecast import forecast
from bot.core.goals import goals, streaks
from bot.core.ledger import queries
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.people import members
from bot.core.people.workspaces import DEFAULT_GOAL_MINUTES
from bot.core.plan import member_plan, next_moves, progress
from bot.core.plan.first_month import outline_first_month
from bot.db.tables import entries, totals
from bot.db.tables import members as people_table
from bot.features.home.rules import HomeSnapshot
from bot.features.setup import service as setup_service
from bot.settings import Settings

WEEKS_SHOWN: Final = 6
ENTRIES_SHOWN: Final = 3
ABSENCE_HORIZON: Final = timedelta(days=731)  # in which coming days away are shown
PEOPLE_PER_QUERY: Final = 200
MemberKey = tuple[str, str]  # workspace and member


def record_home_opened(conn: Connection, *, workspace: str, member: str, now: datetime) -> None:
    """Remember when somebody opened their Home for the first time."""
    conn.execute(
        update(people_table)
        .where(people_table.c.workspace == workspace, people_table.c.id == member, people_table.c.home_at.is_(None))
        .values(home_at=now)
    )


def find_home_openers(conn: Connection, *, people: Collection[MemberKey]) -> frozenset[MemberKey]:
    """Return which of these people have ever opened their Home and are still there."""
    ordered, found = sorted(people), set[MemberKey]()
    for start in range(0, len(ordered), PEOPLE_PER_QUERY):
        rows = conn.execute(
            select(people_table.c.workspace, people_table.c.id).where(
                tuple_(people_table.c.workspace, people_table.c.id).in_(ordered[start : start + PEOPLE_PER_QUERY]),
                people_table.c.home_at.is_not(None),
                people_table.c.is_active,
            )
        )
        found |= {(row.workspace, row.id) for row in rows}
    return frozenset(found)


def find_workspace_openers(conn: Connection, *, workspaces: Collection[str]) -> frozenset[MemberKey]:
    """Return all people of these workspaces who have ever opened their Home and are still there."""
    if not workspaces:
        return frozenset()
    rows = conn.execute(
        select(people_table.c.workspace, people_table.c.id).where(
            people_table.c.workspace.in_(workspaces), people_table.c.home_at.is_not(None), people_table.c.is_active
        )
    )
    return frozenset((row.workspace, row.id) for row in rows)


def read_home(
    conn: Connection, *, workspace: str, member: str, catalog: Catalog, settings: Settings, now: datetime
) -> HomeSnapshot | None:
    """Read all that a member's Home shows, in a number of statements that does not grow with the entries.

    None for somebody we have not met.
    """
    known = members.find_member(conn, workspace=workspace, member=member, default_zone=settings.timezone)
    if known is None:
        return None
    key = {"workspace": workspace, "member": member}
    today = known.today(now)
    record = member_plan.read_learning_record(conn, **key, now=now)
    areas = progress.list_area_progress(catalog, record)
    targets = member_plan.read_target_days(conn, **key)
    begun = [each.area for each in areas if (each.minutes or each.area.id in targets) and not each.is_done]
    ordered = sorted(begun, key=lambda area: area.id not in targets)  # those with a target come first
    outlooks = forecast.read_plan_forecasts(conn, **key, areas=ordered, minutes=record.minutes, today=today)
    week = goals.read_goal_progress(conn, **key, today=today)
    weekly = week.full_goal or DEFAULT_GOAL_MINUTES
    return HomeSnapshot(
        member=known,
        today=today,
        week=week,
        streak=streaks.read_streak(conn, **key, today=today, zone=known.zone),
        absences=time_off.list_time_off(conn, **key, since=today, until=today + ABSENCE_HORIZON),
        areas=areas,
        step=next_moves.choose_next_step(catalog, record),
        outlooks=tuple(outlooks.values()),
        entries=queries.list_entries(conn, workspace=workspace, member=member, limit=ENTRIES_SHOWN).entries,
        weeks=_read_week_minutes(conn, workspace, member, today),
        last_row=_read_last_row(conn, workspace, member),
        open_setup_steps=setup_service.count_open_steps(conn, **key, settings=settings),
        choices=record.choices,
        first_month=outline_first_month(catalog, record, weekly) if record.is_new else None,
    )


def _read_week_minutes(conn: Connection, workspace: str, member: str, today: date) -> tuple[tuple[str, int], ...]:
    """Read the last weeks with their minutes, oldest first."""
    periods = [shift_week(week_of(today), -back) for back in reversed(range(WEEKS_SHOWN))]
    rows = conn.execute(
        select(totals.c.period, totals.c.minutes).where(
            totals.c.workspace == workspace,
            totals.c.member == member,
            totals.c.period.in_(periods),
            totals.c.subject == ALL_SUBJECTS,
        )
    )
    minutes = {row.period: row.minutes for row in rows}
    return tuple((period, minutes.get(period, 0)) for period in periods)


def _read_last_row(conn: Connection, workspace: str, member: str) -> int:
    """Return the id of the newest row of the member's ledger, 0 if there is none."""
    newest = select(func.max(entries.c.id)).where(entries.c.workspace == workspace, entries.c.member == member)
    return conn.execute(newest).scalar_one() or 0
