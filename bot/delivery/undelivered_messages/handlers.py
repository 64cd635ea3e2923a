"""Answer the buttons under a notice: an admin sends a message once more, or leaves it."""

from __future__ import annotations

from bot.delivery.undelivered_messages import service, views
from bot.delivery.undelivered_messages.payloads import UndeliveredListPayload
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.slack.message import AnyMessage
from bot.slack.payloads import UndeliveredPayload, decode_payload


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "notice.resend_all", press_resend_all)
    app.on_click(deps, "notice.leave_all", press_leave_all)
    app.on_click(deps, "notice.resend", press_resend)
    app.on_click(deps, "notice.leave", press_leave)


def press_resend(deps: Deps, request: Request) -> AnyMessage:
    """Send the message once more, for the first of the admins who asks."""
    payload, now = decode_payload(UndeliveredPayload, request.text), deps.clock.now()
    with deps.database.begin() as conn:
        if not find_requester(deps, conn, request).is_admin:
            return _render_refusal()
        outcome = service.resend_message(
            conn,
            workspace=request.workspace,
            message_id=payload.letter,
            actor=request.member,
            now=now,
            settings=deps.settings,
        )
    return views.render_resend_outcome(outcome)


def press_leave(deps: Deps, request: Request) -> AnyMessage:
    """Decide that the message is not sent again."""
    payload = decode_payload(UndeliveredPayload, request.text)
    with deps.database.begin() as conn:
        if not find_requester(deps, conn, request).is_admin:
            return _render_refusal()
        is_first = service.leave_unsent(
            conn, workspace=request.workspace, message_id=payload.letter, actor=request.member, now=deps.clock.now()
        )
    return views.render_left_unsent(is_first=is_first)


def press_resend_all(deps: Deps, request: Request) -> AnyMessage:
    """Send all that a notice names once more, save for what somebody has decided on before."""
    payload, now = decode_payload(UndeliveredListPayload, request.text), deps.clock.now()
    with deps.database.begin() as conn:
        if not find_requester(deps, conn, request).is_admin:
            return _render_refusal()
        outcomes = service.resend_all(
            conn,
            workspace=request.workspace,
            cause=payload.cause,
            last=payload.last,
            actor=request.member,
            now=now,
            settings=deps.settings,
        )
    return views.render_resend_outcomes(outcomes)


def press_leave_all(deps: Deps, request: Request) -> AnyMessage:
    """Decide that nothing of what a notice names is sent again."""
    payload, now = decode_payload(UndeliveredListPayload, request.text), deps.clock.now()
    with deps.database.begin() as conn:
        if not find_requester(deps, conn, request).is_admin:
            return _render_refusal()
        number = service.leave_all(
            conn, workspace=request.workspace, cause=payload.cause, last=payload.last, actor=request.member, now=now
        )
    return views.render_all_left_unsent(number)


def _render_refusal() -> AnyMessage:
    return error_views.render_not_allowed("Deciding on a message that didn't arrive", "admins")
