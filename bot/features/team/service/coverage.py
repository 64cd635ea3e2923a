"""Read who was signed off in what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.catalog.models import LEVELS
from bot.core import levels
from bot.core.assignments import assignments
from bot.core.people import members
from bot.features.team.rules.coverage import CoverageHolder, TeamCoverage, build_subject_coverage, sort_gaps_first


def read_coverage(
    conn: Connection, *, workspace: str, catalog: Catalog, default: ZoneInfo, member_ids: Collection[str] | None = None
) -> TeamCoverage:
    """Return every area and roadmap, gaps first, with active members except guests, or only with these.

    An area is held by members with one of its assignments signed off, a roadmap by those with a confirmed level in it.
    Three statements.
    """
    active = members.list_active_members(conn, workspace=workspace, default_zone=default)
    names = {
        each.id: each.name for each in active if not each.is_guest and (member_ids is None or each.id in member_ids)
    }
    areas = _area_holders(conn, workspace, catalog, names)
    roadmaps = _roadmap_holders(conn, workspace, names)
    subjects = [build_subject_coverage(each.name, areas.get(each.id, ()), is_area=True) for each in catalog.areas]
    subjects += [
        build_subject_coverage(each.name, roadmaps.get(each.id, ()), is_area=False) for each in catalog.roadmaps
    ]
    return TeamCoverage(len(names), sort_gaps_first(subjects))


def _area_holders(
    conn: Connection, workspace: str, catalog: Catalog, names: dict[str, str]
) -> dict[str, list[CoverageHolder]]:
    """Return the holders of each area, with how many of its assignments were signed off."""
    signed_off: Counter[tuple[str, str]] = Counter()
    for each in assignments.list_signed_off(conn, workspace=workspace):
        assignment = catalog.find_assignment(each.assignment)
        if assignment and each.member in names:
            signed_off[assignment[0].id, each.member] += 1
    holders: dict[str, list[CoverageHolder]] = {}
    for (area, member), count in signed_off.items():
        degree = f"{count} of {len(catalog.area(area).assignments)}"
        holders.setdefault(area, []).append(CoverageHolder(names[member], count, degree))
    return holders


def _roadmap_holders(conn: Connection, workspace: str, names: dict[str, str]) -> dict[str, list[CoverageHolder]]:
    """Return the holders of each roadmap, with the level that a mentor confirmed."""
    holders: dict[str, list[CoverageHolder]] = {}
    for each in levels.list_confirmed_levels(conn, workspace=workspace):
        if each.member in names and each.confirmed in LEVELS:
            holder = CoverageHolder(names[each.member], LEVELS.index(each.confirmed), each.confirmed)
            holders.setdefault(each.roadmap, []).append(holder)
    return holders
