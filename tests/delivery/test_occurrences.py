"""Claims: one winner for each occurrence, whoever asks and how often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.db.engine import Database
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
NUDGE = {"workspace": "T1", "kind": DeliveryKind.NUDGE, "period": "2026-W48", "recipient": "U1"}


def claim(database: Database, **other: Any) -> bool:
    with database.begin() as conn:
        return occurrences.claim_occurrence(conn, **{**NUDGE, **other}, now=NOW, outcome=OccurrenceOutcome.QUEUED)


def test_the_first_wins_and_nobody_after_it(database: Database) -> None:
    assert claim(database)
    assert not claim(database)
    with database.read() as conn:
        assert occurrences.is_claimed(conn, **NUDGE)


@pytest.mark.parametrize(
    "other", [{"workspace": "T2"}, {"kind": DeliveryKind.DIGEST}, {"period": "2026-W49"}, {"recipient": "U2"}]
)
def test_any_other_occurrence_is_free(database: Database, other: dict[str, Any]) -> None:
    claim(database)
    with database.read() as conn:
        assert not occurrences.is_claimed(conn, **{**NUDGE, **other})
    assert claim(database, **other)


def test_of_many_at_once_one_wins_each(database: Database) -> None:
    won: list[str] = []
    together = threading.Barrier(8)

    def run() -> None:
        together.wait()
        for week in range(1, 21):
            if claim(database, period=f"2026-W{week:02}"):
                won.append(f"2026-W{week:02}")

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [f"2026-W{week:02}" for week in range(1, 21)]


def test_a_claim_that_is_rolled_back_is_free_again(database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin() as conn:
        occurrences.claim_occurrence(conn, **NUDGE, now=NOW, outcome=OccurrenceOutcome.QUEUED)
        raise RuntimeError
    assert claim(database)


def test_the_weeks_around_that_were_dealt_with_are_known(database: Database) -> None:
    for period in ("2026-W40", "2026-W46", "2026-W48"):
        claim(database, period=period)
    claim(database, period="2026-W47", recipient="U2")
    claim(database, period="2026-W47", kind=DeliveryKind.WEEKLY_SUMMARY)
    with database.read() as conn:
        done = occurrences.list_settled_weeks(
            conn, workspace="T1", kind=DeliveryKind.NUDGE, zone=ZoneInfo("Europe/Berlin"), now=NOW, recipient="U1"
        )
    assert done == {"2026-W46", "2026-W48"}


def test_the_newest_decision_for_everybody_is_found(database: Database) -> None:
    with database.read() as conn:
        assert occurrences.find_newest(conn, workspace="T1", kind=DeliveryKind.DIGEST) is None
    for period in ("2026-W52", "2026-W53", "2026-W09"):
        claim(database, kind=DeliveryKind.DIGEST, period=period, recipient=occurrences.WHOLE_WORKSPACE)
    claim(database, kind=DeliveryKind.DIGEST, period="2027-W20", recipient="U1")
    with database.read() as conn:
        found = occurrences.find_newest(conn, workspace="T1", kind=DeliveryKind.DIGEST)
    assert found == occurrences.PastOccurrence("2026-W53", OccurrenceOutcome.QUEUED, NOW)
