"""The export of one's own data: two files in a direct message, and a message if they do not get through."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.delivery.outbox import put_message
from bot.features.import_export import views
from bot.features.privacy.service import data_export as privacy_data_export
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.slack.scopes import REQUIRED_SCOPES
from bot.slack.slash import SLASH
from bot.worker.run_once import deliver_due
from tests import faults
from tests.faults import Fault
from tests.fixtures.team import Team

COMPLETE = "files.completeUploadExternal"


@pytest.fixture
def exporting_team(team: Team) -> Team:
    """Return a team of which U1 has requested an export."""
    team.join("U1")
    team.join("U2")
    team.book("U1", 90, date(2026, 11, 20))
    team.book("U2", 45, date(2026, 11, 20))
    request_export(team)
    return team


def request_export(team: Team) -> None:
    with team.deps.database.begin() as conn:
        message = {**views.render_export_message().post_arguments(), "export": "U1"}
        privacy_data_export.request_export(
            conn, workspace=TEAM_ID, member="U1", period="p", message=message, now=team.clock.now()
        )


def files(team: Team) -> dict[str, bytes]:
    """Return the files that were shared with U1."""
    channel = team.slack.workspace.channel("U1").id
    uploads = team.slack.workspace.uploads.values()
    return {upload.filename: upload.content for upload in uploads if upload.shared_in == channel}


def test_two_files_are_sent_below_a_line(exporting_team: Team) -> None:
    [sent] = exporting_team.sender().send_due(exporting_team.clock.now())
    assert (sent.state, sent.kind, sent.recipient) == ("sent", "export", "U1")
    assert exporting_team.posts() == [("U1", "Here's everything I keep about you.")]
    found = files(exporting_team)
    assert set(found) == {"roadmate-hours.csv", "roadmate-data.json"}
    [row] = csv.DictReader(io.StringIO(found["roadmate-hours.csv"].decode("utf-8-sig")))
    assert (row["member"], row["minutes"], row["evidence"]) == ("U1", "90", "")
    data = json.loads(found["roadmate-data.json"])
    assert (data["member"], [entry["minutes"] for entry in data["entries"]]) == ("U1", [90])
    assert data["settings"][0]["timezone"] == "UTC"
    assert exporting_team.sender().send_due(exporting_team.clock.now()) == []


def test_an_export_holds_what_is_kept_when_it_is_sent(exporting_team: Team) -> None:
    exporting_team.book("U1", 30, date(2026, 11, 19))
    exporting_team.sender().send_due(exporting_team.clock.now())
    assert b"30" in files(exporting_team)["roadmate-hours.csv"]
    calls = exporting_team.slack.workspace.journal.calls
    assert "your 2 entries as a table" in next(c for c in calls if c.method == COMPLETE).payload["initial_comment"]


def test_commands_in_exported_messages_have_the_prefix(make_team: Callable[..., Team]) -> None:
    team = make_team(ROADMATE_COMMAND_PREFIX="team-")
    team.join("U1")
    request_export(team)
    now = team.clock.now()
    times = {"due_at": now + timedelta(days=1), "expires_at": now + timedelta(days=2), "now": now}
    message = {"text": f"`{SLASH}log 2h`"}
    with team.deps.database.begin() as conn:
        put_message(conn, workspace=TEAM_ID, kind="nudge", period="p", recipient="U1", message=message, **times)
    team.sender().send_due(now)
    rows = json.loads(files(team)["roadmate-data.json"])["messages"]
    assert "`/team-log 2h`" in [row["message"]["text"] for row in rows]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", COMPLETE])
def test_files_that_are_sent_again_come_without_a_second_line(exporting_team: Team, method: str) -> None:
    exporting_team.slack.faults.add(method, faults.rate_limited(20))
    [sent] = exporting_team.sender().send_due(exporting_team.clock.now())
    assert (sent.state, files(exporting_team)) == ("waiting", {})
    again = exporting_team.turn_to(exporting_team.clock.now() + timedelta(seconds=21))
    [sent] = exporting_team.sender().send_due(again)
    assert (sent.state, len(files(exporting_team)), len(exporting_team.posts())) == ("sent", 2, 1)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (faults.error("invalid_arguments"), "failed"),
        (faults.close_after_processing(), "unknown"),
    ],
)
def test_files_that_do_not_get_through_are_told(exporting_team: Team, fault: Fault, state: str) -> None:
    exporting_team.slack.faults.add(COMPLETE, fault)
    [sent] = exporting_team.sender().send_due(exporting_team.clock.now())
    assert sent.state == state
    assert "Sending the files didn't work. Ask again" in exporting_team.posts()[-1][1]
    assert exporting_team.sender().send_due(exporting_team.clock.now() + timedelta(hours=1)) == []


def test_without_the_permission_for_files_it_is_named(exporting_team: Team) -> None:
    exporting_team.slack.workspace.scopes = frozenset(REQUIRED_SCOPES)
    [sent] = exporting_team.sender().send_due(exporting_team.clock.now())
    assert (sent.state, sent.error) == ("failed", "missing_scope files:write")
    told = exporting_team.posts()[-1][1].replace("`", "")
    assert "I lack the permission files:write" in told
    assert "An admin of this workspace can install Roadmate again and allow files:write." in told


def test_a_line_that_cannot_be_posted_sends_no_files(exporting_team: Team) -> None:
    exporting_team.slack.faults.add("chat.postMessage", faults.error("user_not_found"))
    [sent] = exporting_team.sender().send_due(exporting_team.clock.now())
    assert (sent.state, files(exporting_team), exporting_team.posts()) == ("failed", {}, [])


def test_a_dry_run_shows_the_line(exporting_team: Team) -> None:
    [sent] = deliver_due(exporting_team.deps, exporting_team.clock.now(), dry_run=True)
    assert (sent.kind, sent.message.text, exporting_team.states()) == (
        "export",
        views.render_export_message().text,
        ["waiting"],
    )
