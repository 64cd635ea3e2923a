"""What the ticker need not look at: never at the price of a message that is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.calendar.schedule import Slot
from bot.core.people import members
from bot.core.people.workspace import Workspace
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due, idle_skip
from bot.worker.idle_skip import Lulls
from tests.fixtures.team import Team

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = timedelta(minutes=10)
TOKYO = ZoneInfo("Asia/Tokyo")
PLACE = Workspace("T1", None, ZoneInfo("UTC"), None, Slot(0, time(9)), Slot(3, time(16)), True, True, False, 120)


@pytest.fixture
def settled(team: Team) -> Team:
    """Ana's nudge has been decided on, and no digest is wanted."""
    team.join("U1")
    team.choose(digest_on=False)
    return team


@pytest.fixture
def known(settled: Team) -> Lulls:
    found = Lulls()
    assert due.tick(settled.deps, THURSDAY, found) == 1
    return found


def statements(team: Team) -> list[str]:
    seen: list[str] = []
    event.listen(team.deps.sessions.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


def test_where_nothing_can_be_due_nothing_is_asked(settled: Team, known: Lulls) -> None:
    seen = statements(settled)
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 0
    assert seen == []  # one look at all workspaces, which goes past what listens here


def test_somebody_new_is_nudged_in_the_same_window(settled: Team, known: Lulls) -> None:
    settled.join("U2")
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 1


@pytest.mark.parametrize(("column", "value"), [("timezone", "Europe/London"), ("is_active", True)])
def test_what_slack_tells_of_a_person_counts_at_once(settled: Team, column: str, value: Any) -> None:
    before = {"timezone": "America/New_York", "is_active": True} if column == "timezone" else {"is_active": False}
    with settled.deps.sessions.begin() as session:
        members.change(session, workspace=TEAM_ID, member="U1", **before)
    known = Lulls()
    assert due.tick(settled.deps, THURSDAY, known) == 0
    told = {"timezone": "UTC", "is_active": True, column: value}
    with settled.deps.sessions.begin() as session:
        members.meet(
            session,
            workspace=TEAM_ID,
            member="U1",
            name="Ana",
            is_admin=False,
            profile_at=THURSDAY,
            now=THURSDAY,
            **told,
        )
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 1


def test_a_profile_that_is_as_it_was_ends_no_lull(settled: Team, known: Lulls) -> None:
    settled.join("U1")
    seen = statements(settled)
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 0
    assert seen == []


def test_a_nudge_put_off_in_the_lull_comes_on_its_day(settled: Team, known: Lulls) -> None:
    with settled.deps.sessions.begin() as session:
        members.change(session, workspace=TEAM_ID, member="U1", nudge_again=date(2026, 11, 27))
    friday = THURSDAY + timedelta(days=1)
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 0
    assert due.tick(settled.deps, friday - LATER, known) == 0
    assert due.tick(settled.deps, friday, known) == 1


def test_a_schedule_that_is_changed_counts_at_once(settled: Team) -> None:
    settled.choose(nudge="fri 10:00")
    known = Lulls()
    assert due.tick(settled.deps, THURSDAY, known) == 0
    settled.choose(nudge="thu 16:05")
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 1


def test_a_lull_ends_with_the_next_weekly_time(settled: Team, known: Lulls) -> None:
    week = timedelta(days=7)
    assert due.tick(settled.deps, THURSDAY + week - LATER, known) == 0
    assert due.tick(settled.deps, THURSDAY + week, known) == 1


def test_a_clock_turned_back_is_believed(settled: Team) -> None:
    known = Lulls()
    known.note(TEAM_ID, ("mark",), THURSDAY, THURSDAY + LATER)
    assert known.holds(TEAM_ID, ("mark",), THURSDAY)
    assert not known.holds(TEAM_ID, ("mark",), THURSDAY - LATER)
    assert not known.holds(TEAM_ID, ("mark",), THURSDAY + LATER)
    assert not known.holds(TEAM_ID, ("another",), THURSDAY)


def test_it_ends_with_the_night_where_somebody_lives() -> None:
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past seven in Tokyo
    assert idle_skip.end([(Slot(4, time(16)), TOKYO)], PLACE, night) == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert idle_skip.end([], PLACE, night) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert idle_skip.end([(Slot(0, time(23)), PLACE.zone)], PLACE, night) == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


def test_what_broke_is_looked_at_again(settled: Team) -> None:
    known = Lulls()

    def fail(*args: Any) -> None:
        if "INSERT INTO occurrences" in args[2]:
            raise RuntimeError("something is wrong")

    event.listen(settled.deps.sessions.engine, "before_cursor_execute", fail)
    assert due.tick(settled.deps, THURSDAY, known) == 0
    event.remove(settled.deps.sessions.engine, "before_cursor_execute", fail)
    assert due.tick(settled.deps, THURSDAY + LATER, known) == 1
