"""The key is changed in the documented order, under two processes: each opens every token at each moment, and sends.

A step that is taken too early says what is wrong, and costs no message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from bot.clock import SystemClock
from bot.db.engine import Database
from bot.db.tables import outbox
from bot.delivery import outbox as delivery_outbox
from bot.delivery.occurrences import DeliveryKind
from bot.install.installations import read_seal_states
from bot.install.secret_key import SecretKey
from bot.sandbox.slack_api.fixtures import LEARNING, TEAM_ID
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.user_actions.delivery import Delivery
from tests.examples import ONLY_THOROUGH
from tests.fixtures.installed import install_sealed
from tests.ports import free_port
from tests.test_cli import Process, real_time_slack, serving

pytestmark = ONLY_THOROUGH
NO_TOKEN = "reason=sealed with another ROADMATE_SECRET_KEY, or damaged"


class Installation:
    """Two processes for several workspaces over one database, and the commands of whoever runs them."""

    def __init__(self, database: Database, slack: SandboxServer, common: dict[str, str], folder: Path) -> None:
        self._database, self._slack, self._common, self._folder = database, slack, common, folder
        self._running: dict[str, tuple[Process, SecretKey]] = {}
        self._installed: list[str] = []

    def restart(self, name: str, key: str) -> None:
        """Restart one process with this setting, under which another workspace installs Roadmate."""
        if name in self._running:
            self.stop(name)
        process = self._begin("serve", key=key)
        process.wait_until_ready()
        self._running[name] = (process, SecretKey(key))
        self.install(f"T0KEY{len(self._installed)}" if self._installed else TEAM_ID, key)

    def install(self, team: str, key: str) -> None:
        with self._database.begin() as conn:
            install_sealed(conn, workspace=team, key=key, now=SystemClock().now())
        self._installed.append(team)

    def check(self) -> None:
        """Have each process answer with the stored token, and the two of them send to each workspace."""
        for process, key in self._running.values():
            with self._database.read() as conn:
                assert read_seal_states(conn, key=key).by_none == ()
            delivery = Delivery(self._slack, f"http://127.0.0.1:{process.port}", seconds=30)
            assert "on Networking" in delivery.direct_message("ana", "log 1m networking").text
        self.queue_messages()
        self.wait_until_sent()

    def queue_messages(self) -> None:
        now = SystemClock().now()
        with self._database.begin() as conn:
            for team in self._installed:
                delivery_outbox.put_message(
                    conn,
                    workspace=team,
                    kind=DeliveryKind.ANNOUNCEMENT,
                    period=f"{now:%H%M%S.%f}",
                    recipient=LEARNING.id,
                    message={"text": "Hello", "blocks": []},
                    due_at=now,
                    expires_at=now + timedelta(hours=1),
                    now=now,
                )

    def wait_until_sent(self) -> None:
        deadline = time.monotonic() + 60
        waiting = select(outbox.c.workspace).where(outbox.c.state.in_(["waiting", "sending"]))
        while time.monotonic() < deadline:
            with self._database.read() as conn:
                left = set(conn.execute(waiting.where(outbox.c.kind == DeliveryKind.ANNOUNCEMENT)).scalars())
            if not left:
                return
            time.sleep(0.05)
        raise AssertionError(f"never sent to {left}: {[each.complained() for each, _ in self._running.values()]}")

    def try_again_now(self) -> None:
        """Let what waits for Slack to accept a token again be due at once."""
        with self._database.begin() as conn:
            waiting = update(outbox).where(outbox.c.state == "waiting")
            conn.execute(waiting.values(due_at=SystemClock().now(), leased_until=None))

    def wait_until_it_complains(self, name: str, about: str) -> None:
        process, _ = self._running[name]
        deadline = time.monotonic() + 60
        while about not in process.complained():
            assert time.monotonic() < deadline, process.complained()
            time.sleep(0.05)

    def stop(self, name: str) -> str:
        """Stop a process; returns what it has complained about."""
        process, _ = self._running.pop(name)
        code, _, complaints = process.end()
        process.kill()
        assert code == 0
        return complaints

    def run(self, *words: str, key: str) -> tuple[int, str]:
        """Run a command to its end: its status, and all that it says."""
        process = self._begin(*words, key=key)
        try:
            code, printed, complaints = process.end(stop=False)
        finally:
            process.kill()
        return code, printed + complaints

    def kill(self) -> None:
        for process, _ in self._running.values():
            process.kill()

    def _begin(self, *words: str, key: str) -> Process:
        settings = {**self._common, **serving(free_port(), self._slack.base_url), "ROADMATE_SECRET_KEY": key}
        return Process([*words], settings | {"SLACK_BOT_TOKEN": ""}, self._folder)


@pytest.fixture
def installation(database_url: str, database: Database, cache_home: Path, tmp_path: Path) -> Iterator[Installation]:
    common = {"DATABASE_URL": database_url, "XDG_CACHE_HOME": str(cache_home), "LOG_LEVEL": "WARNING"}
    several = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret"}
    with real_time_slack() as slack:
        made = Installation(database, slack, common | several, tmp_path)
        yield made
        made.kill()


@pytest.fixture
def make_key() -> Callable[[], str]:
    return lambda: Fernet.generate_key().decode()


def test_the_documented_order_locks_no_process_out(installation: Installation, make_key: Callable[[], str]) -> None:
    old, new = make_key(), make_key()
    complaints = ""
    for setting in (old, f"{old},{new}", f"{new},{old}"):
        for name in ("one", "other"):
            installation.restart(name, setting)
            installation.check()
    code, said = installation.run("keys", "rotate", key=f"{new},{old}")
    assert (code, said.splitlines()) == (
        0,
        ["Encrypted again with the first key: 4", "Every token now uses the first key; you can remove the others."],
    )
    for name in ("one", "other"):
        installation.check()
        complaints += installation.stop(name)
        installation.restart(name, new)
    installation.check()
    complaints += installation.stop("one") + installation.stop("other")
    assert complaints == ""


def test_a_step_that_is_taken_too_early_says_so_and_loses_no_message(
    installation: Installation, make_key: Callable[[], str]
) -> None:
    old, new = make_key(), make_key()
    installation.restart("one", old)
    installation.check()
    code, said = installation.run("keys", "rotate", key=f"{old},{new}")  # with the new key still behind
    assert (code, said.splitlines()[0]) == (0, "Nothing to do: every token already uses the first key.")
    assert installation.stop("one") == ""
    installation.restart("one", new)  # without the step between
    installation.queue_messages()
    code, said = installation.run("doctor", key=new)
    assert code == 1
    assert f"no ROADMATE_SECRET_KEY opens the token of {TEAM_ID}: add the key it was encrypted with" in said
    installation.wait_until_it_complains("one", "waiting kind=announce")
    complaints = installation.stop("one")
    assert f"no token workspace={TEAM_ID} {NO_TOKEN}" in complaints
    installation.restart("other", f"{new},{old}")
    installation.try_again_now()
    installation.wait_until_sent()
