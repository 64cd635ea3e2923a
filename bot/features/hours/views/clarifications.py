"""Lines for `/log` that were not understood: what was wrong, what would be right, an example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger.note import LONGEST_NOTE
from bot.core.people.member import Coming
from bot.features.hours.rules.line_parser import Code, Problem, parse
from bot.features.hours.rules.multi_entry import MOST
from bot.features.hours.views.multi_entry_context import ALONE, Beside
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import Draft, Line, Pending
from bot.timeexpr.durations import parse as durations_parse

EXAMPLE: Final = "For example `/log 2h networking` or `/log 45m vpc yesterday: flow logs`."
WHOLE: Final = "Nothing is booked; correct it and send the whole line again."
_NAMED = re.compile(r"<@[UW][A-Z0-9]+\|(?P<name>[^<>]+)>")

_WORDS: Final[dict[Code, str]] = {
    Code.EMPTY: "*How long, and on what?*",
    Code.NO_DURATION: "*How long?* I found no duration. Write `2h`, `90m`, `1h30` or `1.5`.",
    Code.BAD_DURATION: "“{got}” is no duration I know. Write `2h`, `90m`, `1h30` or `1:30`.",
    Code.NEGATIVE: "“{got}” is less than nothing. To take hours back use `/log undo` or `/log list`.",
    Code.ZERO: "“{got}” is no time at all, so there is nothing to book.",
    Code.WRONG_UNIT: "“{got}” counts days or more. Write hours or minutes, such as `2h` or `90m`.",
    Code.HOURS_OR_MINUTES: "*“{got}”: minutes or hours?*",
    Code.TOO_LONG: "“{got}” is more than a day has. Book each day by itself.",
    Code.TWO_DURATIONS: "*I read two durations in that: {got}.* Which one?",
    Code.NO_SUBJECT: "*On what?* Name a focus area, a roadmap or a topic after the duration.",
    Code.FUTURE: "{day} has not come yet{begins}. Hours are booked once they are learned.",
    Code.TOO_OLD: "{day} is too long ago. Hours can be booked up to 31 days back.",
    Code.NO_SUCH_DAY: "There is no such day as “{got}”. Write `yesterday`, `mon`, `20 nov` or `2026-11-20`.",
    Code.VAGUE_DAY: "“{got}” could be several days. Write `mon`, `20 nov`, `3 days ago` or `2026-11-20`.",
    Code.TWO_DAYS: "*I read two days in that: {got}.* Book each day by itself.",
    Code.NOTE_TOO_LONG: f"The note is longer than {LONGEST_NOTE} characters. Shorten it, or put a link in its place.",
    Code.TOO_LONG_TEXT: "That is too long to read. A line needs a duration, a subject and a short note.",
}


def line(
    problem: Problem,
    *,
    typed: str,
    key: str,
    today: date,
    beside: Beside = ALONE,
    people: str = "",
    coming: Coming | None = None,
) -> Message:
    """Ask about the one thing that was unclear; choices come as buttons that keep the rest of the line.

    `people` are those who were named, as Slack writes them.
    """
    day = calendar_format.spell(problem.day, today) if problem.day else ""
    words = _WORDS[problem.code].format(
        got=escape(clip(problem.got, 60)),
        day=day or f"“{escape(clip(problem.got, 60))}”",
        begins=waits(problem.day, coming),
    )
    rest = f"{people} {problem.rest}".lstrip()
    lines = [(choice, beside.around(f"{choice}m {rest}")[:3100]) for choice in problem.choices]
    tickets = [(choice, Line(key=key, day=today, text=text)) for choice, text in lines]
    presses = [
        Press(durations_parse.spell(choice), "log.line", ticket.value()) for choice, ticket in tickets if ticket.fits()
    ]
    form = _form(_understood(problem, today))
    if not presses:
        return compose(section(f"{words}{correct(typed, beside)}\n{EXAMPLE}"), actions(form))
    if beside.is_alone:
        return compose(section(words), actions(*presses, form))
    waiting = f"\nNothing of the line is booked yet: {_others(beside)} wait."
    return compose(section(f"{words}{waiting}"), actions(*presses))


def waits(day: date | None, coming: Coming | None) -> str:
    """Why a day has not come that the calendar has begun."""
    return f": your day begins at {coming.at:%H:%M}" if coming and coming.day == day else ""


def correct(typed: str, beside: Beside = ALONE) -> str:
    """The line as it was typed, to be corrected; of several bookings none is made before that."""
    return echo(typed) if beside.is_alone else f"\n{WHOLE}{echo(beside.whole or beside.around(typed))}"


def too_old(pending: Pending, subject: Subject, today: date) -> Message:
    """Hours whose button was pressed when their day lay too far back."""
    said = f"{pending.minutes}m {called(subject)}" + (f": {pending.note}" if pending.note else "")
    return line(Problem(Code.TOO_OLD, "", said, pending.day), typed="", key=pending.key, today=today)


def called(subject: Subject) -> str:
    """A name or id that cannot be mistaken."""
    return subject.place.id if subject.place else (subject.roadmap or subject.area).name


def too_many(number: int) -> Message:
    """More bookings in a line than are made at once."""
    return compose(
        section(f"*{MOST} at most:* I read {number} bookings in that line. Nothing is booked; send it in parts.")
    )


def subject(what: str, nearest: Sequence[tuple[str, str]], *, typed: str, today: date) -> Message:
    """Words that name nothing; the nearest names come as buttons, each with the value that books on it."""
    near = " Did you mean one of these?" if nearest else ""
    presses = [Press(clip(label, 70), "log.book", value) for label, value in nearest]
    again = "" if nearest else echo(typed)
    return compose(
        section(f"“{escape(clip(what, 80))}” is no focus area, roadmap or topic I know.{near}{again}"),
        section(f"{EXAMPLE} `/plan` lists the areas."),
        actions(*presses, open_form(typed, today)),
    )


def person(name: str, *, typed: str, beside: Beside = ALONE) -> Message:
    """A name after an @ that Slack did not recognise as anybody's."""
    who = escape(clip(name, 60))
    lead = f"Nobody here is called “@{who}”. Choose the name from Slack's list while you type it."
    return compose(section(f"{lead}{correct(typed, beside)}"))


def _others(beside: Beside) -> str:
    number = len(beside.before) + len(beside.after)
    return "the other one has to" if number == 1 else f"the other {number} have to"


def open_form(line: str, today: date) -> Press:
    """The form with what a line says."""
    return _form(_draft(line, today))


def _form(draft: Draft | None) -> Press:
    """The form with what was understood, and an empty one where that is nothing or too much for a button."""
    return Press("Open the form", "log.form", draft.value() if draft and draft.fits() else "-")


def _understood(problem: Problem, today: date) -> Draft | None:
    """What a form can begin with: the one thing that was unclear stays as typed, or out."""
    if problem.code is Code.NO_SUBJECT:
        draft = _draft(f"subject {problem.rest}", today)
        return draft and draft.model_copy(update={"what": ""})
    draft = _draft(problem.rest, today)
    if draft is not None or problem.code is Code.TOO_LONG_TEXT:
        return draft
    draft = _draft(f"1m {problem.rest}", today)  # the length is missing, and that for every code that is left
    got = clip(problem.got, 100)
    return draft and draft.model_copy(update={"minutes": None, "duration": got})


def _draft(line: str, today: date) -> Draft | None:
    """What a line says that can be read."""
    said = parse(line, today)
    if isinstance(said, Problem):
        return None
    return Draft(minutes=said.minutes, what=clip(said.what, 200), day=said.day, note=said.note)


def echo(typed: str) -> str:
    """The line as it was typed, to be typed again; nothing for an empty one."""
    said = _NAMED.sub(r"@\g<name>", typed)
    return f"\nYou typed: `{escape(clip(said, 200))}`" if said else ""
