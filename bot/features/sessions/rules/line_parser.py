"""A session as people type it: `"GitOps intro" thu 15:00 for 45 min in #channel`, in any order, quoted or not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.features.sessions.rules import day_parser, time_parser
from bot.features.sessions.rules.day_parser import EDGE
from bot.features.sessions.rules.session import (
    DEFAULT_MINUTES,
    MAX_TITLE_LENGTH,
    RejectedSession,
    SessionDraft,
    SessionProblem,
    wall_time_to_utc,
)
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.parse import Duration
from bot.timeexpr.normalize import tidy

_MAX_LINE_LENGTH: Final = 600  # characters that are looked at
_ONE_DAY: Final = timedelta(days=1)
_CHANNEL: Final = re.compile(r"(?:\b(?:in|to) )?<#(?P<id>[CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>", re.IGNORECASE)
_UNKNOWN_CHANNEL: Final = re.compile(r"\bin (?P<got>#[\w-]+)", re.IGNORECASE)
_SLACK_LINK: Final = re.compile(r"<(?:[@#!]|(?=https?:|mailto:))(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_DOUBLE_QUOTES: Final = '"“”„‟«»'
_QUOTED_TITLE: Final = (
    re.compile(rf"[{_DOUBLE_QUOTES}](?P<title>.*)[{_DOUBLE_QUOTES}]"),
    re.compile(r"^['‘’`´](?P<title>.*)['‘’`´](?= |$)"),
)
_FOR_LENGTH: Final = re.compile(r"\bfor (?=[0-9.:]|(?:an?|one|two|three|half) )", re.IGNORECASE)
_CONNECTING_WORDS: Final = frozenset({"on", "at", "in", "for", "from", "to", "by", "the"})


def parse_session_line(text: str, *, now: datetime, zone: ZoneInfo) -> SessionDraft | RejectedSession:
    """What a line asks for; without a day it is the next time that the clock shows that."""
    line = tidy(text[:_MAX_LINE_LENGTH])
    channel = _CHANNEL.search(line)
    title, rest = _split_title(_without_match(line, channel))
    rest, length = _take_length(rest)
    hours = time_parser.find(rest)
    after, length = (hours.after, length) if length else _take_leading_length(hours.after)
    local = now.astimezone(zone).date()
    is_over = hours.at is not None and wall_time_to_utc(local, hours.at, zone) <= now
    if hours.at or hours.odd:
        named = day_parser.find(hours.before.split(), after.split(), local, is_over=is_over)
    else:
        named = day_parser.anywhere(rest.split(), local)
    has_day, day = bool(named.day or named.wrong), named.day
    if not has_day and hours.at:
        day = local + _ONE_DAY if is_over else local
    called = _clean_title(named.left if title is None else title)
    minutes = length or (DEFAULT_MINUTES if hours.minutes is None else hours.minutes)
    where = channel["id"].upper() if channel else ""
    sketch = SessionDraft(called[:MAX_TITLE_LENGTH].strip(), day, hours.at, minutes, where, has_day, hours.zone)
    odd = _UNKNOWN_CHANNEL.search(_without_match(line, channel) if title is None else named.left)
    if odd:
        return RejectedSession(SessionProblem.UNKNOWN_CHANNEL, sketch, odd["got"])
    extra = (
        ""
        if title is None
        else " ".join(word for word in named.left.split() if word.casefold() not in _CONNECTING_WORDS)
    )
    return _find_problem(sketch, hours.odd, named.wrong, extra, len(called)) or sketch


def _find_problem(
    draft: SessionDraft, invalid_time: str, invalid_day: str, unknown_words: str, title_length: int
) -> RejectedSession | None:
    """What was typed and is understood as nothing that can be."""
    if invalid_time:
        return RejectedSession(SessionProblem.INVALID_TIME, draft, invalid_time)
    if invalid_day:
        return RejectedSession(SessionProblem.INVALID_DAY, draft, invalid_day)
    if unknown_words.strip(EDGE):
        return RejectedSession(SessionProblem.UNKNOWN_WORDS, draft, unknown_words.strip(EDGE))
    return RejectedSession(SessionProblem.TITLE_TOO_LONG, draft) if title_length > MAX_TITLE_LENGTH else None


def _without_match(line: str, match: re.Match[str] | None) -> str:
    return " ".join(f"{line[: match.start()]} {line[match.end() :]}".split()) if match else line


def _split_title(line: str) -> tuple[str | None, str]:
    """The quoted part and the rest; None where nothing is quoted."""
    found = next((match for form in _QUOTED_TITLE if (match := form.search(line))), None)
    return (found["title"], _without_match(line, found)) if found else (None, line)


def _clean_title(title: str) -> str:
    """A title without what stands around it; who or what Slack has linked is named in it."""
    return " ".join(_SLACK_LINK.sub(lambda each: each["label"] or each["target"], title).split()).strip(EDGE)


def _take_length(line: str) -> tuple[str, int | None]:
    """`for 45 min`, wherever it stands; what only begins like that is part of the title."""
    for found in reversed(list(_FOR_LENGTH.finditer(line))):
        taken = parse.take(line[found.end() :])
        if isinstance(taken, Duration) and not taken.got.isdigit():
            return f"{line[: found.start()]} {taken.rest}", taken.minutes
    return line, None


def _take_leading_length(line: str) -> tuple[str, int | None]:
    """A length with its unit right behind the time."""
    taken = parse.find(line, bare=False)
    is_first = isinstance(taken, Duration) and line.strip(EDGE).startswith(taken.got)
    return (taken.rest, taken.minutes) if is_first and isinstance(taken, Duration) else (line, None)
