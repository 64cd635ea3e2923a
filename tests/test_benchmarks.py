"""That every benchmark runs: at sizes at which its figures say nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from benchmarks import boards, booking, digests, idle, pace, team
from benchmarks.report import Table

TINY: dict[str, Callable[..., Table]] = {
    "boards": partial(boards.run, sizes=(1_000,), rounds=1),
    "booking": partial(booking.run, batch=5, rounds=1),
    "digest": partial(digests.run, sizes=(1_000,), rounds=1),
    "tick": partial(idle.run, shapes=(idle.Shape(2, 10),), rounds=1, kinds=("SQLite",)),
    "team": partial(team.run, entries=1_000, rounds=1, kinds=("SQLite",)),
    "pace": partial(pace.run, sizes=(3,), beside=(2,), each=1),
}


@pytest.mark.parametrize("name", TINY)
def test_it_runs_and_tells(name: str) -> None:
    told = TINY[name](quick=True)
    assert told.rows
    assert all(len(row) == len(told.columns) for row in told.rows)
    assert told.markdown().startswith("### ")
