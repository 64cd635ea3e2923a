"""An event is answered by one of all who want to, and is forgotten when it can no longer come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.db.engine import Sessions
from bot.dispatch import handled_events

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def claim(sessions: Sessions, event: str, now: datetime = NOW) -> bool:
    with sessions.begin() as session:
        return handled_events.claim(session, event=event, now=now)


def purge(sessions: Sessions, now: datetime) -> int:
    with sessions.begin() as session:
        return handled_events.purge(session, now=now)


def test_an_event_is_claimed_once(sessions: Sessions) -> None:
    assert [claim(sessions, "T1:Ev1"), claim(sessions, "T1:Ev1")] == [True, False]


def test_other_events_are_not_touched(sessions: Sessions) -> None:
    assert all(claim(sessions, event) for event in ("T1:Ev1", "T2:Ev1", "T1:Ev2"))


def test_of_many_at_once_one_wins(sessions: Sessions) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: claim(sessions, "T1:Ev1"), range(24)))
    assert won.count(True) == 1


def test_a_claim_that_is_rolled_back_is_none(sessions: Sessions) -> None:
    def crash() -> None:
        with sessions.begin() as session:
            handled_events.claim(session, event="T1:Ev1", now=NOW)
            raise KeyError

    with pytest.raises(KeyError):
        crash()
    assert claim(sessions, "T1:Ev1")


def test_a_released_event_can_be_claimed_again(sessions: Sessions) -> None:
    claim(sessions, "T1:Ev1")
    with sessions.begin() as session:
        handled_events.release(session, event="T1:Ev1")
    assert claim(sessions, "T1:Ev1")


def test_long_names_stay_apart(sessions: Sessions) -> None:
    long = "share:" + "x" * 300
    assert [claim(sessions, long), claim(sessions, long), claim(sessions, long + "y")] == [True, False, True]


def test_purge_keeps_what_can_still_come_again(sessions: Sessions) -> None:
    claim(sessions, "old", NOW)
    claim(sessions, "young", NOW + timedelta(hours=1))
    assert purge(sessions, NOW + handled_events.KEPT) == 0
    assert purge(sessions, NOW + handled_events.KEPT + timedelta(minutes=1)) == 1
    assert [claim(sessions, "old"), claim(sessions, "young")] == [True, False]
