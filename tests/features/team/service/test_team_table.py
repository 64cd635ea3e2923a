from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, event, insert

from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rules
from bot.core.people import members, workspaces
from bot.core.people.workspaces import Workspace
from bot.core.plan import member_plan, progress, stored_choices
from bot.core.plan.plan_choices import PlanChoices
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Database
from bot.db.tables import assignment_progress
from bot.features.team.rules.status import StatusKind
from bot.features.team.rules.team_table import TeamLine
from bot.features.team.service import team_table
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def join(conn: Connection, workspace: str, member: str, name: str = "", *, active: bool = True) -> Workspace:
    install_workspace(conn, workspace=workspace, now=NOON)
    members.save_profile(
        conn,
        workspace=workspace,
        member=member,
        name=name or member.title(),
        timezone=None,
        is_admin=False,
        is_active=active,
        profile_at=NOON,
        now=NOON,
    )
    return workspaces.read_workspace(conn, workspace=workspace, settings=read_settings({}))


def log(conn: Connection, workspace: str, member: str, minutes: int, day: date, area: str = "networking") -> int:
    request = f"{member}{minutes}{day}{area}"
    booking = rules.Booking(minutes, area, None, None, day, "", "command", request)
    booked = ledger_booking.book_entry(
        conn, workspace=workspace, member=member, booking=booking, now=NOON, is_confirmed=True
    )
    assert isinstance(booked, rules.BookedEntry)
    return booked.entry_id


def read(
    conn: Connection, workspace: Workspace, catalog: Catalog, *, area: str = "", only: set[str] | None = None
) -> tuple[TeamLine, ...]:
    standings = team_table.read_standings(conn, workspace=workspace, at=NOON, area=area, member_ids=only)
    return team_table.read_team_lines(conn, workspace=workspace, catalog=catalog, standings=standings, area=area)


def test_a_line_for_each_active_member_by_name(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        join(conn, "T1", "U2", "ben")
        join(conn, "T1", "U3", "Ana")
        join(conn, "T1", "U4", "Left", active=False)
        workspace = join(conn, "T1", "U1", "Čeněk")
        east = {"timezone": "Pacific/Kiritimati", "day_starts": 0}
        members.update_member(conn, workspace="T1", member="U2", created_at=LONG_AGO, **east)
        members.update_member(conn, workspace="T1", member="U4", is_active=True, is_guest=True)
        log(conn, "T1", "U2", 60, date(2026, 11, 20))
        log(conn, "T1", "U2", 15, date(2026, 11, 22), "blockchain")  # it is tomorrow already where they live
        log(conn, "T1", "U2", 30, date(2026, 10, 25))  # 28 days back
        log(conn, "T1", "U2", 480, date(2026, 10, 24))  # the day before
        handed = {"workspace": "T1", "member": "U2", "step": 1, "changed_at": NOON}
        states = (("networking.cdn", "handed in"), ("x", "signed off"), ("y", "signed off"), ("z", "sent back"))
        conn.execute(
            insert(assignment_progress), [{**handed, "assignment": each, "state": state} for each, state in states]
        )
    with database.read() as conn:
        lines = read(conn, workspace, catalog)
        in_area = read(conn, workspace, catalog, area="networking", only={"U2", "U3"})
    assert [line.standing.member.name for line in lines] == ["Ana", "ben", "Čeněk"]
    ana, ben = lines[0], lines[1]
    assert (ben.week_minutes, ben.week_goal, ben.four_weeks_minutes, ben.four_weeks_goal) == (75, 120, 105, 480)
    assert (ben.standing.waiting_count, ben.standing.signed_off_count) == (1, 2)
    assert ben.standing.facts.last_entry == date(2026, 11, 22)
    assert ben.minutes_by_area == {"networking": 570, "blockchain": 15}
    assert ben.plan_share == 570 / (430 * 60)  # what is optional makes no share smaller
    assert (ana.week_minutes, ana.four_weeks_minutes, ana.plan_share) == (0, 0, 0.0)
    assert ana.standing.facts.last_entry is None
    assert [(each.standing.member.name, each.standing.area_minutes) for each in in_area] == [("Ana", 0), ("ben", 570)]
    ben = in_area[1]
    assert (ben.week_minutes, ben.week_goal, ben.four_weeks_minutes, ben.four_weeks_goal) == (60, 0, 90, 0)
    assert ben.plan_share == 570 / (50 * 60)


def test_days_away_lower_the_weeks_goal_and_nothing_assigned_has_none(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        workspace = join(conn, "T1", "ana")
        join(conn, "T1", "ben")
        days = {"first": date(2026, 11, 16), "last": date(2026, 11, 18)}
        time_off.add_time_off(conn, workspace="T1", member="ana", **days, now=NOON)
        members.update_member(conn, workspace="T1", member="ben", created_at=LONG_AGO)
    with database.read() as conn:
        ana, ben = read(conn, workspace, catalog)
        assert read(conn, workspace, catalog, area="certifications")[0].plan_share is None  # the estimate varies
    assert ana.week_goal == 48
    assert ben.standing.status.kind is StatusKind.UNASSIGNED
    assert (ben.week_goal, ben.four_weeks_goal) == (0, 0)


def test_a_share_is_of_the_plan_that_somebody_or_the_team_chose(database: Database, catalog: Catalog) -> None:
    own = PlanChoices(hidden=frozenset(area.id for area in catalog.areas) - {"networking", "certifications"})
    with database.begin() as conn:
        workspace = join(conn, "T1", "ana")
        for member in ("ben", "eva"):
            join(conn, "T1", member)
            log(conn, "T1", member, 600, date(2026, 11, 20))
        for member, choices in (("ben", replace(own, estimates={"certifications": 30})), (WHOLE_TEAM, own)):
            stored_choices.save_choices(conn, workspace="T1", member=member, choices=choices, now=NOON)
    with database.read() as conn:
        shares = {line.standing.member.id: line.plan_share for line in read(conn, workspace, catalog)}
        records = [
            member_plan.read_learning_record(conn, workspace="T1", member=each, now=NOON) for each in ("ben", "eva")
        ]
    assert (shares["ana"], shares["ben"], shares["eva"]) == (0.0, 600 / (80 * 60), 600 / (50 * 60))
    plans = [progress.plan_share(progress.list_area_progress(catalog, record)) for record in records]
    assert plans == [shares["ben"], shares["eva"]]


def test_another_workspace_with_the_same_people_stays_its_own(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        workspace = join(conn, "T1", "ana")
        join(conn, "T2", "ana", "Other Ana")
        join(conn, "T2", "ben")
        log(conn, "T2", "ana", 600, date(2026, 11, 20))
        work = {"workspace": "T2", "member": "ana", "assignment": "networking.cdn", "state": "handed in"}
        conn.execute(insert(assignment_progress).values(**work, step=1, changed_at=NOON))
    with database.read() as conn:
        for area in ("", "networking"):
            (line,) = read(conn, workspace, catalog, area=area)
            assert (line.week_minutes, line.four_weeks_minutes, line.plan_share) == (0, 0, 0.0)
            assert dict(line.minutes_by_area) == {}
            assert (line.standing.waiting_count, line.standing.area_minutes) == (0, 0)
            assert line.standing.facts.last_entry is None
    assert line.standing.member.name == "Ana"


def test_five_hundred_members_cost_thirteen_statements_and_little_time(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        for number in range(500):
            workspace = join(conn, "T1", f"U{number:03d}")
            log(conn, "T1", f"U{number:03d}", 30, date(2026, 11, 20))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as conn:
        started = time.perf_counter()
        lines = read(conn, workspace, catalog)
        took = time.perf_counter() - started
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(lines) == 500
    assert {line.week_minutes for line in lines} == {30}
    assert len(seen) == 13
    assert took < 2.0  # a twentieth of it on an idle machine; Slack waits three


def test_the_last_entry_is_looked_up_in_the_index(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        workspace = join(conn, "T1", "ana")
        if conn.dialect.name != "sqlite":
            return  # a PostgreSQL planner decides by the size of the tables
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as conn:
        read(conn, workspace, catalog)
        event.remove(database.engine, "before_cursor_execute", note)
        (statement, parameters) = next(each for each in seen if "FROM entries" in each[0])
        steps = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any("entries USING INDEX ix_entries_workspace_member_day" in step[3] for step in steps)
