"""Events: what people write to the bot, change and delete, files they send, and what else happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack_api import fixtures, input_text, messages, payloads, uploads
from bot.sandbox.slack_api.fixtures import SlackChannel
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.user_actions.app_requests import try_send
from bot.sandbox.user_actions.sender import DeliveryBase

SUBSCRIBED: Final = frozenset({"app_mention", "message.im", "message.channels", "message.groups", "app_home_opened"})
MOST_RETRIES: Final = 3
BOT_MENTION: Final = f"<@{fixtures.BOT.id}>"
_MESSAGES: Final = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
_REASONS: Final = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}


class EventDelivery(DeliveryBase):
    """Delivers events of the types in `subscribed`; `retries` is how often a failed one is sent again, with no wait."""

    subscribed: frozenset[str] = SUBSCRIBED
    retries: int = 0

    def mention(self, user: str, channel: str, text: str, thread_ts: str = "") -> ActionResult:
        """Write to the bot in a channel as a person, its name before their words unless it stands in them."""
        named = BOT_MENTION in input_text.encode_typed(self.workspace, text, with_names=False)
        return self.channel_message(user, channel, text if named else f"{BOT_MENTION} {text}", thread_ts)

    def channel_message(self, user: str, channel: str, text: str, thread_ts: str = "") -> ActionResult:
        """Write in a channel as a person; the app hears of it only where the bot is a member.

        One that names the bot comes as two events, as with Slack: as a message, then as a mention.
        """
        person, mark, conversation = self._person(user), self._mark(), self.workspace.channel(channel)
        message = messages.post_as_user(
            self.workspace,
            person.id,
            conversation,
            input_text.encode_typed(self.workspace, text, with_names=False),
            thread_ts,
        )
        kinds = (
            ("message", "app_mention") if BOT_MENTION in message["text"] and not conversation.dm_with else ("message",)
        )
        status = max(self._send(payloads.message_event(self.workspace, kind, conversation, message)) for kind in kinds)
        return self._outcome(person, mark, status, message["ts"])

    def direct_message(self, user: str, text: str, thread_ts: str = "") -> ActionResult:
        """Write to the bot directly as a person."""
        return self.channel_message(user, self.workspace.channel(self._person(user).id).id, text, thread_ts)

    def edit_message(self, user: str, channel: str, ts: str, text: str) -> ActionResult:
        """Change a message of the person's own."""
        person, mark, conversation = self._person(user), self._mark(), self.workspace.channel(channel)
        before = dict(messages.find_message(self.workspace, conversation.id, ts))
        message = messages.edit_as_user(
            self.workspace,
            conversation,
            ts,
            input_text.encode_typed(self.workspace, text, with_names=False),
            by=person.id,
        )
        rest = {"message": dict(message), "previous_message": before, "hidden": True}
        return self._outcome(person, mark, self._send(self._changed("message_changed", conversation, rest)))

    def delete_message(self, user: str, channel: str, ts: str) -> ActionResult:
        """Delete a message of the person's own, and the files that came with it."""
        person, mark, conversation = self._person(user), self._mark(), self.workspace.channel(channel)
        before = messages.delete_message(self.workspace, conversation.id, ts, by=person.id)
        uploads.delete_files(self.workspace, before)
        rest = {"deleted_ts": ts, "previous_message": before, "hidden": True}
        return self._outcome(person, mark, self._send(self._changed("message_deleted", conversation, rest)))

    def share_file(self, user: str, name: str, content: bytes, text: str = "") -> ActionResult:
        """Send the bot a file of this name directly, with or without words."""
        person, mark = self._person(user), self._mark()
        channel = self.workspace.channel(person.id)
        file = uploads.share_file(self.workspace, person.id, channel.id, name, content)
        handed = input_text.encode_typed(self.workspace, text, with_names=False)
        message = messages.post_as_user(self.workspace, person.id, channel, handed, files=[file])
        inner = payloads.message_event(self.workspace, "message", channel, message)
        status = self._send({**inner, "subtype": "file_share", "upload": False, "display_as_bot": False})
        return self._outcome(person, mark, status, message["ts"])

    def home_opened(self, user: str) -> ActionResult:
        """Open the app's Home tab as a person."""
        person, mark = self._person(user), self._mark()
        inner = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.workspace.channel(person.id).id,
            "tab": "home",
            "event_ts": self.workspace.next_ts(),
        }
        home = self.workspace.views.homes.get(person.id)
        return self._outcome(person, mark, self._send(inner | ({"view": home} if home else {})))

    def event(self, inner: Mapping[str, Any], seen_by: str = fixtures.ANA.id) -> ActionResult:
        """Send any other event, for example `user_change` or `app_uninstalled`; it is sent though not subscribed to."""
        person, mark = self._person(seen_by), self._mark()
        stamped = {"event_ts": self.workspace.next_ts(), **inner}
        return self._outcome(person, mark, self._pass_on(payloads.event_envelope(self.workspace, stamped)))

    def _changed(self, subtype: str, channel: SlackChannel, rest: Mapping[str, Any]) -> dict[str, Any]:
        ts = self.workspace.next_ts()
        kind = payloads.channel_type(channel)
        base = {"type": "message", "subtype": subtype, "channel": channel.id, "channel_type": kind}
        return {**base, "ts": ts, "event_ts": ts, **rest}

    def _send(self, inner: Mapping[str, Any]) -> int:
        """Send an event that the app subscribed to and the bot is there to hear; return its last status, 0 for none."""
        kind = inner["type"]
        if fixtures.BOT.id not in self.workspace.channel(inner["channel"]).members:
            return 0
        name = _MESSAGES[inner["channel_type"]] if kind == "message" else kind
        if name not in self.subscribed:
            return 0
        return self._pass_on(payloads.event_envelope(self.workspace, inner))

    def _pass_on(self, envelope: dict[str, Any]) -> int:
        """Send an event, and again as often as told while it fails and the app does not forbid it."""
        reason = ""
        for retry in range(min(self.retries, MOST_RETRIES) + 1):
            answer, error = try_send(lambda: self.post.event(envelope, retry, reason))  # noqa: B023 - called at once
            if not error or (answer and answer.headers.get("x-slack-no-retry") == "1"):
                break
            reason = _REASONS[error] if answer is None else "http_error"
        return answer.status if answer else 0
