"""What the ticker need not look at: never at the price of a message that is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.calendar.schedule import WeeklySlot
from bot.core.people import members
from bot.core.people.workspaces import Workspace
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker.idle_workspaces import IdleWorkspaces, idle_until
from bot.worker.ticker import Ticker
from tests.fixtures.team import Team

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = timedelta(minutes=10)
TOKYO = ZoneInfo("Asia/Tokyo")
PLACE = Workspace(
    "T1", None, ZoneInfo("UTC"), None, WeeklySlot(0, time(9)), WeeklySlot(3, time(16)), True, True, False, 120
)


@pytest.fixture
def settled(team: Team) -> Team:
    """Ana's nudge has been decided on, and no digest is wanted."""
    team.join("U1")
    team.change_workspace(digest_on=False)
    return team


@pytest.fixture
def known(settled: Team) -> Ticker:
    known = Ticker(settled.deps)
    assert known.tick(THURSDAY) == 1
    return known


def statements(team: Team) -> list[str]:
    seen: list[str] = []
    event.listen(team.deps.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


def test_where_nothing_can_be_due_nothing_is_asked(settled: Team, known: Ticker) -> None:
    seen = statements(settled)
    assert known.tick(THURSDAY + LATER) == 0
    assert seen == []  # one look at all workspaces, which goes past what listens here


def test_somebody_new_is_nudged_in_the_same_window(settled: Team, known: Ticker) -> None:
    settled.join("U2")
    assert known.tick(THURSDAY + LATER) == 1


@pytest.mark.parametrize(("column", "value"), [("timezone", "Europe/London"), ("is_active", True)])
def test_what_slack_tells_of_a_person_counts_at_once(settled: Team, column: str, value: Any) -> None:
    before = {"timezone": "America/New_York", "is_active": True} if column == "timezone" else {"is_active": False}
    with settled.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U1", **before)
    known = Ticker(settled.deps)
    assert known.tick(THURSDAY) == 0
    told = {"timezone": "UTC", "is_active": True, column: value}
    with settled.deps.database.begin() as conn:
        members.save_profile(
            conn,
            workspace=TEAM_ID,
            member="U1",
            name="Ana",
            is_admin=False,
            profile_at=THURSDAY,
            now=THURSDAY,
            **told,
        )
    assert known.tick(THURSDAY + LATER) == 1


def test_a_profile_that_is_as_it_was_ends_no_lull(settled: Team, known: Ticker) -> None:
    settled.join("U1")
    seen = statements(settled)
    assert known.tick(THURSDAY + LATER) == 0
    assert seen == []


def test_a_nudge_put_off_in_the_lull_comes_on_its_day(settled: Team, known: Ticker) -> None:
    with settled.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U1", nudge_again=date(2026, 11, 27))
    friday = THURSDAY + timedelta(days=1)
    assert known.tick(THURSDAY + LATER) == 0
    assert known.tick(friday - LATER) == 0
    assert known.tick(friday) == 1


def test_a_schedule_that_is_changed_counts_at_once(settled: Team) -> None:
    settled.change_workspace(nudge="fri 10:00")
    known = Ticker(settled.deps)
    assert known.tick(THURSDAY) == 0
    settled.change_workspace(nudge="thu 16:05")
    assert known.tick(THURSDAY + LATER) == 1


def test_a_lull_ends_with_the_next_weekly_time(settled: Team, known: Ticker) -> None:
    week = timedelta(days=7)
    assert known.tick(THURSDAY + week - LATER) == 0
    assert known.tick(THURSDAY + week) == 1


def test_a_clock_turned_back_is_believed() -> None:
    known = IdleWorkspaces()
    known.note_idle(TEAM_ID, ("mark",), THURSDAY, THURSDAY + LATER)
    assert known.is_idle(TEAM_ID, ("mark",), THURSDAY)
    assert not known.is_idle(TEAM_ID, ("mark",), THURSDAY - LATER)
    assert not known.is_idle(TEAM_ID, ("mark",), THURSDAY + LATER)
    assert not known.is_idle(TEAM_ID, ("another",), THURSDAY)


def test_it_ends_with_the_night_where_somebody_lives() -> None:
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past seven in Tokyo
    morning = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert idle_until([("T1", WeeklySlot(4, time(16)), TOKYO)], [PLACE], night) == {"T1": morning}
    assert idle_until([], [PLACE], night) == {"T1": datetime(2026, 11, 24, 8, 0, tzinfo=UTC)}
    assert idle_until([("T1", WeeklySlot(0, time(23)), PLACE.zone)], [PLACE], night) == {"T1": morning}


def test_what_broke_is_looked_at_again(settled: Team) -> None:
    known = Ticker(settled.deps)

    def fail(*args: Any) -> None:
        if "INSERT INTO occurrences" in args[2]:
            raise RuntimeError("something is wrong")

    event.listen(settled.deps.database.engine, "before_cursor_execute", fail)
    assert known.tick(THURSDAY) == 0
    event.remove(settled.deps.database.engine, "before_cursor_execute", fail)
    assert known.tick(THURSDAY + LATER) == 1
