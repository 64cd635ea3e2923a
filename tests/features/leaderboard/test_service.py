from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event

from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rules
from bot.core.ledger.periods import Period
from bot.core.people import members, workspaces
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM
from bot.db.engine import Sessions
from bot.features.leaderboard import service
from bot.features.leaderboard.rules import ranking
from bot.features.leaderboard.rules.ranking import By
from bot.settings import read_settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LONG_AGO = NOON - timedelta(days=400)


def read(session: Connection, reader: str, period: Period = Period.WEEK, *, on: str = "T1", **more: Any) -> Any:
    place = workspaces.get(session, workspace=on, settings=read_settings({}))
    return service.read(session, workspace=place, reader=reader, period=period, today=TODAY, **more)


def join(
    session: Connection,
    workspace: str,
    member: str,
    *,
    active: bool = True,
    hidden: bool = False,
    joined: datetime = LONG_AGO,
) -> None:
    workspaces.welcome(session, workspace=workspace, now=NOON)
    members.meet(
        session,
        workspace=workspace,
        member=member,
        name=member.title(),
        timezone=None,
        is_admin=False,
        is_active=active,
        profile_at=NOON,
        now=joined,
    )
    members.change(session, workspace=workspace, member=member, hidden=hidden)


def log(
    session: Connection,
    workspace: str,
    member: str,
    minutes: int,
    *,
    area: str = "networking",
    day: int = 20,
    month: int = 11,
) -> int:
    request = f"{workspace}{member}{minutes}{area}{month}-{day}"
    booking = rules.Booking(minutes, area, None, None, date(2026, month, day), "", "command", request)
    booked = ledger_booking.book(session, workspace=workspace, member=member, booking=booking, now=NOON, insist=True)
    assert isinstance(booked, rules.Booked)
    return booked.entry


def names(found: ranking.Board) -> list[tuple[int, str, int]]:
    return [(row.rank, row.member, row.minutes) for row in found.ranked]


def test_most_minutes_first_and_ties_share_a_rank(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member, minutes in (("ana", 60), ("ben", 120), ("mei", 120), ("idle", 0)):
            join(session, "T1", member)
            if minutes:
                log(session, "T1", member, minutes)
    with sessions.read() as session:
        found = read(session, "ana")
    assert names(found) == [(1, "ben", 120), (1, "mei", 120), (3, "ana", 60)]
    assert found.own == 60


def test_hidden_and_inactive_people_are_on_nobodys_board(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "ana")
        join(session, "T1", "shy", hidden=True)
        join(session, "T1", "left", active=False)
        for member in ("ana", "shy", "left"):
            log(session, "T1", member, 60)
    with sessions.read() as session:
        seen_by_ana = read(session, "ana")
        seen_by_shy = read(session, "shy")
    assert names(seen_by_ana) == [(1, "ana", 60)]
    assert names(seen_by_shy) == [(1, "ana", 60)]
    assert seen_by_shy.own == 60


def test_another_workspace_with_the_same_people_stays_its_own(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for workspace, minutes in (("T1", 60), ("T2", 300)):
            join(session, workspace, "ana")
            log(session, workspace, "ana", minutes)
        join(session, "T2", "ben")
        members.change(session, workspace="T2", member="ana", hidden=True)
        log(session, "T2", "ben", 30)
    with sessions.read() as session:
        assert names(read(session, "ana")) == [(1, "ana", 60)]
        assert names(read(session, "ben", on="T2")) == [(1, "ben", 30)]


def test_each_period_and_area_counts_its_own_entries(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "ana")
        log(session, "T1", "ana", 60, day=20)
        log(session, "T1", "ana", 30, day=3, area="blockchain")
        log(session, "T1", "ana", 15, day=31, month=10)
        taken = log(session, "T1", "ana", 240, day=19)
        ledger_booking.delete(session, workspace="T1", member="ana", entry=taken, request="r", now=NOON)
    with sessions.read() as session:
        owns = {period: read(session, "ana", period).own for period in Period}
        on_blockchain = read(session, "ana", Period.ALL, area="blockchain")
        on_nothing = read(session, "ana", Period.ALL, area="rest-api")
    assert owns == {Period.WEEK: 60, Period.MONTH: 90, Period.SEASON: 105, Period.ALL: 105}
    assert names(on_blockchain) == [(1, "ana", 30)]
    assert on_nothing == ranking.Board((), 0)


def shares(found: ranking.Board) -> list[tuple[int, str, int | None]]:
    return [(row.rank, row.member, row.share) for row in found.ranked]


def test_by_goal_the_share_of_ones_own_counts(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for member, minutes, wanted in (("ana", 60, None), ("ben", 300, 600), ("mei", 45, 30), ("shy", 90, 15)):
            join(session, "T1", member, hidden=member == "shy")
            goals.set_goal(session, workspace="T1", member=member, minutes=wanted, week="2026-W01")
            log(session, "T1", member, minutes)
    with sessions.read() as session:
        found = read(session, "ana", by=By.GOAL)
        assert shares(found) == [(1, "mei", 150), (2, "ana", 50), (2, "ben", 50)]
        assert (found.own, found.goal) == (60, 120)
        digest = service.of_week(
            session,
            workspace="T1",
            week="2026-W47",
            minutes={"ana": 60, "ben": 300, "mei": 45},
            names={"ana": "Ana", "ben": "Ben", "mei": "Mei", "shy": "Shy"},
            by=By.GOAL,
        )
    assert digest == found.ranked


def test_a_months_goal_is_that_of_its_working_days_as_it_was_in_each_week(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "ana")
        goals.set_goal(session, workspace="T1", member="ana", minutes=100, week="2026-W01")
        goals.set_goal(session, workspace="T1", member="ana", minutes=200, week="2026-W47")
        log(session, "T1", "ana", 60)
    with sessions.read() as session:  # November 2026: ten working days before week 47, eleven from there on
        assert read(session, "ana", Period.MONTH, by=By.GOAL).goal == (10 * 100 + 11 * 200) // 5
        assert read(session, "ana", Period.WEEK, by=By.GOAL).goal == 200


def test_days_away_and_holidays_lower_the_goal_and_the_absent_are_told_alone(sessions: Sessions) -> None:
    monday = date(2026, 11, 16)
    with sessions.begin() as session:
        for member in ("ana", "ben", "mei", "zoe"):
            join(session, "T1", member)
        for member, first, last in ((TEAM, monday, monday), ("ben", monday, monday + timedelta(days=2))):
            absences.add(session, workspace="T1", member=member, first=first, last=last, now=NOON)
        for member in ("mei", "zoe"):
            absences.add(session, workspace="T1", member=member, first=monday, last=None, now=NOON)
        for member in ("ana", "ben", "mei"):
            log(session, "T1", member, 48)
    with sessions.read() as session:
        assert shares(read(session, "ana", by=By.GOAL)) == [(1, "ben", 100), (2, "ana", 50)]  # of 48 and of 96
        for by in By:
            zoe = read(session, "zoe", by=by)
            assert (zoe.is_away, zoe.own, zoe.line_of("zoe")) == (True, 0, None)
        assert read(session, "mei", by=By.GOAL).is_away
        assert read(session, "mei").line_of("mei")  # who learns while away has hours
        assert not read(session, "zoe", Period.MONTH).is_away
        assert not read(session, "zoe", Period.ALL).is_away


def test_the_goal_of_somebody_new_begins_with_them(sessions: Sessions) -> None:
    with sessions.begin() as session:
        join(session, "T1", "old")
        join(session, "T1", "new", joined=NOON)
        join(session, "T1", "moved", joined=NOON)
        for member in ("old", "new", "moved"):
            log(session, "T1", member, 60)
        log(session, "T1", "moved", 30, day=10)
    with sessions.read() as session:
        wanted = {who: read(session, who, Period.MONTH, by=By.GOAL).goal for who in ("old", "new", "moved")}
        assert read(session, "new", by=By.GOAL).goal == 120
    assert wanted == {"old": 21 * 24, "new": 11 * 24, "moved": 16 * 24}


def test_a_board_costs_as_many_statements_for_many_as_for_few(sessions: Sessions) -> None:
    counted: list[str] = []

    def note(*said: Any) -> None:
        counted.append(said[2])

    def cost() -> int:
        counted.clear()
        with sessions.read() as session:
            event.listen(sessions.engine, "before_cursor_execute", note)
            assert read(session, "m0", Period.SEASON, by=By.GOAL).ranked
            event.remove(sessions.engine, "before_cursor_execute", note)
        assert not any("entries" in statement for statement in counted)
        return len(counted)

    with sessions.begin() as session:
        for number in range(30):
            join(session, "T1", f"m{number}", active=number == 0)
            log(session, "T1", f"m{number}", 60)
    few = cost()
    with sessions.begin() as session:
        for number in range(30):
            members.change(session, workspace="T1", member=f"m{number}", is_active=True)
    assert cost() == few <= 7
