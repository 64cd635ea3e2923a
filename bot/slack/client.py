"""Roadmate's side of the Web API: who we are, who people are, and getting a message across.

Every way a call can fail is put into one of four classes (`Ending`), so that nobody else needs Slack's error names.
"""

from __future__ import annotations

import enum
import logging
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.slack.failures import Cause
from bot.slack.message import Message
from bot.slack.modals import Modal

log = logging.getLogger(__name__)

PAGES: Final = 2  # of a thousand people each, looked through inside a request
QUICK: Final = 2  # seconds, inside a request that Slack waits three seconds for
PATIENT: Final = 10  # seconds, for the sender
READING: Final = frozenset(
    {"users.info", "conversations.info", "conversations.members", "files.getUploadURLExternal", "files.info"}
)  # Slack's methods for reading take forms, not JSON


class Ending(enum.Enum):
    """How a call that failed has ended."""

    RETRY = "retry"  # nothing happened; the same call may go through later
    STOP = "stop"  # this recipient or token can never be reached like this
    UNKNOWN = "unknown"  # the answer was lost: it may have been sent
    FAULT = "fault"  # our own mistake; trying again changes nothing


# Who is stopped by a refusal that the same call can never get around.
STOPS: Final[Mapping[str, Cause]] = {
    "is_archived": Cause.ARCHIVED,
    "channel_not_found": Cause.OUTSIDE,
    "not_in_channel": Cause.OUTSIDE,
    "user_not_in_channel": Cause.OUTSIDE,
    "user_not_found": Cause.PERSON,
    "users_not_found": Cause.PERSON,
    "user_not_visible": Cause.PERSON,
    "user_disabled": Cause.PERSON,
    "cannot_dm_bot": Cause.PERSON,
    "account_inactive": Cause.TOKEN,
    "token_revoked": Cause.TOKEN,
    "token_expired": Cause.TOKEN,
    "invalid_auth": Cause.TOKEN,
    "not_authed": Cause.TOKEN,
    "not_allowed_token_type": Cause.TOKEN,
    "team_access_not_granted": Cause.TOKEN,
    "team_not_found": Cause.TOKEN,
    "two_factor_setup_required": Cause.TOKEN,
    "restricted_action": Cause.BARRED,
    "restricted_action_read_only_channel": Cause.BARRED,
    "restricted_action_thread_only_channel": Cause.BARRED,
    "restricted_action_non_threadable_channel": Cause.BARRED,
    "restricted_action_thread_locked": Cause.BARRED,
    "slack_connect_canvas_sharing_blocked": Cause.BARRED,
    "slack_connect_file_link_sharing_blocked": Cause.BARRED,
    "slack_connect_lists_sharing_blocked": Cause.BARRED,
    "access_denied": Cause.BARRED,
    "accesslimited": Cause.BARRED,
    "app_access_restricted": Cause.BARRED,
    "ekm_access_denied": Cause.BARRED,
    "enterprise_is_restricted": Cause.BARRED,
    "messages_tab_disabled": Cause.BARRED,
    "missing_scope": Cause.BARRED,
    "no_permission": Cause.BARRED,
}

# All that chat.postMessage and its like document; what is not here is our own mistake too.
ENDINGS: Final[Mapping[str, Ending]] = {
    **dict.fromkeys(STOPS, Ending.STOP),
    "ratelimited": Ending.RETRY,
    "rate_limited": Ending.RETRY,
    "message_limit_exceeded": Ending.RETRY,
    "service_unavailable": Ending.RETRY,
    "request_timeout": Ending.RETRY,  # the request did not arrive in one piece
    "team_added_to_org": Ending.RETRY,
    "org_login_required": Ending.RETRY,
    "external_channel_migrating": Ending.RETRY,
    "internal_error": Ending.UNKNOWN,
    "fatal_error": Ending.UNKNOWN,
    "agent_prompt_display_not_allowed": Ending.FAULT,
    "as_user_not_supported": Ending.FAULT,
    "attachment_payload_limit_exceeded": Ending.FAULT,
    "cannot_reply_to_message": Ending.FAULT,
    "deprecated_endpoint": Ending.FAULT,
    "draft_already_deleted": Ending.FAULT,
    "draft_already_sent": Ending.FAULT,
    "draft_has_conflict": Ending.FAULT,
    "draft_not_found": Ending.FAULT,
    "duplicate_channel_not_found": Ending.FAULT,
    "duplicate_message_not_found": Ending.FAULT,
    "invalid_arg_name": Ending.FAULT,
    "invalid_arguments": Ending.FAULT,
    "invalid_array_arg": Ending.FAULT,
    "invalid_blocks": Ending.FAULT,  # met with plain sections before anybody hears of it
    "invalid_blocks_format": Ending.FAULT,
    "invalid_charset": Ending.FAULT,
    "invalid_form_data": Ending.FAULT,
    "invalid_metadata_format": Ending.FAULT,
    "invalid_metadata_schema": Ending.FAULT,
    "invalid_post_type": Ending.FAULT,
    "markdown_text_conflict": Ending.FAULT,
    "metadata_must_be_sent_from_app": Ending.FAULT,
    "metadata_too_large": Ending.FAULT,
    "method_deprecated": Ending.FAULT,
    "missing_file_data": Ending.FAULT,
    "missing_post_type": Ending.FAULT,
    "msg_blocks_too_long": Ending.FAULT,
    "msg_too_long": Ending.FAULT,
    "no_text": Ending.FAULT,
    "send_on_behalf_not_allowed": Ending.FAULT,
    "too_many_attachments": Ending.FAULT,
    "too_many_contact_cards": Ending.FAULT,
}


_NAME: Final = re.compile(r"[a-z0-9_]+")
# No connection, a timeout, an address that is none, or an answer that is no HTTP, no JSON, or trips the SDK.
_LOST: Final = (OSError, HTTPException, ValueError, AttributeError, SlackClientError)


class SlackFailure(Exception):
    """A call did not succeed. `retry_after` is in seconds, where Slack said so."""

    def __init__(self, ending: Ending, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.ending = ending
        self.reason = reason
        self.retry_after = retry_after

    @property
    def cause(self) -> Cause | None:
        """What stands in the way of this call; None for what passes by itself."""
        match self.ending:
            case Ending.RETRY:
                return None
            case Ending.UNKNOWN:
                return Cause.LOST
            case Ending.STOP:
                return STOPS.get(self.reason, Cause.BARRED)
            case Ending.FAULT:
                return Cause.FAULT


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack tells of a person."""

    id: str
    name: str
    timezone: str | None
    is_admin: bool
    is_active: bool
    is_guest: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in a workspace."""

    workspace: str
    bot_user: str


class Slack:
    """Calls the Web API with the token of the workspace that it is asked about."""

    def __init__(self, *, api_url: str, token: Callable[[str], str | None], timeout: int = QUICK) -> None:
        self._api_url = api_url.rstrip("/") + "/"
        self.token = token
        self._timeout = timeout
        self._tls = ssl.create_default_context() if self._api_url.startswith("https") else None

    def patient(self) -> Slack:
        """The same with the time that a background job has."""
        return Slack(api_url=self._api_url, token=self.token, timeout=PATIENT)

    def client(self, workspace: str) -> WebClient:
        """A client for one workspace; one TLS context for all, and no retries of its own, which could send twice."""
        return self._client(self.token(workspace))

    def anonymous(self) -> WebClient:
        """The same without a token, for Bolt, which puts each request's own into a copy."""
        return self._client(None)

    def _client(self, token: str | None) -> WebClient:
        return WebClient(
            token=token,
            base_url=self._api_url,
            timeout=self._timeout,
            ssl=self._tls,
            retry_handlers=[],
        )

    def identity(self, workspace: str) -> Identity:
        """Ask Slack who the token belongs to. Raises SlackFailure."""
        answer = self._call(workspace, "auth.test", {})
        return Identity(str(answer.get("team_id") or workspace), str(answer.get("user_id") or ""))

    def profile(self, workspace: str, user: str) -> Profile:
        """Ask Slack for a person. Raises SlackFailure."""
        found = self._call(workspace, "users.info", {"user": user}).get("user") or {}
        return read_profile(found, user)

    def is_in(self, workspace: str, channel: str) -> bool:
        """Ask Slack whether we are in a channel. Raises SlackFailure."""
        found = self._call(workspace, "conversations.info", {"channel": channel}).get("channel") or {}
        return bool(found.get("is_member")) and not found.get("is_archived")

    def is_member(self, workspace: str, channel: str, user: str) -> bool:
        """Ask Slack whether somebody is in a channel; no where it has more people than we look through.

        Raises SlackFailure.
        """
        cursor = ""
        for _ in range(PAGES):
            arguments = {"channel": channel, "limit": 1000, "cursor": cursor}
            answer = self._call(workspace, "conversations.members", arguments)
            if user in (answer.get("members") or ()):
                return True
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return False

    def channel_name(self, workspace: str, channel: str) -> str:
        """Ask Slack what a channel is called; empty where it does not tell. Raises SlackFailure."""
        found = self._call(workspace, "conversations.info", {"channel": channel}).get("channel") or {}
        return str(found.get("name") or "")

    def is_external(self, workspace: str, channel: str) -> bool:
        """Ask Slack whether people of other organisations are in a channel, or invited to it. Raises SlackFailure."""
        found = self._call(workspace, "conversations.info", {"channel": channel}).get("channel") or {}
        return bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared"))

    def post(self, workspace: str, channel: str, message: Message, *, thread: str | None = None) -> str:
        """Post to a channel, or to a person by user id; returns the message's ts. Raises SlackFailure."""
        arguments = {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        if thread:
            arguments["thread_ts"] = thread
        return str(self._say(workspace, "chat.postMessage", arguments, message).get("ts", ""))

    def rewrite(self, workspace: str, channel: str, ts: str, message: Message) -> None:
        """Say something else in a message of ours that is there already. Raises SlackFailure."""
        self._say(workspace, "chat.update", {"channel": channel, "ts": ts}, message)

    def write_to(self, workspace: str, user: str, message: Message) -> tuple[str, str]:
        """Post to a person; returns the channel of that direct message, which files need, and the ts.

        Raises SlackFailure.
        """
        arguments = {"channel": user, "unfurl_links": False, "unfurl_media": False}
        answer = self._say(workspace, "chat.postMessage", arguments, message)
        return str(answer.get("channel", "")), str(answer.get("ts", ""))

    def whisper(self, workspace: str, channel: str, user: str, message: Message, *, thread: str | None = None) -> None:
        """Say something in a channel that only one person sees. Raises SlackFailure."""
        arguments = {"channel": channel, "user": user, **({"thread_ts": thread} if thread else {})}
        self._say(workspace, "chat.postEphemeral", arguments, message)

    def respond(self, response_url: str, message: Message, *, replace: bool = True) -> None:
        """Answer through a `response_url`, in place of the message it belongs to. Raises SlackFailure."""
        try:
            return self._hook(response_url, message, replace)
        except SlackFailure as failure:
            if failure.reason != "invalid_blocks":
                raise
        log.warning("slack refused blocks method=response_url")
        return self._hook(response_url, message.fallback(), replace)

    def open(self, workspace: str, trigger: str, modal: Modal) -> None:
        """Show a window to the person whose trigger this is; it lives three seconds. Raises SlackFailure."""
        self._call(workspace, "views.open", {"trigger_id": trigger, "view": modal.view()})

    def push(self, workspace: str, trigger: str, modal: Modal) -> None:
        """Show a window over the one that the trigger came from. Raises SlackFailure."""
        self._call(workspace, "views.push", {"trigger_id": trigger, "view": modal.view()})

    def update(self, workspace: str, view_id: str, modal: Modal) -> None:
        """Change what a window shows. Raises SlackFailure."""
        self._call(workspace, "views.update", {"view_id": view_id, "view": modal.view()})

    def publish(self, workspace: str, user: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Show somebody their Home tab. Raises SlackFailure, `invalid_blocks` where Slack knows not all of them."""
        view = {"type": "home", "blocks": list(blocks)}
        self._call(workspace, "views.publish", {"user_id": user, "view": view})

    def react(self, workspace: str, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message; one that is there already is fine. Raises SlackFailure."""
        try:
            self._call(workspace, "reactions.add", {"channel": channel, "timestamp": ts, "name": name})
        except SlackFailure as failure:
            if failure.reason != "already_reacted":
                raise

    def unreact(self, workspace: str, channel: str, ts: str, name: str) -> None:
        """Take an emoji of ours off a message, if it is there. Raises SlackFailure."""
        try:
            self._call(workspace, "reactions.remove", {"channel": channel, "timestamp": ts, "name": name})
        except SlackFailure as failure:
            if failure.reason not in {"no_reaction", "message_not_found"}:
                raise

    def file(self, workspace: str, file: str) -> Mapping[str, Any]:
        """What Slack tells of a file that somebody sent. Raises SlackFailure."""
        found = self._call(workspace, "files.info", {"file": file}).get("file")
        return found if isinstance(found, Mapping) else {}

    def download(self, workspace: str, url: str, limit: int) -> bytes:
        """The bytes of a file that somebody sent, at most `limit`. Raises SlackFailure (`too_large` beyond it)."""
        if not self._is_slacks(url):
            raise SlackFailure(Ending.FAULT, "foreign_address")
        request = Request(url, headers={"Authorization": f"Bearer {self.token(workspace)}"})  # noqa: S310  (checked)
        try:
            with urlopen(request, timeout=self._timeout, context=self._tls) as answer:  # noqa: S310  (checked above)
                content = bytes(answer.read(limit + 1))
        except _LOST as error:
            raise SlackFailure(_lost(error), type(error).__name__) from error
        if len(content) > limit:
            raise SlackFailure(Ending.FAULT, "too_large")
        return content

    def upload(
        self, workspace: str, channel: str, files: Sequence[tuple[str, bytes]], words: str, *, thread: str | None = None
    ) -> None:
        """Send files to a channel, by its id, in Slack's three steps. Raises SlackFailure."""
        sent = [{"id": self._put(workspace, name, content), "title": name} for name, content in files]
        arguments = {"files": sent, "channel_id": channel, "initial_comment": words}
        self._call(
            workspace, "files.completeUploadExternal", {**arguments, **({"thread_ts": thread} if thread else {})}
        )

    def _put(self, workspace: str, name: str, content: bytes) -> str:
        """Upload one file, which nobody sees yet; returns its id."""
        place = self._call(workspace, "files.getUploadURLExternal", {"filename": name, "length": len(content)})
        request = Request(str(place["upload_url"]), data=content, method="POST")  # noqa: S310  (Slack's own answer)
        try:
            with urlopen(request, timeout=self._timeout, context=self._tls):  # noqa: S310
                return str(place["file_id"])
        except _LOST as error:
            raise SlackFailure(Ending.RETRY, type(error).__name__) from error  # nothing is shared yet

    def _is_slacks(self, url: str) -> bool:
        """Whether an address is on a host that may be shown our token: Slack's files, or the API's own host."""
        found, own = urlsplit(url), urlsplit(self._api_url)
        if (found.scheme, found.netloc) == (own.scheme, own.netloc):
            return True
        host = found.hostname or ""
        return found.scheme == "https" and host.endswith((".slack.com", ".slack-gov.com", ".slack-files.com"))

    def _say(self, workspace: str, method: str, arguments: Mapping[str, Any], message: Message) -> Mapping[str, Any]:
        try:
            return self._call(workspace, method, {**arguments, **message.payload()})
        except SlackFailure as failure:
            if failure.reason != "invalid_blocks":
                raise
        log.warning("slack refused blocks method=%s", method)
        return self._call(workspace, method, {**arguments, **message.fallback().payload()})

    def _call(self, workspace: str, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            client, values = self.client(workspace), dict(arguments)
            answer = client.api_call(method, data=values) if method in READING else client.api_call(method, json=values)
        except SlackApiError as error:
            raise _failure(error) from error
        except _LOST as error:
            raise SlackFailure(_lost(error), type(error).__name__) from error
        return answer.data if isinstance(answer.data, dict) else {}

    def _hook(self, url: str, message: Message, replace: bool) -> None:
        client = WebhookClient(url, timeout=self._timeout, ssl=self._tls, retry_handlers=[])
        body = {**message.response(), "replace_original": replace and not message.public}
        try:
            answer = client.send_dict(body)
        except _LOST as error:
            raise SlackFailure(_lost(error), type(error).__name__) from error
        status = answer.status_code
        if status == 429:
            raise SlackFailure(Ending.RETRY, "ratelimited", _seconds(answer.headers.get("Retry-After")))
        if status != 200 and "invalid_blocks" in answer.body:
            raise SlackFailure(Ending.FAULT, "invalid_blocks")
        if status != 200:
            raise SlackFailure(Ending.STOP if status < 500 else Ending.UNKNOWN, f"status_{status}")


def read_profile(user: Mapping[str, Any], user_id: str) -> Profile:
    """A user object of Slack's; any field may be missing, null or empty."""
    shown = user.get("profile") or {}
    name = shown.get("display_name") or user.get("real_name") or shown.get("real_name") or user.get("name") or user_id
    return Profile(
        id=user_id,
        name=str(name)[:200],
        timezone=str(user["tz"]) if user.get("tz") else None,
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_active=not (user.get("deleted") or user.get("is_bot") or user.get("is_stranger") or user_id == "USLACKBOT"),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
    )


def _failure(error: SlackApiError) -> SlackFailure:
    status = getattr(error.response, "status_code", 0)
    data = error.response.data if hasattr(error.response, "data") else error.response
    reason = str(data.get("error", "")) if isinstance(data, dict) else ""
    reason = reason if _NAME.fullmatch(reason) else ""  # for an answer that is no JSON the SDK puts the page here
    if status == 429 or reason in {"ratelimited", "rate_limited"}:
        headers = getattr(error.response, "headers", {}) or {}
        return SlackFailure(Ending.RETRY, "ratelimited", _seconds(headers.get("Retry-After")))
    if not reason and (status >= 500 or status == 200):
        return SlackFailure(Ending.RETRY if status == 503 else Ending.UNKNOWN, f"status_{status}")
    return SlackFailure(ENDINGS.get(reason, Ending.FAULT), reason or f"status_{status}")


def _seconds(value: Any) -> float:
    return float(value) if str(value).isdigit() else 1.0


def _lost(error: Exception) -> Ending:
    """Only a connection that never came about is sure to have sent nothing."""
    cause: BaseException | None = error
    while cause is not None:
        reason = getattr(cause, "reason", None)
        if isinstance(cause, ConnectionRefusedError) or isinstance(reason, (ConnectionRefusedError, ssl.SSLError)):
            return Ending.RETRY
        if type(reason).__name__ == "gaierror" or type(cause).__name__ == "gaierror":
            return Ending.RETRY
        cause = cause.__cause__
    return Ending.UNKNOWN
