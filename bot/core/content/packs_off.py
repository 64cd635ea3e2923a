"""Packs that a workspace has turned off: each as one change, which hides all that the pack has at the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.layers.single_change import HIDDEN, Change
from bot.catalog.models import PackInfo

_PREFIX: Final = "pack:"
_ROADMAP_PREFIX: Final = "roadmap:"


def pack_item(pack: str) -> str:
    """Return what a change names that is about a whole pack."""
    return f"{_PREFIX}{pack}"


def roadmap_item(roadmap: str) -> str:
    """Return what a change names that is about a roadmap, and not about an area of the same id."""
    return f"{_ROADMAP_PREFIX}{roadmap}"


def pack_named(item: str) -> str:
    """Return the pack that a change is about as a whole; empty where it is about something else."""
    return item.removeprefix(_PREFIX) if item.startswith(_PREFIX) else ""


def spell_out(changes: Iterable[Change], shared: Catalog) -> Iterator[Change]:
    """Yield the changes with each that turns off a pack as those that hide its roadmaps and areas.

    A pack that is gone has nothing to hide. An area in which another pack has something stays, with that.
    """
    packs = {each.id: each for each in shared.packs}
    spelt = {(each.item, each.field): each for each in changes if not pack_named(each.item)}
    for change in changes:
        if change.field == HIDDEN and change.value is True and (pack := packs.get(pack_named(change.item))):
            spelt.update(((each.item, each.field), each) for each in _hide_pack(pack, shared))
    yield from spelt.values()


def _hide_pack(pack: PackInfo, shared: Catalog) -> Iterator[Change]:
    for roadmap in pack.roadmaps:
        yield Change(roadmap_item(roadmap), HIDDEN, value=True)
    others = [each for each in shared.roadmaps if each.id not in pack.roadmaps]
    in_use = {each.area for each in others}
    in_use.update(area for each in others for topic in shared.list_topics(each.id) for area in topic.topic.areas)
    for area in pack.areas:
        if area not in in_use:
            yield Change(f"area:{area}", HIDDEN, value=True)
