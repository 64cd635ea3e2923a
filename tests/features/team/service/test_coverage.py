"""Who was signed off in what, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from bot.catalog.catalog import Catalog
from bot.clock import TurnableClock
from bot.db.engine import Sessions
from bot.db.tables import levels, works
from bot.features.team.rules.coverage import Covered, Holder
from bot.features.team.service import coverage
from bot.settings import read_settings


def read(sessions: Sessions, catalog: Catalog, only: set[str] | None = None) -> tuple[int, dict[str, Covered]]:
    with sessions.read() as session:
        default = read_settings({}).timezone
        found = coverage.read(session, workspace="T1", catalog=catalog, default=default, only=only)
    assert [len(each.holders) for each in found.subjects] == sorted(len(each.holders) for each in found.subjects)
    return found.people, {each.name: each for each in found.subjects}


def test_only_what_a_mentor_signed_off_or_confirmed_counts(
    people: Sessions, clock: TurnableClock, catalog: Catalog
) -> None:
    tasks = [task.id for task in catalog.area("networking").assignments]
    now = clock.now()
    work = {"workspace": "T1", "step": 1, "changed_at": now}
    level = {"workspace": "T1", "claimed": "expert", "claimed_at": now, "confirmed": None}
    rows: dict[Any, list[dict[str, Any]]] = {
        works: [
            {**work, "member": "U1", "assignment": tasks[0], "state": "signed off"},
            {**work, "member": "U1", "assignment": tasks[1], "state": "signed off"},
            {**work, "member": "U2", "assignment": tasks[0], "state": "handed in"},
            {**work, "member": "GONE", "assignment": tasks[0], "state": "signed off"},
            {**work, "member": "U2", "assignment": "left.the-content", "state": "signed off"},
            {**work, "workspace": "T2", "member": "U2", "assignment": tasks[0], "state": "signed off"},
        ],
        levels: [
            {**level, "member": "U1", "roadmap": "aws", "confirmed": "beginner"},
            {**level, "member": "U2", "roadmap": "aws", "confirmed": "advanced"},
            {**level, "member": "U2", "roadmap": "docker"},  # only claimed
        ],
    }
    with people.begin() as session:
        for table, some in rows.items():
            session.execute(insert(table), some)
    count, found = read(people, catalog)
    assert count == 2
    assert found["Networking"].holders == (Holder("Ana", 2, f"2 of {len(tasks)}"),)
    assert [(each.name, each.degree) for each in found["AWS"].holders] == [("Mei", "advanced"), ("Ana", "beginner")]
    assert found["Docker"].is_open
    assert len(found) == 17
    count, found = read(people, catalog, {"U2", "U9"})
    assert count == 1
    assert found["Networking"].is_open
    assert [each.name for each in found["AWS"].holders] == ["Mei"]
