"""Describe messages that did not arrive, and name the periods under which their copies are kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_PERIOD: Final = lazy_pattern(r"(?P<base>.*?)(?:\+(?P<copy>[0-9]+))?")
_WEEK: Final = lazy_pattern(r"[0-9]{4}-W[0-9]{2}")


class ResendOutcome(StrEnum):
    """Outcome of asking to send a message once more."""

    QUEUED = "done"
    ALREADY_DECIDED = "already"  # somebody has, or has left it
    ARRIVED = "arrived"
    SENDING = "sending"  # it is on its way at this moment
    TOO_LATE = "late"  # nobody wants it any more
    MISSING = "missing"


@frozen
class UndeliveredMessage:
    """Message that did not arrive. `recipient_name` is a channel's id or a person's name.

    `at` is when it was sent, in the reader's zone; `retried_until` how long it is still tried, None if it is not.
    """

    message_id: int
    kind: str
    period: str
    recipient_name: str
    at: datetime
    is_thread: bool = False
    retried_until: datetime | None = None


def week_of_period(period: str) -> str | None:
    """Return the week that a period begins with; None where there is none."""
    match = _WEEK.match(period)
    return match[0] if match else None


def copy_number(period: str) -> int:
    """Return how many times a message had been sent before under other periods."""
    match = _PERIOD.fullmatch(period)
    return int(match["copy"] or 0) if match else 0


def next_copy_period(period: str) -> str:
    """Return the period of the next copy: `2026-W47`, `2026-W47+1`, `2026-W47+2`."""
    match = _PERIOD.fullmatch(period)
    return f"{match['base'] if match else period}+{copy_number(period) + 1}"
