"""A backup of a serving process, put back and served again: the same export as at the time of the backup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.user_actions.delivery import Delivery
from tests.examples import ONLY_THOROUGH
from tests.ports import free_port
from tests.test_cli import Process, real_time_slack, serving

pytestmark = ONLY_THOROUGH
Begin = Callable[..., Process]


@pytest.fixture
def slack() -> Iterator[SandboxServer]:  # type: ignore[override]
    with real_time_slack() as server:
        yield server


@pytest.fixture
def begin(slack: SandboxServer, tmp_path: Path, cache_home: Path) -> Iterator[Begin]:
    begun: list[Process] = []
    own = {"DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}", "XDG_CACHE_HOME": str(cache_home)}

    def begin(*words: str) -> Process:
        settings = {**own, **serving(free_port(), slack.base_url), "LOG_LEVEL": "WARNING"}
        begun.append(Process([*words], settings, tmp_path))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()


def run(begin: Begin, *words: str) -> str:
    code, printed, complaints = begin(*words).end(stop=False)
    assert (code, complaints) == (0, "")
    return printed


def log(slack: SandboxServer, server: Process, words: str) -> str:
    delivery = Delivery(slack, f"http://127.0.0.1:{server.port}")
    return delivery.command("ben", "/log", words, channel="#learning").text


def test_a_restored_backup_is_served_with_the_same_export(begin: Begin, slack: SandboxServer, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup.db")
    server = begin("serve")
    server.wait_until_ready()
    log(slack, server, "2h networking: subnets, “quoted”\tżółć 🚀")
    log(slack, server, "45m terraform yesterday")
    assert "Undone" in log(slack, server, "undo")
    exported = run(begin, "export")
    run(begin, "db", "backup", backup)
    assert "3 h on Networking" in log(slack, server, "3h networking")
    assert server.end()[0] == 0
    assert run(begin, "export") != exported

    assert run(begin, "db", "restore", backup).startswith("Restored: ")
    again = begin("serve")
    again.wait_until_ready()
    assert run(begin, "export") == exported
    assert "3 h of" in log(slack, again, "1h networking")
    assert "and all totals match the entries" in run(begin, "doctor")
    assert again.end()[::2] == (0, "")
