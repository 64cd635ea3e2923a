"""Claims: one winner for each occurrence, whoever asks and how often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.db.sessions import Sessions
from bot.services import occurrences
from bot.services.occurrences import Kind, Outcome

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
