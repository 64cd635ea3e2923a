"""What is read at one place of a line: a length exactly, or what keeps it from being taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.timeexpr.numbers import Amount, rounded

DAY: Final = 24 * 60


class Why(StrEnum):
    """What keeps a length from being taken; the values are those of `logline.Code`."""

    BAD = "bad_duration"
    NEGATIVE = "negative"
    ZERO = "zero"
    WRONG_UNIT = "wrong_unit"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Read:
    """A length at a place in the text: `minutes` exactly, `why` if it must not be taken so."""

    end: int
    minutes: Amount
    why: Why | None = None
    choices: tuple[int, ...] = ()


def offer(minutes: Amount) -> tuple[int, ...]:
    """The length as a choice, where it could be booked at all."""
    whole = rounded(minutes)
    return (whole,) if 1 <= whole <= DAY else ()
