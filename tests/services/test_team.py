from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event

from bot.catalog.catalog import Catalog
from bot.db.sessions import Sessions
from bot.domain import ledger
from bot.domain.absence import Absence
from bot.domain.workspace import Workspace
from bot.services import absences, hours, members, plan, team, workspaces
from bot.settings import read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


def join(session: Connection, workspace: str, member: str, name: str = "", *, active: bool = True) -> Workspace:
    workspaces.welcome(session, workspace=workspace, now=NOON)
    members.meet(
        session,
        workspace=workspace,
        member=member,
        name=name or member.title(),
        timezone=None,
        is_admin=False,
        is_active=active,
        profile_at=NOON,
        now=NOON,
    )
    return workspaces.get(session, workspace=workspace, settings=read_settings({}))


def log(session: Connection, workspace: str, member: str, minutes: int, day: date, area: str = "networking") -> int:
    request = f"{member}{minutes}{day}{area}"
    booking = ledger.Booking(minutes, area, None, None, day, "", "command", request)
    booked = hours.book(session, workspace=workspace, member=member, booking=booking, now=NOON, insist=True)
    assert isinstance(booked, ledger.Booked)
    return booked.entry


def test_a_line_for_each_active_member_by_name(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        join(session, "T1", "U2", "ben")
        join(session, "T1", "U3", "Ana")
        join(session, "T1", "U4", "Left", active=False)
        workspace = join(session, "T1", "U1", "Čeněk")
        log(session, "T1", "U2", 60, date(2026, 11, 20))
        log(session, "T1", "U2", 30, date(2026, 10, 26))  # the Monday four weeks back
        log(session, "T1", "U2", 480, date(2026, 10, 25))  # the day before
        plan.tick(session, workspace="T1", member="U2", assignment="networking.cdn", done=True, now=NOON)
    with sessions.read() as session:
        lines = team.overview(session, workspace=workspace, catalog=catalog, today=TODAY)
    assert [line.member.name for line in lines] == ["Ana", "ben", "Čeněk"]
    ben = lines[1]
    assert (ben.week, ben.four_weeks, ben.ticked, ben.last) == (60, 90, 1, date(2026, 11, 20))
    assert ben.share == 570 / (430 * 60)
    assert (lines[0].week, lines[0].four_weeks, lines[0].share, lines[0].last) == (0, 0, 0.0, None)


def test_an_entry_taken_back_is_no_last_entry(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        workspace = join(session, "T1", "ana")
        log(session, "T1", "ana", 60, date(2026, 11, 10))
        newest = log(session, "T1", "ana", 60, date(2026, 11, 20))
        hours.delete(session, workspace="T1", member="ana", entry=newest, request="r", now=NOON)
    with sessions.read() as session:
        (line,) = team.overview(session, workspace=workspace, catalog=catalog, today=TODAY)
    assert line.last == date(2026, 11, 10)
    assert line.week == 0


def test_who_is_away_today_is_known_with_the_whole_stretch(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        workspace = join(session, "T1", "ana")
        join(session, "T1", "ben")
        for member, first, last in (("ana", 20, 24), ("", 25, 26), ("ben", 22, 23)):
            days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
            absences.add(session, workspace="T1", member=member, **days, now=NOON)
    with sessions.read() as session:
        ana, ben = team.overview(session, workspace=workspace, catalog=catalog, today=TODAY)
    assert ana.away == Absence(date(2026, 11, 20), date(2026, 11, 26))
    assert ben.away is None


def test_another_workspace_with_the_same_people_stays_its_own(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        workspace = join(session, "T1", "ana")
        join(session, "T2", "ana", "Other Ana")
        join(session, "T2", "ben")
        log(session, "T2", "ana", 600, date(2026, 11, 20))
        plan.tick(session, workspace="T2", member="ana", assignment="networking.cdn", done=True, now=NOON)
    with sessions.read() as session:
        (line,) = team.overview(session, workspace=workspace, catalog=catalog, today=TODAY)
    assert (line.member.name, line.week, line.four_weeks, line.share, line.ticked, line.last) == (
        "Ana",
        *(0, 0, 0.0, 0, None),
    )


def test_five_hundred_members_cost_seven_statements_and_little_time(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        for number in range(500):
            workspace = join(session, "T1", f"U{number:03d}")
            for back in range(3):
                log(session, "T1", f"U{number:03d}", 30, date(2026, 11, 20) - timedelta(days=back))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(sessions.engine, "before_cursor_execute", note)
    with sessions.read() as session:
        started = time.perf_counter()
        lines = team.overview(session, workspace=workspace, catalog=catalog, today=TODAY)
        took = time.perf_counter() - started
    event.remove(sessions.engine, "before_cursor_execute", note)
    assert len(lines) == 500
    assert {line.week for line in lines} == {90}
    assert len(seen) == 7
    assert took < 2.0  # a twentieth of it on an idle machine; Slack waits three


def test_the_last_entry_is_looked_up_in_the_index(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        workspace = join(session, "T1", "ana")
        if session.dialect.name != "sqlite":
            return  # a PostgreSQL planner decides by the size of the tables
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(sessions.engine, "before_cursor_execute", note)
    with sessions.read() as session:
        team.overview(session, workspace=workspace, catalog=catalog, today=TODAY)
        event.remove(sessions.engine, "before_cursor_execute", note)
        (statement, parameters) = next(each for each in seen if "FROM entries" in each[0])
        steps = session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any("entries USING INDEX ix_entries_workspace_member_day" in step[3] for step in steps)
