"""Find the days that hours were learned on in a line: never ahead, read against the member's own today.

`mon` is the last Monday, `20 nov` and `20th` the last such days. What could be several days is found with all that it
could be; what may as well be part of a name (`11/20`, `20th`, `sun` between other words) is weak.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_forms import (
    MOST_CHOICES,
    NUMBERS,
    OF_MONTH,
    OLDEST,
    SPANS,
    DateProblem,
    FoundDay,
    bookable,
    days_back,
    first_form,
    held,
)
from bot.timeexpr.day_names import USUAL_WEEKDAYS
from bot.timeexpr.day_parts import AND, END, TO, DayParts, day_at
from bot.timeexpr.day_words import PlainLine, may_begin, read_words
from bot.timeexpr.normalize import QUOTES, tidy
from bot.timeexpr.periods import calendar_day, last_such_day

__all__ = ["MOST_CHOICES", "OLDEST", "DateError", "DateProblem", "FoundDay", "find_days", "read_past_day"]


@frozen
class DateError:
    """A day that was named but cannot be booked on; `day` where it is known."""

    why: DateProblem
    got: str
    day: date | None = None


_NUMBER_NEXT: Final = lazy_pattern(",? (?:the )?[0-9]")
_DAY_OR_MONTH: Final = lazy_pattern(r"(?<![0-9])[0-9]{1,2}/[0-9]{1,2}/[0-9]")
_VERSION: Final = lazy_pattern(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}")
_SHORT_VERSION: Final = lazy_pattern(r"[0-9]\.[0-9]{1,2}\.[0-9]{2}|[0-9]{2}\.[0-9]\.[0-9]{2}")
_PART_OF_DAY: Final = lazy_pattern(
    rf",? (?:in the |at )?(?:early |late )?(?:morning|afternoon|evening|night|noon){END}"
)
_JOIN: Final = lazy_pattern(rf"{TO}|{AND}|,? (?:of )?")
_GOES_ON: Final = lazy_pattern(r"[-/]\w")
_MAY_BE_NAMES: Final = frozenset({*USUAL_WEEKDAYS, "weekend"})
_OPENING: Final = QUOTES + "("
_CLOSING: Final = frozenset(QUOTES + ")")
_RANGE_LEAD: Final = lazy_pattern(r"(?<!\S)(?:between|(?P<since>since)) $")
_LEAD: Final = lazy_pattern(r"(?<!\S)(?:(?P<on>on)|for|from|between|since) $")
_FOREIGN_LEAD: Final = lazy_pattern(r"(?<!\S)(?:(?P<on>on)|for|from|(?<![0-9] )am|vom|el|le) $")


def find_days(line: str, today: date) -> tuple[FoundDay, ...]:
    """Return all days that a tidied line names: the longest at each place, in order, none within another."""
    plain = read_words(line)
    if plain is None:
        return ()
    found, free = list[FoundDay](), 0
    for start in plain.places:
        if start >= free and (day := _days_at(plain.text, start, today)):
            free = day.end
            found.append(_as_typed(day, plain, line, today))
    return tuple(found)


def _days_at(line: str, start: int, today: date) -> FoundDay | None:
    """Return the day that begins here, with all others that are joined to it."""
    first = _form_at(line, start, today)
    if first is None:
        return None
    lead = _RANGE_LEAD.search(line, max(0, start - 8), start)
    joined, is_range = [first], lead is not None
    if lead and lead["since"] and first.day:
        joined.append(FoundDay(start, first.end, today))
    while (join := _JOIN.match(line, joined[-1].end)) and may_begin(line, join.end()):
        other = _form_at(line, join.end(), today)
        if other is None or (join[0] == " " and (first.is_weak or other.is_weak)):
            break
        day = None if join.lastgroup else _weekday_in(line, joined[-1], other) or _weekday_in(line, other, joined[-1])
        joined[-1:] = [FoundDay(joined[-1].start, other.end, day)] if day else [joined[-1], other]
        is_range = is_range or bool(join["to"])
    found = _several(joined, today, is_range=is_range) if len(joined) > 1 else joined[0]
    return None if _GOES_ON.match(line, found.end) else found


def _weekday_in(line: str, named: FoundDay, span: FoundDay) -> date | None:
    """Return the Friday of last week, for `friday last week` and `friday of last week`."""
    if (
        named.day is None
        or span.problem is not DateProblem.VAGUE
        or line[named.start : named.end] not in USUAL_WEEKDAYS
    ):
        return None
    days = [day for day in span.choices if day.weekday() == named.day.weekday()]
    return days[0] if len(days) == 1 else None


def _several(joined: list[FoundDay], today: date, *, is_range: bool) -> FoundDay:
    """Return one find of all the days that are named together; if they are all the same one, that day."""
    first, last = joined[0], joined[-1]
    days = {day for each in joined for day in ((each.day,) if each.day else each.choices)}
    end = max(each.end for each in joined)
    if len(days) == 1 and not any(each.problem for each in joined):
        return first._replace(end=end, is_weak=all(each.is_weak for each in joined))
    if is_range and first.day and last.day:  # "fri-mon", said on a Sunday, ends before the Friday that it is
        begin = first.day.toordinal() - 7 * (first.day > last.day)
        days = {day for day in days_back(today) if begin <= day.toordinal() <= last.day.toordinal()}
    choices = bookable(days, today)
    problem = DateProblem.SEVERAL if choices else first.problem or DateProblem.SEVERAL
    return FoundDay(first.start, end, None, problem, choices, all(each.is_weak for each in joined))


def _form_at(line: str, start: int, today: date) -> FoundDay | None:
    """Return the day or the days that begin here in a plain line, with the part of the day behind them."""
    found = first_form(OF_MONTH, line, start, today) or _certain_at(line, start, today)
    if found is None or _NUMBER_NEXT.match(line, found.end):  # of "fri 28" so far "fri"
        numbers = first_form(NUMBERS, line, start, today)
        found = numbers if numbers and (found is None or numbers.end > found.end) else found
        found = found or first_form(SPANS, line, start, today)
    part_of_day = _PART_OF_DAY.match(line, found.end) if found else None
    return found._replace(end=part_of_day.end()) if found and part_of_day else found


def _certain_at(line: str, start: int, today: date) -> FoundDay | None:
    """Read a date, a weekday or a day by its name."""
    found = day_at(line, start)
    if found is None:
        return None
    parts, end = found
    if parts.day is None:
        return FoundDay(start, end, *_counted(parts, today))
    month, year = parts.month or 0, parts.year
    day = calendar_day(year, month, parts.day) if year is not None else last_such_day(month, parts.day, today)
    if day is None:
        return FoundDay(start, end, None, DateProblem.NO_SUCH_DAY, is_weak=bool(_VERSION.fullmatch(line, start, end)))
    if parts.weekday not in (None, day.weekday()):
        weekday, _ = _counted(DayParts(weekday=parts.weekday), today)
        return FoundDay(start, end, day, DateProblem.NO_SUCH_DAY, bookable([day, weekday or day], today))
    if _DAY_OR_MONTH.search(line, start, end):  # "11/12/2026" is in November for many
        choices = bookable([day, calendar_day(day.year, day.day, day.month) or day], today)
        if choices not in ((), (day,)):
            return FoundDay(start, end, day, DateProblem.UNCLEAR, choices)
    _, problem = held(day, today)
    version = _VERSION if problem else _SHORT_VERSION
    return FoundDay(start, end, day, problem, is_weak=bool(version.fullmatch(line, start, end)))


def _counted(parts: DayParts, today: date) -> tuple[date | None, DateProblem | None]:
    """Return a day counted from today: by name, by weekday, by "ago"."""
    ahead = parts.offset or 0
    if parts.weekday is not None:
        ahead = -((today.weekday() - parts.weekday) % 7)
        ahead = ahead + 7 if parts.which in ("next", "coming") else ahead or -7 * (parts.which == "last")
    try:
        return held(today + timedelta(days=ahead), today)
    except OverflowError:
        return None, DateProblem.FUTURE if ahead > 0 else DateProblem.TOO_OLD


def _as_typed(found: FoundDay, plain: PlainLine, line: str, today: date) -> FoundDay:
    """Return what was found with its place in the line as it was typed, and all that the words around it say."""
    lead = (_FOREIGN_LEAD if plain.spans else _LEAD).search(plain.text, max(0, found.start - 8), found.start)
    start, end = plain.typed(lead.start() if lead else found.start, found.end)
    is_quoted = start > 0 and line[start - 1] in _OPENING and line[end : end + 1] in _CLOSING
    is_weak = (found.is_weak or (not is_quoted and _is_among_words(line, start, end))) and not (lead and lead["on"])
    problem, choices = found.problem, found.choices
    if plain.is_misspelt(found.start, found.end) and (choices or problem is None):
        problem, choices = DateProblem.UNCLEAR, bookable([found.day] if found.day else choices, today)
    return FoundDay(start - is_quoted, end + is_quoted, found.day, problem, choices, is_weak)


def _is_among_words(line: str, start: int, end: int) -> bool:
    """Return whether a weekday is between other words, where it may belong to a name: "log 2h sun microsystems"."""
    if line[start:end].rstrip(".").lower() not in _MAY_BE_NAMES:
        return False
    before, after = line[max(0, start - 2) : start], line[end : end + 2]
    return before[:1].isalpha() and before[1:] == " " and after[:1] == " " and after[1:].isalpha()


def read_past_day(words: str, today: date) -> date | DateError | None:
    """Return the day that these words name, at most 31 days back and never in the future; None if they name none."""
    phrase = tidy(words[:100])
    found = next(iter(find_days(phrase, today)), None)
    if found is None or (found.start, found.end) != (0, len(phrase)):
        return None
    return DateError(found.problem, words, found.day) if found.problem else found.day
