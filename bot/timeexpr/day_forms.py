"""Read numbers that may be a day (`28/11`, `sat 28`, `20th`) and words for several days (`last week`, `23-25 nov`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import USUAL_MONTHS, weekday_called
from bot.timeexpr.day_parts import AND, END, LED, NAME, TO, YEAR, month_of
from bot.timeexpr.durations.patterns import COUNTED
from bot.timeexpr.numbers import COUNTS
from bot.timeexpr.periods import AHEAD, calendar_day, last_such_day, numbered_week, period

OLDEST: Final = 31
MOST_CHOICES: Final = 7


class DateProblem(StrEnum):
    """What keeps a day from being booked on; the values are those of `LineProblemCode`."""

    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_SUCH_DAY = "no_such_day"
    VAGUE = "vague_day"
    SEVERAL = "several_days"
    UNCLEAR = "unclear_day"


class FoundDay(NamedTuple):
    """The words of a line from `start` to `end` name a day: one to book on, or with the problem that it has.

    `day` is known with some problems too; `choices` are the days that may be meant and can be booked on, the newest
    first. `is_weak` says that the words may as well belong to a name.
    """

    start: int
    end: int
    day: date | None
    problem: DateProblem | None = None
    choices: tuple[date, ...] = ()
    is_weak: bool = False


_Reader = Callable[[re.Match[str], date], FoundDay | None]
Forms = tuple[tuple[re.Pattern[str], _Reader], ...]
_Bounds = Callable[[re.Match[str], date], tuple[date, date]]
_DAY: Final = timedelta(days=1)
_FEW: Final = r"(?:a )?few|(?:a )?couple(?: of)?|some|several"
_COUNT: Final = rf"(?P<count>{'|'.join(COUNTS)}|[0-9]{{1,3}}|{_FEW})"
_UNIT: Final = "(?P<unit>day|week)s?"
_NTH: Final = r"(?:st|nd|rd|th)?"
_DAYS: Final = rf"(?P<first>[0-9]{{1,2}}){_NTH}\.?(?:{TO}|{AND})(?P<last>[0-9]{{1,2}}){_NTH}"
_NO_LENGTH: Final = (  # a number before one of these is no day
    rf"(?! ?(?:h|m|hours?|hrs?|min(?:ute)?s?|{'|'.join(COUNTED.split())})\b)"
)
_AFTER: Final = "|".join(["and|to|until|till?|thru|through|at|for|from|of|on|morning|afternoon|evening", *USUAL_MONTHS])
_NOT_COUNTED: Final = rf"(?! (?!(?:{_AFTER})\b)[^\W\d_])"  # of "fri 9 videos" the day is Friday
# Two numbers alone are a version or a fraction, unless they look like nothing but the end of a month.
_NO_DAY: Final = lazy_pattern(
    r"30[./]0?2|31[./](?:0?[2469]|11)|3[2-9]/(?:0?[1-9]|1[0-2])|0?2/30|(?:0?[2469]|11)/31|(?:0?[1-9]|1[0-2])/3[2-9]"
)
_ROUND_THE_CLOCK: Final = "24/7"


def first_form(forms: Forms, line: str, start: int, today: date) -> FoundDay | None:
    """Return what the first of the forms that fits reads here in a plain line."""
    return next(
        (day for form, read in forms if (found := form.match(line, start)) and (day := read(found, today))), None
    )


def bookable(days: Iterable[date], today: date) -> tuple[date, ...]:
    """Return those that hours can be booked on, the newest first, as many as can be shown."""
    named = set(days)
    return tuple(day for day in days_back(today) if day in named)[:MOST_CHOICES]


def days_back(today: date) -> list[date]:
    """Return the days that hours can be booked on, the newest first."""
    return [today - back * _DAY for back in range(min(OLDEST + 1, today.toordinal()))]


def held(day: date, today: date) -> tuple[date, DateProblem | None]:
    """Return the day, and what keeps hours from being booked on it."""
    if day > today:
        return day, DateProblem.FUTURE
    return day, DateProblem.TOO_OLD if (today - day).days > OLDEST else None


def _two_numbers(found: re.Match[str], today: date) -> FoundDay | None:
    """Read `28/11`, `11/28`, `28.11`: one over twelve says which is the month; of `5/11` a weekday does."""
    (start, end), first, second = found.span(), int(found["first"]), int(found["second"])
    if found[0] == _ROUND_THE_CLOCK or (found["gap"] == "-" and first <= 24):
        return None  # "9-17" is a span of the clock
    is_slashed, weekday = found["gap"] == "/", weekday_called(found["weekday"] or "")
    orders = {(second, first), (first, second)} if is_slashed else {(second, first)}
    days = [day for month, number in orders if (day := last_such_day(month, number, today))]
    fitting = sorted((day for day in days if weekday in (None, day.weekday())), reverse=True)
    if not fitting:
        is_end = _NO_DAY.fullmatch(found.string, found.start("first"), end)
        return FoundDay(start, end, None, DateProblem.NO_SUCH_DAY) if is_end else None
    if is_slashed and max(first, second) > 12:
        return FoundDay(start, end, *held(fitting[0], today), is_weak=weekday is None)
    choices = bookable(fitting, today)
    if choices and weekday is not None:
        return FoundDay(start, end, choices[0])
    return FoundDay(start, end, None, DateProblem.UNCLEAR, choices, is_weak=True) if choices else None


def _one_number(found: re.Match[str], today: date) -> FoundDay | None:
    """Read `20th`, `the 20th`, `sat 28`: the last such day; without its ending only beside a weekday that it fits."""
    weekday, number, nth = weekday_called(found["weekday"] or ""), int(found["number"]), found["nth"]
    if not nth and not found["weekday"]:
        return None
    back = (today - days * _DAY for days in range(min(62, today.toordinal())))
    day = next((day for day in back if day.day == number and weekday in (None, day.weekday())), None)
    if day:
        is_weak = weekday is None or (not nth and number <= 24)
        return FoundDay(*found.span(), *held(day, today), is_weak=is_weak)
    return FoundDay(*found.span(), None, DateProblem.NO_SUCH_DAY) if nth and 1 <= number <= 31 else None


def _of_month(found: re.Match[str], today: date) -> FoundDay | None:
    """Read the days of one month; without a year the last that have begun."""
    (month, year), first, last = month_of(found), int(found["first"]), int(found["last"])
    start = calendar_day(year, month or 0, first) if year else last_such_day(month or 0, first, today)
    end = calendar_day(start.year, start.month, last) if start else None
    if start is None or end is None or end <= start:
        return None
    days = range(start.toordinal(), end.toordinal() + 1, 1 if found["to"] else last - first)
    return _among(found, days, today, DateProblem.SEVERAL)


def _among(found: re.Match[str], days: range, today: date, problem: DateProblem) -> FoundDay:
    """Return days, given by their ordinals, of which one has to be chosen."""
    choices = bookable((day for day in days_back(today) if day.toordinal() in days), today)
    if choices:
        return FoundDay(*found.span(), None, problem, choices)
    if days[0] > today.toordinal():
        return FoundDay(*found.span(), None, DateProblem.FUTURE)
    is_weak = problem is DateProblem.VAGUE and found[0][1:2].isdigit()  # "w3" may be anything
    return FoundDay(*found.span(), None, DateProblem.TOO_OLD, is_weak=is_weak)


def _period(found: re.Match[str], today: date) -> tuple[date, date]:
    unit, ahead = found["unit"] or "weekend", AHEAD.get(found["which"], 0)
    days = period(unit, today, ahead)
    return period(unit, today, -1) if unit == "weekend" and ahead == 0 and days[0] > today else days


def _count(words: str) -> int:
    return COUNTS.get(words) or (int(words) if words.isdigit() else 3)


def _ago(found: re.Match[str], today: date, count: str = "count") -> date:
    return today - timedelta(days=_count(found[count]) * (7 if found["unit"] == "week" else 1))


def _days_before(_: re.Match[str], today: date) -> tuple[date, date]:
    return today - 7 * _DAY, today - _DAY


def _vague(bounds: _Bounds) -> _Reader:
    """Return the reader of words of which only the first and the last day are known."""

    def read(found: re.Match[str], today: date) -> FoundDay | None:
        try:
            first, last = sorted(bounds(found, today))
        except (ValueError, OverflowError):  # the calendar does not reach so far
            return None
        return _among(found, range(first.toordinal(), last.toordinal() + 1), today, DateProblem.VAGUE)

    return read


def _compile(*forms: tuple[str, _Reader]) -> Forms:
    return tuple((lazy_pattern(f"(?:{pattern}){END}"), read) for pattern, read in forms)


OF_MONTH: Final = _compile(
    (rf"{_DAYS}\.?(?: of)?[ /-]?(?:{NAME}|(?<=\.)(?P<month>[0-9]{{1,2}})\.){YEAR}", _of_month),
    (rf"{NAME} {_DAYS}{YEAR}{_NO_LENGTH}", _of_month),
)
_BARE: Final = rf"(?![.,][0-9])(?! ?(?:[-–—/]|to|until) ?[0-9]){_NO_LENGTH}{_NOT_COUNTED}"
NUMBERS: Final = _compile(
    (rf"{LED}(?P<first>[0-9]{{1,2}})(?P<gap>[-./])(?P<second>[0-9]{{1,2}})(?![-/])", _two_numbers),
    (rf"{LED}(?:the )?(?P<number>[0-9]{{1,2}})(?:(?P<nth>st|nd|rd|th)|{_BARE})", _one_number),
)
_PERIOD: Final = "(?:(?P<which>last|past|previous|this|next|all|whole) (?P<unit>weekend|week|month|year)|weekend)"
_LEAST: Final = _COUNT.replace("count", "least")
_VAGUE: Final[tuple[tuple[str, _Bounds], ...]] = (
    (f"(?:the )?{_PERIOD}", _period),
    ("(?:(?P<year>[0-9]{4})-?w|kw ?|w|week )(?P<week>[0-9]{1,2})", numbered_week),
    (f"(?:the )?(?:last|past|previous) {_COUNT} {_UNIT}", lambda it, today: (_ago(it, today) + _DAY, today)),
    (f"(?:the )?other (?:day|night|evening)|recently|(?:{_FEW}) (?:day|week)s ago", _days_before),
    (f"{_LEAST}(?: ?[-–] ?| to | or ){_COUNT} ?{_UNIT} ago", lambda it, now: (_ago(it, now), _ago(it, now, "least"))),
    (f"{_COUNT} (?P<unit>month|year)s? ago", lambda it, today: period(it["unit"], today, -_count(it["count"]))),
    (f"in {_COUNT} {_UNIT}", lambda it, today: (today + (today - _ago(it, today)),) * 2),
)
SPANS: Final = _compile(*((pattern, _vague(bounds)) for pattern, bounds in _VAGUE))
