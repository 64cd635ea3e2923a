"""Profiles: refreshed a few at a time, and a person Slack does not tell of holds nobody up."""

from __future__ import annotations

from datetime import timedelta

from bot.core.people import members
from bot.delivery.recipients import MAX_PROFILE_AGE
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker.profile_refresh import PROFILES_AT_ONCE, ProfileRefresher
from tests import faults
from tests.fixtures.team import Team
from tests.slack_world import add_person


def zone_of(team: Team, user: str) -> str:
    with team.deps.database.read() as conn:
        zone = team.deps.settings.timezone
        found = members.find_stored_person(conn, workspace=TEAM_ID, member=user, default_zone=zone)
    assert found is not None
    return found.local_time.zone.key


def test_what_slack_tells_now_is_taken_over(team: Team) -> None:
    team.join("U0SANDMEI", "Asia/Tokyo")
    add_person(team.slack.workspace, team.slack.workspace.person("U0SANDMEI"))
    team.join("U0SANDANA", "Europe/Lisbon", at=team.clock.now())
    assert ProfileRefresher(team.deps).refresh_stale(team.clock.now()) == 1
    assert zone_of(team, "U0SANDMEI") == "Asia/Tokyo"
    assert ProfileRefresher(team.deps).refresh_stale(team.clock.now()) == 0, "everybody is fresh"
    team.clock.advance(MAX_PROFILE_AGE + timedelta(minutes=1))
    assert ProfileRefresher(team.deps).refresh_stale(team.clock.now()) == 2


def test_at_most_twenty_at_once_and_in_the_end_everybody(team: Team) -> None:
    for number in range(PROFILES_AT_ONCE + 5):
        team.join(f"U{number:02}")
    profiles = ProfileRefresher(team.deps)
    assert [profiles.refresh_stale(team.clock.now()) for _ in range(3)] == [PROFILES_AT_ONCE, 5, 0]


def test_people_slack_does_not_tell_of_wait_an_hour(team: Team) -> None:
    team.join("U0GONE")
    team.join("U1")
    del team.slack.workspace.people["U0GONE"]
    profiles = ProfileRefresher(team.deps)
    assert profiles.refresh_stale(team.clock.now()) == 1
    asked = len(team.slack.workspace.journal.calls)
    profiles.refresh_stale(team.clock.now())
    assert len(team.slack.workspace.journal.calls) == asked
    team.clock.advance(timedelta(hours=1))
    profiles.refresh_stale(team.clock.now())
    assert len(team.slack.workspace.journal.calls) == asked + 1


def test_slack_in_trouble_is_left_in_peace_after_three_refusals(team: Team) -> None:
    for number in range(10):
        team.join(f"U{number:02}")
    team.slack.faults.add("users.info", faults.unavailable(), times=faults.ALWAYS)
    assert ProfileRefresher(team.deps).refresh_stale(team.clock.now()) == 0
    assert len(team.slack.workspace.journal.calls) == 3
