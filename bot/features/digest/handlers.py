"""`/roadmate digest`: when it comes, how the last one ended, and for admins a preview and the last one once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from bot.calendar import schedule, weeks
from bot.core import audit_log
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery.undelivered_messages import service
from bot.delivery.undelivered_messages.rules import ResendOutcome
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import Request
from bot.dispatch.router import Router
from bot.features.digest.service import last_sent
from bot.features.digest.views import admin
from bot.features.settings import handlers as settings_handlers
from bot.features.settings.views import page as settings_page
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, parse_row_id

# What the digest of a week says at a moment, and what goes into its thread; None where there is nothing to say.
DigestBuilder = Callable[[Deps, Connection, Workspace, str, datetime], tuple[Message, tuple[Message, ...]] | None]


def register(app: Router, deps: Deps, build_digest: DigestBuilder) -> None:
    """The buttons."""
    app.on_click(deps, "digest.preview", partial(preview_digest, build_digest=build_digest))
    app.on_click(deps, "digest.resend", resend_digest)


def answer_digest(deps: Deps, request: Request, build_digest: DigestBuilder) -> AnyMessage:
    """Whatever was typed after `digest`."""
    first, _, rest = request.text.casefold().partition(" ")
    match first:
        case "" | "status":
            return show_digest_status(deps, request)
        case "preview":
            return preview_digest(deps, request.with_text(rest.strip()), build_digest=build_digest)
        case "resend" | "repeat":
            return offer_resend(deps, request)
        case _:
            return settings_page.render_not_understood(f"digest {request.text}", deps.settings.command_prefix)


def show_digest_status(deps: Deps, request: Request) -> AnyMessage:
    """For everybody; the buttons are for admins."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        last = last_sent.find_last_digest(conn, workspace=request.workspace)
        done = settings_handlers.list_done_digests(deps, conn, place)
    channel = _channel_name(deps, place) if reader.is_admin and last and last.message_id else ""
    prefix = deps.settings.command_prefix
    return admin.render_digest_status(
        place, last, now, settled_weeks=done, is_admin=reader.is_admin, channel_name=channel, prefix=prefix
    )


def preview_digest(deps: Deps, request: Request, *, build_digest: DigestBuilder) -> AnyMessage:
    """What would be sent at this moment; a look that others do not get is written down."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        if not reader.is_admin:
            return error_views.render_not_allowed("A look at the digest before it goes out", "admins")
        week, start = _parse_week(place, request.text, now)
        audit_log.record_act(
            conn, workspace=request.workspace, actor=request.member, act="digest.preview", now=now, subject=week
        )
    with deps.database.read() as conn:  # it may take a while, and nobody waits for its lock
        found = build_digest(deps, conn, place, week, now)
    return _render_preview(found, place, week, start, now)


def offer_resend(deps: Deps, request: Request) -> AnyMessage:
    """The last digest, with the button that posts it once more."""
    with deps.database.read() as conn:
        place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        last = last_sent.find_last_message(conn, workspace=request.workspace)
    if not reader.is_admin:
        return error_views.render_not_allowed("Sending the digest again", "admins")
    return admin.render_resend_offer(place, last, place.today(deps.clock.now()), _channel_name(deps, place))


def resend_digest(deps: Deps, request: Request) -> AnyMessage:
    """A confirmed button names the message; only the first press counts, whoever's it is."""
    number, now = parse_row_id(request.text), deps.clock.now()
    with deps.database.begin() as conn:
        place, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        if not reader.is_admin:
            return error_views.render_not_allowed("Sending the digest again", "admins")
        last = last_sent.find_last_message(conn, workspace=request.workspace, message_id=number)
        if last is None or last.is_on_its_way or not place.learning_channel:
            return admin.render_not_resent()
        outcome = service.resend_message(
            conn,
            workspace=request.workspace,
            message_id=number,
            actor=request.member,
            now=now,
            settings=deps.settings,
            is_repeat=True,
        )
    return (
        admin.render_resent(last, place, place.today(now))
        if outcome is ResendOutcome.QUEUED
        else admin.render_not_resent()
    )


def _render_preview(
    built_digest: tuple[Message, tuple[Message, ...]] | None, workspace: Workspace, week: str, start: int, now: datetime
) -> Message:
    today = workspace.today(now)
    others = [each for each in _recent_weeks(today) if each != week]
    if built_digest is None:
        return admin.render_nothing_to_send(week, others, today)
    message, thread = built_digest
    if start and start <= len(thread):
        return admin.render_thread_rest(thread, start, week=week, today=today)
    return admin.render_preview(message, thread, week=week, other_weeks=others, workspace=workspace, today=today)


def _parse_week(workspace: Workspace, typed: str, now: datetime) -> tuple[str, int]:
    """The week that is meant, and from which message of the thread on; without words that of the next digest.

    Raises BadTicket for a week that is none.
    """
    if typed in ("", "-", "next", "this week"):
        return weeks.shift_week(schedule.next_occurrence(workspace.digest_slot, workspace.zone, now)[0], -1), 0
    if typed in ("last", "last week"):
        return _recent_weeks(workspace.today(now))[1], 0
    week, _, start = typed.upper().partition("/")
    if week not in _recent_weeks(workspace.today(now)) or not (start == "" or (start.isascii() and start.isdigit())):
        raise PayloadError("week")
    return week, int(start[:3] or 0)


def _recent_weeks(today: date) -> tuple[str, str]:
    """The running week and the last one."""
    week = weeks.week_of(today)
    return week, weeks.shift_week(week, -1)


def _channel_name(deps: Deps, workspace: Workspace) -> str:
    """What the learning channel is called, for a question that can hold no link."""
    try:
        name = (
            deps.slack.fetch_channel_name(workspace.id, workspace.learning_channel)
            if workspace.learning_channel
            else ""
        )
    except SlackFailure:
        name = ""
    return f"#{name}" if name else "the learning channel"
