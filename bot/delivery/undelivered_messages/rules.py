"""A message that did not arrive: what stood in its way, and the periods under which its copies are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

_PERIOD: Final = re.compile(r"(?P<base>.*?)(?:\+(?P<copy>[0-9]+))?")


_WEEK: Final = re.compile(r"[0-9]{4}-W[0-9]{2}")


class ResendOutcome(StrEnum):
    """What came of sending a message once more."""

    QUEUED = "done"
    ALREADY_DECIDED = "already"  # somebody has, or has left it
    ARRIVED = "arrived"
    SENDING = "sending"  # it is on its way at this moment
    TOO_LATE = "late"  # nobody wants it any more
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class UndeliveredMessage:
    """A message that did not arrive. `letter` is its number, `to` a channel's id or a person's name.

    `until` is how long it is still tried, None if it is not.
    """

    message_id: int
    kind: str
    period: str
    recipient_name: str
    is_thread: bool = False
    retried_until: datetime | None = None


def week_of_period(period: str) -> str | None:
    """The week in a period, whatever is put after it; None where there is none."""
    found = _WEEK.match(period)
    return found[0] if found else None


def copy_number(period: str) -> int:
    """How many times a message had been sent before under other periods."""
    found = _PERIOD.fullmatch(period)
    return int(found["copy"] or 0) if found else 0


def next_copy_period(period: str) -> str:
    """The period of the next copy: `2026-W47`, `2026-W47+1`, `2026-W47+2`."""
    found = _PERIOD.fullmatch(period)
    return f"{found['base'] if found else period}+{copy_number(period) + 1}"
