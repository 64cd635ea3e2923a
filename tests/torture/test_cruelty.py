"""A process in an unfriendly place works all the same; more of that in `make torture`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.db.engine import Database
from tests.faults import FaultyServer
from tests.torture.cruelty import UNFRIENDLY, live_in_an_unfriendly_place
from tests.torture.invariants import check_ledger
from tests.torture.processes import RoadmateProcess


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_home_no_temporary_directory_no_output_an_odd_zone_and_a_hangup_at_the_end(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer, tmp_path: Path
) -> None:
    process = torture("serve", XDG_CACHE_HOME="", **UNFRIENDLY)
    crowd = live_in_an_unfriendly_place(process, tmp_path, slack)
    assert process.running
    assert (process.running.returncode, process.log_lines()) == (0, [])
    assert check_ledger(database, crowd) == 1
