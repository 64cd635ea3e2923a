"""How much is on its way, and for how long: what an alert goes by, at a cost that doesn't grow with the outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, update

from bot.db.engine import Database
from bot.db.tables import installations, outbox
from bot.delivery import records
from bot.metrics.figures import OutboxDepth

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def two_workspaces(database: Database) -> None:
    with database.begin() as conn:
        conn.execute(insert(installations), [{"workspace": each, "installed_at": NOW} for each in ("T1", "T2")])


def put(database: Database, number: int, *, due: timedelta, **other: Any) -> None:
    row = {
        "workspace": "T1",
        "kind": "nudge",
        "period": f"p{number}",
        "recipient": "U1",
        "message": {"text": "", "blocks": []},
        "state": "waiting",
        "due_at": NOW + due,
        "expires_at": NOW + 600 * MINUTE,
        "created_at": NOW,
    }
    with database.begin() as conn:
        conn.execute(insert(outbox).values(**row | other))


def depth(database: Database) -> OutboxDepth:
    with database.read() as conn:
        return records.read_depth(conn, now=NOW)


def test_an_empty_outbox(database: Database) -> None:
    assert depth(database) == OutboxDepth(scheduled=0, due=0, sending=0, oldest_due=0.0)


def test_each_state_is_counted_once(database: Database) -> None:
    put(database, 1, due=5 * MINUTE)
    put(database, 2, due=-2 * MINUTE)
    put(database, 3, due=-3 * MINUTE)
    for number, state in enumerate(("sent", "failed", "unknown", "expired"), start=4):
        put(database, number, due=-9 * MINUTE, state=state)
    put(database, 8, due=-1 * MINUTE, state="sending", workspace="T2")
    assert depth(database) == OutboxDepth(scheduled=1, due=2, sending=1, oldest_due=180.0)


@pytest.mark.parametrize(
    "other",
    [
        {"leased_until": NOW + MINUTE},  # a sender has it, or a pause holds its workspace
        {"state": "sending", "leased_until": NOW + MINUTE},
        {"workspace": "T9"},  # Roadmate isn't installed there: nobody sends it
        {"expires_at": NOW - MINUTE},
        {"follows": 77},  # it waits for another one
    ],
    ids=["leased", "sending", "not installed", "expired", "in a thread"],
)
def test_only_what_could_be_sent_now_counts_as_late(database: Database, other: dict[str, Any]) -> None:
    put(database, 1, due=-30 * MINUTE, **other)
    assert depth(database).oldest_due == 0
    put(database, 2, due=-2 * MINUTE, workspace="T2")
    assert depth(database).oldest_due == 120


def test_a_workspace_in_hand_is_not_late_and_one_whose_lease_has_ended_is(database: Database) -> None:
    put(database, 1, due=-30 * MINUTE, leased_until=NOW + MINUTE)
    put(database, 2, due=-20 * MINUTE)  # behind it in the same workspace
    assert depth(database).oldest_due == 0
    put(
        database, 4, due=-25 * MINUTE, workspace="T2", follows=77, leased_until=NOW + MINUTE
    )  # a pause is on any message
    put(database, 5, due=-25 * MINUTE, workspace="T2")
    assert depth(database).oldest_due == 0
    with database.begin() as conn:
        conn.execute(update(outbox).where(outbox.c.workspace == "T2").values(state="sent", leased_until=None))
    put(database, 3, due=-10 * MINUTE, workspace="T2", leased_until=NOW - MINUTE)
    assert depth(database).oldest_due == 600


def test_a_full_outbox_is_counted_by_an_index(database: Database) -> None:
    """No row is read to count, and of the oldest only so many, whatever was ever sent."""
    with database.begin() as conn:
        rows = [
            {
                "workspace": "T1",
                "kind": "nudge",
                "message": {},
                "recipient": "U1",
                "created_at": NOW,
                "period": str(number),
                "expires_at": NOW + MINUTE,
                "due_at": NOW - MINUTE,
                "state": "sent" if number % 50 else "waiting",
            }
            for number in range(20_000)
        ]
        conn.execute(insert(outbox), rows)
        conn.exec_driver_sql("ANALYZE outbox")
    statements: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
    assert depth(database).due == 400
    asked = [each for each in statements if "outbox" in each[0]]
    is_sqlite = database.engine.dialect.name == "sqlite"
    for statement, parameters in asked:
        with database.read() as conn:
            explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            plan = "\n".join(str(row[-1]) for row in conn.exec_driver_sql(explain + statement, parameters))
        assert (
            "ix_outbox_leased" in plan if "leased_until IS NOT NULL" in statement else "ix_outbox_state_due_at" in plan
        )
        assert "Seq Scan on outbox" not in plan
        assert "count(*)" not in statement or "COVERING INDEX" in plan or "Index Only Scan" in plan or not is_sqlite, (
            plan
        )
    assert len(asked) == 5
