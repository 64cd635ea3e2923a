"""The last digest, as an admin asks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Last:
    """The digest of a week and how it ended: `nothing`, or the state of its message. `at` is when it was due.

    `letter` is the number of its message, 0 where none was written, and `channel` where that went or was to go.
    """

    week: str
    ending: str
    at: datetime
    letter: int = 0
    channel: str = ""
    error: str = ""
    is_on_its_way: bool = False
