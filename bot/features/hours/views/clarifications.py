"""Answers to lines for `/log` that were not understood: what is wrong, what would be right, an example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger.note import MAX_NOTE_LENGTH
from bot.core.ledger.rules import DoubtfulBooking, FullDay
from bot.core.people.member import UpcomingDay
from bot.features.hours.rules.line_parser import LineProblem, LineProblemCode, ParsedEntry, parse_line
from bot.features.hours.rules.multi_entry import MAX_ENTRIES, SINGLE_ENTRY, LineContext
from bot.features.hours.views.booking_result import distinct_labels
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, person_name
from bot.slack.payloads import EntryDraftPayload, LogLinePayload, PendingEntryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui.entry_text import subject_name

LOG_EXAMPLE: Final = f"For example `{SLASH}log 2h networking` or `{SLASH}log 45m vpc yesterday: flow logs`."
SEND_WHOLE_LINE: Final = "Nothing is booked; correct it and send the whole line again."

_MENTION_PATTERN = re.compile(r"<@[UW][A-Z0-9]+\|(?P<name>[^<>]+)>")
_PROBLEM_TEXTS: Final[dict[LineProblemCode, str]] = {
    LineProblemCode.EMPTY: "*How long, and on what?*",
    LineProblemCode.NO_DURATION: "*How long?* I found no duration. Write `2h`, `90m`, `1h30` or `1.5`.",
    LineProblemCode.BAD_DURATION: "“{got}” is no duration I know. Write `2h`, `90m`, `1h30` or `1:30`.",
    LineProblemCode.NEGATIVE: (
        f"“{{got}}” is less than nothing. To take hours back use `{SLASH}log undo` or `{SLASH}log list`."
    ),
    LineProblemCode.ZERO: "“{got}” is no time at all, so there is nothing to book.",
    LineProblemCode.WRONG_UNIT: "“{got}” counts days or more. Write hours or minutes, such as `2h` or `90m`.",
    LineProblemCode.HOURS_OR_MINUTES: "*“{got}”: minutes or hours?*",
    LineProblemCode.TOO_LONG: "“{got}” is more than a day has. Book each day by itself.",
    LineProblemCode.TWO_DURATIONS: "*I read two durations in that: {got}.* Which one?",
    LineProblemCode.NO_SUBJECT: "*On what?* Name a focus area, a roadmap or a topic after the duration.",
    LineProblemCode.FUTURE: "{day} has not come yet{begins}. Hours are booked once they are learned.",
    LineProblemCode.TOO_OLD: "{day} is too long ago. Hours can be booked up to 31 days back.",
    LineProblemCode.NO_SUCH_DAY: "There is no such day as “{got}”. Write `yesterday`, `mon`, `20 nov` or `2026-11-20`.",
    LineProblemCode.VAGUE_DAY: "“{got}” could be several days. Write `mon`, `20 nov`, `3 days ago` or `2026-11-20`.",
    LineProblemCode.TWO_DAYS: "*I read two days in that: {got}.* Book each day by itself.",
    LineProblemCode.NOTE_TOO_LONG: (
        f"The note is longer than {MAX_NOTE_LENGTH} characters. Shorten it, or put a link in its place."
    ),
    LineProblemCode.TOO_LONG_TEXT: "That is too long to read. A line needs a duration, a subject and a short note.",
}


def render_line_problem(
    problem: LineProblem,
    *,
    typed: str,
    key: str,
    today: date,
    context: LineContext = SINGLE_ENTRY,
    people: str = "",
    upcoming_day: UpcomingDay | None = None,
) -> Message:
    """Ask about the one thing that was unclear; choices are buttons that keep the rest of the line.

    `people` are mentions of those who were named, as Slack writes them.
    """
    fragment = escape(clip(problem.fragment, 60))
    text = _PROBLEM_TEXTS[problem.code].format(
        got=fragment,
        day=date_text.day_text(problem.day, today) if problem.day else f"“{fragment}”",
        begins=day_start_hint(problem.day, upcoming_day),
    )
    rest = f"{people} {problem.rest}".lstrip()
    lines = [(choice, context.with_piece(f"{choice}m {rest}")[:3100]) for choice in problem.choices]
    payloads = [(choice, LogLinePayload(key=key, day=today, text=line)) for choice, line in lines]
    buttons = [
        ButtonSpec(parse.spell(choice), "log.line", payload.encode())
        for choice, payload in payloads
        if payload.fits_in_button()
    ]
    form = _draft_form_button(_problem_draft(problem, today))
    if not buttons:
        return compose_message(section(f"{text}{correction_hint(typed, context)}\n{LOG_EXAMPLE}"), actions(form))
    if context.is_single_entry:
        return compose_message(section(text), actions(*buttons, form))
    others = len(context.before) + len(context.after)
    waiting = "the other one has to" if others == 1 else f"the other {others} have to"
    return compose_message(section(f"{text}\nNothing of the line is booked yet: {waiting} wait."), actions(*buttons))


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
    line = f"{pending.minutes}m {unambiguous_name(subject)}" + (f": {pending.note}" if pending.note else "")
    problem = LineProblem(LineProblemCode.TOO_OLD, "", line, pending.day)
    return render_line_problem(problem, typed="", key=pending.key, today=today)


def unambiguous_name(subject: Subject) -> str:
    """Return a name or id that cannot be mistaken for another subject."""
    return subject.topic_ref.id if subject.topic_ref else (subject.roadmap or subject.area).name


def render_too_many_entries(entry_count: int) -> Message:
    """Refuse a line with more bookings than are made at once."""
    text = f"*{MAX_ENTRIES} at most:* I read {entry_count} bookings in that line. Nothing is booked; send it in parts."
    return compose_message(section(text))


def render_unknown_subject(
    subject_words: str, nearest: Sequence[tuple[str, str]], *, typed: str, today: date
) -> Message:
    """Ask about words that name nothing; `nearest` are button labels with the values that book on them."""
    near = " Did you mean one of these?" if nearest else ""
    buttons = [ButtonSpec(clip(label, 70), "log.book", value) for label, value in nearest]
    again = "" if nearest else typed_echo(typed)
    return compose_message(
        section(f"“{escape(clip(subject_words, 80))}” is no focus area, roadmap or topic I know.{near}{again}"),
        section(f"{LOG_EXAMPLE} `{SLASH}plan` lists the areas."),
        actions(*buttons, form_button(typed, today)),
    )


def render_unknown_person(name: str, *, typed: str, context: LineContext = SINGLE_ENTRY) -> Message:
    """Ask about a name after an @ that Slack did not recognise as anybody's."""
    lead = f"Nobody here is called “@{person_name(name)}”. Choose the name from Slack's list while you type it."
    return compose_message(section(f"{lead}{correction_hint(typed, context)}"))


def form_button(line: str, today: date) -> ButtonSpec:
    """Return the button that opens the form with what a line says."""
    return _draft_form_button(_line_draft(line, today))


def _draft_form_button(draft: EntryDraftPayload | None) -> ButtonSpec:
    """Return the button that opens the form with a draft; empty if there is none or it is too long for a button."""
    return ButtonSpec("Open the form", "log.form", draft.encode() if draft and draft.fits_in_button() else "-")


def _problem_draft(problem: LineProblem, today: date) -> EntryDraftPayload | None:
    """Return what a form can begin with: the one thing that was unclear stays as typed, or is left out."""
    if problem.code is LineProblemCode.NO_SUBJECT:
        draft = _line_draft(f"subject {problem.rest}", today)
        return draft and draft.model_copy(update={"what": ""})
    draft = _line_draft(problem.rest, today)
    if draft is not None or problem.code is LineProblemCode.TOO_LONG_TEXT:
        return draft
    draft = _line_draft(f"1m {problem.rest}", today)  # the length is missing, and that for every code that is left
    return draft and draft.model_copy(update={"minutes": None, "duration": clip(problem.fragment, 100)})


def _line_draft(line: str, today: date) -> EntryDraftPayload | None:
    parsed = parse_line(line, today)
    if isinstance(parsed, LineProblem):
        return None
    return EntryDraftPayload(minutes=parsed.minutes, what=clip(parsed.what, 200), day=parsed.day, note=parsed.note)


def typed_echo(typed: str) -> str:
    """Return the line as it was typed, to be typed again; nothing for an empty one."""
    line = _MENTION_PATTERN.sub(r"@\g<name>", typed)
    return f"\nYou typed: `{escape(clip(line, 200))}`" if line else ""


def render_subject_doubt(
    parsed: ParsedEntry,
    matches: SubjectOptions | None,
    options: Sequence[Subject],
    pendings: Sequence[PendingEntryPayload],
    context: LineContext,
    *,
    typed: str,
    today: date,
) -> Message:
    """Ask about the subject of one of several entries; each button chooses one and keeps the rest of the line."""
    what = escape(clip(parsed.what, 80))
    lead = f"*Which “{what}” do you mean?*" if matches else f"“{what}” is no focus area, roadmap or topic I know."
    near = " Did you mean one of these?" if options and not matches else ""
    buttons = []
    for label, option, pending in zip(distinct_labels(options), options, pendings, strict=True):
        text = context.with_piece(_piece_text(parsed, option, pending.people))
        line = LogLinePayload.model_construct(key=pending.key, day=today, text=text, insist=False)
        buttons.append(ButtonSpec(label, "log.line", line.encode()) if line.fits_in_button() else None)
    count = len(context.before) + 1 + len(context.after)
    kept = f"Nothing is booked yet: the {count} entries are booked together."
    if matches and any(buttons):
        return compose_message(section(f"{lead} {kept}"), actions(*buttons))
    head = f"{lead}{near} {kept}" if any(buttons) else lead
    form = form_button(typed, today)
    return compose_message(section(f"{head}{correction_hint(typed, context)}\n{LOG_EXAMPLE}"), actions(*buttons, form))


def render_entries_doubt(
    result: DoubtfulBooking,
    pendings: Sequence[PendingEntryPayload],
    line: LogLinePayload,
    *,
    catalog: Catalog,
    today: date,
) -> Message:
    """Ask about several entries of which one overfills its day or was booked just now; a button books them all."""
    pending, doubt = pendings[result.index], result.doubt
    what, day = _pending_text(pending, catalog), date_text.day_text(pending.day, today)
    text = f"You booked {what}, {day}, just now. Nothing of this line is booked yet."
    yes = ButtonSpec("Book them all", "log.line", line.encode(), style="primary") if line.fits_in_button() else None
    if isinstance(doubt, FullDay):
        total = parse.spell(doubt.booked_minutes + pending.minutes)
        if not doubt.is_possible:
            return compose_message(
                section(f"*Nothing was booked:* {total} on {day}, with {what}, is more than a day has.")
            )
        text = f"With {what}, {day} would have *{total}*. Is that right? Nothing is booked yet."
    return compose_message(section(text), actions(yes, ButtonSpec("No", "log.drop")))


def _piece_text(parsed: ParsedEntry, subject: Subject, people: str) -> str:
    """Return the piece with a subject that cannot be mistaken for another."""
    mentions = "".join(f"<@{person}> " for person in people.split())
    note = f": {parsed.note}" if parsed.note else ""
    return f"{parsed.minutes}m {mentions}{unambiguous_name(subject)} {parsed.day.isoformat()}{note}"


def _pending_text(pending: PendingEntryPayload, catalog: Catalog) -> str:
    area = catalog.area(pending.area)
    topic_ref = catalog.find_topic(pending.topic) if pending.topic else None
    roadmap = catalog.find_roadmap(pending.roadmap) if pending.roadmap else None
    return f"{parse.spell(pending.minutes)} on {subject_name(Subject(area, roadmap, topic_ref))}"
