"""The time of a session in a line, and its end where one stands: `15:00`, `3-4:30 pm`, `13-14`, `15.00`, `15h`."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from bot.calendar.wall_time import NAMED, read_wall_time
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.normalize import DASHES

_MERIDIEM: Final = r"[ap]\.?m\b\.?"
_BARE_HOUR: Final = r"(?:0?[7-9]|1[0-9]|2[0-3])"  # hours that need no minutes to be a time
_CLOCK: Final = (
    rf"(?:[0-9]{{1,2}}:[0-9]{{2}}(?: ?{_MERIDIEM})?|{_BARE_HOUR}h[0-9]{{2}}"
    rf"|[0-9]{{1,2}} ?{_MERIDIEM}|{'|'.join(NAMED)})"
)
_DOTTED: Final = rf"{_BARE_HOUR}\.(?:00|1[3-9]|[2-5][0-9])"  # what could be a month is not a time
_TO: Final = rf" ?(?:[{DASHES}]|to|until|till) ?"
_END: Final = rf"(?:{_TO}(?P<end>{_CLOCK}|{_DOTTED}|{_BARE_HOUR}h|(?<=[{DASHES}])[0-9]{{1,2}}))?"
_PLAIN: Final = lazy_pattern(
    rf"(?<![\w:.])(?:(?:at|from) |@ ?)?(?P<start>{_CLOCK}|[0-9]{{1,2}}(?= ?[{DASHES}] ?{_CLOCK})"
    rf"|(?<=at ){_BARE_HOUR}(?![{DASHES}0-9:.])){_END}(?: ?o'?clock)?(?![\w:])",
    re.IGNORECASE,
)
_LOOSE: Final = lazy_pattern(  # only where nothing else in the line is a time
    rf"(?<![{DASHES}\w:./])(?:(?:at|from) |@ ?)?(?:(?P<start>{_DOTTED}|{_BARE_HOUR}h){_END}"
    rf"|(?P<hour>{_BARE_HOUR}){_TO}(?P<till>[0-9]{{1,2}}))(?![\w:/]|[{DASHES}.]?[0-9])"
    r"(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
_ABBREVIATED: Final = "CEST|CET|EEST|EET|WEST|WET|BST|MSK|IST|SGT|JST|AEST|AEDT|EDT|EST|CDT|CST|MDT|MST|PDT|PST|[EPCM]T"
_ZONE: Final = lazy_pattern(
    rf"^ ?\(?(?P<zone>(?:(?i:utc|gmt|ces?t)(?:[{DASHES}+][0-9]{{1,2}}(?::?[0-9]{{2}})?)?)"
    rf"|{_ABBREVIATED}|[A-Z][a-z]+/[A-Z][A-Za-z_]+)\)?(?=[ ,;.)]|$)"
)


@frozen
class ParsedTime:
    """The time in a line, and the words around it; `invalid` is one that no clock shows.

    `minutes` is the length where an end was typed, `zone` the time zone that was named behind it.
    """

    before: str
    after: str = ""
    at: time | None = None
    minutes: int | None = None
    invalid: str = ""
    zone: str = ""


def find(line: str) -> ParsedTime:
    """Find the last time of day in a line."""
    found = next((match for pattern in (_PLAIN, _LOOSE) if (match := _last_match(pattern, line))), None)
    if found is None:
        return ParsedTime(line)
    start, end = found["start"] or found["hour"], found["end"] or found.groupdict().get("till")
    after = line[found.end() :]
    zone = _ZONE.match(after)
    parts = (line[: found.start()], after[zone.end() :] if zone else after)
    at, minutes, invalid = _read_span(start, end)
    return ParsedTime(*parts, at, minutes, invalid, zone["zone"] if zone else "")


def _last_match(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(line))), None)


def _read_span(start: str, end: str | None) -> tuple[time | None, int | None, str]:
    """Return when it begins, its length in minutes, and what was typed where a time is invalid."""
    at, until = read_wall_time(start), read_wall_time(end) if end else None
    if at is None or (end and until is None):
        return at, None, start if at is None else end or ""
    if until is None or end is None:
        return at, None, ""
    later = time((at.hour + 12) % 24, at.minute)
    at = later if at < later <= until and "p" in end.casefold() and start.isdigit() else at
    return at, max(0, (_minutes(until) or 24 * 60) - _minutes(at)), ""


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
