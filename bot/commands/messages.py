"""What is said where Roadmate can read it: mentions, direct messages, lines in channels, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import App, BoltResponse

from bot.core.people import members
from bot.deps import Deps
from bot.dispatch import event_dedup, message_event
from bot.dispatch.message_event import AROUND, GREETINGS, Place, Said
from bot.dispatch.request import Ask, Reply
from bot.dispatch.router import Feature
from bot.features.help import handlers as help_handlers
from bot.features.import_export import handlers as import_export_handlers
from bot.features.message_log.handlers import edited_message as message_log_edited_message
from bot.features.message_log.handlers import new_message as message_log_new_message
from bot.features.message_log.views import replies as message_log_replies
from bot.slack.client import read_profile
from bot.slack.message import Answer

ALONE: Final[Mapping[str, str]] = {"undo": "log", "redo": "log", "list": "log", "next": "roadmap"}


def register(app: App, deps: Deps, features: Mapping[str, Feature]) -> None:
    """The events that Roadmate subscribes to; `features` are the commands by name."""

    def mention(body: dict[str, Any]) -> BoltResponse:
        return _answer(deps, features, body) if message_event.is_spoken(body, body["event"]) else event_dedup.noted()

    def message(body: dict[str, Any]) -> BoltResponse:
        event = body["event"]
        if event.get("subtype") in ("message_changed", "message_deleted"):
            return message_log_edited_message.heard(deps, body, lambda text: _line(deps, text, features))
        if not message_event.is_spoken(body, event):
            return event_dedup.noted()
        return _answer(deps, features, body) if event.get("channel_type") == "im" else _overhear(deps, body)

    def changed(body: dict[str, Any]) -> BoltResponse:
        _learn(deps, body)
        return event_dedup.noted()

    app.event("app_mention")(mention)
    app.event("message")(message)
    app.event("user_change")(changed)


def route(deps: Deps, ask: Ask, features: Mapping[str, Feature]) -> Reply:
    """Find the feature that a text is for; what is no command is looked up."""
    words = ask.text.split()
    if not words or (len(words) == 1 and _bare(words[0]) in GREETINGS):
        return help_handlers.answer(deps, ask.saying(""))
    first, rest = _command(deps, words[0], features), " ".join(words[1:])
    if first == help_handlers.NAME and (len(words) == 1 or _command(deps, words[1], features) != ""):
        return help_handlers.answer(deps, ask.saying(_command(deps, words[1], features) if rest else ""))
    if first in features:
        return features[first](deps, ask.saying(ask.text.strip()[len(words[0]) :].strip()))
    if len(words) == 1 and _bare(words[0]) in ALONE:
        return features[ALONE[_bare(words[0])]](deps, ask.saying(_bare(words[0])))
    return features["roadmap"](deps, ask)


def _answer(deps: Deps, features: Mapping[str, Feature], body: Mapping[str, Any]) -> BoltResponse:
    """Do what is asked, then answer."""
    heard = message_event.new(deps, body)
    if sheet := _received(deps, heard, body["event"].get("files")):
        return event_dedup.answer(deps, heard, sheet)
    line = _line(deps, heard.ask.text, features)
    if line is None:
        return event_dedup.answer(deps, heard, _unbooked(deps, heard.ask, features))
    answer = (
        None if message_log_new_message.is_overtaken(deps, heard) else message_log_new_message.book(deps, heard, line)
    )
    return _booked(deps, heard, answer) if answer else event_dedup.noted()


def _overhear(deps: Deps, body: Mapping[str, Any]) -> BoltResponse:
    """A message in a channel is left alone unless it is a line for the ledger; one that names us comes as a mention."""
    heard = message_event.new(deps, body)
    if (
        heard.place is not Place.CHANNEL
        or not message_log_new_message.may_be_line(deps, heard)
        or message_log_new_message.is_overtaken(deps, heard)
    ):
        return event_dedup.noted()
    answer = message_log_new_message.book_overheard(deps, heard)
    return _booked(deps, heard, answer) if answer else event_dedup.noted()


def _unbooked(deps: Deps, ask: Ask, features: Mapping[str, Feature]) -> Reply:
    """What is no line for the ledger is a command or looked up, unless it speaks of hours."""
    minutes = 0 if _opens(deps, ask.text, features) else message_log_new_message.length_in(ask.text)
    return message_log_replies.no_line(minutes) if minutes else route(deps, ask, features)


def _booked(deps: Deps, heard: Said, answer: Reply) -> BoltResponse:
    return event_dedup.answer(deps, heard, answer, mark=message_log_new_message.has_booked(deps, heard))


def _received(deps: Deps, heard: Said, sent: object) -> Answer | None:
    """What is to be said to the files that came with a direct message."""
    if heard.place is not Place.DIRECT or not isinstance(sent, list):
        return None
    return import_export_handlers.received(deps, heard.ask, [each for each in sent if isinstance(each, Mapping)])


def _line(deps: Deps, text: str, features: Mapping[str, Feature]) -> str | None:
    """The line for the ledger that is said to us in these words."""
    line = message_log_new_message.line_of(text, lambda word: _command(deps, word, features))
    if line is not None or not message_log_new_message.length_in(text) or _opens(deps, text, features):
        return line
    return (
        text.strip() if message_log_new_message.is_told(deps.catalog.current(), text, deps.clock.now().date()) else None
    )


def _opens(deps: Deps, text: str, features: Mapping[str, Feature]) -> str:
    """The command that a text begins with; empty if it begins with none."""
    return _command(deps, text.split(maxsplit=1)[0], features) if text.split() else ""


def _learn(deps: Deps, body: Mapping[str, Any]) -> None:
    """Write down what changed about a person, if it is one who has spoken to us."""
    user, workspace = body["event"].get("user"), body.get("team_id")
    if not isinstance(user, Mapping) or not isinstance(user.get("id"), str) or not isinstance(workspace, str):
        return
    with deps.sessions.read() as session:
        known = members.find(session, workspace=workspace, member=user["id"], default=deps.settings.timezone)
    if known:
        deps.people.learn(workspace, read_profile(user, user["id"]))
        if deps.people.meet(workspace, user["id"]).zone != known.zone:
            deps.changes.note(workspace, user["id"])


def _command(deps: Deps, word: str, features: Mapping[str, Feature]) -> str:
    """The command that a word names, with or without slash and prefix; empty if it names none."""
    name, prefix = _bare(word).removeprefix("/"), deps.settings.command_prefix
    known = {*features, help_handlers.NAME}
    return next((each for each in (name, name.removeprefix(prefix)) if each in known), "")


def _bare(word: str) -> str:
    return word.casefold().strip(AROUND)
