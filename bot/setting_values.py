"""Values of settings: retention, the parts of a digest, and why a value was rejected."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern


class Part(StrEnum):
    """A part of the digest that an admin can leave out."""

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
        """The part in a few words."""
        return _LABELS[self]


_LABELS: Final = {
    Part.CHART: "Hours by area, with a chart",
    Part.BOARD: "The leaderboard, where it is on",
    Part.DONE: "Assignments and levels: done, signed off, confirmed",
    Part.PEOPLE: "New mentors",
    Part.TALKS: "Talks, and hours of mentoring",
    Part.STREAKS: "Goals met, streaks, and milestones in areas",
    Part.SUGGESTION: "An idea for the team, with “I'm in”",
    Part.DETAILS: "Details in the thread: who learned what, and the rest",
}
FORGOTTEN_MEMBER_ID: Final = "forgotten"  # replaces the id of a forgotten member
DEFAULT_RETENTION_MONTHS: Final = 24
MIN_RETENTION_MONTHS: Final = 3
MAX_RETENTION_MONTHS: Final = 120
KEEP_FOREVER: Final = 0
_MONTHS_PATTERN = lazy_pattern(r"(?P<number>[0-9]{1,4}) ?(?:(?P<years>y|years?)|m|mon|months?)?")


class SettingErrorReason(StrEnum):
    """The reason why words are no value of a setting."""

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


@frozen
class RejectedSetting:
    """Words that set nothing; `suggestion` is a name that was perhaps meant, `minute_options` are minutes."""

    reason: SettingErrorReason
    setting: str
    typed: str
    suggestion: str = ""
    minute_options: tuple[int, ...] = ()


def retention_cutoff(now: datetime, months: int) -> datetime | None:
    """Return the moment so many calendar months ago; None where everything is kept."""
    if months == KEEP_FOREVER:
        return None
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def format_retention(months: int) -> str:
    """Return `24 months`, or `off`."""
    return "off" if months == KEEP_FOREVER else f"{months} months"


def parse_retention(words: str) -> int | RejectedSetting:
    """Return months, 3 to 120, after which what is not needed any more is deleted; `off` keeps it."""
    folded = words.casefold().strip()
    if folded in ("off", "never"):
        return KEEP_FOREVER
    found = _MONTHS_PATTERN.fullmatch(folded)
    months = int(found["number"]) * (12 if found["years"] else 1) if found else 0
    if MIN_RETENTION_MONTHS <= months <= MAX_RETENTION_MONTHS:
        return months
    return RejectedSetting(SettingErrorReason.RETENTION, "retention", words)


def decode_digest_parts(stored: str | None) -> frozenset[str]:
    """Return the parts that were stored; one that no longer exists is left out."""
    return frozenset(Part) if stored is None else frozenset(Part) & frozenset(stored.split(","))
