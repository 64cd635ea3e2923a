"""What a person asked, whichever door it came through, and the way back to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from slack_bolt import BoltResponse

from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.message_versions import Edition
from bot.slack.message import Answer
from bot.slack.modals import Modal, of_message

JSON: Final[dict[str, str | Sequence[str]]] = {"content-type": ["application/json; charset=utf-8"]}


LONGEST_KEY: Final = 190  # the ledger keeps 200, and puts a word before some


_TS: Final = re.compile(r"[0-9]{10}\.[0-9]{6}")


_DOMAIN: Final = re.compile(r"[a-z0-9-]{1,80}")


_ID: Final = re.compile(r"[!-~]+")  # as Slack's are: nothing that cannot be stored or seen


_PERSON: Final = re.compile(r"<@(?P<id>[UW][A-Z0-9]{1,62})(?:\|(?P<name>[^<>]*))?>|(?<!\S)@(?P<unknown>\S+)")


Reply = Answer | Modal  # a window where `ask.trigger` lets one be opened


class Malformed(Exception):
    """A request lacks what every request of its kind has."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of one person. `request` is the key under which its effect happens once.

    A pressed button stands in a `view` ("modal", "home"), or on a `message` (its ts), which others read too where it
    is `shared`. With an `edition` it books only what that message still says.
    """

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
    view: str = ""
    view_id: str = ""
    shared: bool = False
    message: str = ""  # the timestamp of the message that a pressed button stands on
    edition: Edition | None = None

    def saying(self, text: str) -> Ask:
        """The same request with other words."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom somebody named; without an id it is a name that Slack knows nobody by. `name` is as delivered."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent: what stands in each of its fields, empty for nothing, and what travelled with it."""

    ask: Ask
    fields: Mapping[str, str]
    metadata: str


def people_in(text: str) -> tuple[str, tuple[Named, ...]]:
    """The words without the people named among them, and those people, each once."""
    found = [Named(each["id"] or "", each["name"] or each["unknown"] or "") for each in _PERSON.finditer(text)]
    words = " ".join(_PERSON.sub(" ", text).split())
    return words, tuple({person.id or person.name: person for person in found}.values())


def in_words(text: str) -> str:
    """The same with the people in it by name: no mention is left to be read or to notify anyone."""
    return " ".join(_PERSON.sub(lambda each: each["name"] or each["unknown"] or "somebody", text).split())


def named_in(text: str, known: Mapping[str, str]) -> str:
    """The words with `@name` in place of each mention; `known` are names by id, where Slack has sent none."""
    return _PERSON.sub(lambda each: f"@{each['name'] or known.get(each['id'] or '') or each['unknown'] or '?'}", text)


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
    trigger, view, container = _word(body, "trigger_id"), _part(body, "view"), _part(body, "container")
    channel = _word(_part(body, "channel"), "id")
    return replace(
        _interaction(body, source="button", text=_chosen(action)),
        channel=channel,
        request=_id(body, "trigger_id", LONGEST_KEY) if trigger else _id(action, "action_ts"),
        response_url=_word(body, "response_url"),
        view=_word(view, "type"),
        view_id=_word(view, "id"),
        shared=not view and container.get("is_ephemeral") is False and not channel.startswith("D"),
        message=at if _TS.fullmatch(at := _word(container, "message_ts")) else "",
    )


def from_shortcut(body: Mapping[str, Any]) -> Ask:
    """A chosen shortcut; the text is the link to the message it was chosen on, if it was on one. Raises Malformed."""
    trigger = _id(body, "trigger_id", LONGEST_KEY)
    return replace(_interaction(body, source="shortcut", text=_link(body)), request=trigger)


def from_options(body: Mapping[str, Any]) -> Ask:
    """A field that asks what it may offer; the text is what was typed so far. Raises Malformed."""
    return _interaction(body, source="options", text=_word(body, "value"))


def from_submission(body: Mapping[str, Any]) -> Submitted:
    """A form that was sent. The same state of the same form is the same request. Raises Malformed."""
    view = _part(body, "view")
    request = f"form:{_id(view, 'id')}:{_word(view, 'hash')}"[:LONGEST_KEY]
    values = _part(_part(view, "state"), "values")
    fields = {name: _entered(block) for name, block in values.items() if isinstance(block, Mapping)}
    ask = replace(_interaction(body, source="form", text=""), request=request, view_id=_id(view, "id"), view="modal")
    return Submitted(ask, fields, _word(view, "private_metadata"))


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


def reader_of(deps: Deps, session: Connection, ask: Ask) -> Member:
    """Who asks, with the roles that count at this moment. Raises LookupError for somebody we have not met."""
    return members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)


def today_of(deps: Deps, ask: Ask) -> date:
    """The day that it is now for who asks."""
    return deps.people.meet(ask.workspace, ask.member, ask.name).today(deps.clock.now())


def reply(deps: Deps, ask: Ask, answer: Reply) -> BoltResponse:
    """Bring the answer back the way the question came. Raises SlackFailure where that needs a call."""
    if isinstance(answer, Modal) or ask.view or ask.source == "shortcut":
        _show(deps, ask, answer if isinstance(answer, Modal) else of_message(answer.message()))
        return BoltResponse(status=200, body="")
    match ask.source:
        case "command":
            return BoltResponse(status=200, body=answer.body(), headers=JSON)
        case "button":
            deps.slack.respond(ask.response_url, answer.message(), replace=not ask.shared)
        case "mention":
            deps.slack.whisper(ask.workspace, ask.channel, ask.member, answer.message(), thread=ask.thread)
        case _:
            deps.slack.post(ask.workspace, ask.channel, answer.message(), thread=ask.thread)
    return BoltResponse(status=200, body="")


def _show(deps: Deps, ask: Ask, modal: Modal) -> None:
    """In the window that the person looks at, over it, or in a new one."""
    if ask.view == "modal" and modal.above:
        deps.slack.push(ask.workspace, ask.trigger, modal)
    elif ask.view == "modal":
        deps.slack.update(ask.workspace, ask.view_id, modal)
    else:
        deps.slack.open(ask.workspace, ask.trigger, modal)


def _interaction(body: Mapping[str, Any], *, source: str, text: str) -> Ask:
    """What all interactions tell."""
    team, user = _part(body, "team"), _part(body, "user")
    return Ask(
        workspace=_id(team, "id") if team else _id(user, "team_id"),
        member=_id(user, "id"),
        text=text,
        channel="",
        request="",
        source=source,
        name=_name(user, "username") or _name(user, "name"),
        trigger=_word(body, "trigger_id"),
    )


def _chosen(action: Mapping[str, Any]) -> str:
    """What a button carries, or what was chosen in a menu or a calendar."""
    option = _word(_part(action, "selected_option"), "value")
    picked = (_word(action, f"selected_{kind}") for kind in ("date", "time", "conversation"))
    return _word(action, "value") or option or next(filter(None, picked), "")


def _entered(block: Mapping[str, Any]) -> str:
    """What stands in a field, whatever its kind."""
    state = next((each for each in block.values() if isinstance(each, Mapping)), {})
    several = state.get("selected_options")
    if isinstance(several, list):
        return ",".join(_word(option, "value") for option in several if isinstance(option, Mapping))
    return _chosen(state).strip()


def _link(body: Mapping[str, Any]) -> str:
    """The address of the message that a shortcut was chosen on."""
    message, channel = _part(body, "message"), _word(_part(body, "channel"), "id")
    ts, domain = _word(message, "ts"), _word(_part(body, "team"), "domain")
    if not (_TS.fullmatch(ts) and channel.isalnum() and _DOMAIN.fullmatch(domain)):
        return ""
    thread = _word(message, "thread_ts")
    inside = f"?thread_ts={thread}&cid={channel}" if _TS.fullmatch(thread) and thread != ts else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{inside}"


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


def read(deps: Deps, session: Connection, ask: Ask) -> tuple[Workspace, Member]:
    """The workspace as it is set up, and who asks, with the roles that count now."""
    workspace = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    return workspace, reader_of(deps, session, ask)


def admins(deps: Deps, session: Connection, ask: Ask) -> list[str]:
    """The admins by name."""
    return [each.name for each in members.admins(session, workspace=ask.workspace, settings=deps.settings)]
