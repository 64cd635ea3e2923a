"""Two releases beside each other, as processes: nothing is lost or sent twice, there and back, or one refuses in words.

What one process of the older release does is in `test_compatibility`.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.db import migrate
from bot.db.engine import Database
from bot.db.tables import entries, outbox
from bot.delivery import outbox as delivery_outbox
from bot.delivery.occurrences import DeliveryKind
from bot.sandbox.slack_api.fixtures import LEARNING, TEAM_ID
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.user_actions.delivery import Delivery
from tests.db.releases import NEW_COLUMN, NEW_TABLE, RENAMED_COLUMN, make_release
from tests.examples import ONLY_THOROUGH
from tests.ports import free_port
from tests.test_cli import Process, real_time_slack, serving

OWN = migrate.LATEST_REVISION
NEXT, AFTER_NEXT = (f"{int(OWN) + number:04}" for number in (1, 2))
NOTICE = f"the database has schema {NEXT} of a newer release; this one ({OWN}) works with it"

pytestmark = ONLY_THOROUGH
Begin = Callable[..., "Release"]
Run = Callable[..., tuple[int, str, str]]


class Release:
    """A process that serves, and what people do in Slack while it is the one that answers."""

    def __init__(self, process: Process, slack: SandboxServer) -> None:
        self.process = process
        self._delivery = Delivery(slack, f"http://127.0.0.1:{process.port}")
        process.wait_until_ready()

    def log(self, minutes: int) -> str:
        return self._delivery.command("ana", "/log", f"{minutes}m networking", channel="#learning").text

    def readiness(self) -> tuple[int, dict[str, str]]:
        time.sleep(0.25)  # an answer of /readyz is good for 0.2 s
        status, said = self.process.page("/readyz")
        return status, json.loads(said)


@pytest.fixture
def slack() -> Iterator[SandboxServer]:  # type: ignore[override]
    with real_time_slack() as server:
        yield server


@pytest.fixture
def common(database_url: str, cache_home: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "XDG_CACHE_HOME": str(cache_home), "LOG_LEVEL": "WARNING"}


@pytest.fixture
def begin(common: dict[str, str], slack: SandboxServer, tmp_path: Path) -> Iterator[Begin]:
    begun: list[Process] = []

    def begin(**release: str) -> Release:
        begun.append(Process(["serve"], {**common, **serving(free_port(), slack.base_url), **release}, tmp_path))
        return Release(begun[-1], slack)

    yield begin
    for process in begun:
        process.kill()


@pytest.fixture
def run(common: dict[str, str], slack: SandboxServer, tmp_path: Path) -> Run:
    """Runs a command to its end: status, output and complaints."""

    def run(*words: str, **release: str) -> tuple[int, str, str]:
        process = Process([*words], {**common, **serving(free_port(), slack.base_url), **release}, tmp_path)
        try:
            return process.end(stop=False)
        finally:
            process.kill()

    return run


def queue_messages(database: Database, name: str, kind: str = DeliveryKind.ANNOUNCEMENT) -> None:
    now = SystemClock().now()
    with database.begin() as conn:
        for number in range(2):
            delivery_outbox.put_message(
                conn,
                workspace=TEAM_ID,
                kind=kind,
                period=f"{name}{number}",
                recipient=LEARNING.id,
                message={"text": f"{name}{number}", "blocks": []},
                due_at=now,
                expires_at=now + timedelta(hours=1),
                now=now,
            )


def wait_until_sent(database: Database) -> None:
    deadline = time.monotonic() + 30
    waiting = select(outbox.c.id).where(
        outbox.c.kind == DeliveryKind.ANNOUNCEMENT, outbox.c.state.in_(["waiting", "sending"])
    )
    while time.monotonic() < deadline:
        with database.read() as conn:
            if conn.execute(waiting).first() is None:
                return
        time.sleep(0.05)
    raise AssertionError("never sent")


def test_an_upgrade_beside_the_older_release_and_the_way_back(
    begin: Begin, run: Run, database: Database, slack: SandboxServer, tmp_path: Path
) -> None:
    newer = make_release(tmp_path / "newer", f"{NEW_TABLE}; {NEW_COLUMN}", compatible_since=OWN)
    breaking = make_release(tmp_path / "breaking", NEW_TABLE, RENAMED_COLUMN, compatible_since=AFTER_NEXT)

    older = begin()
    assert "1 min on Networking" in older.log(1)
    queue_messages(database, "before")
    upgraded = begin(**newer)
    queue_messages(database, "beside")
    for minutes in (2, 4):
        assert f"{minutes} min on Networking" in older.log(minutes)
        assert f"{minutes * 10} min on Networking" in upgraded.log(minutes * 10)
    wait_until_sent(database)
    assert older.readiness() == (200, {"database": "ok", "schema": NOTICE})
    assert upgraded.readiness() == (200, {"database": "ok"})
    assert upgraded.process.end()[0] == 0

    code, _, said = older.process.end()  # and back: the older release starts over the newer schema
    assert (code, said.count(NOTICE), "Traceback" in said) == (0, 1, False)
    queue_messages(database, "newer", kind="comet")  # only the newer release knows how
    queue_messages(database, "after")
    back = begin()
    assert "8 min on Networking" in back.log(8)
    wait_until_sent(database)
    with database.read() as conn:
        logged = sorted(conn.execute(select(entries.c.minutes)).scalars())
        assert logged == [1, 2, 4, 8, 20, 40]
        assert set(conn.execute(select(outbox.c.state).where(outbox.c.kind == "comet")).scalars()) == {"waiting"}
    posted = [call.payload["text"] for call in slack.workspace.journal.calls if call.method == "chat.postMessage"]
    assert {text: times for text, times in Counter(posted).items() if text[:-1] in ("before", "beside", "after")} == {
        f"{name}{number}": 1 for name in ("before", "beside", "after") for number in range(2)
    }

    code, said, _ = run("db", "upgrade", **breaking)
    assert code == 0
    assert said.splitlines()[1].startswith("Running processes of the release before do nothing more until you restart")
    refusal = f"the database was upgraded to schema {AFTER_NEXT} by a newer release: restart this process with it"
    assert back.readiness() == (503, {"database": refusal})
    assert "Not logged" in back.log(16)
    assert refusal in back.process.end()[2]
    code, _, said = run("serve")
    assert code == 1
    assert f"works with releases from schema {AFTER_NEXT} on only: install the newer release, or restore" in said
