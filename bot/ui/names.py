"""Write the names of areas and assignments as messages show them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import TopicReference
from bot.core.plan.progress import NamedArea
from bot.slack.mrkdwn import clip, escape


def area_name(area_id: str, catalog: Catalog) -> str:
    """Return an area's name for mrkdwn; an id that left the content stays readable."""
    return escape(area_label(area_id, catalog))


def area_label(area_id: str, catalog: Catalog) -> str:
    """Return an area's name for fields without markup."""
    area = catalog.find_area(area_id)
    return area.name if area else area_id


def assignment_name(assignment: str, catalog: Catalog) -> str:
    """Return an assignment's name; an id that left the content stays readable."""
    found = catalog.find_assignment(assignment)
    return escape(found[1].name if found else assignment)


def correction_lines(corrections: Iterable[Correction]) -> list[str]:
    """Return what misspelt words were taken for, without markup."""
    return [f"Showing {each.meant} (you typed “{clip(each.typed, 60)}”)." for each in corrections]


def told(found: NamedArea) -> str:
    """Return how words led to an area: what they were taken for, and what belongs to it."""
    lines = [escape(each) for each in correction_lines(found.corrections)]
    if isinstance(found.matched_by, TopicReference):
        lines.append(f"{found.matched_by.topic.name} ({found.matched_by.roadmap.name}) is part of {found.area.name}.")
    elif isinstance(found.matched_by, str):
        lines.append(f"Showing {found.area.name}, the nearest to “{escape(clip(found.matched_by, 80))}”.")
    elif found.matched_by:
        lines.append(f"{found.matched_by.name} is part of {found.area.name}.")
    return " ".join(lines)
