"""Turn exceptions into words: the one place that decides what a person is told when something fails."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot import request_context
from bot.core.people.erasures import MemberBeingErased, MemberGone
from bot.db.engine import CommitUncertain, DatabaseUnavailable
from bot.deps import Deps
from bot.directory import HomeUnknown, NotInstalled, Outsider
from bot.dispatch import error_views, identity
from bot.dispatch import help as dispatch_help
from bot.dispatch.request import (
    JSON_HEADERS,
    MalformedRequest,
    Request,
    mapping_at,
    request_from_button,
    request_from_event,
    request_from_shortcut,
    send_response,
)
from bot.request_context import BROKEN
from bot.slack import modals
from bot.slack.failures import SlackFailure
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PayloadError

log = logging.getLogger(__name__)

VIEW_SUBMISSION: Final = "view_submission"
SHORTCUT_TYPES: Final = frozenset({"shortcut", "message_action"})
# Besides commands; nobody looks out for an answer to the others.
ANSWERED_TYPES: Final = SHORTCUT_TYPES | {VIEW_SUBMISSION, "block_actions"}
_OUTSIDER_MESSAGES: Final[Mapping[type[Exception], Callable[[], Message]]] = {
    Outsider: error_views.render_outsider,
    NotInstalled: error_views.render_not_installed,
    HomeUnknown: error_views.render_home_unknown,
}
# What the access line and the metrics say of a request that came to no good end.
_OUTCOMES: Final[Mapping[type[Exception], str]] = {
    DatabaseUnavailable: "database",
    SlackFailure: "slack",
    BoltUnhandledRequestError: "unhandled",
    PayloadError: "expired",
    MalformedRequest: "malformed",
    MemberGone: "gone",
    Outsider: "outsider",
    HomeUnknown: "outsider",
    NotInstalled: "not_installed",
}
OUTCOMES: Final = frozenset({*_OUTCOMES.values(), BROKEN})
_CONTROL_NAMES: Final = {VIEW_SUBMISSION: "form", **dict.fromkeys(SHORTCUT_TYPES, "shortcut")}


def register(app: App, deps: Deps) -> None:
    """Answer every failure, and every request that nobody else answers."""

    @app.error
    def answer_failure(error: Exception, body: dict[str, Any]) -> BoltResponse:
        if _is_raised_by_bolt(error):  # it reads a payload as if each field had the type that Slack gives it
            error = MalformedRequest("payload")
        _log_error(error)
        is_awaited = "command" in body or str(body.get("type")) in ANSWERED_TYPES
        if isinstance(error, HomeUnknown) and body.get("type") == "event_callback":
            return BoltResponse(status=500, body="")  # Slack sends the event again, and may have told by then
        if isinstance(error, BoltUnhandledRequestError) and not is_awaited:
            return BoltResponse(status=200, body="")  # an event that we have no use for
        return _respond(
            deps, body, _error_message(error, deps, body), is_for_outsider=type(error) in _OUTSIDER_MESSAGES
        )


def _is_raised_by_bolt(error: Exception) -> bool:
    """Tell whether Bolt itself came to grief over a payload, before anything of ours had it."""
    if not isinstance(error, (TypeError, KeyError, AttributeError, IndexError, ValueError)):
        return False
    frames = traceback.walk_tb(error.__traceback__)
    return not any(str(frame.f_globals.get("__name__")).startswith("bot.") for frame, _ in frames)


def _error_message(error: Exception, deps: Deps, body: Mapping[str, Any]) -> Message:
    match error:
        case DatabaseUnavailable():
            is_uncertain = isinstance(error, CommitUncertain) or _may_be_done(deps, body)
            return _database_message(is_uncertain=is_uncertain, may_book=_may_book(deps, body))
        case BoltUnhandledRequestError() if "command" in body:
            return dispatch_help.render_first_help()
        case BoltUnhandledRequestError() | PayloadError():
            return error_views.render_stale_control(_CONTROL_NAMES.get(str(body.get("type")), "button"))
        case MalformedRequest():
            return error_views.render_malformed_request(str(error))
        case MemberBeingErased() if error.args == (_requester_id(body),):
            return error_views.render_being_erased()
        case MemberGone():
            return error_views.render_person_unknown()
        case Outsider() | NotInstalled() | HomeUnknown():
            return _OUTSIDER_MESSAGES[type(error)]()
        case SlackFailure():
            return _slack_failure_message(error)
        case _:
            return error_views.render_internal_error(request_context.current_id() or "none")


def _may_be_done(deps: Deps, body: Mapping[str, Any]) -> bool:
    """Tell whether an earlier delivery of the same event may have done what it asks for."""
    event = body.get("event_id")
    return isinstance(event, str) and deps.events_in_hand.is_owed(f"{_workspace(deps, body)}:{event}")


def _database_message(*, is_uncertain: bool, may_book: bool) -> Message:
    if is_uncertain:
        return error_views.render_maybe_booked() if may_book else error_views.render_maybe_changed()
    return error_views.render_not_booked() if may_book else error_views.render_database_unavailable()


def _requester_id(body: Mapping[str, Any]) -> object:
    """Return the id of who asks, by whatever way they do."""
    return body.get("user_id") or mapping_at(body, "user").get("id") or mapping_at(body, "event").get("user")


def _slack_failure_message(failure: SlackFailure) -> Message:
    if failure.reason == "missing_scope":
        return error_views.render_scope_missing(failure.missing_scopes)
    return error_views.render_response_lost()


def _may_book(deps: Deps, body: Mapping[str, Any]) -> bool:
    """Tell whether what failed can have been meant to book."""
    if body.get("type") == VIEW_SUBMISSION:
        return mapping_at(body, "view").get("callback_id") == "log.form"
    return body.get("command") in (None, deps.settings.slash_command("log"))


def _log_error(error: Exception) -> None:
    """Log one line for what is expected to happen, a trace for what is not; never what anybody typed."""
    request_context.note_outcome(next((word for kind, word in _OUTCOMES.items() if isinstance(error, kind)), BROKEN))
    match error:
        case DatabaseUnavailable() | PayloadError() | MalformedRequest():
            log.warning("refused reason=%s detail=%s", type(error).__name__, error)
        case MemberGone():
            log.warning("refused reason=Gone")  # nor whom we have forgotten
        case Outsider() | HomeUnknown():
            log.info("refused reason=%s", type(error).__name__)  # nothing is kept of them, here neither
        case NotInstalled():
            log.warning("refused reason=NotInstalled workspace=%s", error)
        case BoltUnhandledRequestError():
            log.info("nothing to do for a request of type %s", error.request.body.get("type", "command"))
        case SlackFailure():
            log.warning("slack failed ending=%s reason=%s", error.kind.value, error.label)
        case _:
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("failed reason=%s\n%s", type(error).__name__, where)  # the error's own words may hold theirs


def _respond(deps: Deps, body: Mapping[str, Any], message: Message, *, is_for_outsider: bool) -> BoltResponse:
    if "command" in body:
        return BoltResponse(status=200, body=message.response_json(), headers=JSON_HEADERS)
    if body.get("type") == VIEW_SUBMISSION:
        form = modals.form_response_json(_form_response(body, message))
        return BoltResponse(status=200, body=form, headers=JSON_HEADERS)
    try:
        request = _request_from_body(deps, body)
        if request and is_for_outsider:
            request = replace(request, is_shared=True)  # what others read is never replaced by it
        if request and request.source == "shortcut":
            return _respond_to_shortcut(deps, request, message)
        if request and request.source == "button":
            return _respond_beside(deps, request, message)
        return send_response(deps, request, message) if request else BoltResponse(status=200, body="")
    except (MalformedRequest, NotInstalled, HomeUnknown, SlackFailure) as error:
        log.warning("couldn't tell reason=%s", type(error).__name__)
        return BoltResponse(status=200, body="")


def _form_response(body: Mapping[str, Any], message: Message) -> FormErrors | modals.Modal:
    """Put the words at the first field of the form, which keeps what was typed; in its place where it has no field."""
    blocks = mapping_at(body, "view").get("blocks")
    listed = [block for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []
    first = next((str(block.get("block_id")) for block in listed if block.get("type") == "input"), None)
    return FormErrors({first: message.text}) if first else modals.modal_from_message(message)


def _respond_beside(deps: Deps, request: Request, message: Message) -> BoltResponse:
    """Answer a press beside what it was made on, which stays: once the reason is gone, it can be pressed again."""
    if request.view_type != "modal":
        return send_response(deps, replace(request, is_shared=True), message)
    return send_response(deps, request, replace(modals.modal_from_message(message), is_stacked=True))


def _respond_to_shortcut(deps: Deps, request: Request, message: Message) -> BoltResponse:
    """Answer in a window, or in the person's own conversation where none can be opened any more."""
    try:
        return send_response(deps, request, message)
    except SlackFailure as failure:
        log.warning("no window reason=%s", failure.label)
    deps.slack.post_message(request.workspace, request.member, message)
    return BoltResponse(status=200, body="")


def _request_from_body(deps: Deps, body: Mapping[str, Any]) -> Request | None:
    if body.get("type") == "block_actions":
        return request_from_button(body, _workspace(deps, body))
    if str(body.get("type")) in SHORTCUT_TYPES:
        return request_from_shortcut(body, _workspace(deps, body))
    if body.get("type") == "event_callback":
        event = body.get("event")
        direct = isinstance(event, Mapping) and event.get("channel_type") == "im"
        source = "message" if direct else "mention"  # in a channel only the person it concerns is told
        return request_from_event(body, identity.find_installation(deps, body).workspace, "", source)
    return None


def _workspace(deps: Deps, body: Mapping[str, Any]) -> str:
    """Return the workspace; empty where it is not ours: an answer through a `response_url` needs no token."""
    try:
        return identity.find_installation(deps, body).workspace
    except (NotInstalled, HomeUnknown):
        return ""
