"""Roadmaps that a layer hides, by the names that people know them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.word_matching import name_key, name_keys
from bot.catalog.models import Roadmap
from bot.catalog.per_catalog import kept_per_catalog

_LONGEST_NAME: Final = 3  # words


def find_hidden_roadmap(catalog: Catalog, words: str) -> Roadmap | None:
    """Return the hidden roadmap that the words name and nothing else has for a name."""
    if not (hidden := hidden_names(catalog)):
        return None
    key, names = name_key(words), catalog.vocabulary
    if key in names.areas or key in names.roadmaps or names.find_topics(key):
        return None
    return hidden.get(key)


def find_hidden_among(catalog: Catalog, words: Sequence[str]) -> Roadmap | None:
    """Return the first hidden roadmap that one of the words names, or some that stand together."""
    if not hidden_names(catalog):
        return None
    spans = (words[at : at + length] for length in range(_LONGEST_NAME, 0, -1) for at in range(len(words)))
    found = (find_hidden_roadmap(catalog, " ".join(span)) for span in spans)
    return next(filter(None, found), None)


@kept_per_catalog
def hidden_names(catalog: Catalog) -> Mapping[str, Roadmap]:
    """Return the roadmaps that a layer hides by the keys of their names."""
    shown = {each.id for each in catalog.roadmaps}
    hidden = [each for each in catalog.content.roadmaps if each.id not in shown]
    return {key: each for each in reversed(hidden) for key in roadmap_keys(each)}


def roadmap_keys(roadmap: Roadmap) -> set[str]:
    """Return the keys of all names that people know a roadmap by, as `name_key` makes them of what they type."""
    return {key for name in (roadmap.name, roadmap.id, *roadmap.aliases) for key in name_keys(name)[0]}
