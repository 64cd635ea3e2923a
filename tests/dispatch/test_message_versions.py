"""Edits are followed in the order in which they were made, not in which they arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.db.engine import Sessions
from bot.dispatch import handled_events, message_versions

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=100)


def test_only_what_is_as_new_as_the_newest_advances(sessions: Sessions) -> None:
    steps = [(NOON, True), (NOON, True), (NOON + TICK, True), (NOON, False), (NOON + 2 * TICK, True)]
    with sessions.begin() as session:
        assert message_versions.last(session, message="T1:msg:C1:1") is None
        assert [message_versions.advance(session, message="T1:msg:C1:1", to=to) for to, _ in steps] == [
            is_ for _, is_ in steps
        ]
        assert message_versions.last(session, message="T1:msg:C1:1") == NOON + 2 * TICK
        assert message_versions.last(session, message="T2:msg:C1:1") is None


def test_it_is_forgotten_when_no_delivery_can_come_any_more(sessions: Sessions) -> None:
    with sessions.begin() as session:
        message_versions.advance(session, message="T1:msg:C1:1", to=NOON)
        assert handled_events.purge(session, now=NOON + handled_events.KEPT) == 0
        assert handled_events.purge(session, now=NOON + handled_events.KEPT + TICK) == 1
        assert message_versions.last(session, message="T1:msg:C1:1") is None
