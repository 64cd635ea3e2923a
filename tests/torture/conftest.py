"""What all cruelties share: real processes over the stand-in for Slack with the machine's clock, and a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from tests.faults import FaultyServer
from tests.torture.processes import RoadmateProcess, slack_settings


@pytest.fixture
def slack() -> Iterator[FaultyServer]:
    with FaultyServer(SlackWorkspace(SystemClock().now)) as server:
        yield server


@pytest.fixture
def torture(
    slack: FaultyServer, database_url: str, cache_home: Path, tmp_path: Path
) -> Iterator[Callable[..., RoadmateProcess]]:
    """Make processes over the test's database; all that still run are killed at the end."""
    made: list[RoadmateProcess] = []

    def make(*arguments: str, name: str = "roadmate", url: str = database_url, **settings: str) -> RoadmateProcess:
        own = slack_settings(slack.base_url, url, cache_home, **settings)
        made.append(RoadmateProcess(arguments, tmp_path, own, name))
        return made[-1]

    yield make
    for each in made:
        each.kill()
