"""The team's table when Slack makes it hard: one line, the file later, and a word where it never comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.people import members
from bot.features.team.service.team_table import ExportOutcome, request_team_export
from bot.features.team.views import team_table
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.slack.scopes import REQUIRED_SCOPES
from tests import faults
from tests.fixtures.team import Team

COMPLETE = "files.completeUploadExternal"


@pytest.fixture
def requested(team: Team) -> Team:
    """A team whose lead U1 has requested for its table."""
    team.join("U1", is_lead=True, is_mentor=True)
    team.join("U2")
    now = team.clock.now()
    with team.deps.database.begin() as conn:
        reader = members.read_requester(conn, workspace=TEAM_ID, member="U1", settings=team.deps.settings)
        message = team_table.render_export_ready(is_team=True).post_arguments()
        first = request_team_export(conn, reader=reader, period="p", message=message, now=now)
        again = request_team_export(conn, reader=reader, period="p", message=message, now=now)
    assert (first, again) == (ExportOutcome.QUEUED, ExportOutcome.REPEATED)
    return team


def test_a_file_that_has_to_wait_comes_without_a_second_line(requested: Team) -> None:
    requested.slack.faults.add(COMPLETE, faults.rate_limited(20))
    [sent] = requested.sender().send_due(requested.clock.now())
    assert sent.state == "waiting"
    [sent] = requested.sender().send_due(requested.turn_to(requested.clock.now() + timedelta(seconds=21)))
    assert (sent.state, sent.kind, len(requested.posts())) == ("sent", "table", 1)
    [upload] = [each for each in requested.slack.workspace.uploads.values() if each.shared_in]
    assert (upload.filename, upload.content.count(b"\n")) == ("roadmate-team.csv", 3)


def test_the_reader_is_told_of_a_file_that_never_comes(requested: Team) -> None:
    requested.slack.faults.add(COMPLETE, faults.error("invalid_arguments"))
    [sent] = requested.sender().send_due(requested.clock.now())
    assert sent.state == "failed"
    assert "The file didn't get through." in requested.posts()[-1][1]


def test_a_reader_is_told_which_permission_the_file_needs(requested: Team) -> None:
    requested.slack.workspace.scopes = frozenset(REQUIRED_SCOPES)
    [sent] = requested.sender().send_due(requested.clock.now())
    assert (sent.state, sent.error) == ("failed", "missing_scope files:write")
    assert "allow files:write. Then ask again with /team export." in requested.posts()[-1][1].replace("`", "")
