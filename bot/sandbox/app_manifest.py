"""What the stand-in takes from an app's manifest: its name, commands, shortcuts, events and permissions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.user_actions.commands import CommandHint
from bot.sandbox.user_actions.interactions import Shortcut, shortcuts_of_manifest

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AppManifest:
    """An app as its manifest describes it; `None` where the manifest leaves it open."""

    bot: SlackUser
    commands: tuple[CommandHint, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    is_socket_mode: bool = False


def read_manifest(path: Path) -> AppManifest:
    """Read a manifest in JSON or YAML. Raises ValueError with one line for one that cannot be understood."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as wrong:
        raise ValueError(f"can't read {path}: {str(wrong).splitlines()[0]}") from wrong
    try:
        return parse_manifest(content)
    except ValueError as wrong:
        raise ValueError(f"{path} isn't the manifest of an app: {wrong}") from wrong


def parse_manifest(content: Any) -> AppManifest:
    """Return the app that a manifest describes. Raises ValueError that says what is missing or of another kind."""
    if not isinstance(content, dict) or "display_information" not in content:
        raise ValueError("display_information is missing")
    name = _word(_part(content, "display_information"), "name", "display_information")
    features, settings = _part(content, "features"), _part(content, "settings")
    scopes = _part(content, "oauth_config", "scopes").get("bot")
    for one in _objects(features, "shortcuts"):
        for key in ("name", "callback_id", "type"):
            _word(one, key, "shortcuts")
    return AppManifest(
        bot=name_bot(str(_part(features, "bot_user").get("display_name") or name)),
        commands=tuple(
            CommandHint(
                _word(one, "command", "slash_commands"),
                str(one.get("usage_hint") or ""),
                str(one.get("description") or ""),
            )
            for one in _objects(features, "slash_commands")
        ),
        shortcuts=shortcuts_of_manifest(content),
        events=_words(_part(settings, "event_subscriptions"), "bot_events"),
        scopes=None if scopes is None else _words(_part(content, "oauth_config", "scopes"), "bot"),
        is_socket_mode=bool(settings.get("socket_mode_enabled")),
    )


def name_bot(name: str) -> SlackUser:
    """Return the app's own user with this name."""
    handle = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "app"
    return replace(fixtures.BOT, name=handle, real_name=name)


def _part(content: Json, *names: str) -> Json:
    for name in names:
        content = content.get(name) or {}
        if not isinstance(content, dict):
            raise ValueError(f"{name} isn't an object")  # noqa: TRY004 - the file is wrong, not the code
    return content


def _list(content: Json, name: str) -> list[Any]:
    found = content.get(name) or []
    if not isinstance(found, list):
        raise ValueError(f"{name} isn't a list")  # noqa: TRY004 - the same
    return found


def _objects(content: Json, name: str) -> list[Json]:
    found = _list(content, name)
    if not all(isinstance(one, dict) for one in found):
        raise ValueError(f"{name} has something in it that isn't an object")
    return found


def _words(content: Json, name: str) -> frozenset[str]:
    found = _list(content, name)
    if not all(isinstance(one, str) for one in found):
        raise ValueError(f"{name} has something in it that isn't a text")
    return frozenset(found)


def _word(content: Json, key: str, place: str) -> str:
    """Return a text that has to be there; a name may have been read as a number or a date."""
    found = content.get(key)
    if found is None or isinstance(found, dict | list) or not str(found):
        raise ValueError(f"{place} lacks a {key}")
    return str(found)
