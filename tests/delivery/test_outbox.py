"""The outbox: what is written in it once, and what is known of each message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db.engine import Database
from bot.delivery import outbox, records
from bot.delivery.outbox import MessageState, OutboxMessage

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=6)


def put(database: Database, recipient: str = "U1", **other: Any) -> int | None:
    with database.begin() as conn:
        return outbox.put_message(
            conn,
            **{"workspace": "T1", "kind": "nudge", "period": "2026-W48", **other},
            recipient=recipient,
            message={"text": recipient, "blocks": []},
            due_at=NOW,
            expires_at=LATER,
            now=NOW,
        )


def find_waiting(database: Database, recipient: str = "U1") -> OutboxMessage:
    with database.read() as conn:
        return next(each for each in outbox.list_waiting(conn, at=NOW) if each.recipient == recipient)


def settle(database: Database, state: MessageState, error: str | None = None, recipient: str = "U1") -> None:
    found = find_waiting(database, recipient)
    with database.begin() as conn:
        outbox.record_result(conn, queued=found, state=state, error=error)


def states(database: Database) -> dict[tuple[str, str], int]:
    with database.read() as conn:
        return records.count_by_state(conn)


def test_the_same_message_is_written_once(database: Database) -> None:
    number = put(database)
    assert number is not None
    assert put(database) is None
    assert find_waiting(database).id == number
    assert states(database) == {("nudge", "waiting"): 1}


def test_a_message_read_back_is_the_one_written(database: Database) -> None:
    put(database)
    found = find_waiting(database)
    assert (found.message, found.due_at, found.expires_at) == ({"text": "U1", "blocks": []}, NOW, LATER)


@pytest.mark.parametrize(("due_at", "state"), [(SOON, MessageState.WAITING), (LATER, MessageState.EXPIRED)])
def test_a_retry_that_comes_too_late_is_none(database: Database, due_at: datetime, state: MessageState) -> None:
    put(database)
    found = find_waiting(database)
    with database.begin() as conn:
        assert outbox.reschedule(conn, queued=found, due_at=due_at, error="ratelimited") is state
    assert states(database) == {("nudge", state.value): 1}


def test_withdrawing_stops_what_has_not_left(database: Database) -> None:
    put(database, "U1")
    put(database, "U2")
    put(database, "U1", kind="digest")
    with database.begin() as conn:
        outbox.withdraw_for_recipient(conn, workspace="T1", kinds=("nudge",), recipient="U1")
    assert states(database) == {("nudge", "expired"): 1, ("nudge", "waiting"): 1, ("digest", "waiting"): 1}


def test_a_long_error_is_cut(database: Database) -> None:
    put(database)
    settle(database, MessageState.FAILED, "x" * 5000)
    assert states(database) == {("nudge", "failed"): 1}


def test_the_last_of_a_kind_is_the_newest_without_its_thread(database: Database) -> None:
    put(database, "C1", kind="digest", period="2026-W46")
    first = put(database, "C1", kind="digest", period="2026-W47")
    put(database, "C1", kind="digest", period="2026-W47.1", follows=first)
    put(database, "C2", kind="digest", period="2026-W48", workspace="T2")
    with database.read() as conn:
        found = records.find_last_record(conn, workspace="T1", kind="digest")
        assert found is not None
        assert (found.id, found.period, found.state) == (first, "2026-W47", MessageState.WAITING)
        assert [each.period for each in records.list_thread_records(conn, message_id=found.id)] == ["2026-W47.1"]
        assert records.find_last_record(conn, workspace="T1", kind="nudge") is None
        assert records.find_record(conn, workspace="T2", message_id=found.id) is None, "of one's own workspace only"


def test_a_message_that_has_not_arrived_is_decided_on_once(database: Database) -> None:
    numbers = [put(database, user) or 0 for user in ("U1", "U2", "U3", "U4")]
    for user in ("U1", "U2"):
        settle(database, MessageState.UNKNOWN, "interrupted", user)
    settle(database, MessageState.SENT, recipient="U3")
    with database.begin() as conn:
        assert records.record_decision(conn, message_id=numbers[0], error=outbox.NOT_RESENT)
        assert not records.record_decision(conn, message_id=numbers[0], error=outbox.RESENT), "one decision"
        assert not records.record_decision(conn, message_id=numbers[2], error=outbox.RESENT), "it has arrived"
        known = [records.find_record(conn, workspace="T1", message_id=number) for number in numbers]
    assert [(each.state, each.error) for each in known if each] == [
        (MessageState.UNKNOWN, outbox.NOT_RESENT),
        (MessageState.UNKNOWN, "interrupted"),
        (MessageState.SENT, None),
        (MessageState.WAITING, None),
    ]


def test_deciding_ends_what_is_still_tried(database: Database) -> None:
    number = put(database)
    with database.begin() as conn:
        assert records.record_decision(conn, message_id=number or 0, error=outbox.NOT_RESENT)
    assert states(database) == {("nudge", "expired"): 1}


def test_a_copy_says_the_same_once(database: Database) -> None:
    number = put(database) or 0
    with database.begin() as conn:
        copy = {"message_id": number, "period": "2026-W48+1", "recipient": "U1", "expires_at": LATER, "now": SOON}
        copied = records.copy_message(conn, **copy)  # type: ignore[arg-type]
        assert copied is not None
        assert records.copy_message(conn, **copy) is None  # type: ignore[arg-type]
        found = next(each for each in outbox.list_waiting(conn, at=SOON) if each.id == copied)
    assert (found.message, found.period, found.due_at) == ({"text": "U1", "blocks": []}, "2026-W48+1", SOON)


def test_trouble_is_what_somebody_should_look_at(database: Database) -> None:
    ended = [
        ("U1", MessageState.FAILED, "user_not_found"),
        ("U2", MessageState.UNKNOWN, outbox.RESENT),
        ("U3", MessageState.EXPIRED, outbox.PARENT_NOT_SENT),
        ("U4", MessageState.EXPIRED, outbox.WITHDRAWN),
        ("U5", MessageState.EXPIRED, None),
        ("U6", MessageState.EXPIRED, "not_in_channel"),
    ]
    for recipient, state, error in ended:
        put(database, recipient)
        settle(database, state, error, recipient)
    with database.read() as conn:
        assert records.count_undelivered(conn, since=NOW) == {
            ("nudge", "expired", "not_in_channel"): 1,
            ("nudge", "failed", "user_not_found"): 1,
        }
        assert records.count_undelivered(conn, since=SOON) == {}
