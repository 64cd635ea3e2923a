"""Why a message did not arrive."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What stood in the way; the values are short enough to be part of a notice's period."""

    LOST = "los"  # the answer: it may have arrived
    ARCHIVED = "arc"  # the channel
    OUTSIDE = "out"  # no such channel, or we are not in it
    BARRED = "bar"  # the workspace's rules, or a permission that we lack
    TOKEN = "tok"  # noqa: S105  (no password)
    PERSON = "per"  # there is no such person any more
    FAULT = "fau"  # our own mistake
