"""Find the subjects that words name exactly: alone, beside a roadmap, or joined by `and`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.search import WORD_SCORES, search_words
from bot.catalog.lookup.search_index import ALIAS_WEIGHT, NAME_WEIGHT
from bot.catalog.lookup.subject import JoinedSubjects, Subject, place_subject, roadmap_subject
from bot.catalog.lookup.typos import correct_words, find_doubtful_word
from bot.catalog.lookup.vocabulary import find_name_spans, is_listed, with_and, words_outside
from bot.catalog.lookup.word_matching import Word, drop_fillers, folded_words, joined_key, name_keys, parse_words
from bot.catalog.lookup.worded_subjects import subjects_by_words
from bot.catalog.models import Roadmap, RoadmapPart, TopicReference
from bot.catalog.per_catalog import kept_per_catalog
from bot.lazy_pattern import lazy_pattern

MAX_JOINED: Final = 8
MAX_NAME_LENGTH: Final = 8  # words, with those of a roadmap beside it
MAX_KNOWN_RIVALS: Final = 500
Rivals = tuple[TopicReference | RoadmapPart, ...]
_JOINT: Final = lazy_pattern(r"(?:[,;+&/|]|\b(?:and|plus)\b)[\s,;+&/|]*(?:and\b)?", re.IGNORECASE)


def exact_subjects(catalog: Catalog, words: Sequence[Word], text: str = "") -> tuple[Subject, ...]:
    """Return what has exactly this name, a roadmap's name beside it or not."""
    return subjects_called(catalog, words, text) or subjects_beside_roadmap(catalog, words)


def subjects_called(catalog: Catalog, words: Sequence[Word], text: str = "") -> tuple[Subject, ...]:
    """Return what has exactly this name by itself: an area, else a roadmap, else topics.

    Topics too whose name is the closer one to what is written in `text`: `at rest` is more than REST.
    """
    names, name = catalog.vocabulary, joined_key(words)
    closer = _closer_topics(catalog, name, text) if name in names.closer_topics else ()
    if area := names.areas.get(name):
        return (Subject(area), *closer)
    if roadmap := names.roadmaps.get(name):
        return (roadmap_subject(catalog, roadmap), *closer)
    if name in names.categories:  # "security" is more than the one topic that is called so
        return closer
    topics = names.find_topics(name)
    is_alone = len(topics) == 1 and name not in names.topics
    found = (*topics, *_rivals(catalog, tuple(words), topics[0])) if is_alone else topics
    return tuple([place_subject(catalog, each) for each in found])


def _closer_topics(catalog: Catalog, name: str, text: str) -> tuple[Subject, ...]:
    written = text.casefold()
    closer = catalog.vocabulary.closer_topics[name]
    return tuple(place_subject(catalog, each) for name, topics in closer.items() if name in written for each in topics)


def subjects_beside_roadmap(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return what has exactly this name in the roadmap that is named beside it."""
    names = catalog.vocabulary.roadmaps
    spans = find_name_spans(words, names)
    beside = (_subjects_in(catalog, names[span.key], words_outside(words, (span,))) for span in spans)
    return next(filter(None, beside), ())


def _subjects_in(catalog: Catalog, roadmap: Roadmap, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return what has this name in a roadmap: topics, an area beside the roadmap, or a part of the roadmap."""
    names, name = catalog.vocabulary, joined_key(words)
    if found := names.find_topics(name, roadmap):
        return tuple(place_subject(catalog, topic) for topic in found)
    facet, category = names.find_facet(roadmap, name), names.find_category(roadmap, name)
    part_id = facet.id if facet else category
    part = catalog.find_part(roadmap, part_id) if part_id else None
    if name in names.areas:
        return (Subject(names.areas[name], roadmap, part=part),)
    if names.roadmaps.get(name) is roadmap:
        return (roadmap_subject(catalog, roadmap),)
    if part is None:
        return ()
    if not facet or name in name_keys(facet.name)[0]:
        return (place_subject(catalog, part),)
    best, _ = subjects_by_words(catalog, words, roadmap)  # `build` is a word of the images and of one topic on them
    return (place_subject(catalog, part), *(best if len(best) == 1 else ()))


@kept_per_catalog
def _known_rivals(_: Catalog) -> dict[tuple[tuple[Word, ...], str], Rivals]:
    return {}


def _rivals(catalog: Catalog, words: tuple[Word, ...], topic_ref: TopicReference) -> Rivals:
    """Return what `_find_rivals` finds, found once for the same words."""
    known, key = _known_rivals(catalog), (words, topic_ref.id)
    found = known.get(key)
    if found is None:
        found = _find_rivals(catalog, words, topic_ref)
        if len(known) >= MAX_KNOWN_RIVALS:
            known.clear()
        known[key] = found
    return found


def _find_rivals(catalog: Catalog, words: tuple[Word, ...], topic_ref: TopicReference) -> Rivals:
    """Return the parts of a roadmap that have a topic's alias as well: `docker builds`; else topics of other roadmaps.

    Those have it in their names or aliases just as well as it.
    """
    if joined_key(words) in name_keys(topic_ref.topic.name)[1]:  # `HPA`
        return ()
    is_written_so = " ".join(word.typed for word in words) in topic_ref.topic.aliases
    parts = () if is_written_so else subjects_beside_roadmap(catalog, words)  # `docker builds`, not `docker build`
    if any(each.part for each in parts):
        return tuple(each.part for each in parts if each.part)
    name = folded_words(topic_ref.topic.name)
    if is_written_so and name[: len(words)] == [word.folded for word in words]:  # `vpc` leads `VPC Architecture`
        return ()
    is_own_name = {word.folded for word in words} <= set(name)
    least = WORD_SCORES[NAME_WEIGHT if is_own_name else ALIAS_WEIGHT]
    found = search_words(catalog, words).matches
    return tuple(
        match.item
        for match in found
        if isinstance(match.item, TopicReference)
        and match.score >= least
        and match.item.roadmap is not topic_ref.roadmap
    )


def name_words(catalog: Catalog, text: str) -> tuple[Word, ...]:
    """Return the words of a text without fillers, unless it begins with a name that has one of them."""
    words = parse_words(text)
    kept = drop_fillers(words)
    if len(kept) == len(words):
        return words
    name = words[: name_at(catalog, words)[1]]
    return words if drop_fillers(name) != name else kept


def name_at(catalog: Catalog, words: Sequence[Word], text: str = "") -> tuple[tuple[Subject, ...], int]:
    """Return what the first words name exactly, and the number of these words; the longest name wins."""
    names_roadmap = bool(find_name_spans(words, catalog.vocabulary.roadmaps))
    for stop in range(min(len(words), MAX_NAME_LENGTH), 0, -1):
        if found := (exact_subjects if names_roadmap else subjects_called)(catalog, words[:stop], text):
            return found, stop
    return (), 0


def names_anywhere(catalog: Catalog, words: Sequence[Word], text: str = "") -> tuple[Subject, ...]:
    """Return what the first name among the words is, then the areas and roadmaps behind it."""
    for start in range(len(words)):
        found, stop = name_at(catalog, words[start:], text)
        if found:
            return tuple(dict.fromkeys((*found, *areas_and_roadmaps(catalog, words[start + stop :]))))
    return ()


def areas_and_roadmaps(catalog: Catalog, words: Sequence[Word]) -> tuple[Subject, ...]:
    """Return the roadmaps and areas that are named among words, and a roadmap that one of them may be a slip of.

    A name of both is the area's.
    """
    names = catalog.vocabulary
    spans = [span for span in find_name_spans(words, names.roadmaps) if span.key not in names.areas]
    known = [roadmap_subject(catalog, names.roadmaps[span.key]) for span in spans]
    known += [Subject(names.areas[span.key]) for span in find_name_spans(words, names.areas)]
    if doubt := find_doubtful_word(catalog, words):
        known.append(roadmap_subject(catalog, doubt[1]))
    return tuple(known)


def find_list(catalog: Catalog, text: str) -> JoinedSubjects | tuple[Subject, ...]:
    """Return the subjects of `aws, terraform`; where a side is a name of several, all that the sides may mean."""
    gaps = list(_JOINT.finditer(text))
    if not 0 < len(gaps) < MAX_JOINED:
        return ()
    starts, stops = [0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(text)]
    if subjects := _subjects_of_sides(catalog, text, starts, stops):
        return JoinedSubjects(text, subjects) if len(subjects) > 1 else ()  # `docker, docker` is one
    sides = [name_words(catalog, text[start:stop]) for start, stop in zip(starts, stops, strict=True)]
    found = [exact_subjects(catalog, side, text) if side else () for side in sides]
    is_list_of_names = all(found) and is_list(catalog, text)
    return tuple(dict.fromkeys(each for side in found for each in side)) if is_list_of_names else ()


def _subjects_of_sides(catalog: Catalog, text: str, starts: Sequence[int], stops: Sequence[int]) -> tuple[Subject, ...]:
    """Return the subjects of all sides, nothing unless each is a name of only one.

    The longest names win: in `backup and restore, aws` the `and` belongs to a name.
    """
    found: dict[object, Subject] = {}
    side = 0
    while side < len(starts):
        for last in range(len(stops) - 1, side - 1, -1):
            sides = [text[start:stop] for start, stop in zip(starts[side : last + 1], stops[side:], strict=False)]
            if subject := _only_subject(catalog, sides, text[starts[side] : stops[last]]):
                break
        else:
            return ()
        found.setdefault(subject.ledger_ids, subject)
        side = last + 1
    return tuple(found.values())


def is_list(catalog: Catalog, text: str) -> bool:
    """Return whether a comma, a plus or a slash between spaces parts the words, and no name is written so."""
    return is_listed(text) and with_and(text) not in catalog.vocabulary.joined_names


def _only_subject(catalog: Catalog, sides: Sequence[str], text: str) -> Subject | None:
    """Return the one subject of exactly this name, a single side with slips in it; an area or roadmap joins nothing."""
    if len(sides) > 1 and is_list(catalog, text):
        return None
    if len(sides) > 1 and any(_is_wide_name(catalog, side) for side in sides):
        found = subjects_called(catalog, drop_fillers(parse_words(text)), text)
        return found[0] if len(found) == 1 else None
    if place := catalog.find_topic_or_part(text.strip().casefold()):
        return place_subject(catalog, place)
    words = name_words(catalog, text)
    found = exact_subjects(catalog, words, text)
    if found or len(sides) > 1 or not words:
        return found[0] if len(found) == 1 else None
    corrected = correct_words(catalog, words, catalog.vocabulary.loggable_names)
    found = exact_subjects(catalog, corrected.words) if corrected.corrections else ()
    return replace(found[0], corrections=corrected.corrections) if len(found) == 1 else None


def _is_wide_name(catalog: Catalog, text: str) -> bool:
    """Return whether a text is the name of an area or a roadmap."""
    name = joined_key(drop_fillers(parse_words(text)))
    return name in catalog.vocabulary.areas or name in catalog.vocabulary.roadmaps
