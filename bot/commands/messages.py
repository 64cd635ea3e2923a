"""What is said where Roadmate can read it: mentions, direct messages, lines in channels, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import App, BoltResponse

from bot.core.people import members
from bot.deps import Deps
from bot.dispatch import event_dedup, message_event
from bot.dispatch.message_event import GREETINGS, SURROUNDING_MARKS, ConversationKind, MessageEvent
from bot.dispatch.request import Request, Response
from bot.dispatch.router import CommandHandler
from bot.features.help import handlers as help_handlers
from bot.features.import_export import handlers as import_export_handlers
from bot.features.message_log import views as message_log_views
from bot.features.message_log.handlers import edited_message as message_log_edited_message
from bot.features.message_log.handlers import new_message as message_log_new_message
from bot.slack.client import parse_profile
from bot.slack.message import AnyMessage

SINGLE_WORD_COMMANDS: Final[Mapping[str, str]] = {"undo": "log", "redo": "log", "list": "log", "next": "roadmap"}


def register(app: App, deps: Deps, handlers: Mapping[str, CommandHandler]) -> None:
    """The events that Roadmate subscribes to; `features` are the commands by name."""

    def mention(body: dict[str, Any]) -> BoltResponse:
        return (
            _answer_message(deps, handlers, body)
            if message_event.is_from_person(body, body["event"])
            else event_dedup.acknowledge()
        )

    def message(body: dict[str, Any]) -> BoltResponse:
        event = body["event"]
        if event.get("subtype") in ("message_changed", "message_deleted"):
            return message_log_edited_message.handle_message_change(
                deps, body, lambda text: _log_line(deps, text, handlers)
            )
        if not message_event.is_from_person(body, event):
            return event_dedup.acknowledge()
        return (
            _answer_message(deps, handlers, body)
            if event.get("channel_type") == "im"
            else _answer_channel_message(deps, body)
        )

    def changed(body: dict[str, Any]) -> BoltResponse:
        _update_profile(deps, body)
        return event_dedup.acknowledge()

    app.event("app_mention")(mention)
    app.event("message")(message)
    app.event("user_change")(changed)


def route_text(deps: Deps, request: Request, handlers: Mapping[str, CommandHandler]) -> Response:
    """Find the feature that a text is for; what is no command is looked up."""
    words = request.text.split()
    if not words or (len(words) == 1 and _normalized_word(words[0]) in GREETINGS):
        return help_handlers.answer_help(deps, request.with_text(""))
    first, rest = _command_name(deps, words[0], handlers), " ".join(words[1:])
    if first == help_handlers.NAME and (len(words) == 1 or _command_name(deps, words[1], handlers) != ""):
        return help_handlers.answer_help(
            deps, request.with_text(_command_name(deps, words[1], handlers) if rest else "")
        )
    if first in handlers:
        return handlers[first](deps, request.with_text(request.text.strip()[len(words[0]) :].strip()))
    if len(words) == 1 and _normalized_word(words[0]) in SINGLE_WORD_COMMANDS:
        return handlers[SINGLE_WORD_COMMANDS[_normalized_word(words[0])]](
            deps, request.with_text(_normalized_word(words[0]))
        )
    return handlers["roadmap"](deps, request)


def _answer_message(deps: Deps, handlers: Mapping[str, CommandHandler], body: Mapping[str, Any]) -> BoltResponse:
    """Do what is asked, then answer."""
    heard = message_event.read_new_message(deps, body)
    if sheet := _answer_files(deps, heard, body["event"].get("files")):
        return event_dedup.respond_once(deps, heard, sheet)
    line = _log_line(deps, heard.request.text, handlers)
    if line is None:
        return event_dedup.respond_once(deps, heard, _answer_command(deps, heard.request, handlers))
    answer = (
        None
        if message_log_new_message.is_stale(deps, heard)
        else message_log_new_message.book_direct_line(deps, heard, line)
    )
    return _answer_booked(deps, heard, answer) if answer else event_dedup.acknowledge()


def _answer_channel_message(deps: Deps, body: Mapping[str, Any]) -> BoltResponse:
    """A message in a channel is left alone unless it is a line for the ledger; one that names us comes as a mention."""
    heard = message_event.read_new_message(deps, body)
    if (
        heard.conversation is not ConversationKind.CHANNEL
        or not message_log_new_message.may_be_line(deps, heard)
        or message_log_new_message.is_stale(deps, heard)
    ):
        return event_dedup.acknowledge()
    answer = message_log_new_message.book_channel_line(deps, heard)
    return _answer_booked(deps, heard, answer) if answer else event_dedup.acknowledge()


def _answer_command(deps: Deps, request: Request, handlers: Mapping[str, CommandHandler]) -> Response:
    """What is no line for the ledger is a command or looked up, unless it speaks of hours."""
    minutes = (
        0 if _leading_command(deps, request.text, handlers) else message_log_new_message.find_minutes(request.text)
    )
    return message_log_views.render_log_hint(minutes) if minutes else route_text(deps, request, handlers)


def _answer_booked(deps: Deps, message: MessageEvent, response: Response) -> BoltResponse:
    return event_dedup.respond_once(
        deps, message, response, with_check_mark=message_log_new_message.has_booked_entries(deps, message)
    )


def _answer_files(deps: Deps, message: MessageEvent, uploads: object) -> AnyMessage | None:
    """What is to be said to the files that came with a direct message."""
    if message.conversation is not ConversationKind.DIRECT or not isinstance(uploads, list):
        return None
    return import_export_handlers.receive_files(
        deps, message.request, [each for each in uploads if isinstance(each, Mapping)]
    )


def _log_line(deps: Deps, text: str, handlers: Mapping[str, CommandHandler]) -> str | None:
    """The line for the ledger that is said to us in these words."""
    line = message_log_new_message.find_direct_line(text, lambda word: _command_name(deps, word, handlers))
    if line is not None or not message_log_new_message.find_minutes(text) or _leading_command(deps, text, handlers):
        return line
    return (
        text.strip()
        if message_log_new_message.reports_hours(deps.catalog.current(), text, deps.clock.now().date())
        else None
    )


def _leading_command(deps: Deps, text: str, handlers: Mapping[str, CommandHandler]) -> str:
    """The command that a text begins with; empty if it begins with none."""
    return _command_name(deps, text.split(maxsplit=1)[0], handlers) if text.split() else ""


def _update_profile(deps: Deps, body: Mapping[str, Any]) -> None:
    """Write down what changed about a person, if it is one who has spoken to us."""
    user, workspace = body["event"].get("user"), body.get("team_id")
    if not isinstance(user, Mapping) or not isinstance(user.get("id"), str) or not isinstance(workspace, str):
        return
    with deps.database.read() as conn:
        known = members.find_member(conn, workspace=workspace, member=user["id"], default_zone=deps.settings.timezone)
    if known:
        deps.directory.save_profile(workspace, parse_profile(user, user["id"]))
        if deps.directory.ensure_member(workspace, user["id"]).zone != known.zone:
            deps.stale_homes.mark_stale(workspace, user["id"])


def _command_name(deps: Deps, word: str, handlers: Mapping[str, CommandHandler]) -> str:
    """The command that a word names, with or without slash and prefix; empty if it names none."""
    name, prefix = _normalized_word(word).removeprefix("/"), deps.settings.command_prefix
    known = {*handlers, help_handlers.NAME}
    return next((each for each in (name, name.removeprefix(prefix)) if each in known), "")


def _normalized_word(word: str) -> str:
    return word.casefold().strip(SURROUNDING_MARKS)
