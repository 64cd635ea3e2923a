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
    """Return up to a hundred for words that may be unfinished: assignments, then topics; without words, all of them."""
    words = [word.casefold() for word in split_words(typed[:MAX_TEXT_LENGTH])]
    assignments = (AssignmentReference(area, each) for area in catalog.areas for each in area.assignments)
    matching = (each for each in assignments if all(f" {word}" in _search_words(each) for word in words))
    topics = _matching_topics(catalog, typed if words else "")
    options: dict[NextStepOption, None] = dict.fromkeys(chain(matching, topics))
    return tuple(options)[:MAX_OPTIONS]


def find_next_step(catalog: Catalog, subject_id: str) -> NextStepOption | None:
    """Return the topic or assignment of the content with this id; None where there is none."""
    if assignment := catalog.find_assignment(subject_id):
        return AssignmentReference(*assignment)
    return catalog.find_topic(subject_id)


def option_id(option: NextStepOption) -> str:
    """Return the id of a topic or an assignment."""
    return option.assignment.id if isinstance(option, AssignmentReference) else option.id


def option_name(option: NextStepOption) -> str:
    """Return the name for a menu: `VPC (AWS)`, `Hybrid network to a cloud (assignment, Networking)`."""
    if isinstance(option, AssignmentReference):
        return f"{option.assignment.name} (assignment, {option.area.name})"
    return option.label


def _matching_topics(catalog: Catalog, typed: str) -> Iterator[TopicReference]:
    """Return the topics that fit the words; without words, all in the order to learn them."""
    if typed:
        return (each.topic_ref for each in suggest_subjects(catalog, typed) if each.topic_ref)
    return (each for area in catalog.areas for each in catalog.curriculum(area.id))


def _search_words(assignment: AssignmentReference) -> str:
    """Return the words of an assignment and its area, each after a space."""
    return "".join(
        f" {word.casefold()}" for word in (*split_words(assignment.assignment.name), *split_words(assignment.area.name))
    )
