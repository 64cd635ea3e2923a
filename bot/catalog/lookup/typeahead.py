"""What a field offers while somebody types what they learned, and the values by which an offer comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.search import SearchMatch, search_catalog
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.catalog.lookup.word_matching import MAX_TEXT_LENGTH, split_words
from bot.catalog.models import Area, AssignmentReference, Roadmap

MAX_OFFERED: Final = 100  # Slack takes no more in one answer


@dataclass(frozen=True, slots=True)
class _SubjectNames:
    """A subject and the words it goes by, each after a space: its own, and those of the roadmap around it."""

    subject: Subject
    names: tuple[str, ...]
    own_text: str
    roadmap_text: str


def suggest_subjects(catalog: Catalog, typed: str) -> tuple[Subject, ...]:
    """Up to a hundred subjects, best first, for words that may be unfinished; the areas and roadmaps for none."""
    words = [word.casefold() for word in split_words(typed[:MAX_TEXT_LENGTH])]
    if not words:
        return tuple(each.subject for each in _subject_names(catalog) if each.subject.topic_ref is None)
    begun = _subjects_beginning_with(catalog, words)
    found = subjects.find_subject(catalog, typed)
    exact = (found,) if isinstance(found, Subject) and not found.corrections else ()
    meant = found.options if isinstance(found, SubjectOptions) else (replace(found, corrections=()),) if found else ()
    holding = (_subject_of_match(catalog, match) for match in search_catalog(catalog, typed, limit=MAX_OFFERED))
    every = dict.fromkeys((*exact, *begun[0], *begun[1], *meant, *filter(None, holding), *begun[2]))
    return tuple(every)[:MAX_OFFERED] or subjects.nearest_subjects(catalog, typed)


def subject_key(subject: Subject) -> str:
    """The value that stands for a subject: `area:ID`, `roadmap:ID` or `topic:ID`, with `@AREA` if booked elsewhere."""
    area, roadmap, place = subject.area.id, subject.roadmap, subject.topic_ref
    if place:
        return f"topic:{place.id}" + ("" if place.topic.areas[0] == area else f"@{area}")
    if roadmap:
        return f"roadmap:{roadmap.id}" + ("" if roadmap.area == area else f"@{area}")
    return f"area:{area}"


def parse_subject_key(catalog: Catalog, value: str) -> Subject | None:
    """The subject that a value stands for; None for one that is no value of ours, or whose content is gone."""
    kind, _, rest = value.partition(":")
    item, _, area = rest.partition("@")
    match kind:
        case "area":
            return None if area else find_subject_by_ids(catalog, item)
        case "roadmap":
            roadmap = catalog.find_roadmap(item)
            return find_subject_by_ids(catalog, area or roadmap.area, item) if roadmap else None
        case "topic":
            place = catalog.find_topic(item)
            return find_subject_by_ids(catalog, area or place.topic.areas[0], place.roadmap.id, item) if place else None
    return None


def find_subject_by_ids(
    catalog: Catalog, area: str, roadmap: str | None = None, topic: str | None = None
) -> Subject | None:
    """The subject of these ids, as an entry keeps them; None where one of them left the content."""
    serving, road = catalog.find_area(area), catalog.find_roadmap(roadmap) if roadmap else None
    place = catalog.find_topic(topic) if topic else None
    if serving is None or bool(roadmap) != bool(road) or bool(topic) != bool(place):
        return None
    return Subject(serving, road, place)


def _subject_of_match(catalog: Catalog, match: SearchMatch) -> Subject | None:
    """What one books on for a piece of content that holds the words."""
    if match.topic_ref:
        return parse_subject_key(catalog, f"topic:{match.topic_ref.id}")
    match match.item:
        case Roadmap() as roadmap:
            return parse_subject_key(catalog, f"roadmap:{roadmap.id}")
        case Area() as area:
            return Subject(area)
        case AssignmentReference() as task:
            return Subject(task.area)
    return None


def _subjects_beginning_with(catalog: Catalog, words: list[str]) -> tuple[list[Subject], list[Subject], list[Subject]]:
    """Where every word is the beginning of one: of a name from its start, of the own names, of the roadmap's too."""
    phrase, starts = "".join(f" {word}" for word in words), [f" {word}" for word in words]
    found: tuple[list[Subject], list[Subject], list[Subject]] = ([], [], [])
    for each in _subject_names(catalog):
        if any(name.startswith(phrase) for name in each.names):
            found[0].append(each.subject)
        elif all(start in each.own_text for start in starts):
            found[1].append(each.subject)
        elif all(start in each.own_text or start in each.roadmap_text for start in starts):
            found[2].append(each.subject)
    return found


@lru_cache(maxsize=2)  # content changes seldom, and the version before is soon forgotten
def _subject_names(catalog: Catalog) -> tuple[_SubjectNames, ...]:
    return tuple(_iterate_subject_names(catalog))


def _iterate_subject_names(catalog: Catalog) -> Iterator[_SubjectNames]:
    for area in catalog.areas:
        yield _build_subject_names(Subject(area), (area.name, *area.aliases))
    for roadmap in catalog.roadmaps:
        subject = Subject(catalog.area(roadmap.area), roadmap)
        yield _build_subject_names(subject, (roadmap.name, *roadmap.aliases))
    for place in catalog.topics:
        topic, roadmap = place.topic, place.roadmap
        subject = Subject(catalog.area(topic.areas[0]), roadmap, place)
        yield _build_subject_names(subject, (topic.name, *topic.aliases), (roadmap.name, *roadmap.aliases))


def _build_subject_names(
    subject: Subject, names: tuple[str, ...], roadmap_names: tuple[str, ...] = ()
) -> _SubjectNames:
    own = tuple(map(_spaced_words, names))
    return _SubjectNames(subject, own, "".join(own), "".join(map(_spaced_words, roadmap_names)))


def _spaced_words(name: str) -> str:
    return "".join(f" {word.casefold()}" for word in split_words(name))
