"""What a field offers while somebody types what they learned, and the values by which an offer comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Task
from bot.catalog.lookup import subjects
from bot.catalog.lookup.search import Match, search
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.catalog.lookup.words import MAX_TEXT, written
from bot.catalog.models import Area, Roadmap

MOST: Final = 100  # Slack takes no more in one answer


@dataclass(frozen=True, slots=True)
class _Named:
    """A subject and the words it goes by, each after a space: its own, and those of the roadmap around it."""

    subject: Subject
    names: tuple[str, ...]
    own: str
    around: str


def suggest(catalog: Catalog, typed: str) -> tuple[Subject, ...]:
    """Up to a hundred subjects, best first, for words that may be unfinished; the areas and roadmaps for none."""
    words = [word.casefold() for word in written(typed[:MAX_TEXT])]
    if not words:
        return tuple(each.subject for each in _named(catalog) if each.subject.place is None)
    begun = _begun(catalog, words)
    found = subjects.find(catalog, typed)
    exact = (found,) if isinstance(found, Subject) and not found.taken else ()
    meant = found.options if isinstance(found, Subjects) else (replace(found, taken=()),) if found else ()
    holding = (_holding(catalog, match) for match in search(catalog, typed, limit=MOST))
    every = dict.fromkeys((*exact, *begun[0], *begun[1], *meant, *filter(None, holding), *begun[2]))
    return tuple(every)[:MOST] or subjects.nearest(catalog, typed)


def key(subject: Subject) -> str:
    """The value that stands for a subject: `area:ID`, `roadmap:ID` or `topic:ID`, with `@AREA` if booked elsewhere."""
    area, roadmap, place = subject.area.id, subject.roadmap, subject.place
    if place:
        return f"topic:{place.id}" + ("" if place.topic.areas[0] == area else f"@{area}")
    if roadmap:
        return f"roadmap:{roadmap.id}" + ("" if roadmap.area == area else f"@{area}")
    return f"area:{area}"


def read(catalog: Catalog, value: str) -> Subject | None:
    """The subject that a value stands for; None for one that is no value of ours, or whose content is gone."""
    kind, _, rest = value.partition(":")
    item, _, area = rest.partition("@")
    match kind:
        case "area":
            return None if area else booked_on(catalog, item)
        case "roadmap":
            roadmap = catalog.find_roadmap(item)
            return booked_on(catalog, area or roadmap.area, item) if roadmap else None
        case "topic":
            place = catalog.find_topic(item)
            return booked_on(catalog, area or place.topic.areas[0], place.roadmap.id, item) if place else None
    return None


def booked_on(catalog: Catalog, area: str, roadmap: str | None = None, topic: str | None = None) -> Subject | None:
    """The subject of these ids, as an entry keeps them; None where one of them left the content."""
    serving, road = catalog.find_area(area), catalog.find_roadmap(roadmap) if roadmap else None
    place = catalog.find_topic(topic) if topic else None
    if serving is None or bool(roadmap) != bool(road) or bool(topic) != bool(place):
        return None
    return Subject(serving, road, place)


def _holding(catalog: Catalog, match: Match) -> Subject | None:
    """What one books on for a piece of content that holds the words."""
    if match.place:
        return read(catalog, f"topic:{match.place.id}")
    match match.piece:
        case Roadmap() as roadmap:
            return read(catalog, f"roadmap:{roadmap.id}")
        case Area() as area:
            return Subject(area)
        case Task() as task:
            return Subject(task.area)
    return None


def _begun(catalog: Catalog, words: list[str]) -> tuple[list[Subject], list[Subject], list[Subject]]:
    """Where every word is the beginning of one: of a name from its start, of the own names, of the roadmap's too."""
    phrase, starts = "".join(f" {word}" for word in words), [f" {word}" for word in words]
    found: tuple[list[Subject], list[Subject], list[Subject]] = ([], [], [])
    for each in _named(catalog):
        if any(name.startswith(phrase) for name in each.names):
            found[0].append(each.subject)
        elif all(start in each.own for start in starts):
            found[1].append(each.subject)
        elif all(start in each.own or start in each.around for start in starts):
            found[2].append(each.subject)
    return found


@lru_cache(maxsize=2)  # content changes seldom, and the version before is soon forgotten
def _named(catalog: Catalog) -> tuple[_Named, ...]:
    return tuple(_names(catalog))


def _names(catalog: Catalog) -> Iterator[_Named]:
    for area in catalog.areas:
        yield _called(Subject(area), (area.name, *area.aliases))
    for roadmap in catalog.roadmaps:
        subject = Subject(catalog.area(roadmap.area), roadmap)
        yield _called(subject, (roadmap.name, *roadmap.aliases))
    for place in catalog.places:
        topic, roadmap = place.topic, place.roadmap
        subject = Subject(catalog.area(topic.areas[0]), roadmap, place)
        yield _called(subject, (topic.name, *topic.aliases), (roadmap.name, *roadmap.aliases))


def _called(subject: Subject, names: tuple[str, ...], around: tuple[str, ...] = ()) -> _Named:
    own = tuple(map(_spaced, names))
    return _Named(subject, own, "".join(own), "".join(map(_spaced, around)))


def _spaced(name: str) -> str:
    return "".join(f" {word.casefold()}" for word in written(name))
