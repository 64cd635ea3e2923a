"""`/roadmate digest`: its status and, for admins, a preview and sending the last one again."""

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
from bot.dispatch.request import Request, read_workspace_and_reader
from bot.dispatch.router import Router
from bot.features.digest.service import last_sent
from bot.features.digest.views import admin
from bot.features.settings import handlers as settings_handlers
from bot.features.settings.views import page as settings_page
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, parse_row_id

# builds the digest of a week at a moment, and the messages of its thread; None for nothing to say
DigestBuilder = Callable[[Deps, Connection, Workspace, str, datetime], tuple[Message, tuple[Message, ...]] | None]


def register(app: Router, deps: Deps, build_digest: DigestBuilder) -> None:
    """Register the buttons."""
    app.on_click(deps, "digest.preview", partial(preview_digest, build_digest=build_digest))
    app.on_click(deps, "digest.resend", resend_digest)


def answer_digest(deps: Deps, request: Request, build_digest: DigestBuilder) -> AnyMessage:
    """Answer `/roadmate digest`: the status, a preview, or the offer to send it again."""
    first, _, rest = request.text.casefold().partition(" ")
    match first:
        case "" | "status":
            return show_digest_status(deps, request)
        case "preview":
            return preview_digest(deps, request.with_text(rest.strip()), build_digest=build_digest)
        case "resend" | "repeat":
            return offer_resend(deps, request)
        case _:
            return settings_page.render_not_understood(f"digest {request.text}")


def show_digest_status(deps: Deps, request: Request) -> AnyMessage:
    """Show everybody when the digest comes and how the last one ended; the buttons are for admins."""
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        last = last_sent.find_last_digest(conn, workspace=request.workspace)
        outlook = settings_handlers.read_digest_outlook(deps, conn, workspace)
    channel = _channel_name(deps, workspace) if reader.is_admin and last and last.message_id else ""
    return admin.render_digest_status(workspace, last, now, outlook, is_admin=reader.is_admin, channel_name=channel)


def preview_digest(deps: Deps, request: Request, *, build_digest: DigestBuilder) -> AnyMessage:
    """Show admins what would be sent at this moment; the look is recorded, as others do not get it."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        if not reader.is_admin:
            return error_views.render_not_allowed("Previewing the digest", "admins")
        week, start = _parse_week(workspace, request.text, now)
        audit_log.record_act(
            conn, workspace=request.workspace, actor=request.member, act="digest.preview", now=now, subject=week
        )
    with deps.database.read() as conn:  # it may take a while, and nobody waits for its lock
        built = build_digest(deps, conn, workspace, week, now)
    return _render_preview(built, workspace, week, start, now)


def offer_resend(deps: Deps, request: Request) -> AnyMessage:
    """Show the last digest's ending, with the button that posts it again."""
    with deps.database.read() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        last = last_sent.find_last_message(conn, workspace=request.workspace)
    if not reader.is_admin:
        return error_views.render_not_allowed("Sending the digest again", "admins")
    today = workspace.today(deps.clock.now())
    return admin.render_resend_offer(workspace, last, today, _channel_name(deps, workspace))


def resend_digest(deps: Deps, request: Request) -> AnyMessage:
    """Send the message that a confirmed button names again; only the first press counts, whoever presses."""
    message_id, now = parse_row_id(request.text), deps.clock.now()
    with deps.database.begin() as conn:
        workspace, reader = read_workspace_and_reader(deps, conn, request)
        if not reader.is_admin:
            return error_views.render_not_allowed("Sending the digest again", "admins")
        last = last_sent.find_last_message(conn, workspace=request.workspace, message_id=message_id)
        if last is None or last.is_on_its_way or not workspace.learning_channel:
            return admin.render_not_resent()
        outcome = service.resend_message(
            conn,
            workspace=request.workspace,
            message_id=message_id,
            actor=request.member,
            now=now,
            settings=deps.settings,
            is_repeat=True,
        )
    if outcome is not ResendOutcome.QUEUED:
        return admin.render_not_resent()
    return admin.render_resent(last, workspace, workspace.today(now))


def _render_preview(
    built: tuple[Message, tuple[Message, ...]] | None, workspace: Workspace, week: str, start: int, now: datetime
) -> Message:
    today = workspace.today(now)
    others = [each for each in _recent_weeks(today) if each != week]
    if built is None:
        return admin.render_nothing_to_send(week, others, today)
    message, thread = built
    if start and start <= len(thread):
        return admin.render_thread_rest(thread, start, week=week, today=today)
    return admin.render_preview(message, thread, week=week, other_weeks=others, workspace=workspace, today=today)


def _parse_week(workspace: Workspace, typed: str, now: datetime) -> tuple[str, int]:
    """Parse the week, and from which message of its thread on; without words it is the week of the next digest.

    Raises:
        PayloadError: it is neither this week nor the last one.
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
    """Return the running week and the last one."""
    week = weeks.week_of(today)
    return week, weeks.shift_week(week, -1)


def _channel_name(deps: Deps, workspace: Workspace) -> str:
    """Return the name of the learning channel, for a question that can hold no link."""
    channel = workspace.learning_channel
    try:
        name = deps.slack.fetch_channel_name(workspace.id, channel) if channel else ""
    except SlackFailure:
        name = ""
    return f"#{name}" if name else "the learning channel"
