"""The App Home: who has opened it, and what it shows them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, tuple_, update

from bot.calendar.weeks import shift, week_of
from bot.catalog.catalog import Catalog
from bot.core.forecast import forecast
from bot.core.goals import goals, streaks
from bot.core.ledger import queries
from bot.core.ledger.periods import EVERYTHING
from bot.core.people import members
from bot.core.plan import progress, state, target_days
from bot.core.time_off import absences
from bot.db.tables import entries, totals
from bot.db.tables import members as people_table
from bot.features.home.rules import Home
from bot.settings import Settings

WEEKS: Final = 6
ENTRIES: Final = 5
AHEAD: Final = timedelta(days=731)  # in which coming days away are shown
BATCH: Final = 200  # people in one statement
Person = tuple[str, str]  # workspace and member


def opened(session: Connection, *, workspace: str, member: str, now: datetime) -> None:
    """Remember when somebody opened their Home for the first time."""
    session.execute(
        update(people_table)
        .where(people_table.c.workspace == workspace, people_table.c.id == member, people_table.c.home_at.is_(None))
        .values(home_at=now)
    )


def openers(session: Connection, *, people: Collection[Person]) -> frozenset[Person]:
    """Which of these people have ever opened their Home and are still there."""
    asked, found = sorted(people), set[Person]()
    for start in range(0, len(asked), BATCH):
        rows = session.execute(
            select(people_table.c.workspace, people_table.c.id).where(
                tuple_(people_table.c.workspace, people_table.c.id).in_(asked[start : start + BATCH]),
                people_table.c.home_at.is_not(None),
                people_table.c.is_active,
            )
        )
        found |= {(row.workspace, row.id) for row in rows}
    return frozenset(found)


def openers_of(session: Connection, *, workspaces: Collection[str]) -> frozenset[Person]:
    """All people of these workspaces who have ever opened their Home and are still there."""
    if not workspaces:
        return frozenset()
    rows = session.execute(
        select(people_table.c.workspace, people_table.c.id).where(
            people_table.c.workspace.in_(workspaces), people_table.c.home_at.is_not(None), people_table.c.is_active
        )
    )
    return frozenset((row.workspace, row.id) for row in rows)


def read(
    session: Connection, *, workspace: str, member: str, catalog: Catalog, settings: Settings, now: datetime
) -> Home | None:
    """Everything that a member's Home shows, in a number of statements that does not grow with the entries.

    None for somebody we have not met.
    """
    known = members.find(session, workspace=workspace, member=member, default=settings.timezone)
    if known is None:
        return None
    today = known.today(now)
    record = state.record(session, workspace=workspace, member=member)
    areas = progress.by_area(catalog, record)
    aims = target_days.of_member(session, workspace=workspace, member=member)
    begun = [each.area for each in areas if (each.minutes or each.area.id in aims) and not each.is_done]
    ahead = sorted(begun, key=lambda area: area.id not in aims)  # those with a target come first
    outlooks = forecast.of_plan(
        session, workspace=workspace, member=member, areas=ahead, minutes=record.minutes, today=today
    )
    return Home(
        member=known,
        today=today,
        week=goals.standing(session, workspace=workspace, member=member, today=today),
        streak=streaks.read(session, workspace=workspace, member=member, today=today),
        absences=absences.of_member(session, workspace=workspace, member=member, since=today, until=today + AHEAD),
        areas=areas,
        step=progress.next_step(catalog, record),
        outlooks=tuple(outlooks.values()),
        entries=queries.page(session, workspace=workspace, member=member, limit=ENTRIES).entries,
        weeks=_weeks(session, workspace, member, today),
        last_row=_last_row(session, workspace, member),
    )


def _weeks(session: Connection, workspace: str, member: str, today: date) -> tuple[tuple[str, int], ...]:
    """The last weeks with their minutes, oldest first."""
    periods = [shift(week_of(today), -back) for back in reversed(range(WEEKS))]
    rows = session.execute(
        select(totals.c.period, totals.c.minutes).where(
            totals.c.workspace == workspace,
            totals.c.member == member,
            totals.c.period.in_(periods),
            totals.c.subject == EVERYTHING,
        )
    )
    minutes = {row.period: row.minutes for row in rows}
    return tuple((period, minutes.get(period, 0)) for period in periods)


def _last_row(session: Connection, workspace: str, member: str) -> int:
    """The newest row of the member's ledger, 0 where there is none."""
    newest = select(func.max(entries.c.id)).where(entries.c.workspace == workspace, entries.c.member == member)
    return session.execute(newest).scalar_one() or 0
