"""Who was signed off in what, as far as a reader may see it."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.catalog.models import LEVELS
from bot.core import levels
from bot.core.assignments import assignments
from bot.core.people import members
from bot.features.team.rules import coverage
from bot.features.team.rules.coverage import CoverageHolder, TeamCoverage


def read_coverage(
    conn: Connection, *, workspace: str, catalog: Catalog, default: ZoneInfo, member_ids: Collection[str] | None = None
) -> TeamCoverage:
    """Every area and roadmap, gaps first, with active members but guests alone, or `only` those; three statements.

    An area is held by who had one of its assignments signed off, a roadmap by whom a mentor confirmed a level in it.
    """
    active = members.list_active_members(conn, workspace=workspace, default_zone=default)
    names = {
        each.id: each.name for each in active if not each.is_guest and (member_ids is None or each.id in member_ids)
    }
    areas = _area_holders(conn, workspace, catalog, names)
    roadmaps = _roadmap_holders(conn, workspace, names)
    subjects = [
        *(coverage.build_subject_coverage(each.name, areas.get(each.id, ()), is_area=True) for each in catalog.areas),
        *(
            coverage.build_subject_coverage(each.name, roadmaps.get(each.id, ()), is_area=False)
            for each in catalog.roadmaps
        ),
    ]
    return TeamCoverage(len(names), coverage.sort_gaps_first(subjects))


def _area_holders(
    conn: Connection, workspace: str, catalog: Catalog, names: dict[str, str]
) -> dict[str, list[CoverageHolder]]:
    """Of each area who holds it, with how many of its assignments were signed off."""
    done: dict[tuple[str, str], int] = {}
    for work in assignments.list_signed_off(conn, workspace=workspace):
        found = catalog.find_assignment(work.assignment)
        if found and work.member in names:
            key = found[0].id, work.member
            done[key] = done.get(key, 0) + 1
    held: dict[str, list[CoverageHolder]] = {}
    for (area, member), number in done.items():
        degree = f"{number} of {len(catalog.area(area).assignments)}"
        held.setdefault(area, []).append(CoverageHolder(names[member], number, degree))
    return held


def _roadmap_holders(conn: Connection, workspace: str, names: dict[str, str]) -> dict[str, list[CoverageHolder]]:
    """Of each roadmap who holds it, with the level that a mentor confirmed."""
    held: dict[str, list[CoverageHolder]] = {}
    for each in levels.list_confirmed_levels(conn, workspace=workspace):
        if each.member in names and each.confirmed in LEVELS:
            holder = CoverageHolder(names[each.member], LEVELS.index(each.confirmed), each.confirmed)
            held.setdefault(each.roadmap, []).append(holder)
    return held
