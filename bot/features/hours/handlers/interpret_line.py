"""Interpret a typed line as bookings on known subjects, or ask about the first doubt in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.hidden_names import find_hidden_among, roadmap_keys
from bot.catalog.lookup.subject import with_rest
from bot.catalog.lookup.subjects import JoinedSubjects, Subject, SubjectMatch, SubjectOptions
from bot.catalog.models import Roadmap
from bot.core.ledger import activity as ledger_activity
from bot.core.ledger.note import MAX_NOTE_LENGTH
from bot.deps import Deps
from bot.dispatch.request import Request, extract_people
from bot.features.hours.handlers import co_learners
from bot.features.hours.rules import line_parser, line_parts, line_rest, multi_entry
from bot.features.hours.rules.line_parts import LineProblem, LineProblemCode, ParsedEntry
from bot.features.hours.rules.multi_entry import LineContext
from bot.features.hours.views import clarifications
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.message import AnyMessage
from bot.slack.payloads import PendingEntryPayload

_SPREAD = lazy_pattern(r",? (?:each|(?:in )?total|altogether|together)$", re.IGNORECASE)
_BRACKETED = lazy_pattern(r"(?P<name>[^()]+) \((?P<more>[^()]+)\)")


@frozen
class InterpretedEntry:
    """Hours that were understood, their subject, and the note about named people who are not asked."""

    pending: PendingEntryPayload
    subject: Subject
    people_note: str = ""
    is_day_named: bool = False


def interpret_line(deps: Deps, request: Request, text: str, today: date) -> tuple[InterpretedEntry, ...] | AnyMessage:
    """Return all bookings of a line, or the message that asks about the first doubt in it."""
    catalog = deps.catalog.of(request.workspace)
    pieces = multi_entry.split_entries(text, today, lambda what: _names_subject(catalog, what))
    if len(pieces) > multi_entry.MAX_ENTRIES:
        return clarifications.render_too_many_entries(len(pieces))
    interpreted: list[InterpretedEntry] = []
    for index, piece in enumerate(pieces):
        result = _interpret_piece(deps, request, piece, today, LineContext(pieces[:index], pieces[index + 1 :], text))
        if not isinstance(result, InterpretedEntry):
            return result
        interpreted.append(result)
    named = [each.pending.day if each.is_day_named else None for each in interpreted]
    doubt = None if "\n" in text else multi_entry.day_doubt(pieces, named, today)
    if doubt:
        return clarifications.render_line_problem(doubt, typed=text, key=request.key, today=today)
    return tuple(interpreted)


def _interpret_piece(
    deps: Deps, request: Request, text: str, today: date, context: LineContext
) -> InterpretedEntry | AnyMessage:
    """Return one booking, or the message that asks about it; `context` is the rest of the line."""
    catalog = deps.catalog.of(request.workspace)
    parsed = _with_named_people(deps, request, line_parser.parse_line(text, today))
    _, people = extract_people(parsed.people) if parsed.people else ((), ())
    if unknown := [person.name for person in people if not person.id]:
        return clarifications.render_unknown_person(unknown[0], typed=text, context=context)
    if isinstance(parsed, ParsedEntry):
        activity, match = _find_subject(catalog, parsed.what, names_people=bool(people))
        if isinstance(match, Subject) and match.rest and not parsed.is_day_named:
            dated = line_rest.with_leading_day(parsed, match.rest, today)
            if dated.is_day_named:
                parsed = dated
                activity, match = _find_subject(catalog, parsed.what, names_people=bool(people))
        parsed = _find_doubt(parsed, match, text, today) or parsed
    else:
        parsed = _with_content(catalog, parsed, text)
    if isinstance(parsed, LineProblem):
        member = deps.directory.ensure_member(request.workspace, request.member, request.name)
        upcoming_day = member.upcoming_day(deps.clock.now())
        return clarifications.render_line_problem(
            parsed, typed=text, key=request.key, today=today, context=context, upcoming_day=upcoming_day
        )
    asked, people_note = co_learners.choose_co_learners(deps, request, people[: co_learners.MAX_PEOPLE])
    if isinstance(match, Subject):
        pending = build_pending(request, parsed, match, activity=activity, people=asked)
        return InterpretedEntry(pending, match, people_note, parsed.is_day_named)
    if hidden := find_hidden_among(catalog, parsed.what.split()):
        near = match.options if isinstance(match, SubjectOptions) else ()
        options = (*_area_of_hidden(catalog, hidden, parsed.what), *near)[: subjects.MAX_OPTIONS]
    elif isinstance(match, SubjectOptions):
        options = match.options
    else:
        options = subjects.nearest_subjects(catalog, parsed.what)
    pendings = [build_pending(request, parsed, option, activity=activity, people=asked) for option in options]
    choice = match if isinstance(match, SubjectOptions) and not hidden else None
    return clarifications.render_subject_question(
        parsed, choice, options, pendings, typed=text, today=today, context=context, off=hidden.name if hidden else ""
    )


def _area_of_hidden(catalog: Catalog, hidden: Roadmap, words: str) -> tuple[Subject, ...]:
    """Return the area of a roadmap that is off, with the words beside its name; nothing where the area is off too."""
    areas = [each for each in catalog.areas if each.id == hidden.area]
    return tuple(with_rest(Subject(each), words, taken=roadmap_keys(hidden)) for each in areas)


def _with_content(catalog: Catalog, problem: LineProblem, typed: str) -> LineProblem:
    """Return a problem as the content shows it: lengths to choose for a known name, a number before no name."""
    words = problem.parts.words
    if problem.code is LineProblemCode.NO_DURATION and _names_subject(catalog, words):
        return line_rest.with_usual_lengths(problem)
    if problem.code is not LineProblemCode.HOURS_OR_MINUTES or not words or not typed.lstrip()[:1].isdigit():
        return problem
    _, match = _find_subject(catalog, words)
    is_unit = match is None or (isinstance(match, SubjectOptions) and all(each.rest for each in match.options))
    return line_rest.unknown_unit(problem.parts, problem.fragment, problem.day) if is_unit else problem


def _with_named_people(deps: Deps, request: Request, parsed: ParsedEntry | LineProblem) -> ParsedEntry | LineProblem:
    """Return the same with the people in the note by name: a note is text, and is read by others."""
    if "@" not in parsed.note:
        return parsed
    note = co_learners.name_people(deps, request, parsed.note)
    if isinstance(parsed, LineProblem):
        return replace(parsed, parts=replace(parsed.parts, note=note))
    return replace(parsed, note=note)


def _find_doubt(parsed: ParsedEntry, match: SubjectMatch | None, typed: str, today: date) -> LineProblem | None:
    """Return the doubt about words that neither the name of a subject nor the grammar accounts for."""
    match match:
        case JoinedSubjects():
            each = [replace(parsed.parts, words=clarifications.unambiguous_name(one)) for one in match.subjects]
            choices = line_parts.spread_choices(each, parsed.minutes)
            return LineProblem(LineProblemCode.SEVERAL_SUBJECTS, parsed.what, parsed.parts, choices=choices)
        case Subject(rest=rest):
            is_clear = not rest or typed.lstrip()[:1].isdigit()  # "2 networking subnets", but not "networking lab 2"
        case SubjectOptions(options=options):
            rest = min((option.rest for option in options), key=len)
            is_name_first = parsed.what.split()[0] not in rest.split()  # "2 helm charts", but not "2 zones helm"
            is_clear = not rest or (is_name_first and typed.lstrip()[:1].isdigit())
        case _:
            rest, is_clear = parsed.what, False
    if not is_clear and not parsed.has_unit:
        return line_rest.unknown_unit(parsed.parts, f"{parsed.minutes / 60:g}", parsed.day)
    if problem := line_rest.doubt_about_rest(parsed, rest, today):
        return problem
    note = parsed.with_rest(rest).note
    return LineProblem(LineProblemCode.NOTE_TOO_LONG, note, parsed.parts) if len(note) > MAX_NOTE_LENGTH else None


def _is_exact_topic(catalog: Catalog, subject_words: str) -> bool:
    """Tell whether a topic has exactly this name, which may begin like an activity."""
    subject = subjects.find_exact_subject(catalog, subject_words)
    return subject is not None and subject.topic_ref is not None


def _names_subject(catalog: Catalog, subject_words: str) -> bool:
    """Tell whether all words are the name of one subject."""
    _, match = _find_subject(catalog, line_parser.without_people(subject_words))
    return isinstance(match, Subject) and not match.rest


def _find_subject(
    catalog: Catalog, subject_words: str, *, names_people: bool = False
) -> tuple[str, SubjectMatch | None]:
    """Return the activity for others that the words begin with and its area, else no activity and what they name."""
    activity, rest = ledger_activity.split_activity(subject_words, with_others=names_people)
    area = catalog.find_area(ledger_activity.ACTIVITY_AREA) if activity else None
    if activity and area and not (rest and _is_exact_topic(catalog, subject_words)):
        return activity, Subject(area, rest=rest)
    if bracketed := _BRACKETED.fullmatch(subject_words):  # "docker (compose)" is Docker, "storage (docker)" is in it
        outside = subjects.find_subject(catalog, bracketed["name"])
        inside = subjects.find_exact_subject(catalog, bracketed["more"])
        is_wide = inside is not None and inside.topic_ref is None
        if isinstance(outside, Subject) and not (outside.rest or outside.corrections or is_wide):
            return "", replace(outside, rest=bracketed["more"])
    several = subjects.find_subject(catalog, spread[0]) if len(spread := _SPREAD.split(subject_words)) > 1 else None
    return "", several if isinstance(several, JoinedSubjects) else subjects.find_subject(catalog, subject_words)


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
        note=parsed.with_rest(subject.rest).note,
        evidence=parsed.evidence,
        activity=activity,
        people=people,
        insist=False,
    )
