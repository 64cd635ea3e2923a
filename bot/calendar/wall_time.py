"""Times of day as people write them: `14:00`, `2pm`, `9.30`, `15h30`, `noon`."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from bot.lazy_pattern import lazy_pattern

NAMED: Final = {"noon": time(12), "midnight": time(0)}
_TIME: Final = lazy_pattern(
    r"(?:at )?(?:(?P<name>noon|midnight)|(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})|h)?"
    r" ?(?:(?P<half>[ap])\.?m\.?)?(?: ?o'?clock)?)",
    re.IGNORECASE,
)


def read_wall_time(words: str) -> time | None:
    """Return the time of day that words name; None for one that no clock shows."""
    found = _TIME.fullmatch(words.strip())
    if found is None:
        return None
    if found["name"]:
        return NAMED[found["name"].lower()]
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if minute > 59 or hour > (12 if half else 23) or (half and not hour):
        return None
    return time(hour % 12 + 12 * (half == "p") if half else hour, minute)
