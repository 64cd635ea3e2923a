"""Lines for `/log` that were not understood: what was wrong, what would be right, an example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.domain import dates, durations
from bot.domain.logline import LONGEST_NOTE, Code, Problem, parse
from bot.views.beside import ALONE, Beside
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, section
from bot.views.text import clip, escape
from bot.views.tickets import Draft, Line

EXAMPLE: Final = "For example `/log 2h networking` or `/log 45m vpc yesterday: flow logs`."

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
    Code.FUTURE: "{day} has not come yet. Hours are booked once they are learned.",
    Code.TOO_OLD: "{day} is too long ago. Hours can be booked up to 31 days back.",
    Code.NO_SUCH_DAY: "There is no such day as “{got}”. Write `yesterday`, `mon`, `20 nov` or `2026-11-20`.",
    Code.VAGUE_DAY: "“{got}” could be several days. Write `mon`, `20 nov`, `3 days ago` or `2026-11-20`.",
    Code.TWO_DAYS: "*I read two days in that: {got}.* Book each day by itself.",
    Code.NOTE_TOO_LONG: f"The note is longer than {LONGEST_NOTE} characters. Shorten it, or put a link in its place.",
    Code.TOO_LONG_TEXT: "That is too long to read. A line needs a duration, a subject and a short note.",
}


def line(problem: Problem, *, typed: str, key: str, today: date, beside: Beside = ALONE) -> Message:
    """Ask about the one thing that was unclear; choices come as buttons that keep the rest of the line."""
    day = dates.spell(problem.day, today) if problem.day else ""
    words = _WORDS[problem.code].format(
        got=escape(clip(problem.got, 60)), day=day or f"“{escape(clip(problem.got, 60))}”"
    )
    lines = [(choice, beside.around(f"{choice}m {problem.rest}")[:3100]) for choice in problem.choices]
    tickets = [(choice, Line(key=key, day=today, text=text)) for choice, text in lines]
    presses = [
        Press(durations.spell(choice), "log.line", ticket.value()) for choice, ticket in tickets if ticket.fits()
    ]
    again = "" if presses else echo(typed)
    form = _form(_understood(problem, today)) if beside.is_alone else None
    words += "" if beside.is_alone else f"\nNothing of the line is booked yet: {_others(beside)} wait."
    return compose(section(f"{words}{again}\n{'' if presses else EXAMPLE}".rstrip()), actions(*presses, form))


def subject(what: str, nearest: Sequence[tuple[str, str]], *, typed: str, today: date) -> Message:
    """Words that name nothing; the nearest names come as buttons, each with the value that books on it."""
    near = " Did you mean one of these?" if nearest else ""
    presses = [Press(clip(label, 70), "log.book", value) for label, value in nearest]
    again = "" if nearest else echo(typed)
    return compose(
        section(f"“{escape(clip(what, 80))}” is no focus area, roadmap or topic I know.{near}{again}"),
        section(f"{EXAMPLE} `/plan` lists the areas."),
        actions(*presses, _form(_draft(typed, today))),
    )


def person(name: str, *, typed: str) -> Message:
    """A name after an @ that Slack did not recognise as anybody's."""
    who = escape(clip(name, 60))
    return compose(
        section(f"Nobody here is called “@{who}”. Choose the name from Slack's list while you type it.{echo(typed)}")
    )


def _others(beside: Beside) -> str:
    number = len(beside.before) + len(beside.after)
    return "the other one has to" if number == 1 else f"the other {number} have to"


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
    return f"\nYou typed: `{escape(clip(typed, 200))}`" if typed else ""
