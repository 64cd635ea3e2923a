"""What a text after `/roadmap` asks for. Any text gets an answer; order, case, plurals and separators do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process as plain

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Place
from bot.catalog.lookup import words as lookup_words
from bot.catalog.lookup.search import HOLDS, find
from bot.catalog.lookup.search_index import TEXT
from bot.catalog.lookup.typos import Option, correct, doubtful
from bot.catalog.lookup.vocabulary import Span, spans, without
from bot.catalog.lookup.words import Word, joined, useful
from bot.catalog.models import Roadmap
from bot.features.roadmap.rules.filters import narrow
from bot.features.roadmap.rules.results import (
    Answer,
    Choice,
    Everywhere,
    Integrations,
    Matches,
    Nothing,
    Overview,
    RoadmapPage,
    TopicPage,
    Topics,
)

MOST_RELATED: Final = 20


def read(catalog: Catalog, text: str) -> Answer:
    """The one thing a text asks for, or a question back where it could be several."""
    if not text.strip():
        return Overview()
    if page := _by_id(catalog, text):
        return page
    typed = lookup_words.read(text)
    if not typed:
        return _nothing(catalog, text, typed)
    names = catalog.vocabulary
    named = [names.roadmaps[span.key] for span in spans(typed, names.roadmaps)]
    corrected = correct(catalog, typed, names.steering(named))
    if corrected.options:
        return Choice(" ".join(word.typed for word in typed), corrected.options)
    answer = _doubt(catalog, corrected.words) or _answer(catalog, corrected.words) or _nothing(catalog, text, typed)
    return replace(answer, taken=corrected.taken) if corrected.taken else answer


def _by_id(catalog: Catalog, text: str) -> TopicPage | None:
    item = text.strip().casefold()
    if place := catalog.find_topic(item):
        return TopicPage(place)
    part = catalog.find_part(item)
    return TopicPage(part.place) if part else None


def _doubt(catalog: Catalog, words: tuple[Word, ...]) -> Choice | None:
    """Beside other words, one that may be a roadmap's name with a slip in it is asked about, not passed over."""
    doubt = doubtful(catalog, words) if len(words) > 1 and words[0].typed != "search" else None
    if doubt is None:
        return None
    at, roadmap = doubt
    before, after = _typed(words[:at]), _typed(words[at + 1 :])
    rest = " ".join((*before, *after))
    known = catalog.vocabulary.roadmaps.get(joined((*words[:at], *words[at + 1 :])))
    other = known.name if known else rest
    both = Option(f"{other} and {roadmap.name}", " ".join((*before, roadmap.id, *after)))
    return Choice(words[at].typed, (both, Option(f"Only {other}", rest)))


def _answer(catalog: Catalog, words: tuple[Word, ...]) -> Answer | None:
    """The first reading that fits: a roadmap, exactly a topic, a search, several roadmaps, one, none."""
    vocabulary = catalog.vocabulary
    if roadmap := vocabulary.roadmaps.get(joined(useful(words))):
        return RoadmapPage(roadmap)
    named = spans(words, vocabulary.roadmaps)
    rest = without(words, named)
    if rest and (exact := _exactly(catalog, words, named)):
        return exact
    if len(words) > 1 and words[0].typed == "search":
        return _matches(catalog, words[1:])
    roadmaps = tuple({vocabulary.roadmaps[span.key].id: vocabulary.roadmaps[span.key] for span in named}.values())
    rest = useful(rest)
    if len(roadmaps) > 1:
        return _integrations(catalog, roadmaps, rest)
    if roadmaps:
        return narrow(catalog, roadmaps[0], rest)
    return _everywhere(catalog, rest) or _matches(catalog, rest)


def _exactly(catalog: Catalog, words: tuple[Word, ...], named: tuple[Span, ...]) -> Answer | None:
    """The topic whose very name this is, by itself or beside its roadmap; several of one roadmap are a list."""
    names = catalog.vocabulary
    readings = [(words, None), *((without(words, (span,)), names.roadmaps[span.key]) for span in named)]
    found = [place for rest, roadmap in readings if rest for place in _called(catalog, rest, roadmap)]
    places = tuple(dict.fromkeys(found))
    if len(places) == 1:
        return TopicPage(places[0])
    if places and named and len({place.roadmap.id for place in places}) == 1:
        return Topics(places[0].roadmap, None, None, None, _typed(words), places)
    return None


def _called(catalog: Catalog, words: tuple[Word, ...], roadmap: Roadmap | None) -> tuple[Place, ...]:
    """The topics called exactly so, unless the words mean something wider: an area, a category, a facet, a level."""
    names, name = catalog.vocabulary, joined(words)
    wider = name in names.categories or name in names.levels
    if wider or (names.facet(roadmap, name) if roadmap else name in names.areas or words[0].typed == "search"):
        return ()
    places = tuple(place for place in names.called(name, roadmap))
    if name in names.topics or len(places) != 1:
        return places
    # an alias stands for its topic only while no other topic has the word in its name
    others = find(catalog, words, within=roadmap.id if roadmap else None).matches
    return () if any(match.by_name and match.place not in (None, places[0]) for match in others) else places


def _everywhere(catalog: Catalog, words: tuple[Word, ...]) -> Everywhere | None:
    """A bare category or level, or a level with words, over all roadmaps."""
    names = catalog.vocabulary
    levels = spans(words, names.levels)[:1]
    level = names.levels[levels[0].key] if levels else None
    rest = without(words, levels)
    category = names.categories.get(joined(rest)) if rest else None
    if category is None and (level is None or not rest):
        places = tuple(place for place in catalog.places if place.topic.level == level)
        return Everywhere(None, level, (), places) if places else None
    if category is None:
        found = find(catalog, rest, limit=len(catalog.index.pieces))
        places = tuple(place for place in found.places if place.topic.level == level and not found.dropped)
        return Everywhere(None, level, _typed(rest), places) if places else None
    places = tuple(
        place for place in catalog.places if place.category == category and level in (None, place.topic.level)
    )
    return Everywhere(category, level, (), places) if places else None


def _integrations(catalog: Catalog, roadmaps: tuple[Roadmap, ...], words: tuple[Word, ...]) -> Integrations:
    ids = {roadmap.id for roadmap in roadmaps}
    sections = tuple(each for each in catalog.integrations if each.of in ids and ids.intersection(each.to))
    related = _speaking(catalog, roadmaps)
    if not words:
        return Integrations(roadmaps, sections, related[:MOST_RELATED])
    found = [find(catalog, words, within=roadmap.id) for roadmap in roadmaps]
    fitting = tuple(place for each in found if not each.dropped for place in each.places)
    if fitting:
        return Integrations(roadmaps, sections, fitting[:MOST_RELATED], words=_typed(words))
    return Integrations(roadmaps, sections, related[:MOST_RELATED], dropped=_typed(words))


def _speaking(catalog: Catalog, roadmaps: tuple[Roadmap, ...]) -> tuple[Place, ...]:
    """The topics of one of the roadmaps that name another of them, best first; else those called the same in both."""
    said: dict[Place, int] = {}
    for one, other in permutations(roadmaps, 2):
        for name in dict.fromkeys((other.name, *other.aliases)):
            for match in find(catalog, lookup_words.read(name), within=one.id).matches:
                if match.place and match.score >= HOLDS[TEXT]:
                    said[match.place] = max(match.score, said.get(match.place, 0))
    return tuple(sorted(said, key=lambda place: -said[place])) or _shared(catalog, roadmaps)


def _shared(catalog: Catalog, roadmaps: tuple[Roadmap, ...]) -> tuple[Place, ...]:
    """Topics that are called the same in several of the roadmaps, else those that list the same thing."""
    ids = {roadmap.id for roadmap in roadmaps}
    listed = ([catalog.index.pieces[number] for number in group] for group in catalog.index.names.values())
    for groups in (catalog.vocabulary.topics.values(), listed):
        own = ([each for each in group if isinstance(each, Place) and each.roadmap.id in ids] for group in groups)
        shared = [place for group in own if len({place.roadmap.id for place in group}) > 1 for place in group]
        if shared:
            return tuple(dict.fromkeys(shared))
    return ()


def _matches(catalog: Catalog, words: tuple[Word, ...]) -> Matches | None:
    found = find(catalog, words)
    return Matches(_typed(words), found.matches, found.total, _typed(found.dropped)) if found.matches else None


def _nothing(catalog: Catalog, text: str, words: tuple[Word, ...]) -> Nothing:
    """Nothing fits, but something may look like it; the word `search` before others is no word to look for."""
    if len(words) > 1 and words[0].typed == "search":
        words = words[1:]
        text = " ".join(_typed(words))
    names = [*(roadmap.name for roadmap in catalog.roadmaps), *(place.topic.name for place in catalog.places)]
    typed = text[: lookup_words.MAX_TEXT] if words else ""
    near = dict.fromkeys(
        each[0] for each in process.extract(typed, names, scorer=fuzz.QRatio, processor=plain, score_cutoff=55, limit=3)
    )
    return Nothing(_typed(words), tuple(Option(name, name.lower()) for name in near))


def _typed(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.typed for word in words)
