"""Six stops at random moments; `make stress-stops` does five hundred of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import stops

SHARES = {"serve": 2, "socket": 2, "worker": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stops")


@pytest.fixture(scope="module")
def longest_start(folder: Path) -> float:
    stops.measure_start(folder)  # checks the content, and keeps it
    return stops.measure_start(folder)


@pytest.mark.drawn(2)
@pytest.mark.parametrize("kind", stops.KINDS)
def test_a_process_stops_in_time_whenever_it_is_told(kind: str, folder: Path, longest_start: float) -> None:
    found = stops.stop_many(kind, SHARES[kind], folder, longest_start=longest_start)
    assert not found.disorderly, str(found)
    assert found.heard, str(found)
