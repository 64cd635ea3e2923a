"""`/log`: hours in, hours back, hours listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.catalog import progress, subjects
from bot.catalog.catalog import Catalog
from bot.catalog.subjects import Subject, Subjects
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import logline
from bot.domain.ledger import Booked, Booking, Entry
from bot.domain.periods import EVERYTHING
from bot.domain.weeks import week_of
from bot.listeners.ask import Ask
from bot.listeners.doors import Doors
from bot.services import hours, members, plan, totals
from bot.views import help as help_page
from bot.views import hours as views
from bot.views import unclear
from bot.views.message import Answer
from bot.views.text import unescape
from bot.views.tickets import BadTicket, Line, Pending, read

NAME = "log"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "log.undo", undo)
    app.on_click(deps, "log.book", confirm)
    app.on_click(deps, "log.line", settle)
    app.on_click(deps, "log.list", listing)
    app.on_click(deps, "log.drop", drop)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/log`."""
    match ask.text.casefold().split():
        case ["help"]:
            return help_page.command(NAME, deps.settings.command_prefix)
        case ["list"] | ["history"]:
            return listing(deps, ask.saying("0"))
        case ["undo"] | ["undo", "last"]:
            return _take_back(deps, ask, None)
        case ["undo" | "list" | "help", *_]:
            return help_page.command(NAME, deps.settings.command_prefix)
        case _:
            return book(deps, ask)


def book(deps: Deps, ask: Ask, said: date | None = None) -> Answer:
    """Read the line and book it; `said` is the day it was typed on, where that is not today."""
    catalog, today, typed = deps.catalog.current(), _today(deps, ask), unescape(ask.text)
    if said and said > today:
        raise BadTicket("day")
    heard = logline.parse(typed, said or today)
    if isinstance(heard, logline.Problem):
        return unclear.line(heard, typed=typed, key=ask.request, today=said or today)
    found = subjects.find(catalog, heard.what)
    if isinstance(found, Subject):
        return _book(deps, ask, _pending(ask, heard, found), subject=found, today=today)
    options = found.options if isinstance(found, Subjects) else subjects.nearest(catalog, heard.what)
    tickets = tuple(_pending(ask, heard, option) for option in options)
    if isinstance(found, Subjects):
        return views.which_subject(found, tickets, today)
    labels = views.distinct(options)
    nearest = [(label, ticket.value()) for label, ticket in zip(labels, tickets, strict=True) if ticket.fits()]
    return unclear.subject(heard.what, nearest, typed=typed)


def confirm(deps: Deps, ask: Ask) -> Answer:
    """A pressed button that carries understood hours."""
    pending, today = read(Pending, ask.text), _today(deps, ask)
    if pending.day > today:
        raise BadTicket("day")
    return _book(deps, ask, pending, subject=_subject(deps.catalog.current(), pending), today=today)


def settle(deps: Deps, ask: Ask) -> Answer:
    """A pressed button that settles a doubt about the line."""
    ticket = read(Line, ask.text)
    return book(deps, replace(ask, text=ticket.text, request=ticket.key), ticket.day)


def undo(deps: Deps, ask: Ask) -> Answer:
    """Take back the entry whose number the button carries."""
    if not (ask.text.isascii() and ask.text.isdigit() and len(ask.text) < 10):  # no more digits than the ledger's ids
        raise BadTicket("entry")
    return _take_back(deps, ask, int(ask.text))


def listing(deps: Deps, ask: Ask) -> Answer:
    """A page of the member's entries."""
    offset = int(ask.text) if ask.text.isascii() and ask.text.isdigit() and len(ask.text) < 7 else 0
    today = _today(deps, ask)
    with deps.sessions.read() as session:
        found = _page(session, ask, offset)
        if not found:  # what stood there may have been taken back since
            offset, found = 0, _page(session, ask, 0)
    page, more = found[: views.PAGE], len(found) > views.PAGE
    return views.listing(page, offset=offset, more=more, catalog=deps.catalog.current(), today=today)


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The person decided against it."""
    return views.dropped()


def _book(deps: Deps, ask: Ask, pending: Pending, *, subject: Subject, today: date) -> Answer:
    """One transaction, as short as can be: others wait for its lock."""
    with deps.sessions.begin() as session:
        result = hours.book(
            session,
            workspace=ask.workspace,
            member=ask.member,
            booking=_booking(ask, pending),
            now=deps.clock.now(),
            insist=pending.insist,
        )
        if not isinstance(result, Booked):
            return views.outcome(result, pending=pending, subject=subject, step=None, today=today)
        if not result.fresh:
            return _known(deps, session, ask, result, today=today)
        known = plan.record(session, workspace=ask.workspace, member=ask.member)
        now = _this_week(session, ask, pending.day, today)
    step = progress.next_step(deps.catalog.current(), known, subject.area)
    return views.outcome(result, pending=pending, subject=subject, step=step, today=today, this_week=now)


def _this_week(session: Session, ask: Ask, day: date, today: date) -> int | None:
    """The minutes of the running week, where the day belongs to another one."""
    week = week_of(today)
    if week_of(day) == week:
        return None
    sums = totals.of_member(session, workspace=ask.workspace, member=ask.member, period=week)
    return sums.get(EVERYTHING, 0)


def _known(deps: Deps, session: Session, ask: Ask, result: Booked, *, today: date) -> Answer:
    """What this request booked before, which need not be what was pressed now."""
    entry = hours.get(session, workspace=ask.workspace, entry=result.entry)
    assert entry is not None
    counts = hours.stands(session, workspace=ask.workspace, entry=entry.id)
    return views.known(entry, result.sums, counts=counts, catalog=deps.catalog.current(), today=today)


def _take_back(deps: Deps, ask: Ask, entry: int | None) -> Answer:
    """Take back that entry, or the last one booked."""
    catalog, now, today = deps.catalog.current(), deps.clock.now(), _today(deps, ask)
    with deps.sessions.begin() as session:
        result = hours.take_back(
            session, workspace=ask.workspace, member=ask.member, entry=entry, request=ask.request, now=now
        )
    if result:
        return views.taken_back(result, catalog, today)
    return views.nothing_to_take_back() if entry is None else views.not_yours()


def _page(session: Session, ask: Ask, offset: int) -> tuple[Entry, ...]:
    return hours.recent(session, workspace=ask.workspace, member=ask.member, offset=offset, limit=views.PAGE + 1)


def _booking(ask: Ask, pending: Pending) -> Booking:
    return Booking(
        minutes=pending.minutes,
        area=pending.area,
        roadmap=pending.roadmap,
        topic=pending.topic,
        day=pending.day,
        note=pending.note,
        source=ask.source,
        request=pending.key,
    )


def _pending(ask: Ask, draft: logline.Draft, subject: Subject) -> Pending:
    return Pending.model_construct(
        key=ask.request,
        minutes=draft.minutes,
        area=subject.area.id,
        roadmap=subject.roadmap.id if subject.roadmap else None,
        topic=subject.place.id if subject.place else None,
        day=draft.day,
        note=draft.note,
        insist=False,
    )


def _subject(catalog: Catalog, pending: Pending) -> Subject:
    """The subject of a ticket; content may have changed since the button was made."""
    area = catalog.find_area(pending.area)
    place = catalog.find_topic(pending.topic) if pending.topic else None
    roadmap = catalog.find_roadmap(pending.roadmap) if pending.roadmap else None
    if area is None or bool(pending.topic) != bool(place) or bool(pending.roadmap) != bool(roadmap):
        raise BadTicket("subject")
    return Subject(area=area, roadmap=roadmap, place=place)


def _today(deps: Deps, ask: Ask) -> date:
    zone = deps.people.meet(ask.workspace, ask.member, ask.name)
    return members.today(deps.clock.now(), zone)
