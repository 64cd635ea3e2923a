"""Call Slack's Web API: who we are, who people are, and getting a message across.

Every way in which a call can fail is one of four kinds (`FailureKind`), so that nobody else needs Slack's error names.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import orjson
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.clock import SystemClock
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.accepted_blocks import ASK_TIMEOUT, AcceptedBlocks, BlockProblem, parse_problems
from bot.slack.failures import (
    DEAD_TOKEN_ERRORS,
    NO_TOKEN,
    TRANSPORT_ERRORS,
    FailureKind,
    SlackFailure,
    classify_transport_error,
    failure_from_api_error,
    retry_seconds,
)
from bot.slack.home_team import HomeTeam
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import Modal
from bot.slack.mrkdwn import first_visible_name
from bot.slack.slash import put_prefix

log = logging.getLogger(__name__)

_SLACK_ID: Final = lazy_pattern(r"[A-Z0-9]{2,64}")
MAX_MEMBER_PAGES: Final = 2  # of a thousand people each, looked through inside a request
REQUEST_TIMEOUT: Final = 2  # seconds, inside a request that Slack waits three seconds for
JOB_TIMEOUT: Final = 10  # seconds, for the sender

VALIDATION_ERRORS: Final = frozenset({"invalid_blocks", "invalid_message", "invalid_view"})  # of blocks.validate
FORM_ENCODED_METHODS: Final = frozenset(
    {
        "users.info",
        "conversations.info",
        "conversations.members",
        "files.getUploadURLExternal",
        "files.info",
        "bots.info",
    }
)  # Slack's methods for reading take forms, not JSON


@frozen
class UserProfile:
    """Person as Slack describes them."""

    id: str
    name: str
    timezone: str | None
    is_admin: bool
    is_active: bool
    is_guest: bool
    home: HomeTeam = field(default_factory=HomeTeam)
    is_stranger: bool = False  # of another organisation, and in no channel that the app sees


@frozen
class BotIdentity:
    """Whose token it is: the workspace, its organisation on a grid, and our own user id; empty what is not told."""

    workspace: str
    bot_user_id: str
    enterprise: str = ""
    is_org: bool = False
    bot_id: str = ""


@frozen
class ChannelState:
    """Channel as Slack describes it to us."""

    name: str
    has_bot: bool
    is_archived: bool
    is_shared: bool  # with people of other organisations, or about to be


class SlackClient:
    """Call the Web API with the token of the workspace that is asked about."""

    def __init__(
        self,
        *,
        api_url: str,
        token: Callable[[str], str | None],
        timeout: int = REQUEST_TIMEOUT,
        command_prefix: str = "",
        forget_token: Callable[[str], object] = lambda _workspace: None,
        monotonic: Callable[[], float] | None = None,
        on_call: Callable[[str, str, float], object] = lambda _method, _outcome, _seconds: None,
    ) -> None:
        """Use the token that `token` gives for a workspace; one that Slack refuses is given to `forget_token`.

        `on_call` hears of each call: the method, "ok" or a word for the failure, and how many seconds it took.
        """
        self._api_url = api_url.rstrip("/") + "/"
        self.token = token
        self._forget_token = forget_token
        self._on_call = on_call
        self._timeout = timeout
        self._command_prefix = command_prefix
        self._accepted_blocks = AcceptedBlocks(self._validate_quickly, monotonic or SystemClock().monotonic)
        self._tls = ssl.create_default_context() if self._api_url.startswith("https") else None

    def for_jobs(self) -> SlackClient:
        """Return a client with the timeout that a background job can afford."""
        return SlackClient(
            api_url=self._api_url,
            token=self.token,
            timeout=JOB_TIMEOUT,
            command_prefix=self._command_prefix,
            forget_token=self._forget_token,
            on_call=self._on_call,
        )

    def web_client(self, workspace: str) -> WebClient:
        """Return the SDK's client for a workspace: one TLS context for all, and no retries, which could send twice."""
        return self._new_web_client(self.token(workspace))

    def tokenless_client(self) -> WebClient:
        """Return the same without a token, for Bolt, which puts each request's own into a copy."""
        return self._new_web_client(None)

    @contextmanager
    def _reported(self, method: str) -> Iterator[None]:
        """Report a call and how it ended."""
        clock = SystemClock()
        began, outcome = clock.monotonic(), "ok"
        try:
            yield
        except SlackFailure as failure:
            outcome = failure.word
            raise
        finally:
            self._on_call(method, outcome, clock.monotonic() - began)

    def _new_web_client(self, token: str | None, timeout: int | None = None) -> WebClient:
        timeout = timeout or self._timeout
        return WebClient(token=token, base_url=self._api_url, timeout=timeout, ssl=self._tls, retry_handlers=[])

    def fit_to_command(self, workspace: str, message: AnyMessage) -> AnyMessage:
        """Return the message as it can answer a command: in plain words where the workspace may refuse its blocks.

        Slack is asked about blocks that are new to us there; without a quick answer they are left out.
        """
        if not message.new_blocks or self._accepted_blocks.accepts(workspace, message.new_blocks):
            return message
        return message.to_message().plain_fallback()

    def _validate_quickly(self, workspace: str, blocks: Sequence[Mapping[str, Any]]) -> Sequence[BlockProblem]:
        return self.validate(workspace, timeout=ASK_TIMEOUT, blocks=blocks)

    def validate(self, workspace: str, *, timeout: int | None = None, **payload: Any) -> tuple[BlockProblem, ...]:
        """Ask Slack what it would refuse of `blocks`, a `message` or a `view`: one of them. Raises SlackFailure."""
        client = self._new_web_client(self.token(workspace), timeout)
        arguments = {
            name: orjson.dumps(put_prefix(part, self._command_prefix)).decode() for name, part in payload.items()
        }
        with self._reported("blocks.validate"):
            try:
                client.api_call("blocks.validate", data=arguments)
            except SlackApiError as error:
                failure, data = failure_from_api_error(error), error.response.data
                if failure.reason not in VALIDATION_ERRORS or not isinstance(data, dict):
                    raise failure from error
                return parse_problems(data.get("errors"))
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(classify_transport_error(error), type(error).__name__) from error
        return ()

    def fetch_identity(self, workspace: str) -> BotIdentity:
        """Ask Slack who the token belongs to. Raises SlackFailure."""
        answer = self._call_method(workspace, "auth.test", {})
        return BotIdentity(
            _id_in(answer, "team_id") or workspace,
            _id_in(answer, "user_id"),
            _id_in(answer, "enterprise_id"),
            is_org=answer.get("is_enterprise_install") is True,
        )

    def fetch_identity_and_scopes(self, workspace: str) -> tuple[BotIdentity, frozenset[str] | None]:
        """Ask Slack who the token belongs to and what it may do; None where it does not tell. Raises SlackFailure."""
        answer = self._call(workspace, "auth.test", {})
        data = answer.data if isinstance(answer.data, dict) else {}
        scopes = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
        identity = BotIdentity(
            _id_in(data, "team_id") or workspace, _id_in(data, "user_id"), bot_id=_id_in(data, "bot_id")
        )
        return identity, None if scopes is None else frozenset(str(scopes).replace(" ", "").split(","))

    def fetch_profile(self, workspace: str, user: str) -> UserProfile:
        """Ask Slack for a person. Raises SlackFailure."""
        return parse_profile(self._call_method(workspace, "users.info", {"user": user}).get("user") or {}, user)

    def is_bot_in_channel(self, workspace: str, channel: str) -> bool:
        """Ask Slack whether we are in a channel. Raises SlackFailure."""
        info = self._fetch_channel(workspace, channel)
        return bool(info.get("is_member")) and not info.get("is_archived")

    def is_member_of_channel(self, workspace: str, channel: str, user: str) -> bool:
        """Ask Slack whether somebody is among the first 2,000 people of a channel. Raises SlackFailure."""
        cursor = ""
        for _ in range(MAX_MEMBER_PAGES):
            arguments = {"channel": channel, "limit": 1000, "cursor": cursor}
            answer = self._call_method(workspace, "conversations.members", arguments)
            if user in (answer.get("members") or ()):
                return True
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return False

    def fetch_channel_name(self, workspace: str, channel: str) -> str:
        """Ask Slack what a channel is called; empty where it does not tell. Raises SlackFailure."""
        return str(self._fetch_channel(workspace, channel).get("name") or "")

    def is_shared_externally(self, workspace: str, channel: str) -> bool:
        """Ask Slack whether people of other organisations are in a channel, or invited to it. Raises SlackFailure."""
        info = self._fetch_channel(workspace, channel)
        return bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))

    def fetch_channel_state(self, workspace: str, channel: str) -> ChannelState:
        """Ask Slack about a channel. Raises SlackFailure."""
        info = self._fetch_channel(workspace, channel)
        return ChannelState(
            name=str(info.get("name") or channel),
            has_bot=bool(info.get("is_member")),
            is_archived=bool(info.get("is_archived")),
            is_shared=bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared")),
        )

    def fetch_app_id(self, workspace: str, bot_id: str) -> str:
        """Ask Slack which app a bot is of; empty where it doesn't say. Raises SlackFailure."""
        return _id_in(self._call_method(workspace, "bots.info", {"bot": bot_id}).get("bot") or {}, "app_id")

    def fetch_manifest(self, config_token: str, app: str) -> Mapping[str, Any]:
        """Ask Slack how an app is set up, with a token that may configure apps. Raises SlackFailure."""
        answer = self._call_with_token(config_token, "apps.manifest.export", {"app_id": app}).data
        manifest = answer.get("manifest") if isinstance(answer, dict) else None
        return manifest if isinstance(manifest, Mapping) else {}

    def _fetch_channel(self, workspace: str, channel: str) -> Mapping[str, Any]:
        return self._call_method(workspace, "conversations.info", {"channel": channel}).get("channel") or {}

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:
        """Post to a channel, or to a person by user id; return the message's ts. Raises SlackFailure."""
        arguments = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **_in_thread(thread_ts)}
        return str(self._send_message(workspace, "chat.postMessage", arguments, message).get("ts", ""))

    def update_message(self, workspace: str, channel: str, ts: str, message: Message) -> None:
        """Replace what a message of ours says. Raises SlackFailure."""
        self._send_message(workspace, "chat.update", {"channel": channel, "ts": ts}, message)

    def post_direct_message(self, workspace: str, user: str, message: Message) -> tuple[str, str]:
        """Post to a person; return that conversation's channel, which files need, and the ts. Raises SlackFailure."""
        arguments = {"channel": user, "unfurl_links": False, "unfurl_media": False}
        answer = self._send_message(workspace, "chat.postMessage", arguments, message)
        return str(answer.get("channel", "")), str(answer.get("ts", ""))

    def post_ephemeral(
        self, workspace: str, channel: str, user: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        """Post to a channel what only one person sees. Raises SlackFailure."""
        arguments = {"channel": channel, "user": user, **_in_thread(thread_ts)}
        self._send_message(workspace, "chat.postEphemeral", arguments, message)

    def respond(self, response_url: str, message: Message, *, replace: bool = True) -> None:
        """Answer through a `response_url`, in place of the message that it belongs to. Raises SlackFailure."""
        try:
            return self._post_to_response_url(response_url, message, replace)
        except SlackFailure as failure:
            if failure.reason != "invalid_blocks":
                raise
        log.warning("slack refused blocks method=response_url")
        return self._post_to_response_url(response_url, message.plain_fallback(), replace)

    def open_modal(self, workspace: str, trigger_id: str, modal: Modal) -> None:
        """Open a window for the person whose trigger this is; a trigger lives three seconds. Raises SlackFailure."""
        self._call_method(workspace, "views.open", {"trigger_id": trigger_id, "view": modal.view()})

    def push_modal(self, workspace: str, trigger_id: str, modal: Modal) -> None:
        """Open a window over the one that the trigger came from. Raises SlackFailure."""
        self._call_method(workspace, "views.push", {"trigger_id": trigger_id, "view": modal.view()})

    def update_modal(self, workspace: str, view_id: str, modal: Modal) -> None:
        """Change what a window shows. Raises SlackFailure."""
        self._call_method(workspace, "views.update", {"view_id": view_id, "view": modal.view()})

    def publish_home(self, workspace: str, user: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Show somebody their Home tab. Raises SlackFailure, `invalid_blocks` where Slack knows not all of them."""
        view = {"type": "home", "blocks": list(blocks)}
        self._call_method(workspace, "views.publish", {"user_id": user, "view": view})

    def add_reaction(self, workspace: str, channel: str, ts: str, emoji: str) -> None:
        """Put an emoji on a message; one that is there already is fine. Raises SlackFailure."""
        try:
            self._call_method(workspace, "reactions.add", {"channel": channel, "timestamp": ts, "name": emoji})
        except SlackFailure as failure:
            if failure.reason != "already_reacted":
                raise

    def remove_reaction(self, workspace: str, channel: str, ts: str, emoji: str) -> None:
        """Take an emoji of ours off a message, if it is there. Raises SlackFailure."""
        try:
            self._call_method(workspace, "reactions.remove", {"channel": channel, "timestamp": ts, "name": emoji})
        except SlackFailure as failure:
            if failure.reason not in {"no_reaction", "message_not_found"}:
                raise

    def fetch_file(self, workspace: str, file_id: str) -> Mapping[str, Any]:
        """Ask Slack about a file that somebody sent. Raises SlackFailure."""
        info = self._call_method(workspace, "files.info", {"file": file_id}).get("file")
        return info if isinstance(info, Mapping) else {}

    def download_file(self, workspace: str, url: str, max_bytes: int) -> bytes:
        """Return the content of a file that somebody sent. Raises SlackFailure, `too_large` beyond `max_bytes`."""
        if not self._is_slack_url(url):
            raise SlackFailure(FailureKind.OUR_FAULT, "foreign_address")
        request = Request(url, headers={"Authorization": f"Bearer {self.token(workspace)}"})  # noqa: S310  (checked)
        with self._reported("file_download"):
            try:
                with urlopen(request, timeout=self._timeout, context=self._tls) as answer:  # noqa: S310  (checked above)
                    content = bytes(answer.read(max_bytes + 1))
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(classify_transport_error(error), type(error).__name__) from error
        if len(content) > max_bytes:
            raise SlackFailure(FailureKind.OUR_FAULT, "too_large")
        return content

    def upload_files(
        self,
        workspace: str,
        channel: str,
        files: Sequence[tuple[str, bytes]],
        comment: str,
        *,
        thread_ts: str | None = None,
    ) -> None:
        """Send files to a channel, by its id, in Slack's three steps. Raises SlackFailure."""
        uploaded = [{"id": self._upload_file(workspace, name, content), "title": name} for name, content in files]
        arguments = {"files": uploaded, "channel_id": channel, "initial_comment": comment, **_in_thread(thread_ts)}
        self._call_method(workspace, "files.completeUploadExternal", arguments)

    def _upload_file(self, workspace: str, name: str, content: bytes) -> str:
        """Upload one file, which nobody sees yet; return its id."""
        target = self._call_method(workspace, "files.getUploadURLExternal", {"filename": name, "length": len(content)})
        request = Request(str(target["upload_url"]), data=content, method="POST")  # noqa: S310  (Slack's own answer)
        with self._reported("file_upload"):
            try:
                with urlopen(request, timeout=self._timeout, context=self._tls):  # noqa: S310
                    return str(target["file_id"])
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(FailureKind.RETRY, type(error).__name__) from error  # nothing is shared yet

    def _is_slack_url(self, url: str) -> bool:
        """Tell whether an address is on a host that may be shown our token: Slack's files, or the API's own host."""
        parts, own = urlsplit(url), urlsplit(self._api_url)
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and host.endswith((".slack.com", ".slack-gov.com", ".slack-files.com"))

    def _send_message(
        self, workspace: str, method: str, arguments: Mapping[str, Any], message: Message
    ) -> Mapping[str, Any]:
        try:
            return self._call_method(workspace, method, {**arguments, **message.post_arguments()})
        except SlackFailure as failure:
            if failure.reason != "invalid_blocks":
                raise
        log.warning("slack refused blocks method=%s", method)
        return self._call_method(workspace, method, {**arguments, **message.plain_fallback().post_arguments()})

    def _call_method(self, workspace: str, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method; once more with the token stored by now where Slack refuses the one that was remembered."""
        answer = self._call(workspace, method, arguments)
        return answer.data if isinstance(answer.data, dict) else {}

    def _call(self, workspace: str, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        token = self.token(workspace)
        if token is None:
            raise SlackFailure(FailureKind.PERMANENT, NO_TOKEN)
        try:
            return self._call_with_token(token, method, arguments)
        except SlackFailure as failure:
            fresh = self._fresh_token(workspace, token) if failure.reason in DEAD_TOKEN_ERRORS else None
            if fresh is None:
                raise
        return self._call_with_token(fresh, method, arguments)

    def _fresh_token(self, workspace: str, refused: str | None) -> str | None:
        """Forget the token that Slack refused; return the one that is stored, if it is another."""
        self._forget_token(workspace)
        fresh = self.token(workspace)
        if not fresh or fresh == refused:
            return None
        log.info("token replaced workspace=%s", workspace)
        return fresh

    def _call_with_token(self, token: str | None, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        with self._reported(method):
            return self._make_call(token, method, arguments)

    def _make_call(self, token: str | None, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        try:
            client, values = self._new_web_client(token), put_prefix(arguments, self._command_prefix)
            return (
                client.api_call(method, data=values)
                if method in FORM_ENCODED_METHODS
                else client.api_call(method, json=values)
            )
        except SlackApiError as error:
            raise failure_from_api_error(error) from error
        except TRANSPORT_ERRORS as error:
            raise SlackFailure(classify_transport_error(error), type(error).__name__) from error

    def _post_to_response_url(self, url: str, message: Message, replace: bool) -> None:
        with self._reported("response_url"):
            client = WebhookClient(url, timeout=self._timeout, ssl=self._tls, retry_handlers=[])
            body = {**message.command_response(), "replace_original": replace and not message.is_public}
            try:
                answer = client.send_dict(put_prefix(body, self._command_prefix))
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(classify_transport_error(error), type(error).__name__) from error
            status = answer.status_code
            if status == 429:
                raise SlackFailure(FailureKind.RETRY, "ratelimited", retry_seconds(answer.headers.get("Retry-After")))
            if status != 200 and "invalid_blocks" in answer.body:
                raise SlackFailure(FailureKind.OUR_FAULT, "invalid_blocks")
            if status != 200:
                raise SlackFailure(
                    FailureKind.PERMANENT if status < 500 else FailureKind.RESPONSE_LOST, f"status_{status}"
                )


def parse_profile(user: Mapping[str, Any], user_id: str) -> UserProfile:
    """Parse a user object of Slack's; any field may be missing, null or empty."""
    profile = user.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    names = (profile.get("display_name"), user.get("real_name"), profile.get("real_name"), user.get("name"))
    return UserProfile(
        id=user_id,
        name=first_visible_name(names, user_id)[:200],
        timezone=str(user["tz"]) if user.get("tz") else None,
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_active=not (user.get("deleted") or user.get("is_bot") or user_id == "USLACKBOT"),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        home=_parse_home(user),
        is_stranger=bool(user.get("is_stranger")),
    )


def _id_in(answer: Mapping[str, Any], key: str) -> str:
    """Return an id of Slack's; empty where there is none that can be one."""
    found = answer.get(key)
    return found if isinstance(found, str) and _SLACK_ID.fullmatch(found) else ""


def _parse_home(user: Mapping[str, Any]) -> HomeTeam:
    """Parse where a person is at home; on a grid `enterprise_user` lists all their workspaces."""
    grid = user.get("enterprise_user")
    grid = grid if isinstance(grid, Mapping) else {}
    teams = grid.get("teams")
    return HomeTeam(
        str(user.get("team_id") or ""),
        str(grid.get("enterprise_id") or ""),
        frozenset(str(each) for each in teams) if isinstance(teams, list) else frozenset(),
    )


def _in_thread(thread_ts: str | None) -> dict[str, str]:
    return {"thread_ts": thread_ts} if thread_ts else {}
