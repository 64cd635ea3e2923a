"""What people said where Roadmate can read it, as Slack's events tell it: new, edited and deleted messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from bot.deps import Deps
from bot.dispatch.message_versions import Edition
from bot.dispatch.request import Ask, from_event

# What carries a person's words; all other subtypes tell of joins and the like.
SPOKEN: Final = frozenset({None, "file_share", "me_message", "thread_broadcast"})
GREETINGS: Final = frozenset({"hi", "hello", "hey", "thanks"})
AROUND: Final = " \t\n,:;.!?*_~`"  # what may stand around our name, and around the words said to us
_ANYONE: Final = r"[UW][A-Z0-9]+"
_TS: Final = re.compile(r"([0-9]{10})\.([0-9]{6})")


class Place(Enum):
    """Where a message stands, which decides whether it is for us."""

    DIRECT = "direct"
    MENTION = "mention"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a person's. `ask.text` is what was said without our name; what it books bears the key `ask.request`.

    `at` is the moment when it took its present form, `written` when it was sent; `event` is what told us.
    """

    ask: Ask
    place: Place
    ts: str
    written: datetime
    at: datetime
    event: str

    @property
    def version(self) -> str:
        """The time stamp of its present form."""
        return f"{int(self.at.timestamp())}.{self.at.microsecond:06d}"

    @property
    def edition(self) -> Edition:
        """The message in its present form, among those of all workspaces."""
        return Edition(f"{self.ask.workspace}:{self.ask.request}", self.at)

    def day(self, deps: Deps) -> date:
        """The author's day on which it was written, however late we hear of it."""
        local = deps.people.meet(self.ask.workspace, self.ask.member)
        return min(local.today(self.written), local.today(deps.clock.now()))


def new(deps: Deps, body: Mapping[str, Any]) -> Said:
    """A message that was just written. Raises Malformed."""
    event = body["event"]
    return _said(deps, body, event, moment(_part(event, "edited").get("ts")))


def edited(deps: Deps, body: Mapping[str, Any]) -> tuple[Said | None, Said] | None:
    """What a person's message said (if that is told) and says now; None for a change of anything but their words."""
    event = body["event"]
    message, before = _part(event, "message"), _part(event, "previous_message")
    changed = _part(message, "edited")
    at = moment(changed.get("ts"))
    if not is_spoken(body, message) or message.get("text") == before.get("text"):
        return None
    if at is None or changed.get("user") != message["user"]:
        return None
    was = _said(deps, body, _within(event, before), None) if before.get("user") == message["user"] else None
    return was, _said(deps, body, _within(event, message), at)


def deleted(deps: Deps, body: Mapping[str, Any]) -> Said | None:
    """A person's message as it was before it was deleted; None where Slack does not tell whose it was."""
    event = body["event"]
    before = _part(event, "previous_message")
    if not is_spoken(body, before):
        return None
    at = moment(event.get("event_ts")) or moment(event.get("ts"))
    return _said(deps, body, _within(event, before), at or deps.clock.now())


def is_gone(event: Mapping[str, Any]) -> bool:
    """Whether a message was deleted; one with replies is changed into a stone that says so."""
    stone = _part(event, "message").get("subtype") == "tombstone"
    return event.get("subtype") == "message_deleted" or (event.get("subtype") == "message_changed" and stone)


def is_spoken(body: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a person said it: no bot, not ourselves, and no notice of Slack's."""
    user = event.get("user")
    ours = user == own_id(body) or user == "USLACKBOT"
    return bool(user) and not ours and not event.get("bot_id") and event.get("subtype") in SPOKEN


def names_us(body: Mapping[str, Any], text: object) -> bool:
    """Whether our name stands in a text."""
    bot = own_id(body)
    return bool(bot) and isinstance(text, str) and re.search(rf"<@{re.escape(bot)}[|>]", text) is not None


def own_id(body: Mapping[str, Any]) -> str:
    """Our user id, as Slack tells it with each event."""
    for each in body.get("authorizations") or ():
        if isinstance(each, Mapping) and isinstance(each.get("user_id"), str):
            return str(each["user_id"])
    return ""


def moment(ts: object) -> datetime | None:
    """The moment that a time stamp of Slack's stands for."""
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    return datetime.fromtimestamp(int(found[1]), UTC) + timedelta(microseconds=int(found[2])) if found else None


def _said(deps: Deps, body: Mapping[str, Any], event: Mapping[str, Any], at: datetime | None) -> Said:
    place = _place(body, event)
    text = event.get("text") if isinstance(event.get("text"), str) else ""
    words = _without_our_name(body, str(text), place) if place is not Place.CHANNEL else str(text)
    ask = from_event({**body, "event": event}, words, "mention" if place is Place.MENTION else "message")
    ts, written = str(event.get("ts")), moment(event.get("ts"))
    key = f"msg:{ask.channel}:{ts}" if written else ask.request
    thread = ask.thread if ask.thread != ts else None  # where a thread begins, one stands outside of it
    written = written or deps.clock.now()
    return Said(replace(ask, request=key, thread=thread), place, ts, written, at or written, ask.request)


def _within(event: Mapping[str, Any], message: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message as if it had just been written where the event says."""
    return {**message, "channel": event.get("channel"), "channel_type": event.get("channel_type")}


def _place(body: Mapping[str, Any], event: Mapping[str, Any]) -> Place:
    if event.get("channel_type") == "im":
        return Place.DIRECT
    named = event.get("type") == "app_mention" or names_us(body, event.get("text"))
    return Place.MENTION if named else Place.CHANNEL


def _without_our_name(body: Mapping[str, Any], text: str, place: Place) -> str:
    bot = own_id(body)
    if bot:
        text = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", " ", text)
    elif place is Place.MENTION:
        text = re.sub(rf"<@{_ANYONE}(\|[^<>]*)?>", " ", text, count=1)
    said = text.strip().lstrip(AROUND)
    greeted = re.sub(rf"^(?:{'|'.join(GREETINGS)}|ok|please)\b[{re.escape(AROUND)}]*", "", said, flags=re.IGNORECASE)
    return greeted or said  # "hey @Roadmate: log 45m vpc" asks to log


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = body.get(key)
    return part if isinstance(part, Mapping) else {}
