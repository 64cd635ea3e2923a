"""Messages: post, show to one person, change, delete, react to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.rules import check_message

Json = Mapping[str, Any]

CONTENT = ("text", "blocks", "attachments", "files", "metadata")


def shown_message(kind: ShownKind, channel: str, message: Mapping[str, Any], to: str = "") -> ShownItem:
    """Return the message as it appears on screens."""
    return ShownItem(
        kind,
        channel=channel,
        ts=message["ts"],
        user=message.get("user", ""),
        text=message.get("text", ""),
        blocks=tuple(message.get("blocks") or ()),
        attachments=tuple(message.get("attachments") or ()),
        files=tuple(message.get("files") or ()),
        thread_ts=message.get("thread_ts", ""),
        to=to,
    )


def _with_block_ids(workspace: SlackWorkspace, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name the blocks that have no id of their own, as Slack does."""
    return [{"block_id": workspace.serial("b"), **block} for block in blocks]


def new_message(workspace: SlackWorkspace, user: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message that is in no channel yet."""
    message: dict[str, Any] = {"type": "message", "user": user, "team": fixtures.TEAM_ID, "ts": workspace.next_ts()}
    if user == fixtures.BOT.id:
        message |= {"bot_id": fixtures.BOT_ID, "app_id": fixtures.APP_ID}
    message |= {name: payload[name] for name in CONTENT if payload.get(name)}
    message.setdefault("text", "")
    if "blocks" in message:
        message["blocks"] = _with_block_ids(workspace, message["blocks"])
    if payload.get("thread_ts"):
        message["thread_ts"] = str(payload["thread_ts"])
    return message


def store_message(
    workspace: SlackWorkspace, channel: SlackChannel, message: dict[str, Any], kind: ShownKind = ShownKind.MESSAGE
) -> None:
    """Keep a message in its channel and show it."""
    workspace.messages.setdefault(channel.id, {})[message["ts"]] = message
    workspace.show(shown_message(kind, channel.id, message))


def find_message(workspace: SlackWorkspace, channel: str, ts: str) -> dict[str, Any]:
    """Return the message with this time stamp; raise `RefusedError` when there is none."""
    found = workspace.messages.get(channel, {}).get(ts)
    if found is None:
        raise RefusedError("message_not_found")
    return found


def post_as_user(
    workspace: SlackWorkspace,
    user: str,
    channel: SlackChannel,
    text: str,
    thread_ts: str = "",
    *,
    files: Sequence[Json] = (),
) -> dict[str, Any]:
    """Post a message of a person, with or without files, and return it."""
    with workspace.lock:
        message = new_message(workspace, user, {"text": text, "thread_ts": thread_ts, "files": list(files)})
        store_message(workspace, channel, message)
        return message


def post_as_bot(workspace: SlackWorkspace, payload: Mapping[str, Any], files: Sequence[Json] = ()) -> dict[str, Any]:
    """Post a message of the bot where it is a member, with files once they are uploaded; return it with its channel."""
    with workspace.lock:
        channel = workspace.writable(str(payload["channel"]))
        payload = {**payload, "files": list(files)}
        check_message(payload, posted=True)
        message = new_message(workspace, fixtures.BOT.id, payload)
        store_message(workspace, channel, message)
        return message | {"channel": channel.id}


def post_ephemeral(workspace: SlackWorkspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Show a message of the bot to one member of a channel; such a message cannot be found again later."""
    with workspace.lock:
        channel = workspace.writable(str(payload["channel"]))
        user = workspace.person(str(payload["user"]))
        if user.id not in channel.members:
            raise RefusedError("user_not_in_channel")
        check_message(payload, posted=True)
        return store_ephemeral(workspace, user.id, channel.id, payload)


def store_ephemeral(workspace: SlackWorkspace, user: str, channel: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Show a message of the bot to one person."""
    message = new_message(workspace, fixtures.BOT.id, payload)
    workspace.ephemerals[user, message["ts"]] = message
    workspace.show(shown_message(ShownKind.EPHEMERAL, channel, message, to=user))
    return message


def replace_content(workspace: SlackWorkspace, message: dict[str, Any], payload: Mapping[str, Any]) -> None:
    """Put new content in a message; what the new content leaves out goes, as with Slack."""
    for name in ("blocks", "attachments"):
        message.pop(name, None)
    message |= {name: payload[name] for name in CONTENT if payload.get(name)}
    if "text" not in payload:
        message["text"] = ""
    if payload.get("blocks"):
        message["blocks"] = _with_block_ids(workspace, payload["blocks"])
    message["edited"] = {"user": message["user"], "ts": workspace.next_ts()}


def update_message(workspace: SlackWorkspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Change a message of the bot's own and return it with its channel."""
    with workspace.lock:
        channel = workspace.channel(str(payload["channel"]))
        message = find_message(workspace, channel.id, str(payload["ts"]))
        if message["user"] != fixtures.BOT.id:
            raise RefusedError("cant_update_message")
        check_message(payload, posted=True)
        replace_content(workspace, message, payload)
        workspace.show(shown_message(ShownKind.UPDATED, channel.id, message))
        return message | {"channel": channel.id}


def edit_as_user(workspace: SlackWorkspace, channel: SlackChannel, ts: str, text: str, *, by: str) -> dict[str, Any]:
    """Change the words of a message of the person's own and return it."""
    with workspace.lock:
        message = find_message(workspace, channel.id, ts)
        if message["user"] != by:
            raise RefusedError("cant_update_message")
        replace_content(workspace, message, {"text": text})
        workspace.show(shown_message(ShownKind.UPDATED, channel.id, message))
        return message


def delete_message(workspace: SlackWorkspace, channel: str, ts: str, *, by: str = fixtures.BOT.id) -> dict[str, Any]:
    """Delete a message of somebody's own and return what it was."""
    with workspace.lock:
        conversation = workspace.channel(channel)
        message = find_message(workspace, conversation.id, ts)
        if message["user"] != by:
            raise RefusedError("cant_delete_message")
        del workspace.messages[conversation.id][ts]
        workspace.show(shown_message(ShownKind.DELETED, conversation.id, message))
        return message


_REACTION_NAME: Final = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add_reaction(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """Answer reactions.add: once per message and name."""
    with workspace.lock:
        message, name = _reacted_message(workspace, args), _reaction_name(args)
        if name in reaction_names(message):
            raise RefusedError("already_reacted")
        reactions = [*message.get("reactions", ()), {"name": name, "users": [fixtures.BOT.id], "count": 1}]
        _store_reactions(workspace, args, reactions, ShownKind.REACTION)
        return {}


def remove_reaction(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """Answer reactions.remove."""
    with workspace.lock:
        message, name = _reacted_message(workspace, args), _reaction_name(args)
        if name not in reaction_names(message):
            raise RefusedError("no_reaction")
        reactions = [one for one in message["reactions"] if one["name"] != name]
        _store_reactions(workspace, args, reactions, ShownKind.REACTION_REMOVED)
        return {}


def get_reactions(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """Answer reactions.get: the message with its reactions."""
    with workspace.lock:
        message = _reacted_message(workspace, args)
        return {"type": "message", "channel": str(args["channel"]), "message": dict(message)}


def reaction_names(message: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the reactions that stand on a message."""
    return tuple(one["name"] for one in message.get("reactions", ()))


def _reacted_message(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    channel = workspace.writable(str(args["channel"]))
    return find_message(workspace, channel.id, str(args["timestamp"]))


def _reaction_name(args: Mapping[str, Any]) -> str:
    name = str(args["name"]).strip(":")
    if not _REACTION_NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    return name


def _store_reactions(
    workspace: SlackWorkspace, args: Mapping[str, Any], every: list[dict[str, Any]], kind: ShownKind
) -> None:
    channel, ts = workspace.channel(str(args["channel"])).id, str(args["timestamp"])
    kept = {name: value for name, value in find_message(workspace, channel, ts).items() if name != "reactions"}
    workspace.messages[channel][ts] = kept | ({"reactions": every} if every else {})
    workspace.show(ShownItem(kind, channel=channel, ts=ts, user=fixtures.BOT.id, text=f":{_reaction_name(args)}:"))
