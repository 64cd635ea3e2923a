"""Trying it without Slack: the real bot over the stand-in, and nobody's real workspace in reach."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.clock import SystemClock
from bot.core.ledger import queries
from bot.core.people import members
from bot.db import migrate
from bot.db.engine import connect_database
from bot.delivery import outbox
from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, LEARNING, TEAM, TEAM_ID
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SlackWorkspace
from bot.settings import Settings, read_settings
from bot.trial import RoadmateTimetable, TrialError, deliver_due, open_trial
from tests.fixtures.installed import install_workspace

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def make_settings(tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    return lambda **more: read_settings({"DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}", **more})


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


def test_the_whole_team_is_known_from_the_start(settings: Settings) -> None:
    with open_trial(settings, SATURDAY) as stage, stage.roadmate.deps.database.read() as conn:
        known = members.list_active_members(conn, workspace=TEAM_ID, default_zone=settings.timezone)
        assert {(one.id, one.zone.key) for one in known} == {(one.id, one.zone) for one in TEAM}


def test_the_real_handlers_answer(settings: Settings) -> None:
    with open_trial(settings, SATURDAY) as stage:
        assert "2 h on Networking" in stage.delivery.command("ben", "/log", "2h networking").text
        assert "2 h" in stage.delivery.direct_message("ben", "plan").text
        assert "2 h" in stage.delivery.mention("ben", LEARNING.id, "plan").text


def test_settings_for_the_real_slack_stay_out(make_settings: Callable[..., Settings]) -> None:
    real = make_settings(
        SLACK_BOT_TOKEN="xoxb-real",
        SLACK_SIGNING_SECRET="real",
        SLACK_API_URL="http://127.0.0.1:1/api/",
        SLACK_CLIENT_ID="1.2",
        ROADMATE_ADMINS=BEN.id,
        ROADMATE_LEARNING_CHANNEL="C0REAL",
        ROADMATE_COMMAND_PREFIX="team-",
    )
    with open_trial(real, SATURDAY) as stage:
        used = stage.roadmate.deps.settings
        assert used.slack_api_url == stage.delivery.server.base_url
        assert used.slack_bot_token is not None
        assert "real" not in used.slack_bot_token.get_secret_value()
        assert (used.admins, used.learning_channel, used.slack_client_id) == ((), LEARNING.id, None)
        assert "2 h on" in stage.delivery.command("ben", "/team-log", "2h networking").text


def test_the_clock_goes_on_where_the_last_trial_had_turned_it_to(settings: Settings) -> None:
    with open_trial(settings) as stage:
        assert abs(stage.clock.now() - SystemClock().now()) < timedelta(minutes=1)
        stage.clock.advance(timedelta(days=30))
        stage.delivery.command("ana", "/log", "2h networking")
        booked_at = stage.clock.now()
    with open_trial(settings) as stage:
        assert timedelta(0) <= stage.clock.now() - booked_at + timedelta(minutes=1) < timedelta(minutes=2)


def test_no_id_comes_again_in_the_next_trial(settings: Settings) -> None:
    for number in (1, 2, 3):
        with open_trial(settings, SATURDAY + timedelta(hours=number)) as stage:
            stage.delivery.command("ana", "/log", f"{number}h networking")
            assert stage.delivery.direct_message("ana", "plan").text
            assert stage.delivery.direct_message("ben", f"log {number}h networking").text
    with stage.roadmate.deps.database.read() as conn:
        booked = [(entry.member, entry.minutes) for entry in queries.iterate_entries(conn)]
    stage.roadmate.close()
    assert booked == [(who, number * 60) for number in (1, 2, 3) for who in (ANA.id, BEN.id)]


@pytest.mark.parametrize("at", [None, SATURDAY])
def test_a_real_workspace_is_left_alone(at: datetime | None, settings: Settings) -> None:
    sessions = connect_database(settings.database_url)
    migrate.upgrade_schema(sessions)
    with sessions.begin() as conn:
        install_workspace(conn, workspace="T0REAL", now=SATURDAY)
    sessions.close()
    with pytest.raises(TrialError, match="real workspace"), open_trial(settings, at):
        raise AssertionError("it was built")
    with pytest.raises(TrialError):
        deliver_due(settings, at, dry_run=True, write=lambda _line: None)


def test_the_timetable_knows_what_falls_due(settings: Settings) -> None:
    with open_trial(settings, SATURDAY) as stage:
        timetable = RoadmateTimetable(stage.roadmate)
        stage.delivery.command("ana", "/log", "2h networking")
        moments = timetable.moments(SATURDAY, SATURDAY + timedelta(days=7))
        assert moments[0] == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        assert len(moments) == 1 + len({person.zone for person in TEAM})
        assert moments == sorted(moments)
        stage.clock.advance_to(moments[0])
        assert [sent.kind for sent in timetable.deliver(moments[0])] == ["digest", "digest"], "its details follow it"
        assert list(timetable.deliver(moments[0])) == []


def test_what_was_put_off_goes_out_without_turning_the_clock(settings: Settings) -> None:
    with open_trial(settings, SATURDAY + timedelta(hours=2)) as stage:  # day for Ben, too
        stage.delivery.command("ana", "/log", "1h mentoring @ben: the VPC")
        RoadmateTimetable(stage.roadmate).send(stage.clock.now())
        shown = stage.delivery.workspace.seen_by(BEN.id)
        assert [one.channel for one in shown if one.user == BOT.id] == [BEN.dm]
        RoadmateTimetable(stage.roadmate).send(stage.clock.now())
        assert stage.delivery.workspace.seen_by(BEN.id) == shown


def test_what_is_sent_is_printed(settings: Settings) -> None:
    with open_trial(settings, SATURDAY) as stage:
        stage.delivery.command("ana", "/log", "2h networking")
    monday = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    told: list[list[str]] = []
    for dry_run in (True, False, False):
        lines: list[str] = []
        assert deliver_due(settings, monday, dry_run=dry_run, write=lines.append) is None
        told.append(lines)
    foreseen, sent, again = told
    assert any("digest 2026-W47" in line and "would be sent" in line for line in foreseen)
    assert any("digest 2026-W47" in line and line.endswith(": sent") for line in sent)
    assert any("2 h" in line for line in sent)
    assert again[-1] == "Nothing is due."


def test_what_retention_deletes_is_said_only_if_there_was_something(settings: Settings) -> None:
    with open_trial(settings, SATURDAY) as stage:
        stage.delivery.command("ana", "/log", "2h networking")
    monday = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    told = []
    for moment, dry_run in ((monday, False), (monday + timedelta(days=40), True), (monday + timedelta(days=40), False)):
        lines: list[str] = []
        deliver_due(settings, moment, dry_run=dry_run, write=lines.append)
        told.append([line for line in lines if line.startswith("Deleted by retention: ")])
    assert (told[0], told[1], len(told[2])) == ([], [], 1)


def test_what_slack_refuses_is_counted_at_the_end(make_settings: Callable[..., Settings]) -> None:
    lines: list[str] = []
    with SandboxServer(SlackWorkspace(lambda: SATURDAY)) as slack:
        real = make_settings(SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_API_URL=slack.base_url)
        sessions = connect_database(real.database_url)
        migrate.upgrade_schema(sessions)
        with sessions.begin() as conn:
            for recipient in (LEARNING.id, "C0NOWHERE"):
                outbox.put_message(
                    conn,
                    workspace=TEAM_ID,
                    kind="digest",
                    period="2026-W47",
                    recipient=recipient,
                    message={"text": "Hello", "blocks": [{"type": "divider"}]},
                    due_at=SATURDAY,
                    expires_at=SATURDAY + timedelta(days=9000),
                    now=SATURDAY,
                )
        sessions.close()
        assert deliver_due(real, SATURDAY, dry_run=True, write=lines.append) is None
        assert deliver_due(real, SATURDAY, dry_run=False, write=lines.append) == "1 of 2 messages was not sent"
        assert deliver_due(real, SATURDAY, dry_run=False, write=lines.append) is None, "it is not due again yet"


def test_it_is_over_when_the_block_ends(settings: Settings) -> None:
    with open_trial(settings, SATURDAY) as stage:
        url = stage.delivery.server.base_url
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=1)
