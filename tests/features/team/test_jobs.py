"""The team's table when Slack makes it hard: one line, the file later, and a word where it never comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.people import members
from bot.features.team.service import team_table as team_table_service
from bot.features.team.views import team_table
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests import faults
from tests.fixtures.team import Team

COMPLETE = "files.completeUploadExternal"


@pytest.fixture
def asked(team: Team) -> Team:
    """A team whose lead U1 has asked for its table."""
    team.join("U1", is_lead=True, is_mentor=True)
    team.join("U2")
    now = team.clock.now()
    with team.deps.database.begin() as conn:
        reader = members.read_requester(conn, workspace=TEAM_ID, member="U1", settings=team.deps.settings)
        message = team_table.render_export_ready(is_team=True).post_arguments()
        first = team_table_service.request_team_export(conn, reader=reader, period="p", message=message, now=now)
        again = team_table_service.request_team_export(conn, reader=reader, period="p", message=message, now=now)
    assert (first, again) == (team_table_service.ExportOutcome.QUEUED, team_table_service.ExportOutcome.REPEATED)
    return team


def test_a_file_that_has_to_wait_comes_without_a_second_line(asked: Team) -> None:
    asked.slack.faults.add(COMPLETE, faults.rate_limited(20))
    [sent] = asked.sender().send_due(asked.clock.now())
    assert sent.state == "waiting"
    [sent] = asked.sender().send_due(asked.turn_to(asked.clock.now() + timedelta(seconds=21)))
    assert (sent.state, sent.kind, len(asked.posts())) == ("sent", "table", 1)
    [upload] = [each for each in asked.slack.workspace.uploads.values() if each.shared_in]
    assert (upload.filename, upload.content.count(b"\n")) == ("roadmate-team.csv", 3)


def test_a_file_that_never_comes_is_owned_up_to(asked: Team) -> None:
    asked.slack.faults.add(COMPLETE, faults.error("missing_scope"))
    [sent] = asked.sender().send_due(asked.clock.now())
    assert sent.state == "failed"
    assert "The file did not get through." in asked.posts()[-1][1]
