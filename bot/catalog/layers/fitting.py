"""Keep of many things those that fit together, asking about as few sets of them as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

ThingT = TypeVar("ThingT")
ReasonT = TypeVar("ReasonT")


def keep_fitting(
    things: Sequence[ThingT], find_objection: Callable[[Sequence[ThingT]], ReasonT | None]
) -> tuple[list[ThingT], list[tuple[ThingT, ReasonT]]]:
    """Return the things that fit together, and the others, each with the objection to it on top of those before.

    All are asked about at once, and only where that fails half by half. Of things that exclude each other, those stay
    that come first.
    """
    refused: list[tuple[ThingT, ReasonT]] = []

    def add(fitting: list[ThingT], more: Sequence[ThingT]) -> list[ThingT]:
        objection = find_objection([*fitting, *more])
        if objection is None:
            return [*fitting, *more]
        if len(more) <= 1:
            refused.extend((each, objection) for each in more)
            return fitting
        middle = len(more) // 2
        return add(add(fitting, more[:middle]), more[middle:])

    return add([], things), refused
