"""What a line for the ledger says: all of its bookings, or the message that asks about the first doubt in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger import activity as ledger_activity
from bot.core.ledger import note as ledger_note
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.features.hours.handlers import co_learners
from bot.features.hours.rules import line_parser, multi_entry
from bot.features.hours.rules.line_parser import LineProblem, ParsedEntry
from bot.features.hours.rules.multi_entry import LineContext
from bot.features.hours.views import booking_result, clarifications
from bot.slack.message import AnyMessage
from bot.slack.payloads import PendingEntryPayload


@dataclass(frozen=True, slots=True)
class InterpretedEntry:
    """Hours that were understood, how their subject was, and what is said of people who are not asked."""

    pending: PendingEntryPayload
    subject: Subject
    people_note: str = ""


def interpret_line(deps: Deps, request: Request, text: str, today: date) -> tuple[InterpretedEntry, ...] | AnyMessage:
    """All bookings of a line, or the message that asks about the first doubt in it."""
    catalog = deps.catalog.current()
    pieces = multi_entry.split_entries(
        text, lambda what: isinstance(_find_subject(catalog, co_learners.split_people(what)[0]), Subject)
    )
    if len(pieces) > multi_entry.MAX_ENTRIES:
        return clarifications.render_too_many_entries(len(pieces))
    found: list[InterpretedEntry] = []
    for index, piece in enumerate(pieces):
        one = _interpret_piece(deps, request, piece, today, LineContext(pieces[:index], pieces[index + 1 :], text))
        if not isinstance(one, InterpretedEntry):
            return one
        found.append(one)
    return tuple(found)


def _interpret_piece(
    deps: Deps, request: Request, text: str, today: date, context: LineContext
) -> InterpretedEntry | AnyMessage:
    """One booking, or the message that asks about it; `beside` is the rest of the line."""
    catalog = deps.catalog.current()
    words, people = co_learners.split_people(text)
    if unknown := [person.name for person in people if not person.id]:
        return clarifications.render_unknown_person(unknown[0], typed=text, context=context)
    said = _with_activity(catalog, line_parser.parse_line(words, today), names_people=bool(people))
    if isinstance(said, LineProblem):
        named = " ".join(f"<@{person.id}>" for person in people)
        coming = deps.directory.ensure_member(request.workspace, request.member, request.name).upcoming_day(
            deps.clock.now()
        )
        return clarifications.render_line_problem(
            said, typed=text, key=request.key, today=today, context=context, people=named, upcoming_day=coming
        )
    asked, aside = co_learners.choose_co_learners(deps, request, people)
    doing, found = ledger_activity.parse_activity(said.what) or "", _find_subject(catalog, said.what)
    if isinstance(found, Subject):
        return InterpretedEntry(build_pending(request, said, found, activity=doing, people=asked), found, aside)
    options = found.options if isinstance(found, SubjectOptions) else subjects.nearest_subjects(catalog, said.what)
    tickets = tuple(build_pending(request, said, option, activity=doing, people=asked) for option in options)
    if not context.is_single_entry:
        return clarifications.render_subject_doubt(said, found, options, tickets, context, typed=text, today=today)
    if isinstance(found, SubjectOptions):
        return booking_result.render_subject_choice(found, tickets, today)
    labels = booking_result.distinct_labels(options)
    nearest = [
        (label, ticket.encode()) for label, ticket in zip(labels, tickets, strict=True) if ticket.fits_in_button()
    ]
    return clarifications.render_unknown_subject(said.what, nearest, typed=text, today=today)


def _with_activity(
    catalog: Catalog, parsed: ParsedEntry | LineProblem, *, names_people: bool
) -> ParsedEntry | LineProblem:
    """What was done for others as the subject, and whatever else was named in the note: `mentoring on vpc`."""
    if isinstance(parsed, LineProblem):
        return parsed
    doing, rest = ledger_activity.split_activity(parsed.what, with_others=names_people)
    if doing is None or not rest or _is_exact_topic(catalog, parsed.what):
        return parsed
    note = f"{rest}: {parsed.note}" if parsed.note else rest
    if len(note) > ledger_note.MAX_NOTE_LENGTH:
        return LineProblem(line_parser.LineProblemCode.NOTE_TOO_LONG, note, parsed.what)
    return replace(parsed, what=doing.value, note=note)


def _is_exact_topic(catalog: Catalog, subject_words: str) -> bool:
    """Whether a topic is called exactly so: a name may begin like an activity."""
    found = subjects.find_exact_subject(catalog, subject_words)
    return found is not None and found.topic_ref is not None


def _find_subject(catalog: Catalog, subject_words: str) -> Subject | SubjectOptions | None:
    """What the words name; what one does for others belongs to one area."""
    area = catalog.find_area(ledger_activity.ACTIVITY_AREA) if ledger_activity.parse_activity(subject_words) else None
    return Subject(area) if area else subjects.find_subject(catalog, subject_words)


def build_pending(
    request: Request, parsed: ParsedEntry, subject: Subject, *, activity: str = "", people: str = ""
) -> PendingEntryPayload:
    """Without pydantic's checks: it is not a ticket before it has come back."""
    area, roadmap, topic = subject.ledger_ids
    return PendingEntryPayload.model_construct(
        key=request.key,
        minutes=parsed.minutes,
        area=area,
        roadmap=roadmap,
        topic=topic,
        day=parsed.day,
        note=parsed.note,
        activity=activity,
        people=people,
        insist=False,
    )
