"""What a mentor may set as somebody's next step: a topic or an assignment, found while one types."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.typeahead import suggest_subjects
from bot.catalog.lookup.word_matching import MAX_TEXT_LENGTH, split_words
from bot.catalog.models import AssignmentReference, TopicReference

MAX_OPTIONS: Final = 100  # Slack takes no more in one answer

NextStepOption = TopicReference | AssignmentReference


def search_next_steps(catalog: Catalog, typed: str) -> tuple[NextStepOption, ...]:
    """Up to a hundred for words that may be unfinished: assignments, then topics; for none, all assignments first."""
    words = [word.casefold() for word in split_words(typed[:MAX_TEXT_LENGTH])]
    tasks = (AssignmentReference(area, task) for area in catalog.areas for task in area.assignments)
    named = (task for task in tasks if all(f" {word}" in _search_words(task) for word in words))
    found: dict[NextStepOption, None] = dict.fromkeys(chain(named, _matching_topics(catalog, typed if words else "")))
    return tuple(found)[:MAX_OPTIONS]


def find_next_step(catalog: Catalog, subject_id: str) -> NextStepOption | None:
    """What an id stands for; None for one that is neither topic nor assignment of the content."""
    if task := catalog.find_assignment(subject_id):
        return AssignmentReference(*task)
    return catalog.find_topic(subject_id)


def option_id(option: NextStepOption) -> str:
    """The id by which it comes back."""
    return option.assignment.id if isinstance(option, AssignmentReference) else option.id


def option_name(option: NextStepOption) -> str:
    """As a menu has it: `VPC (AWS)`, `Hybrid network to a cloud (assignment, Networking)`."""
    if isinstance(option, AssignmentReference):
        return f"{option.assignment.name} (assignment, {option.area.name})"
    return f"{option.topic.name} ({option.roadmap.name})"


def _matching_topics(catalog: Catalog, typed: str) -> Iterator[TopicReference]:
    """Those that fit the words; for none, all in the order to learn them."""
    if typed:
        return (each.topic_ref for each in suggest_subjects(catalog, typed) if each.topic_ref)
    return (place for area in catalog.areas for place in catalog.curriculum(area.id))


def _search_words(assignment: AssignmentReference) -> str:
    """The words of an assignment and its area, each after a space."""
    return "".join(
        f" {word.casefold()}" for word in (*split_words(assignment.assignment.name), *split_words(assignment.area.name))
    )
