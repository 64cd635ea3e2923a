"""Read numbers as people write them, in digits, fractions and words, exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

Amount = int | Fraction

COUNTS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_PARTS: Final = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "two thirds": Fraction(2, 3),
    "three quarters": Fraction(3, 4),
}
_HUGE: Final = 10**7  # stands for any number of more digits: far too long in every unit

# Patterns to build others of, for matching in any case; FRACTION names its groups for `broken`.
NUMBER: Final = r"(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"
FRACTION: Final = r"(?:(?P<whole>[0-9]+) )?(?P<over>[1-9])/(?P<under>[2-9])(?![0-9/])"
COUNT: Final = "(?:" + "|".join(sorted(COUNTS, key=len, reverse=True)) + ")"
PART: Final = r"(?:half|third|quarter|two[ -]thirds|three[ -]quarters)"

_THOUSANDS = re.compile(r"[0-9]+,[0-9]{3}")


def amount(number: str) -> Amount:
    """Return a number in digits exactly; of very long ones only that they are huge."""
    whole, _, decimals = number.replace(",", ".").partition(".")
    whole = whole.lstrip("0")
    if len(whole) > 7:
        return _HUGE
    return Fraction(f"{whole or 0}.{decimals[:9]}") if decimals else int(whole or 0)


def broken(found: re.Match[str]) -> Amount:
    """Return what FRACTION matched: "1/2", "1 1/2"."""
    return amount(found["whole"] or "0") + Fraction(int(found["over"]), int(found["under"]))


def part(words: str | None) -> Amount:
    """Return what PART matched; nothing where it matched nothing."""
    return _PARTS[words.lower().replace("-", " ")] if words else 0


def in_thousands(number: str) -> bool:
    """Return whether "1,500" stands there, which is one and a half to some and fifteen hundred to others."""
    return _THOUSANDS.fullmatch(number) is not None


def rounded(value: Amount) -> int:
    """Round to the nearest whole number, a half up."""
    return (2 * value + 1) // 2
