"""The summary of one's own week: who asked for it gets it, on their own Monday morning, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.time_off import absences
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.run_once import moments
from tests.fixtures.team import Team

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def quiet(team: Team) -> Team:
    """A team with neither digest nor nudge."""
    team.choose(digest_on=False, nudge_on=False)
    return team


def run(quiet: Team, moment: datetime) -> list[tuple[str, str, str]]:
    """What was claimed by then: week, member and outcome."""
    due.run_once(quiet.deps, quiet.to(moment))
    return [claim[1:] for claim in quiet.claims()]


def test_it_comes_on_the_members_own_monday_once(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", summary_on=True)
    quiet.join("U2", "America/New_York", summary_on=True)
    quiet.join("U3", "Asia/Singapore")
    assert run(quiet, MONDAY - 8 * HOUR - HOUR / 60) == []
    assert run(quiet, MONDAY - 8 * HOUR) == [("2026-W47", "U1", "queued")]
    assert len(run(quiet, MONDAY + 4 * HOUR)) == 1
    assert run(quiet, MONDAY + 5 * HOUR) == [("2026-W47", "U1", "queued"), ("2026-W47", "U2", "queued")]
    assert len(run(quiet, MONDAY + 6 * HOUR)) == 2
    assert [letter.recipient for letter in quiet.letters()] == ["U1", "U2"]


def test_it_tells_the_week_before(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    quiet.book("U1", 90, TUESDAY)
    run(quiet, MONDAY)
    [letter] = quiet.letters()
    assert letter.message["text"].startswith("Your week, 16-22 Nov\n1 h 30 min of 2 h: 30 min short of the goal.")
    assert letter.expires_at == MONDAY + 11 * HOUR


def test_an_empty_week_is_one_line_and_a_week_away_is_none(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    quiet.join("U2", summary_on=True)
    with quiet.deps.sessions.begin() as session:
        days = {"first": date(2026, 11, 16), "last": date(2026, 11, 22)}
        absences.add(session, workspace=TEAM_ID, member="U2", **days, now=MONDAY)
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "queued"), ("2026-W47", "U2", "nothing")]
    assert "Nothing booked in the week 16-22 Nov." in quiet.letters()[0].message["text"]


def test_who_came_since_has_no_week_to_look_back_on(quiet: Team) -> None:
    quiet.join("U1", at=MONDAY - HOUR, summary_on=True)
    quiet.join("U2", at=MONDAY - 24 * HOUR, summary_on=True)
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "nothing"), ("2026-W47", "U2", "queued")]


def test_late_in_the_evening_it_waits_for_the_morning(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    assert run(quiet, MONDAY + 11 * HOUR) == []
    assert run(quiet, MONDAY + 22 * HOUR) == []
    assert run(quiet, MONDAY + 23 * HOUR) == [("2026-W47", "U1", "queued")]
    assert quiet.letters()[0].expires_at == MONDAY + 24 * HOUR


def test_a_day_late_is_too_late_and_only_the_newest_comes(quiet: Team) -> None:
    quiet.join("U1", summary_on=True)
    assert run(quiet, MONDAY + 25 * HOUR) == []
    assert run(quiet, MONDAY + timedelta(days=21)) == [("2026-W50", "U1", "queued")]


def test_a_large_teams_leave_one_by_one(quiet: Team) -> None:
    for number in range(40):
        quiet.join(f"U{number:02}", summary_on=True)
    run(quiet, MONDAY)
    moments_of = {letter.due_at for letter in quiet.letters()}
    assert len(moments_of) == 40
    assert max(moments_of) < MONDAY + timedelta(seconds=40)


def test_the_clock_stops_where_one_is_wanted(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", summary_on=True)
    quiet.join("U2", "America/New_York")
    assert moments(quiet.deps, MONDAY - 24 * HOUR, MONDAY + 24 * HOUR) == [MONDAY - 8 * HOUR]
