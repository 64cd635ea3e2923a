"""Get messages and reactions across; without their blocks where Slack refuses these."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.webhook import WebhookClient

from bot.slack.client.calls import ApiCalls
from bot.slack.failures import (
    TRANSPORT_ERRORS,
    FailureKind,
    SlackFailure,
    classify_transport_error,
    retry_seconds,
)
from bot.slack.message import Message
from bot.slack.slash import put_prefix

log = logging.getLogger(__name__)


class Messages(ApiCalls):
    """What people read in channels and direct messages."""

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:
        """Post to a channel, or to a person by user id; return the message's ts. Raises SlackFailure."""
        arguments = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **in_thread(thread_ts)}
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
        arguments = {"channel": channel, "user": user, **in_thread(thread_ts)}
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


def in_thread(thread_ts: str | None) -> dict[str, str]:
    """Return the argument that puts a message in a thread."""
    return {"thread_ts": thread_ts} if thread_ts else {}
