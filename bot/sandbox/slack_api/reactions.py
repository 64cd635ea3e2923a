"""Reactions of the bot: kept with the message, as Slack keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack_api import fixtures, messages
from bot.sandbox.slack_api.call_log import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError

_REACTION_NAME: Final = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add_reaction(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """reactions.add: once per message and name."""
    with workspace.lock:
        message, name = _reacted_message(workspace, args), _reaction_name(args)
        if name in reaction_names(message):
            raise RefusedError("already_reacted")
        reactions = [*message.get("reactions", ()), {"name": name, "users": [fixtures.BOT.id], "count": 1}]
        _store_reactions(workspace, args, reactions, ShownKind.REACTION)
        return {}


def remove_reaction(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """reactions.remove: takes one back."""
    with workspace.lock:
        message, name = _reacted_message(workspace, args), _reaction_name(args)
        if name not in reaction_names(message):
            raise RefusedError("no_reaction")
        reactions = [one for one in message["reactions"] if one["name"] != name]
        _store_reactions(workspace, args, reactions, ShownKind.REACTION_REMOVED)
        return {}


def get_reactions(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """reactions.get: the message with its reactions."""
    with workspace.lock:
        message = _reacted_message(workspace, args)
        return {"type": "message", "channel": str(args["channel"]), "message": dict(message)}


def reaction_names(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The reactions that stand on a message."""
    return tuple(one["name"] for one in message.get("reactions", ()))


def _reacted_message(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    channel = workspace.writable(str(args["channel"]))
    return messages.find_message(workspace, channel.id, str(args["timestamp"]))


def _reaction_name(args: Mapping[str, Any]) -> str:
    name = str(args["name"]).strip(":")
    if not _REACTION_NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    return name


def _store_reactions(
    workspace: SlackWorkspace, args: Mapping[str, Any], every: list[dict[str, Any]], kind: ShownKind
) -> None:
    channel, ts = workspace.channel(str(args["channel"])).id, str(args["timestamp"])
    kept = {name: value for name, value in messages.find_message(workspace, channel, ts).items() if name != "reactions"}
    workspace.messages[channel][ts] = kept | ({"reactions": every} if every else {})
    workspace.show(ShownItem(kind, channel=channel, ts=ts, user=fixtures.BOT.id, text=f":{_reaction_name(args)}:"))
