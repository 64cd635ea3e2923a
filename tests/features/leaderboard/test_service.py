"""The leaderboard from the database: who is on it, hours and goals by period, and what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event

from bot.core import time_off
from bot.core.goals import goals
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rules
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.core.people import members, workspaces
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Database
from bot.features.leaderboard import rules as leaderboard_rules
from bot.features.leaderboard import service
from bot.features.leaderboard.rules import LeaderboardOrder
from bot.settings import read_settings
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LONG_AGO = NOON - timedelta(days=400)


def read_board(
    conn: Connection, reader: str, period: LeaderboardPeriod = LeaderboardPeriod.WEEK, *, on: str = "T1", **more: Any
) -> Any:
    workspace = workspaces.read_workspace(conn, workspace=on, settings=read_settings({}))
    return service.read_leaderboard(conn, workspace=workspace, reader=reader, period=period, today=TODAY, **more)


def join(
    conn: Connection,
    workspace: str,
    member: str,
    *,
    active: bool = True,
    hidden: bool = False,
    joined: datetime = LONG_AGO,
) -> None:
    install_workspace(conn, workspace=workspace, now=NOON)
    members.save_profile(
        conn,
        workspace=workspace,
        member=member,
        name=member.title(),
        timezone=None,
        is_admin=False,
        is_active=active,
        profile_at=NOON,
        now=joined,
    )
    members.update_member(conn, workspace=workspace, member=member, hidden=hidden)


def log(
    conn: Connection,
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
    booked = ledger_booking.book_entry(
        conn, workspace=workspace, member=member, booking=booking, now=NOON, is_confirmed=True
    )
    assert isinstance(booked, rules.BookedEntry)
    return booked.entry_id


def names(found: leaderboard_rules.Leaderboard) -> list[tuple[int, str, int]]:
    return [(row.rank, row.member, row.minutes) for row in found.ranked]


def test_most_minutes_first_and_ties_share_a_rank(database: Database) -> None:
    with database.begin() as conn:
        for member, minutes in (("ana", 60), ("ben", 120), ("mei", 120), ("idle", 0)):
            join(conn, "T1", member)
            if minutes:
                log(conn, "T1", member, minutes)
    with database.read() as conn:
        found = read_board(conn, "ana")
    assert names(found) == [(1, "ben", 120), (1, "mei", 120), (3, "ana", 60)]
    assert found.own_minutes == 60


def test_hidden_and_inactive_people_are_on_nobodys_board(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "ana")
        join(conn, "T1", "shy", hidden=True)
        join(conn, "T1", "left", active=False)
        for member in ("ana", "shy", "left"):
            log(conn, "T1", member, 60)
    with database.read() as conn:
        seen_by_ana = read_board(conn, "ana")
        seen_by_shy = read_board(conn, "shy")
    assert names(seen_by_ana) == [(1, "ana", 60)]
    assert names(seen_by_shy) == [(1, "ana", 60)]
    assert seen_by_shy.own_minutes == 60


def test_another_workspace_with_the_same_members_has_its_own_board(database: Database) -> None:
    with database.begin() as conn:
        for workspace, minutes in (("T1", 60), ("T2", 300)):
            join(conn, workspace, "ana")
            log(conn, workspace, "ana", minutes)
        join(conn, "T2", "ben")
        members.update_member(conn, workspace="T2", member="ana", hidden=True)
        log(conn, "T2", "ben", 30)
    with database.read() as conn:
        assert names(read_board(conn, "ana")) == [(1, "ana", 60)]
        assert names(read_board(conn, "ben", on="T2")) == [(1, "ben", 30)]


def test_each_period_and_area_counts_its_own_entries(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "ana")
        log(conn, "T1", "ana", 60, day=20)
        log(conn, "T1", "ana", 30, day=3, area="blockchain")
        log(conn, "T1", "ana", 15, day=31, month=10)
        taken = log(conn, "T1", "ana", 240, day=19)
        ledger_booking.delete_entry(conn, workspace="T1", member="ana", entry_id=taken, request="r", now=NOON)
    with database.read() as conn:
        owns = {period: read_board(conn, "ana", period).own_minutes for period in LeaderboardPeriod}
        on_blockchain = read_board(conn, "ana", LeaderboardPeriod.ALL, area="blockchain")
        on_nothing = read_board(conn, "ana", LeaderboardPeriod.ALL, area="rest-api")
    assert owns == {
        LeaderboardPeriod.WEEK: 60,
        LeaderboardPeriod.MONTH: 90,
        LeaderboardPeriod.SEASON: 105,
        LeaderboardPeriod.ALL: 105,
    }
    assert names(on_blockchain) == [(1, "ana", 30)]
    assert on_nothing == leaderboard_rules.Leaderboard((), 0)


def shares(found: leaderboard_rules.Leaderboard) -> list[tuple[int, str, int | None]]:
    return [(row.rank, row.member, row.goal_percent) for row in found.ranked]


def test_by_goal_members_are_ranked_by_the_share_of_their_own(database: Database) -> None:
    with database.begin() as conn:
        for member, minutes, wanted in (("ana", 60, None), ("ben", 300, 600), ("mei", 45, 30), ("shy", 90, 15)):
            join(conn, "T1", member, hidden=member == "shy")
            goals.set_weekly_goal(conn, workspace="T1", member=member, minutes=wanted, week="2026-W01")
            log(conn, "T1", member, minutes)
    with database.read() as conn:
        found = read_board(conn, "ana", order=LeaderboardOrder.GOAL)
        assert shares(found) == [(1, "mei", 150), (2, "ana", 50), (2, "ben", 50)]
        assert (found.own_minutes, found.own_goal) == (60, 120)
        digest = service.rank_week(
            conn,
            workspace="T1",
            week="2026-W47",
            minutes_by_member={"ana": 60, "ben": 300, "mei": 45},
            names={"ana": "Ana", "ben": "Ben", "mei": "Mei", "shy": "Shy"},
            order=LeaderboardOrder.GOAL,
        )
    assert digest == found.ranked


def test_a_months_goal_adds_up_the_goals_that_applied_on_its_working_days(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "ana")
        goals.set_weekly_goal(conn, workspace="T1", member="ana", minutes=100, week="2026-W01")
        goals.set_weekly_goal(conn, workspace="T1", member="ana", minutes=200, week="2026-W47")
        log(conn, "T1", "ana", 60)
    with database.read() as conn:  # November 2026: ten working days before week 47, eleven from there on
        assert (
            read_board(conn, "ana", LeaderboardPeriod.MONTH, order=LeaderboardOrder.GOAL).own_goal
            == (10 * 100 + 11 * 200) // 5
        )
        assert read_board(conn, "ana", LeaderboardPeriod.WEEK, order=LeaderboardOrder.GOAL).own_goal == 200


def test_days_away_and_holidays_lower_the_goal_and_only_the_absent_see_that_they_are_away(database: Database) -> None:
    monday = date(2026, 11, 16)
    with database.begin() as conn:
        for member in ("ana", "ben", "mei", "zoe"):
            join(conn, "T1", member)
        for member, first, last in ((WHOLE_TEAM, monday, monday), ("ben", monday, monday + timedelta(days=2))):
            time_off.add_time_off(conn, workspace="T1", member=member, first=first, last=last, now=NOON)
        for member in ("mei", "zoe"):
            time_off.add_time_off(conn, workspace="T1", member=member, first=monday, last=None, now=NOON)
        for member in ("ana", "ben", "mei"):
            log(conn, "T1", member, 48)
    with database.read() as conn:
        assert shares(read_board(conn, "ana", order=LeaderboardOrder.GOAL)) == [
            (1, "ben", 100),
            (2, "ana", 50),
        ]  # of 48 and of 96
        for by in LeaderboardOrder:
            zoe = read_board(conn, "zoe", order=by)
            assert (zoe.is_away, zoe.own_minutes, zoe.find_line("zoe")) == (True, 0, None)
        assert read_board(conn, "mei", order=LeaderboardOrder.GOAL).is_away
        assert read_board(conn, "mei").find_line("mei")  # who learns while away has hours
        assert not read_board(conn, "zoe", LeaderboardPeriod.MONTH).is_away
        assert not read_board(conn, "zoe", LeaderboardPeriod.ALL).is_away


def test_a_new_members_goal_counts_from_when_they_joined_or_first_have_hours(database: Database) -> None:
    with database.begin() as conn:
        join(conn, "T1", "old")
        join(conn, "T1", "new", joined=NOON)
        join(conn, "T1", "moved", joined=NOON)
        for member in ("old", "new", "moved"):
            log(conn, "T1", member, 60)
        log(conn, "T1", "moved", 30, day=10)
    with database.read() as conn:
        wanted = {
            who: read_board(conn, who, LeaderboardPeriod.MONTH, order=LeaderboardOrder.GOAL).own_goal
            for who in ("old", "new", "moved")
        }
        assert read_board(conn, "new", order=LeaderboardOrder.GOAL).own_goal == 120
    assert wanted == {"old": 21 * 24, "new": 11 * 24, "moved": 16 * 24}


def test_a_board_costs_as_many_statements_for_many_as_for_few(database: Database) -> None:
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    def cost() -> int:
        statements.clear()
        with database.read() as conn:
            event.listen(database.engine, "before_cursor_execute", count)
            assert read_board(conn, "m0", LeaderboardPeriod.SEASON, order=LeaderboardOrder.GOAL).ranked
            event.remove(database.engine, "before_cursor_execute", count)
        assert not any("entries" in statement for statement in statements)
        return len(statements)

    with database.begin() as conn:
        for number in range(30):
            join(conn, "T1", f"m{number}", active=number == 0)
            log(conn, "T1", f"m{number}", 60)
    few = cost()
    with database.begin() as conn:
        for number in range(30):
            members.update_member(conn, workspace="T1", member=f"m{number}", is_active=True)
    assert cost() == few <= 7
