"""A newer release upgrades the database of a process that runs: it says so, takes nothing on, and loses nothing."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.clock import AdjustableClock, SystemClock
from bot.db import migrate
from bot.db.engine import Database, DatabaseUnavailable, DatabaseUpgraded, connect_database
from bot.db.tables import entries, handled_events, outbox
from bot.delivery import outbox as delivery_outbox
from bot.delivery.occurrences import DeliveryKind
from bot.sandbox.slack_api.fixtures import ANA, TEAM_ID
from bot.sandbox.user_actions.delivery import Delivery
from tests.ports import free_port
from tests.test_cli import Process, real_time_slack, serving

NEWER = f"{int(migrate.LATEST_REVISION) + 1:04}"
REASON = f"the database was upgraded to schema {NEWER} by a newer release: restart this process with it"
OLDER = f"the database has the older schema 0005 now: restart this process, which brings {migrate.LATEST_REVISION}"


def upgrade_underneath(database: Database, *statements: str, revision: str = NEWER) -> None:
    """What a release to come would do in its migration."""
    with database.begin() as conn:
        for statement in statements:
            conn.execute(text(statement))
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))


@pytest.fixture
def running(empty_database_url: str) -> Iterator[Database]:
    """The database as a process has it that has made sure of its schema."""
    database = connect_database(empty_database_url)
    migrate.upgrade_schema(database)
    yield database
    database.close()


@pytest.fixture
def newer(empty_database_url: str, running: Database) -> Iterator[Database]:
    """The same database in the hands of another release."""
    assert running
    database = connect_database(empty_database_url)
    yield database
    database.close()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE handled_events RENAME TO seen_events",
        "ALTER TABLE handled_events RENAME COLUMN event TO name",
        "ALTER TABLE handled_events ADD COLUMN size INTEGER NOT NULL DEFAULT NULL",
    ],
)
def test_a_statement_that_fails_finds_the_other_schema(
    change: str, running: Database, newer: Database, clock: AdjustableClock
) -> None:
    if "DEFAULT NULL" in change and newer.engine.dialect.name == "sqlite":
        change = "CREATE UNIQUE INDEX one_at_a_time ON handled_events ((1))"
        with running.begin() as conn:
            conn.execute(insert(handled_events).values(event="before", at=clock.now()))
    upgrade_underneath(newer, change)
    with pytest.raises(DatabaseUpgraded) as refused, running.begin() as conn:
        conn.execute(insert(handled_events).values(event="one", at=clock.now()))
    assert str(refused.value) == REASON
    assert running.is_upgraded
    with pytest.raises(DatabaseUpgraded, match=NEWER), running.read() as conn:
        conn.execute(text("SELECT 1"))


def test_a_schema_that_is_still_ours_is_not_blamed(running: Database, clock: AdjustableClock) -> None:
    with pytest.raises(DatabaseUnavailable, match="nowhere") as failed, running.read() as conn:
        conn.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(failed.value, DatabaseUpgraded)
    for _ in range(2):
        running.check_schema()
        with pytest.raises(IntegrityError), running.begin() as conn:
            conn.execute(insert(handled_events).values([{"event": "one", "at": clock.now()}] * 2))
    assert not running.is_upgraded


def test_what_was_begun_is_finished_and_nothing_else(
    running: Database, newer: Database, clock: AdjustableClock, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade_underneath(newer)
    for _ in range(2):
        with pytest.raises(DatabaseUpgraded):
            running.check_schema()
        with pytest.raises(DatabaseUpgraded), running.begin() as conn:
            conn.execute(insert(handled_events).values(event="new", at=clock.now()))
    with running.begin(finishing=True) as conn:
        conn.execute(insert(handled_events).values(event="begun", at=clock.now()))
    upgrade_underneath(newer, revision=migrate.LATEST_REVISION)  # taken back
    running.check_schema()
    with running.read() as conn:
        assert conn.execute(select(handled_events.c.event)).scalars().all() == ["begun"]
    assert caplog.messages == [REASON, f"the schema is {migrate.LATEST_REVISION} again"]


def test_an_older_backup_put_back_is_told_apart(running: Database, newer: Database) -> None:
    upgrade_underneath(newer, revision="0005")
    with pytest.raises(DatabaseUpgraded) as refused:
        running.check_schema()
    assert str(refused.value) == OLDER


def test_a_database_that_does_not_answer_is_no_other_schema(tmp_path: Path) -> None:
    database = connect_database(f"sqlite:///{tmp_path / 'roadmate.db'}")
    migrate.upgrade_schema(database)
    (tmp_path / "roadmate.db").unlink()
    database.check_schema()
    assert not database.is_upgraded
    database.close()


def test_a_process_that_runs_refuses_in_words_and_sends_nothing_more(
    empty_database_url: str, newer: Database, tmp_path: Path, cache_home: Path
) -> None:
    port = free_port()
    environment = {
        "DATABASE_URL": empty_database_url,
        "XDG_CACHE_HOME": str(cache_home),
        "LOG_LEVEL": "WARNING",
    }
    with real_time_slack() as slack:
        server = Process(["serve"], {**environment, **serving(port, slack.base_url)}, tmp_path)
        try:
            server.wait_until_ready()
            delivery = Delivery(slack, f"http://127.0.0.1:{port}")
            assert "2 h on Networking" in delivery.command("ana", "/log", "2h networking", channel="#learning").text
            upgrade_underneath(
                newer, "ALTER TABLE time_off RENAME COLUMN label TO name"
            )  # the list of days away reads it
            assert "3 h on Networking" in delivery.command("ana", "/log", "3h networking", channel="#learning").text
            delivery.command("ana", "/roadmate", "away", channel="#learning")
            refused = delivery.command("ana", "/log", "4h networking", channel="#learning")
            assert (refused.status, refused.text.startswith("⚠️ Not logged, please try again.")) == (200, True)
            time.sleep(0.3)  # an answer of /readyz is good for 0.2 s
            assert server.page("/readyz") == (503, json.dumps({"database": REASON}, separators=(",", ":")))
            assert server.page("/healthz")[0] == 200
            status, metrics = server.page("/metrics")
            assert (status, "roadmate_requests_total" in metrics, "roadmate_outbox_messages{" in metrics) == (
                200,
                True,
                False,
            )
            queue_message(newer, SystemClock().now())
            time.sleep(1.5)  # more than a look into the outbox takes
            code, _, complained = server.end()
        finally:
            server.kill()
        assert not [call for call in slack.workspace.journal.calls if call.method == "chat.postMessage"]
    assert code == 0
    assert "Traceback" not in complained
    assert re.search(rf"ERROR bot\.db\.engine (\[\w+\] )?{re.escape(REASON)}", complained)
    with newer.read() as conn:
        assert conn.execute(select(entries.c.minutes)).scalars().all() == [120, 180]
        assert conn.execute(select(outbox.c.state, outbox.c.attempts)).one() == ("waiting", 0)


def queue_message(database: Database, now: datetime, period: str = "p") -> None:
    with database.begin() as conn:
        delivery_outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind=DeliveryKind.WELCOME,  # which would leave at any hour that the tests run at
            period=period,
            recipient=ANA.id,
            message={"text": "Hello", "blocks": []},
            due_at=now,
            expires_at=now + timedelta(hours=1),
            now=now,
        )
