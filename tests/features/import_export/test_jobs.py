"""One's own data as files: in one's direct messages, whole, and with a word where they do not get through."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest

from bot.features.import_export import views
from bot.features.privacy.service import data_export as privacy_data_export
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker.run_once import deliver_due
from tests import faults
from tests.faults import Fault
from tests.fixtures.team import Team

COMPLETE = "files.completeUploadExternal"


@pytest.fixture
def asked(team: Team) -> Team:
    """A team of which U1 has asked for their data."""
    team.join("U1")
    team.join("U2")
    team.book("U1", 90, date(2026, 11, 20))
    team.book("U2", 45, date(2026, 11, 20))
    with team.deps.database.begin() as conn:
        message = {**views.render_export_message().post_arguments(), "export": "U1"}
        privacy_data_export.request_export(
            conn, workspace=TEAM_ID, member="U1", period="p", message=message, now=team.clock.now()
        )
    return team


def files(team: Team) -> dict[str, bytes]:
    """What was shared with U1."""
    direct = team.slack.workspace.channel("U1").id
    uploads = team.slack.workspace.uploads.values()
    return {upload.filename: upload.content for upload in uploads if upload.shared_in == direct}


def test_two_files_come_below_a_line(asked: Team) -> None:
    [sent] = asked.sender().send_due(asked.clock.now())
    assert (sent.state, sent.kind, sent.recipient) == ("sent", "export", "U1")
    assert asked.posts() == [("U1", "Here is everything that I keep about you, as you asked.")]
    found = files(asked)
    assert set(found) == {"roadmate-hours.csv", "roadmate-data.json"}
    [row] = csv.DictReader(io.StringIO(found["roadmate-hours.csv"].decode("utf-8-sig")))
    assert (row["member"], row["minutes"], row["evidence"]) == ("U1", "90", "")
    kept = json.loads(found["roadmate-data.json"])
    assert (kept["member"], [entry["minutes"] for entry in kept["entries"]]) == ("U1", [90])
    assert kept["settings"][0]["timezone"] == "UTC"
    assert asked.sender().send_due(asked.clock.now()) == []


def test_it_is_what_is_kept_when_it_is_sent(asked: Team) -> None:
    asked.book("U1", 30, date(2026, 11, 19))
    asked.sender().send_due(asked.clock.now())
    assert b"30" in files(asked)["roadmate-hours.csv"]
    calls = asked.slack.workspace.journal.calls
    assert "your 2 entries as a table" in next(c for c in calls if c.method == COMPLETE).payload["initial_comment"]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", COMPLETE])
def test_files_that_have_to_wait_come_without_a_second_line(asked: Team, method: str) -> None:
    asked.slack.faults.add(method, faults.rate_limited(20))
    [sent] = asked.sender().send_due(asked.clock.now())
    assert (sent.state, files(asked)) == ("waiting", {})
    again = asked.turn_to(asked.clock.now() + timedelta(seconds=21))
    [sent] = asked.sender().send_due(again)
    assert (sent.state, len(files(asked)), len(asked.posts())) == ("sent", 2, 1)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (faults.error("missing_scope"), "failed"),
        (faults.error("invalid_arguments"), "failed"),
        (faults.close_after_processing(), "unknown"),
    ],
)
def test_files_that_do_not_get_through_are_not_waited_for(asked: Team, fault: Fault, state: str) -> None:
    asked.slack.faults.add(COMPLETE, fault)
    [sent] = asked.sender().send_due(asked.clock.now())
    assert sent.state == state
    assert "The files did not get through. Ask again" in asked.posts()[-1][1]
    assert asked.sender().send_due(asked.clock.now() + timedelta(hours=1)) == []


def test_a_line_that_cannot_be_posted_sends_no_files(asked: Team) -> None:
    asked.slack.faults.add("chat.postMessage", faults.error("user_not_found"))
    [sent] = asked.sender().send_due(asked.clock.now())
    assert (sent.state, files(asked), asked.posts()) == ("failed", {}, [])


def test_a_dry_run_shows_the_line(asked: Team) -> None:
    [sent] = deliver_due(asked.deps, asked.clock.now(), dry_run=True)
    assert (sent.kind, sent.message.text, asked.states()) == ("export", views.render_export_message().text, ["waiting"])
