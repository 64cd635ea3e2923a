"""The ticker's step: safe to do again, at the same time, and by several."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.db.engine import DatabaseUnavailable
from bot.db.tables import installations, workspaces
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from bot.worker.ticker import ENOUGH_READY, Ticker
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import LONG_AGO, Team

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


def test_two_at_once_write_everything_once(team: Team) -> None:
    for number in range(60):
        team.join(f"U{number:02}")
    team.book("U00", 60, date(2026, 11, 18))
    team.change_workspace(digest="thu 16:00")
    together = threading.Barrier(4)
    written: list[int] = []

    def run() -> None:
        together.wait()
        written.append(due.queue_due(team.deps, THURSDAY))

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    recipients = [letter.recipient for letter in team.outbox_rows() if not letter.follows]
    assert sum(written) == len(recipients) == 61
    assert len(set(recipients)) == 61


def test_more_people_than_one_transaction_takes_are_all_reached(team: Team) -> None:
    for number in range(due.PEOPLE_PER_TRANSACTION + 5):
        team.join(f"U{number:03}")
    team.change_workspace(digest_on=False)
    assert due.queue_due(team.deps, THURSDAY) == due.PEOPLE_PER_TRANSACTION + 5


def test_an_idle_look_is_a_few_small_queries_and_writes_nothing(team: Team) -> None:
    for number in range(30):
        team.join(f"U{number:03}")
    due.queue_due(team.deps, THURSDAY)
    statements: list[str] = []
    event.listen(team.deps.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    due.queue_due(team.deps, THURSDAY + timedelta(seconds=30))
    assert len(statements) <= 10  # however many workspaces there are: see test_ready
    assert all(statement.startswith(("SELECT", "WITH")) for statement in statements)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # both alike: it is the same code
def test_a_look_ends_where_it_has_found_enough(team: Team) -> None:
    names = [f"T{number:04}" for number in range(ENOUGH_READY + due.WORKSPACES_PER_LOOK)]
    rows = [{"id": name, "learning_channel": "C0HERE", "timezone": "UTC", "created_at": LONG_AGO} for name in names]
    with team.deps.database.begin() as conn:
        conn.execute(workspaces.insert(), rows)
        conn.execute(installations.insert(), [{"workspace": name, "installed_at": LONG_AGO} for name in names])
    ticker = Ticker(team.deps)
    _, found = ticker.look(MONDAY)
    first = {each.workspace.id for each in found}
    _, rest = ticker.look(MONDAY, exclude=first)
    assert len(found) == len(first) == ENOUGH_READY
    assert first | {each.workspace.id for each in rest} >= set(names)


def test_claim_and_message_are_one_transaction(team: Team) -> None:
    team.join("U1")
    team.change_workspace(digest_on=False)

    def fail(*args: Any) -> None:
        if "INSERT INTO outbox" in args[2]:
            raise RuntimeError("the process dies here")

    event.listen(team.deps.database.engine, "before_cursor_execute", fail)
    due.queue_due(team.deps, THURSDAY)
    event.remove(team.deps.database.engine, "before_cursor_execute", fail)
    assert (team.claims(), team.outbox_rows()) == ([], [])
    assert due.queue_due(team.deps, THURSDAY) == 1


def test_what_is_wrong_with_one_workspace_keeps_no_other_waiting(team: Team, caplog: pytest.LogCaptureFixture) -> None:
    with team.deps.database.begin() as conn:
        install_workspace(conn, workspace="A0", now=datetime(2026, 10, 1, tzinfo=UTC))

    def fail(*args: Any) -> None:
        if "INSERT INTO occurrences" in args[2] and "A0" in str(args[3]):
            raise RuntimeError("something is wrong with it")

    event.listen(team.deps.database.engine, "before_cursor_execute", fail)
    team.book("U1", 60, date(2026, 11, 18))
    team.join("U1")
    team.change_workspace(nudge_on=False)
    assert due.queue_due(team.deps, MONDAY) == 1
    assert {letter.workspace for letter in team.outbox_rows()} == {TEAM_ID}
    assert "due failed workspace=A0" in caplog.text


def test_a_database_that_is_gone_raises(team: Team) -> None:
    def fail(*_: Any) -> None:
        raise DatabaseUnavailable("gone")

    event.listen(team.deps.database.engine, "before_cursor_execute", fail)
    with pytest.raises(DatabaseUnavailable):
        due.queue_due(team.deps, MONDAY)
