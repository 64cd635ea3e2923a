"""What a line for the ledger says: all of its bookings, or the message that asks about the first doubt in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import exact_names, subjects
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.core.ledger import activity as ledger_activity
from bot.core.ledger import note as ledger_note
from bot.deps import Deps
from bot.dispatch.request import Ask
from bot.features.hours.handlers import co_learners
from bot.features.hours.rules import line_parser, multi_entry
from bot.features.hours.rules.line_parser import Draft, Problem
from bot.features.hours.views import booked, clarifications
from bot.features.hours.views import multi_entry as multi_entry_views
from bot.features.hours.views.multi_entry_context import Beside
from bot.slack.message import Answer
from bot.slack.payloads import Pending


@dataclass(frozen=True, slots=True)
class Heard:
    """Hours that were understood, how their subject was, and what is said of people who are not asked."""

    pending: Pending
    subject: Subject
    aside: str = ""


def heard(deps: Deps, ask: Ask, text: str, today: date) -> tuple[Heard, ...] | Answer:
    """All bookings of a line, or the message that asks about the first doubt in it."""
    catalog = deps.catalog.current()
    pieces = multi_entry.pieces(text, lambda what: isinstance(_find(catalog, co_learners.people_in(what)[0]), Subject))
    if len(pieces) > multi_entry.MOST:
        return clarifications.too_many(len(pieces))
    found: list[Heard] = []
    for index, piece in enumerate(pieces):
        one = _hear(deps, ask, piece, today, Beside(pieces[:index], pieces[index + 1 :], text))
        if not isinstance(one, Heard):
            return one
        found.append(one)
    return tuple(found)


def _hear(deps: Deps, ask: Ask, text: str, today: date, beside: Beside) -> Heard | Answer:
    """One booking, or the message that asks about it; `beside` is the rest of the line."""
    catalog = deps.catalog.current()
    words, people = co_learners.people_in(text)
    if unknown := [person.name for person in people if not person.id]:
        return clarifications.person(unknown[0], typed=text, beside=beside)
    said = _with_activity(catalog, line_parser.parse(words, today), helped=bool(people))
    if isinstance(said, Problem):
        named = " ".join(f"<@{person.id}>" for person in people)
        coming = deps.people.meet(ask.workspace, ask.member, ask.name).coming(deps.clock.now())
        return clarifications.line(
            said, typed=text, key=ask.request, today=today, beside=beside, people=named, coming=coming
        )
    asked, aside = co_learners.asked(deps, ask, people)
    doing, found = ledger_activity.read(said.what) or "", _find(catalog, said.what)
    if isinstance(found, Subject):
        return Heard(pending(ask, said, found, activity=doing, people=asked), found, aside)
    options = found.options if isinstance(found, Subjects) else subjects.nearest(catalog, said.what)
    tickets = tuple(pending(ask, said, option, activity=doing, people=asked) for option in options)
    if not beside.is_alone:
        return multi_entry_views.unclear(said, found, options, tickets, beside, typed=text, today=today)
    if isinstance(found, Subjects):
        return booked.which_subject(found, tickets, today)
    labels = booked.distinct(options)
    nearest = [(label, ticket.value()) for label, ticket in zip(labels, tickets, strict=True) if ticket.fits()]
    return clarifications.subject(said.what, nearest, typed=text, today=today)


def _with_activity(catalog: Catalog, said: Draft | Problem, *, helped: bool) -> Draft | Problem:
    """What was done for others as the subject, and whatever else was named in the note: `mentoring on vpc`."""
    if isinstance(said, Problem):
        return said
    doing, rest = ledger_activity.split(said.what, helped=helped)
    if doing is None or not rest or _is_topic(catalog, said.what):
        return said
    note = f"{rest}: {said.note}" if said.note else rest
    if len(note) > ledger_note.LONGEST_NOTE:
        return Problem(line_parser.Code.NOTE_TOO_LONG, note, said.what)
    return replace(said, what=doing.value, note=note)


def _is_topic(catalog: Catalog, what: str) -> bool:
    """Whether a topic is called exactly so: a name may begin like an activity."""
    found = exact_names.exactly(catalog, what)
    return found is not None and found.place is not None


def _find(catalog: Catalog, what: str) -> Subject | Subjects | None:
    """What the words name; what one does for others belongs to one area."""
    area = catalog.find_area(ledger_activity.AREA) if ledger_activity.read(what) else None
    return Subject(area) if area else subjects.find(catalog, what)


def pending(ask: Ask, draft: Draft, subject: Subject, *, activity: str = "", people: str = "") -> Pending:
    """Without pydantic's checks: it is not a ticket before it has come back."""
    area, roadmap, topic = subject.ids
    return Pending.model_construct(
        key=ask.request,
        minutes=draft.minutes,
        area=area,
        roadmap=roadmap,
        topic=topic,
        day=draft.day,
        note=draft.note,
        activity=activity,
        people=people,
        insist=False,
    )
