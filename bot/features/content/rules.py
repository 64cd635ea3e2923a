"""What of the content is on, off or changed in a workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from rapidfuzz import fuzz, process

from bot.catalog.catalog import Catalog
from bot.catalog.layers.single_change import HIDDEN
from bot.catalog.lookup.hidden_names import roadmap_keys
from bot.catalog.lookup.word_matching import name_key
from bot.catalog.models import PackInfo
from bot.core.content.packs_off import pack_named
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_ON_WORDS: Final = ("on", "enable", "unhide")
_OFF_WORDS: Final = ("off", "disable", "hide", "remove")
_WAYS: Final = "|".join((*_ON_WORDS, *_OFF_WORDS))
_TURN: Final = lazy_pattern(
    rf"(?:turn |switch )?(?:(?P<first>{_WAYS})(?: (?P<name>.+))?|(?P<named>.+) (?P<last>on|off))"
)
_BETWEEN: Final = lazy_pattern(r"[,;+&]|\band\b")
_MAX_NEAREST: Final = 3
_SIMILAR: Final = 60  # of 100


@frozen
class TurnWords:
    """What somebody typed who wants something on or off: `off aws`, `turn aws on`."""

    name: str
    is_on: bool


@frozen
class RoadmapState:
    """A roadmap of a pack, and whether the workspace shows it."""

    id: str
    name: str
    topics: int
    is_on: bool


@frozen
class TeamChange:
    """A change in force in a workspace, as people read it. `refusal` says why it's left out, empty where it isn't.

    `had` is what the pack had when it was made, `has` what it has now.
    """

    id: int
    item: str
    field: str
    name: str
    pack: str
    value: Any
    had: Any
    has: Any
    by: str
    on: date
    made_from: int | None = None
    is_updated: bool = False
    refusal: str = ""

    @property
    def turns_off(self) -> bool:
        """Whether it takes something out of what the workspace shows."""
        return self.field == HIDDEN and self.value is True


@frozen
class PackState:
    """A pack, and what the workspace has of it. `changes` are those of its roadmaps, topics and so on."""

    info: PackInfo
    is_on: bool
    roadmaps: tuple[RoadmapState, ...]
    changes: int
    updates: int

    @property
    def roadmaps_on(self) -> int:
        """How many roadmaps of it the workspace shows."""
        return sum(each.is_on for each in self.roadmaps)

    @property
    def topics_on(self) -> int:
        """How many topics of it the workspace shows."""
        return sum(each.topics for each in self.roadmaps if each.is_on)


def list_packs(shared: Catalog, own: Catalog, changes: Iterable[TeamChange]) -> tuple[PackState, ...]:
    """Return the packs with what a workspace has of each; what whoever runs Roadmate has hidden is in none."""
    known = tuple(changes)
    off = {pack_named(each.item) for each in known if each.turns_off}
    return tuple(_pack_state(shared, own, pack, known, is_on=pack.id not in off) for pack in shared.packs)


def _pack_state(
    shared: Catalog, own: Catalog, pack: PackInfo, changes: Sequence[TeamChange], *, is_on: bool
) -> PackState:
    shown, shown_here = _ids(shared), _ids(own)
    roadmaps = tuple(
        RoadmapState(
            each,
            own.roadmap(each).name,
            len((own if each in shown_here else shared).list_topics(each)),
            each in shown_here,
        )
        for each in pack.roadmaps
        if each in shown
    )
    mine = [each for each in changes if each.pack == pack.id and not pack_named(each.item)]
    return PackState(pack, is_on, roadmaps, len(mine), sum(each.is_updated for each in mine))


def _ids(catalog: Catalog) -> Collection[str]:
    return {each.id for each in catalog.roadmaps}


@frozen
class Named:
    """A pack that words name, or a roadmap of it."""

    pack: PackState
    roadmap: RoadmapState | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.roadmap.name if self.roadmap else self.pack.info.name

    @property
    def is_on(self) -> bool:
        """Whether the workspace shows it."""
        return self.pack.is_on and (self.roadmap is None or self.roadmap.is_on)


def read_turn_words(words: str) -> TurnWords | None:
    """Return what is to be on or off; None where the words ask for nothing like it."""
    found = _TURN.fullmatch(words.casefold())
    if found is None:
        return None
    way, name = found["first"] or found["last"], found["name"] or found["named"] or ""
    return TurnWords(name.removeprefix("the "), way in _ON_WORDS)


def list_named(packs: Sequence[PackState], own: Catalog, words: str) -> tuple[Named, ...]:
    """Return the packs and roadmaps with that name, id or other name; `roadmap` and `pack` may stand behind it."""
    everything = tuple(_list_all(packs))
    for kind in ("", " pack", " roadmap"):
        key = name_key(words.casefold().removesuffix(kind))
        found = tuple(
            each
            for each in everything
            if key and key in _keys_of(each, own) and (not kind or (each.roadmap is None) is (kind == " pack"))
        )
        if found:
            return found
    return ()


def list_named_among(packs: Sequence[PackState], own: Catalog, words: str) -> tuple[Named, ...]:
    """Return what parts of the words name, between commas or each alone: `aws, google cloud`, `aws azure please`."""
    found: list[Named] = []
    for piece in _BETWEEN.split(words.casefold()):
        named = list_named(packs, own, piece.strip())
        found += named or (each for word in piece.split() for each in list_named(packs, own, word))
    return tuple(dict.fromkeys(found))


def list_nearest(packs: Sequence[PackState], words: str) -> tuple[Named, ...]:
    """Return the packs and roadmaps whose names look most like the words."""
    everything = tuple(_list_all(packs))
    names = [each.name.casefold() for each in everything]
    near = process.extract(words.casefold()[:60], names, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=_MAX_NEAREST)
    return tuple(everything[at] for _, _, at in near)


def _list_all(packs: Sequence[PackState]) -> Iterator[Named]:
    for pack in packs:
        yield Named(pack)
        yield from (Named(pack, each) for each in pack.roadmaps)


def _keys_of(named: Named, own: Catalog) -> Collection[str]:
    if named.roadmap:
        return roadmap_keys(own.roadmap(named.roadmap.id))
    return {name_key(named.pack.info.id), name_key(named.pack.info.name)}


def find_pack_of(catalog: Catalog, item: str) -> str:
    """Return the pack that a change belongs to; empty where no pack has the thing any more."""
    if pack := pack_named(item):
        return pack
    try:
        return catalog.pack_of(item.rpartition(":")[2])
    except KeyError:
        return ""


def name_item(catalog: Catalog, item: str) -> str:
    """Return what people call the thing that a change names; its id where the content doesn't have it any more."""
    if pack := pack_named(item):
        return next((each.name for each in catalog.packs if each.id == pack), pack)
    kind, _, item_id = item.rpartition(":")
    if topic := catalog.find_topic_or_part(item_id):
        return topic.label
    if subtopic := catalog.find_subtopic(item_id):
        return subtopic.subtopic.name
    if assignment := catalog.find_assignment(item_id):
        return assignment[1].name
    if integration := catalog.find_integration(item_id):
        return integration.name
    roadmap = catalog.find_roadmap(item_id) if kind != "area" else None
    found = roadmap or catalog.find_area(item_id)
    return found.name if found else item_id
