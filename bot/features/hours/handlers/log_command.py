"""`/log`: hours in. What was booked is listed, corrected and taken back in `entries.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.core.forecast import forecast
from bot.core.ledger import booking, queries, rollups
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.ledger.rules import BookedEntry, Booking, LedgerAct
from bot.core.plan import member_plan, progress
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import event_store
from bot.dispatch.request import Request, Response, requester_today
from bot.dispatch.router import Router
from bot.features.entries import handlers as entries_handlers
from bot.features.help import views as help_views
from bot.features.hours.handlers import co_learners, form, interpret_line
from bot.features.hours.views import booking_result, clarifications
from bot.slack.message import AnyMessage
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import LogLinePayload, PayloadError, PendingEntryPayload, decode_payload
from bot.timeexpr.past_days import OLDEST
from bot.ui import forecast_text

NAME = "log"


def register(app: Router, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer_log)
    app.on_click(deps, "log.book", press_book)
    app.on_click(deps, "log.line", press_line)
    app.on_click(deps, "log.drop", cancel_booking)
    app.on_click(deps, "log.undo", entries_handlers.press_undo)  # as it stands on messages of older versions
    form.register(app, deps, book_pending)
    co_learners.register(app, deps)


def answer_log(deps: Deps, request: Request) -> Response:
    """Whatever was typed after `/log`."""
    first, _, rest = request.text.strip().partition(" ")
    match first.casefold(), rest.strip().casefold():
        case "", "":
            return form.open_hours_form(deps, request)
        case "list" | "history", _:
            return entries_handlers.answer_log_list(deps, request.with_text(rest))
        case "why", _:
            return entries_handlers.answer_log_why(deps, request.with_text(rest))
        case "undo", "" | "last":
            return entries_handlers.undo_last(deps, request)
        case "redo", "":
            return entries_handlers.redo_last(deps, request)
        case "help" | "undo" | "redo", _:
            return help_views.render_command_help(NAME, deps.settings.command_prefix)
        case _:
            return book_line(deps, request)


def book_line(deps: Deps, request: Request, typed_on: date | None = None) -> AnyMessage:
    """Book what a line says; `said` is the day it was typed on, where that is not today. The key is the request's."""
    today = requester_today(deps, request)
    if typed_on and typed_on > today:
        raise PayloadError("day")
    heard = interpret_line.interpret_line(deps, request, unescape(request.text), typed_on or today)
    if not isinstance(heard, tuple):
        return heard
    if len(heard) > 1:
        took = "".join(f"{booking_result.corrections_text(each.subject)}{each.people_note}" for each in heard)
        return book_pendings(deps, request, [each.pending for each in heard], took)
    return book_pending(deps, request, heard[0].pending, heard[0].subject, people_note=heard[0].people_note)


def parse_pendings(
    deps: Deps, request: Request, text: str, today: date
) -> tuple[PendingEntryPayload, ...] | AnyMessage:
    """What a line would book, piece by piece in its order, or the message that asks about the first doubt in it."""
    heard = interpret_line.interpret_line(deps, request, text, today)
    return tuple(each.pending for each in heard) if isinstance(heard, tuple) else heard


def book_pending(
    deps: Deps,
    request: Request,
    pending: PendingEntryPayload,
    known_subject: Subject | None = None,
    *,
    people_note: str = "",
    is_button_press: bool = False,
) -> AnyMessage:
    """Book hours that are understood, or ask about them once more; the ticket's key makes it happen once.

    `aside` is said of people who are not asked; what is `pressed` may say less plainly which day it books.
    """
    subject, today = (
        known_subject or find_pending_subject(deps.catalog.current(), pending),
        requester_today(deps, request),
    )
    if refused := _refuse_too_old(pending, subject, today):
        return refused
    with deps.database.begin() as conn:  # as short as can be: others wait for its lock
        result = booking.book_entry(
            conn,
            workspace=request.workspace,
            member=request.member,
            booking=booking_from_pending(request, pending),
            now=deps.clock.now(),
            is_confirmed=pending.insist,
        )
        event_store.check_version(conn, request.message_version)
        if not isinstance(result, BookedEntry):
            return booking_result.render_booking_result(
                result, pending=pending, subject=subject, step=None, today=today
            )
        if not result.is_new:
            return _explain_already_booked(deps, conn, request, result, today=today)
        co_learners.ask_co_learners(deps, conn, request, result.entry_id, pending)
        people_note = f"{co_learners.describe_asked_people(deps, conn, request, pending.people)}{people_note}"
        known = member_plan.read_learning_record(conn, workspace=request.workspace, member=request.member)
        now = _minutes_this_week(conn, request, pending.day, today)
    with deps.database.read() as conn:
        area, minutes = subject.area, result.sums.area_minutes
        outlook = forecast.read_area_forecast(
            conn, workspace=request.workspace, member=request.member, area=area, minutes=minutes, today=today
        )
    return booking_result.render_booking_result(
        result,
        pending=pending,
        subject=subject,
        step=progress.choose_next_step(deps.catalog.current(), known, subject.area),
        today=today,
        this_week_minutes=now,
        forecast=forecast_text.forecast_line(outlook),
        people_note=people_note,
        is_button_press=is_button_press,
    )


def book_pendings(
    deps: Deps, request: Request, pendings: Sequence[PendingEntryPayload], corrections: str = ""
) -> AnyMessage:
    """Book all of a line or nothing of it; `took` says what was guessed."""
    today, catalog = requester_today(deps, request), deps.catalog.current()
    for pending in pendings:
        if refused := _refuse_too_old(pending, find_pending_subject(catalog, pending), today):
            return refused
    with deps.database.begin() as conn:
        result = booking.book_entries(
            conn,
            workspace=request.workspace,
            member=request.member,
            bookings=[booking_from_pending(request, pending) for pending in pendings],
            request=request.key,
            now=deps.clock.now(),
            is_confirmed=any(pending.insist for pending in pendings),
        )
        event_store.check_version(conn, request.message_version)
        if isinstance(result, LedgerAct) and result.is_new:
            for change, pending in zip(result.changes, pendings, strict=True):
                co_learners.ask_co_learners(deps, conn, request, change.after.id if change.after else 0, pending)
            people = " ".join(dict.fromkeys(" ".join(pending.people for pending in pendings).split()))
            corrections = f"{corrections}{co_learners.describe_asked_people(deps, conn, request, people)}"
    if isinstance(result, LedgerAct):
        return entries_handlers.describe_change(deps, request, result, corrections=corrections)
    line = LogLinePayload.model_construct(key=request.key, day=today, text=unescape(request.text), insist=True)
    return clarifications.render_entries_doubt(result, pendings, line, catalog=catalog, today=today)


def press_book(deps: Deps, request: Request) -> AnyMessage:
    """A pressed button that carries understood hours."""
    return book_pending(deps, request, decode_payload(PendingEntryPayload, request.text), is_button_press=True)


def press_line(deps: Deps, request: Request) -> AnyMessage:
    """A pressed button that settles a doubt about the line."""
    ticket = decode_payload(LogLinePayload, request.text)
    asked = replace(request, text=ticket.text, key=ticket.key)
    if not ticket.insist:
        return book_line(deps, asked, ticket.day)
    heard = parse_pendings(deps, asked, unescape(ticket.text), ticket.day)
    if not isinstance(heard, tuple):
        return heard
    return book_pendings(deps, asked, [pending.model_copy(update={"insist": True}) for pending in heard])


def cancel_booking(_deps: Deps, _request: Request) -> AnyMessage:
    """The person decided against it."""
    return booking_result.render_not_booked()


def booking_from_pending(request: Request, pending: PendingEntryPayload) -> Booking:
    """A ticket as the ledger takes it."""
    return Booking(
        minutes=pending.minutes,
        area=pending.area,
        roadmap=pending.roadmap,
        topic=pending.topic,
        day=pending.day,
        note=pending.note,
        source=request.source,
        request=pending.key,
        evidence=pending.evidence,
        activity=pending.activity,
        people=pending.people,
    )


def find_pending_subject(catalog: Catalog, pending: PendingEntryPayload) -> Subject:
    """The subject of a ticket. Raises BadTicket: content may have changed since the button was made."""
    area = catalog.find_area(pending.area)
    place = catalog.find_topic(pending.topic) if pending.topic else None
    roadmap = catalog.find_roadmap(pending.roadmap) if pending.roadmap else None
    if area is None or bool(pending.topic) != bool(place) or bool(pending.roadmap) != bool(roadmap):
        raise PayloadError("subject")
    if place and (roadmap != place.roadmap or area.id not in place.topic.areas):
        raise PayloadError("subject")
    return Subject(area=area, roadmap=roadmap, topic_ref=place)


def _minutes_this_week(conn: Connection, request: Request, day: date, today: date) -> int | None:
    """The minutes of the running week, where the day belongs to another one."""
    week = week_of(today)
    if week_of(day) == week:
        return None
    sums = rollups.read_minutes_by_subject(conn, workspace=request.workspace, member=request.member, period=week)
    return sums.get(ALL_SUBJECTS, 0)


def _explain_already_booked(
    deps: Deps, conn: Connection, request: Request, result: BookedEntry, *, today: date
) -> AnyMessage:
    """What this request booked before, which need not be what was pressed now."""
    entry = queries.read_entry_version(conn, workspace=request.workspace, entry_id=result.entry_id)
    assert entry is not None
    counts = queries.is_in_force(conn, workspace=request.workspace, entry_id=entry.id)
    return booking_result.render_already_booked(
        entry, result.sums, is_counted=counts, catalog=deps.catalog.current(), today=today
    )


def _refuse_too_old(pending: PendingEntryPayload, subject: Subject, today: date) -> AnyMessage | None:
    """What is said of hours on a day that lies too far back. Raises BadTicket for a day that has not come yet."""
    if pending.day > today:
        raise PayloadError("day")
    return clarifications.render_too_old(pending, subject, today) if (today - pending.day).days > OLDEST else None
