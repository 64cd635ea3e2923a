"""That every benchmark runs: at sizes at which its figures say nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks import (
    booking,
    databases,
    digest,
    fill,
    idle_tick,
    packs,
    reads_by_size,
    sending_rate,
    team_command,
    write_locks,
)
from benchmarks.report import ReportTable
from bot.catalog.catalog import Catalog
from bot.core.ledger import rollups
from bot.db import tables

TINY: dict[str, Callable[..., ReportTable]] = {
    "boards": partial(reads_by_size.measure_reads, sizes=(5_000,), rounds=1),
    "booking": partial(booking.measure_booking, batch=5, rounds=1),
    "digest": partial(digest.measure_digest, sizes=(1_000,), rounds=1),
    "tick": partial(idle_tick.measure_idle_tick, shapes=(idle_tick.DatabaseShape(2, 10),), rounds=1, kinds=("SQLite",)),
    "team": partial(team_command.measure_team_command, entries=1_000, rounds=1, kinds=("SQLite",)),
    "locks": partial(write_locks.measure_locks, sizes=(1_000, 2_000), rounds=2),
    "packs": partial(packs.measure_packs, counts=(1,), rounds=1),
    "pace": partial(sending_rate.measure_sending_rate, sizes=(3,), workspace_counts=(2,), messages_each=1),
}


@pytest.mark.parametrize("name", TINY)
def test_it_runs_and_tells(name: str) -> None:
    table = TINY[name](quick=True)
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert table.markdown().startswith("### ")


def test_a_filled_database_has_its_sums(tmp_path: Path, catalog: Catalog) -> None:
    fill.fill_ledger(tmp_path / "filled.db", 5_000, catalog)
    with databases.open_database(f"sqlite:///{tmp_path / 'filled.db'}") as database:
        assert databases.count_entries(database) == 5_000
        with database.read() as conn:
            assert rollups.count_drifted_members(conn) == 0
            assert conn.execute(select(func.count()).select_from(tables.totals)).scalar_one() > 1_000
