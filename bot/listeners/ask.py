"""What a person asked, whichever door it came through, and the way back to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from slack_bolt import BoltResponse

from bot.deps import Deps
from bot.views.message import Answer

JSON: Final[dict[str, str | Sequence[str]]] = {"content-type": ["application/json; charset=utf-8"]}
LONGEST_KEY: Final = 190  # the ledger keeps 200, and puts a word before some
_ID: Final = re.compile(r"[!-~]+")  # as Slack's are: nothing that cannot be stored or seen
_PERSON: Final = re.compile(r"<@(?P<id>[UW][A-Z0-9]{1,62})(?:\|(?P<name>[^<>]*))?>|(?<!\S)@(?P<unknown>\S+)")


class Malformed(Exception):
    """A request lacks what every request of its kind has."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of one person. `request` is the key under which its effect happens once."""

    workspace: str
    member: str
    text: str
    channel: str
    request: str
    source: str
    name: str = ""
    trigger: str = ""
    response_url: str = ""
    thread: str | None = None

    def saying(self, text: str) -> Ask:
        """The same request with other words."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom somebody named; without an id it is a name that Slack knows nobody by. `name` is as delivered."""

    id: str
    name: str


def people_in(text: str) -> tuple[str, tuple[Named, ...]]:
    """The words without the people named among them, and those people, each once."""
    found = [Named(each["id"] or "", each["name"] or each["unknown"] or "") for each in _PERSON.finditer(text)]
    words = " ".join(_PERSON.sub(" ", text).split())
    return words, tuple({person.id or person.name: person for person in found}.values())


def from_command(body: Mapping[str, Any]) -> Ask:
    """A slash command. Raises Malformed."""
    trigger = _id(body, "trigger_id", LONGEST_KEY)
    return Ask(
        workspace=_id(body, "team_id"),
        member=_id(body, "user_id"),
        text=_word(body, "text").strip(),
        channel=_word(body, "channel_id"),
        request=trigger,
        source="command",
        name=_name(body, "user_name"),
        trigger=trigger,
        response_url=_word(body, "response_url"),
    )


def from_click(body: Mapping[str, Any]) -> Ask:
    """A pressed button; its value is the text. Raises Malformed."""
    pressed = body.get("actions")
    action = pressed[0] if isinstance(pressed, list) and pressed and isinstance(pressed[0], Mapping) else {}
    trigger, team, user = _word(body, "trigger_id"), _part(body, "team"), _part(body, "user")
    return Ask(
        workspace=_id(team, "id") if team else _id(user, "team_id"),
        member=_id(user, "id"),
        text=_word(action, "value"),
        channel=_word(_part(body, "channel"), "id"),
        request=_id(body, "trigger_id", LONGEST_KEY) if trigger else _id(action, "action_ts"),
        source="button",
        name=_name(user, "username"),
        trigger=trigger,
        response_url=_word(body, "response_url"),
    )


def from_event(body: Mapping[str, Any], text: str, source: str) -> Ask:
    """A mention or a direct message, `text` being its words without our name. Raises Malformed."""
    event = _part(body, "event")
    return Ask(
        workspace=_word(body, "team_id") or _id(event, "team"),
        member=_id(event, "user"),
        text=text.strip(),
        channel=_id(event, "channel"),
        request=_id(body, "event_id"),
        source=source,
        thread=_word(event, "thread_ts") or None,
    )


def reply(deps: Deps, ask: Ask, answer: Answer) -> BoltResponse:
    """Bring the answer back the way the question came. Raises SlackFailure where that needs a call."""
    match ask.source:
        case "command":
            return BoltResponse(status=200, body=answer.body(), headers=JSON)
        case "button":
            deps.slack.respond(ask.response_url, answer.message())
        case "mention":
            deps.slack.whisper(ask.workspace, ask.channel, ask.member, answer.message(), thread=ask.thread)
        case _:
            deps.slack.post(ask.workspace, ask.channel, answer.message(), thread=ask.thread)
    return BoltResponse(status=200, body="")


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = body.get(key)
    return part if isinstance(part, Mapping) else {}


def _word(body: Mapping[str, Any], key: str) -> str:
    word = body.get(key)
    return word if isinstance(word, str) else ""


def _name(body: Mapping[str, Any], key: str) -> str:
    return "".join(letter for letter in _word(body, key) if letter.isprintable())


def _id(body: Mapping[str, Any], key: str, longest: int = 64) -> str:
    word = _word(body, key)
    if len(word) > longest or not _ID.fullmatch(word):
        raise Malformed(key)
    return word
