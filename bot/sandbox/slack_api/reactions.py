"""Reactions of the bot: kept with the message, as Slack keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack_api import fixtures, messages
from bot.sandbox.slack_api.call_log import Kind, Shown
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError

_NAME: Final = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """reactions.add: once per message and name."""
    with workspace.lock:
        message, name = _message(workspace, args), _name(args)
        if name in names(message):
            raise RefusedError("already_reacted")
        reactions = [*message.get("reactions", ()), {"name": name, "users": [fixtures.BOT.id], "count": 1}]
        _keep(workspace, args, reactions, Kind.REACTION)
        return {}


def remove(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """reactions.remove: takes one back."""
    with workspace.lock:
        message, name = _message(workspace, args), _name(args)
        if name not in names(message):
            raise RefusedError("no_reaction")
        reactions = [one for one in message["reactions"] if one["name"] != name]
        _keep(workspace, args, reactions, Kind.REACTION_REMOVED)
        return {}


def get(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """reactions.get: the message with its reactions."""
    with workspace.lock:
        message = _message(workspace, args)
        return {"type": "message", "channel": str(args["channel"]), "message": dict(message)}


def names(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The reactions that stand on a message."""
    return tuple(one["name"] for one in message.get("reactions", ()))


def _message(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    channel = workspace.writable(str(args["channel"]))
    return messages.find(workspace, channel.id, str(args["timestamp"]))


def _name(args: Mapping[str, Any]) -> str:
    name = str(args["name"]).strip(":")
    if not _NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    return name


def _keep(workspace: SlackWorkspace, args: Mapping[str, Any], every: list[dict[str, Any]], kind: Kind) -> None:
    channel, ts = workspace.channel(str(args["channel"])).id, str(args["timestamp"])
    kept = {name: value for name, value in messages.find(workspace, channel, ts).items() if name != "reactions"}
    workspace.messages[channel][ts] = kept | ({"reactions": every} if every else {})
    workspace.show(Shown(kind, channel=channel, ts=ts, user=fixtures.BOT.id, text=f":{_name(args)}:"))
