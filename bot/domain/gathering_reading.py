"""A session as people type it: `"GitOps intro" thu 15:00 for 45 min in #channel`, in any order, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import day_points, durations, target
from bot.domain.durations import Taken
from bot.domain.gathering import TITLE, USUAL, Sketch, Unfit, Why, moment
from bot.domain.words import DASHES, QUOTES, tidy

_TYPED: Final = 600  # characters that are looked at
_DAY: Final = timedelta(days=1)
_CHANNEL: Final = re.compile(r"(?:\b(?:in|to) )?<#(?P<id>[CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>", re.IGNORECASE)
_NO_CHANNEL: Final = re.compile(r"\bin (?P<got>#[\w-]+)", re.IGNORECASE)
_MARKED: Final = re.compile(r"<(?:[@#!]|(?=https?:|mailto:))(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_DOUBLE: Final = '"“”„‟«»'
_QUOTED: Final = (
    re.compile(rf"[{_DOUBLE}](?P<title>.*)[{_DOUBLE}]"),
    re.compile(r"^['‘’`´](?P<title>.*)['‘’`´](?= |$)"),
)
_FOR: Final = re.compile(r"\bfor (?=[0-9.:]|(?:an?|one|two|three|half) )", re.IGNORECASE)
_HALF: Final = r"[ap]\.?m\b\.?"
_CLOCK: Final = (
    rf"(?:[0-9]{{1,2}}:[0-9]{{2}}(?: ?{_HALF})?|(?:0?[7-9]|1[0-9]|2[0-3])h[0-9]{{2}}|[0-9]{{1,2}} ?{_HALF}|noon)"
)
_TIME: Final = re.compile(
    rf"(?<![\w:.])(?:(?:at|from) |@ ?)?(?P<start>{_CLOCK}|[0-9]{{1,2}}(?= ?[{DASHES}] ?{_CLOCK})"
    rf"|(?<=at )(?:0?[7-9]|1[0-9]|2[0-3])(?![0-9:.]))"
    rf"(?: ?(?:[{DASHES}]|to|until|till) ?(?P<end>{_CLOCK}))?(?: ?o'?clock)?(?![\w:])",
    re.IGNORECASE,
)
_LEADS: Final = re.compile(r"^(?:on|for|this) ")
_LONGEST_PHRASE: Final = 6  # words of a day
_SMALL: Final = frozenset({"on", "at", "in", "for", "from", "to", "by", "the"})
_EDGE: Final = f" ,;:{DASHES}{QUOTES}"


@dataclass(frozen=True, slots=True)
class _Hours:
    """The time in a line, and what stands around it; `odd` is one that no clock shows, `minutes` how long it lasts."""

    before: str
    after: str = ""
    at: time | None = None
    minutes: int | None = None
    odd: str = ""


def read(words: str, *, now: datetime, zone: ZoneInfo) -> Sketch | Unfit:
    """What a line asks for; without a day it is the next time that the clock shows that."""
    line = tidy(words[:_TYPED])
    channel = _CHANNEL.search(line)
    title, rest = _title(_cut(line, channel))
    rest, length = _length(rest)
    hours = _hours(rest)
    after, length = (hours.after, length) if length else _bare_length(hours.after)
    local = now.astimezone(zone).date()
    is_over = hours.at is not None and moment(local, hours.at, zone) <= now
    left, day = _day(hours.before, after, local, is_over=is_over)
    if day is None and hours.at:
        day = local + _DAY if is_over else local
    named = _tidied(left if title is None else title)
    minutes = length or (USUAL if hours.minutes is None else hours.minutes)
    found = day if isinstance(day, date) else None
    sketch = Sketch(named[:TITLE].strip(), found, hours.at, minutes, channel["id"].upper() if channel else "")
    odd = _NO_CHANNEL.search(_cut(line, channel) if title is None else left)
    if odd:
        return Unfit(Why.CHANNEL, sketch, odd["got"])
    extra = "" if title is None else " ".join(word for word in left.split() if word.casefold() not in _SMALL)
    return _doubt(sketch, hours.odd, day if isinstance(day, str) else "", extra, len(named)) or sketch


def _doubt(sketch: Sketch, no_time: str, no_day: str, extra: str, size: int) -> Unfit | None:
    """What was typed and is understood as nothing that can be."""
    if no_time:
        return Unfit(Why.NO_SUCH_TIME, sketch, no_time)
    if no_day:
        return Unfit(Why.NO_SUCH_DAY, sketch, no_day)
    if extra.strip(_EDGE):
        return Unfit(Why.WORDS, sketch, extra.strip(_EDGE))
    return Unfit(Why.LONG_TITLE, sketch) if size > TITLE else None


def _cut(line: str, found: re.Match[str] | None) -> str:
    return " ".join(f"{line[: found.start()]} {line[found.end() :]}".split()) if found else line


def _title(line: str) -> tuple[str | None, str]:
    """The quoted part and the rest; None where nothing is quoted."""
    found = next((match for form in _QUOTED if (match := form.search(line))), None)
    return (found["title"], _cut(line, found)) if found else (None, line)


def _tidied(title: str) -> str:
    """A title without what stands around it; who or what Slack has linked is named in it."""
    return " ".join(_MARKED.sub(lambda each: each["label"] or each["target"], title).split()).strip(_EDGE)


def _length(line: str) -> tuple[str, int | None]:
    """`for 45 min`, wherever it stands; what only begins like that is part of the title."""
    for found in reversed(list(_FOR.finditer(line))):
        taken = durations.take(line[found.end() :])
        if isinstance(taken, Taken) and not taken.got.isdigit():
            return f"{line[: found.start()]} {taken.rest}", taken.minutes
    return line, None


def _bare_length(line: str) -> tuple[str, int | None]:
    """A length with its unit right behind the time."""
    taken = durations.find(line, bare=False)
    is_first = isinstance(taken, Taken) and line.strip(_EDGE).startswith(taken.got)
    return (taken.rest, taken.minutes) if is_first and isinstance(taken, Taken) else (line, None)


def _hours(line: str) -> _Hours:
    """The last time of day in a line, and its end where one is named."""
    found = next(reversed(list(_TIME.finditer(line))), None)
    if found is None:
        return _Hours(line)
    around, start, end = (line[: found.start()], line[found.end() :]), found["start"], found["end"]
    at, until = _clock(start), _clock(end) if end else None
    if at is None or (end and until is None):
        return _Hours(*around, at, odd=start if at is None else end)
    if until is None:
        return _Hours(*around, at)
    later = time((at.hour + 12) % 24, at.minute)
    at = later if at < later <= until and "p" in end.casefold() and start.isdigit() else at
    return _Hours(*around, at, max(0, _minutes(until) - _minutes(at)))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(text: str) -> time | None:
    """A time of day; None for one that no clock shows."""
    folded = text.casefold()
    if folded == "noon":
        return time(12)
    numbers = [int(each) for each in re.findall("[0-9]+", folded)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    is_half = "a" in folded or "p" in folded
    if hour > (12 if is_half else 23) or minute > 59 or (is_half and not hour):
        return None
    return time(hour % 12 + 12 * ("p" in folded), minute) if is_half else time(hour, minute)


def _day(before: str, after: str, today: date, *, is_over: bool) -> tuple[str, date | str | None]:
    """The day nearest to the time, as typed where there is no such day; the other words come first."""
    for phrase, left in _phrases(before.split(), after.split()):
        plain = _LEADS.sub("", phrase.strip(_EDGE + ".()").casefold(), count=1)
        point = None if plain.isdigit() else day_points.read(plain, today)
        if point is None:
            continue
        is_weekday = point.weekday is not None and point.day is None
        found = target.ahead(point, today if is_over and is_weekday else today - _DAY)
        fits = found is not None and point.weekday in (None, found.weekday())
        return left, found if fits else phrase
    return f"{before} {after}", None


def _phrases(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """Words that may name the day, those next to the time first and the longest first, with all the others."""
    for here, other, is_before in ((before, after, True), (after, before, False)):
        for at_end in (is_before, not is_before):
            for count in range(min(_LONGEST_PHRASE, len(here)), 0, -1):
                phrase = here[-count:] if at_end else here[:count]
                kept = here[:-count] if at_end else here[count:]
                yield " ".join(phrase), " ".join([*kept, *other] if is_before else [*other, *kept])
