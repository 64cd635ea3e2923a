"""Lengths of time as people write them: read to whole minutes, written in one way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final

DAY: Final = 24 * 60
QUOTES: Final = "\"'`´‘’‚“”„‟«»‹›"
DASHES: Final = "-‐‑‒–—−"


class Why(StrEnum):
    """What keeps a length from being taken; the values are those of `logline.Code`."""

    BAD = "bad_duration"
    NEGATIVE = "negative"
    ZERO = "zero"
    WRONG_UNIT = "wrong_unit"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Taken:
    """A length that was understood, and the text without it."""

    minutes: int
    got: str
    rest: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A length that must be asked about; `choices` are minutes it may mean."""

    why: Why
    got: str
    rest: str
    choices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A length at a place in the text: `minutes` exactly, `why` if it must not be taken so."""

    end: int
    minutes: Fraction
    why: Why | None = None
    choices: tuple[int, ...] = ()


COUNTS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_PARTS: Final = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "two thirds": Fraction(2, 3),
    "three quarters": Fraction(3, 4),
}
_HUGE: Final = Fraction(10**7)  # stands for any number of more digits: far too long in every unit

_NUMBER: Final = r"(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"
_FRACTION: Final = r"(?:(?P<whole>[0-9]+) )?(?P<over>[1-9])/(?P<under>[2-9])(?![0-9/])"
_COUNT: Final = "(?:" + "|".join(sorted(COUNTS, key=len, reverse=True)) + ")"
_PART: Final = r"(?:half|third|quarter|two[ -]thirds|three[ -]quarters)"
_LONG: Final = r"(?:hours?|hrs?|minutes?|mins?)"
_UNIT: Final = r"(?:hours?|hrs?|h|minutes?|mins?|m)"
_NO_LETTER: Final = r"(?![^\W0-9])"
_MONTH_OR_AGE: Final = (
    r"(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b)(?! ?(?:d|w|days?|weeks?|months?|years?)\b)"
)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FRACTIONAL = _compile(rf"{_FRACTION}(?: of)?(?: an?)?[ -]?(?P<unit>{_UNIT}){_NO_LETTER}")
_NUMERAL = _compile(rf"(?P<number>{_NUMBER})(?: and an? (?P<plus>{_PART}))?[ -]?(?P<unit>{_UNIT}){_NO_LETTER}")
_WORDED = _compile(rf"(?P<count>{_COUNT})(?: and an? (?P<plus>{_PART}))?[ -](?P<unit>{_LONG})(?!\w)")
_PARTED = _compile(rf"(?:(?:an?|one) )?(?P<part>{_PART})[ -](?:of )?(?:an? |one )?(?:hours?|hr)(?!\w)")
_AND_A_PART = _compile(rf" and (?:an? )?(?P<part>{_PART})(?!\w)(?! (?:of )?an? )")
_GLUED_MINUTES = _compile(r"(?P<minutes>[0-9]{2})(?: ?(?:minutes?|mins?|m))?(?!\w)")
_JOINT = _compile(r"(?:,? and |, ?| ?&(?:amp;)? ?| )?")
_LOOSE_MINUTES = _compile(rf" (?P<minutes>[0-5][05])(?=[ ,;]|$){_MONTH_OR_AGE}")
_CLOCK = _compile(
    rf"(?P<hours>[0-9]*):(?P<minutes>[0-9]+)(?P<more>:[0-9:]*)?(?: ?(?P<unit>{_UNIT}|[ap]\.?m)(?!\w))?(?![\w:])"
)
_FEW = r"[0-9][0-9.,:]{0,20}"
_GLUED_RANGE = _compile(
    rf"[-–—~]{_FEW}(?: ?{_UNIT})?(?![\w-])|(?: ?[-–—~] ?| (?:to|or) )(?:{_FEW}|{_COUNT}) ?{_UNIT}(?!\w)"
)
_LOOSE_RANGE = _compile(rf" [-–—~] {_FEW}(?=[ ,;]|$)")
_TIMES = _compile(r"[0-9.,]{1,20} ?(?:x|×|\*|times) ?(?=[0-9:.,])")
_GARBLED = _compile(
    rf"[0-9][0-9.,:'_/+^e-]{{0,60}} ?{_UNIT}(?!\w)"
    r"|(?:[0-9.,:]{1,20}[hms]){2,20}[0-9.,:]{0,20}(?!\w)|[0-9.,:]{1,20}[hm][0-9.,:]{1,20}(?!\w)"
)
_NO_NUMBER = _compile(rf"(?:inf(?:inity)?|nan)(?: ?{_UNIT})?(?!\w)")
_WRONG_UNIT = _compile(
    rf"(?:half )?(?:{_NUMBER}(?: ?(?:d|w|y|s)|[ -]?(?:days?|wks?|weeks?|months?|years?|yrs?|secs?|seconds?))"
    rf"|{_COUNT}[ -](?:days?|weeks?|months?|years?|seconds?))(?!\w)(?! ago\b)"
)
_BARE = _compile(rf"(?:{_FRACTION}|(?P<number>{_NUMBER}))(?=[ ,;:]|$){_MONTH_OR_AGE}")
_BARE_FRACTIONS: Final = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})
_LAST_WORD = re.compile(rf"^[{QUOTES}(]*(?P<sign>[{DASHES}+]?)(?P<number>{_NUMBER})[{QUOTES}).,;!?]*$")
_SIGN = re.compile(rf"\+ ?|[{DASHES}]{{1,2}} ?")
_GLUED_SIGN = re.compile(rf"\+|[{DASHES}]{{1,2}}")
_WORD_START = _compile(rf"(?:(?<=[ ({QUOTES}])|^)(?=[{DASHES}0-9:.,+]|(?:{_COUNT}|half|third|quarter)[ -])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_AT = _compile(r"(?:\bat|@) $")
_DIGITS = _compile("[0-9]*")
_UNIT_NEAR = _compile("[hms:]")
_NUMBER_ALONE = _compile(_NUMBER)
_NUMBER_AND_SPACE = _compile(rf"{_NUMBER} ")
_NUMBERED: Final = frozenset(
    {
        *("http", "https", "tls", "ssl", "oauth", "web", "layer", "ipv", "ip", "raid", "python", "java", "php", "v"),
        *("part", "chapter", "lesson", "module", "unit", "section", "week", "day", "level", "tier", "phase", "step"),
        *("version", "wave", "sprint", "book", "volume", "episode", "video", "lab", "exercise", "exam"),
    }
)  # a number after one of these belongs to the name


def spell(minutes: int) -> str:
    """A length as it is written everywhere: "2 h", "1 h 30 min", "45 min"."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    words = [f"{hours} h"] if hours else []
    if rest or not hours:
        words.append(f"{rest} min")
    return sign + " ".join(words)


def tidy(text: str) -> str:
    """One line: compatibility forms made plain, invisible characters dropped, each run of spaces one space."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", "".join(_plain(char) for char in text))
    return " ".join(_CONTROL.sub(" ", plain).split())


def _plain(char: str) -> str:
    """A vulgar fraction apart from the number before it; what cannot be stored or seen is replaced."""
    if unicodedata.decomposition(char).startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cf" and char not in "\u200c\u200d" else char.replace("\u2044", "/")


def take(text: str, most: int = DAY) -> Taken | Unclear | None:
    """The length at the start of the text; a bare number is hours. None where none stands there."""
    line = tidy(text)
    start = len(line) - len(line.lstrip(QUOTES))
    for read in (_signed(line, start, _SIGN, bare=False), _wrong_unit(line, start), _no_number(line, start)):
        if read is not None:
            return _result(line, start, read, most)
    read = _signed(line, start, _SIGN, bare=True)
    return None if read is None else _result(line, start, read, most)


def find(text: str, most: int = DAY, *, bare: bool = True) -> Taken | Unclear | None:
    """The first length with a unit anywhere; failing that, and if `bare`, a bare number at the start or the end."""
    line = tidy(text)
    for start in _places(line):
        read = _signed(line, start, _SIGN if start == 0 else _GLUED_SIGN, bare=False)
        if read is not None:
            return _result(line, start, read, most)
    if not bare:
        return None
    return take(line, most) or _wrong_unit_within(line, most) or _last_number(line, most)


def _places(line: str) -> Iterator[int]:
    """Where a length may start: at each word, but not at an hour of the day ("at 14:00")."""
    starts = (found.start() for found in _WORD_START.finditer(line))
    return (start for start in starts if not _AT.search(line, max(0, start - 4), start))


def _signed(line: str, start: int, sign: re.Pattern[str], *, bare: bool) -> _Read | None:
    """A length with an optional sign before it; a minus makes it a doubt."""
    signed = sign.match(line, start)
    at = signed.end() if signed else start
    read = _bare(line, at) if bare else _united(line, at)
    if read is None or signed is None or signed[0].startswith("+"):
        return read
    return _Read(read.end, read.minutes, Why.NEGATIVE, read.choices or _offer(read.minutes))


def _united(line: str, at: int) -> _Read | None:
    """A length with its unit, exactly at this place."""
    digits = _DIGITS.match(line, at)
    if digits and not _UNIT_NEAR.search(line, digits.end(), digits.end() + 100):
        return None  # spares the slower patterns on long lines of bare numbers
    read = _clock(line, at) or _spelled(line, at) or _several(line, at)
    if read is None:
        garbled = _GARBLED.match(line, at)
        return _Read(garbled.end(), Fraction(0), Why.BAD) if garbled else None
    if line.startswith(" ago", read.end):
        return None
    spread = _GLUED_RANGE.match(line, read.end)
    return _Read(spread.end(), read.minutes, Why.BAD) if spread else read


def _clock(line: str, at: int) -> _Read | None:
    """`1:30` and `:15`; the minutes have two digits and stop at 59."""
    found = _CLOCK.match(line, at)
    if found is None:
        return None
    hours, minutes = _amount(found["hours"] or "0"), _amount(found["minutes"])
    total = hours * 60 + minutes
    odd = found["more"] or (found["unit"] and found["unit"][0] not in "hH")
    if odd:
        return _Read(found.end(), total, Why.BAD)
    if len(found["minutes"]) != 2 or minutes > 59:
        return _Read(found.end(), total, Why.BAD, _offer(total) if len(found["minutes"]) == 2 else ())
    return _Read(found.end(), total)


def _several(line: str, at: int) -> _Read | None:
    """`2 x 45 min` and `1 000h`: not added up or multiplied behind a person's back."""
    start = _TIMES.match(line, at)
    if start is None and at == 0:
        start = _NUMBER_AND_SPACE.match(line)
    inner = start and (_clock(line, start.end()) or _spelled(line, start.end()))
    return _Read(inner.end, inner.minutes, Why.BAD) if inner else _days_and_hours(line, at) or _open_range(line, at)


def _days_and_hours(line: str, at: int) -> _Read | None:
    """`1 day 2h` is one length, and not one to book."""
    days = _WRONG_UNIT.match(line, at)
    joint = days and _JOINT.match(line, days.end())
    hours = joint and _spelled(line, joint.end())
    return _Read(hours.end, hours.minutes, Why.WRONG_UNIT) if hours else None


def _open_range(line: str, at: int) -> _Read | None:
    """`2-3h`, where only the end has a unit."""
    first = _NUMBER_ALONE.match(line, at)
    spread = first and _GLUED_RANGE.match(line, first.end())
    return _Read(spread.end(), Fraction(0), Why.BAD) if spread else None


def _spelled(line: str, at: int) -> _Read | None:
    """A number and its unit, with minutes after the hours where they follow."""
    piece = _piece(line, at)
    if piece is None:
        return None
    value, in_hours, end, odd = piece
    read = _with_minutes(line, end, value) if in_hours else _Read(end, value)
    if read.end < len(line) and (line[read.end].isalnum() or line[read.end] == "_"):
        return None  # "2h3h", "5m2": no unit ends inside a word
    if odd:
        return _Read(read.end, read.minutes, Why.BAD)
    if line.startswith(".", read.end) and line[read.end + 1 : read.end + 2] in ("", " "):
        return _Read(read.end + 1, read.minutes, read.why, read.choices)
    return read


def _piece(line: str, at: int) -> tuple[Fraction, bool, int, bool] | None:
    """One count with one unit: its minutes, whether they were hours, its end, whether the number is doubtful."""
    if found := _FRACTIONAL.match(line, at):
        value = _amount(found["whole"] or "0") + Fraction(int(found["over"]), int(found["under"]))
    elif found := _NUMERAL.match(line, at):
        value = _amount(found["number"]) + _part(found["plus"])
    elif found := _WORDED.match(line, at):
        value = COUNTS[found["count"].lower()] + _part(found["plus"])
    elif found := _PARTED.match(line, at):
        return _part(found["part"]) * 60, True, found.end(), False
    else:
        return None
    in_hours = found["unit"][0] in "hH"
    return value * (60 if in_hours else 1), in_hours, found.end(), _in_thousands(found.groupdict().get("number"))


def _with_minutes(line: str, at: int, hours: Fraction) -> _Read:
    """The hours, and the minutes that follow them: "1h30", "1 hour and 30 minutes", "an hour and a half"."""
    if found := _AND_A_PART.match(line, at):
        return _Read(found.end(), hours + _part(found["part"]) * 60)
    if found := _GLUED_MINUTES.match(line, at):
        return _joined(found.end(), hours, _amount(found["minutes"]))
    joint = _JOINT.match(line, at)
    piece = _piece(line, joint.end()) if joint else None
    if piece and not piece[1]:
        return _joined(piece[2], hours, piece[0])
    if found := _LOOSE_MINUTES.match(line, at):
        total = hours + _amount(found["minutes"])
        return _Read(found.end(), total, Why.BAD, _offer(total))
    return _Read(at, hours)


def _joined(end: int, hours: Fraction, minutes: Fraction) -> _Read:
    """Hours and minutes together; a doubt where the minutes make an hour or the hours are broken already."""
    total = hours + minutes
    return _Read(end, total, Why.BAD, _offer(total)) if minutes >= 60 or hours % 60 else _Read(end, total)


def _bare(line: str, at: int) -> _Read | None:
    """A number without a unit: hours up to twelve, above that a question."""
    spread = _open_range(line, at)
    found = _BARE.match(line, at)
    if found is None or spread is not None:
        return spread
    if loose := _LOOSE_RANGE.match(line, found.end()):
        return _Read(loose.end(), Fraction(0), Why.BAD)
    if found["over"] and (int(found["over"]), int(found["under"])) not in _BARE_FRACTIONS:
        return None
    if found["over"]:
        return _hours(found.end(), _amount(found["whole"] or "0") + Fraction(int(found["over"]), int(found["under"])))
    return _hours(found.end(), _amount(found["number"]), odd=_in_thousands(found["number"]))


def _hours(end: int, count: Fraction, *, odd: bool = False) -> _Read:
    """A bare count of hours."""
    if odd:
        return _Read(end, count * 60, Why.BAD)
    if count <= 12:
        return _Read(end, count * 60)
    choices = _offer(count) + _offer(count * 60)
    return _Read(end, count * 60, Why.HOURS_OR_MINUTES if choices else Why.TOO_LONG, choices)


def _wrong_unit(line: str, at: int) -> _Read | None:
    found = _WRONG_UNIT.match(line, at)
    return _Read(found.end(), Fraction(0), Why.WRONG_UNIT) if found else None


def _wrong_unit_within(line: str, most: int) -> Unclear | Taken | None:
    """Days or weeks anywhere: a length, but not one to book."""
    for start in _places(line):
        read = _wrong_unit(line, start)
        if read is not None:
            return _result(line, start, read, most)
    return None


def _no_number(line: str, at: int) -> _Read | None:
    signed = _SIGN.match(line, at)
    found = _NO_NUMBER.match(line, signed.end() if signed else at)
    return _Read(found.end(), Fraction(0), Why.BAD) if found else None


def _last_number(line: str, most: int) -> Taken | Unclear | None:
    """A bare number as the last word ("networking 2"), unless it belongs to a name ("http 2")."""
    before, _, last = line.rpartition(" ")
    found = _LAST_WORD.match(last)
    if found is None or not before or before.rpartition(" ")[2].casefold() in _NUMBERED:
        return None
    read = _hours(len(line), _amount(found["number"]), odd=_in_thousands(found["number"]))
    if found["sign"] not in ("", "+"):
        read = _Read(read.end, read.minutes, Why.NEGATIVE, _offer(read.minutes))
    return _result(line, len(before) + 1, read, most)


def _result(line: str, start: int, read: _Read, most: int) -> Taken | Unclear:
    """The reading as an answer: rounded, held against the limits, cut out of the line."""
    got, rest = line[start : read.end], _without(line, start, read.end)
    minutes = _rounded(read.minutes)
    if read.why is not None:
        return Unclear(read.why, got, rest, tuple(choice for choice in read.choices if choice <= most))
    if minutes == 0:
        return Unclear(Why.ZERO, got, rest)
    return Unclear(Why.TOO_LONG, got, rest) if minutes > most else Taken(minutes, got, rest)


def _without(line: str, start: int, end: int) -> str:
    """The line without this part, its quotes and the separators around it."""
    before, after = line[:start], line[end:]
    if before[-1:] in QUOTES and after[:1] in QUOTES:
        before, after = before.rstrip(QUOTES), after.lstrip(QUOTES)
    before = before.rstrip(" ,;(" + DASHES)
    after = re.sub(rf"^[ ,;)]+(?:[{DASHES}]{{1,3}}(?= |$))?", "", after)
    return f"{before} {after.strip()}".strip()


def _offer(minutes: Fraction) -> tuple[int, ...]:
    """The length as a choice, where it could be booked at all."""
    whole = _rounded(minutes)
    return (whole,) if 1 <= whole <= DAY else ()


def _rounded(minutes: Fraction) -> int:
    """To the nearest minute, half a minute up."""
    return floor(minutes + Fraction(1, 2))


def _part(words: str | None) -> Fraction:
    return _PARTS[words.lower().replace("-", " ")] if words else Fraction(0)


def _amount(number: str) -> Fraction:
    """A written number exactly; of very long ones only that they are huge."""
    whole, _, broken = number.replace(",", ".").partition(".")
    whole = whole.lstrip("0")
    if len(whole) > 7:
        return _HUGE
    return Fraction(f"{whole or 0}.{broken[:9]}") if broken else Fraction(int(whole or 0))


def _in_thousands(number: str | None) -> bool:
    """Whether "1,500" stands there, which is one and a half to some and fifteen hundred to others."""
    return number is not None and re.fullmatch(r"[0-9]+,[0-9]{3}", number) is not None
