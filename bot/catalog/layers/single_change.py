"""A single change of a layer: of one field of one thing, as a workspace makes it in Slack."""

from __future__ import annotations

from typing import Any, Final

from bot.frozen import frozen

HIDDEN: Final = "hidden"
"""True hides a thing, False shows one that a layer below hides."""
PLACE: Final = "place"
"""A number: what has one comes first among its like, the lowest first."""
RESOURCE: Final = "resource."
"""With a slug: what of this resource changes, or all of a new one."""
QUESTION: Final = "question."
"""With a slug: what of this question changes, or all of a new one."""

MAX_RESOURCES: Final = 5
"""Of a topic, with those of all layers."""


@frozen
class Change:
    """One field of one thing, with its new value as JSON has it."""

    item: str
    field: str
    value: Any


@frozen
class RefusedChange:
    """A change that can't be, and a sentence that says why."""

    change: Change
    reason: str
