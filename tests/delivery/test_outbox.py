"""The outbox: what is written in it once, and what is known of each message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from bot.db.engine import Database
from bot.db.tables import outbox as table
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
        rows = conn.execute(select(table.c.kind, table.c.state, func.count()).group_by(table.c.kind, table.c.state))
        return {(kind, state): number for kind, state, number in rows}


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


@pytest.mark.parametrize(("seconds", "is_listed"), [(-1, False), (0, True), (6 * 3600 - 1, True), (6 * 3600, False)])
def test_a_message_waits_from_when_it_is_due_until_it_expires(
    database: Database, seconds: int, *, is_listed: bool
) -> None:
    put(database)
    with database.read() as conn:
        listed = outbox.list_waiting(conn, at=NOW + timedelta(seconds=seconds))
    assert bool(listed) is is_listed


def test_times_are_those_of_what_waits_after_one_moment_and_until_another(database: Database) -> None:
    for recipient in ("U1", "U2", "U3"):
        put(database, recipient)
    settle(database, MessageState.SENT, recipient="U3")
    second = timedelta(seconds=1)
    with database.read() as conn:
        assert outbox.list_due_times(conn, after=NOW - second, until=NOW) == (NOW,)
        assert outbox.list_due_times(conn, after=NOW, until=LATER) == ()
        assert outbox.list_due_times(conn, after=NOW - 2 * second, until=NOW - second) == ()
    for recipient in ("U1", "U2"):
        settle(database, MessageState.SENT, recipient=recipient)
    with database.read() as conn:
        assert outbox.list_due_times(conn, after=NOW - second, until=NOW) == ()


Row = tuple[str, str, str, str]  # workspace, kind, period and recipient
ONE: Row = ("T1", "nudge", "2026-W48", "U1")
OF = {"workspace": "T1", "kind": "nudge", "period": "2026-W48"}
GRID: list[Row] = [
    (workspace, kind, period, recipient)
    for workspace in ("T1", "T2")
    for kind in ("nudge", "digest")
    for period in ("2026-W48", "2026-W49")
    for recipient in ("U1", "U2")
]


def changed_by(database: Database, act: Callable[[Connection], Any], *, done: Row | None = None) -> set[Row]:
    """Return which messages of the grid, of which one is `done`, do not wait any more for whom they were written."""
    for workspace, kind, period, recipient in GRID:
        put(database, recipient, workspace=workspace, kind=kind, period=period)
    columns = (table.c.workspace, table.c.kind, table.c.period, table.c.recipient)
    with database.begin() as conn:
        if done:
            is_done = [column == value for column, value in zip(columns, done, strict=True)]
            conn.execute(update(table).where(*is_done).values(state=MessageState.SENT.value))
        before = {tuple(row) for row in conn.execute(select(*columns, table.c.state))}
        act(conn)
        after = {tuple(row) for row in conn.execute(select(*columns, table.c.state))}
    return {row[:4] for row in before - after}


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (
            lambda conn: outbox.withdraw_for_recipient(conn, workspace="T1", kinds=["nudge"], recipient="U1"),
            {("T1", "nudge", period, "U1") for period in ("2026-W48", "2026-W49")},
        ),
        (
            lambda conn: outbox.withdraw_kind(conn, workspace="T1", kind="nudge"),
            {row for row in GRID if row[:2] == ("T1", "nudge")},
        ),
        (lambda conn: outbox.delete_waiting(conn, **OF, recipient="U1"), {ONE}),
        (lambda conn: outbox.delete_waiting(conn, **OF), {ONE, (*ONE[:3], "U2")}),
        (lambda conn: outbox.delete_waiting(conn, **OF, exclude=["U2"]), {ONE}),
    ],
    ids=["recipient", "kind", "period and recipient", "period", "period and others"],
)
def test_only_what_is_named_and_still_waits_is_taken_back(
    database: Database, act: Callable[[Connection], Any], expected: set[Row]
) -> None:
    assert changed_by(database, act, done=ONE) == expected - {ONE}


def test_what_waits_of_a_kind_is_redirected_and_nothing_else(database: Database) -> None:
    put(database, "U1")
    put(database, "U1", kind="digest")
    put(database, "U1", workspace="T2")
    put(database, "U2", period="2026-W49")
    settle(database, MessageState.SENT, recipient="U2")
    with database.begin() as conn:
        outbox.redirect_waiting(conn, workspace="T1", kind="nudge", recipient="U9")
        found = conn.execute(select(table.c.workspace, table.c.kind, table.c.recipient).order_by(table.c.id)).all()
    assert [tuple(row) for row in found] == [
        ("T1", "nudge", "U9"),
        ("T1", "digest", "U1"),
        ("T2", "nudge", "U1"),
        ("T1", "nudge", "U2"),
    ]


def test_what_is_known_of_a_period_is_of_that_workspace_kind_and_period(database: Database) -> None:
    for workspace, kind, period, recipient in GRID:
        put(database, recipient, workspace=workspace, kind=kind, period=period)
    with database.begin() as conn:
        one = next(
            each for each in outbox.list_waiting(conn, at=NOW) if each.workspace == "T1" and each.recipient == "U1"
        )
        assert (one.kind, one.period) == ("nudge", "2026-W48")
        outbox.record_result(conn, queued=one, state=MessageState.SENT, sent_ts="1.5")
        found = {
            (workspace, kind, period): outbox.list_reached(conn, workspace=workspace, kind=kind, period=period)
            for workspace, kind, period, _ in GRID
        }
        assert {key: value for key, value in found.items() if value} == {ONE[:3]: {"U1"}}
        stamps = {
            row: outbox.find_sent_ts(conn, workspace=row[0], kind=row[1], period=row[2], recipient=row[3])
            for row in GRID
        }
        assert {row: stamp for row, stamp in stamps.items() if stamp} == {ONE: "1.5"}
        states_found = outbox.read_states(conn, workspace="T1", kind="nudge", periods=["2026-W48", "2026-W50"])
    assert states_found == {"2026-W48": {"U1": MessageState.SENT, "U2": MessageState.WAITING}}


@pytest.mark.parametrize(
    ("state", "is_reached"),
    [
        (MessageState.SENDING, True),
        (MessageState.SENT, True),
        (MessageState.UNKNOWN, True),
        (MessageState.WAITING, False),
        (MessageState.EXPIRED, False),
    ],
)
def test_who_was_perhaps_sent_a_message_counts_as_reached(
    database: Database, state: MessageState, *, is_reached: bool
) -> None:
    put(database)
    settle(database, state)
    with database.read() as conn:
        assert outbox.list_reached(conn, **OF) == (frozenset({"U1"}) if is_reached else frozenset())
