from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, event, insert

from bot.catalog.catalog import Catalog
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rules
from bot.core.people import members, workspaces
from bot.core.people.workspace import Workspace
from bot.core.time_off import absences
from bot.db.engine import Sessions
from bot.db.tables import works
from bot.features.team.rules.status import Kind
from bot.features.team.rules.team import Line
from bot.features.team.service import team
from bot.settings import read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


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
    booking = rules.Booking(minutes, area, None, None, day, "", "command", request)
    booked = ledger_booking.book(session, workspace=workspace, member=member, booking=booking, now=NOON, insist=True)
    assert isinstance(booked, rules.Booked)
    return booked.entry


def read(
    session: Connection, workspace: Workspace, catalog: Catalog, *, area: str = "", only: set[str] | None = None
) -> tuple[Line, ...]:
    known = team.standings(session, workspace=workspace, at=NOON, area=area, only=only)
    return team.lines(session, workspace=workspace, catalog=catalog, standings=known, area=area)


def test_a_line_for_each_active_member_by_name(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        join(session, "T1", "U2", "ben")
        join(session, "T1", "U3", "Ana")
        join(session, "T1", "U4", "Left", active=False)
        workspace = join(session, "T1", "U1", "Čeněk")
        east = {"timezone": "Pacific/Kiritimati", "day_starts": 0}
        members.change(session, workspace="T1", member="U2", created_at=LONG_AGO, **east)
        members.change(session, workspace="T1", member="U4", is_active=True, is_guest=True)
        log(session, "T1", "U2", 60, date(2026, 11, 20))
        log(session, "T1", "U2", 15, date(2026, 11, 22), "blockchain")  # it is tomorrow already where they live
        log(session, "T1", "U2", 30, date(2026, 10, 25))  # 28 days back
        log(session, "T1", "U2", 480, date(2026, 10, 24))  # the day before
        handed = {"workspace": "T1", "member": "U2", "step": 1, "changed_at": NOON}
        states = (("networking.cdn", "handed in"), ("x", "signed off"), ("y", "signed off"), ("z", "sent back"))
        session.execute(insert(works), [{**handed, "assignment": each, "state": state} for each, state in states])
    with sessions.read() as session:
        lines = read(session, workspace, catalog)
        in_area = read(session, workspace, catalog, area="networking", only={"U2", "U3"})
    assert [line.standing.member.name for line in lines] == ["Ana", "ben", "Čeněk"]
    ana, ben = lines[0], lines[1]
    assert (ben.week, ben.week_goal, ben.month, ben.month_goal) == (75, 120, 105, 480)
    assert (ben.standing.waiting, ben.standing.signed, ben.standing.facts.last) == (1, 2, date(2026, 11, 22))
    assert ben.areas == {"networking": 570, "blockchain": 15}
    assert ben.share == 570 / (430 * 60)  # what is optional makes no share smaller
    assert (ana.week, ana.month, ana.share, ana.standing.facts.last) == (0, 0, 0.0, None)
    assert [(each.standing.member.name, each.standing.in_area) for each in in_area] == [("Ana", 0), ("ben", 570)]
    ben = in_area[1]
    assert (ben.week, ben.week_goal, ben.month, ben.month_goal, ben.share) == (60, 0, 90, 0, 570 / (50 * 60))


def test_days_away_lower_the_weeks_goal_and_nothing_assigned_has_none(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        workspace = join(session, "T1", "ana")
        join(session, "T1", "ben")
        days = {"first": date(2026, 11, 16), "last": date(2026, 11, 18)}
        absences.add(session, workspace="T1", member="ana", **days, now=NOON)
        members.change(session, workspace="T1", member="ben", created_at=LONG_AGO)
    with sessions.read() as session:
        ana, ben = read(session, workspace, catalog)
        assert read(session, workspace, catalog, area="certifications")[0].share is None  # the estimate varies
    assert ana.week_goal == 48
    assert ben.standing.state.kind is Kind.UNASSIGNED
    assert (ben.week_goal, ben.month_goal) == (0, 0)


def test_another_workspace_with_the_same_people_stays_its_own(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        workspace = join(session, "T1", "ana")
        join(session, "T2", "ana", "Other Ana")
        join(session, "T2", "ben")
        log(session, "T2", "ana", 600, date(2026, 11, 20))
        work = {"workspace": "T2", "member": "ana", "assignment": "networking.cdn", "state": "handed in"}
        session.execute(insert(works).values(**work, step=1, changed_at=NOON))
    with sessions.read() as session:
        for area in ("", "networking"):
            (line,) = read(session, workspace, catalog, area=area)
            assert (line.week, line.month, line.share, dict(line.areas)) == (0, 0, 0.0, {})
            assert (line.standing.waiting, line.standing.in_area, line.standing.facts.last) == (0, 0, None)
    assert line.standing.member.name == "Ana"


def test_five_hundred_members_cost_eleven_statements_and_little_time(sessions: Sessions, catalog: Catalog) -> None:
    with sessions.begin() as session:
        for number in range(500):
            workspace = join(session, "T1", f"U{number:03d}")
            log(session, "T1", f"U{number:03d}", 30, date(2026, 11, 20))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(sessions.engine, "before_cursor_execute", note)
    with sessions.read() as session:
        started = time.perf_counter()
        lines = read(session, workspace, catalog)
        took = time.perf_counter() - started
    event.remove(sessions.engine, "before_cursor_execute", note)
    assert len(lines) == 500
    assert {line.week for line in lines} == {30}
    assert len(seen) == 11
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
        read(session, workspace, catalog)
        event.remove(sessions.engine, "before_cursor_execute", note)
        (statement, parameters) = next(each for each in seen if "FROM entries" in each[0])
        steps = session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any("entries USING INDEX ix_entries_workspace_member_day" in step[3] for step in steps)
