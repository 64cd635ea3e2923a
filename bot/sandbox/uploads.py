"""Files in Slack's three steps: a place to upload to, the bytes, and the sharing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox import messages
from bot.sandbox.refusal import RefusedError
from bot.sandbox.workspace import SlackWorkspace, Upload


def announce(workspace: SlackWorkspace, filename: str, length: int) -> Upload:
    """A place for a file of this many bytes."""
    if length <= 0:
        raise RefusedError("invalid_arguments", "length must be more than 0")
    with workspace.lock:
        upload = Upload(workspace.serial("F"), filename, length)
        workspace.uploads[upload.id] = upload
        return upload


def receive(workspace: SlackWorkspace, file_id: str, content: bytes) -> None:
    """Takes the bytes of an announced file, which must be as many as were announced."""
    with workspace.lock:
        upload = workspace.uploads.get(file_id)
        if upload is None:
            raise RefusedError("file_not_found")
        if len(content) != upload.length:
            raise RefusedError("invalid_length")
        workspace.uploads[file_id] = replace(upload, content=content)


def complete(workspace: SlackWorkspace, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Shares uploaded files in a channel; without a channel they stay private."""
    with workspace.lock:
        channel = str(payload.get("channel_id") or payload.get("channels") or "")
        place = workspace.writable(channel) if channel else None
        if not isinstance(payload["files"], list) or not all(isinstance(one, Mapping) for one in payload["files"]):
            raise RefusedError("invalid_arguments", "must provide an array of objects: files")
        files = [_finish(workspace, given, place.id if place else "") for given in payload["files"]]
        if place:
            comment = {"text": payload.get("initial_comment", ""), "thread_ts": payload.get("thread_ts")}
            messages.post(workspace, {"channel": place.id, **comment}, files)
        return files


def _finish(workspace: SlackWorkspace, given: Mapping[str, Any], channel: str) -> dict[str, Any]:
    upload = workspace.uploads.get(str(given.get("id")))
    if upload is None or upload.content is None:
        raise RefusedError("file_not_found")
    title = str(given.get("title") or upload.filename)
    workspace.uploads[upload.id] = replace(upload, title=title, shared_in=channel)
    return {"id": upload.id, "name": upload.filename, "title": title, "size": upload.length}
