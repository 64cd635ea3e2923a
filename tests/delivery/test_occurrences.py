"""Claims: one winner for each occurrence, whoever asks and how often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.db.engine import Sessions
from bot.delivery import occurrences
from bot.delivery.occurrences import Kind, Outcome

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
NUDGE = {"workspace": "T1", "kind": Kind.NUDGE, "period": "2026-W48", "recipient": "U1"}


def claim(sessions: Sessions, **other: Any) -> bool:
    with sessions.begin() as session:
        return occurrences.claim(session, **{**NUDGE, **other}, now=NOW, outcome=Outcome.QUEUED)


def test_the_first_wins_and_nobody_after_it(sessions: Sessions) -> None:
    assert claim(sessions)
    assert not claim(sessions)
    with sessions.read() as session:
        assert occurrences.is_claimed(session, **NUDGE)


@pytest.mark.parametrize(
    "other", [{"workspace": "T2"}, {"kind": Kind.DIGEST}, {"period": "2026-W49"}, {"recipient": "U2"}]
)
def test_any_other_occurrence_is_free(sessions: Sessions, other: dict[str, Any]) -> None:
    claim(sessions)
    with sessions.read() as session:
        assert not occurrences.is_claimed(session, **{**NUDGE, **other})
    assert claim(sessions, **other)


def test_of_many_at_once_one_wins_each(sessions: Sessions) -> None:
    won: list[str] = []
    together = threading.Barrier(8)

    def run() -> None:
        together.wait()
        for week in range(1, 21):
            if claim(sessions, period=f"2026-W{week:02}"):
                won.append(f"2026-W{week:02}")

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [f"2026-W{week:02}" for week in range(1, 21)]


def test_a_claim_that_is_rolled_back_is_free_again(sessions: Sessions) -> None:
    with pytest.raises(RuntimeError), sessions.begin() as session:
        occurrences.claim(session, **NUDGE, now=NOW, outcome=Outcome.QUEUED)
        raise RuntimeError
    assert claim(sessions)


def test_the_weeks_around_that_were_dealt_with_are_known(sessions: Sessions) -> None:
    for period in ("2026-W40", "2026-W46", "2026-W48"):
        claim(sessions, period=period)
    claim(sessions, period="2026-W47", recipient="U2")
    claim(sessions, period="2026-W47", kind=Kind.SUMMARY)
    with sessions.read() as session:
        done = occurrences.done(
            session, workspace="T1", kind=Kind.NUDGE, zone=ZoneInfo("Europe/Berlin"), now=NOW, recipient="U1"
        )
    assert done == {"2026-W46", "2026-W48"}


def test_the_newest_decision_for_everybody_is_found(sessions: Sessions) -> None:
    with sessions.read() as session:
        assert occurrences.newest(session, workspace="T1", kind=Kind.DIGEST) is None
    for period in ("2026-W52", "2026-W53", "2026-W09"):
        claim(sessions, kind=Kind.DIGEST, period=period, recipient=occurrences.EVERYBODY)
    claim(sessions, kind=Kind.DIGEST, period="2027-W20", recipient="U1")
    with sessions.read() as session:
        found = occurrences.newest(session, workspace="T1", kind=Kind.DIGEST)
    assert found == occurrences.Decided("2026-W53", Outcome.QUEUED, NOW)
