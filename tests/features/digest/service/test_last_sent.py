from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db.engine import Connection, Sessions
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import Kind, Outcome
from bot.features.digest.rules.last_sent import Last
from bot.features.digest.service import last_sent

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Connection]:
    with sessions.begin() as opened:
        yield opened


def decided(session: Connection, period: str, outcome: Outcome) -> None:
    occurrences.claim(session, workspace="T1", kind=Kind.DIGEST, period=period, recipient="", now=NOW, outcome=outcome)


def written(session: Connection, period: str, **other: Any) -> int:
    usual = {"workspace": "T1", "kind": Kind.DIGEST, "recipient": "C1", "message": {}, "due_at": NOW, "now": NOW}
    made = outbox.put(session, **{**usual, "period": period, "expires_at": NOW + timedelta(hours=1), **other})
    assert made
    return made


def test_there_is_none_at_first(session: Connection) -> None:
    decided(session, "2026-W46", Outcome.QUEUED)
    written(session, "2026-W46", workspace="T2")
    written(session, "2026-W46", kind=Kind.NUDGE)
    assert last_sent.find(session, workspace="T1") is None


def test_the_newest_message_tells_and_a_quiet_week_after_it_does_too(session: Connection) -> None:
    decided(session, "2026-W46", Outcome.QUEUED)
    first = written(session, "2026-W46")
    written(session, "2026-W46.1", follows=first)
    sent = Last("2026-W46", "waiting", NOW, first, "C1", is_on_its_way=True)
    assert last_sent.find(session, workspace="T1") == sent
    decided(session, "2026-W47", Outcome.NOTHING)
    assert last_sent.find(session, workspace="T1") == Last("2026-W47", "nothing", NOW)
    assert last_sent.message(session, workspace="T1") == sent


def test_one_that_was_sent_again_is_the_last_one_and_its_first_is_not(session: Connection) -> None:
    first = written(session, "2026-W46")
    copy = written(session, "2026-W46+1", recipient="C2")
    found = last_sent.find(session, workspace="T1")
    assert found
    assert (found.week, found.letter, found.channel) == ("2026-W46", copy, "C2")
    assert last_sent.message(session, workspace="T1", letter=first) is None
    assert last_sent.message(session, workspace="T1", letter=copy) == found
