"""The short form of what `make torture` does: a few times kill -9 under load, with all invariants."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.db.engine import Database
from tests.examples import IS_THOROUGH
from tests.faults import FaultyServer
from tests.torture.kills import GO_ON_SECONDS, kill_often
from tests.torture.processes import RoadmateProcess


@pytest.mark.parametrize("database_url", ["sqlite", *(["postgresql"] if IS_THOROUGH else [])], indirect=True)
def test_kills_under_load_lose_nothing_and_double_nothing(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer
) -> None:
    found = kill_often([torture("serve")], database, slack, kills=1, seed=11, load=1)
    assert found.entries > 0
    assert max(found.waits_once_up) < GO_ON_SECONDS
