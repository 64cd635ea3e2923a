"""Doubt what the name of a subject leaves over: a day, a number, a unit that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.features.hours.rules.line_parts import LineChoice, LineParts, LineProblem, LineProblemCode, ParsedEntry
from bot.features.hours.rules.line_places import trim_words
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations.parse import find_lengths
from bot.timeexpr.past_days import find_days

_SHORT_WEEKDAYS: Final = {word: day for day, word in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"))}
_USUAL_LENGTHS: Final = (30, 60, 120)  # minutes
_NTH = lazy_pattern(r"(?:the )?[0-9]{1,2}[a-z]{2}", re.IGNORECASE)  # "2nd" may belong to "2nd lab"
_NUMERIC = lazy_pattern(r"(?:the )?[0-9]")
_FULL_DATE = lazy_pattern(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}")
_BRACKET = lazy_pattern(r"[(\[{“\"][^)\]}”\"]*$")  # what is open before a word


def with_leading_day(entry: ParsedEntry, rest: str, today: date) -> ParsedEntry:
    """Return the entry on the day that the words behind its subject's name begin with, if they do."""
    found = next(iter(find_days(rest, today)), None)
    if found is None or found.start or found.problem or not found.day or _NUMERIC.match(rest):
        return entry
    what = trim_words(_without_phrase(entry.what, rest[: found.end]))
    return replace(entry, what=what, day=found.day, is_day_named=True)


def doubt_about_rest(entry: ParsedEntry, rest: str, today: date) -> LineProblem | None:
    """Return the doubt about a day or a number among the words that the name of the subject leaves over."""
    if not rest and "/" not in entry.what:  # a name that is near may have hidden the "11/11"
        return None
    if (weekday := _SHORT_WEEKDAYS.get(rest.casefold().strip("."))) is not None and not entry.is_day_named:
        return _rest_problem(entry, rest, [today - timedelta(days=(today.weekday() - weekday) % 7)])
    words = rest or entry.what
    for found in () if entry.is_day_named else find_days(words, today):
        if found.choices:  # it may be no day at all
            return _rest_problem(entry, words[found.start : found.end], found.choices)
        fragment = words[found.start : found.end]
        if found.day and not found.problem:
            return _rest_problem(entry, fragment, (found.day,), is_day=not _NTH.fullmatch(fragment))
        if found.problem and found.day and _FULL_DATE.fullmatch(fragment):
            code = LineProblemCode(found.problem.value)
            return LineProblem(
                code,
                fragment,
                replace(entry.parts, words=trim_words(_without_phrase(entry.what, fragment)), day=""),
                found.day,
            )
    numbers = [found for found in find_lengths(entry.what) if not found.has_unit]
    fragment = entry.what[numbers[0].start : numbers[0].end] if numbers else ""
    is_left = fragment in rest.split() and not _BRACKET.search(entry.what[: numbers[0].start])
    return _rest_problem(entry, fragment, (), code=LineProblemCode.LEFT_OVER) if is_left else None


def with_usual_lengths(problem: LineProblem) -> LineProblem:
    """Return the problem of a line without a length with the lengths that are usual as its choices."""
    lines = ((each, replace(problem.parts, length=f"{each}m").line) for each in _USUAL_LENGTHS)
    return replace(problem, choices=tuple(LineChoice(line, minutes) for minutes, line in lines))


def unknown_unit(parts: LineParts, number: str, day: date | None) -> LineProblem:
    """Return the doubt about a bare number before a word that is no name: "10 Sekunden", "3 rounds"."""
    fragment = f"{number} {parts.words.split()[0]}"
    return LineProblem(LineProblemCode.UNKNOWN_UNIT, fragment, replace(parts, length=""), day)


def _rest_problem(
    entry: ParsedEntry,
    fragment: str,
    days: Sequence[date],
    *,
    code: LineProblemCode = LineProblemCode.UNCLEAR_DAY,
    is_day: bool = False,
) -> LineProblem:
    """Return the doubt about a fragment of the subject's words: a day, or words of the note."""
    parts = replace(entry.parts, words=trim_words(_without_phrase(entry.what, fragment)))
    choices = [LineChoice(replace(parts, day=each.isoformat()).line, day=each) for each in days]
    noted = parts.with_note(fragment)
    return LineProblem(code, fragment, noted, entry.day, (*choices, *([] if is_day else [LineChoice(noted.line)])))


def _without_phrase(words: str, phrase: str) -> str:
    """Return the words without the first place where the phrase stands by itself."""
    return re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", words, count=1)
