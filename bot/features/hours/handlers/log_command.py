"""`/log`: hours in. What was booked is listed, corrected and taken back in `entries.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.calendar.weeks import week_of
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.core.forecast import forecast
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups
from bot.core.ledger.periods import EVERYTHING
from bot.core.ledger.rules import Booked, Booking, Done
from bot.core.plan import progress, state
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import message_versions
from bot.dispatch.request import Ask, Reply, today_of
from bot.dispatch.router import Doors
from bot.features.entries.handlers import changes as entries_changes
from bot.features.entries.handlers import pages as entries_pages
from bot.features.help import views as help_views
from bot.features.hours.handlers import co_learners, form_open, interpret_line
from bot.features.hours.views import booked, clarifications, multi_entry
from bot.slack.message import Answer
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Line, Pending, read
from bot.timeexpr.past_days import OLDEST
from bot.ui import forecast_text

NAME = "log"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "log.book", confirm)
    app.on_click(deps, "log.line", settle)
    app.on_click(deps, "log.drop", drop)
    app.on_click(deps, "log.undo", entries_changes.back)  # as it stands on messages of older versions
    entries_changes.register(app, deps)
    form_open.register(app, deps, book_pending)
    co_learners.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Reply:
    """Whatever was typed after `/log`."""
    first, _, rest = ask.text.strip().partition(" ")
    match first.casefold(), rest.strip().casefold():
        case "", "":
            return form_open.open_form(deps, ask)
        case "list" | "history", _:
            return entries_pages.listing(deps, ask.saying(rest))
        case "why", _:
            return entries_pages.why(deps, ask.saying(rest))
        case "undo", "" | "last":
            return entries_changes.undo(deps, ask)
        case "redo", "":
            return entries_changes.redo(deps, ask)
        case "help" | "undo" | "redo", _:
            return help_views.command(NAME, deps.settings.command_prefix)
        case _:
            return book(deps, ask)


def book(deps: Deps, ask: Ask, said: date | None = None) -> Answer:
    """Book what a line says; `said` is the day it was typed on, where that is not today. The key is the request's."""
    today = today_of(deps, ask)
    if said and said > today:
        raise BadTicket("day")
    heard = interpret_line.heard(deps, ask, unescape(ask.text), said or today)
    if not isinstance(heard, tuple):
        return heard
    if len(heard) > 1:
        took = "".join(f"{booked.guessed(each.subject)}{each.aside}" for each in heard)
        return book_several(deps, ask, [each.pending for each in heard], took)
    return book_pending(deps, ask, heard[0].pending, heard[0].subject, aside=heard[0].aside)


def understood(deps: Deps, ask: Ask, text: str, today: date) -> tuple[Pending, ...] | Answer:
    """What a line would book, piece by piece in its order, or the message that asks about the first doubt in it."""
    heard = interpret_line.heard(deps, ask, text, today)
    return tuple(each.pending for each in heard) if isinstance(heard, tuple) else heard


def book_pending(
    deps: Deps, ask: Ask, pending: Pending, found: Subject | None = None, *, aside: str = "", pressed: bool = False
) -> Answer:
    """Book hours that are understood, or ask about them once more; the ticket's key makes it happen once.

    `aside` is said of people who are not asked; what is `pressed` may say less plainly which day it books.
    """
    subject, today = found or subject_of(deps.catalog.current(), pending), today_of(deps, ask)
    if refused := _too_old(pending, subject, today):
        return refused
    with deps.sessions.begin() as session:  # as short as can be: others wait for its lock
        result = ledger_booking.book(
            session,
            workspace=ask.workspace,
            member=ask.member,
            booking=booking(ask, pending),
            now=deps.clock.now(),
            insist=pending.insist,
        )
        message_versions.hold(session, ask.edition)
        if not isinstance(result, Booked):
            return booked.outcome(result, pending=pending, subject=subject, step=None, today=today)
        if not result.fresh:
            return _known(deps, session, ask, result, today=today)
        co_learners.put(deps, session, ask, result.entry, pending)
        aside = f"{co_learners.told(deps, session, ask, pending.people)}{aside}"
        known = state.record(session, workspace=ask.workspace, member=ask.member)
        now = _this_week(session, ask, pending.day, today)
    with deps.sessions.read() as session:
        area, minutes = subject.area, result.sums.area
        outlook = forecast.of_area(
            session, workspace=ask.workspace, member=ask.member, area=area, minutes=minutes, today=today
        )
    return booked.outcome(
        result,
        pending=pending,
        subject=subject,
        step=progress.next_step(deps.catalog.current(), known, subject.area),
        today=today,
        this_week=now,
        forecast=forecast_text.short(outlook),
        aside=aside,
        pressed=pressed,
    )


def book_several(deps: Deps, ask: Ask, pendings: Sequence[Pending], took: str = "") -> Answer:
    """Book all of a line or nothing of it; `took` says what was guessed."""
    today, catalog = today_of(deps, ask), deps.catalog.current()
    for pending in pendings:
        if refused := _too_old(pending, subject_of(catalog, pending), today):
            return refused
    with deps.sessions.begin() as session:
        result = ledger_booking.book_all(
            session,
            workspace=ask.workspace,
            member=ask.member,
            bookings=[booking(ask, pending) for pending in pendings],
            request=ask.request,
            now=deps.clock.now(),
            insist=any(pending.insist for pending in pendings),
        )
        message_versions.hold(session, ask.edition)
        if isinstance(result, Done) and result.fresh:
            for change, pending in zip(result.changes, pendings, strict=True):
                co_learners.put(deps, session, ask, change.after.id if change.after else 0, pending)
            people = " ".join(dict.fromkeys(" ".join(pending.people for pending in pendings).split()))
            took = f"{took}{co_learners.told(deps, session, ask, people)}"
    if isinstance(result, Done):
        return entries_changes.told(deps, ask, result, took=took)
    line = Line.model_construct(key=ask.request, day=today, text=unescape(ask.text), insist=True)
    return multi_entry.doubtful(result, pendings, line, catalog=catalog, today=today)


def confirm(deps: Deps, ask: Ask) -> Answer:
    """A pressed button that carries understood hours."""
    return book_pending(deps, ask, read(Pending, ask.text), pressed=True)


def settle(deps: Deps, ask: Ask) -> Answer:
    """A pressed button that settles a doubt about the line."""
    ticket = read(Line, ask.text)
    asked = replace(ask, text=ticket.text, request=ticket.key)
    if not ticket.insist:
        return book(deps, asked, ticket.day)
    heard = understood(deps, asked, unescape(ticket.text), ticket.day)
    if not isinstance(heard, tuple):
        return heard
    return book_several(deps, asked, [pending.model_copy(update={"insist": True}) for pending in heard])


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The person decided against it."""
    return booked.dropped()


def booking(ask: Ask, pending: Pending) -> Booking:
    """A ticket as the ledger takes it."""
    return Booking(
        minutes=pending.minutes,
        area=pending.area,
        roadmap=pending.roadmap,
        topic=pending.topic,
        day=pending.day,
        note=pending.note,
        source=ask.source,
        request=pending.key,
        evidence=pending.evidence,
        activity=pending.activity,
        people=pending.people,
    )


def subject_of(catalog: Catalog, pending: Pending) -> Subject:
    """The subject of a ticket. Raises BadTicket: content may have changed since the button was made."""
    area = catalog.find_area(pending.area)
    place = catalog.find_topic(pending.topic) if pending.topic else None
    roadmap = catalog.find_roadmap(pending.roadmap) if pending.roadmap else None
    if area is None or bool(pending.topic) != bool(place) or bool(pending.roadmap) != bool(roadmap):
        raise BadTicket("subject")
    if place and (roadmap != place.roadmap or area.id not in place.topic.areas):
        raise BadTicket("subject")
    return Subject(area=area, roadmap=roadmap, place=place)


def _this_week(session: Connection, ask: Ask, day: date, today: date) -> int | None:
    """The minutes of the running week, where the day belongs to another one."""
    week = week_of(today)
    if week_of(day) == week:
        return None
    sums = rollups.of_member(session, workspace=ask.workspace, member=ask.member, period=week)
    return sums.get(EVERYTHING, 0)


def _known(deps: Deps, session: Connection, ask: Ask, result: Booked, *, today: date) -> Answer:
    """What this request booked before, which need not be what was pressed now."""
    entry = queries.get(session, workspace=ask.workspace, entry=result.entry)
    assert entry is not None
    counts = queries.stands(session, workspace=ask.workspace, entry=entry.id)
    return booked.known(entry, result.sums, counts=counts, catalog=deps.catalog.current(), today=today)


def _too_old(pending: Pending, subject: Subject, today: date) -> Answer | None:
    """What is said of hours on a day that lies too far back. Raises BadTicket for a day that has not come yet."""
    if pending.day > today:
        raise BadTicket("day")
    return clarifications.too_old(pending, subject, today) if (today - pending.day).days > OLDEST else None
