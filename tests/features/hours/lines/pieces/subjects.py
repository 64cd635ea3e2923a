"""Subjects as people name them: read off the content itself, so that what a name means is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import CATEGORY_TITLES, Roadmap
from bot.catalog.source import CatalogSource
from tests.features.hours.lines.pieces.chooser import Chooser
from tests.features.hours.lines.pieces.meaning import Dimension, Said, clear, likely, unknown

Name = Said[str]  # what is said is `area:ID`, `roadmap:ID`, `topic:ID`, `part:ROADMAP/ID`
SUBJECT: Final = frozenset({Dimension.SUBJECT})
CONTENT: Final = Path(__file__).parents[5] / "content"
CATEGORY_WORDS: Final = {
    "core_competencies": ("core", "core competencies"),
    "deployment_strategies": ("deployment", "deployment strategies"),
    "infrastructure_patterns": ("infrastructure patterns",),
    "scaling_considerations": ("scaling", "scaling considerations"),
    "security_aspects": ("security", "security aspects"),
}
# Words of days, lengths and activities that are also names; a line with one of them is another case.
AMBIGUOUS: Final = re.compile(
    r"\d|\b(?:mentor|talk|session|day|week|month|hour|min|log|and|or|each|ca\b|module|page|in$)|[&,/:]", re.IGNORECASE
)


@cache
def content() -> Catalog:
    """Return the real content."""
    return CatalogSource(CONTENT).current()


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Return what each exact name means, by the name in small letters: an area before a roadmap before topics."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    catalog = content()
    for area in catalog.areas:
        for name in {area.name, *area.aliases}:
            found[name.casefold()]["area"].append(f"area:{area.id}")
    for roadmap in catalog.roadmaps:
        for name in {roadmap.name, *roadmap.aliases}:
            found[name.casefold()]["roadmap"].append(f"roadmap:{roadmap.id}")
    for each in catalog.topics:
        for name in {each.topic.name, *each.topic.aliases}:
            found[name.casefold()]["topic"].append(f"topic:{each.topic.id}")
    kinds = ("area", "roadmap", "topic")
    return {
        name: next(tuple(dict.fromkeys(by_kind[kind])) for kind in kinds if kind in by_kind)
        for name, by_kind in found.items()
    }


@cache
def side_words() -> dict[str, tuple[str, ...]]:
    """Return the topics that each single term belongs to, where the term is no name."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in content().topics:
        for term in each.topic.terms:
            singular = re.sub(r"(?:ies|y|s)$", "", term.casefold())
            is_in_name = any(singular in name for name in names())
            if not is_in_name and re.fullmatch(r"[A-Za-z][a-z]{3,}", term):
                found[term.casefold()].append(f"topic:{each.topic.id}")
    return {term: tuple(topics) for term, topics in found.items()}


@cache
def exact(kind: str, *, fewest: int = 1, most: int = 1) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names of a kind that mean so many things, without those that are something else as well."""
    pairs = (
        (name, keys)
        for name, keys in names().items()
        if keys[0].startswith(kind) and fewest <= len(keys) <= most and not AMBIGUOUS.search(name)
    )
    return tuple(sorted(pairs, key=lambda pair: (len(pair[0]), pair[0])))


@cache
def words_of_content() -> frozenset[str]:
    """Return every word that any name or term of the content holds."""
    catalog = content()
    texts = [*names(), *(term for each in catalog.topics for term in each.topic.terms)]
    texts += [sub.name for each in catalog.topics for sub in each.topic.subtopics]
    texts += [item.name for area in catalog.areas for item in area.assignments]
    texts += [name for roadmap in catalog.roadmaps for name in part_names(roadmap)]
    return frozenset(word for text in texts for word in re.findall(r"\w+", text.casefold()))


def part_names(roadmap: Roadmap) -> dict[str, str]:
    """Return the names of a roadmap's categories and facets with what they mean."""
    found = {
        word: f"part:{roadmap.id}/{category}"
        for category in CATEGORY_TITLES
        if roadmap.categories.get(category)
        for word in CATEGORY_WORDS[category]
    }
    for facet in roadmap.facets.items if roadmap.facets else ():
        for name in (facet.name, *facet.aliases):
            found.setdefault(name.casefold(), f"part:{roadmap.id}/{facet.id}")
    return found


def facet_name(roadmap: Roadmap, word: str) -> str:
    """Return the name of the facet that a word means in a roadmap; the word itself where it means none."""
    facets = roadmap.facets.items if roadmap.facets else ()
    return next((each.name.casefold() for each in facets if word in (each.name.casefold(), *each.aliases)), word)


def area(choose: Chooser) -> Name:
    """Name a focus area."""
    name, keys = choose.one(exact("area"))
    return Said(name, clear(*keys))


def roadmap(choose: Chooser) -> Name:
    """Name a roadmap."""
    name, keys = choose.one(exact("roadmap"))
    return Said(name, clear(*keys))


def topic(choose: Chooser) -> Name:
    """Name a topic that no other has the name of; others may be offered beside it, since names resemble each other."""
    name, keys = choose.one(exact("topic"))
    return Said(name, likely(*keys))


def shared_topic(choose: Chooser) -> Name:
    """Name a topic by a name that several have: it has to be asked which, unless it is one's own and others' alias."""
    name, keys = choose.one(exact("topic", fewest=2, most=5))
    titles = [re.sub(r"\W", "", content().topic(key.partition(":")[2]).topic.name.casefold()) for key in keys]
    return Said(name, likely(*keys), must_ask=titles.count(re.sub(r"\W", "", name)) != 1)


def hard_name(choose: Chooser) -> Name:
    """Name something by a name that looks like an entry list, a date or a length."""
    hard = tuple(
        (name, keys)
        for name, keys in sorted(names().items())
        if len(keys) == 1 and re.search(r"[&,/]|\band\b|\d", name) and not re.search(r"mentor|talk|session|:", name)
    )
    name, keys = choose.one(hard)
    return Said(name.replace("&", "&amp;"), likely(*keys) if keys[0].startswith("topic") else clear(*keys))


def roadmap_and_topic(choose: Chooser) -> Name:
    """Write `aws vpc architecture`."""
    each = choose.one([one for one in content().topics if not AMBIGUOUS.search(one.topic.name)])
    first = choose.one([each.roadmap.name, *(name for name in each.roadmap.aliases if not AMBIGUOUS.search(name))])
    same = [
        f"topic:{one.topic.id}"
        for one in content().list_topics(each.roadmap.id)
        if each.topic.name.casefold() in (one.topic.name.casefold(), *one.topic.aliases)
    ]
    text = choose.one((f"{first} {each.topic.name}", f"{each.topic.name} {first}"))
    whole = names().get(text.casefold(), ())
    return Said(text, likely(*same, *whole))


def roadmap_and_part(choose: Chooser) -> Name:
    """Write `aws scaling`: hours on a category or facet."""
    chosen = choose.one(content().roadmaps)
    word, key = choose.one(list(part_names(chosen).items()))
    name = choose.one((chosen.name, chosen.name.lower()))
    same = [
        f"topic:{one.topic.id}"
        for one in content().list_topics(chosen.id)
        if {word.removesuffix("s"), facet_name(chosen, word)}
        & {each.casefold().removesuffix("s") for each in (one.topic.name, *one.topic.aliases)}
        or f"({word})" in one.topic.name.casefold()
    ]
    text = f"{name} {word}"
    return Said(text, likely(key, *same, *names().get(text.casefold(), ())))


def side_word(choose: Chooser) -> Name:
    """Write `linux`: one word out of a topic's list of terms, which asks back."""
    word, keys = choose.one(tuple(sorted(side_words().items())))
    return Said(word, likely(*keys) if len(keys) == 1 else unknown(), SUBJECT, must_ask=True)


def slip(choose: Chooser) -> Name:
    """Name something with one letter wrong."""
    pairs = (*exact("area"), *exact("roadmap"))
    name, keys = choose.one(tuple(pair for pair in pairs if len(re.sub(r"\W|\b(?:as|of|on)\b", "", pair[0])) >= 6))
    at = choose.number(1, len(name) - 2)
    made = (
        *(name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]),
        *(name[:at] + name[at + 1] + name[at] + name[at + 2 :], name[:at] + choose.one("aeiorstn") + name[at + 1 :]),
    )
    text = choose.one(made)
    is_name = text in names() or set(text.split()) - {name} <= words_of_content() or " " in (name[at], name[at + 1])
    return Said(name, clear(*keys)) if is_name or AMBIGUOUS.search(text) else Said(text, likely(*keys))


def no_name(choose: Chooser) -> Name:
    """Write a word that names nothing."""
    text = choose.one(("quokkas", "foobar", "knitting", "zumba", "quokka feeding", "xyzzy"))
    return Said(text, unknown(), SUBJECT, must_ask=True)


Family = Callable[[Chooser], Name]
PLAIN: Final[tuple[Family, ...]] = (area, roadmap, topic)
FAMILIES: Final[dict[str, Family]] = {
    "area": area,
    "roadmap": roadmap,
    "topic": topic,
    "shared_topic": shared_topic,
    "hard_name": hard_name,
    "roadmap_and_topic": roadmap_and_topic,
    "roadmap_and_part": roadmap_and_part,
    "side_word": side_word,
    "slip": slip,
    "no_name": no_name,
}
