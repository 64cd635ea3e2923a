"""That every benchmark runs: at sizes at which its figures say nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from benchmarks import booking, digest, idle_tick, reads_by_size, sending_rate, team_command
from benchmarks.report import ReportTable

TINY: dict[str, Callable[..., ReportTable]] = {
    "boards": partial(reads_by_size.measure_reads, sizes=(1_000,), rounds=1),
    "booking": partial(booking.measure_booking, batch=5, rounds=1),
    "digest": partial(digest.measure_digest, sizes=(1_000,), rounds=1),
    "tick": partial(idle_tick.measure_idle_tick, shapes=(idle_tick.DatabaseShape(2, 10),), rounds=1, kinds=("SQLite",)),
    "team": partial(team_command.measure_team_command, entries=1_000, rounds=1, kinds=("SQLite",)),
    "pace": partial(sending_rate.measure_sending_rate, sizes=(3,), workspace_counts=(2,), messages_each=1),
}


@pytest.mark.parametrize("name", TINY)
def test_it_runs_and_tells(name: str) -> None:
    table = TINY[name](quick=True)
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert table.markdown().startswith("### ")
