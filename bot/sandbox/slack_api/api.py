"""The methods of Slack's Web API that the stand-in knows, as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.slack_api import directory, fixtures, messages, reactions, uploads, views
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError, whole_number

Args = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what it does and which arguments it cannot do without."""

    run: Callable[[SlackWorkspace, Args], Answer]
    required: tuple[str, ...] = ()
    needs_token: bool = True


def call(workspace: SlackWorkspace, name: str, token: str, args: Args) -> Answer:
    """Runs one method and returns what Slack would answer; raises `RefusedError` where Slack would refuse."""
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method")
    if method.needs_token:
        _check_token(workspace, token)
    missing = [f"missing required field: {field}" for field in method.required if args.get(field) in (None, "")]
    if missing:
        raise RefusedError("invalid_arguments", *missing)
    return {"ok": True, **method.run(workspace, args)}


def _check_token(workspace: SlackWorkspace, token: str) -> None:
    if not token:
        raise RefusedError("not_authed")
    if token != workspace.token:
        raise RefusedError("invalid_auth")
    if workspace.token_error:
        raise RefusedError(workspace.token_error)


def _test(_: SlackWorkspace, args: Args) -> Answer:
    if args.get("error"):
        raise RefusedError(str(args["error"]))
    return {"args": dict(args)}


def _auth_test(_: SlackWorkspace, __: Args) -> Answer:
    return {
        "url": f"https://{fixtures.TEAM_DOMAIN}.slack.com/",
        "team": fixtures.TEAM_NAME,
        "user": fixtures.BOT.name,
        "team_id": fixtures.TEAM_ID,
        "user_id": fixtures.BOT.id,
        "bot_id": fixtures.BOT_ID,
        "is_enterprise_install": False,
    }


def _open_connection(_: SlackWorkspace, __: Args) -> Answer:
    raise RefusedError("not_allowed")


def _post(workspace: SlackWorkspace, args: Args) -> Answer:
    message = messages.post(workspace, args)
    channel = message.pop("channel")
    return {"channel": channel, "ts": message["ts"], "message": message}


def _post_ephemeral(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"message_ts": messages.post_ephemeral(workspace, args)["ts"]}


def _update(workspace: SlackWorkspace, args: Args) -> Answer:
    message = messages.update(workspace, args)
    channel = message.pop("channel")
    return {"channel": channel, "ts": message["ts"], "text": message["text"], "message": message}


def _delete(workspace: SlackWorkspace, args: Args) -> Answer:
    messages.delete(workspace, str(args["channel"]), str(args["ts"]))
    return {"channel": args["channel"], "ts": args["ts"]}


def _permalink(workspace: SlackWorkspace, args: Args) -> Answer:
    channel, ts = workspace.channel(str(args["channel"])).id, str(args["message_ts"])
    messages.find(workspace, channel, ts)
    link = f"https://{fixtures.TEAM_DOMAIN}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return {"channel": channel, "permalink": link}


def _open(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.open_modal(workspace, str(args["trigger_id"]), args["view"])}


def _push(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.push_modal(workspace, str(args["trigger_id"]), args["view"])}


def _update_view(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.update_modal(workspace, args)}


def _publish(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.publish_home(workspace, str(args["user_id"]), args["view"], str(args.get("hash") or ""))}


def _upload_url(workspace: SlackWorkspace, args: Args) -> Answer:
    upload = uploads.announce(workspace, str(args["filename"]), whole_number(args["length"], "length"))
    return {"file_id": upload.id, "upload_url": f"{workspace.base_url}/upload/{upload.id}"}


def _complete(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"files": uploads.complete(workspace, args)}


METHODS: Final[Mapping[str, Method]] = {
    "api.test": Method(_test, needs_token=False),
    "apps.connections.open": Method(_open_connection, needs_token=False),
    "auth.test": Method(_auth_test),
    "chat.delete": Method(_delete, ("channel", "ts")),
    "chat.getPermalink": Method(_permalink, ("channel", "message_ts")),
    "chat.postEphemeral": Method(_post_ephemeral, ("channel", "user")),
    "chat.postMessage": Method(_post, ("channel",)),
    "chat.update": Method(_update, ("channel", "ts")),
    "conversations.info": Method(directory.conversation_info, ("channel",)),
    "conversations.list": Method(directory.conversation_list),
    "conversations.members": Method(directory.conversation_members, ("channel",)),
    "conversations.open": Method(directory.open_conversation),
    "files.completeUploadExternal": Method(_complete, ("files",)),
    "files.getUploadURLExternal": Method(_upload_url, ("filename", "length")),
    "files.info": Method(uploads.info, ("file",)),
    "reactions.add": Method(reactions.add, ("channel", "timestamp", "name")),
    "reactions.get": Method(reactions.get, ("channel", "timestamp")),
    "reactions.remove": Method(reactions.remove, ("channel", "timestamp", "name")),
    "users.info": Method(directory.user_info, ("user",)),
    "users.list": Method(directory.user_list),
    "views.open": Method(_open, ("trigger_id", "view")),
    "views.publish": Method(_publish, ("user_id", "view")),
    "views.push": Method(_push, ("trigger_id", "view")),
    "views.update": Method(_update_view, ("view",)),
}
