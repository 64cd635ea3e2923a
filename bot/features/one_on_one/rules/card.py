"""A one-to-one card: a member, the facts about them, and what the plan has for them next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Place
from bot.core.ledger.rules import Entry
from bot.core.people.member import Member
from bot.core.plan.progress import Record, Step
from bot.features.one_on_one.rules.card_facts import Facts
from bot.features.team.rules.team import Line


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of a member.

    `names` are those of the people whom it mentions, by id; `recent` are the last of the entries that it counts;
    `line` is theirs on the team's page, None for who has left and for guests.
    """

    member: Member
    facts: Facts
    step: Step | None
    names: Mapping[str, str]
    recent: tuple[Entry, ...] = ()
    line: Line | None = None


def name_of(catalog: Catalog, subject: str) -> str:
    """What an id of the content is called; words of people's, and ids that left the content, stay as they are."""
    if task := catalog.find_assignment(subject):
        return task[1].name
    if place := catalog.find_topic(subject):
        return f"{place.topic.name} ({place.roadmap.name})"
    found = catalog.find_area(subject) or catalog.find_roadmap(subject)
    return found.name if found else subject


def id_of(step: Step | None) -> str:
    """The id of what comes next; empty for nothing."""
    if step is None:
        return ""
    return step.what.topic.id if isinstance(step.what, Place) else step.what.id


def untried(catalog: Catalog, minutes: Mapping[str, int], known: Record, begun: frozenset[str], enough: int) -> str:
    """The area with most of these hours, and enough, none of whose assignments is begun or ticked; else empty."""
    for area_id, booked in sorted(minutes.items(), key=lambda each: -each[1]):
        area = catalog.find_area(area_id)
        tried = known.ticked | begun
        if area and booked >= enough and not any(task.id in tried for task in area.assignments):
            return area_id
    return ""
