"""Suggest subjects while somebody types, and encode the subject that is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.search import SearchMatch, search_catalog
from bot.catalog.lookup.subject import Subject, place_subject
from bot.catalog.lookup.word_matching import MAX_TEXT_LENGTH, split_words
from bot.catalog.models import Area, AssignmentReference, Roadmap, RoadmapPart
from bot.catalog.per_catalog import kept_per_catalog
from bot.frozen import frozen

MAX_OFFERED: Final = 100  # Slack takes no more in one answer


@frozen
class _SubjectNames:
    """A subject and its names as words, each after a space: its own, and those of its roadmap."""

    subject: Subject
    names: tuple[str, ...]
    own_text: str
    roadmap_text: str


def suggest_subjects(catalog: Catalog, typed: str) -> tuple[Subject, ...]:
    """Return up to 100 subjects, best first, for words that may be unfinished; for none the areas and roadmaps."""
    words = [word.casefold() for word in split_words(typed[:MAX_TEXT_LENGTH])]
    if not words:
        return tuple(each.subject for each in _subject_names(catalog) if each.subject.ledger_ids[2] is None)
    by_name, by_own_words, by_all_words = _subjects_beginning_with(catalog, words)
    found = subjects.find_subject(catalog, typed)
    exact = (found,) if isinstance(found, Subject) and not found.corrections and not found.rest else ()
    meant = [each.bare for each in subjects.list_subjects(found)]
    matching = (_subject_of_match(catalog, match) for match in search_catalog(catalog, typed, limit=MAX_OFFERED))
    offered = dict.fromkeys((*exact, *by_name, *by_own_words, *meant, *filter(None, matching), *by_all_words))
    return tuple(offered)[:MAX_OFFERED] or tuple(each.bare for each in subjects.nearest_subjects(catalog, typed))


def subject_key(subject: Subject) -> str:
    """Return the value of a subject: `area:ID`, `roadmap:ID` or `topic:ID` (a part too), with `@AREA` if elsewhere."""
    area, roadmap, topic = subject.area.id, subject.roadmap, subject.topic_ref
    if topic:
        return f"topic:{topic.id}" + ("" if topic.topic.areas[0] == area else f"@{area}")
    if subject.part:
        return f"topic:{subject.part.id}" + ("" if subject.part.roadmap.area == area else f"@{area}")
    if roadmap:
        return f"roadmap:{roadmap.id}" + ("" if roadmap.area == area else f"@{area}")
    return f"area:{area}"


def parse_subject_key(catalog: Catalog, value: str) -> Subject | None:
    """Return the subject of a value; None for one that is no value of ours, or whose content is gone."""
    kind, _, rest = value.partition(":")
    item, _, area = rest.partition("@")
    match kind:
        case "area":
            return None if area else find_subject_by_ids(catalog, item)
        case "roadmap":
            roadmap = catalog.find_roadmap(item)
            return find_subject_by_ids(catalog, area or roadmap.area, item) if roadmap else None
        case "topic":
            place = catalog.find_topic_or_part(item)
            own_area = place_subject(catalog, place).area.id if place else ""
            return find_subject_by_ids(catalog, area or own_area, place.roadmap.id, item) if place else None
    return None


def find_subject_by_ids(
    catalog: Catalog, area: str, roadmap: str | None = None, topic: str | None = None
) -> Subject | None:
    """Return the subject of these ids, as an entry stores them; None where one of them left the content."""
    found_area, found_roadmap = catalog.find_area(area), catalog.find_roadmap(roadmap) if roadmap else None
    place = catalog.find_topic_or_part(topic) if topic else None
    if found_area is None or bool(roadmap) != bool(found_roadmap) or bool(topic) != bool(place):
        return None
    if isinstance(place, RoadmapPart):
        return Subject(found_area, found_roadmap, part=place)
    return Subject(found_area, found_roadmap, place)


def _subject_of_match(catalog: Catalog, match: SearchMatch) -> Subject | None:
    """Return the subject of a match; None for one without."""
    if match.topic_ref:
        return parse_subject_key(catalog, f"topic:{match.topic_ref.id}")
    match match.item:
        case Roadmap() as roadmap:
            return parse_subject_key(catalog, f"roadmap:{roadmap.id}")
        case Area() as area:
            return Subject(area)
        case AssignmentReference() as assignment:
            return Subject(assignment.area)
    return None


def _subjects_beginning_with(catalog: Catalog, words: list[str]) -> tuple[list[Subject], list[Subject], list[Subject]]:
    """Return subjects whose names begin so, whose own words begin so, and with those of the roadmap too."""
    phrase, starts = "".join(f" {word}" for word in words), [f" {word}" for word in words]
    by_name: list[Subject] = []
    by_own_words: list[Subject] = []
    by_all_words: list[Subject] = []
    for each in _subject_names(catalog):
        if any(name.startswith(phrase) for name in each.names):
            by_name.append(each.subject)
        elif all(start in each.own_text for start in starts):
            by_own_words.append(each.subject)
        elif all(start in each.own_text or start in each.roadmap_text for start in starts):
            by_all_words.append(each.subject)
    return by_name, by_own_words, by_all_words


@kept_per_catalog
def _subject_names(catalog: Catalog) -> tuple[_SubjectNames, ...]:
    return tuple(_iterate_subject_names(catalog))


def _iterate_subject_names(catalog: Catalog) -> Iterator[_SubjectNames]:
    for area in catalog.areas:
        yield _build_subject_names(Subject(area), (area.name, *area.aliases))
    for roadmap in catalog.roadmaps:
        subject = Subject(catalog.area(roadmap.area), roadmap)
        yield _build_subject_names(subject, (roadmap.name, *roadmap.aliases))
    for topic_ref in catalog.topics:
        topic, roadmap = topic_ref.topic, topic_ref.roadmap
        subject = Subject(catalog.area(topic.areas[0]), roadmap, topic_ref)
        yield _build_subject_names(subject, (topic.name, *topic.aliases), (roadmap.name, *roadmap.aliases))
    for part in catalog.parts:
        roadmap_names = (part.roadmap.name, *part.roadmap.aliases)
        yield _build_subject_names(place_subject(catalog, part), (part.name, *part.aliases), roadmap_names)


def _build_subject_names(
    subject: Subject, names: tuple[str, ...], roadmap_names: tuple[str, ...] = ()
) -> _SubjectNames:
    own = tuple(map(_spaced_words, names))
    return _SubjectNames(subject, own, "".join(own), "".join(map(_spaced_words, roadmap_names)))


def _spaced_words(name: str) -> str:
    return "".join(f" {word.casefold()}" for word in split_words(name))
