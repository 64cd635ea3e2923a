"""Build the Slack app manifest from the commands themselves, so that it cannot fall behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from bot.settings import Settings
from bot.slack.command import Command
from bot.slack.scopes import SCOPES, WITHOUT_OPTIONAL

EVENTS: Final = (
    *("app_mention", "message.im", "message.channels", "message.groups", "user_change", "app_home_opened"),
    *("app_uninstalled", "tokens_revoked"),
)
SHORTCUTS: Final = (
    {
        "name": "Log learning hours",
        "type": "global",
        "callback_id": "log.hours",
        "description": "Log hours with a form",
    },
    {
        "name": "Log this as learning",
        "type": "message",
        "callback_id": "log.this",
        "description": "Log hours with this message as evidence",
    },
)
NEW_APP_PAGE: Final = "https://api.slack.com/apps?new_app=1"
_LONG_DESCRIPTION: Final = (
    "Roadmate keeps your team's learning plan and the hours you put into it where you talk anyway. Find what to learn "
    "with /roadmap, log what you learned with /log, follow the plan with /plan. One nudge and one digest a week at "
    "most, a board that stays off until an admin turns it on, and mentors who see what the learner sees."
)


def build_manifest(settings: Settings, commands: Sequence[Command], url: str | None = None) -> dict[str, Any]:
    """Return the manifest for Socket Mode, or for HTTP at `url` (the address without a path)."""
    request_url = f"{url.rstrip('/')}/slack/events" if url else None
    interactivity: dict[str, Any] = {"is_enabled": True}
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    if request_url:
        interactivity["request_url"] = request_url
        interactivity["message_menu_options_url"] = request_url  # where fields that offer choices ask for them
        events["request_url"] = request_url
    # Slack takes as optional only what stands in the whole list as well.
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES), "bot_optional": list(WITHOUT_OPTIONAL)}}
    if url and settings.slack_client_id:
        oauth["redirect_urls"] = [f"{url.rstrip('/')}/slack/oauth_redirect"]
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Roadmate",
            "description": "Learn together: roadmaps, hours, a plan.",
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Roadmate", "always_online": True},
            "shortcuts": [dict(each) for each in SHORTCUTS],
            "slash_commands": [_command_entry(settings, request_url, command) for command in commands],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def link_to_new_app(manifest: Mapping[str, Any]) -> str:
    """Return the address at Slack that makes an app of this manifest: one picks the workspace, and confirms."""
    compact = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)
    return f"{NEW_APP_PAGE}&manifest_json={quote(compact, safe='')}"


def _command_entry(settings: Settings, request_url: str | None, command: Command) -> dict[str, Any]:
    entry = {
        "command": settings.slash_command(command.name),
        "description": command.summary,
        "usage_hint": command.hint,
        "should_escape": True,
    }
    return {**entry, "url": request_url} if request_url else entry
