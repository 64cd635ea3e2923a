"""The methods of Slack's Web API that the stand-in knows, as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.slack_api import directory, fixtures, messages, uploads, views
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation import rules
from bot.sandbox.validation.errors import MissingScopeError, RefusedError, whole_number

Args = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ApiMethod:
    """A method of the Web API: what it does and which arguments it cannot do without."""

    run: Callable[[SlackWorkspace, Args], Answer]
    required: tuple[str, ...] = ()
    needs_token: bool = True
    of_app: bool = False  # called with the app-level token
    of_config: bool = False  # called with a token that may configure apps
    scopes: tuple[str, ...] = ()  # one of which is needed; for a channel that of its kind


def call_method(workspace: SlackWorkspace, name: str, token: str, args: Args) -> Answer:
    """Run one method and return what Slack would answer; raise `RefusedError` where Slack would refuse."""
    method = METHODS.get(name)
    if method is None:
        raise RefusedError("unknown_method")
    if method.of_app:
        _check_other_token(workspace, token, workspace.app_token)
    elif method.of_config:
        _check_other_token(workspace, token, workspace.config_token)
    elif method.needs_token:
        _check_token(workspace, token)
    _check_scopes(workspace, method, args)
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


def _check_other_token(workspace: SlackWorkspace, token: str, wanted: str) -> None:
    if not token:
        raise RefusedError("not_authed")
    if token != wanted:
        raise RefusedError("not_allowed_token_type" if token == workspace.token else "invalid_auth")


def _check_scopes(workspace: SlackWorkspace, method: ApiMethod, args: Args) -> None:
    """Refuse a call for which the app was given no permission, naming what it needs."""
    if workspace.scopes is None or not method.scopes:
        return
    wanted = method.scopes
    channel = workspace.channels.get(str(args.get("channel")))
    if channel and len(wanted) > 1:
        wanted = (wanted[1] if channel.is_private else wanted[0],)
    if workspace.scopes.isdisjoint(wanted):
        raise MissingScopeError(",".join(wanted), ",".join(sorted(workspace.scopes)))


def _api_test(_: SlackWorkspace, args: Args) -> Answer:
    if args.get("error"):
        raise RefusedError(str(args["error"]))
    return {"args": dict(args)}


def _auth_test(workspace: SlackWorkspace, _: Args) -> Answer:
    return {
        "url": f"https://{fixtures.TEAM_DOMAIN}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.bot.name,
        "team_id": fixtures.TEAM_ID,
        "user_id": fixtures.BOT.id,
        "bot_id": fixtures.BOT_ID,
        "is_enterprise_install": False,
    }


def _bot_info(workspace: SlackWorkspace, args: Args) -> Answer:
    if args.get("bot") not in (None, "", fixtures.BOT_ID):
        raise RefusedError("bot_not_found")
    bot = {"id": fixtures.BOT_ID, "app_id": fixtures.APP_ID, "user_id": fixtures.BOT.id, "name": workspace.bot.name}
    return {"bot": {**bot, "deleted": False}}


def _export_manifest(workspace: SlackWorkspace, args: Args) -> Answer:
    if args.get("app_id") != fixtures.APP_ID:
        raise RefusedError("invalid_app_id")
    if workspace.app_manifest is None:
        raise RefusedError("failed_export")
    return {"manifest": dict(workspace.app_manifest)}


def _open_connection(workspace: SlackWorkspace, _: Args) -> Answer:
    return {"url": workspace.sockets.issue_url()}


def _post_message(workspace: SlackWorkspace, args: Args) -> Answer:
    message = messages.post_as_bot(workspace, args)
    channel = message.pop("channel")
    return {"channel": channel, "ts": message["ts"], "message": message}


def _post_ephemeral(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"message_ts": messages.post_ephemeral(workspace, args)["ts"]}


def _update_message(workspace: SlackWorkspace, args: Args) -> Answer:
    message = messages.update_message(workspace, args)
    channel = message.pop("channel")
    return {"channel": channel, "ts": message["ts"], "text": message["text"], "message": message}


def _delete_message(workspace: SlackWorkspace, args: Args) -> Answer:
    messages.delete_message(workspace, str(args["channel"]), str(args["ts"]))
    return {"channel": args["channel"], "ts": args["ts"]}


def _permalink(workspace: SlackWorkspace, args: Args) -> Answer:
    channel, ts = workspace.channel(str(args["channel"])).id, str(args["message_ts"])
    messages.find_message(workspace, channel, ts)
    link = f"https://{fixtures.TEAM_DOMAIN}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return {"channel": channel, "permalink": link}


def _validate(_: SlackWorkspace, args: Args) -> Answer:
    """Check blocks, a message or a view as they would be where they are sent."""
    given = [name for name in ("blocks", "message", "view") if args.get(name) not in (None, "")]
    if len(given) != 1:
        raise RefusedError("invalid_arguments", "provide exactly one of blocks, message or view")
    rules.validate(given[0], args[given[0]])
    return {}


def _open_view(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.open_modal(workspace, str(args["trigger_id"]), args["view"])}


def _push_view(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.push_modal(workspace, str(args["trigger_id"]), args["view"])}


def _update_view(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.update_modal(workspace, args)}


def _publish(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"view": views.publish_home(workspace, str(args["user_id"]), args["view"], str(args.get("hash") or ""))}


def _upload_url(workspace: SlackWorkspace, args: Args) -> Answer:
    upload = uploads.announce_upload(workspace, str(args["filename"]), whole_number(args["length"], "length"))
    return {"file_id": upload.id, "upload_url": f"{workspace.base_url}/upload/{upload.id}"}


def _complete(workspace: SlackWorkspace, args: Args) -> Answer:
    return {"files": uploads.complete_upload(workspace, args)}


REACTION: Final = ("channel", "timestamp", "name")
CHANNEL_SCOPES: Final = ("channels:read", "groups:read")
METHODS: Final[Mapping[str, ApiMethod]] = {
    "api.test": ApiMethod(_api_test, needs_token=False),
    "apps.connections.open": ApiMethod(_open_connection, of_app=True),
    "apps.manifest.export": ApiMethod(_export_manifest, of_config=True),
    "auth.test": ApiMethod(_auth_test),
    "blocks.validate": ApiMethod(_validate, needs_token=False),
    "bots.info": ApiMethod(_bot_info, scopes=("users:read",)),
    "chat.delete": ApiMethod(_delete_message, ("channel", "ts"), scopes=("chat:write",)),
    "chat.getPermalink": ApiMethod(_permalink, ("channel", "message_ts")),
    "chat.postEphemeral": ApiMethod(_post_ephemeral, ("channel", "user"), scopes=("chat:write",)),
    "chat.postMessage": ApiMethod(_post_message, ("channel",), scopes=("chat:write",)),
    "chat.update": ApiMethod(_update_message, ("channel", "ts"), scopes=("chat:write",)),
    "conversations.info": ApiMethod(directory.conversation_info, ("channel",), scopes=CHANNEL_SCOPES),
    "conversations.list": ApiMethod(directory.conversation_list, scopes=CHANNEL_SCOPES),
    "conversations.members": ApiMethod(directory.conversation_members, ("channel",), scopes=CHANNEL_SCOPES),
    "conversations.open": ApiMethod(directory.open_conversation),
    "files.completeUploadExternal": ApiMethod(_complete, ("files",), scopes=("files:write",)),
    "files.getUploadURLExternal": ApiMethod(_upload_url, ("filename", "length"), scopes=("files:write",)),
    "files.info": ApiMethod(uploads.file_info, ("file",), scopes=("files:read",)),
    "reactions.add": ApiMethod(messages.add_reaction, REACTION, scopes=("reactions:write",)),
    "reactions.get": ApiMethod(messages.get_reactions, ("channel", "timestamp")),
    "reactions.remove": ApiMethod(messages.remove_reaction, REACTION, scopes=("reactions:write",)),
    "users.info": ApiMethod(directory.user_info, ("user",), scopes=("users:read",)),
    "users.list": ApiMethod(directory.user_list, scopes=("users:read",)),
    "views.open": ApiMethod(_open_view, ("trigger_id", "view")),
    "views.publish": ApiMethod(_publish, ("user_id", "view")),
    "views.push": ApiMethod(_push_view, ("trigger_id", "view")),
    "views.update": ApiMethod(_update_view, ("view",)),
}
