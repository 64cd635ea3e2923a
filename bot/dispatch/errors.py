"""Exceptions into words: the one place that decides what a person is told when something fails."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot.core.people.members import Gone
from bot.db.engine import Unavailable
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch import help as dispatch_help
from bot.dispatch.request import JSON, Ask, Malformed, from_click, from_event, from_shortcut, reply
from bot.slack import modals
from bot.slack.client import SlackFailure
from bot.slack.message import Message
from bot.slack.modals import Wrong
from bot.slack.payloads import BadTicket

log = logging.getLogger(__name__)

SUBMITTED: Final = "view_submission"
CALLED: Final = frozenset({"shortcut", "message_action"})
AWAITED: Final = CALLED | {SUBMITTED, "block_actions"}  # besides commands; nobody looks out for an answer to the others


def register(app: App, deps: Deps) -> None:
    """Answer every failure, and every request that nobody else answers."""

    @app.error
    def tell(error: Exception, body: dict[str, Any]) -> BoltResponse:
        _note(error)
        if isinstance(error, BoltUnhandledRequestError) and "command" not in body and body.get("type") not in AWAITED:
            return BoltResponse(status=200, body="")  # an event that we have no use for
        return _tell(deps, body, _words(error, deps, body))


def _words(error: Exception, deps: Deps, body: Mapping[str, Any]) -> Message:
    match error:
        case Unavailable() if _books(deps, body):
            return error_views.not_booked()
        case Unavailable():
            return error_views.not_read()
        case BoltUnhandledRequestError() if "command" in body:
            return dispatch_help.everything(deps.settings.command_prefix)
        case BoltUnhandledRequestError() | BadTicket():
            return error_views.stale(_NAMES.get(str(body.get("type")), "button"))
        case Malformed():
            return error_views.malformed(str(error))
        case Gone():
            return error_views.gone()
        case SlackFailure():
            return error_views.lost()
        case _:
            return error_views.not_answered()


_NAMES: Final = {SUBMITTED: "form", **dict.fromkeys(CALLED, "shortcut")}


def _books(deps: Deps, body: Mapping[str, Any]) -> bool:
    """Whether what failed can have been meant to book."""
    if body.get("type") == SUBMITTED:
        return _part(body, "view").get("callback_id") == "log.form"
    return body.get("command") in (None, deps.settings.command("log"))


def _note(error: Exception) -> None:
    """One line for what is expected to happen, a trace for what is not; never what anybody typed."""
    match error:
        case Unavailable() | BadTicket() | Malformed():
            log.warning("refused reason=%s detail=%s", type(error).__name__, error)
        case Gone():
            log.warning("refused reason=Gone")  # nor whom we have forgotten
        case BoltUnhandledRequestError():
            log.info("nothing to do for a request of type %s", error.request.body.get("type", "command"))
        case SlackFailure():
            log.warning("slack failed ending=%s reason=%s", error.ending.value, error.reason)
        case _:
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("failed reason=%s\n%s", type(error).__name__, where)  # the error's own words may hold theirs


def _tell(deps: Deps, body: Mapping[str, Any], message: Message) -> BoltResponse:
    if "command" in body:
        return BoltResponse(status=200, body=message.body(), headers=JSON)
    if body.get("type") == SUBMITTED:
        return BoltResponse(status=200, body=modals.body(_beside(body, message)), headers=JSON)
    try:
        ask = _ask(body)
        if ask and ask.source == "shortcut":
            return _called(deps, ask, message)
        return reply(deps, ask, message) if ask else BoltResponse(status=200, body="")
    except (Malformed, SlackFailure) as error:
        log.warning("could not tell reason=%s", type(error).__name__)
        return BoltResponse(status=200, body="")


def _beside(body: Mapping[str, Any], message: Message) -> Wrong | modals.Modal:
    """The words at the first field of a form, which keeps what was typed; in its place where it has no field."""
    blocks = _part(body, "view").get("blocks")
    listed = [block for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []
    first = next((str(block.get("block_id")) for block in listed if block.get("type") == "input"), None)
    return Wrong({first: message.text}) if first else modals.of_message(message)


def _called(deps: Deps, ask: Ask, message: Message) -> BoltResponse:
    """In a window, or in the person's own conversation where none can be opened any more."""
    try:
        return reply(deps, ask, message)
    except SlackFailure as failure:
        log.warning("no window reason=%s", failure.reason)
    deps.slack.post(ask.workspace, ask.member, message)
    return BoltResponse(status=200, body="")


def _ask(body: Mapping[str, Any]) -> Ask | None:
    if body.get("type") == "block_actions":
        return from_click(body)
    if body.get("type") in CALLED:
        return from_shortcut(body)
    if body.get("type") == "event_callback":
        event = body.get("event")
        direct = isinstance(event, Mapping) and event.get("channel_type") == "im"
        source = "message" if direct else "mention"  # in a channel only the person it concerns is told
        return from_event(body, "", source)
    return None


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = body.get(key)
    return part if isinstance(part, Mapping) else {}
