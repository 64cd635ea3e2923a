"""Answers to lines for `/log` that were not understood: what is unclear, the likely answers as buttons, an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from slackblocks import ActionsBlock

from bot.calendar import date_text
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger.note import MAX_NOTE_LENGTH
from bot.core.people.member import UpcomingDay
from bot.features.hours.rules.line_parts import (
    ABOUT_DAYS,
    LineChoice,
    LineParts,
    LineProblem,
    LineProblemCode,
    ParsedEntry,
)
from bot.features.hours.rules.multi_entry import MAX_ENTRIES, SINGLE_ENTRY, LineContext
from bot.features.hours.views.booking_result import NOTE_TOO_LONG, distinct_labels
from bot.lazy_pattern import lazy_pattern
from bot.slack.blocks import ButtonSpec, action_rows, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, person_name
from bot.slack.payloads import EntryDraftPayload, LogLinePayload, PendingEntryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.patterns import DurationProblem
from bot.ui.links import MAX_LINK_LENGTH
from bot.ui.not_shown import not_shown_text

LOG_EXAMPLE: Final = (
    f"For example `{SLASH}log 2h networking` or `{SLASH}log 45m vpc architecture yesterday: flow logs`."
)
SEND_WHOLE_LINE: Final = "Nothing is logged yet: fix it and send the whole line again."

MAX_CHOICES: Final = 7

_MENTION_PATTERN = lazy_pattern(r"<@[UW][A-Z0-9]+\|(?P<name>[^<>]+)>")
_PROBLEM_TEXTS: Final[dict[LineProblemCode, str]] = {
    LineProblemCode.EMPTY: "*How long, and on what?*",
    LineProblemCode.NO_DURATION: "*How long?* Add it as `2h`, `90m`, `1h30` or `1.5`.",
    LineProblemCode.BAD_DURATION: "*How long is “{got}”?* I can read `2h`, `90m`, `1h30` or `1:30`.",
    LineProblemCode.NEGATIVE: (
        f"“{{got}}”: hours can't be negative. To take some back, use `{SLASH}log undo` or `{SLASH}log list`."
    ),
    LineProblemCode.ZERO: "“{got}” is nothing to log.",
    LineProblemCode.SECONDS: "“{got}” is in seconds. I log whole minutes.",
    LineProblemCode.WRONG_UNIT: "Please use hours or minutes instead of “{got}”, like `2h` or `90m`.",
    LineProblemCode.COUNTED: "*How long was “{got}”?* Tell me in hours or minutes, like `2h` or `90m`.",
    LineProblemCode.UNKNOWN_UNIT: (
        "*How long is “{got}”?* I don't know that as a length or a topic. Add `h` or `m` to the number, like `2h`."
    ),
    LineProblemCode.HOURS_OR_MINUTES: "*“{got}”: minutes or hours?*",
    LineProblemCode.TOO_LONG: "“{got}” is too long: a day only has 24 hours. Log each day separately.",
    LineProblemCode.TWO_DURATIONS: "*I see two lengths: {got}.* Which one is right?",
    LineProblemCode.NO_SUBJECT: "*On what?* Add a focus area, a roadmap or a topic.",
    LineProblemCode.SEVERAL_SUBJECTS: "*How do I log {length} on “{got}”?* These are several subjects.",
    LineProblemCode.FUTURE: "{day} is in the future{begins}. Log hours after you've learned them.",
    LineProblemCode.TOO_OLD: "{day} is too long ago. You can log up to 31 days back.",
    LineProblemCode.NO_SUCH_DAY: "There's no such day as “{got}”. Write `yesterday`, `mon`, `20 nov` or `2026-11-20`.",
    LineProblemCode.UNCLEAR_DAY: "*Which day is “{got}”?*",
    LineProblemCode.VAGUE_DAY: "*Which day was it?* “{got}” could be several.",
    LineProblemCode.SEVERAL_DAYS: "*How do I log {length} on “{got}”?* These are several days.",
    LineProblemCode.DAY_OF_ALL: "*Is {day} the day of all entries or of one?* The others are today then.",
    LineProblemCode.LEFT_OVER: "*What is “{got}”?* I log {length} and can keep “{got}” as a note.",
    LineProblemCode.NOTE_TOO_LONG: (
        f"The note is longer than {MAX_NOTE_LENGTH} characters. Shorten it, or put a link in its place."
    ),
    LineProblemCode.TOO_LONG_TEXT: "That's too long for me. A line needs a length, a subject and a short note.",
}
_UNREAD_LENGTHS: Final = frozenset(
    {
        *(LineProblemCode(each.value) for each in DurationProblem),
        *(LineProblemCode.UNKNOWN_UNIT, LineProblemCode.TWO_DURATIONS),
    }
)


def render_line_problem(
    problem: LineProblem,
    *,
    typed: str,
    key: str,
    today: date,
    context: LineContext = SINGLE_ENTRY,
    upcoming_day: UpcomingDay | None = None,
) -> Message:
    """Ask about the one thing that was unclear; each choice is a button that carries the whole line."""
    fragment, minutes = escape(clip(problem.fragment, 60)), _minutes(problem.parts)
    text = _PROBLEM_TEXTS[problem.code].format(
        got=fragment,
        length=parse.spell(minutes or 0),
        day=date_text.day_text(problem.day, today) if problem.day else f"“{fragment}”",
        begins=day_start_hint(problem.day, upcoming_day),
    )
    if problem.code is LineProblemCode.HOURS_OR_MINUTES and len(problem.choices) == 1:
        text = f"*Is “{fragment}” {parse.spell(problem.choices[0].minutes)}?*"
    buttons = [
        _line_button(_choice_label(each, problem.fragment, today), context.with_piece(each.line), key, today)
        for each in problem.choices[:MAX_CHOICES]
    ]
    form = _form_button(_problem_draft(problem, minutes, today))
    if not any(buttons):
        return compose_message(section(f"{text}{correction_hint(typed, context)}\n{LOG_EXAMPLE}"), actions(form))
    if context.is_single_entry:
        return compose_message(section(text), *_rows(*buttons, form))
    others = len(context.before) + len(context.after)
    waiting = "the other entry waits" if others == 1 else f"the other {others} entries wait"
    return compose_message(section(f"{text}\nNothing is logged yet: {waiting} for your answer."), *_rows(*buttons))


def _rows(*buttons: ButtonSpec | None) -> list[ActionsBlock]:
    return action_rows([each for each in buttons if each])


def _choice_label(choice: LineChoice, fragment: str, today: date) -> str:
    if choice.spread:
        what = parse.spell(choice.minutes) if choice.minutes else date_text.day_text(choice.day or today, today)
        return f"{what} {choice.spread}"
    if choice.day:
        return date_text.day_text(choice.day, today)
    return parse.spell(choice.minutes) if choice.minutes else clip(f"Keep “{fragment}” as a note", 70)


def _line_button(label: str, line: str, key: str, today: date) -> ButtonSpec | None:
    """Return a button that reads the line; None for one that is too long for a button."""
    payload = LogLinePayload.model_construct(key=key, day=today, text=line, insist=False)
    return ButtonSpec(label, "log.line", payload.encode()) if payload.fits_in_button() else None


def day_start_hint(day: date | None, upcoming_day: UpcomingDay | None) -> str:
    """Return why a day that the calendar has begun has not come for the member; empty for other days."""
    return f": your day begins at {upcoming_day.starts_at:%H:%M}" if upcoming_day and upcoming_day.day == day else ""


def correction_hint(typed: str, context: LineContext = SINGLE_ENTRY) -> str:
    """Return the line as it was typed, to be corrected; of several bookings none is made before that."""
    if context.is_single_entry:
        return typed_echo(typed)
    return f"\n{SEND_WHOLE_LINE}{typed_echo(context.whole_line or context.with_piece(typed))}"


def render_too_old(pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """Refuse hours whose day is too long ago."""
    links = (pending.evidence,) if pending.evidence else ()
    parts = LineParts(f"{pending.minutes}m", "", unambiguous_name(subject), "", links, pending.note)
    problem = LineProblem(LineProblemCode.TOO_OLD, "", parts, pending.day)
    return render_line_problem(problem, typed="", key=pending.key, today=today)


def unambiguous_name(subject: Subject) -> str:
    """Return a name or id that cannot be mistaken for another subject."""
    if place := subject.topic_ref or subject.part:
        return place.id
    if subject.roadmap is None:
        return subject.area.name
    names, taken = (subject.roadmap.name, *subject.roadmap.aliases), (subject.area.name, *subject.area.aliases)
    of_area = {name.casefold() for name in taken}  # the name of both an area and a roadmap is the area's
    return next((name for name in names if name.casefold() not in of_area), subject.roadmap.name)


def render_too_many_entries(entry_count: int) -> Message:
    """Refuse a line with more bookings than are made at once."""
    text = f"*{MAX_ENTRIES} at most:* I read {entry_count} entries in that line. Nothing is logged; send it in parts."
    return compose_message(section(text))


def render_subject_question(
    parsed: ParsedEntry,
    match: SubjectOptions | None,
    options: Sequence[Subject],
    pendings: Sequence[PendingEntryPayload],
    *,
    typed: str,
    today: date,
    context: LineContext = SINGLE_ENTRY,
    off: str = "",
) -> Message:
    """Ask which subject is meant, of those that the words fit or that are near; each button keeps all the rest.

    `off` is the roadmap of that name that the workspace doesn't show.

    `pendings` has the hours on each of the options. Of several entries, the button carries the whole line.
    """
    labels = distinct_labels(options)
    named = [replace(parsed.parts, words=unambiguous_name(each)) for each in options]
    lines = [context.with_piece(replace(parts, note=p.note).line) for parts, p in zip(named, pendings, strict=True)]
    buttons = [
        _book_button(label, pending) if context.is_single_entry else _line_button(label, line, pending.key, today)
        for label, line, pending in zip(labels, lines, pendings, strict=True)
    ]
    form = _form_button(_draft(parsed.parts, parsed.minutes, parsed.day))
    what = f"{parse.spell(parsed.minutes)}, {date_text.day_text(parsed.day, today)}"
    words = escape(clip(parsed.what, 80))
    if not match:
        near = " Did you mean one of these?" if any(buttons) else ""
        lead = f"{not_shown_text(off)} Log it elsewhere?" if off else f"I don't know “{words}”.{near}"
    elif len(options) == 1:
        lead = f"*Is “{words}” {labels[0]}?* ({what})"
    else:
        lead = f"*Which “{words}”?* ({what})"
    if options and not any(buttons):
        lead = f"{lead} {join_words(labels, 'or')}?{NOTE_TOO_LONG}"
    waits = "" if context.is_single_entry else " Nothing is logged yet: all entries of a line are logged together."
    if match and any(buttons):
        return compose_message(section(f"{lead}{waits}"), *_rows(*buttons, form if context.is_single_entry else None))
    hint = "" if any(buttons) and context.is_single_entry else correction_hint(typed, context)
    where = f"{LOG_EXAMPLE} `{SLASH}plan` lists the areas."
    return compose_message(
        section(f"{lead}{waits if any(buttons) else ''}{hint}"), section(where), *_rows(*buttons, form)
    )


def _book_button(label: str, pending: PendingEntryPayload) -> ButtonSpec | None:
    return ButtonSpec(label, "log.book", pending.encode()) if pending.fits_in_button() else None


def render_unknown_person(name: str, *, typed: str, context: LineContext = SINGLE_ENTRY) -> Message:
    """Ask about a name after an @ that Slack did not recognise as anybody's."""
    lead = f"Nobody here is called “@{person_name(name)}”. Choose the name from Slack's list while you type it."
    return compose_message(section(f"{lead}{correction_hint(typed, context)}"))


def _form_button(draft: EntryDraftPayload | None) -> ButtonSpec:
    """Return the button that opens the form with a draft; empty if there is none or it is too long for a button."""
    return ButtonSpec("Open the form", "log.form", draft.encode() if draft and draft.fits_in_button() else "-")


def _problem_draft(problem: LineProblem, minutes: int | None, today: date) -> EntryDraftPayload | None:
    """Return what a form can begin with: a length that was unclear stays as typed, an unclear day is left out."""
    if problem.code in (LineProblemCode.TOO_LONG_TEXT, LineProblemCode.EMPTY, LineProblemCode.DAY_OF_ALL):
        return None
    days = {each.day for each in problem.choices if each.day}
    likely_day = days.pop() if len(days) == 1 else today
    draft = _draft(problem.parts, minutes, likely_day if problem.code in ABOUT_DAYS else problem.day or today)
    if problem.code not in _UNREAD_LENGTHS:
        return draft
    likely = {each.minutes for each in problem.choices if not each.spread}
    read = {"minutes": likely.pop()} if len(likely) == 1 else {"duration": clip(problem.fragment, 100)}
    return draft.model_copy(update=read)


def _draft(parts: LineParts, minutes: int | None, day: date | None) -> EntryDraftPayload:
    evidence = parts.links[0] if parts.links and len(parts.links[0]) <= MAX_LINK_LENGTH else ""
    return EntryDraftPayload.model_construct(
        minutes=minutes, what=clip(parts.words, 200), day=day, note=parts.note, evidence=evidence
    )


def _minutes(parts: LineParts) -> int | None:
    length = parse.take(parts.length)
    return length.minutes if isinstance(length, parse.Duration) else None


def typed_echo(typed: str) -> str:
    """Return the line as it was typed, to be typed again; nothing for an empty one."""
    line = _MENTION_PATTERN.sub(r"@\g<name>", typed)
    return f"\nYou typed: `{escape(clip(line, 200))}`" if line else ""
