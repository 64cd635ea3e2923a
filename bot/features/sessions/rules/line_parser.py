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
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.parse import Duration
from bot.timeexpr.normalize import tidy

_MAX_LINE_LENGTH: Final = 600  # characters that are read
_ONE_DAY: Final = timedelta(days=1)
_CHANNEL: Final = lazy_pattern(r"(?:\b(?:in|to) )?<#(?P<id>[CG][A-Z0-9]{2,30})(?:\|[^<>]*)?>", re.IGNORECASE)
_UNKNOWN_CHANNEL: Final = lazy_pattern(r"\bin (?P<typed>#[\w-]+)", re.IGNORECASE)
_SLACK_LINK: Final = lazy_pattern(r"<(?:[@#!]|(?=https?:|mailto:))(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_DOUBLE_QUOTES: Final = '"“”„‟«»'
_QUOTED_TITLE: Final = (
    lazy_pattern(rf"[{_DOUBLE_QUOTES}](?P<title>.*)[{_DOUBLE_QUOTES}]"),
    lazy_pattern(r"^['‘’`´](?P<title>.*)['‘’`´](?= |$)"),
)
_FOR_LENGTH: Final = lazy_pattern(r"\bfor (?=[0-9.:]|(?:an?|one|two|three|half) )", re.IGNORECASE)
_CONNECTING_WORDS: Final = frozenset({"on", "at", "in", "for", "from", "to", "by", "the"})


def parse_session_line(text: str, *, now: datetime, zone: ZoneInfo) -> SessionDraft | RejectedSession:
    """Return the session that a line asks for; without a day it is the next time that the clock shows that."""
    line = tidy(text[:_MAX_LINE_LENGTH])
    channel = _CHANNEL.search(line)
    title, rest = _split_title(_without_match(line, channel))
    rest, length = _take_length(rest)
    start = time_parser.find(rest)
    after, length = (start.after, length) if length else _take_leading_length(start.after)
    today = now.astimezone(zone).date()
    is_over = start.at is not None and wall_time_to_utc(today, start.at, zone) <= now
    if start.at or start.invalid:
        on = day_parser.find_day(start.before.split(), after.split(), today, is_over=is_over)
    else:
        on = day_parser.find_day_anywhere(rest.split(), today)
    has_day, day = bool(on.day or on.invalid), on.day
    if not has_day and start.at:
        day = today + _ONE_DAY if is_over else today
    full_title = _clean_title(on.other_words if title is None else title)
    minutes = length or (DEFAULT_MINUTES if start.minutes is None else start.minutes)
    channel_id = channel["id"].upper() if channel else ""
    draft = SessionDraft(full_title[:MAX_TITLE_LENGTH].strip(), day, start.at, minutes, channel_id, has_day, start.zone)
    if unknown := _UNKNOWN_CHANNEL.search(_without_match(line, channel) if title is None else on.other_words):
        return RejectedSession(SessionProblem.UNKNOWN_CHANNEL, draft, unknown["typed"])
    extra_words = [] if title is None else on.other_words.split()
    unknown_words = " ".join(each for each in extra_words if each.casefold() not in _CONNECTING_WORDS)
    return _find_problem(draft, start.invalid, on.invalid, unknown_words, len(full_title)) or draft


def _find_problem(
    draft: SessionDraft, invalid_time: str, invalid_day: str, unknown_words: str, title_length: int
) -> RejectedSession | None:
    """Return the draft as rejected for what cannot be or is not understood; None where all is well."""
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
    """Return the quoted part and the rest; None where nothing is quoted."""
    found = next((match for pattern in _QUOTED_TITLE if (match := pattern.search(line))), None)
    return (found["title"], _without_match(line, found)) if found else (None, line)


def _clean_title(title: str) -> str:
    """Return a title without punctuation around it, and with Slack's links replaced by their labels."""
    return " ".join(_SLACK_LINK.sub(lambda match: match["label"] or match["target"], title).split()).strip(EDGE)


def _take_length(line: str) -> tuple[str, int | None]:
    """Take `for 45 min` out of a line, in minutes; what only begins like that is part of the title."""
    for found in reversed(list(_FOR_LENGTH.finditer(line))):
        taken = parse.take(line[found.end() :])
        if isinstance(taken, Duration) and not taken.got.isdigit():
            return f"{line[: found.start()]} {taken.rest}", taken.minutes
    return line, None


def _take_leading_length(line: str) -> tuple[str, int | None]:
    """Take a length with its unit from the beginning of what follows the time, in minutes."""
    taken = parse.find(line, bare=False)
    is_first = isinstance(taken, Duration) and line.strip(EDGE).startswith(taken.got)
    return (taken.rest, taken.minutes) if is_first and isinstance(taken, Duration) else (line, None)
