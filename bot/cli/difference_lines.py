"""Write what a layer changes, one line a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.catalog.layers.differences import Difference
from bot.catalog.layers.items import Item
from bot.catalog.models import PackInfo

MAX_TEXT: Final = 60  # characters of a value
_LEAD_IN: Final = 20  # of these, before the first that is different
_GROUPS: Final = {"area": "assignments", "category": "topics"}


def difference_line(layer: str, difference: Difference, packs: Sequence[PackInfo] = ()) -> str:
    """Return one line about a change, with the layer that makes it, and the thing's name, id and pack."""
    item = difference.item
    match difference.happening:
        case "new":
            return f"{layer}: new {item.kind} {_named(item)}{_from_pack(item, packs)}"
        case "gone":
            return f"{layer}: {item.kind} {_named(item)} is gone"
        case "hidden":
            return f"{layer}: {item.kind} {_named(item)} is hidden"
        case "shown":
            return f"{layer}: {item.kind} {_named(item)} is shown again"
        case "order":
            what = f"{_GROUPS[item.kind]} of {_named(item)}" if item.id else item.name
            return f"{layer}: order of {what}: {_before_and_after(difference)}"
        case "changed":
            return f"{layer}: {_named(item)}, {difference.field}: {_before_and_after(difference)}"


def _from_pack(item: Item, packs: Sequence[PackInfo]) -> str:
    """Return with which pack a roadmap, an area or an integration came; nothing for one that no pack has."""
    ids = {"roadmap": "roadmaps", "area": "areas", "integration": "integrations"}.get(item.kind)
    pack = next((each for each in packs if ids and item.id in getattr(each, ids)), None)
    return f", from pack {f'{pack.id} {pack.version}'.strip()}" if pack else ""


def _named(item: Item) -> str:
    return f"{_cut(item.name, 0) if item.kind == 'question' else item.name} ({item.id})"


def _before_and_after(difference: Difference) -> str:
    """Return a value before and after, each cut to where they are different."""
    before, after = difference.before, difference.after
    if not before:
        return f"added {_cut(after, 0)}"
    if not after:
        return f"removed {_cut(before, 0)}"
    same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
    start = max(0, (min(len(before), len(after)) if same is None else same) - _LEAD_IN)
    return f"{_cut(before, start)} → {_cut(after, start)}"


def _cut(text: str, start: int) -> str:
    """Return a text from about this place on, cut at words, with … where something is left out."""
    if len(text) <= MAX_TEXT:
        return f"“{text}”"
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = start + MAX_TEXT
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + MAX_TEXT // 2)
    return f"“{'…' if start else ''}{text[start:end].rstrip()}{'…' if end < len(text) else ''}”"
