"""People and channels: the users.* and conversations.* methods of the Web API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.slack_api.fixtures import BOT, SlackChannel
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError, whole_number

Args = Mapping[str, Any]
Answer = dict[str, Any]


def _page(things: Sequence[Any], args: Args, default: int = 100) -> tuple[list[Any], Answer]:
    """Return one page of a list and the cursor of the next, empty on the last."""
    limit = whole_number(args.get("limit") or default, "limit")
    cursor = str(args.get("cursor") or "0")
    if not cursor.isdecimal() or int(cursor) > len(things):
        raise RefusedError("invalid_cursor")
    if not 0 < limit <= 1000:
        raise RefusedError("invalid_limit")
    start = int(cursor)
    following = str(start + limit) if start + limit < len(things) else ""
    return list(things[start : start + limit]), {"next_cursor": following}


def user_info(workspace: SlackWorkspace, args: Args) -> Answer:
    """Answer users.info."""
    return {"user": workspace.person(str(args["user"])).as_user(workspace.now())}


def user_list(workspace: SlackWorkspace, args: Args) -> Answer:
    """Answer users.list, deactivated people, bots and Slackbot included as with Slack."""
    members, metadata = _page(list(workspace.people.values()), args, default=1000)
    now = workspace.now()
    return {"members": [person.as_user(now) for person in members], "response_metadata": metadata}


def open_conversation(workspace: SlackWorkspace, args: Args) -> Answer:
    """Answer conversations.open: a direct message with one person."""
    if args.get("channel"):
        return {"channel": {"id": workspace.channel(str(args["channel"])).id}}
    if not args.get("users"):
        raise RefusedError("users_list_not_supplied")
    names = [name.strip() for name in str(args["users"]).split(",")]
    if len(names) > 1:
        raise RefusedError(
            "not_enough_users" if len(set(names)) < len(names) else "method_not_supported_for_channel_type"
        )
    person = workspace.person(names[0])
    if not person.can_have_dm:
        raise RefusedError("user_disabled" if person.deleted else "cannot_dm_bot")
    return {"channel": {"id": workspace.channel(person.id).id}}


def conversation_info(workspace: SlackWorkspace, args: Args) -> Answer:
    """Answer conversations.info."""
    return {"channel": _visible_channel(workspace, str(args["channel"])).as_conversation(workspace.now())}


def conversation_members(workspace: SlackWorkspace, args: Args) -> Answer:
    """Answer conversations.members."""
    channel = _visible_channel(workspace, str(args["channel"]))
    members, metadata = _page(sorted(channel.members), args)
    return {"members": members, "response_metadata": metadata}


def conversation_list(workspace: SlackWorkspace, args: Args) -> Answer:
    """Answer conversations.list: public channels unless `types` asks for others."""
    types = set(str(args.get("types") or "public_channel").replace(" ", "").split(","))
    if not types <= {"public_channel", "private_channel", "im", "mpim"}:
        raise RefusedError("invalid_types")
    archived_too = str(args.get("exclude_archived", "false")).lower() not in {"true", "1"}
    wanted = [
        channel
        for channel in workspace.channels.values()
        if _conversation_type(channel) in types and (archived_too or not channel.is_archived) and _bot_can_see(channel)
    ]
    channels, metadata = _page(wanted, args)
    now = workspace.now()
    return {"channels": [channel.as_conversation(now) for channel in channels], "response_metadata": metadata}


def _conversation_type(channel: SlackChannel) -> str:
    if channel.dm_with:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _bot_can_see(channel: SlackChannel) -> bool:
    return not channel.is_private or BOT.id in channel.members


def _visible_channel(workspace: SlackWorkspace, reference: str) -> SlackChannel:
    """Return a channel by its id; a private one without the bot does not exist for it."""
    channel = workspace.channels.get(reference)
    if channel is None or not _bot_can_see(channel):
        raise RefusedError("channel_not_found")
    return channel
