"""Find lengths of time as people write them, in whole minutes, and write them in one way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations.forms import FORM, READERS, LengthKind, Reading, offer
from bot.timeexpr.durations.patterns import DAY, DurationProblem, cut
from bot.timeexpr.normalize import DASHES, QUOTES, tidy
from bot.timeexpr.numbers import rounded

__all__ = ["DAY", "DurationProblem", "LengthKind", "find", "find_lengths", "spell", "take", "tidy"]

_AFTER = lazy_pattern(rf"^[ ,;)]+(?:[{DASHES}]{{1,3}}(?= |$))?")
_NO_HOURS: Final = frozenset({DurationProblem.WRONG_UNIT, DurationProblem.SECONDS, DurationProblem.COUNTED})


class FoundLength(NamedTuple):
    """A length and its place in the tidied line; with a problem it must not be booked, but a choice may be meant.

    A number without a unit is hours, and counts only as the first or the last word of a line.
    """

    start: int
    end: int
    minutes: int
    problem: DurationProblem | None = None
    choices: tuple[int, ...] = ()
    has_unit: bool = True
    kind: LengthKind = LengthKind.LENGTH

    @property
    def is_time_spent(self) -> bool:
        """Tell whether hours or minutes are named with their unit, rightly or not."""
        return self.has_unit and self.kind is not LengthKind.CLOCK_TIME and self.problem not in _NO_HOURS


@frozen
class Duration:
    """A length that was understood, and the text without it."""

    minutes: int
    got: str
    rest: str


@frozen
class UnclearDuration:
    """A length that has to be asked about; `choices` are minutes that it may mean."""

    why: DurationProblem
    got: str
    rest: str
    choices: tuple[int, ...] = ()


def spell(minutes: int) -> str:
    """Write a length as everywhere: "2 h", "1 h 30 min", "45 min"."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    words = [f"{hours} h"] if hours or not rest else []
    if rest:
        words.append(f"{rest} min")
    return sign + " ".join(words)


def find_lengths(line: str, most: int = DAY) -> tuple[FoundLength, ...]:
    """Return all lengths in a tidied line, in order; of bare numbers the first, if no time has a unit."""
    found = tuple(_scan(line, most))
    bare = None
    if not any(each.is_time_spent for each in found):
        bare = next((each for each in found if not each.has_unit), None)
    return tuple(each for each in found if each.has_unit or each is bare)


def take(text: str, most: int = DAY) -> Duration | UnclearDuration | None:
    """Return the length at the start of the text; a bare number is hours. None where none stands there."""
    line = tidy(text)
    first = next(_scan(line, most), None)
    is_when = first and first.kind is LengthKind.CLOCK_TIME and not line[first.start].isdigit()  # at 14:00
    return _cut_out(line, first) if first and not is_when and not line[: first.start].strip(QUOTES) else None


def find(text: str, most: int = DAY, *, bare: bool = True) -> Duration | UnclearDuration | None:
    """Return the first length with a unit anywhere; else, if `bare`, anything else at either end."""
    line, other = tidy(text), None
    for found in _scan(line, most):
        if found.is_time_spent:
            return _cut_out(line, found)
        if bare and other is None and found.kind is not LengthKind.CLOCK_TIME:
            other = found
    return _cut_out(line, other) if other else None


def _scan(line: str, most: int) -> Iterator[FoundLength]:
    """Find all that is or looks like a length, from left to right, bare numbers at both ends of the line as well."""
    tokens = cut(line)
    kinds, starts = tokens.kinds, None
    for match in FORM.finditer(kinds):
        start, end = match.start() + 1, match.end()
        reader, first = READERS[(match.lastindex or 1) - 1], start
        while kinds[first] in "-+~ ":
            first += 1
        read = reader if isinstance(reader, Reading) else reader(tokens, first, end)
        if kinds[end : end + 1] == "." and kinds[end - 1].isalpha() and not kinds[end + 1 : end + 2].isalnum():
            end += 1  # 2 hrs.
        if read and not kinds.startswith(" g", end) and (read.has_unit or _stands_alone(kinds, start, end)):
            starts = starts or (0, *accumulate(map(len, tokens.words)))
            is_negative = kinds[start] == "-" and read.minutes > 0
            yield _found(starts[start], starts[end], read, most, is_negative=is_negative)


def _stands_alone(kinds: str, start: int, end: int) -> bool:
    """Tell whether a number is the first word of a line, or its last one and no part of a name: not "http 2"."""
    before = kinds[:start].rstrip(" ('")
    is_in_name = before[-1:] in tuple("vKd:") and {"-", "t", "~"}.isdisjoint(kinds[start:end])  # "exam 9 to 11"
    return not before or (not is_in_name and not kinds[end:].strip("'(.,;:!"))


def _found(start: int, end: int, read: Reading, most: int, *, is_negative: bool) -> FoundLength:
    """Return the reading with its place, rounded and held against the limits."""
    minutes, why, choices = rounded(read.minutes), read.why, read.choices
    if is_negative:
        why, choices = DurationProblem.NEGATIVE, choices or offer(read.minutes)
    elif why is None and read.kind is not LengthKind.CLOCK_TIME and not 0 < minutes <= most:
        why = DurationProblem.TOO_LONG if minutes else DurationProblem.ZERO
    choices = tuple([each for each in choices if each <= most]) if why else ()
    return FoundLength(start, end, minutes, why, choices, read.has_unit, read.kind)


def _cut_out(line: str, found: FoundLength) -> Duration | UnclearDuration:
    """Return a length cut out of its line with the quotes and the separators around it."""
    got, before, after = line[found.start : found.end], line[: found.start], line[found.end :]
    if before[-1:] in QUOTES and after[:1] in QUOTES:
        before, after = before.rstrip(QUOTES), after.lstrip(QUOTES)
    rest = f"{before.rstrip(' ,;(' + DASHES)} {_AFTER.sub('', after).strip()}".strip()
    if found.problem or found.kind is LengthKind.CLOCK_TIME:
        return UnclearDuration(found.problem or DurationProblem.BAD, got, rest, found.choices)
    return Duration(found.minutes, got, rest)
