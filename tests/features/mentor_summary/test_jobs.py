"""Due mentors' messages: on the mentor's own Monday morning, once, and only while they may see the team."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core import time_off
from bot.core.people import members
from bot.delivery import occurrences
from bot.features.mentor_summary import service
from bot.features.mentorship.service import pairs as mentorship_pairs
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.run_once import list_due_moments
from tests.fixtures.team import Team

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
ADMIN = "U0ADMIN"


@pytest.fixture
def quiet(team: Team) -> Team:
    """A team with neither digest nor nudge, in which Chidi has booked nothing for weeks."""
    team.change_workspace(digest_on=False, nudge_on=False)
    team.join("UCHIDI", name="Chidi", goal_minutes=120)  # a goal of their own stops the question about it
    return team


def run(quiet: Team, moment: datetime) -> list[tuple[str, str, str]]:
    """Queue what is due at that moment; return what was claimed so far: week, recipient and outcome."""
    due.queue_due(quiet.deps, quiet.turn_to(moment))
    return [claim[1:] for claim in quiet.claims() if claim[1] != occurrences.OPT_IN_PERIOD]


def texts(quiet: Team) -> list[str]:
    return [row.message["text"] for row in quiet.outbox_rows()]


def test_the_message_comes_on_the_mentors_own_monday_once(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", is_mentor=True, is_lead=True)
    quiet.join("U2", "America/New_York", is_mentor=True, is_lead=True)
    quiet.join("U3", is_mentor=True, is_lead=True, mentor_summary_on=False)
    assert run(quiet, MONDAY - 8 * HOUR - HOUR / 60) == []
    assert run(quiet, MONDAY - 8 * HOUR) == [("2026-W47", "U1", "queued")]
    assert len(run(quiet, MONDAY + 4 * HOUR)) == 1
    assert len(run(quiet, MONDAY + 5 * HOUR)) == 2
    assert len(run(quiet, MONDAY + 6 * HOUR)) == 2
    assert [row.recipient for row in quiet.outbox_rows()] == ["U1", "U2"]


def test_it_names_who_needs_a_word_and_never_the_reader(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True, name="Mei")
    quiet.book("UCHIDI", 20, date(2026, 11, 7))
    run(quiet, MONDAY)
    [row] = quiet.outbox_rows()
    assert row.message["text"].split("\n")[2] == "Chidi: no entry for 16 days, 20 min of 8 h in four weeks"
    assert "Mei" not in row.message["text"]
    assert row.expires_at == MONDAY + 10.5 * HOUR


def test_members_who_are_no_mentors_any_more_get_nothing(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    quiet.join("U2")
    with quiet.deps.database.begin() as conn:
        member = members.read_requester(conn, workspace=TEAM_ID, member="U2", settings=quiet.deps.settings)
        service.set_enabled(conn, member=member, is_on=True, now=MONDAY - 48 * HOUR)
        members.set_mentor(conn, workspace=TEAM_ID, member="U1", is_mentor=False, now=MONDAY)
    assert run(quiet, MONDAY) == [("2026-W47", "U2", "nothing")]
    assert quiet.outbox_rows() == []


def test_an_admin_who_asked_for_it_gets_it(make_team: Team) -> None:
    team = make_team(ROADMATE_ADMINS=ADMIN)
    team.change_workspace(digest_on=False, nudge_on=False)
    for user in ("U1", ADMIN):
        team.join(user, goal_minutes=120)
    assert run(team, MONDAY) == []
    with team.deps.database.begin() as conn:
        admin = members.read_requester(conn, workspace=TEAM_ID, member=ADMIN, settings=team.deps.settings)
        service.set_enabled(conn, member=admin, is_on=True, now=MONDAY)
    assert run(team, MONDAY + HOUR) == [("2026-W47", ADMIN, "nothing")]
    assert run(team, MONDAY + WEEK) == [("2026-W47", ADMIN, "nothing"), ("2026-W48", ADMIN, "queued")]


def test_nobody_is_named_two_weeks_in_a_row_unless_it_got_worse(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    quiet.book("U1", 900, date(2026, 10, 5))
    quiet.book("UCHIDI", 60, date(2026, 11, 9))
    for number in range(3):
        run(quiet, MONDAY + number * WEEK)
    sent = {row.period: row.message["text"] for row in quiet.outbox_rows()}
    assert list(sent) == ["2026-W47", "2026-W49"]
    assert "Chidi: no entry for 14 days" in sent["2026-W47"]
    assert "Chidi: still no entry for 28 days" in sent["2026-W49"]


def test_a_team_on_track_brings_no_message(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    for back in (15, 1):
        quiet.book("UCHIDI", 600, date(2026, 11, 23) - timedelta(days=back))
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "nothing")]


def test_mentors_who_are_away_get_it_on_tuesday_if_they_are_here_then(quiet: Team) -> None:
    for user, last in (("U1", 23), ("U2", 24)):
        quiet.join(user, is_mentor=True, is_lead=True)
        with quiet.deps.database.begin() as conn:
            days = {"first": date(2026, 11, 20), "last": date(2026, 11, last)}
            time_off.add_time_off(conn, workspace=TEAM_ID, member=user, **days, now=MONDAY)
    assert run(quiet, MONDAY) == run(quiet, MONDAY + 14 * HOUR) == []
    assert run(quiet, MONDAY + 23 * HOUR) == [("2026-W47", "U1", "queued")]
    assert quiet.outbox_rows()[0].expires_at == MONDAY + 24 * HOUR
    assert "Mon 23 Nov" in texts(quiet)[0]


def test_late_in_the_evening_it_waits_and_a_day_late_is_too_late(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    assert run(quiet, MONDAY + 10.5 * HOUR) == run(quiet, MONDAY + 22 * HOUR) == []
    assert run(quiet, MONDAY + 25 * HOUR) == []
    assert run(quiet, MONDAY + 3 * WEEK) == [("2026-W50", "U1", "queued")]


def test_members_who_became_mentors_since_wait_for_the_next_one(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True, mentor_since=MONDAY + HOUR)
    assert run(quiet, MONDAY + 2 * HOUR) == []


def test_its_time_in_the_mentors_zone_is_a_due_moment(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", is_mentor=True, is_lead=True)
    assert list_due_moments(quiet.deps, MONDAY - 24 * HOUR, MONDAY + 24 * HOUR) == [MONDAY - 8 * HOUR]


def test_a_mentor_is_told_of_their_mentees_alone_and_of_nothing_without_any(quiet: Team) -> None:
    for user in ("U1", "U2"):
        quiet.join(user, is_mentor=True)
    quiet.join("UMEI", name="Mei")
    with quiet.deps.database.begin() as conn:
        pair = {"mentor": "U1", "mentee": "UMEI"}
        mentorship_pairs.create_pair(
            conn, workspace=TEAM_ID, **pair, area="", asked_by="U1", agreed=pair.values(), now=MONDAY
        )
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "queued"), ("2026-W47", "U2", "nothing")]
    [text] = texts(quiet)
    assert "Mei: no entry yet" in text
    assert "Chidi" not in text
