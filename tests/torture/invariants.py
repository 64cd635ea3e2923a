"""What has to be so after every cruelty."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import select, text

from bot.core.ledger import rollups
from bot.db.engine import Database
from bot.db.tables import entries
from tests.torture.clients import Crowd, Line
from tests.torture.message_feed import MessageFeed


def read_ledger(database: Database) -> Counter[Line]:
    """Return how often each line is in the ledger."""
    today = datetime.now(UTC).date()
    with database.read() as conn:
        rows = conn.execute(select(entries.c.member, entries.c.minutes, entries.c.day))
        return Counter((row.member, row.minutes, (today - row.day).days) for row in rows)


def check_ledger(database: Database, crowd: Crowd) -> int:
    """Check that what was acknowledged is there once, nothing twice, nothing unasked, and that all sums are right.

    Returns the number of entries.
    """
    ledger, tally = read_ledger(database), crowd.tally
    assert not tally.strange, tally.strange[:3]
    lost = tally.acknowledged - set(ledger)
    assert not lost, f"{len(lost)} were acknowledged and are not there: {sorted(lost)[:3]}"
    twice = [line for line, times in ledger.items() if times > 1]
    assert not twice, f"{len(twice)} are there twice: {twice[:3]}"
    assert set(ledger) <= tally.asked
    with database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
    return len(ledger)


def check_file(database: Database) -> None:
    """Check that a SQLite file is whole; PostgreSQL looks after its own."""
    if database.engine.dialect.name == "sqlite":
        with database.read() as conn:
            assert conn.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert not list(conn.execute(text("PRAGMA foreign_key_check")))


def check_messages(feed: MessageFeed) -> Counter[str]:
    """Check that no message was shown twice, and that those that are said to be sent were shown; returns the states."""
    fates = feed.fates()
    assert not fates.doubles, fates
    assert not fates.lost, fates
    assert set(fates.states) <= {"sent", "unknown", "waiting"}, fates.states
    assert not fates.shown_by_state.get("waiting", Counter())[1], fates
    return fates.states
