"""Parse what a person asks of us, however it came, and send the answer back the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from slack_bolt import BoltResponse

from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.event_store import MessageVersion
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.blocks import KEEPS_MESSAGE, split_state
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import Modal, modal_from_message
from bot.slack.payloads import PERSON_PATTERN
from bot.slack.slash import drop_placeholders
from bot.slack.typed_text import read_typed

JSON_HEADERS: Final[dict[str, str | Sequence[str]]] = {"content-type": ["application/json; charset=utf-8"]}
MAX_REQUEST_KEY: Final = 190  # the ledger keeps 200, and puts a word before some
_TS: Final = lazy_pattern(r"[0-9]{10}\.[0-9]{6}")
_DOMAIN: Final = lazy_pattern(r"[a-z0-9-]{1,80}")
_ID: Final = lazy_pattern(r"[!-~]+")  # as Slack's are: nothing that cannot be stored or seen
_HALVES: Final = lazy_pattern("[\ud800-\udfff]")  # of characters: JSON can hold one alone, nothing after it can
_PERSON_ID: Final = lazy_pattern(PERSON_PATTERN)
_CHANNEL_LINK: Final = lazy_pattern(r"<#[CG][A-Z0-9]{2,30}(?:\|[^<>]*)?>")
_MENTION: Final = lazy_pattern(r"<@(?P<id>[UW][A-Z0-9]{1,62})(?:\|(?P<name>[^<>]*))?>|(?<!\S)@(?P<unknown>\S+)")
Response = AnyMessage | Modal  # a window where `request.trigger_id` lets one be opened


class MalformedRequest(Exception):
    """Raised for a request that lacks what every request of its kind has."""


@frozen
class Request:
    """One request of one person. `key` is what its effect happens once under.

    A pressed button stands in a view of `view_type` ("modal", "home"), or on the message with `message_ts`, which
    others read too if `is_shared`, and which stays as it is if `keeps_message`. With a `message_version` it books only
    what that message still says. `drawn_state` is what the button carries of the state it was drawn in: empty for a
    button without one, None for anything else.
    """

    workspace: str
    member: str
    text: str
    channel: str
    key: str
    source: str
    name: str = ""
    trigger_id: str = ""
    response_url: str = ""
    thread_ts: str | None = None
    view_type: str = ""
    view_id: str = ""
    is_shared: bool = False
    keeps_message: bool = False
    message_ts: str = ""  # the timestamp of the message that a pressed button stands on
    message_version: MessageVersion | None = None
    drawn_state: str | None = None
    delivered: str = ""  # what was typed, as Slack delivered it

    @property
    def text_with_channels(self) -> str:
        """The text with each channel as Slack delivered it, `<#C1|learning>`, for those who need its id."""
        text = self.text
        for link in _CHANNEL_LINK.findall(self.delivered):
            text = text.replace(read_typed(link), link, 1)
        return text

    def with_text(self, text: str) -> Request:
        """Return the same request with other words, which are about how things are now."""
        return replace(self, text=text, drawn_state=None)

    def is_outdated(self, state: str) -> bool:
        """Return whether a button was drawn in another state than this one of now, or in none that it tells."""
        return self.drawn_state is not None and self.drawn_state != state


@frozen
class MentionedPerson:
    """Person who is named in a text; without an id it is a name that Slack knows nobody by."""

    id: str
    name: str


@frozen
class FormSubmission:
    """Form that was sent: what stands in each of its fields, empty for nothing, and what travelled with it."""

    request: Request
    fields: Mapping[str, str]
    metadata: str


def extract_people(text: str) -> tuple[str, tuple[MentionedPerson, ...]]:
    """Return the words without the people named among them, and those people, each once."""
    people: dict[str, MentionedPerson] = {}
    for each in _MENTION.finditer(text):
        person = MentionedPerson(each["id"] or "", each["name"] or each["unknown"] or "")
        people[person.id or person.name] = person
    return " ".join(_MENTION.sub(" ", text).split()), tuple(people.values())


def mentions_as_names(text: str) -> str:
    """Return the words with the people in them by name: no mention is left that could notify anyone."""
    return " ".join(_MENTION.sub(lambda each: each["name"] or each["unknown"] or "somebody", text).split())


def mentions_as_handles(text: str, names_by_id: Mapping[str, str]) -> str:
    """Return the words with `@name` in place of each mention; where `names_by_id` has none, the name as delivered."""
    return _MENTION.sub(
        lambda each: f"@{names_by_id.get(each['id'] or '') or each['name'] or each['unknown'] or '?'}", text
    )


def request_from_command(body: Mapping[str, Any], workspace: str) -> Request:
    """Parse a slash command. Raises MalformedRequest."""
    trigger = id_at(body, "trigger_id", MAX_REQUEST_KEY)
    return Request(
        workspace=workspace,
        member=id_at(body, "user_id"),
        text=read_typed(string_at(body, "text")),
        channel=string_at(body, "channel_id"),
        key=trigger,
        source="command",
        name=printable_at(body, "user_name"),
        trigger_id=trigger,
        response_url=string_at(body, "response_url"),
        delivered=string_at(body, "text"),
    )


def request_from_button(body: Mapping[str, Any], workspace: str) -> Request:
    """Parse a pressed button; its value is the text. Raises MalformedRequest."""
    pressed = body.get("actions")
    action = pressed[0] if isinstance(pressed, list) and pressed and isinstance(pressed[0], Mapping) else {}
    trigger, view, container = string_at(body, "trigger_id"), mapping_at(body, "view"), mapping_at(body, "container")
    channel = string_at(mapping_at(body, "channel"), "id")
    text, state = split_state(_action_value(action))
    return replace(
        _request_from_interaction(body, workspace, source="button", text=text),
        channel=channel,
        drawn_state=state,
        key=id_at(body, "trigger_id", MAX_REQUEST_KEY) if trigger else id_at(action, "action_ts"),
        response_url=string_at(body, "response_url"),
        view_type=string_at(view, "type"),
        view_id=string_at(view, "id"),
        is_shared=not view and container.get("is_ephemeral") is False and not channel.startswith("D"),
        keeps_message=not view and string_at(action, "block_id") == KEEPS_MESSAGE,
        message_ts=at if _TS.fullmatch(at := string_at(container, "message_ts")) else "",
    )


def request_from_shortcut(body: Mapping[str, Any], workspace: str) -> Request:
    """Parse a shortcut; the text is a link to the message it was chosen on, if on any. Raises MalformedRequest."""
    trigger = id_at(body, "trigger_id", MAX_REQUEST_KEY)
    return replace(_request_from_interaction(body, workspace, source="shortcut", text=_message_link(body)), key=trigger)


def request_from_options(body: Mapping[str, Any], workspace: str) -> Request:
    """Parse a field's question what to offer; the text is what was typed so far. Raises MalformedRequest."""
    return _request_from_interaction(body, workspace, source="options", text=string_at(body, "value"))


def read_submission(body: Mapping[str, Any], workspace: str) -> FormSubmission:
    """Parse a form that was sent. The same state of the same form is the same request. Raises MalformedRequest."""
    view = mapping_at(body, "view")
    view_id = id_at(view, "id")
    key = f"form:{view_id}:{string_at(view, 'hash')}"[:MAX_REQUEST_KEY]
    values = mapping_at(mapping_at(view, "state"), "values")
    fields = {name: _field_value(block) for name, block in values.items() if isinstance(block, Mapping)}
    sent = _request_from_interaction(body, workspace, source="form", text="")
    request = replace(sent, key=key, view_id=view_id, view_type="modal")
    return FormSubmission(request, fields, string_at(view, "private_metadata"))


def request_from_event(body: Mapping[str, Any], workspace: str, text: str, source: str) -> Request:
    """Parse a mention or a direct message, `text` being its words without our name. Raises MalformedRequest."""
    event = mapping_at(body, "event")
    return Request(
        workspace=workspace,
        member=id_at(event, "user"),
        text=text.strip(),
        channel=id_at(event, "channel"),
        key=id_at(body, "event_id"),
        source=source,
        thread_ts=string_at(event, "thread_ts") or None,
    )


def find_requester(deps: Deps, conn: Connection, request: Request) -> Member:
    """Read who asks, with the roles that count at this moment. Raises LookupError for somebody we have not met."""
    return members.read_requester(conn, workspace=request.workspace, member=request.member, settings=deps.settings)


def requester_today(deps: Deps, request: Request) -> date:
    """Return the day that it is now for who asks."""
    return deps.directory.ensure_member(request.workspace, request.member, request.name).today(deps.clock.now())


def send_response(deps: Deps, request: Request, response: Response) -> BoltResponse:
    """Send the answer back the way the request came. Raises SlackFailure where that needs a call."""
    if isinstance(response, Modal):
        _show_modal(deps, request, response)
    elif request.view_type or request.source == "shortcut":
        _show_modal(deps, request, modal_from_message(response.to_message()))
    elif request.source == "command":
        fitting = deps.slack.fit_to_command(request.workspace, response)
        return BoltResponse(status=200, body=fitting.response_json(), headers=JSON_HEADERS)
    elif request.source == "button":
        message = response.to_message()
        stays = request.is_shared or request.keeps_message or message.keeps_pressed
        deps.slack.respond(request.response_url, message, replace=not stays)
    else:
        _post_response(deps, request, response.to_message())
    return BoltResponse(status=200, body="")


def _post_response(deps: Deps, request: Request, message: Message) -> None:
    """Post the answer to a mention for its author alone, and any other where it was asked for."""
    workspace, channel, thread_ts = request.workspace, request.channel, request.thread_ts
    if request.source == "mention":
        deps.slack.post_ephemeral(workspace, channel, request.member, message, thread_ts=thread_ts)
    else:
        deps.slack.post_message(workspace, channel, message, thread_ts=thread_ts)


def _show_modal(deps: Deps, request: Request, modal: Modal) -> None:
    """Show a window in place of the one that the person looks at, over it, or anew."""
    if request.view_type == "modal" and modal.is_stacked:
        deps.slack.push_modal(request.workspace, request.trigger_id, modal)
    elif request.view_type == "modal":
        deps.slack.update_modal(request.workspace, request.view_id, modal)
    else:
        deps.slack.open_modal(request.workspace, request.trigger_id, modal)


def _request_from_interaction(body: Mapping[str, Any], workspace: str, *, source: str, text: str) -> Request:
    """Parse what all interactions have."""
    user = mapping_at(body, "user")
    return Request(
        workspace=workspace,
        member=id_at(user, "id"),
        text=text,
        channel="",
        key="",
        source=source,
        name=printable_at(user, "username") or printable_at(user, "name"),
        trigger_id=string_at(body, "trigger_id"),
    )


def _action_value(action: Mapping[str, Any]) -> str:
    """Return what a button carries, or what was chosen in a menu or a calendar."""
    option = string_at(mapping_at(action, "selected_option"), "value")
    picked = (string_at(action, f"selected_{kind}") for kind in ("date", "time", "conversation", "user"))
    return string_at(action, "value") or option or next(filter(None, picked), "")


def _field_value(block: Mapping[str, Any]) -> str:
    """Return what stands in a field, whatever its kind."""
    state = next((each for each in block.values() if isinstance(each, Mapping)), {})
    several = state.get("selected_options")
    if isinstance(several, list):
        return ",".join(string_at(option, "value") for option in several if isinstance(option, Mapping))
    return _action_value(state).strip()


def _message_link(body: Mapping[str, Any]) -> str:
    """Return the address of the message that a shortcut was chosen on."""
    message, channel = mapping_at(body, "message"), string_at(mapping_at(body, "channel"), "id")
    ts, domain = string_at(message, "ts"), string_at(mapping_at(body, "team"), "domain")
    if not (_TS.fullmatch(ts) and channel.isalnum() and _DOMAIN.fullmatch(domain)):
        return ""
    thread = string_at(message, "thread_ts")
    inside = f"?thread_ts={thread}&cid={channel}" if _TS.fullmatch(thread) and thread != ts else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{inside}"


def mapping_at(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object under a key of Slack's JSON; an empty one where there is none."""
    part = body.get(key)
    return part if isinstance(part, Mapping) else {}


def string_at(body: Mapping[str, Any], key: str) -> str:
    """Return the text under a key of Slack's JSON; empty where there is none."""
    word = body.get(key)
    return drop_placeholders(_HALVES.sub("\ufffd", word)) if isinstance(word, str) else ""


def printable_at(body: Mapping[str, Any], key: str) -> str:
    """Return the same without what cannot be seen."""
    text = string_at(body, key)
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def id_at(body: Mapping[str, Any], key: str, max_length: int = 64) -> str:
    """Return the id under a key. Raises MalformedRequest where there is none."""
    word = string_at(body, key)
    if len(word) > max_length or not _ID.fullmatch(word):
        raise MalformedRequest(key)
    return word


def person_at(body: Mapping[str, Any], key: str) -> str:
    """Return the id of a person, of the form that buttons carry. Raises MalformedRequest for anything else."""
    word = string_at(body, key)
    if not _PERSON_ID.fullmatch(word):
        raise MalformedRequest(key)
    return word


def read_workspace_and_reader(deps: Deps, conn: Connection, request: Request) -> tuple[Workspace, Member]:
    """Read the workspace as it is set up, and who asks, with the roles that count now."""
    workspace = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    return workspace, find_requester(deps, conn, request)


def list_admin_names(deps: Deps, conn: Connection, request: Request) -> list[str]:
    """List the admins by name."""
    return [each.name for each in members.list_admins(conn, workspace=request.workspace, settings=deps.settings)]
