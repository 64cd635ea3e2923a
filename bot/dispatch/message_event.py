"""What people said where Roadmate can read it, as Slack's events tell it: new, edited and deleted messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from bot.deps import Deps
from bot.dispatch.event_store import MessageVersion
from bot.dispatch.request import Request, request_from_event

# What carries a person's words; all other subtypes tell of joins and the like.
PERSON_SUBTYPES: Final = frozenset({None, "file_share", "me_message", "thread_broadcast"})
GREETINGS: Final = frozenset({"hi", "hello", "hey", "thanks"})
SURROUNDING_MARKS: Final = " \t\n,:;.!?*_~`"  # what may stand around our name, and around the words said to us
_USER_ID: Final = r"[UW][A-Z0-9]+"
_TS: Final = re.compile(r"([0-9]{10})\.([0-9]{6})")


class ConversationKind(Enum):
    """Where a message stands, which decides whether it is for us."""

    DIRECT = "direct"
    MENTION = "mention"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """A message of a person's. `ask.text` is what was said without our name; what it books bears the key `ask.request`.

    `at` is the moment when it took its present form, `written` when it was sent; `event` is what told us.
    """

    request: Request
    conversation: ConversationKind
    ts: str
    written_at: datetime
    changed_at: datetime
    event_id: str

    @property
    def version_ts(self) -> str:
        """The time stamp of its present form."""
        return f"{int(self.changed_at.timestamp())}.{self.changed_at.microsecond:06d}"

    @property
    def message_version(self) -> MessageVersion:
        """The message in its present form, among those of all workspaces."""
        return MessageVersion(f"{self.request.workspace}:{self.request.key}", self.changed_at)

    def local_day(self, deps: Deps) -> date:
        """The author's day on which it was written, however late we hear of it."""
        local = deps.directory.ensure_member(self.request.workspace, self.request.member)
        return min(local.today(self.written_at), local.today(deps.clock.now()))


def read_new_message(deps: Deps, body: Mapping[str, Any]) -> MessageEvent:
    """A message that was just written. Raises Malformed."""
    event = body["event"]
    return _message_event(deps, body, event, parse_ts(_mapping_at(event, "edited").get("ts")))


def read_edit(deps: Deps, body: Mapping[str, Any]) -> tuple[MessageEvent | None, MessageEvent] | None:
    """What a person's message said (if that is told) and says now; None for a change of anything but their words."""
    event = body["event"]
    message, before = _mapping_at(event, "message"), _mapping_at(event, "previous_message")
    changed = _mapping_at(message, "edited")
    at = parse_ts(changed.get("ts"))
    if not is_from_person(body, message) or message.get("text") == before.get("text"):
        return None
    if at is None or changed.get("user") != message["user"]:
        return None
    was = (
        _message_event(deps, body, _in_event_channel(event, before), None)
        if before.get("user") == message["user"]
        else None
    )
    return was, _message_event(deps, body, _in_event_channel(event, message), at)


def read_deletion(deps: Deps, body: Mapping[str, Any]) -> MessageEvent | None:
    """A person's message as it was before it was deleted; None where Slack does not tell whose it was."""
    event = body["event"]
    before = _mapping_at(event, "previous_message")
    if not is_from_person(body, before):
        return None
    at = parse_ts(event.get("event_ts")) or parse_ts(event.get("ts"))
    return _message_event(deps, body, _in_event_channel(event, before), at or deps.clock.now())


def is_deletion(event: Mapping[str, Any]) -> bool:
    """Whether a message was deleted; one with replies is changed into a stone that says so."""
    stone = _mapping_at(event, "message").get("subtype") == "tombstone"
    return event.get("subtype") == "message_deleted" or (event.get("subtype") == "message_changed" and stone)


def is_from_person(body: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a person said it: no bot, not ourselves, and no notice of Slack's."""
    user = event.get("user")
    ours = user == bot_user_id(body) or user == "USLACKBOT"
    return bool(user) and not ours and not event.get("bot_id") and event.get("subtype") in PERSON_SUBTYPES


def mentions_bot(body: Mapping[str, Any], text: object) -> bool:
    """Whether our name stands in a text."""
    bot = bot_user_id(body)
    return bool(bot) and isinstance(text, str) and re.search(rf"<@{re.escape(bot)}[|>]", text) is not None


def bot_user_id(body: Mapping[str, Any]) -> str:
    """Our user id, as Slack tells it with each event."""
    for each in body.get("authorizations") or ():
        if isinstance(each, Mapping) and isinstance(each.get("user_id"), str):
            return str(each["user_id"])
    return ""


def parse_ts(ts: object) -> datetime | None:
    """The moment that a time stamp of Slack's stands for."""
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    return datetime.fromtimestamp(int(found[1]), UTC) + timedelta(microseconds=int(found[2])) if found else None


def _message_event(
    deps: Deps, body: Mapping[str, Any], event: Mapping[str, Any], changed_at: datetime | None
) -> MessageEvent:
    place = _conversation_kind(body, event)
    text = event.get("text") if isinstance(event.get("text"), str) else ""
    words = _without_mention(body, str(text), place) if place is not ConversationKind.CHANNEL else str(text)
    ask = request_from_event(
        {**body, "event": event}, words, "mention" if place is ConversationKind.MENTION else "message"
    )
    ts, written = str(event.get("ts")), parse_ts(event.get("ts"))
    key = f"msg:{ask.channel}:{ts}" if written else ask.key
    thread = ask.thread_ts if ask.thread_ts != ts else None  # where a thread begins, one stands outside of it
    written = written or deps.clock.now()
    return MessageEvent(replace(ask, key=key, thread_ts=thread), place, ts, written, changed_at or written, ask.key)


def _in_event_channel(event: Mapping[str, Any], message: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message as if it had just been written where the event says."""
    return {**message, "channel": event.get("channel"), "channel_type": event.get("channel_type")}


def _conversation_kind(body: Mapping[str, Any], event: Mapping[str, Any]) -> ConversationKind:
    if event.get("channel_type") == "im":
        return ConversationKind.DIRECT
    named = event.get("type") == "app_mention" or mentions_bot(body, event.get("text"))
    return ConversationKind.MENTION if named else ConversationKind.CHANNEL


def _without_mention(body: Mapping[str, Any], text: str, conversation: ConversationKind) -> str:
    bot = bot_user_id(body)
    if bot:
        text = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", " ", text)
    elif conversation is ConversationKind.MENTION:
        text = re.sub(rf"<@{_USER_ID}(\|[^<>]*)?>", " ", text, count=1)
    said = text.strip().lstrip(SURROUNDING_MARKS)
    greeted = re.sub(
        rf"^(?:{'|'.join(GREETINGS)}|ok|please)\b[{re.escape(SURROUNDING_MARKS)}]*", "", said, flags=re.IGNORECASE
    )
    return greeted or said  # "hey @Roadmate: log 45m vpc" asks to log


def _mapping_at(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = body.get(key)
    return part if isinstance(part, Mapping) else {}
