"""Interpret a typed line as bookings on known subjects, or ask about the first doubt in it."""

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
    """Hours that were understood, their subject, and the note about named people who are not asked."""

    pending: PendingEntryPayload
    subject: Subject
    people_note: str = ""


def interpret_line(deps: Deps, request: Request, text: str, today: date) -> tuple[InterpretedEntry, ...] | AnyMessage:
    """Return all bookings of a line, or the message that asks about the first doubt in it."""
    catalog = deps.catalog.current()
    pieces = multi_entry.split_entries(
        text, lambda what: isinstance(_find_subject(catalog, co_learners.split_people(what)[0]), Subject)
    )
    if len(pieces) > multi_entry.MAX_ENTRIES:
        return clarifications.render_too_many_entries(len(pieces))
    interpreted: list[InterpretedEntry] = []
    for index, piece in enumerate(pieces):
        result = _interpret_piece(deps, request, piece, today, LineContext(pieces[:index], pieces[index + 1 :], text))
        if not isinstance(result, InterpretedEntry):
            return result
        interpreted.append(result)
    return tuple(interpreted)


def _interpret_piece(
    deps: Deps, request: Request, text: str, today: date, context: LineContext
) -> InterpretedEntry | AnyMessage:
    """Return one booking, or the message that asks about it; `context` is the rest of the line."""
    catalog = deps.catalog.current()
    words, people = co_learners.split_people(text)
    if unknown := [person.name for person in people if not person.id]:
        return clarifications.render_unknown_person(unknown[0], typed=text, context=context)
    parsed = _with_activity(catalog, line_parser.parse_line(words, today), names_people=bool(people))
    if isinstance(parsed, LineProblem):
        mentions = " ".join(f"<@{person.id}>" for person in people)
        member = deps.directory.ensure_member(request.workspace, request.member, request.name)
        return clarifications.render_line_problem(
            parsed,
            typed=text,
            key=request.key,
            today=today,
            context=context,
            people=mentions,
            upcoming_day=member.upcoming_day(deps.clock.now()),
        )
    asked, people_note = co_learners.choose_co_learners(deps, request, people)
    activity, match = ledger_activity.parse_activity(parsed.what) or "", _find_subject(catalog, parsed.what)
    if isinstance(match, Subject):
        pending = build_pending(request, parsed, match, activity=activity, people=asked)
        return InterpretedEntry(pending, match, people_note)
    options = match.options if isinstance(match, SubjectOptions) else subjects.nearest_subjects(catalog, parsed.what)
    pendings = tuple(build_pending(request, parsed, option, activity=activity, people=asked) for option in options)
    if not context.is_single_entry:
        return clarifications.render_subject_doubt(parsed, match, options, pendings, context, typed=text, today=today)
    if isinstance(match, SubjectOptions):
        return booking_result.render_subject_choice(match, pendings, today)
    labels = booking_result.distinct_labels(options)
    nearest = [
        (label, pending.encode()) for label, pending in zip(labels, pendings, strict=True) if pending.fits_in_button()
    ]
    return clarifications.render_unknown_subject(parsed.what, nearest, typed=text, today=today)


def _with_activity(
    catalog: Catalog, parsed: ParsedEntry | LineProblem, *, names_people: bool
) -> ParsedEntry | LineProblem:
    """Return the entry with an activity as its subject and its other words in the note, as in `mentoring on vpc`."""
    if isinstance(parsed, LineProblem):
        return parsed
    activity, rest = ledger_activity.split_activity(parsed.what, with_others=names_people)
    if activity is None or not rest or _is_exact_topic(catalog, parsed.what):
        return parsed
    note = f"{rest}: {parsed.note}" if parsed.note else rest
    if len(note) > ledger_note.MAX_NOTE_LENGTH:
        return LineProblem(line_parser.LineProblemCode.NOTE_TOO_LONG, note, parsed.what)
    return replace(parsed, what=activity.value, note=note)


def _is_exact_topic(catalog: Catalog, subject_words: str) -> bool:
    """Tell whether a topic has exactly this name, which may begin like an activity."""
    subject = subjects.find_exact_subject(catalog, subject_words)
    return subject is not None and subject.topic_ref is not None


def _find_subject(catalog: Catalog, subject_words: str) -> Subject | SubjectOptions | None:
    """Return what the words name; all activities for others belong to one area."""
    area = catalog.find_area(ledger_activity.ACTIVITY_AREA) if ledger_activity.parse_activity(subject_words) else None
    return Subject(area) if area else subjects.find_subject(catalog, subject_words)


def build_pending(
    request: Request, parsed: ParsedEntry, subject: Subject, *, activity: str = "", people: str = ""
) -> PendingEntryPayload:
    """Build the payload of a booking without pydantic's checks, which are for what comes back from Slack."""
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
