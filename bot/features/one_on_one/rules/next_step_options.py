"""What a mentor may set as somebody's next step: a topic or an assignment, found while one types."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Place, Task
from bot.catalog.lookup.typeahead import suggest
from bot.catalog.lookup.words import MAX_TEXT, written

MOST: Final = 100  # Slack takes no more in one answer

Advisable = Place | Task


def offered(catalog: Catalog, typed: str) -> tuple[Advisable, ...]:
    """Up to a hundred for words that may be unfinished: assignments, then topics; for none, all assignments first."""
    words = [word.casefold() for word in written(typed[:MAX_TEXT])]
    tasks = (Task(area, task) for area in catalog.areas for task in area.assignments)
    named = (task for task in tasks if all(f" {word}" in _spoken(task) for word in words))
    found: dict[Advisable, None] = dict.fromkeys(chain(named, _topics(catalog, typed if words else "")))
    return tuple(found)[:MOST]


def find(catalog: Catalog, subject: str) -> Advisable | None:
    """What an id stands for; None for one that is neither topic nor assignment of the content."""
    if task := catalog.find_assignment(subject):
        return Task(*task)
    return catalog.find_topic(subject)


def id_of(what: Advisable) -> str:
    """The id by which it comes back."""
    return what.assignment.id if isinstance(what, Task) else what.id


def name_of(what: Advisable) -> str:
    """As a menu has it: `VPC (AWS)`, `Hybrid network to a cloud (assignment, Networking)`."""
    if isinstance(what, Task):
        return f"{what.assignment.name} (assignment, {what.area.name})"
    return f"{what.topic.name} ({what.roadmap.name})"


def _topics(catalog: Catalog, typed: str) -> Iterator[Place]:
    """Those that fit the words; for none, all in the order to learn them."""
    if typed:
        return (each.place for each in suggest(catalog, typed) if each.place)
    return (place for area in catalog.areas for place in catalog.curriculum(area.id))


def _spoken(task: Task) -> str:
    """The words of an assignment and its area, each after a space."""
    return "".join(f" {word.casefold()}" for word in (*written(task.assignment.name), *written(task.area.name)))
