"""The forms of lengths: a pattern over the kinds of tokens for each, and what the tokens come to, or why not.

The letters are the kinds of `patterns`: h and H hours, n and N number words, p a part, a an article, c a clock.
"""

from __future__ import annotations

from enum import Enum, auto
from fractions import Fraction
from typing import Final, NamedTuple

from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations.patterns import DAY, DurationProblem, Tokens, value
from bot.timeexpr.numbers import Amount, rounded

_DIGITS: Final = "(?:(?:[025] )?f|[0125])"
_WORDS: Final = "(?:(?:[an] )?X(?:(?: j)? (?:N(?:[ -]n)?|n))?|N(?:[ -]n)?|n)"  # a hundred and twenty-five
_END: Final = "(?![A-Za-z0-9]|[-+/:.,'~_][0125Tcf])"  # nothing that looks like more of it
_JOINT: Final = "(?:[.,]{0,2} ?(?:j ?)?|[:+])"


def _count_of(short: str, long: str) -> str:
    """Return the pattern of a count with its unit: "2h", "1 1/2 of an hour", "two and a half hours", "un'ora"."""
    plus = "(?: j (?:a )?p)?"
    return f"(?:{_DIGITS}{plus}(?: O)?(?: a)?[ -]?[{short}{long}]|(?:{_WORDS}|a){plus}[ '-][{long}])"


_HOURS: Final = f"(?:{_count_of('H', 'hy')}|(?:[an][ -])?p[ '-]?(?:O |D')?(?:[an] )?[hy]|h(?= j (?:a )?p))"
_MINUTES: Final = _count_of("M", "mz")
_SECONDS: Final = f"(?:{_DIGITS}(?:-?[sS]| [sS](?![0125Tcf]))|{_WORDS}[ -]s)"  # 30 s, not 30 s3
_BEHIND_HOURS: Final = (  # a part of an hour, minutes, two glued digits, two digits that need not belong to them
    f"(?: j (?:a )?p(?:[ -](?:O )?a h)?|{_JOINT}{_MINUTES}|[.,:]?[25](?: ?[mM])?"
    "|(?:,? |,? j )(?:(?:5|N(?:[ -]n)?)(?=[ ,;!.]|$)(?! ?[hHmMsSdDJkKyzPU](?![0125Tcf]))|2$))?"
)
_LENGTH: Final = f"(?>(?:{_HOURS}{_BEHIND_HOURS}|{_MINUTES})(?:{_JOINT}{_SECONDS})?|{_SECONDS})"
_UNITED: Final = f"(?:{_LENGTH}|c ?[hH])"
_TIME: Final = f"(?:Z|(?:c|{_DIGITS})(?: ?[PU])?)"
_EITHER: Final = f"(?:{_UNITED}|{_TIME})"
_TAIL: Final = "(?:[ -]?[dD]|[ -][kK])?"
_DAYS: Final = f"(?:(?:p (?:a )?)?{_DIGITS}[ -]?[dD]|(?:{_WORDS}|a|p(?: a)?)[ -]d)"
_ENDS_OF: Final = (
    f"(?:F {_EITHER}(?: ?[-~] ?| [toja] ){_EITHER}|{_TIME}(?: ?[-~] ?| [to] ){_EITHER}|(?:{_WORDS}|p) [to] {_UNITED}"
    f"|{_UNITED}(?: [to] {_WORDS}|(?:[-~]| [to] ){_EITHER}| ?[-~] ?{_UNITED}))"
)
_RANGE: Final = f"{_ENDS_OF}{_TAIL}(?![A-Za-z0-9]|-[A-Za-z0-9])"
_CLOCK_TIME: Final = "(?:@ ?(?:c|Z|[025])(?: ?[PU])?(?! ?[hHmMsSdDyzkK])|(?:F )?(?:c|[0125]) ?[PU]|F c)"
_ENDS = lazy_pattern(
    f"(?P<lead>F )?(?P<first>{_EITHER}|{_WORDS}|p)(?: ?[-~] ?| [toja] )(?P<second>{_EITHER}|{_WORDS})(?P<tail>{_TAIL})"
)


class LengthKind(Enum):
    """What a length is: so much time, a span of the clock ("9-11am"), or a time of the clock, which is no length."""

    LENGTH = auto()
    SPAN = auto()
    CLOCK_TIME = auto()


class Reading(NamedTuple):
    """What a form comes to; `why` says what is in doubt, `choices` are whole minutes that may be meant."""

    minutes: Amount
    why: DurationProblem | None = None
    choices: tuple[int, ...] = ()
    has_unit: bool = True
    kind: LengthKind = LengthKind.LENGTH


def offer(*lengths: Amount) -> tuple[int, ...]:
    """Return the lengths as choices, where they could be booked at all."""
    return tuple(dict.fromkeys(whole for whole in map(rounded, lengths) if 1 <= whole <= DAY))


def _doubt(minutes: Amount, *choices: Amount, has_unit: bool = True) -> Reading:
    return Reading(minutes, DurationProblem.BAD, offer(*choices), has_unit)


_UNITS: Final = {"h": "h", "H": "h", "y": "h", "m": "m", "M": "m", "z": "m", "s": "s", "S": "s"}
_UNSURE = lazy_pattern("[hHy][^mM]*[ -][25Nn]$|[yz]")  # loose digits behind the hours; a slip of a unit
_NAMED_TIMES: Final = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}
_NOONS: Final[dict[str, tuple[int, ...]]] = {"a": (0,), "p": (720,)}
_UNMARKED_CLOCK = lazy_pattern(r"(?P<hours>[01]?[0-9]|2[0-3])[.,]?(?P<minutes>[0-5][0-9])")
_USUAL_FRACTIONS: Final = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4"})  # 24/7 is none of an hour


def _simple(tokens: Tokens, start: int, end: int) -> Reading:
    """Read `2h` and `45 min`."""
    return Reading(value(tokens.words[start]) * (60 if tokens.kinds[end - 1] in "hH" else 1))


def _length(tokens: Tokens, start: int, end: int) -> Reading:
    """Add up counts and their units; what is behind the last unit is minutes, or a part of an hour."""
    sums: dict[str, Amount] = {"h": 0, "m": 0, "s": 0}
    whole: Amount = 0
    count: Amount | None = None
    kinds = tokens.kinds[start:end]
    for index, kind in enumerate(kinds, start):
        if unit := _UNITS.get(kind):
            if count is None:
                count = 0 if whole else 1
            sums[unit] += whole + count if whole else count
            whole, count = 0, None
        elif kind in "0125fnN":
            count = count + value(tokens.words[index]) if count else value(tokens.words[index])
        elif kind == "p":
            count = value(tokens.words[index]) * count if count not in (None, 1) else value(tokens.words[index])
        elif kind == "X":
            whole, count = 100 * (count or 1), None
        elif kind == "a" and count is None:
            count = 1
        elif kind == "j" and count is not None:
            whole, count = count, None
    if count is not None:
        sums["h" if kinds[-1] == "p" else "m"] += count
    return _weigh(kinds, sums["h"] * 60, sums["m"], Fraction(sums["s"], 60) if sums["s"] else 0)


def _weigh(kinds: str, hours: Amount, minutes: Amount, seconds: Amount) -> Reading:
    """Return the sum; a doubt where minutes make an hour, hours are broken already, or it may be something else."""
    total = hours + minutes + seconds if minutes or seconds else hours
    if seconds and not hours and not minutes:
        return Reading(total, DurationProblem.SECONDS, (max(1, rounded(total)),))
    is_crooked = hours and minutes and (minutes >= 60 or hours % 60 or minutes % 1)
    return _doubt(total, total) if is_crooked or _UNSURE.search(kinds) else Reading(total)


def _clock(tokens: Tokens, start: int, end: int) -> Reading:
    """Read `1:30`, `:15` and `1:30:59`; minutes and seconds have two digits and stop at 59."""
    hours, minutes, *more = _NAMED_TIMES.get(tokens.words[start].lower(), tokens.words[start]).split(":")
    seconds = value(more[0]) if more else 0
    total = value(hours or "0") * 60 + value(minutes) + (Fraction(seconds, 60) if seconds else 0)
    if any(len(each) != 2 for each in (minutes, *more)) or len(more) > 1 or tokens.kinds[end - 1] in "mM":
        return _doubt(total)
    return _doubt(total, total) if value(minutes) > 59 or seconds > 59 else Reading(total)


def _bare(tokens: Tokens, start: int, end: int) -> Reading | None:
    """Read a number as hours up to twelve, above that as a question."""
    words = "".join(tokens.words[start:end]).split()
    if "/" in words[-1] and words[-1] not in _USUAL_FRACTIONS:
        return None
    count = sum(map(value, words), Fraction()) if len(words) > 1 else value(words[0])
    if count <= 12 or count > DAY:
        return Reading(count * 60, has_unit=False)
    return Reading(count * 60, DurationProblem.HOURS_OR_MINUTES, (*offer(count), rounded(count * 60)), has_unit=False)


def _product(tokens: Tokens, start: int, end: int) -> Reading:
    """Read `2 x 45 min`, which is not multiplied behind a person's back."""
    times = tokens.kinds.index("x" if "x" in tokens.kinds[start:end] else "O", start)
    last = times + 2 if tokens.kinds[times + 1] == " " else times + 1
    total = _end_length(tokens, start, times, 1) * _end_length(tokens, last, end, 1)
    return _doubt(total, total)


def _range(tokens: Tokens, start: int, end: int) -> Reading:
    """Read two ends: of the clock, where the difference is the length, or of lengths, of which either may be meant."""
    found = _ENDS.fullmatch(tokens.kinds, start, end)
    if found is None or found["tail"]:
        return Reading(0, DurationProblem.COUNTED if tokens.kinds[end - 1] in "kK" else DurationProblem.WRONG_UNIT)
    spans, ends = (found.span("first"), found.span("second")), (found["first"], found["second"])
    units = {unit for each in ends for kind in each if (unit := _UNITS.get(kind))}
    halves = [tokens.words[span[1] - 1][0].lower() for span in spans]
    says_clock = any(each[-1] in "PUZ" for each in ends)
    count_of = 60 if "h" in units or not units else 1
    lengths = [_end_length(tokens, *span, count_of, is_clock=says_clock) for span in spans]
    is_late = max(lengths) >= 7 * 60
    difference = _difference(lengths, halves) if units <= {"h"} and max(lengths) <= DAY else 0
    has_lead = found["lead"] is not None and (is_late or not units)
    if difference and (says_clock or has_lead or (is_late and ends == ("c", "c"))):
        why = DurationProblem.BAD if difference > DAY * 2 // 3 else None
        return Reading(difference, why, offer(difference), kind=LengthKind.SPAN)
    if units:
        return _doubt(0, difference if is_late else 0, *(each for each in lengths if each <= DAY // 2))
    times = [time for start, stop in spans if (time := _unmarked_clock("".join(tokens.words[start:stop]))) is not None]
    if len(times) == len(spans):
        return _doubt(0, _difference(times, halves), has_unit=False)
    likely = [each if each < 7 * 60 else Fraction(each, 60) for each in lengths if not 7 * 60 <= each <= 12 * 60]
    return _doubt(0, difference, *likely, has_unit="c" in ends)


def _unmarked_clock(text: str) -> Amount | None:
    """Return the minutes of a time of the clock without its colon: "0900", "9.30"; None for another number."""
    found = _UNMARKED_CLOCK.fullmatch(text)
    return int(found["hours"]) * 60 + int(found["minutes"]) if found else None


def _end_length(tokens: Tokens, start: int, end: int, count_of: int, *, is_clock: bool = False) -> Amount:
    """Return one end of a range in minutes; a number without a unit has that of the other end."""
    kinds = tokens.kinds[start:end]
    if kinds[0] in "cZ":
        return _clock(tokens, start, start + 1).minutes
    if kinds[0] == "1" and is_clock:  # 9.30am
        hours, minutes = tokens.words[start].replace(",", ".").split(".")
        return value(hours or "0") * 60 + value(minutes)
    return _length(tokens, start, end).minutes * (count_of if {*_UNITS, "p"}.isdisjoint(kinds) else 1)


def _difference(times: list[Amount], halves: list[str]) -> Amount:
    """Return the minutes from one time of the clock to another, either half of the day where none is said."""
    is_exact = {"a", "p"}.isdisjoint(halves) and (max(times) >= 13 * 60 or times[0] == times[1])
    first, second = (
        [time] if is_exact or time >= 13 * 60 else [time % 720 + noon for noon in _NOONS.get(half, (0, 720))]
        for time, half in zip(times, halves, strict=True)
    )
    return min((between for one in first for other in second if (between := (other - one) % DAY)), default=0)


_MARKS: Final = "[0125Tcfjx.,:'/+!_-]"
_FEW: Final = "[0125Tcf.,:]{0,7}[0125Tcf]"
_GLUE: Final = "[-+/'~_]"
# At each place the first that fits is taken: the usual ones where nothing can make more of them, then the longer ones.
_FORMS: Final = (
    ("[0125] ?[hHmM](?=$| w)", _simple),
    ("[0125](?= w)", _bare),
    (f"{_LENGTH}(?! ?[-~x]| [to] )", _length),
    (f"(?:[0125]|n) ?(?:x|[kK] O) ?(?:c|{_LENGTH})|{_LENGTH} ?x ?[0125]", _product),
    (f"{_DAYS}(?:{_JOINT}{_LENGTH})?", Reading(0, DurationProblem.WRONG_UNIT)),
    (f"{_ENDS_OF}(?<=[PUZhHmM])(?! D)(?!-[A-Za-z])", _range),  # whatever is counted behind it
    (_RANGE, _range),
    (_CLOCK_TIME, Reading(0, kind=LengthKind.CLOCK_TIME)),
    (_LENGTH, _length),
    (f"(?<=^ )[025] {_LENGTH}", _doubt(0)),  # 1 000h
    ("c(?: ?[hHmM])?(?! ?[-~] ?c)", _clock),
    ("(?:a )?q (?:O )?h", _doubt(120, 120)),
    ("(?:a )?q (?:O )?m", _doubt(2, 2)),
    ("(?:a )?(?:Q (?:O )?[hm]|l d)", _doubt(0)),
    (f"(?:{_DIGITS}|{_WORDS})[ -][kK]", Reading(0, DurationProblem.COUNTED)),
    ("i(?: ?[hHmM])?|T(?! ?[hHmM])(?=[ ,;:]|$)", _doubt(0, has_unit=False)),
    (f"T ?[hHmM]|[0125Tcf]{_MARKS}{{1,30}} ?[hHmM]|(?:{_FEW}[hHmMsS]{_GLUE}?){{2,8}}(?:{_FEW})?", _doubt(0)),
    (f"(?:{_HOURS}{_JOINT})?{_FEW}[hHmM]{_GLUE}?{_FEW}", _doubt(0)),
    (f"{_DIGITS}(?=[ ,;:]|$)(?! ?[JdDg]| t )|(?<=[ ('+-])(?<!^ )[0125](?=['(.,;:!]*$)", _bare),
)
# A token that words begin behind, a sign, and a form, told by the number of the empty group behind it.
FORM = lazy_pattern(
    r"[ (',:;](?=[-+~@0125TcfnNXapqQlhiFZ])(?:(?<=^ )[-+] ?|[-+~])?(?:"
    + "|".join(f"(?:{pattern}){_END}()" for pattern, _ in _FORMS)
    + ")"
)
READERS: Final = tuple(reader for _, reader in _FORMS)
