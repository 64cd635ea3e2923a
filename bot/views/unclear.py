"""Lines for `/log` that were not understood: what was wrong, what would be right, an example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.domain import dates, durations
from bot.domain.logline import LONGEST_NOTE, Code, Problem
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, section
from bot.views.text import clip, escape
from bot.views.tickets import Line

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


def line(problem: Problem, *, typed: str, key: str, today: date) -> Message:
    """Ask about the one thing that was unclear; choices come as buttons that keep the rest of the line."""
    day = dates.spell(problem.day, today) if problem.day else ""
    words = _WORDS[problem.code].format(
        got=escape(clip(problem.got, 60)), day=day or f"“{escape(clip(problem.got, 60))}”"
    )
    lines = [(choice, f"{choice}m {problem.rest}"[:3100]) for choice in problem.choices]
    tickets = [(choice, Line(key=key, day=today, text=text)) for choice, text in lines]
    presses = [
        Press(durations.spell(choice), "log.line", ticket.value()) for choice, ticket in tickets if ticket.fits()
    ]
    again = "" if presses else _echo(typed)
    return compose(section(f"{words}{again}\n{'' if presses else EXAMPLE}".rstrip()), actions(*presses))


def subject(what: str, nearest: Sequence[tuple[str, str]], *, typed: str) -> Message:
    """Words that name nothing; the nearest names come as buttons, each with the value that books on it."""
    near = " Did you mean one of these?" if nearest else ""
    presses = [Press(clip(label, 70), "log.book", value) for label, value in nearest]
    again = "" if nearest else _echo(typed)
    return compose(
        section(f"“{escape(clip(what, 80))}” is no focus area, roadmap or topic I know.{near}{again}"),
        section(f"{EXAMPLE} `/plan` lists the areas."),
        actions(*presses),
    )


def _echo(typed: str) -> str:
    """The line as it was typed, to be typed again; nothing for an empty one."""
    return f"\nYou typed: `{escape(clip(typed, 200))}`" if typed else ""
