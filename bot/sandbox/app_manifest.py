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
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
        raise ValueError(f"can't read {path}: {str(wrong).splitlines()[0]}") from wrong
    if not isinstance(content, dict) or "display_information" not in content:
        raise ValueError(f"{path} isn't the manifest of an app: display_information is missing")
    return parse_manifest(content)


def parse_manifest(content: Json) -> AppManifest:
    """Return the app that a manifest describes."""
    features, settings = _part(content, "features"), _part(content, "settings")
    scopes = _part(content, "oauth_config", "scopes").get("bot")
    name = _part(features, "bot_user").get("display_name") or content["display_information"]["name"]
    return AppManifest(
        bot=name_bot(str(name)),
        commands=tuple(
            CommandHint(one["command"], one.get("usage_hint", ""), one.get("description", ""))
            for one in features.get("slash_commands") or ()
        ),
        shortcuts=shortcuts_of_manifest(content),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or ()),
        scopes=None if scopes is None else frozenset(scopes),
        is_socket_mode=bool(settings.get("socket_mode_enabled")),
    )


def name_bot(name: str) -> SlackUser:
    """Return the app's own user with this name."""
    handle = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "app"
    return replace(fixtures.BOT, name=handle, real_name=name)


def _part(content: Json, *names: str) -> Json:
    for name in names:
        content = content.get(name) or {}
    return content
