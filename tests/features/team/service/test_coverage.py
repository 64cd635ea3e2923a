"""Who was signed off in what, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from bot.catalog.catalog import Catalog
from bot.clock import AdjustableClock
from bot.db.engine import Database
from bot.db.tables import assignment_progress, levels
from bot.features.team.rules.coverage import CoverageHolder, SubjectCoverage
from bot.features.team.service import coverage
from bot.settings import read_settings


def read(database: Database, catalog: Catalog, only: set[str] | None = None) -> tuple[int, dict[str, SubjectCoverage]]:
    with database.read() as conn:
        default = read_settings({}).timezone
        found = coverage.read_coverage(conn, workspace="T1", catalog=catalog, default=default, member_ids=only)
    assert [len(each.holders) for each in found.subjects] == sorted(len(each.holders) for each in found.subjects)
    return found.member_count, {each.name: each for each in found.subjects}


def test_only_what_a_mentor_signed_off_or_confirmed_counts(
    people: Database, clock: AdjustableClock, catalog: Catalog
) -> None:
    tasks = [task.id for task in catalog.area("networking").assignments]
    now = clock.now()
    progress = {"workspace": "T1", "step": 1, "changed_at": now}
    level = {"workspace": "T1", "claimed": "expert", "claimed_at": now, "confirmed": None}
    rows: dict[Any, list[dict[str, Any]]] = {
        assignment_progress: [
            {**progress, "member": "U1", "assignment": tasks[0], "state": "signed off"},
            {**progress, "member": "U1", "assignment": tasks[1], "state": "signed off"},
            {**progress, "member": "U2", "assignment": tasks[0], "state": "handed in"},
            {**progress, "member": "GONE", "assignment": tasks[0], "state": "signed off"},
            {**progress, "member": "U2", "assignment": "left.the-content", "state": "signed off"},
            {**progress, "workspace": "T2", "member": "U2", "assignment": tasks[0], "state": "signed off"},
        ],
        levels: [
            {**level, "member": "U1", "roadmap": "aws", "confirmed": "beginner"},
            {**level, "member": "U2", "roadmap": "aws", "confirmed": "advanced"},
            {**level, "member": "U2", "roadmap": "docker"},  # only claimed
        ],
    }
    with people.begin() as conn:
        for table, values in rows.items():
            conn.execute(insert(table), values)
    count, found = read(people, catalog)
    assert count == 2
    assert found["Networking"].holders == (CoverageHolder("Ana", 2, f"2 of {len(tasks)}"),)
    assert [(each.name, each.degree_text) for each in found["AWS"].holders] == [
        ("Mei", "advanced"),
        ("Ana", "beginner"),
    ]
    assert found["Docker"].is_uncovered
    assert len(found) == len({each.name for each in (*catalog.areas, *catalog.roadmaps)})
    count, found = read(people, catalog, {"U2", "U9"})
    assert count == 1
    assert found["Networking"].is_uncovered
    assert [each.name for each in found["AWS"].holders] == ["Mei"]
