"""Fifty stops at random moments; `make stress-stops` does five hundred of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import stops

SHARES = {"serve": 20, "socket": 15, "worker": 15}


@pytest.mark.parametrize("kind", stops.KINDS)
def test_a_process_stops_in_time_whenever_it_is_told(kind: str, tmp_path: Path) -> None:
    found = stops.stop_many(kind, SHARES[kind], tmp_path)
    assert not found.disorderly, str(found)
    assert len(found.heard) > SHARES[kind] // 2, str(found)
