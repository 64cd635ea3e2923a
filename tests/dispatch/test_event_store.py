"""An event is answered by one of all who want to, and is forgotten when it can no longer come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.db.engine import Database
from bot.dispatch import event_store

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def claim(database: Database, event: str, now: datetime = NOW) -> bool:
    with database.begin() as conn:
        return event_store.claim_event(conn, event_key=event, now=now)


def purge(database: Database, now: datetime) -> int:
    with database.begin() as conn:
        return event_store.purge_events(conn, now=now)


def test_an_event_is_claimed_once(database: Database) -> None:
    assert [claim(database, "T1:Ev1"), claim(database, "T1:Ev1")] == [True, False]


def test_other_events_are_not_touched(database: Database) -> None:
    assert all(claim(database, event) for event in ("T1:Ev1", "T2:Ev1", "T1:Ev2"))


def test_of_many_at_once_one_wins(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: claim(database, "T1:Ev1"), range(24)))
    assert won.count(True) == 1


def test_a_claim_that_is_rolled_back_is_none(database: Database) -> None:
    def crash() -> None:
        with database.begin() as conn:
            event_store.claim_event(conn, event_key="T1:Ev1", now=NOW)
            raise KeyError

    with pytest.raises(KeyError):
        crash()
    assert claim(database, "T1:Ev1")


def test_a_released_event_can_be_claimed_again(database: Database) -> None:
    claim(database, "T1:Ev1")
    with database.begin() as conn:
        event_store.release_event(conn, event_key="T1:Ev1")
    assert claim(database, "T1:Ev1")


def test_long_names_stay_apart(database: Database) -> None:
    long = "share:" + "x" * 300
    assert [claim(database, long), claim(database, long), claim(database, long + "y")] == [True, False, True]


def test_purge_keeps_what_can_still_come_again(database: Database) -> None:
    claim(database, "old", NOW)
    claim(database, "young", NOW + timedelta(hours=1))
    assert purge(database, NOW + event_store.EVENT_RETENTION) == 0
    assert purge(database, NOW + event_store.EVENT_RETENTION + timedelta(minutes=1)) == 1
    assert [claim(database, "old"), claim(database, "young")] == [True, False]


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=100)


def test_only_what_is_as_new_as_the_newest_advances(database: Database) -> None:
    steps = [(NOON, True), (NOON, True), (NOON + TICK, True), (NOON, False), (NOON + 2 * TICK, True)]
    with database.begin() as conn:
        assert event_store.last_change(conn, message_key="T1:msg:C1:1") is None
        assert [event_store.record_change(conn, message_key="T1:msg:C1:1", changed_at=to) for to, _ in steps] == [
            is_ for _, is_ in steps
        ]
        assert event_store.last_change(conn, message_key="T1:msg:C1:1") == NOON + 2 * TICK
        assert event_store.last_change(conn, message_key="T2:msg:C1:1") is None


def test_it_is_forgotten_when_no_delivery_can_come_any_more(database: Database) -> None:
    with database.begin() as conn:
        event_store.record_change(conn, message_key="T1:msg:C1:1", changed_at=NOON)
        assert event_store.purge_events(conn, now=NOON + event_store.EVENT_RETENTION) == 0
        assert event_store.purge_events(conn, now=NOON + event_store.EVENT_RETENTION + TICK) == 1
        assert event_store.last_change(conn, message_key="T1:msg:C1:1") is None
