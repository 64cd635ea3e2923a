"""What is taken from an app's manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.sandbox.app_manifest import name_bot, parse_manifest, read_manifest
from bot.sandbox.slack_api.fixtures import BOT
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.user_actions.interactions import Shortcut

WHOLE = {
    "display_information": {"name": "Tea"},
    "features": {
        "bot_user": {"display_name": "Tea Timer"},
        "slash_commands": [{"command": "/tea", "description": "start", "usage_hint": "[minutes]"}, {"command": "/mug"}],
        "shortcuts": [{"name": "Stop", "callback_id": "stop", "type": "message"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}, "socket_mode_enabled": True},
}


def test_a_whole_manifest_in_json(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(WHOLE))
    found = read_manifest(tmp_path / "manifest.json")
    assert (found.bot.id, found.bot.name, found.bot.real_name) == (BOT.id, "tea-timer", "Tea Timer")
    assert found.commands == (CommandHint("/tea", "[minutes]", "start"), CommandHint("/mug", "", ""))
    assert found.shortcuts == (Shortcut("Stop", "stop", on_message=True),)
    assert (found.events, found.scopes, found.is_socket_mode) == ({"app_mention"}, {"chat:write"}, True)


def test_a_manifest_that_says_nothing_but_a_name(tmp_path: Path) -> None:
    (tmp_path / "manifest.yml").write_text("display_information:\n  name: Tea\nfeatures:\nsettings:\n")
    found = read_manifest(tmp_path / "manifest.yml")
    assert (found.bot.real_name, found.commands, found.events, found.scopes) == ("Tea", (), frozenset(), None)
    assert not found.is_socket_mode


@pytest.mark.parametrize("content", ["{", "[]", "features: {}", "[" * 3000, "display_information: Tea"])
def test_no_manifest(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.yml").write_text(content)
    with pytest.raises(ValueError, match=r"manifest\.yml"):
        read_manifest(tmp_path / "manifest.yml")


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ({"display_information": {}}, "display_information lacks a name"),
        ({"features": "tea"}, "features isn't an object"),
        ({"features": {"slash_commands": {}, "bot_user": "tea"}}, "bot_user isn't an object"),
        ({"features": {"slash_commands": "/tea"}}, "slash_commands isn't a list"),
        ({"features": {"slash_commands": ["/tea"]}}, "slash_commands has something in it that isn't an object"),
        ({"features": {"slash_commands": [{"description": "tea"}]}}, "slash_commands lacks a command"),
        ({"features": {"shortcuts": [{"name": "Stop", "type": "global"}]}}, "shortcuts lacks a callback_id"),
        ({"settings": {"event_subscriptions": {"bot_events": [{}]}}}, "bot_events has something in it that isn't a"),
        ({"oauth_config": {"scopes": {"bot": 3}}}, "bot isn't a list"),
    ],
)
def test_a_broken_manifest_is_refused_in_one_line(part: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_manifest(WHOLE | part)


def test_a_name_without_letters_still_has_a_handle() -> None:
    assert [name_bot(name).name for name in ("Tea & Co.", "茶")] == ["tea-co", "app"]
