"""Answer an event once, however often Slack delivers it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from slack_bolt import BoltResponse

from bot.db.engine import DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch import event_store
from bot.dispatch.message_event import ConversationKind, MessageEvent
from bot.dispatch.request import Response, send_response
from bot.slack.failures import FailureKind, SlackFailure

log = logging.getLogger(__name__)

CHECK_MARK: Final = "white_check_mark"
ReactionCall = Callable[[str, str, str, str], None]


def respond_once(
    deps: Deps, message: MessageEvent, response: Response, *, with_check_mark: bool = False
) -> BoltResponse:
    """Send the answer, `with_check_mark` one on the message as well; status 500 has Slack deliver the event again."""
    event = f"{message.request.workspace}:{message.event_id}"
    with deps.events_in_hand.hold(event) as is_ours:
        if is_ours:
            return _respond(deps, message, response, event, with_check_mark)
    log.info("still being answered event=%s", message.event_id)  # once acknowledged, Slack would not come again
    return BoltResponse(status=500, body="")


def _respond(deps: Deps, message: MessageEvent, response: Response, event: str, with_check_mark: bool) -> BoltResponse:
    try:
        with deps.database.begin() as conn:
            fresh = event_store.claim_event(conn, event_key=event, now=deps.clock.now())
    except DatabaseUnavailable:  # what was asked for is done, so nobody may be told that it failed
        deps.events_in_hand.owe(event)  # it may be claimed, too
        log.warning("answer put off event=%s reason=database", message.event_id)
        return BoltResponse(status=500, body="")
    if not deps.events_in_hand.take_owed(event) and not fresh:
        return acknowledge()
    sent = _send_response(deps, message, response, event)
    if with_check_mark and sent.status == 200:
        add_check_mark(deps, message.request.workspace, message.request.channel, message.ts)
    deps.stale_homes.mark_stale(message.request.workspace, message.request.member)
    deps.newcomers.note(message.request.workspace, message.request.member)
    return sent


def acknowledge() -> BoltResponse:
    """Take an event and answer nothing."""
    return BoltResponse(status=200, body="")


def _send_response(deps: Deps, message: MessageEvent, response: Response, event: str) -> BoltResponse:
    request = message.request
    if message.conversation is ConversationKind.CHANNEL:
        request = replace(request, source="mention")  # answered to its author alone
    try:
        return send_response(deps, request, response)
    except SlackFailure as failure:
        log.warning("not answered event=%s ending=%s reason=%s", message.event_id, failure.kind.value, failure.label)
        if failure.kind is not FailureKind.RETRY:
            return acknowledge()
    try:
        with deps.database.begin() as conn:
            event_store.release_event(conn, event_key=event)
    except DatabaseUnavailable:  # what was asked for is done; the answer goes out with the next delivery
        log.warning("claim not released event=%s reason=database", message.event_id)
        deps.events_in_hand.owe(event)
    return BoltResponse(status=500, body="")


def add_check_mark(deps: Deps, workspace: str, channel: str, ts: str) -> None:
    """Put a check mark on a message; a workspace that does not let us has booked all the same."""
    change_check_mark(deps.slack.add_reaction, workspace, channel, ts)


def change_check_mark(call: ReactionCall, workspace: str, channel: str, ts: str) -> None:
    """Put the check mark on a message, or take it off, whichever `call` does; a failure is only logged."""
    try:
        call(workspace, channel, ts, CHECK_MARK)
    except SlackFailure as failure:
        log.warning("mark not changed channel=%s ts=%s reason=%s", channel, ts, failure.label)
