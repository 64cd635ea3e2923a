"""The last digest, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db.engine import Connection, Database
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.features.digest.rules import LastDigest
from bot.features.digest.service import last_sent

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with database.begin() as conn:
        yield conn


def claim_digest(conn: Connection, period: str, outcome: OccurrenceOutcome) -> None:
    occurrences.claim_occurrence(
        conn, workspace="T1", kind=DeliveryKind.DIGEST, period=period, recipient="", now=NOW, outcome=outcome
    )


def put_digest_message(conn: Connection, period: str, **other: Any) -> int:
    usual = {
        "workspace": "T1",
        "kind": DeliveryKind.DIGEST,
        "recipient": "C1",
        "message": {},
        "due_at": NOW,
        "now": NOW,
    }
    message_id = outbox.put_message(
        conn, **{**usual, "period": period, "expires_at": NOW + timedelta(hours=1), **other}
    )
    assert message_id
    return message_id


def test_there_is_none_at_first(conn: Connection) -> None:
    claim_digest(conn, "2026-W46", OccurrenceOutcome.QUEUED)
    put_digest_message(conn, "2026-W46", workspace="T2")
    put_digest_message(conn, "2026-W46", kind=DeliveryKind.NUDGE)
    assert last_sent.find_last_digest(conn, workspace="T1") is None


def test_the_last_digest_is_the_newest_message_or_a_quiet_week_after_it(conn: Connection) -> None:
    claim_digest(conn, "2026-W46", OccurrenceOutcome.QUEUED)
    first = put_digest_message(conn, "2026-W46")
    put_digest_message(conn, "2026-W46.1", follows=first)
    sent = LastDigest("2026-W46", "waiting", NOW, first, "C1", is_on_its_way=True)
    assert last_sent.find_last_digest(conn, workspace="T1") == sent
    claim_digest(conn, "2026-W47", OccurrenceOutcome.NOTHING)
    assert last_sent.find_last_digest(conn, workspace="T1") == LastDigest("2026-W47", "nothing", NOW)
    assert last_sent.find_last_message(conn, workspace="T1") == sent


def test_a_copy_that_was_sent_again_is_the_last_one(conn: Connection) -> None:
    first = put_digest_message(conn, "2026-W46")
    copy = put_digest_message(conn, "2026-W46+1", recipient="C2")
    last = last_sent.find_last_digest(conn, workspace="T1")
    assert last
    assert (last.week, last.message_id, last.channel) == ("2026-W46", copy, "C2")
    assert last_sent.find_last_message(conn, workspace="T1", message_id=first) is None
    assert last_sent.find_last_message(conn, workspace="T1", message_id=copy) == last
