"""A session as people type it: `"GitOps intro" thu 15:00 for 45 min in #channel`, in any order, quoted or not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.features.sessions.rules import day_parser, time_parser
from bot.features.sessions.rules.day_parser import EDGE
from bot.features.sessions.rules.session import TITLE, USUAL, Sketch, Unfit, Why, moment
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.parse import Duration
from bot.timeexpr.normalize import tidy

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
_SMALL: Final = frozenset({"on", "at", "in", "for", "from", "to", "by", "the"})


def read(words: str, *, now: datetime, zone: ZoneInfo) -> Sketch | Unfit:
    """What a line asks for; without a day it is the next time that the clock shows that."""
    line = tidy(words[:_TYPED])
    channel = _CHANNEL.search(line)
    title, rest = _title(_cut(line, channel))
    rest, length = _length(rest)
    hours = time_parser.find(rest)
    after, length = (hours.after, length) if length else _bare_length(hours.after)
    local = now.astimezone(zone).date()
    is_over = hours.at is not None and moment(local, hours.at, zone) <= now
    if hours.at or hours.odd:
        named = day_parser.find(hours.before.split(), after.split(), local, is_over=is_over)
    else:
        named = day_parser.anywhere(rest.split(), local)
    has_day, day = bool(named.day or named.wrong), named.day
    if not has_day and hours.at:
        day = local + _DAY if is_over else local
    called = _tidied(named.left if title is None else title)
    minutes = length or (USUAL if hours.minutes is None else hours.minutes)
    where = channel["id"].upper() if channel else ""
    sketch = Sketch(called[:TITLE].strip(), day, hours.at, minutes, where, has_day, hours.zone)
    odd = _NO_CHANNEL.search(_cut(line, channel) if title is None else named.left)
    if odd:
        return Unfit(Why.CHANNEL, sketch, odd["got"])
    extra = "" if title is None else " ".join(word for word in named.left.split() if word.casefold() not in _SMALL)
    return _doubt(sketch, hours.odd, named.wrong, extra, len(called)) or sketch


def _doubt(sketch: Sketch, no_time: str, no_day: str, extra: str, size: int) -> Unfit | None:
    """What was typed and is understood as nothing that can be."""
    if no_time:
        return Unfit(Why.NO_SUCH_TIME, sketch, no_time)
    if no_day:
        return Unfit(Why.NO_SUCH_DAY, sketch, no_day)
    if extra.strip(EDGE):
        return Unfit(Why.WORDS, sketch, extra.strip(EDGE))
    return Unfit(Why.LONG_TITLE, sketch) if size > TITLE else None


def _cut(line: str, found: re.Match[str] | None) -> str:
    return " ".join(f"{line[: found.start()]} {line[found.end() :]}".split()) if found else line


def _title(line: str) -> tuple[str | None, str]:
    """The quoted part and the rest; None where nothing is quoted."""
    found = next((match for form in _QUOTED if (match := form.search(line))), None)
    return (found["title"], _cut(line, found)) if found else (None, line)


def _tidied(title: str) -> str:
    """A title without what stands around it; who or what Slack has linked is named in it."""
    return " ".join(_MARKED.sub(lambda each: each["label"] or each["target"], title).split()).strip(EDGE)


def _length(line: str) -> tuple[str, int | None]:
    """`for 45 min`, wherever it stands; what only begins like that is part of the title."""
    for found in reversed(list(_FOR.finditer(line))):
        taken = parse.take(line[found.end() :])
        if isinstance(taken, Duration) and not taken.got.isdigit():
            return f"{line[: found.start()]} {taken.rest}", taken.minutes
    return line, None


def _bare_length(line: str) -> tuple[str, int | None]:
    """A length with its unit right behind the time."""
    taken = parse.find(line, bare=False)
    is_first = isinstance(taken, Duration) and line.strip(EDGE).startswith(taken.got)
    return (taken.rest, taken.minutes) if is_first and isinstance(taken, Duration) else (line, None)
