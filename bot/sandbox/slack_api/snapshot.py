"""Snapshots: all that a workspace holds, as JSON, and the way back.

Permissions (triggers, response URLs) and the record of calls stay out: a restored button of old gets Slack's own error.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.sandbox.slack_api.channel_history import ChannelHistory, HistoryMessage
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.journal import Journal, ShownKind
from bot.sandbox.slack_api.messages import reaction_names, shown_message
from bot.sandbox.slack_api.permits import Permits
from bot.sandbox.slack_api.workspace import Counters, SlackWorkspace, UploadedFile, UserViews

Json = dict[str, Any]
_FILE_LINKS = ("url_private", "url_private_download")


def take_snapshot(workspace: SlackWorkspace) -> Json:
    """Return all that the workspace holds, as a tree of JSON that shares nothing with it."""
    with workspace.lock:
        placed = sorted(
            (place, channel, message)
            for channel, history in workspace.histories.items()
            for place, message in history.placed()
            if _content(workspace, channel, message) is not None
        )
        places = [place for place, _, _ in placed]
        taken = {
            "base_url": workspace.base_url,
            "people": [asdict(person) for person in workspace.people.values()],
            "channels": [{**asdict(one), "members": sorted(one.members)} for one in workspace.channels.values()],
            "messages": [_message_record(workspace, channel, message) for _, channel, message in placed],
            "read_marks": [[*key, bisect_left(places, mark)] for key, mark in workspace.read_marks.items()],
            "homes": workspace.views.homes,
            "modals": workspace.views.stacks,
            "uploads": [_upload_record(upload) for upload in workspace.uploads.values()],
            "counters": asdict(workspace.counters),
        }
        return dict(json.loads(json.dumps(taken)))


def restore_snapshot(workspace: SlackWorkspace, snapshot: Mapping[str, Any]) -> None:
    """Put the workspace into the state of the snapshot; whatever it held is gone.

    Its ids go on from the higher ones of the two, so that no app that kept its own database meets one twice.
    """
    taken = snapshot  # only what is changed in place later is copied, since a long history is large
    with workspace.lock:
        workspace.people = {one["id"]: SlackUser(**one) for one in taken["people"]}
        channels = [SlackChannel(**{**one, "members": frozenset(one["members"])}) for one in taken["channels"]]
        workspace.channels = {channel.id: channel for channel in channels}
        workspace.journal, workspace.permits = Journal(), Permits()
        workspace.messages, workspace.ephemerals, workspace.histories = {}, {}, {}
        for record in taken["messages"]:
            _restore_message(workspace, record, taken["base_url"])
        workspace.read_marks = {(user, channel): mark for user, channel, mark in taken["read_marks"]}
        workspace.views = UserViews(
            stacks={user: list(stack) for user, stack in taken["modals"].items()}, homes=dict(taken["homes"])
        )
        workspace.uploads = {one["id"]: _restored_upload(one) for one in taken["uploads"]}
        _restore_counters(workspace, Counters(**taken["counters"]))
    workspace.changed.touch()


def _content(workspace: SlackWorkspace, channel: str, message: HistoryMessage) -> Json | None:
    """Return what a message is made of; none for one that is only on screens."""
    shown = message.shown
    if shown.to:
        return workspace.ephemerals.get((shown.to, shown.ts))
    return workspace.messages.get(channel, {}).get(shown.ts)


def _message_record(workspace: SlackWorkspace, channel: str, message: HistoryMessage) -> Json:
    content = _content(workspace, channel, message)
    return {"channel": channel, "to": message.shown.to, "edited": message.edited, "message": content}


def _restore_message(workspace: SlackWorkspace, record: Json, old_url: str) -> None:
    channel, to, message = record["channel"], record["to"], dict(record["message"])
    if "files" in message:
        message["files"] = [_moved_file(file, old_url, workspace.base_url) for file in message["files"]]
    if to:
        workspace.ephemerals[to, message["ts"]] = message
    else:
        workspace.messages.setdefault(channel, {})[message["ts"]] = message
    shown = shown_message(ShownKind.EPHEMERAL if to else ShownKind.MESSAGE, channel, message, to=to)
    reactions = tuple(f":{name}:" for name in reaction_names(message))
    place = workspace.journal.add_shown(shown)
    history = workspace.histories.setdefault(channel, ChannelHistory())
    history.put(HistoryMessage(shown, edited=record["edited"], reactions=reactions), place)


def _moved_file(file: Json, old_url: str, new_url: str) -> Json:
    """Return a file of a message with links to the server of now."""
    return file | {link: new_url + file[link].removeprefix(old_url) for link in _FILE_LINKS}


def _upload_record(upload: UploadedFile) -> Json:
    content = None if upload.content is None else b64encode(upload.content).decode()
    return {**asdict(upload), "content": content}


def _restored_upload(record: Json) -> UploadedFile:
    content = None if record["content"] is None else b64decode(record["content"])
    return UploadedFile(**{**record, "content": content})


def _restore_counters(workspace: SlackWorkspace, taken: Counters) -> None:
    own = workspace.counters
    if own.serial <= taken.serial:
        workspace.counters = taken
    else:
        own.last_second, own.within_second = max(
            (own.last_second, own.within_second), (taken.last_second, taken.within_second)
        )
