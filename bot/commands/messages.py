"""Handle what people write where Roadmate can read it: mentions, direct messages, and lines in channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltResponse

from bot.core.people import members
from bot.db.engine import DatabaseUnavailable
from bot.deps import Deps
from bot.directory import HomeUnknown, NotInstalled
from bot.dispatch import command_words, event_dedup, identity, message_event
from bot.dispatch.message_event import SURROUNDING_MARKS, ConversationKind, MessageEvent
from bot.dispatch.request import Request, Response
from bot.dispatch.router import CommandHandler
from bot.feature import SHARED_COMMAND
from bot.features.help import handlers as help_handlers
from bot.features.import_export import handlers as import_export_handlers
from bot.features.message_log.handlers import edited_message, new_message
from bot.features.questions import handlers as question_handlers
from bot.slack.client import parse_profile
from bot.slack.message import AnyMessage, Message


def register(app: App, deps: Deps, handlers: Mapping[str, CommandHandler]) -> None:
    """Listen to the events of messages and people; `handlers` are the commands by name."""

    def handle_mention(body: dict[str, Any]) -> BoltResponse:
        if message_event.is_from_person(body, body["event"]):
            return _answer_message(deps, handlers, body)
        return event_dedup.acknowledge()

    def handle_message(body: dict[str, Any]) -> BoltResponse:
        event = body["event"]
        if event.get("subtype") in ("message_changed", "message_deleted"):
            return edited_message.handle_message_change(deps, body, lambda text: _log_line(deps, text, handlers))
        if not message_event.is_from_person(body, event):
            return event_dedup.acknowledge()
        if event.get("channel_type") == "im":
            return _answer_message(deps, handlers, body)
        return _answer_channel_message(deps, body)

    def handle_user_change(body: dict[str, Any]) -> BoltResponse:
        _update_profile(deps, body)
        return event_dedup.acknowledge()

    app.event("app_mention")(handle_mention)
    app.event("message")(handle_message)
    app.event("user_change")(handle_user_change)


def route_text(deps: Deps, request: Request, handlers: Mapping[str, CommandHandler]) -> Response:
    """Answer the command that a text begins with or stands for; anything else is looked up in the roadmaps."""
    words = request.text.split()
    if not words:
        return help_handlers.answer_help(deps, request.with_text(""))
    name = _command_name(deps, words[0], handlers)
    topic = _command_name(deps, words[1], handlers) if len(words) > 1 else ""
    if name == help_handlers.NAME and (topic or len(words) == 1):
        return help_handlers.answer_help(deps, request.with_text(topic))
    if name == help_handlers.NAME and len(words) == 2 and (line := _help_line(deps, words[1])):
        return command_words.answer_command(handlers, deps, line[0], request.with_text(line[1]))
    if name not in handlers:
        return command_words.answer_command(handlers, deps, command_words.ALONE, request)
    rest = request.text.strip()[len(words[0]) :].strip()
    return command_words.answer_command(handlers, deps, name, request.with_text(rest))


def _answer_message(deps: Deps, handlers: Mapping[str, CommandHandler], body: Mapping[str, Any]) -> BoltResponse:
    """Do what the message asks for, then answer."""
    message = message_event.read_new_message(deps, body)
    message.admit_author(deps)
    if response := _answer_files(deps, message, body["event"].get("files")):
        return event_dedup.respond_once(deps, message, response)
    line = _log_line(deps, message.request.text, handlers)
    if line is None:
        return event_dedup.respond_once(deps, message, _answer_command(deps, message.request, handlers))
    if new_message.is_stale(deps, message):
        return event_dedup.acknowledge()
    return _answer_booked(deps, message, new_message.book_direct_line(deps, message, line))


def _answer_channel_message(deps: Deps, body: Mapping[str, Any]) -> BoltResponse:
    """Book a line for the ledger; ignore any other message in a channel; one with our name comes as a mention."""
    message = message_event.read_new_message(deps, body)
    if message.conversation is not ConversationKind.CHANNEL or not new_message.may_be_line(deps, message):
        return event_dedup.acknowledge()
    message.admit_author(deps)
    if new_message.is_stale(deps, message):
        return event_dedup.acknowledge()
    return _answer_booked(deps, message, new_message.book_channel_line(deps, message))


def _answer_command(deps: Deps, request: Request, handlers: Mapping[str, CommandHandler]) -> Response:
    """Answer a text that is not a line for the ledger: the command that it is or stands for, a question, a look-up."""
    text = request.text
    if _leading_command(deps, text, handlers) or command_words.read_meaning(
        deps, request.workspace, command_words.ALONE, text
    ):
        return route_text(deps, request, handlers)
    answer = question_handlers.read_question(deps, request) if text.strip() else None
    if isinstance(answer, Message):
        return answer
    return route_text(deps, request.with_text(answer) if answer else request, handlers)


def _answer_booked(deps: Deps, message: MessageEvent, response: Response | None) -> BoltResponse:
    if not response:
        return event_dedup.acknowledge()
    try:
        is_booked = new_message.has_booked_entries(deps, message)
    except DatabaseUnavailable:  # what was asked for may be done, so nobody may be told that it failed
        is_booked = False
    return event_dedup.respond_once(deps, message, response, with_check_mark=is_booked)


def _answer_files(deps: Deps, message: MessageEvent, uploads: object) -> AnyMessage | None:
    """Take the files that came with a direct message; None where there are none to answer."""
    if message.conversation is not ConversationKind.DIRECT or not isinstance(uploads, list):
        return None
    files = [each for each in uploads if isinstance(each, Mapping)]
    return import_export_handlers.receive_files(deps, message.request, files)


def _log_line(deps: Deps, text: str, handlers: Mapping[str, CommandHandler]) -> str | None:
    """Return the line for the ledger that a text to us is; None for a sentence, which is offered to be logged."""
    return new_message.find_direct_line(text, lambda word: _command_name(deps, word, handlers))


def _leading_command(deps: Deps, text: str, handlers: Mapping[str, CommandHandler]) -> str:
    """Return the command that a text begins with; empty if it begins with none."""
    return _command_name(deps, text.split(maxsplit=1)[0], handlers) if text.split() else ""


def _update_profile(deps: Deps, body: Mapping[str, Any]) -> None:
    """Save a person's changed profile, if they are a member already.

    One of somebody at home elsewhere is not taken for the member's of that id: Slack is asked about the member.
    """
    user = body["event"].get("user")
    if not isinstance(user, Mapping) or not isinstance(user.get("id"), str):
        return
    try:
        workspace = identity.find_installation(deps, body).workspace
    except (NotInstalled, HomeUnknown):
        return
    with deps.database.read() as conn:
        known = members.find_member(conn, workspace=workspace, member=user["id"], default_zone=deps.settings.timezone)
    if not known or not deps.directory.update_profile(workspace, parse_profile(user, user["id"])):
        return
    if deps.directory.ensure_member(workspace, user["id"]).zone != known.zone:
        deps.stale_homes.mark_stale(workspace, user["id"])


def _command_name(deps: Deps, word: str, handlers: Mapping[str, CommandHandler]) -> str:
    """Return the command that a word names, with or without slash and prefix; empty if it names none."""
    name, prefix = _normalized_word(word).removeprefix("/"), deps.settings.command_prefix
    known = {*handlers, help_handlers.NAME}
    return next((each for each in (name, name.removeprefix(prefix)) if each in known), "")


def _help_line(deps: Deps, word: str) -> tuple[str, str] | None:
    """Return the command, and the words behind it, that explain a word of Roadmate's; None for any other."""
    key = _normalized_word(word)
    if key in deps.words.shared_words:
        return SHARED_COMMAND, f"{help_handlers.NAME} {key}"
    meaning = deps.words.synonyms.get(key)
    is_own = isinstance(meaning, str) and meaning.split()[-1] == key  # `coverage` of `/team coverage`
    return (meaning.split()[0], help_handlers.NAME) if isinstance(meaning, str) and is_own else None


def _normalized_word(word: str) -> str:
    return word.casefold().strip(SURROUNDING_MARKS)
