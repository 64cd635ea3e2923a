"""Due weekly summaries: on the member's own Monday morning, once, to those who asked for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core import time_off
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.run_once import list_due_moments
from tests.fixtures.team import Team

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def quiet(team: Team) -> Team:
    """A team with neither digest nor nudge."""
    team.change_workspace(digest_on=False, nudge_on=False)
    return team


def run(quiet: Team, moment: datetime) -> list[tuple[str, str, str]]:
    """Queue what is due at that moment; return what was claimed so far: week, member and outcome."""
    due.queue_due(quiet.deps, quiet.turn_to(moment))
    return [claim[1:] for claim in quiet.claims()]


def test_a_summary_comes_on_the_members_own_monday_once(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", summary_on=True)
    quiet.join("U2", "America/New_York", summary_on=True)
    quiet.join("U3", "Asia/Singapore")
    assert run(quiet, MONDAY - 8 * HOUR - HOUR / 60) == []
    assert run(quiet, MONDAY - 8 * HOUR) == [("2026-W47", "U1", "queued")]
    assert len(run(quiet, MONDAY + 4 * HOUR)) == 1
    assert run(quiet, MONDAY + 5 * HOUR) == [("2026-W47", "U1", "queued"), ("2026-W47", "U2", "queued")]
    assert len(run(quiet, MONDAY + 6 * HOUR)) == 2
    assert [row.recipient for row in quiet.outbox_rows()] == ["U1", "U2"]


def test_a_summary_is_about_the_week_before(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    quiet.book("U1", 90, TUESDAY)
    run(quiet, MONDAY)
    [row] = quiet.outbox_rows()
    assert row.message["text"].startswith("Your week, 16-22 Nov\n1 h 30 min of 2 h.\nBy area: Networking 1 h 30 min\n")
    assert row.expires_at == MONDAY + 11 * HOUR


def test_an_empty_week_is_one_line_and_a_week_away_is_none(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    quiet.join("U2", summary_on=True)
    with quiet.deps.database.begin() as conn:
        days = {"first": date(2026, 11, 16), "last": date(2026, 11, 22)}
        time_off.add_time_off(conn, workspace=TEAM_ID, member="U2", **days, now=MONDAY)
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "queued"), ("2026-W47", "U2", "nothing")]
    assert "Quiet week (16-22 Nov)." in quiet.outbox_rows()[0].message["text"]


def test_members_who_joined_since_get_none(quiet: Team) -> None:
    quiet.join("U1", at=MONDAY - HOUR, summary_on=True)
    quiet.join("U2", at=MONDAY - 24 * HOUR, summary_on=True)
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "nothing"), ("2026-W47", "U2", "queued")]


def test_late_in_the_evening_it_waits_for_the_morning(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    assert run(quiet, MONDAY + 11 * HOUR) == []
    assert run(quiet, MONDAY + 22 * HOUR) == []
    assert run(quiet, MONDAY + 23 * HOUR) == [("2026-W47", "U1", "queued")]
    assert quiet.outbox_rows()[0].expires_at == MONDAY + 24 * HOUR


def test_a_day_late_is_too_late_and_only_the_newest_comes(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    assert run(quiet, MONDAY + 25 * HOUR) == []
    assert run(quiet, MONDAY + timedelta(days=21)) == [("2026-W50", "U1", "queued")]


def test_the_summaries_of_a_large_team_are_spread(quiet: Team) -> None:
    for number in range(40):
        quiet.join(f"U{number:02}", summary_on=True)
    run(quiet, MONDAY)
    moments = {row.due_at for row in quiet.outbox_rows()}
    assert len(moments) == 40
    assert max(moments) < MONDAY + timedelta(seconds=40)


def test_only_zones_in_which_somebody_wants_one_have_a_due_moment(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", summary_on=True)
    quiet.join("U2", "America/New_York")
    assert list_due_moments(quiet.deps, MONDAY - 24 * HOUR, MONDAY + 24 * HOUR) == [MONDAY - 8 * HOUR]
