"""The bodies of Slack's requests to an app, with every field that Slack sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.workspace import SlackWorkspace

Body = dict[str, Any]

VERIFICATION_TOKEN: Final = "sandbox-verification-token"  # noqa: S105 - deprecated by Slack, still sent


def channel_name(channel: SlackChannel) -> str:
    """Return the name Slack gives a channel in payloads: private ones stay unnamed."""
    if channel.dm_with:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def command_form(person: SlackUser, channel: SlackChannel, name: str, text: str, **permits: str) -> Body:
    """Return the form of a slash command; `text` is escaped already, `permits` are its trigger id and response URL."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": fixtures.TEAM_ID,
        "team_domain": fixtures.TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": fixtures.APP_ID,
        "is_enterprise_install": "false",
        **permits,
    }


def interaction_payload(kind: str, person: SlackUser, **rest: Any) -> Body:
    """Return the part that all interactions have in common, and `rest`."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": fixtures.TEAM_ID},
        "api_app_id": fixtures.APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": fixtures.TEAM_ID, "domain": fixtures.TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        **rest,
    }


def message_context(channel: SlackChannel, message: Mapping[str, Any], *, ephemeral: bool) -> Body:
    """Return where an action on a message happened; Slack does not send back a message that only one person sees."""
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    place: Body = {"container": container, "channel": {"id": channel.id, "name": channel_name(channel)}}
    return place if ephemeral else place | {"message": dict(message)}


def view_context(view: Mapping[str, Any], values: Mapping[str, Any]) -> Body:
    """Return where an action in a view happened, with what stands in its fields."""
    filled = {**view, "state": {"values": values}}
    return {"container": {"type": "view", "view_id": view["id"]}, "view": filled}


def event_envelope(workspace: SlackWorkspace, inner: Mapping[str, Any]) -> Body:
    """Return the envelope of an event, with an id of its own."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": fixtures.TEAM_ID,
        "context_team_id": fixtures.TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": fixtures.APP_ID,
        "event": dict(inner),
        "type": "event_callback",
        "event_id": workspace.serial("Ev"),
        "event_time": int(workspace.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": fixtures.TEAM_ID,
                "user_id": fixtures.BOT.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": workspace.serial("4-sandbox-"),
    }


def message_event(workspace: SlackWorkspace, kind: str, channel: SlackChannel, message: Mapping[str, Any]) -> Body:
    """Return the inner event of something a person wrote: `message` or `app_mention`."""
    inner: Body = {
        "type": kind,
        "user": message["user"],
        "ts": message["ts"],
        "client_msg_id": workspace.serial("00000000-0000-4000-8000-0000"),
        "text": message["text"],
        "team": fixtures.TEAM_ID,
        "blocks": [_rich_text(workspace, message["text"])],
        "channel": channel.id,
        "event_ts": message["ts"],
    }
    inner |= {name: message[name] for name in ("thread_ts", "edited", "files") if name in message}
    return inner | {"channel_type": channel_type(channel)} if kind == "message" else inner


def channel_type(channel: SlackChannel) -> str:
    """Return the kind of channel in a message event."""
    if channel.dm_with:
        return "im"
    return "group" if channel.is_private else "channel"


def _rich_text(workspace: SlackWorkspace, text: str) -> Body:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": workspace.serial("b"), "elements": [section]}
