"""The names of months and weekdays, written out and cut short."""

from __future__ import annotations

from typing import Final

from bot.calendar.date_text import MONTHS, WEEKDAYS

MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Names whole and as they are usually cut short; other beginnings of three letters are read as well ("satur", "octo").
USUAL_WEEKDAYS: Final = (*WEEKDAY_NAMES, "thurs", "tues", "weds", "thur", *map(str.lower, WEEKDAYS))
USUAL_MONTHS: Final = (*MONTH_NAMES, "sept", *map(str.lower, MONTHS))
USUAL: Final = frozenset({*USUAL_WEEKDAYS, *USUAL_MONTHS})
_MONTH_NUMBERS: Final = {name[:at]: number for number, name in enumerate(MONTH_NAMES, 1) for at in range(3, 10)}
_WEEKDAY_NUMBERS: Final = {
    **{name[:at]: number for number, name in enumerate(WEEKDAY_NAMES) for at in range(3, 10)},
    "weds": 2,
}


def month_called(word: str) -> int | None:
    """Return the month's number, its name written out or cut short."""
    return _MONTH_NUMBERS.get(word)


def weekday_called(word: str) -> int | None:
    """Return the weekday's number, 0 for Monday, its name written out or cut short."""
    return _WEEKDAY_NUMBERS.get(word)
