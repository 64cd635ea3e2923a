"""Days as people write them on Sunday, 29 November 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from tests.features.hours.lines.pieces.chooser import Chooser
from tests.features.hours.lines.pieces.meaning import TODAY, Dimension, Said, clear, likely, unknown

Day = Said[date]
DAY: Final = frozenset({Dimension.DAY})
IN_JANUARY: Final = date(2027, 1, 5)  # a Tuesday
YESTERDAY: Final = TODAY - timedelta(days=1)
WEEKDAYS: Final = {  # by the days since then
    6: ("mon", "monday", "Mon", "Monday"),
    5: ("tue", "tuesday", "tues", "Tue"),
    4: ("wed", "wednesday", "Wed"),
    3: ("thu", "thursday", "thurs", "Thursday"),
    2: ("fri", "friday", "Fri", "Friday"),
    1: ("sat", "saturday", "Sat"),
}


def relative(choose: Chooser) -> Day:
    """Write `yesterday`, `3 days ago`."""
    text, ago = choose.one(
        (
            *(("yesterday", 1), ("today", 0), ("3 days ago", 3), ("two days ago", 2), ("the day before yesterday", 2)),
            *(("day before yesterday", 2), ("this morning", 0), ("a week ago", 7), ("Yesterday", 1), ("2 days ago", 2)),
            *(("yesterday evening", 1), ("last night", 1), ("10 days ago", 10), ("a day ago", 1), ("1 week ago", 7)),
        )
    )
    return Said(text, clear(TODAY - timedelta(days=ago)))


def weekday(choose: Chooser) -> Day:
    """Write `mon`, `last friday`."""
    ago, names = choose.one(tuple(WEEKDAYS.items()))
    name = choose.one(names)
    return Said(choose.one(("{}", "on {}", "last {}", "this {}")).format(name), clear(TODAY - timedelta(ago)))


def month(choose: Chooser) -> Day:
    """Write `27 nov`, `Nov 27th`."""
    day = choose.number(2, 28)
    forms = (
        *("{d} nov", "nov {d}", "{d}-Nov", "Nov {d}{th}", "{d}{th} nov", "{d}{th} of November", "November {d}"),
        *("{d} November 2026", "Nov {d}, 2026", "{d}-Nov-2026", "{d} Nov", "{d} NOV", "on {d} nov", "on Nov {d}"),
        *("{d}. Nov", "{d}.Nov", "the {d}{th} of november", "Nov. {d}", "{d}nov", "{d}-nov-26"),
    )
    return Said(choose.one(forms).format(d=day, th=suffix(day)), clear(date(2026, 11, day)))


def suffix(day: int) -> str:
    """Return `th`, `st` and so on."""
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def numeric(choose: Chooser) -> Day:
    """Write `2026-11-27`, `27.11.`, `28/11`."""
    day = choose.number(13, 28)
    forms = (
        *("2026-11-{d:02}", "{d}.11.2026", "{d}.11.", "{d}.11.26", "{d}/11", "11/{d}", "{d}/11/2026", "11/{d}/2026"),
        *("2026/11/{d:02}", "{d}-11-2026", "{d}/11/26", "11/{d}/26", "on {d}/11", "2026.11.{d:02}"),
    )
    return Said(choose.one(forms).format(d=day), clear(date(2026, 11, day)))


def weak(choose: Chooser) -> Day:
    """Write `27th`, `the 27th`, `5/11`: most likely that day."""
    day = choose.number(2, 12)
    form = choose.one(("{d}/11", "{d}.11.2026", "the {d}{th}", "on the {d}{th}", "{d}{th}", "{d}-11-26", "{d}.11."))
    return Said(form.format(d=day, th=suffix(day)), likely(date(2026, 11, day)))


def with_clock(choose: Chooser) -> Day:
    """Write `yesterday at 3pm`, `Fri @ 7pm`."""
    ago, names = choose.one(((1, ("yesterday",)), *WEEKDAYS.items(), (0, ("today",))))
    hour = choose.number(1, 11) if ago else choose.number(1, 9)
    forms = ("{n} at {h}pm", "{n} @ {h}pm", "{n} at {H}:00", "{n} @ {H}:30", "{n}, {h}pm", "{n} {h}pm", "{h}pm {n}")
    text = choose.one(forms).format(n=choose.one(names), h=hour, H=hour + 12)
    return Said(text, clear(TODAY - timedelta(days=ago)))


def other_languages(choose: Chooser) -> Day:
    """Write `gestern`, `hier`, `ayer`."""
    text, ago = choose.one(
        (
            *(("gestern", 1), ("heute", 0), ("vorgestern", 2), ("hier", 1), ("ayer", 1), ("ieri", 1), ("gisteren", 1)),
            *(("Montag", 6), ("am Freitag", 2), ("letzten Freitag", 2), ("lundi", 6), ("lunes", 6), ("hoy", 0)),
            *(("avant-hier", 2), ("anteayer", 2), ("oggi", 0), ("vandaag", 0), ("27. November", 2), ("am 27.11.", 2)),
            *(("vor 3 Tagen", 3), ("hace 2 días", 2), ("aujourd'hui", 0), ("Dienstag", 5), ("Mittwoch", 4)),
        )
    )
    return Said(text, likely(TODAY - timedelta(days=ago)), DAY)


def slip(choose: Chooser) -> Day:
    """Write `yesturday`, `wendsday`."""
    text, ago = choose.one(
        (
            *(("yesturday", 1), ("yesteday", 1), ("yestreday", 1), ("wendsday", 4), ("wedensday", 4), ("tusday", 5)),
            *(("thrusday", 3), ("thurday", 3), ("firday", 2), ("satuday", 1), ("mnoday", 6), ("yesterdya", 1)),
            *(("todya", 0), ("27 novmber", 2), ("saterday", 1), ("teusday", 5)),
        )
    )
    return Said(text, likely(TODAY - timedelta(days=ago)))


def no_day(choose: Chooser) -> Day:
    """Write what is no one day that hours can be booked on."""
    text = choose.one(
        (
            *("tomorrow", "week 48", "last week", "this week", "next monday", "1 jan", "2025-11-20", "40 days ago"),
            *("30 nov", "31 nov", "2026-13-40", "last month", "1 dec"),
        )
    )
    return Said(text, unknown(), DAY, must_ask=True)


SEVERAL: Final = {
    "today and yesterday": (1, 0),
    "mon and tue": (6, 5),
    "mon-wed": (6, 5, 4),
    "thu, fri": (3, 2),
    "23-25 nov": (6, 5, 4),
    "27 nov and 28 nov": (2, 1),
}  # days back of what names several


def across_new_year(choose: Chooser) -> Day:
    """Write a day of the old year on a day of January, or a weekday of this one."""
    day = choose.number(13, 31)
    forms = (
        "{d} dec",
        "dec {d}",
        "{d}.12.",
        "{d}/12",
        "12/{d}",
        "2026-12-{d}",
        "Dec {d}{th}",
        "{d}.12.2026",
        "{d}-Dec",
    )
    text, right = choose.one(
        (
            *((choose.one(forms).format(d=day, th=suffix(day)), date(2026, 12, day)), ("mon", date(2027, 1, 4))),
            *(("last friday", date(2027, 1, 1)), ("1 jan", date(2027, 1, 1)), ("thu", date(2026, 12, 31))),
            *(("3 jan", date(2027, 1, 3)), ("10 days ago", date(2026, 12, 26)), ("yesterday", date(2027, 1, 4))),
        )
    )
    return Said(text, clear(right))


Family = Callable[[Chooser], Day]
PLAIN: Final[tuple[Family, ...]] = (relative, weekday)
FAMILIES: Final[dict[str, Family]] = {
    "relative": relative,
    "weekday": weekday,
    "month": month,
    "numeric": numeric,
    "weak": weak,
    "with_clock": with_clock,
    "other_languages": other_languages,
    "slip": slip,
    "no_day": no_day,
}
