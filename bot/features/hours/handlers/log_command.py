"""Handle `/log` and book hours; listing, deleting and undoing entries is in `features/entries`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import ParamSpec

from bot.calendar.own_day import own_day
from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core import helpful_links, reached_by_hours
from bot.core.helpful_links import LinkOfHours
from bot.core.ledger import booking, queries
from bot.core.ledger.rules import BookedEntry, Booking, LedgerAct
from bot.core.plan import member_plan, next_moves, offered_steps
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.progress import NextStep
from bot.core.standing import ask_standing
from bot.db.engine import CommitUncertain, Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch import event_store
from bot.dispatch.request import Request, Response, requester_today
from bot.dispatch.router import Router
from bot.features.entries import handlers as entries_handlers
from bot.features.entries.handlers import learner_of
from bot.features.help import views as help_views
from bot.features.hours.handlers import co_learners, form, interpret_line
from bot.features.hours.views import booking_result, clarifications, logged_hours
from bot.features.hours.views.logged_hours import LoggedHours
from bot.slack.message import AnyMessage
from bot.slack.payloads import LogLinePayload, PayloadError, PendingEntryPayload, decode_payload
from bot.slack.typed_text import split_first_word
from bot.timeexpr.past_days import OLDEST
from bot.ui import forecast_text

log = logging.getLogger(__name__)

P = ParamSpec("P")
NAME = "log"


def register(app: Router, deps: Deps) -> None:
    """Register the buttons, those of the form among them."""
    app.on_click(deps, "log.book", press_book)
    app.on_click(deps, "log.line", press_line)
    app.on_click(deps, "log.drop", cancel_booking)
    app.on_click(deps, "log.undo", entries_handlers.press_undo)  # as it stands on messages of older versions
    form.register(app, deps, book_pending)
    co_learners.register(app, deps)


def answer_log(deps: Deps, request: Request) -> Response:
    """Answer `/log` and its subcommands."""
    first, rest = split_first_word(request.text)
    match first.casefold(), rest.casefold():
        case "", "":
            return form.open_hours_form(deps, request)
        case "list" | "history", _:
            return entries_handlers.answer_log_list(deps, request.with_text(rest))
        case "why", _:
            return entries_handlers.answer_log_why(deps, request.with_text(rest))
        case "undo", "" | "last":
            return entries_handlers.undo_last(deps, request)
        case "redo", "" | "last":
            return entries_handlers.redo_last(deps, request)
        case "edit" | "delete" | "undo" | "redo" as act, _:
            return entries_handlers.answer_act_on_entry(deps, request.with_text(rest), act)
        case "help", _:
            return help_views.render_command_help(deps.commands, NAME)
        case _:
            return book_line(deps, request)


def book_line(deps: Deps, request: Request, typed_on: date | None = None) -> AnyMessage:
    """Book what a line says, under the request's key; `typed_on` is the day it was typed on, if not today.

    Raises:
        PayloadError: `typed_on` has come for nobody yet.
    """
    today = requester_today(deps, request)
    result = interpret_line.interpret_line(deps, request, request.text, _day_for(typed_on or today, today))
    if not isinstance(result, tuple):
        return result
    if len(result) > 1:
        corrections = "".join(f"{booking_result.corrections_text(each.subject)}{each.people_note}" for each in result)
        return book_pendings(deps, request, [each.pending for each in result], corrections)
    return book_pending(deps, request, result[0].pending, result[0].subject, people_note=result[0].people_note)


def parse_pendings(
    deps: Deps, request: Request, text: str, today: date
) -> tuple[PendingEntryPayload, ...] | AnyMessage:
    """Return what a line would book, in its order, or the message that asks about the first doubt in it."""
    result = interpret_line.interpret_line(deps, request, text, today)
    return tuple(each.pending for each in result) if isinstance(result, tuple) else result


def _surely(book: Callable[P, AnyMessage]) -> Callable[P, AnyMessage]:
    """Have it booked again where the answer to the commit is lost: whatever came of that, the key is booked once."""

    @wraps(book)
    def book_surely(*args: P.args, **kwargs: P.kwargs) -> AnyMessage:
        try:
            return book(*args, **kwargs)
        except CommitUncertain as uncertain:
            try:
                return book(*args, **kwargs)
            except DatabaseUnavailable:
                raise uncertain from None

    return book_surely


@_surely
def book_pending(
    deps: Deps,
    request: Request,
    pending: PendingEntryPayload,
    known_subject: Subject | None = None,
    *,
    people_note: str = "",
) -> AnyMessage:
    """Book hours that are understood, or ask about a doubtful day; each payload key is booked once.

    `people_note` is about people who are not asked.

    Raises:
        PayloadError: the subject is gone, or the day has come for nobody yet.
        StaleVersion: the message of the line was changed meanwhile.
    """
    catalog, today = deps.catalog.of(request.workspace), requester_today(deps, request)
    if (day := _day_for(pending.day, today)) != pending.day:
        pending = pending.model_copy(update={"day": day})
    subject = known_subject or find_pending_subject(catalog, pending)
    if refused := _refuse_too_old(pending, subject, today):
        return refused
    where = ask_standing(
        workspace=request.workspace,
        member=request.member,
        week=week_of(pending.day),
        area=subject.area.id,
        today=today,
        now=deps.clock.now(),
    )
    with deps.database.begin() as conn:  # as short as can be: others wait for its lock
        result = booking.book_entry(
            conn,
            workspace=request.workspace,
            member=request.member,
            booking=booking_from_pending(request, pending),
            now=deps.clock.now(),
            is_confirmed=pending.insist,
            then=[where.step],
        )
        event_store.check_version(conn, request.message_version)
        if not isinstance(result, BookedEntry):
            return booking_result.render_doubt(result, pending, subject, today)
        if not result.is_new:
            return _explain_already_booked(conn, request, result, catalog=catalog, today=today)
        co_learners.ask_co_learners(deps, conn, request, result.entry_id, pending)
        people_note = f"{co_learners.describe_asked_people(deps, conn, request, pending.people)}{people_note}"
        standing = where.parse(conn)
        reached = reached_by_hours.record_entry(
            conn,
            learner_of(deps, request),
            sums=result.sums,
            minutes=pending.minutes,
            area=subject.area,
            week_goal=standing.week_goal,
        )
        step = offered_steps.offer_next_step(
            conn,
            workspace=request.workspace,
            member=request.member,
            catalog=catalog,
            record=standing.record,
            act=_learning_act(subject, pending),
            today=today,
            now=deps.clock.now(),
        )
    area = standing.record.choices.adjust(subject.area)
    logged = LoggedHours(
        result.entry_id,
        pending,
        subject if area is subject.area else replace(subject, area=area),
        result.sums,
        standing.week_goal,
        reached,
        step=step,
        has_steps_left=step is not None or next_moves.is_anything_left(catalog, standing.record),
        today=today,
        forecast=forecast_text.forecast_line(standing.forecast(subject.area, result.sums.area_minutes, today)),
        people_note=people_note,
        links=_list_keepable(deps, request, result.entry_id, pending),
    )
    return logged_hours.render_logged_hours(logged, catalog)


def _list_keepable(deps: Deps, request: Request, entry: int, pending: PendingEntryPayload) -> tuple[LinkOfHours, ...]:
    """Return the link of logged hours, unless it can't be kept for others or they keep it already."""
    if not pending.evidence:
        return ()
    subject = helpful_links.subject_of_hours(
        deps.catalog.of(request.workspace), area=pending.area, roadmap=pending.roadmap, topic=pending.topic
    )
    link = LinkOfHours(entry, subject, pending.evidence)
    try:
        with deps.database.read() as conn:
            return helpful_links.list_keepable(conn, workspace=request.workspace, member=request.member, links=[link])
    except DatabaseUnavailable as error:  # they are logged, so nobody may be told that it failed
        log.warning("question about a link left out reason=%s", error)
        return ()


@_surely
def book_pendings(
    deps: Deps, request: Request, pendings: Sequence[PendingEntryPayload], corrections: str = ""
) -> AnyMessage:
    """Book all of a line or nothing of it; `corrections` says what was guessed."""
    today, catalog = requester_today(deps, request), deps.catalog.of(request.workspace)
    pendings = [each.model_copy(update={"day": _day_for(each.day, today)}) for each in pendings]
    for pending in pendings:
        if refused := _refuse_too_old(pending, find_pending_subject(catalog, pending), today):
            return refused
    step = None
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
        reached = entries_handlers.settle_act(deps, conn, request, result)
        if isinstance(result, LedgerAct) and result.is_new:
            for change, pending in zip(result.changes, pendings, strict=True):
                co_learners.ask_co_learners(deps, conn, request, change.after.id if change.after else 0, pending)
            people = " ".join(dict.fromkeys(" ".join(pending.people for pending in pendings).split()))
            corrections = f"{corrections}{co_learners.describe_asked_people(deps, conn, request, people)}"
            step = _offer_after_line(deps, conn, request, pendings, today)
    if isinstance(result, LedgerAct):
        answer = entries_handlers.describe_change(deps, request, result, reached, corrections=corrections)
        return logged_hours.add_next_step(answer, step, catalog, key=request.key, today=today) if step else answer
    line = LogLinePayload.model_construct(key=request.key, day=today, text=request.text, insist=True)
    return booking_result.render_entries_doubt(result, pendings, line, catalog=catalog, today=today)


def _offer_after_line(
    deps: Deps, conn: Connection, request: Request, pendings: Sequence[PendingEntryPayload], today: date
) -> NextStep | None:
    """Offer what comes after the last hours of a line; none of the steps that it did."""
    key, catalog = {"workspace": request.workspace, "member": request.member}, deps.catalog.of(request.workspace)
    record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
    act = _learning_act(find_pending_subject(catalog, pendings[-1]), pendings[-1])
    act = replace(act, steps=tuple(each.step for each in pendings if each.step))
    return offered_steps.offer_next_step(
        conn, **key, catalog=catalog, record=record, act=act, today=today, now=deps.clock.now()
    )


def press_book(deps: Deps, request: Request) -> AnyMessage:
    """Book the hours that a button carries."""
    return book_pending(
        deps, request, decode_payload(PendingEntryPayload, request.text, deps.catalog.of(request.workspace).current_id)
    )


def press_line(deps: Deps, request: Request) -> AnyMessage:
    """Book the line that a button carries, which settles a doubt about it."""
    payload = decode_payload(LogLinePayload, request.text)
    line_request = replace(request, text=payload.text, key=payload.key)
    if not payload.insist:
        return book_line(deps, line_request, payload.day)
    day = _day_for(payload.day, requester_today(deps, request))
    pendings = parse_pendings(deps, line_request, payload.text, day)
    if not isinstance(pendings, tuple):
        return pendings
    return book_pendings(deps, line_request, [each.model_copy(update={"insist": True}) for each in pendings])


def cancel_booking(_deps: Deps, _request: Request) -> AnyMessage:
    """Confirm that nothing is booked."""
    return booking_result.render_not_booked()


def _learning_act(subject: Subject, pending: PendingEntryPayload) -> LearningAct:
    """Return what hours tell about what comes next."""
    topics = (subject.topic_ref,) if subject.topic_ref else subject.part.topics if subject.part else ()
    return LearningAct(subject.area, subject.roadmap, topics, (pending.step,) if pending.step else ())


def booking_from_pending(request: Request, pending: PendingEntryPayload) -> Booking:
    """Return a payload as the booking that the ledger takes."""
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
    """Return the subject of a payload.

    Raises:
        PayloadError: the content has changed since the button was made.
    """
    subject = typeahead.find_subject_by_ids(catalog, pending.area, pending.roadmap, pending.topic)
    if subject is None:
        raise PayloadError("subject")
    place, areas = subject.topic_ref or subject.part, subject.topic_ref.topic.areas if subject.topic_ref else ()
    if (place and place.roadmap != subject.roadmap) or (areas and subject.area.id not in areas):
        raise PayloadError("subject")
    return subject


def _day_for(drawn: date, today: date) -> date:
    """Return a button's day as it is for the presser. Raises PayloadError for one that has come for nobody yet."""
    if (day := own_day(drawn, today)) is None:
        raise PayloadError("day")
    return day


def _explain_already_booked(
    conn: Connection, request: Request, result: BookedEntry, *, catalog: Catalog, today: date
) -> AnyMessage:
    """Render what this request booked before, which need not be what was pressed now."""
    entry = queries.read_entry_version(conn, workspace=request.workspace, entry_id=result.entry_id)
    assert entry is not None
    is_counted = queries.is_in_force(conn, workspace=request.workspace, entry_id=entry.id)
    return logged_hours.render_already_logged(entry, result.sums, is_counted=is_counted, catalog=catalog, today=today)


def _refuse_too_old(pending: PendingEntryPayload, subject: Subject, today: date) -> AnyMessage | None:
    """Return the refusal of a day that is too long ago."""
    return clarifications.render_too_old(pending, subject, today) if (today - pending.day).days > OLDEST else None
