"""Values of settings: retention, the parts of a digest, and why a value was refused."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """What an admin can leave out of the digest."""

    CHART = "chart"
    BOARD = "board"
    DONE = "done"
    PEOPLE = "people"
    TALKS = "talks"
    STREAKS = "streaks"
    SUGGESTION = "suggestion"
    DETAILS = "details"

    @property
    def label(self) -> str:
        """What it is, in a few words."""
        return _LABELS[self]


_LABELS: Final = {
    Part.CHART: "Hours by area, with a chart",
    Part.BOARD: "The leaderboard, where it is on",
    Part.DONE: "Assignments done and signed off",
    Part.PEOPLE: "New mentors",
    Part.TALKS: "Talks, and hours of mentoring",
    Part.STREAKS: "Streaks reached",
    Part.SUGGESTION: "A suggestion for the team",
    Part.DETAILS: "Details in the thread: who learned what",
}


FORGOTTEN_MEMBER_ID: Final = "forgotten"  # stands where the id of somebody stood who was forgotten


DEFAULT_RETENTION_MONTHS: Final = 24  # months


MIN_RETENTION_MONTHS: Final = 3


MAX_RETENTION_MONTHS: Final = 120


KEEP_FOREVER: Final = 0


def retention_cutoff(now: datetime, months: int) -> datetime | None:
    """The moment so many calendar months ago; None where everything is kept."""
    if months == KEEP_FOREVER:
        return None
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def format_retention(months: int) -> str:
    """`24 months`, or `off`."""
    return "off" if months == KEEP_FOREVER else f"{months} months"


_MONTHS_PATTERN = re.compile(r"(?P<number>[0-9]{1,4}) ?(?:(?P<years>y|years?)|m|mon|months?)?")


class SettingErrorReason(StrEnum):
    """What keeps words from being a setting."""

    NAME = "name"
    SWITCH = "switch"
    SLOT = "slot"
    ZONE = "zone"
    CHANNEL = "channel"
    GOAL = "goal"
    DAY_START = "day"
    RANGE = "range"
    HOURS_OR_MINUTES = "hours_or_minutes"
    QUIET_HOURS = "quiet"
    DIGEST_PART = "part"
    RANKING = "by"
    RETENTION = "kept"


@dataclass(frozen=True, slots=True)
class RejectedSetting:
    """Words that set nothing; `near` is a name that was perhaps meant, `choices` are minutes that may have been."""

    reason: SettingErrorReason
    setting: str
    typed: str
    suggestion: str = ""
    minute_options: tuple[int, ...] = ()


def parse_retention(words: str) -> int | RejectedSetting:
    """Months, from a quarter to ten years, after which what is not needed any more is deleted; `off` keeps it."""
    folded = words.casefold().strip()
    if folded in ("off", "never"):
        return KEEP_FOREVER
    found = _MONTHS_PATTERN.fullmatch(folded)
    months = int(found["number"]) * (12 if found["years"] else 1) if found else 0
    return (
        months
        if MIN_RETENTION_MONTHS <= months <= MAX_RETENTION_MONTHS
        else RejectedSetting(SettingErrorReason.RETENTION, "retention", words)
    )


def decode_digest_parts(stored: str | None) -> frozenset[str]:
    """The same read back; a part that is no more is left out."""
    return frozenset(Part) if stored is None else frozenset(Part) & frozenset(stored.split(","))
