"""One telling call of each method of the Web API, for clients in any language: arguments, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.slack_api import messages, uploads, views
from bot.sandbox.slack_api.fixtures import ANA, APP_ID, BEN, BOT, BOT_ID, LEARNING, TEAM
from bot.sandbox.slack_api.workspace import APP_TOKEN, SlackWorkspace

SECTION: Final = {"type": "section", "text": {"type": "mrkdwn", "text": "*hi* & <there>"}}
MODAL: Final = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": [SECTION]}
HOME: Final = {"type": "home", "blocks": [SECTION]}


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its arguments, made when the workspace is there, and the check of its answer."""

    args: Callable[[SlackWorkspace], dict[str, Any]]
    is_right: Callable[[dict[str, Any]], bool]


def _message(workspace: SlackWorkspace) -> dict[str, Any]:
    """Post a message of the bot and return where it is."""
    sent = messages.post_as_bot(workspace, {"channel": LEARNING.id, "text": "before"})
    return {"channel": LEARNING.id, "ts": sent["ts"]}


def _at(workspace: SlackWorkspace, **more: Any) -> dict[str, Any]:
    where = _message(workspace)
    return {"channel": where["channel"], "timestamp": where["ts"], **more}


def _reacted(workspace: SlackWorkspace, **more: Any) -> dict[str, Any]:
    where = _at(workspace)
    messages.add_reaction(workspace, {**where, "name": "eyes"})
    return {**where, **more}


def _opened(workspace: SlackWorkspace) -> str:
    views.close_all_modals(workspace, BEN.id)
    return str(views.open_modal(workspace, workspace.trigger(BEN.id), MODAL)["id"])


def _pushed(workspace: SlackWorkspace) -> dict[str, Any]:
    _opened(workspace)
    return {"trigger_id": workspace.trigger(BEN.id), "view": MODAL}


def _uploaded(workspace: SlackWorkspace) -> str:
    file = uploads.announce_upload(workspace, "a.csv", 3)
    uploads.receive_upload(workspace, file.id, b"a,b")
    return file.id


def _manifest(workspace: SlackWorkspace) -> dict[str, Any]:
    """Return what asks for a manifest, which the workspace has from now on."""
    workspace.app_manifest = {"settings": {}}
    return {"token": workspace.config_token, "app_id": APP_ID}


CALLS: Final[dict[str, Call]] = {
    "api.test": Call(lambda _: {"word": "x"}, lambda answer: answer["args"]["word"] == "x"),
    "apps.connections.open": Call(lambda _: {"token": APP_TOKEN}, lambda answer: answer["url"].startswith("ws://")),
    "apps.manifest.export": Call(_manifest, lambda answer: answer["manifest"]["settings"] == {}),
    "auth.test": Call(lambda _: {}, lambda answer: answer["user_id"] == BOT.id),
    "blocks.validate": Call(lambda _: {"blocks": [SECTION]}, lambda answer: answer["ok"]),
    "bots.info": Call(lambda _: {"bot": BOT_ID}, lambda answer: answer["bot"]["user_id"] == BOT.id),
    "chat.delete": Call(_message, lambda answer: answer["ts"] != ""),
    "chat.getPermalink": Call(
        lambda workspace: {"channel": LEARNING.id, "message_ts": _message(workspace)["ts"]},
        lambda answer: "/archives/C0LEARNING/p" in answer["permalink"],
    ),
    "chat.postEphemeral": Call(
        lambda _: {"channel": LEARNING.id, "user": ANA.id, "text": "psst"}, lambda answer: answer["message_ts"] != ""
    ),
    "chat.postMessage": Call(
        lambda _: {"channel": "#learning", "text": "x", "blocks": [SECTION]},
        lambda answer: answer["message"]["blocks"][0]["text"] == SECTION["text"],
    ),
    "chat.update": Call(
        lambda workspace: {**_message(workspace), "text": "after"}, lambda answer: answer["message"]["text"] == "after"
    ),
    "conversations.info": Call(
        lambda _: {"channel": LEARNING.id}, lambda answer: answer["channel"]["name"] == "learning"
    ),
    "conversations.list": Call(
        lambda _: {"types": "public_channel,im", "exclude_archived": True, "limit": 3},
        lambda answer: len(answer["channels"]) == 3 and answer["response_metadata"]["next_cursor"] != "",
    ),
    "conversations.members": Call(
        lambda _: {"channel": LEARNING.id}, lambda answer: len(answer["members"]) == len(TEAM) + 1
    ),
    "conversations.open": Call(lambda _: {"users": BEN.id}, lambda answer: answer["channel"]["id"] == BEN.dm),
    "files.completeUploadExternal": Call(
        lambda workspace: {"files": [{"id": _uploaded(workspace), "title": "A"}], "channel_id": LEARNING.id},
        lambda answer: answer["files"][0]["title"] == "A",
    ),
    "files.getUploadURLExternal": Call(
        lambda _: {"filename": "a.csv", "length": 3}, lambda answer: answer["upload_url"].endswith(answer["file_id"])
    ),
    "files.info": Call(lambda workspace: {"file": _uploaded(workspace)}, lambda answer: answer["file"]["size"] == 3),
    "reactions.add": Call(lambda workspace: _at(workspace, name="tada"), lambda answer: answer["ok"]),
    "reactions.get": Call(_reacted, lambda answer: answer["message"]["reactions"][0]["name"] == "eyes"),
    "reactions.remove": Call(lambda workspace: _reacted(workspace, name="eyes"), lambda answer: answer["ok"]),
    "users.info": Call(lambda _: {"user": BEN.id}, lambda answer: answer["user"]["tz"] == "America/New_York"),
    "users.list": Call(lambda _: {"limit": 4}, lambda answer: len(answer["members"]) == 4),
    "views.open": Call(
        lambda workspace: {"trigger_id": workspace.trigger(ANA.id), "view": MODAL},
        lambda answer: answer["view"]["blocks"][0]["type"] == "section",
    ),
    "views.publish": Call(
        lambda _: {"user_id": ANA.id, "view": HOME}, lambda answer: answer["view"]["type"] == "home"
    ),
    "views.push": Call(_pushed, lambda answer: answer["view"]["previous_view_id"] is not None),
    "views.update": Call(
        lambda workspace: {"view_id": _opened(workspace), "view": MODAL},
        lambda answer: answer["view"]["root_view_id"] == answer["view"]["id"],
    ),
}  # fmt: skip
