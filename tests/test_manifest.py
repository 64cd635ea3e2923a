"""The Slack app manifest: within Slack's limits, for every command, with exactly the scopes that we use."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.app import COMMANDS
from bot.manifest import EVENTS, build_manifest, link_to_new_app
from bot.settings import read_settings
from bot.slack.scopes import REQUIRED_SCOPES, SCOPES, WITHOUT_OPTIONAL
from tests.slack_driver import Driver

BOT = Path(__file__).parent.parent / "bot"
OURS = [path for path in BOT.rglob("*.py") if "sandbox" not in path.parts]
URL = "https://roadmate.example.com"

# The scopes that each Web API method and event needs, from Slack's reference; None where none is needed.
NEEDS: dict[str, str | None] = {
    "auth.test": None,
    "blocks.validate": None,
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "bots.info": "users:read",
    "users.info": "users:read",
    "conversations.info": "channels:read",
    "conversations.members": "channels:read",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "views.open": None,
    "views.push": None,
    "views.update": None,
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "files.info": "files:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "user_change": "users:read",
    "views.publish": None,
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
}


@pytest.fixture(params=[None, URL], ids=["socket", "http"])
def made(request: pytest.FixtureRequest) -> dict[str, Any]:
    return build_manifest(read_settings({}), COMMANDS, request.param)


def test_what_people_see_of_the_app_keeps_to_the_limits(made: dict[str, Any]) -> None:
    shown = made["display_information"]
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}|#[0-9a-f]{3}", shown["background_color"])
    assert len(made["features"]["bot_user"]["display_name"]) <= 80
    assert made["features"]["app_home"]["home_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_enabled"] is True
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False


def test_every_command_is_there_within_the_limits(made: dict[str, Any]) -> None:
    commands = made["features"]["slash_commands"]
    assert [each["command"] for each in commands] == [f"/{command.name}" for command in COMMANDS]
    assert len(commands) <= 50
    for each in commands:
        assert each["should_escape"] is True
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", each["command"])
        assert 1 <= len(each["description"]) <= 2000
        assert 1 <= len(each["usage_hint"]) <= 1000


def test_the_longest_prefix_still_fits() -> None:
    made = build_manifest(read_settings({"ROADMATE_COMMAND_PREFIX": "a" * 20}), COMMANDS)
    names = [each["command"] for each in made["features"]["slash_commands"]]
    assert names[0] == f"/{'a' * 20}roadmap"
    assert all(len(name) <= 32 for name in names)


def test_socket_mode_needs_no_address() -> None:
    made = build_manifest(read_settings({}), COMMANDS)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)


@pytest.mark.parametrize("url", [URL, f"{URL}/"])
def test_http_has_the_address_everywhere(url: str) -> None:
    made = build_manifest(read_settings({}), COMMANDS, url)
    assert made["settings"]["socket_mode_enabled"] is False
    addresses = [made["settings"][part]["request_url"] for part in ("event_subscriptions", "interactivity")]
    addresses += [each["url"] for each in made["features"]["slash_commands"]]
    assert set(addresses) == {f"{URL}/slack/events"}


def test_the_link_makes_the_app_of_exactly_this_manifest(made: dict[str, Any]) -> None:
    link = link_to_new_app(made)
    address = urlsplit(link)
    assert (address.scheme, address.netloc, address.path) == ("https", "api.slack.com", "/apps")
    query = dict(parse_qsl(address.query, strict_parsing=True))
    assert query.keys() == {"new_app", "manifest_json"}
    assert (query["new_app"], json.loads(query["manifest_json"])) == ("1", made)
    assert re.fullmatch(r"[\w.~:/?&=%-]+", link, re.ASCII)  # whole in a mail, a chat and a terminal
    assert len(link) < 8000  # servers commonly take a request line of 8 KB


def test_nothing_is_turned_on_that_cannot_be_turned_off(made: dict[str, Any]) -> None:
    assert made["settings"]["token_rotation_enabled"] is False
    assert made["settings"]["org_deploy_enabled"] is False
    assert made["settings"]["interactivity"]["is_enabled"] is True


def test_the_scopes_are_what_our_calls_and_events_need(made: dict[str, Any]) -> None:
    words = {each for file in (BOT / "slack" / "client").glob("*.py") for each in _words_of(file)}
    calls = {each for each in words if re.fullmatch(r"[a-z]+\.[a-zA-Z]+", each)}
    calls |= {
        each for path in OURS if path.stem not in ("manifest", "scopes") for each in _words_of(path) if each in NEEDS
    }
    assert calls <= NEEDS.keys()
    needed = {NEEDS[each] for each in {*calls, *EVENTS}} | {"commands", "groups:read"}  # private channels as well
    scopes = made["oauth_config"]["scopes"]["bot"]
    assert set(scopes) == needed - {None} == set(SCOPES)
    assert len(scopes) == len(set(scopes))


def test_what_is_optional_is_among_what_is_asked_for(made: dict[str, Any]) -> None:
    scopes = made["oauth_config"]["scopes"]
    assert set(scopes) == {"bot", "bot_optional"}
    assert made["_metadata"]["major_version"] == 2
    assert set(scopes["bot_optional"]) == set(WITHOUT_OPTIONAL) < set(scopes["bot"])
    assert [each for each in scopes["bot"] if each not in scopes["bot_optional"]] == list(REQUIRED_SCOPES)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_events_are_those_that_we_listen_to(made: dict[str, Any], driver: Driver) -> None:
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert events == list(EVENTS)
    assert len(events) <= 100
    assert {each.partition(".")[0] for each in events} == driver.roadmate.router.event_types


def _words_of(path: Path) -> set[str]:
    """The strings that stand in a module's code."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
