"""Lengths as people write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.features.hours.lines.pieces.chooser import Chooser
from tests.features.hours.lines.pieces.meaning import Dimension, Said, clear, likely, unknown

Length = Said[int]
LENGTH: Final = frozenset({Dimension.LENGTH})
MINUTES: Final = (30, 20, 45, 15, 10, 25, 40, 50, 5, 35, 55)
NUMBER_WORDS: Final = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
TENS: Final = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 90: "ninety"}
SMALL: Final = {5: "five", 10: "ten", 15: "fifteen", 25: "twenty-five", 35: "thirty-five", 45: "forty-five"}


def short(choose: Chooser) -> Length:
    """Write `2h`, `90 min`."""
    hours, minutes = choose.number(1, 6), choose.one((90, 30, 45, 20, 10, 75, 120, 5))
    if choose.maybe(50):
        unit = choose.one(("m", "min", " min", "mins", " mins", " minutes", "minutes", " m", " Min"))
        return Said(f"{minutes}{unit}", clear(minutes))
    unit = choose.one(("h", " h", "hr", " hr", "hrs", " hrs", " hours", " hour", "hours", "H"))
    return Said(f"{hours}{unit}", clear(hours * 60))


def both(choose: Chooser) -> Length:
    """Write `1h30`, `1 hour and 30 minutes`."""
    hours, minutes = choose.number(1, 5), choose.one(MINUTES)
    forms = (
        *("{h}h{m:02}", "{h}h{m}m", "{h}h {m}m", "{h}h {m} min", "{h}h{m}min", "{h} h {m} min", "{h} hrs {m} mins"),
        *("{h} hours {m} minutes", "{h} hours and {m} minutes", "{h}h and {m}m", "{h} hr {m} min", "{h} hours {m} min"),
    )
    return Said(choose.one(forms).format(h=hours, m=minutes), clear(hours * 60 + minutes))


def clock_like(choose: Chooser) -> Length:
    """Write `1:30`, `:15`."""
    hours, minutes = choose.number(0, 4), choose.one(MINUTES)
    form = choose.one(("{h}:{m:02}", "0{h}:{m:02}", "{h}:{m:02}h", "{h}:{m:02} h"))
    if hours == 0 and choose.maybe(50):
        return Said(f":{minutes:02}", clear(minutes))
    return Said(form.format(h=hours, m=minutes), clear(hours * 60 + minutes))


def decimal(choose: Chooser) -> Length:
    """Write `1.5h`, `1,5 h`."""
    hours, (digits, minutes) = choose.number(0, 4), choose.one((("5", 30), ("25", 15), ("75", 45)))
    point = choose.one((".", ","))
    unit = choose.one(("h", " h", " hours", "hrs", " hrs", "hr"))
    return Said(f"{hours}{point}{digits}{unit}", clear(hours * 60 + minutes))


def bare(choose: Chooser) -> Length:
    """Write `2`, `1.5`: a bare number is hours; `45` will be minutes."""
    text, minutes = choose.one((("2", 120), ("1", 60), ("1.5", 90), ("3", 180), ("0.5", 30)))
    if choose.maybe(25):
        minutes = choose.one((45, 30, 90))
        return Said(str(minutes), likely(minutes))
    return Said(text, likely(minutes))


def in_words(choose: Chooser) -> Length:
    """Write `half an hour`, `twenty-five mins`."""
    hours, word = choose.one(tuple(NUMBER_WORDS.items()))
    if choose.maybe(40):
        return _minutes_in_words(choose)
    fixed = (
        *(("half an hour", 30), ("an hour", 60), ("an hour and a half", 90), ("one and a half hours", 90)),
        *(("a quarter of an hour", 15), ("three quarters of an hour", 45), ("half hour", 30), ("a half hour", 30)),
        *(
            ("1 and a half hours", 90),
            ("an hour and twenty minutes", 80),
            ("quarter of an hour", 15),
            ("a half-hour", 30),
        ),
        *(("one hour and thirty minutes", 90), ("an hour and 15 minutes", 75), ("one hour forty", 100)),
    )
    if choose.maybe(60):
        text, minutes = choose.one(fixed)
        return Said(text, likely(minutes) if text.endswith("forty") else clear(minutes))
    form, extra = choose.one((("{} hours", 0), ("{} and a half hours", 30), ("{} hrs", 0), ("{} hours and a half", 30)))
    text = form.format(word)
    return Said(text.replace("one hours", "one hour").replace("one hrs", "one hr"), clear(hours * 60 + extra))


def _minutes_in_words(choose: Chooser) -> Length:
    unit = choose.one(("minutes", "mins", "min"))
    if choose.maybe(40):
        (tens, word), ones = choose.one(tuple(TENS.items())), choose.number(1, 9)
        names = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
        return Said(f"{word}{choose.one((' ', '-'))}{names[ones - 1]} {unit}", clear(tens + ones))
    number, word = choose.one((*SMALL.items(), *TENS.items()))
    return Said(f"{word.replace('-', choose.one(('-', ' ')))} {unit}", clear(number))


def fraction(choose: Chooser) -> Length:
    """Write `½ h`, `1 1/2 hours`."""
    text, minutes = choose.one(
        (
            *(("½ h", 30), ("½h", 30), ("1½ h", 90), ("1½ hours", 90), ("¼ h", 15), ("¾ hour", 45), ("2½h", 150)),
            *(("1/2 hour", 30), ("1/2 h", 30), ("1 1/2 hours", 90), ("2 1/2 h", 150), ("3/4 hour", 45), ("1/4 h", 15)),
        )
    )
    return Said(text, clear(minutes))


def dotted(choose: Chooser) -> Length:
    """Write `1h.30m`, `2 hrs. 5 min.`."""
    hours, minutes = choose.number(1, 5), choose.one(MINUTES)
    form = choose.one(
        ("{h}h.{m}m", "{h}h.{m:02}", "{h} hrs. {m} min.", "{h}h. {m}m.", "{h}h.{m}min", "{h} h. {m} min.")
    )
    return Said(form.format(h=hours, m=minutes), clear(hours * 60 + minutes))


def loosely_joined(choose: Chooser) -> Length:
    """Write `1h and 30`, `1h, 30m`."""
    hours, minutes = choose.number(1, 3), choose.one((30, 20, 45, 15, 10))
    form = choose.one(("{h}h and {m}", "{h} hour {m}", "{h}h {m}", "{h} hours and {m}", "{h} h & {m} min"))
    return Said(form.format(h=hours, m=minutes).replace("&", "&amp;"), likely(hours * 60 + minutes))


def with_seconds(choose: Chooser) -> Length:
    """Write `1h 30m 15s`, `1:30:00`: the nearest minute."""
    hours, minutes, seconds = choose.number(1, 3), choose.one(MINUTES), choose.one((0, 15, 10, 45, 59))
    form = choose.one(("{h}h {m}m {s}s", "{h}:{m:02}:{s:02}", "{h}h{m}m{s}s"))
    return Said(form.format(h=hours, m=minutes, s=seconds), likely(hours * 60 + minutes + (seconds >= 30)))


def german(choose: Chooser) -> Length:
    """Write `10 Minuten`, `eine halbe Stunde`."""
    hours, minutes = choose.number(1, 4), choose.one(MINUTES)
    figures = (
        *((f"{minutes} Minuten", minutes), (f"{minutes} Min.", minutes), (f"{hours} Std", hours * 60)),
        *((f"{hours} Std.", hours * 60), (f"{hours} Stunden" if hours > 1 else "1 Stunde", hours * 60)),
        *((f"{hours},5 Stunden", hours * 60 + 30), (f"{hours} Std. {minutes} Min.", hours * 60 + minutes)),
        (f"{hours} Stunden {minutes} Minuten", hours * 60 + minutes),
    )
    words = (("eine halbe Stunde", 30), ("eine Stunde", 60), ("zwei Stunden", 120), ("anderthalb Stunden", 90))
    if choose.maybe(25):
        text, right = choose.one((*words, ("eineinhalb Stunden", 90), ("eine Viertelstunde", 15)))
        return Said(text, likely(right), LENGTH)
    text, right = choose.one(figures)
    return Said(text, clear(right))


def other_languages(choose: Chooser) -> Length:
    """Write `2 heures`, `45 minutos`, `2 ore`, `2 uur`."""
    hours, minutes = choose.number(2, 4), choose.one(MINUTES)
    figures = (
        *((f"{hours} heures", hours * 60), (f"{minutes} minutos", minutes), (f"{hours} ore", hours * 60)),
        *((f"{hours} uur", hours * 60), (f"{hours} horas", hours * 60), (f"{minutes} minuti", minutes)),
        *((f"{minutes} minuten", minutes), ("1 heure", 60), ("1 hora", 60), ("1 ora", 60), ("1 uur", 60)),
        (f"{hours} heures {minutes} minutes", hours * 60 + minutes),
    )
    if choose.maybe(25):
        rare = (
            *(("une heure", 60), ("une demi-heure", 30), ("media hora", 30), ("una hora", 60), ("mezz'ora", 30)),
            *(("een half uur", 30), ("anderhalf uur", 90), (f"{hours} timmar", hours * 60), ("30 minut", 30)),
            (f"{hours} godziny", hours * 60),
        )
        text, right = choose.one(rare)
        return Said(text, likely(right), LENGTH)
    text, right = choose.one(figures)
    return Said(text, clear(right))


def about(choose: Chooser) -> Length:
    """Write `~2h`, `about an hour`."""
    text, minutes = choose.one((("2h", 120), ("45 min", 45), ("1 hour", 60), ("an hour", 60), ("30 minutes", 30)))
    return Said(f"{choose.one(('about ', '~', 'around ', 'approx ', 'ca. ', 'roughly '))}{text}", clear(minutes))


def span(choose: Chooser) -> Length:
    """Write `from 14:00 to 16:00`, `9-11am`, over noon and midnight."""
    start, length = choose.number(7, 23), choose.one((60, 120, 90, 30, 150, 180, 45))
    end = start * 60 + length
    first, last = _spell_clocks(choose, start * 60, end)
    form = choose.one(("from {} to {}", "{}-{}", "{} - {}", "{} to {}", "{}–{}", "between {} and {}", "{} – {}"))
    return Said(form.format(first, last), clear(length))


def _spell_clocks(choose: Chooser, start: int, end: int) -> tuple[str, str]:
    match choose.pick(3):
        case 0:
            return f"{start // 60:02}:{start % 60:02}", f"{end // 60 % 24:02}:{end % 60:02}"
        case 1:
            return twelve(start), twelve(end)
        case _:
            same_half = start // 720 == end // 720
            return (twelve(start)[:-2], twelve(end)) if same_half else (twelve(start), twelve(end))


def twelve(minute: int) -> str:
    """Return a time of the day as `9am`, `4:30pm`."""
    hour, rest = minute // 60 % 24, minute % 60
    return f"{(hour - 1) % 12 + 1}{f':{rest:02}' if rest else ''}{'am' if hour < 12 else 'pm'}"


def doubtful_span(choose: Chooser) -> Length:
    """Write `9 to 11`, `9:30-12pm`, `14-16 Uhr`: the difference, or a doubt with it as the choice."""
    text, minutes = choose.one(
        (
            *(("9 to 11", 120), ("9:30-12pm", 150), ("14-16 Uhr", 120), ("from 2 to 4", 120), ("from 9 to 11", 120)),
            *(("von 14 bis 16 Uhr", 120), ("14 bis 16 Uhr", 120), ("11-1pm", 120), ("9 til 11", 120), ("8-9:30", 90)),
            *(("9 until 10:30", 90), ("de 14h à 16h", 120), ("14h-16h", 120), ("between 9 and 11", 120)),
        )
    )
    return Said(text, clear(minutes))


def no_length(choose: Chooser) -> Length:
    """Write what is no length that can be booked."""
    text = choose.one(
        ("0h", "-1h", "25h", "1d", "2 days", "30s", "0", "0m", "48 hours", "1 week", "-30m", "1e9h", "2pm")
    )
    return Said(text, unknown(), LENGTH, must_ask=True)


Family = Callable[[Chooser], Length]
PLAIN: Final[tuple[Family, ...]] = (short, both, clock_like, decimal)
FAMILIES: Final[dict[str, Family]] = {
    "short": short,
    "both": both,
    "clock_like": clock_like,
    "decimal": decimal,
    "bare": bare,
    "in_words": in_words,
    "fraction": fraction,
    "dotted": dotted,
    "loosely_joined": loosely_joined,
    "with_seconds": with_seconds,
    "german": german,
    "other_languages": other_languages,
    "about": about,
    "span": span,
    "doubtful_span": doubtful_span,
    "no_length": no_length,
}
