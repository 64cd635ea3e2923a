"""What Slack itself says of a set-up, fault by fault, with what to do about each and what to type next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.app import COMMANDS
from bot.db.engine import Database
from bot.doctor.online import OnlineOptions
from bot.manifest import EVENTS, build_manifest
from bot.sandbox.slack_api.fixtures import BOT, LEARNING
from bot.sandbox.slack_api.workspace import BOT_TOKEN, CONFIG_TOKEN
from bot.settings import read_settings
from bot.slack.failures import DEAD_TOKEN_ERRORS
from bot.slack.message import NEW_BLOCKS
from bot.slack.scopes import REQUIRED_SCOPES, SCOPES, WITHOUT_OPTIONAL
from tests import faults
from tests.catalog.online.loopback_web import LoopbackWeb
from tests.doctor.doctor_driver import Doctor
from tests.faults import ALWAYS, FaultyServer
from tests.fixtures.installed import install_sealed
from tests.ports import free_port

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
COMPARE = OnlineOptions(config_token=CONFIG_TOKEN)
WANTED = build_manifest(read_settings({}), COMMANDS)


def test_nothing_is_wrong(examine: Doctor, slack: FaultyServer) -> None:
    found = examine()
    assert (found.warnings, found.broken) == ([], [])
    assert found.fine[1:6] == [
        "this machine's clock agrees with Slack's",
        "Slack accepts the token; it's for workspace T0SANDBOX, app A0SANDBOX",
        "the token has every permission Roadmate asks for",
        "Roadmate is in the learning channel #learning",
        "Socket Mode: a connection opens and Slack says hello to app A0SANDBOX",
    ]
    assert found.fine[-1] == "Slack takes every kind of message, window and Home (5 checked)"
    assert found.steps == [
        "What to do next:",
        "1. Start Roadmate, if it isn't running.",
        "   here: roadmate socket",
        "2. Open the checklist of your workspace.",
        "   in Slack: /roadmate setup",
        "Next, type here: roadmate socket",
    ]
    assert not [call.method for call in slack.workspace.journal.calls if call.method.startswith("chat.")]
    assert slack.workspace.sockets.wait_until_none(5), "requests would go over a connection nobody answers on"


def test_without_a_token_there_is_nobody_to_ask(examine: Doctor) -> None:
    found = examine(SLACK_BOT_TOKEN="")
    assert found.warnings == ["didn't ask Slack: there's no token yet"]
    assert found.steps[-1] == "Next, type here: roadmate manifest --link"


# --- The way to Slack -------------------------------------------------------------------------------------------


def test_a_name_that_dns_does_not_know(examine: Doctor) -> None:
    found = examine(SLACK_API_URL="http://slack.invalid/api/")
    assert found.broken == ["DNS knows no address for slack.invalid"]
    assert found.steps[-1] == "Next, type here: getent hosts slack.invalid"
    assert (found.fine, found.warnings) == ([], []), "nothing else would get through"


def test_nobody_listens_and_a_proxy_is_named_without_its_password(
    examine: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    assert examine(SLACK_API_URL=f"http://127.0.0.1:{port}/").broken == ["127.0.0.1 refuses the connection"]
    for name, value in (("http_proxy", f"http://me:secret@127.0.0.1:{port}"), ("no_proxy", "")):
        monkeypatch.setenv(name, value)
        monkeypatch.delenv(name.upper(), raising=False)
    found = examine(SLACK_API_URL="http://slack.invalid/api/")
    assert found.broken == ["127.0.0.1, the proxy on the way to slack.invalid refuses the connection"]


def test_a_certificate_that_is_not_trusted(examine: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web = LoopbackWeb(tmp_path)
    with web.running():
        for name, value in web.environment.items():
            if name != "SSL_CERT_FILE":
                monkeypatch.setenv(name, value)
        [text] = examine(SLACK_API_URL="https://docs.example.org/api/").broken
    assert text.startswith("docs.example.org shows a certificate that isn't trusted here (")


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        (timedelta(minutes=10), "ahead of Slack's: every request from Slack would be refused as too old"),
        (timedelta(minutes=-10), "behind Slack's: every request from Slack would be refused as too old"),
    ],
)
def test_a_clock_that_breaks_signatures(examine: Doctor, drift: timedelta, said: str) -> None:
    found = examine(drift=drift)
    [text] = found.broken
    assert text.startswith("this machine's clock is ")
    assert text.endswith(said)
    assert found.steps[-1] == "Next, type here: timedatectl set-ntp true"


def test_a_clock_that_is_two_minutes_off_is_a_warning(examine: Doctor) -> None:
    found = examine(drift=timedelta(minutes=2))
    assert not found.broken
    assert "this machine's clock is" in found.warnings[0]


def test_a_slow_slack(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("api.test", faults.slow(2.1))
    [text] = examine().warnings
    assert "took 2." in text
    assert "while people wait Roadmate gives it 2 s" in text


# --- The token, its permissions, the channel --------------------------------------------------------------------


@pytest.mark.parametrize("reason", sorted(DEAD_TOKEN_ERRORS))
def test_a_token_that_is_refused(examine: Doctor, slack: FaultyServer, reason: str) -> None:
    slack.faults.add("auth.test", faults.error(reason), ALWAYS)
    found = examine()
    assert found.broken == [f"Slack rejects the token ({reason})"]
    assert found.steps[-1] == "Next, type in .env: SLACK_BOT_TOKEN=xoxb-..."
    assert not any("message" in text for text in found.fine)


def test_a_slack_that_is_broken_is_not_taken_for_a_bad_token(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("auth.test", faults.broken(), ALWAYS)
    assert examine().broken == ["Slack doesn't say whose token it is (status_500); try again in a minute"]


@pytest.mark.parametrize("scope", SCOPES)
def test_each_permission_that_is_missing(examine: Doctor, slack: FaultyServer, scope: str) -> None:
    slack.workspace.scopes = frozenset(SCOPES) - {scope}
    found = examine()
    if scope in REQUIRED_SCOPES:
        assert f"the permission {scope} is missing ({SCOPES[scope]})" in found.broken
        assert found.steps[1].endswith(f"Reinstall to Workspace, and allow {scope}.")
    else:
        assert not found.broken
        assert f"without the optional {scope} {WITHOUT_OPTIONAL[scope]}" in found.warnings


def test_what_is_granted_and_not_asked_for(examine: Doctor, slack: FaultyServer) -> None:
    slack.workspace.scopes = frozenset(SCOPES) | {"users:read.email", "channels:join"}
    [text] = examine().warnings
    assert text == "the token may do more than Roadmate asks for: channels:join, users:read.email"


@pytest.mark.parametrize(
    ("changes", "severity", "said"),
    [
        ({"members": frozenset({"U0SANDANA"})}, "broken", "Roadmate isn't in the learning channel #learning"),
        ({"is_archived": True}, "broken", "the learning channel #learning is archived"),
        ({"is_ext_shared": True}, "warnings", "#learning is shared with another organization"),
    ],
)
def test_a_channel_that_does_not_do(
    examine: Doctor, slack: FaultyServer, changes: dict[str, object], severity: str, said: str
) -> None:
    assert BOT.id in LEARNING.members
    slack.workspace.channels[LEARNING.id] = replace(LEARNING, **changes)  # type: ignore[arg-type]
    found = examine()
    [text] = getattr(found, severity)
    assert text.startswith(said)


def test_a_channel_that_slack_does_not_show(examine: Doctor, slack: FaultyServer) -> None:
    found = examine(ROADMATE_LEARNING_CHANNEL="C0NOWHERE")
    assert found.broken[0].startswith("Slack shows no channel C0NOWHERE")
    assert found.steps[-1] == "Next, type in that channel: /invite @Roadmate"
    assert examine(ROADMATE_LEARNING_CHANNEL="").warnings == ["no learning channel yet, so no digest"]
    slack.faults.add("conversations.info", faults.broken())
    assert examine().warnings == ["couldn't check the learning channel (status_500); try again in a minute"]


# --- The connection, and the app --------------------------------------------------------------------------------


def test_an_app_token_that_is_refused(examine: Doctor) -> None:
    found = examine(SLACK_APP_TOKEN="xapp-wrong")
    assert found.broken == ["Socket Mode: Slack gives no connection (invalid_auth)"]
    assert found.steps[-1] == "Next, type in .env: SLACK_APP_TOKEN=xapp-..."


def test_a_socket_that_is_refused(examine: Doctor, slack: FaultyServer) -> None:
    slack.workspace.sockets.issue_url = lambda: f"ws://127.0.0.1:{free_port()}/link"  # type: ignore[method-assign]
    [text] = examine().broken
    assert text.startswith("Socket Mode: can't open Slack's socket")


def test_others_on_the_same_app(examine: Doctor, slack: FaultyServer) -> None:
    from websockets.sync.client import connect

    with connect(slack.workspace.sockets.issue_url()):
        assert slack.workspace.sockets.wait_for_connections(1, 5)
        assert "one other connection is open to this app, as while `roadmate socket` runs" in examine().fine
        with connect(slack.workspace.sockets.issue_url()):
            assert slack.workspace.sockets.wait_for_connections(2, 5)
            [text] = examine().warnings
    assert text.startswith("2 other connections are open to this app")


def test_http_says_what_can_be_seen_only_from_outside(examine: Doctor) -> None:
    found = examine(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="0123456789abcdef" * 2)
    assert "SLACK_SIGNING_SECRET has the right form" in found.fine
    assert any("the Request URL must end in /slack/events" in text for text in found.fine)
    assert found.steps[-1] == "Next, type here: roadmate serve"
    assert examine(SLACK_SIGNING_SECRET="xoxb-oops").warnings == [
        "SLACK_SIGNING_SECRET doesn't look like one: 32 of 0-9 and a-f"
    ]


def test_the_app_is_compared_with_the_manifest(examine: Doctor, slack: FaultyServer) -> None:
    slack.workspace.app_manifest = WANTED
    found = examine(COMPARE)
    assert "app A0SANDBOX has all commands, events, shortcuts and permissions of the manifest" in found.fine
    assert (found.broken, found.warnings) == ([], [])


def test_an_app_that_was_made_by_hand(examine: Doctor, slack: FaultyServer) -> None:
    features, settings = dict(WANTED["features"]), dict(WANTED["settings"])
    first, second, *rest = features["slash_commands"]
    features["slash_commands"] = [{**second, "should_escape": False}, *rest]
    features["shortcuts"] = []
    settings["event_subscriptions"] = {"bot_events": ["app_mention"]}
    settings["socket_mode_enabled"] = False
    slack.workspace.app_manifest = {"features": features, "settings": settings, "oauth_config": {}}
    found = examine(COMPARE)
    assert [text.split(":")[0] for text in found.broken] == [
        f"the app lacks the commands {first['command']}",
        second["command"],
        f"the app doesn't ask for the events {', '.join(EVENTS[1:])}",
        "Socket Mode should be on for these settings",
        "Slack sends events to no address, which must end in /slack/events",
        "Slack sends buttons to no address, which must end in /slack/events",
    ]
    assert found.steps[-1] == "Next, type here: roadmate manifest"


def test_a_configuration_token_that_has_expired(examine: Doctor) -> None:
    found = examine(OnlineOptions(config_token="xoxe.xoxp-old"))
    assert found.warnings == ["Slack doesn't export the manifest of app A0SANDBOX (invalid_auth)"]


# --- The messages -----------------------------------------------------------------------------------------------


def test_blocks_that_this_slack_refuses_are_sent_in_plain_words(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.invalid_blocks(), ALWAYS)
    found = examine()
    plain = [text for text in found.warnings if "is sent as plain text instead" in text]
    assert all(any(block in text for text in plain) for block in NEW_BLOCKS)
    assert [text.split(": ")[0] for text in found.broken] == [
        "Slack refuses the message “Logged”",
        "Slack refuses the window “Log hours”",
        "Slack refuses the Home tab",
    ]
    assert "Slack checked 5 kinds of messages, windows and Homes, and refused 5" in found.warnings


def test_slack_sets_the_pace(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.rate_limited(7), 3)
    found = examine()
    assert found.waited.count(7.0) == 3
    assert (found.broken, found.warnings) == ([], [])


def test_a_slack_that_goes_on_asking_to_wait_is_not_waited_for(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.rate_limited(100), ALWAYS)
    found = examine()
    assert found.warnings == ["Slack asks to wait longer than I do: 5 of 5 kinds of messages weren't checked"]
    assert sum(found.waited) <= 180


def test_an_older_slack_checks_no_messages(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.error("unknown_method"), ALWAYS)
    assert examine().warnings == ["this Slack checks no messages (unknown_method)"]


def test_an_answer_that_is_lost_is_asked_for_again(examine: Doctor, slack: FaultyServer) -> None:
    slack.faults.add("blocks.validate", faults.close_after_processing(), 2)
    assert examine().fine[-1].endswith("(5 checked)")


# --- Saying hello, and several workspaces -----------------------------------------------------------------------


def test_it_says_hello(examine: Doctor, slack: FaultyServer) -> None:
    found = examine(OnlineOptions(hello_to=""), ROADMATE_ADMINS="U0SANDBEN,U0SANDANA")
    assert "T0SANDBOX: said hello to U0SANDBEN in a direct message" in found.fine
    [shown] = slack.workspace.journal.shown
    assert shown.text.startswith("👋 Hello from `roadmate doctor`")
    assert "/log 1h networking" in shown.text


def test_a_hello_to_nobody(examine: Doctor) -> None:
    found = examine(OnlineOptions(hello_to=""))
    assert found.warnings == ["T0SANDBOX: nobody to say hello to, ROADMATE_ADMINS names no one here"]
    found = examine(OnlineOptions(hello_to="U0NOBODY"))
    assert found.broken == ["T0SANDBOX: nobody there has the id U0NOBODY (channel_not_found)"]


def test_a_workspace_that_is_not_there(examine: Doctor) -> None:
    found = examine(OnlineOptions(workspace="T0OTHER"))
    assert found.broken == ["Roadmate isn't installed in a workspace T0OTHER"]
    assert any("app.slack.com/client/" in step for step in found.steps)
    assert examine(OnlineOptions(workspace="T0SANDBOX")).broken == []


def test_each_workspace_has_its_own_token(
    examine: Doctor, database: Database, database_url: str, slack: FaultyServer
) -> None:
    key = Fernet.generate_key().decode()
    with database.begin() as conn:
        for workspace, token in (("T0SANDBOX", BOT_TOKEN), ("T0OTHER", "xoxb-revoked")):
            install_sealed(conn, workspace=workspace, key=key, now=NOON, token=token)
    settings = {"DATABASE_URL": database_url, "SLACK_CLIENT_ID": "1.2", "ROADMATE_SECRET_KEY": key}
    several = {**settings, "SLACK_BOT_TOKEN": "", "ROADMATE_ADMINS": "T0SANDBOX:U0SANDANA"}
    found = examine(OnlineOptions(hello_to=""), **several)
    assert found.broken == ["T0OTHER: Slack rejects the token (invalid_auth)"]
    assert "T0SANDBOX: Roadmate is in the learning channel #learning" in found.fine
    assert "T0SANDBOX: said hello to U0SANDANA in a direct message" in found.fine
    only = examine(OnlineOptions(workspace="T0SANDBOX"), **several)
    assert not only.broken
    twice = examine(**{**several, "SLACK_BOT_TOKEN": BOT_TOKEN})
    assert sum("accepts the token" in text for text in twice.fine) == 1, "one workspace, in the settings and stored"
