"""Roadmaps that a layer hides, by the names that people know them by."""

from __future__ import annotations

from collections.abc import Mapping

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.word_matching import name_key, name_keys
from bot.catalog.models import Roadmap
from bot.catalog.per_catalog import kept_per_catalog


def find_hidden_roadmap(catalog: Catalog, words: str) -> Roadmap | None:
    """Return the hidden roadmap that the words name and nothing else has for a name."""
    if not (hidden := hidden_names(catalog)):
        return None
    key, names = name_key(words), catalog.vocabulary
    if key in names.areas or key in names.roadmaps or names.find_topics(key):
        return None
    return hidden.get(key)


@kept_per_catalog
def hidden_names(catalog: Catalog) -> Mapping[str, Roadmap]:
    """Return the roadmaps that a layer hides by the keys of their names."""
    shown = {each.id for each in catalog.roadmaps}
    hidden = [each for each in catalog.content.roadmaps if each.id not in shown]
    return {key: each for each in reversed(hidden) for key in roadmap_keys(each)}


def roadmap_keys(roadmap: Roadmap) -> set[str]:
    """Return the keys of all names that people know a roadmap by, as `name_key` makes them of what they type."""
    return {key for name in (roadmap.name, roadmap.id, *roadmap.aliases) for key in name_keys(name)[0]}
