"""Split a line into several bookings: `1h networking, 30m aws yesterday, 2h k8s: operators`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Final

from bot.features.hours.rules import line_parser
from bot.features.hours.rules.line_parts import (
    LineChoice,
    LineProblem,
    LineProblemCode,
    ParsedEntry,
    Spread,
    join_lines,
)
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations import parse
from bot.timeexpr.past_days import find_days, read_past_day

MAX_ENTRIES: Final = 20

_SEPARATOR = lazy_pattern(
    r"\s?(?:(?:[;\n]|,(?!(?<=[0-9],)[0-9]))\s*(?:and\s+|\+\s*)?|\s(?:and|plus|&|\+|/|\|)\s+)", re.IGNORECASE
)
_PARENTHESES: Final = lazy_pattern(r"\([^()\n]*\)")
_INCOMPLETE: Final = frozenset({LineProblemCode.NO_DURATION, LineProblemCode.NO_SUBJECT, LineProblemCode.EMPTY})
_COMMAND = lazy_pattern(r"\s*(?:(?:please|pls) )?/?log\b(?:[\s,]|:(?![0-9]))*", re.IGNORECASE)


def split_entries(text: str, today: date, names_subject: Callable[[str], bool]) -> tuple[str, ...]:
    """Split a line into its bookings, each with its own day and note, without the `log` that may begin each.

    A day before a colon is that of all: `yesterday: 1h docker, 2h aws`.

    An unclear duration begins a booking as well, so that it is asked about and not read as part of another.
    A note goes on over commas until words follow that book something themselves, which `names_subject` tells.
    """
    gaps = _find_gaps(text, today)
    if not gaps:
        return (_without_command(text, names_subject),)
    names_subject = cache(names_subject)
    head, rest = line_parser.split_note(text)
    if rest and read_past_day(head, today):
        pieces = list(split_entries(rest, today, names_subject))
        return tuple(_with_days(head.strip(), pieces, today)) if len(pieces) > 1 else (text.strip(),)
    pieces = []
    start = 0
    stops = [*(gap.start() for gap in gaps[1:]), len(text)]
    for gap, stop in zip(gaps, stops, strict=False):
        right = text[gap.end() : stop]
        if _is_boundary(text[start : gap.start()], right, gap[0], today, names_subject):
            pieces.append(_without_command(text[start : gap.start()], names_subject))
            start = gap.end()
    return (*pieces, _without_command(text[start:], names_subject))


def day_doubt(pieces: Sequence[str], named: Sequence[date | None], today: date) -> LineProblem | None:
    """Return the doubt whether a day that begins or ends the line is that of all bookings, or of its own alone.

    `named` has the day that each of the pieces names.
    """
    if len(pieces) < 2 or sum(map(bool, named)) != 1:
        return None
    index = 0 if named[0] else len(pieces) - 1
    day, begins = named[index], any(each.start == 0 for each in find_days(pieces[0], today))
    if not day or day == today or not (index or begins):
        return None
    others = {Spread.ALL: day, Spread.ONE: today}
    lines = {
        spread: join_lines(piece if own else f"{other} {piece}" for piece, own in zip(pieces, named, strict=True))
        for spread, other in others.items()
    }
    choices = tuple(LineChoice(line, day=day, spread=spread) for spread, line in lines.items())
    return LineProblem(LineProblemCode.DAY_OF_ALL, "", day=day, choices=choices)


def _with_days(day: str, pieces: Sequence[str], today: date) -> Iterator[str]:
    """Yield the pieces, each on the day before it with a colon, unless it names its own."""
    for piece in pieces:
        head, rest = line_parser.split_note(piece)
        if rest and read_past_day(head, today):
            day = head.strip()
        yield piece if find_days(piece, today) else f"{day} {piece}"


def _find_gaps(text: str, today: date) -> list[re.Match[str]]:
    """Return the separators that belong to no length, day or parentheses: "3h and 25m", "nov 13, 2026", "(a, b)"."""
    gaps = list(_SEPARATOR.finditer(text))
    if not gaps:
        return []
    line, owners = text.replace("\n", ";"), [0] * (len(text) + 1)
    places = [(each.start, each.end) for each in parse.find_lengths(line)]
    places += [(each.start, each.end) for each in find_days(line, today)]
    places += [each.span() for each in _PARENTHESES.finditer(line)]
    for number, (start, end) in enumerate(places, start=1):
        owners[start:end] = [number] * (end - start)
    return [gap for gap in gaps if not owners[gap.end()] or owners[gap.end()] != owners[gap.start() - 1]]


def _without_command(piece: str, names_subject: Callable[[str], bool]) -> str:
    """Return a piece without the word `log` before its hours, unless a name begins with it."""
    command = _COMMAND.match(piece)
    if command is None:
        return piece.strip()
    whole, rest = parse.find(piece, bare=False), piece[command.end() :].strip()
    without = parse.find(rest, bare=False)
    if parse.take(rest) or (without and (names_subject(without.rest) or not (whole and names_subject(whole.rest)))):
        return rest
    return piece.strip()


def _is_boundary(left: str, right: str, gap: str, today: date, names_subject: Callable[[str], bool]) -> bool:
    """Tell whether one booking ends before the gap and another one begins after it."""
    if "\n" in gap and _without_command(right, names_subject) != right.strip():
        return True
    length = parse.find(right, bare=False) or parse.take(right)
    if length is None or not any(map(str.isalpha, length.rest)):
        return False
    after, before = line_parser.parse_line(right, today), line_parser.parse_line(left, today)
    if {_code(before), _code(after)} & _INCOMPLETE:
        return False
    words = after.parts.words
    is_bare = isinstance(length, parse.Duration) and parse.find(right, bare=False) is None
    if before.parts.note:
        return not is_bare and gap.strip()[:1] in (",", ";", "") and bool(words) and names_subject(words)
    return bool(words) and (not is_bare or names_subject(words))


def _code(parsed: ParsedEntry | LineProblem) -> LineProblemCode | None:
    return parsed.code if isinstance(parsed, LineProblem) else None


@frozen
class LineContext:
    """The pieces before and after the one in question, and the whole line as it was typed."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    whole_line: str = ""

    @property
    def is_single_entry(self) -> bool:
        """Tell whether the line has no other piece."""
        return not self.before and not self.after

    def with_piece(self, piece: str) -> str:
        """Return the whole line with this piece in place of the one in question."""
        return join_lines((*self.before, piece, *self.after))


SINGLE_ENTRY = LineContext()
