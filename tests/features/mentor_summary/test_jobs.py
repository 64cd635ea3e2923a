"""The mentors' message: on their own Monday morning, once, and only while they may see the team."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.people import members
from bot.core.time_off import absences
from bot.delivery import occurrences
from bot.features.mentor_summary import service
from bot.features.mentorship.service import pairs as mentorship_pairs
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.run_once import moments
from tests.fixtures.team import Team

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
ADMIN = "U0ADMIN"


@pytest.fixture
def quiet(team: Team) -> Team:
    """A team with neither digest nor nudge, in which Chidi has booked nothing for weeks."""
    team.choose(digest_on=False, nudge_on=False)
    team.join("UCHIDI", name="Chidi", goal_minutes=120)  # who has a goal of their own is asked something
    return team


def run(quiet: Team, moment: datetime) -> list[tuple[str, str, str]]:
    """What was claimed by then: week, recipient and outcome."""
    due.run_once(quiet.deps, quiet.to(moment))
    return [claim[1:] for claim in quiet.claims() if claim[1] != occurrences.ASKED]


def texts(quiet: Team) -> list[str]:
    return [letter.message["text"] for letter in quiet.letters()]


def test_it_comes_on_the_mentors_own_monday_once(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", is_mentor=True, is_lead=True)
    quiet.join("U2", "America/New_York", is_mentor=True, is_lead=True)
    quiet.join("U3", is_mentor=True, is_lead=True, mentor_summary_on=False)
    assert run(quiet, MONDAY - 8 * HOUR - HOUR / 60) == []
    assert run(quiet, MONDAY - 8 * HOUR) == [("2026-W47", "U1", "queued")]
    assert len(run(quiet, MONDAY + 4 * HOUR)) == 1
    assert len(run(quiet, MONDAY + 5 * HOUR)) == 2
    assert len(run(quiet, MONDAY + 6 * HOUR)) == 2
    assert [letter.recipient for letter in quiet.letters()] == ["U1", "U2"]


def test_it_says_who_needs_a_word_and_not_oneself(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True, name="Mei")
    quiet.book("UCHIDI", 20, date(2026, 11, 7))
    run(quiet, MONDAY)
    [letter] = quiet.letters()
    assert letter.message["text"].split("\n")[2] == "Chidi: no entry for 16 days, 20 min of 8 h in four weeks"
    assert "Mei" not in letter.message["text"]
    assert letter.expires_at == MONDAY + 10.5 * HOUR


def test_who_is_no_mentor_any_more_gets_nothing(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    quiet.join("U2")
    with quiet.deps.sessions.begin() as session:
        asked = members.asking(session, workspace=TEAM_ID, member="U2", settings=quiet.deps.settings)
        service.switch(session, member=asked, on=True, now=MONDAY - 48 * HOUR)
        members.set_mentor(session, workspace=TEAM_ID, member="U1", is_mentor=False, now=MONDAY)
    assert run(quiet, MONDAY) == [("2026-W47", "U2", "nothing")]
    assert quiet.letters() == []


def test_an_admin_who_asked_for_it_gets_it(make_team: Team) -> None:
    team = make_team(ROADMATE_ADMINS=ADMIN)
    team.choose(digest_on=False, nudge_on=False)
    for user in ("U1", ADMIN):
        team.join(user, goal_minutes=120)
    assert run(team, MONDAY) == []
    with team.deps.sessions.begin() as session:
        admin = members.asking(session, workspace=TEAM_ID, member=ADMIN, settings=team.deps.settings)
        service.switch(session, member=admin, on=True, now=MONDAY)
    assert run(team, MONDAY + HOUR) == [("2026-W47", ADMIN, "nothing")]
    assert run(team, MONDAY + WEEK) == [("2026-W47", ADMIN, "nothing"), ("2026-W48", ADMIN, "queued")]


def test_nobody_is_named_two_weeks_in_a_row_unless_it_got_worse(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    quiet.book("U1", 900, date(2026, 10, 5))
    quiet.book("UCHIDI", 60, date(2026, 11, 9))
    for number in range(3):
        run(quiet, MONDAY + number * WEEK)
    said = {letter.period: letter.message["text"] for letter in quiet.letters()}
    assert list(said) == ["2026-W47", "2026-W49"]
    assert "Chidi: no entry for 14 days" in said["2026-W47"]
    assert "Chidi: still no entry for 28 days" in said["2026-W49"]


def test_a_team_on_track_is_told_of_once(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    for back in (15, 1):
        quiet.book("UCHIDI", 600, date(2026, 11, 23) - timedelta(days=back))
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "nothing")]


def test_who_is_away_gets_it_on_tuesday_if_they_are_here_then(quiet: Team) -> None:
    for user, last in (("U1", 23), ("U2", 24)):
        quiet.join(user, is_mentor=True, is_lead=True)
        with quiet.deps.sessions.begin() as session:
            days = {"first": date(2026, 11, 20), "last": date(2026, 11, last)}
            absences.add(session, workspace=TEAM_ID, member=user, **days, now=MONDAY)
    assert run(quiet, MONDAY) == run(quiet, MONDAY + 14 * HOUR) == []
    assert run(quiet, MONDAY + 23 * HOUR) == [("2026-W47", "U1", "queued")]
    assert quiet.letters()[0].expires_at == MONDAY + 24 * HOUR
    assert "Mon 23 Nov" in texts(quiet)[0]


def test_late_in_the_evening_it_waits_and_a_day_late_is_too_late(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True)
    assert run(quiet, MONDAY + 10.5 * HOUR) == run(quiet, MONDAY + 22 * HOUR) == []
    assert run(quiet, MONDAY + 25 * HOUR) == []
    assert run(quiet, MONDAY + 3 * WEEK) == [("2026-W50", "U1", "queued")]


def test_who_became_a_mentor_since_waits_for_the_next(quiet: Team) -> None:
    quiet.join("U1", is_mentor=True, is_lead=True, mentor_since=MONDAY + HOUR)
    assert run(quiet, MONDAY + 2 * HOUR) == []


def test_the_clock_stops_where_one_is_to_come(quiet: Team) -> None:
    quiet.join("U1", "Asia/Singapore", is_mentor=True, is_lead=True)
    assert moments(quiet.deps, MONDAY - 24 * HOUR, MONDAY + 24 * HOUR) == [MONDAY - 8 * HOUR]


def test_a_mentor_is_told_of_their_mentees_alone_and_without_any_of_nothing(quiet: Team) -> None:
    for user in ("U1", "U2"):
        quiet.join(user, is_mentor=True)
    quiet.join("UMEI", name="Mei")
    with quiet.deps.sessions.begin() as session:
        two = {"mentor": "U1", "mentee": "UMEI"}
        mentorship_pairs.ask(session, workspace=TEAM_ID, **two, area="", asked_by="U1", agreed=two.values(), now=MONDAY)
    assert run(quiet, MONDAY) == [("2026-W47", "U1", "queued"), ("2026-W47", "U2", "nothing")]
    [text] = texts(quiet)
    assert "Mei: no entry yet" in text
    assert "Chidi" not in text
