"""What Slack sends when somebody types, presses, writes, or comes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.roles.visitors import BOTS, Visitor

CHANNEL: Final = "C0LEARNING"
RESPONSE_URL: Final = "http://127.0.0.1:9/response"
WRITTEN: Final = 1795262400  # seconds: the moment of the stage
BOOKED_TS: Final = f"{WRITTEN - 600}.000100"  # a message with which Ben has booked
BOOKED_WORDS: Final = "+45m docker"


def command_body(visitor: Visitor, name: str, text: str, key: str) -> dict[str, Any]:
    """A slash command; people of other workspaces run those of their own."""
    return {
        "command": f"/{name}",
        "text": text,
        "team_id": visitor.home,
        **({"enterprise_id": visitor.enterprise} if visitor.enterprise else {}),
        "user_id": visitor.id,
        "user_name": visitor.name,
        "channel_id": CHANNEL,
        "trigger_id": key,
        "response_url": RESPONSE_URL,
    }


def click_body(visitor: Visitor, action: str, value: str, key: str) -> dict[str, Any]:
    """A button on a message of Roadmate's; outsiders press one that everybody in the channel reads."""
    place = {"channel_id": CHANNEL, "message_ts": f"{WRITTEN}.000100", "is_ephemeral": not visitor.is_outsider}
    return {
        **_interaction(visitor, "block_actions", key),
        "container": {"type": "message", **place},
        "channel": {"id": CHANNEL},
        "message": {"user": BOTS[visitor.place], "ts": place["message_ts"]},
        "response_url": RESPONSE_URL,
        "actions": [{"action_id": f"{action}#1", "type": "button", "value": value, "action_ts": f"{WRITTEN}.1"}],
    }


def form_body(visitor: Visitor, name: str, metadata: str, fields: Mapping[str, str], key: str) -> dict[str, Any]:
    """A form that was sent."""
    view = {
        "id": f"V{key}",
        "type": "modal",
        "callback_id": name,
        "hash": key,
        "private_metadata": metadata,
        "blocks": [{"type": "input", "block_id": block} for block in fields or {"first": ""}],
        "state": {"values": {block: {"v": {"type": "plain_text_input", "value": at}} for block, at in fields.items()}},
        "app_installed_team_id": visitor.place,
    }
    return {**_interaction(visitor, "view_submission", key), "view": view}


def field_body(visitor: Visitor, name: str, typed: str, key: str) -> dict[str, Any]:
    """A field that asks what it may be filled with."""
    view = {"id": f"V{key}", "type": "modal", "app_installed_team_id": visitor.place}
    body = {**_interaction(visitor, "block_suggestion", key), "view": view}
    return {**body, "action_id": name, "block_id": "what", "value": typed}


def shortcut_body(visitor: Visitor, name: str, key: str) -> dict[str, Any]:
    """A shortcut: one of the bar, or `log.this` of a message."""
    body = {**_interaction(visitor, "message_action" if name == "log.this" else "shortcut", key), "callback_id": name}
    if name == "log.this":
        written = {"type": "message", "user": "U0SANDMEI", "ts": f"{WRITTEN}.000200", "text": "2h networking"}
        body |= {"channel": {"id": CHANNEL}, "message": written, "response_url": RESPONSE_URL}
    return body


def event_body(visitor: Visitor, kind: str, text: str, key: str) -> dict[str, Any]:
    """An event: mention, direct, channel, edited, deleted, home, user_change."""
    number = int(key.removeprefix("r"))
    shares = visitor.is_outsider
    return {
        "type": "event_callback",
        "team_id": visitor.told_team,
        "event_id": key,
        "is_ext_shared_channel": shares,
        "authorizations": [{"team_id": visitor.place, "user_id": BOTS[visitor.place], "is_bot": True}],
        "event": _event(visitor, kind, text, f"{WRITTEN - number % 60}.{number:06d}"),
    }


def _interaction(visitor: Visitor, kind: str, key: str) -> dict[str, Any]:
    user = {"id": visitor.id, "username": visitor.name, **({"team_id": visitor.home} if visitor.tells_home else {})}
    grid = {"enterprise": {"id": visitor.enterprise}} if visitor.enterprise else {}
    team = {"id": visitor.told_team, "domain": "team"}
    return {"type": kind, "team": team, "user": user, "trigger_id": key, **grid}


def _event(visitor: Visitor, kind: str, text: str, ts: str) -> dict[str, Any]:
    if kind == "user_change":
        return {"type": "user_change", "user": {**visitor.raw, "profile": {"display_name": f"New {visitor.name}"}}}
    if kind == "home":
        return {"type": "app_home_opened", "user": visitor.id, "tab": "home", "channel": "D0HOME"}
    where = {"channel": CHANNEL, "channel_type": "channel"}
    told = {"user_team": visitor.enterprise or visitor.home, "team": visitor.home} if visitor.tells_home else {}
    written = {"type": "message", "user": visitor.id, "text": text, "ts": ts, **told}
    if kind == "mention":
        return {**written, **where, "type": "app_mention", "text": f"<@{BOTS[visitor.place]}> {text}"}
    if kind == "direct":
        return {**written, "channel": "D0DIRECT", "channel_type": "im"}
    if kind in ("edited", "deleted"):
        return {"type": "message", **where, **_change(kind, visitor.id, {**written, "ts": BOOKED_TS})}
    return {**written, **where, "ts": BOOKED_TS if kind == "booked" else ts}


def _change(kind: str, user: str, written: dict[str, Any]) -> dict[str, Any]:
    """What was done to the message that Ben has booked with, as if it were this person's."""
    before, at = {**written, "text": BOOKED_WORDS}, f"{WRITTEN - 1}.000000"
    if kind == "deleted":
        return {"subtype": "message_deleted", "previous_message": before, "deleted_ts": BOOKED_TS, "ts": at}
    now = {**written, "edited": {"user": user, "ts": at}}
    return {"subtype": "message_changed", "message": now, "previous_message": before, "ts": at}
