"""Homes are published when opened and after changes, once, only to people who opened one, whatever Slack does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.core.people import members
from bot.features.home.jobs import MAX_TRIES, HomeRefresher
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests import faults
from tests.fixtures.team import Team

FRIDAY = date(2026, 11, 20)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PUBLISH = "views.publish"


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait, ten seconds at most."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


def published(team: Team, user: str = "U1") -> list[list[dict[str, Any]]]:
    """Return the blocks of every Home that Slack took for this member, oldest first."""
    calls = [call for call in team.slack.workspace.journal.calls if call.method == PUBLISH and not call.error]
    return [call.payload["view"]["blocks"] for call in calls if call.payload["user_id"] == user]


def book_and_mark_stale(team: Team, user: str = "U1", minutes: int = 60) -> None:
    """Book something and mark the Home stale, as handlers do."""
    team.book(user, minutes, FRIDAY)
    team.deps.stale_homes.mark_stale(TEAM_ID, user)


@pytest.fixture
def homes(team: Team) -> HomeRefresher:
    for user in ("U1", "U2"):
        team.join(user)
    return HomeRefresher(team.deps)


def test_an_opened_home_is_shown_at_once_and_remembered(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    (first,) = published(team)
    assert "Your first week" in str(first)
    book_and_mark_stale(team)
    HomeRefresher(team.deps).flush()  # another process, which has to ask the database
    assert "1 h of 2 h" in str(published(team)[-1])
    assert len(published(team)) == 2


def test_members_who_never_opened_theirs_get_none_and_cost_one_query(team: Team, homes: HomeRefresher) -> None:
    book_and_mark_stale(team)
    homes.flush()
    statements: list[str] = []
    event.listen(team.deps.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for _ in range(3):
        team.deps.stale_homes.mark_stale(TEAM_ID, "U1")
        homes.flush()
    assert statements == []
    assert published(team) == []


def test_members_who_have_left_get_none(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    with team.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member="U1", is_active=False)
    book_and_mark_stale(team)
    HomeRefresher(team.deps).flush()
    assert len(published(team)) == 1


def test_many_changes_are_one_page_and_none_is_no_page(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    homes.open_home(TEAM_ID, "U2")
    for minutes in (10, 20, 30):
        book_and_mark_stale(team, minutes=minutes)
    homes.flush()
    assert "1 h of 2 h" in str(published(team)[-1])
    assert (len(published(team)), len(published(team, "U2"))) == (2, 1)
    for _ in range(3):
        team.deps.stale_homes.mark_stale(TEAM_ID, "U1")
        homes.flush()
    assert len(published(team)) == 2
    homes.open_home(TEAM_ID, "U1")  # who opens it sees it in any case
    assert len(published(team)) == 3


def test_a_refused_page_is_given_up(team: Team, homes: HomeRefresher, caplog: pytest.LogCaptureFixture) -> None:
    team.slack.faults.add(PUBLISH, faults.invalid_blocks())
    homes.open_home(TEAM_ID, "U1")
    assert "home not shown" in caplog.text
    homes.flush()
    assert published(team) == []


def test_a_rate_limit_holds_all_homes_of_the_workspace(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    homes.open_home(TEAM_ID, "U2")
    team.slack.faults.add(PUBLISH, faults.rate_limited(30))
    book_and_mark_stale(team)
    book_and_mark_stale(team, "U2")
    for _ in range(3):
        homes.flush()
    calls = [call for call in team.slack.workspace.journal.calls if call.method == PUBLISH]
    assert len(calls) == 3
    team.turn_to(datetime(2026, 11, 21, 12, 0, 31, tzinfo=UTC))
    homes.flush()
    assert "1 h of 2 h" in str(published(team)[-1])
    assert (len(published(team)), len(published(team, "U2"))) == (2, 2)


@SQLITE
@pytest.mark.parametrize("fault", [faults.broken(), faults.unavailable(), faults.close_after_processing()])
def test_a_page_that_may_be_lost_is_sent_again_later(team: Team, homes: HomeRefresher, fault: faults.Fault) -> None:
    team.slack.faults.add(PUBLISH, fault)
    homes.open_home(TEAM_ID, "U1")
    before = len(published(team))
    team.turn_to(datetime(2026, 11, 21, 12, 0, 31, tzinfo=UTC))
    homes.flush()
    assert len(published(team)) == before + 1


@SQLITE
def test_a_page_is_given_up_after_the_last_try(
    team: Team, homes: HomeRefresher, caplog: pytest.LogCaptureFixture
) -> None:
    team.slack.faults.add(PUBLISH, faults.broken(), times=faults.ALWAYS)
    homes.open_home(TEAM_ID, "U1")
    for minute in range(1, MAX_TRIES + 3):
        team.turn_to(datetime(2026, 11, 21, 12, minute, tzinfo=UTC))
        homes.flush()
    assert caplog.text.count("home put off") == MAX_TRIES
    assert team.deps.stale_homes.take_all() == set()


@SQLITE
def test_a_revoked_token_is_not_tried_again(team: Team, homes: HomeRefresher, caplog: pytest.LogCaptureFixture) -> None:
    homes.open_home(TEAM_ID, "U1")
    team.slack.faults.add(PUBLISH, faults.token_revoked())
    book_and_mark_stale(team)
    homes.flush()
    homes.flush()
    assert caplog.text.count("reason=token_revoked") == 1
    assert len(published(team)) == 1


@SQLITE
def test_an_unavailable_database_loses_no_change(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    book_and_mark_stale(team)
    file = Path(team.deps.database.engine.url.database)
    for process in (homes, HomeRefresher(team.deps)):  # one knows who has a Home, the other cannot even ask
        file.rename(file.with_suffix(".away"))
        process.flush()
        file.with_suffix(".away").rename(file)
    assert len(published(team)) == 1
    team.turn_to(datetime(2026, 11, 21, 12, 1, tzinfo=UTC))
    homes.flush()
    assert len(published(team)) == 2


def test_the_background_thread_publishes_and_ends_in_time(
    team: Team, homes: HomeRefresher, caplog: pytest.LogCaptureFixture
) -> None:
    homes.stop()  # nothing to stop yet
    running = HomeRefresher(team.deps)
    running.open_home(TEAM_ID, "U1")
    running.start()
    team.deps.stale_homes.mark_stale(TEAM_ID, "\ud800")  # no database can be asked about this one
    wait_until(lambda: "homes broke" in caplog.text)
    for minutes in (10, 20, 30):
        book_and_mark_stale(team, minutes=minutes)
    wait_until(lambda: len(published(team)) == 2)
    assert "1 h of 2 h" in str(published(team)[-1])
    before = time.monotonic()
    running.stop()
    running.stop()
    assert time.monotonic() - before < 2
    assert not any(thread.name == "homes" and thread.is_alive() for thread in threading.enumerate())


@SQLITE
def test_two_years_of_entries_open_in_a_bounded_number_of_statements(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    statements: list[str] = []
    event.listen(team.deps.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def count_statements() -> int:
        statements.clear()
        homes.open_home(TEAM_ID, "U1")
        return len(statements)

    few = count_statements()
    for back in range(60):
        team.book("U1", 30 + back, date.fromordinal(FRIDAY.toordinal() - 10 * back))
    assert count_statements() <= few + 5
    assert few < 30


def test_an_older_page_never_covers_a_newer_one(team: Team, homes: HomeRefresher) -> None:
    homes.open_home(TEAM_ID, "U1")
    team.slack.faults.add(PUBLISH, faults.slow(1.0))
    book_and_mark_stale(team, minutes=60)
    finished: list[str] = []

    def start(name: str, publish: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=lambda: (publish(), finished.append(name)))
        thread.start()
        return thread

    older = start("older", homes.flush)
    wait_until(lambda: "1 h of 2 h" in str(published(team)[-1]))  # taken by Slack, which has not answered yet
    book_and_mark_stale(team, minutes=30)
    newer = start("newer", lambda: homes.open_home(TEAM_ID, "U1"))
    older.join()
    newer.join()
    assert finished == ["older", "newer"]
    assert "1 h 30 min of 2 h" in str(published(team)[-1])


@SQLITE
def test_a_change_for_all_refreshes_every_opened_home(team: Team, homes: HomeRefresher) -> None:
    team.join("U3")
    homes.open_home(TEAM_ID, "U1")
    homes.open_home(TEAM_ID, "U2")
    team.change_workspace(goal_minutes=300)
    team.deps.stale_homes.mark_all_stale(TEAM_ID)
    team.deps.stale_homes.mark_all_stale("T0OTHER")
    homes.flush()
    assert [len(published(team, user)) for user in ("U1", "U2", "U3")] == [2, 2, 0]
    team.change_workspace(goal_minutes=240)
    team.deps.stale_homes.mark_all_stale(TEAM_ID)
    HomeRefresher(team.deps).flush()  # another process, which knows nobody yet
    assert "Goal 4 h a week" in str(published(team)[-1])
