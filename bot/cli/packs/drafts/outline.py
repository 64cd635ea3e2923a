"""What a draft of a pack is made from: names in a tree, and what of the file isn't in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.frozen import frozen


@dataclass(slots=True)
class OutlineItem:
    """A name with what belongs to it; `text` is what the file says about it, often nothing."""

    name: str
    text: str = ""
    children: list[OutlineItem] = field(default_factory=list)


@frozen
class Outline:
    """All names of a file; `title` is empty where it has none. `left_out` says in words what else was in it."""

    title: str
    items: list[OutlineItem]
    left_out: tuple[str, ...] = ()


class OutlineError(Exception):
    """A file can't be made into an outline; the text says why, with the line where there is one."""


@frozen
class OutlineLine:
    """A name and how deep it is; any numbers do, as long as what is inside has the higher one."""

    depth: int
    item: OutlineItem


def nest_lines(lines: Iterable[OutlineLine]) -> list[OutlineItem]:
    """Return the tree of names in the order of a file, each with its depth."""
    top: list[OutlineItem] = []
    way: list[OutlineLine] = []
    for line in lines:
        while way and way[-1].depth >= line.depth:
            way.pop()
        (way[-1].item.children if way else top).append(line.item)
        way.append(line)
    return top


def take_title(items: list[OutlineItem], left_out: tuple[str, ...] = ()) -> Outline:
    """Return the outline of a tree; a single name around all others is the title."""
    if len(items) == 1 and items[0].children:
        return Outline(items[0].name, items[0].children, left_out)
    return Outline("", items, left_out)
