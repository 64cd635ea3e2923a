"""Files: those of the app in Slack's three steps, those of people at once, and what an app may know of them."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from bot.sandbox.slack_api import fixtures, messages
from bot.sandbox.slack_api.workspace import SlackWorkspace, UploadedFile
from bot.sandbox.validation.errors import RefusedError


def announce_upload(workspace: SlackWorkspace, filename: str, length: int) -> UploadedFile:
    """Make a place for a file of this many bytes."""
    if length <= 0:
        raise RefusedError("invalid_arguments", "length must be more than 0")
    with workspace.lock:
        upload = UploadedFile(workspace.serial("F"), filename, length)
        workspace.uploads[upload.id] = upload
        return upload


def receive_upload(workspace: SlackWorkspace, file_id: str, content: bytes) -> None:
    """Take the bytes of an announced file, which must be as many as were announced."""
    with workspace.lock:
        upload = workspace.uploads.get(file_id)
        if upload is None:
            raise RefusedError("file_not_found")
        if len(content) != upload.length:
            raise RefusedError("invalid_length")
        workspace.uploads[file_id] = replace(upload, content=content)


def complete_upload(workspace: SlackWorkspace, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Share uploaded files in a channel; without a channel they stay private."""
    with workspace.lock:
        channel = str(payload.get("channel_id") or payload.get("channels") or "")
        conversation = workspace.writable(channel) if channel else None
        if not isinstance(payload["files"], list) or not all(isinstance(one, Mapping) for one in payload["files"]):
            raise RefusedError("invalid_arguments", "must provide an array of objects: files")
        files = [
            _finish_upload(workspace, given, conversation.id if conversation else "") for given in payload["files"]
        ]
        if conversation:
            comment = {"text": payload.get("initial_comment", ""), "thread_ts": payload.get("thread_ts")}
            messages.post_as_bot(workspace, {"channel": conversation.id, **comment}, files)
        return files


def share_file(workspace: SlackWorkspace, user: str, channel: str, filename: str, content: bytes) -> dict[str, Any]:
    """Store a person's file, which is there at once; return what an app is told of it."""
    with workspace.lock:
        upload = UploadedFile(workspace.serial("F"), filename, len(content), content, filename, channel, user)
        workspace.uploads[upload.id] = upload
        return file_object(workspace, upload)


def delete_files(workspace: SlackWorkspace, message: Mapping[str, Any]) -> None:
    """Delete the files of a message that was deleted."""
    with workspace.lock:
        for file in message.get("files", ()):
            workspace.uploads[file["id"]] = replace(workspace.uploads[file["id"]], content=None, deleted=True)


def file_info(workspace: SlackWorkspace, args: Mapping[str, Any]) -> dict[str, Any]:
    """Answer files.info: what there is to know of a file that the bot can see."""
    upload = _visible_file(workspace, str(args["file"]))
    return {"file": file_object(workspace, upload), "comments": [], "response_metadata": {"next_cursor": ""}}


def file_content(workspace: SlackWorkspace, file_id: str) -> bytes:
    """Return the bytes of a file that the bot can see; raise `RefusedError`."""
    return _visible_file(workspace, file_id).content or b""


def file_object(workspace: SlackWorkspace, upload: UploadedFile) -> dict[str, Any]:
    """Return the file object of Slack's API."""
    kind = PurePosixPath(upload.filename).suffix.removeprefix(".").lower()
    private = f"{workspace.base_url}/files-pri/{fixtures.TEAM_ID}-{upload.id}"
    name = quote(upload.filename, safe="")
    now = int(workspace.now().timestamp())
    return {
        "id": upload.id,
        "created": now,
        "timestamp": now,
        "name": upload.filename,
        "title": upload.title or upload.filename,
        "mimetype": mimetypes.guess_type(upload.filename)[0] or "application/octet-stream",
        "filetype": kind or "binary",
        "user": upload.user,
        "user_team": fixtures.TEAM_ID,
        "size": upload.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "file_access": "visible",
        "url_private": f"{private}/{name}",
        "url_private_download": f"{private}/download/{name}",
        "permalink": f"https://{fixtures.TEAM_DOMAIN}.slack.com/files/{upload.user}/{upload.id}/{name}",
    }


def _visible_file(workspace: SlackWorkspace, file_id: str) -> UploadedFile:
    """Return a file that lies where the bot is, or is its own."""
    with workspace.lock:
        upload = workspace.uploads.get(file_id)
        if upload is not None and upload.deleted:
            raise RefusedError("file_deleted")
        channel = workspace.channels.get(upload.shared_in) if upload else None
        sees = upload and (upload.user == fixtures.BOT.id or (channel and fixtures.BOT.id in channel.members))
        if upload is None or upload.content is None or not sees:
            raise RefusedError("file_not_found")
        return upload


def _finish_upload(workspace: SlackWorkspace, given: Mapping[str, Any], channel: str) -> dict[str, Any]:
    upload = workspace.uploads.get(str(given.get("id")))
    if upload is None or upload.content is None:
        raise RefusedError("file_not_found")
    title = str(given.get("title") or upload.filename)
    workspace.uploads[upload.id] = replace(upload, title=title, shared_in=channel)
    return file_object(workspace, workspace.uploads[upload.id])
