"""Everything that content ever had is remembered, with where it was last; only what is different is written."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.catalog.catalog import Catalog
from bot.catalog.loading import loader
from bot.clock import AdjustableClock
from bot.core.content.seen_ids import SeenItem, find_seen_items, record_items
from bot.db import tables
from bot.db.engine import Database
from tests.fixtures.content import Edit


def record(database: Database, directory: Path, clock: AdjustableClock) -> int:
    catalog = Catalog.from_content(loader.load_directory(directory))
    with database.begin() as conn:
        return record_items(conn, catalog=catalog, now=clock.now())


def test_what_is_new_or_different_is_written(
    database: Database, directory: Path, edit: Edit, clock: AdjustableClock
) -> None:
    written = record(database, directory, clock)
    with database.read() as conn:
        kinds = Counter(conn.execute(select(tables.content_ids.c.kind)).scalars())
    assert kinds == {"area": 2, "roadmap": 2, "topic": 11, "part": 12, "subtopic": 1, "assignment": 2, "integration": 1}
    assert written == kinds.total()
    assert record(database, directory, clock) == 0
    edit("plan.yaml", "name: A weather log", "name: A log")
    assert record(database, directory, clock) == 1
    clock.advance(timedelta(days=2))
    assert record(database, directory, clock) == written, "seen again"


def test_what_is_gone_is_still_known(database: Database, directory: Path, edit: Edit, clock: AdjustableClock) -> None:
    record(database, directory, clock)
    edit("roadmaps/marina.yaml", "id: marina.dredging\n      name: Dredging", "id: marina.digging\n      name: Digging")
    clock.advance(timedelta(hours=1))
    assert record(database, directory, clock) == 1
    with database.read() as conn:
        found = find_seen_items(conn, ids=["marina.dredging", "marina.digging", "marina/ropes", "never"])
        first, last = conn.execute(
            select(tables.content_ids.c.first_seen, tables.content_ids.c.last_seen).where(
                tables.content_ids.c.id == "marina.knots"
            )
        ).one()
    line = (directory / "roadmaps/marina.yaml").read_text().splitlines().index("    - id: marina.digging") + 1
    assert found["marina.dredging"] == SeenItem("Dredging", "roadmaps/marina.yaml", line)
    assert found["marina.digging"] == SeenItem("Digging", "roadmaps/marina.yaml", line)
    assert found["marina/ropes"].name == "Ropes (Marina)"
    assert "never" not in found
    assert first == last


def test_nothing_is_asked_of_nothing(database: Database) -> None:
    with database.read() as conn:
        assert find_seen_items(conn, ids=[]) == {}
