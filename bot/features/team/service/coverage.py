"""Who was signed off in what, as far as a reader may see it."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.catalog.models import LEVELS
from bot.core.assignments import assignments
from bot.core.levels import levels
from bot.core.people import members
from bot.features.team.rules import coverage
from bot.features.team.rules.coverage import Coverage, Holder


def read(
    session: Connection, *, workspace: str, catalog: Catalog, default: ZoneInfo, only: Collection[str] | None = None
) -> Coverage:
    """Every area and roadmap, gaps first, with active members but guests alone, or `only` those; three statements.

    An area is held by who had one of its assignments signed off, a roadmap by whom a mentor confirmed a level in it.
    """
    active = members.everyone(session, workspace=workspace, default=default)
    names = {each.id: each.name for each in active if not each.is_guest and (only is None or each.id in only)}
    areas = _areas(session, workspace, catalog, names)
    roadmaps = _roadmaps(session, workspace, names)
    subjects = [
        *(coverage.covered(each.name, areas.get(each.id, ()), is_area=True) for each in catalog.areas),
        *(coverage.covered(each.name, roadmaps.get(each.id, ()), is_area=False) for each in catalog.roadmaps),
    ]
    return Coverage(len(names), coverage.gaps_first(subjects))


def _areas(session: Connection, workspace: str, catalog: Catalog, names: dict[str, str]) -> dict[str, list[Holder]]:
    """Of each area who holds it, with how many of its assignments were signed off."""
    done: dict[tuple[str, str], int] = {}
    for work in assignments.signed(session, workspace=workspace):
        found = catalog.find_assignment(work.assignment)
        if found and work.member in names:
            key = found[0].id, work.member
            done[key] = done.get(key, 0) + 1
    held: dict[str, list[Holder]] = {}
    for (area, member), number in done.items():
        degree = f"{number} of {len(catalog.area(area).assignments)}"
        held.setdefault(area, []).append(Holder(names[member], number, degree))
    return held


def _roadmaps(session: Connection, workspace: str, names: dict[str, str]) -> dict[str, list[Holder]]:
    """Of each roadmap who holds it, with the level that a mentor confirmed."""
    held: dict[str, list[Holder]] = {}
    for each in levels.confirmed(session, workspace=workspace):
        if each.member in names and each.confirmed in LEVELS:
            holder = Holder(names[each.member], LEVELS.index(each.confirmed), each.confirmed)
            held.setdefault(each.roadmap, []).append(holder)
    return held
