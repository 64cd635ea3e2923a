"""Parse Slack's events about messages that people wrote: new, edited and deleted ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from bot.core.people.installation import Installation
from bot.deps import Deps
from bot.dispatch import identity
from bot.dispatch.event_store import MessageVersion
from bot.dispatch.request import Request, mapping_at, request_from_event
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.home_team import HomeTeam
from bot.slack.slash import drop_placeholders
from bot.slack.typed_text import read_said, read_typed
from bot.timeexpr.normalize import EMOJI_ALIAS

# Messages of people; all other subtypes tell of joins and the like.
PERSON_SUBTYPES: Final = frozenset({"file_share", "me_message", "thread_broadcast"})
GREETINGS: Final = frozenset({"hi", "hello", "hey", "thanks"})
SURROUNDING_MARKS: Final = " \t\n,:;.!?*_~`"  # may stand around our name, and around the words that follow it
_EMOJI: Final = rf"(?:{EMOJI_ALIAS.pattern}|[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d])"
_EMOJI_BEFORE_LOG = lazy_pattern(rf"\A(?:{_EMOJI}\s*)+(?=/?log\s)", re.IGNORECASE)
_LEADING_EMOJI = lazy_pattern(rf"\A(?:{_EMOJI}\s*)+(?=[^\s:])", re.IGNORECASE)
_USER_ID: Final = r"[UW][A-Z0-9]+"
_TS: Final = lazy_pattern(r"([0-9]{10})\.([0-9]{6})")


class ConversationKind(Enum):
    """Kind of conversation that a message was written in, which decides whether it is for us."""

    DIRECT = "direct"
    MENTION = "mention"
    CHANNEL = "channel"


@frozen
class MessageEvent:
    """Message of a person. `request.text` is without our name; what it books bears the key `request.key`.

    `changed_at` is when it took its present form, `written_at` when it was sent; `event_id` is the event's own.
    """

    request: Request
    conversation: ConversationKind
    ts: str
    written_at: datetime
    changed_at: datetime
    event_id: str
    installation: Installation
    author_home: HomeTeam  # as the event tells it

    def admit_author(self, deps: Deps) -> None:
        """Let the author in as one of the installation's people. Raises what `Directory.admit` raises."""
        deps.directory.admit(self.installation, self.request.member, self.author_home)

    @property
    def version_ts(self) -> str:
        """Return the time stamp of its present form."""
        return f"{int(self.changed_at.timestamp())}.{self.changed_at.microsecond:06d}"

    @property
    def message_version(self) -> MessageVersion:
        """Return the message in its present form, under a key that is unique over all workspaces."""
        return MessageVersion(f"{self.request.workspace}:{self.request.key}", self.changed_at)

    def local_day(self, deps: Deps) -> date:
        """Return the author's day on which it was written, however late its event comes."""
        author = deps.directory.ensure_member(self.request.workspace, self.request.member)
        return min(author.today(self.written_at), author.today(deps.clock.now()))


def read_new_message(deps: Deps, body: Mapping[str, Any]) -> MessageEvent:
    """Parse a message that was just written. Raises MalformedRequest."""
    event = body["event"]
    return _message_event(deps, body, event, parse_ts(mapping_at(event, "edited").get("ts")))


def read_edit(deps: Deps, body: Mapping[str, Any]) -> tuple[MessageEvent | None, MessageEvent] | None:
    """Parse a person's message as it was, where Slack tells, and as it is now; None unless its words were edited."""
    event = body["event"]
    message, before = mapping_at(event, "message"), mapping_at(event, "previous_message")
    edit = mapping_at(message, "edited")
    edited_at = parse_ts(edit.get("ts"))
    if not is_from_person(body, message) or message.get("text") == before.get("text"):
        return None
    if edited_at is None or edit.get("user") != message["user"]:
        return None
    is_told = before.get("user") == message["user"]
    old = _message_event(deps, body, _in_event_channel(event, before), None) if is_told else None
    return old, _message_event(deps, body, _in_event_channel(event, message), edited_at)


def read_deletion(deps: Deps, body: Mapping[str, Any]) -> MessageEvent | None:
    """Parse a person's message as it was before it was deleted; None where Slack does not tell whose it was."""
    event = body["event"]
    before = mapping_at(event, "previous_message")
    if not is_from_person(body, before):
        return None
    deleted_at = parse_ts(event.get("event_ts")) or parse_ts(event.get("ts")) or deps.clock.now()
    return _message_event(deps, body, _in_event_channel(event, before), deleted_at)


def is_deletion(event: Mapping[str, Any]) -> bool:
    """Tell whether a message was deleted; Slack changes one with replies into a tombstone."""
    is_tombstone = mapping_at(event, "message").get("subtype") == "tombstone"
    return event.get("subtype") == "message_deleted" or (event.get("subtype") == "message_changed" and is_tombstone)


def is_from_person(body: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Tell whether a person wrote it: no bot, not ourselves, and no notice of Slack's."""
    user = event.get("user")
    is_bot = user in (bot_user_id(body), "USLACKBOT") or event.get("bot_id")
    subtype = event.get("subtype")
    is_spoken = subtype is None or (isinstance(subtype, str) and subtype in PERSON_SUBTYPES)
    return bool(user) and not is_bot and is_spoken


def mentions_bot(body: Mapping[str, Any], text: object) -> bool:
    """Tell whether our name stands in a text."""
    bot = bot_user_id(body)
    return bool(bot) and isinstance(text, str) and re.search(rf"<@{re.escape(bot)}[|>]", text) is not None


def bot_user_id(body: Mapping[str, Any]) -> str:
    """Return our user id, which Slack sends with each event; empty where it does not."""
    for each in body.get("authorizations") or ():
        if isinstance(each, Mapping) and isinstance(each.get("user_id"), str):
            return str(each["user_id"])
    return ""


def parse_ts(ts: object) -> datetime | None:
    """Parse a time stamp of Slack's; None where it is none."""
    match = _TS.fullmatch(ts) if isinstance(ts, str) else None
    return datetime.fromtimestamp(int(match[1]), UTC) + timedelta(microseconds=int(match[2])) if match else None


def _message_event(
    deps: Deps, body: Mapping[str, Any], event: Mapping[str, Any], changed_at: datetime | None
) -> MessageEvent:
    kind = _conversation_kind(body, event)
    text = drop_placeholders(str(event["text"])) if isinstance(event.get("text"), str) else ""
    if kind is ConversationKind.CHANNEL:
        words = _EMOJI_BEFORE_LOG.sub("", read_said(text), count=1)
    else:
        words = _without_mention(body, text, kind)
    source = "mention" if kind is ConversationKind.MENTION else "message"
    installation = identity.find_installation(deps, body)
    asked = request_from_event({**body, "event": event}, installation.workspace, words, source)
    ts, written_at = str(event.get("ts")), parse_ts(event.get("ts"))
    key = f"msg:{asked.channel}:{ts}" if written_at else asked.key
    thread_ts = asked.thread_ts if asked.thread_ts != ts else None  # the first message of a thread is outside of it
    written_at = written_at or deps.clock.now()
    request = replace(asked, key=key, thread_ts=thread_ts, delivered=text)
    home = identity.home_of_author(body, event, installation)
    return MessageEvent(request, kind, ts, written_at, changed_at or written_at, asked.key, installation, home)


def _in_event_channel(event: Mapping[str, Any], message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a message as if it had just been written in the event's channel."""
    return {**message, "channel": event.get("channel"), "channel_type": event.get("channel_type")}


def _conversation_kind(body: Mapping[str, Any], event: Mapping[str, Any]) -> ConversationKind:
    if event.get("channel_type") == "im":
        return ConversationKind.DIRECT
    is_mention = event.get("type") == "app_mention" or mentions_bot(body, event.get("text"))
    return ConversationKind.MENTION if is_mention else ConversationKind.CHANNEL


def _without_mention(body: Mapping[str, Any], text: str, conversation: ConversationKind) -> str:
    bot = bot_user_id(body)
    if bot:
        text = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", " ", text)
    elif conversation is ConversationKind.MENTION:
        text = re.sub(rf"<@{_USER_ID}(\|[^<>]*)?>", " ", text, count=1)
    words = _LEADING_EMOJI.sub("", read_typed(text), count=1).lstrip(SURROUNDING_MARKS)
    greeting = rf"^(?:{'|'.join(GREETINGS)}|ok|please)\b[{re.escape(SURROUNDING_MARKS)}]*"
    return re.sub(greeting, "", words, flags=re.IGNORECASE) or words  # "hey @Roadmate: log 45m vpc" asks to log
