"""Leases: one sender has a workspace, threads keep their order, and a crash stops nothing for long."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.db import tables
from bot.db.engine import Database
from bot.delivery import leases, outbox
from bot.delivery.outbox import MessageState, OutboxMessage
from tests.fixtures.installed import install_workspace

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SOON = NOW + MINUTE
LATER = NOW + timedelta(hours=6)


def put(database: Database, recipient: str = "U1", *, due_at: datetime = NOW, **other: Any) -> int:
    with database.begin() as conn:
        install_workspace(conn, workspace=other.get("workspace", "T1"), now=NOW)
        number = outbox.put_message(
            conn,
            **{"workspace": "T1", "kind": "nudge", "period": "2026-W48", **other},
            recipient=recipient,
            message={"text": recipient, "blocks": []},
            due_at=due_at,
            expires_at=LATER,
            now=NOW,
        )
    assert number is not None
    return number


def ready(database: Database, now: datetime = NOW) -> tuple[str, ...]:
    with database.read() as conn:
        return leases.list_ready_workspaces(conn, at=now, now=now)


def lease(
    database: Database, now: datetime = NOW, *, limit: int = 10, workspace: str = "T1"
) -> tuple[OutboxMessage, ...]:
    with database.begin() as conn:
        return leases.lease_messages(conn, workspace=workspace, at=now, now=now, until=now + MINUTE, limit=limit)


def start(database: Database, queued: OutboxMessage, now: datetime = NOW) -> bool:
    with database.begin() as conn:
        return leases.mark_sending(conn, queued=queued, at=now, until=now + MINUTE)


def settle(database: Database, queued: OutboxMessage, state: MessageState, ts: str | None = None) -> None:
    with database.begin() as conn:
        outbox.record_result(conn, queued=queued, state=state, sent_ts=ts)


def clear_up(database: Database, now: datetime) -> list[str]:
    """Recipients of what has become unknown."""
    with database.read() as conn:
        stale = leases.needs_cleanup(conn, at=now, now=now)
    with database.begin() as conn:
        lost = [queued.recipient for queued in leases.recover_interrupted(conn, now=now)]
        assert stale == bool(leases.expire_messages(conn, at=now, now=now) or lost), (
            "a look tells whether there is a need"
        )
    return lost


def states(database: Database) -> dict[str, str]:
    with database.read() as conn:
        rows = conn.execute(tables.outbox.select().order_by(tables.outbox.c.id)).all()
    return {f"{row.recipient} {row.period}": row.state for row in rows}


def test_a_leased_message_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    put(database)
    [first] = lease(database)
    assert (lease(database), ready(database)) == ((), ())
    assert ready(database, SOON) == ("T1",)
    [second] = lease(database, SOON)
    assert not start(database, first, SOON), "it was given to somebody else"
    assert start(database, second, SOON)
    assert not start(database, second, SOON), "once"


def test_one_sender_has_a_workspace_and_another_one_the_next(database: Database) -> None:
    for user in ("U1", "U2"):
        put(database, user)
    put(database, "U3", workspace="T2", due_at=NOW - MINUTE)
    assert ready(database) == ("T1", "T2")
    assert len(lease(database, limit=1)) == 1
    assert lease(database) == ()
    assert ready(database) == ("T2",)
    assert len(lease(database, workspace="T2")) == 1


def test_each_workspace_has_its_turn_however_many_are_ready(database: Database) -> None:
    for number in range(5):
        put(database, workspace=f"T{number}")
    put(database, workspace="T9", due_at=SOON)
    with database.read() as conn:
        turns = [
            leases.list_ready_workspaces(conn, at=NOW, now=NOW, after=after, limit=2)
            for after in ("", "T1", "T3", "T4", "T9")
        ]
    assert turns == [("T0", "T1"), ("T2", "T3"), ("T4", "T0"), ("T0", "T1"), ("T0", "T1")]


def test_where_somebody_just_sent_to_comes_after_all_others(database: Database) -> None:
    for workspace in ("T1", "T2"):
        for user in ("U1", "U2"):
            put(database, user, workspace=workspace)
    [queued] = lease(database, limit=1)
    assert start(database, queued)
    settle(database, queued, MessageState.SENT, "1.1")
    at_once, soon = NOW + timedelta(seconds=0.9), NOW + timedelta(seconds=1)
    assert (ready(database, at_once), ready(database, soon)) == (("T2",), ("T1", "T2"))
    with database.read() as conn:
        behind = NOW - timedelta(seconds=0.3)  # of somebody whose clock is, or whose look began before
        last = [leases.find_last_departure(conn, workspace="T1", at=each) for each in (behind, at_once, soon)]
        assert leases.find_last_departure(conn, workspace="T2", at=at_once) is None
    assert last == [NOW, NOW, None]
    lease(database, workspace="T2")
    assert ready(database, at_once) == ("T1",), "there is nobody else: who leases it waits for the second to end"


def test_a_call_under_way_keeps_the_workspace_too(database: Database) -> None:
    put(database, "U1")
    put(database, "U2")
    [queued] = lease(database, limit=1)
    assert start(database, queued)
    assert (ready(database), lease(database)) == ((), ())
    settle(database, queued, MessageState.SENT, "1.1")
    assert [each.recipient for each in lease(database)] == ["U2"]


def test_of_many_that_lease_at_once_one_gets_it_all(database: Database) -> None:
    for number in range(12):
        put(database, f"U{number}")
    together, got = threading.Barrier(4), []

    def run() -> None:
        together.wait()
        got.append(len(lease(database, limit=5)))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [0, 0, 0, 5]


def test_leases_go_by_what_fell_due_first_and_never_ahead_of_time(database: Database) -> None:
    put(database, "U1", due_at=NOW)
    put(database, "U2", due_at=NOW - MINUTE)
    put(database, "U3", due_at=SOON)
    assert [queued.recipient for queued in lease(database)] == ["U2", "U1"]


def test_a_lease_that_is_given_back_is_free_at_once(database: Database) -> None:
    put(database)
    batch = lease(database)
    with database.begin() as conn:
        leases.release_leases(conn, batch=batch)
    assert len(lease(database)) == 1


def test_a_message_whose_time_ends_during_the_turn_is_not_sent(database: Database) -> None:
    put(database)
    [queued] = lease(database, LATER - MINUTE / 2)
    assert not start(database, queued, LATER)


def test_holding_a_workspace_holds_all_of_it_and_nothing_else(database: Database) -> None:
    put(database, "U1")
    put(database, "U2")
    put(database, "U3", workspace="T2")
    mine = lease(database)
    with database.begin() as conn:
        leases.release_leases(conn, batch=mine)
        leases.pause_workspace(conn, workspace="T1", until=SOON + MINUTE, now=NOW)
    put(database, "U4")
    assert ready(database, SOON) == ("T2",), "what is written during the pause waits with the others"
    assert lease(database, SOON) == ()
    assert [queued.recipient for queued in lease(database, SOON + MINUTE)] == ["U1", "U2", "U4"]


def test_no_pause_is_longer_than_an_hour(database: Database) -> None:
    put(database)
    with database.begin() as conn:
        leases.pause_workspace(conn, workspace="T1", until=NOW + timedelta(days=9), now=NOW)
    assert ready(database, NOW + timedelta(minutes=59)) == ()
    assert ready(database, NOW + timedelta(minutes=60)) == ("T1",)


@pytest.mark.parametrize("sending", [False, True])
def test_a_lease_from_a_clock_that_ran_ahead_stops_nobody(database: Database, *, sending: bool) -> None:
    put(database)
    [queued] = lease(database)
    if sending:
        start(database, queued)
    with database.begin() as conn:
        conn.execute(update(tables.outbox).values(leased_until=NOW + timedelta(days=400)))
    assert clear_up(database, NOW) == (["U1"] if sending else [])
    assert ready(database) == (() if sending else ("T1",))


def test_only_an_interrupted_call_is_unknown(database: Database) -> None:
    for user in ("U1", "U2", "U3"):
        put(database, user)
    first, second, _ = lease(database)
    start(database, first)
    start(database, second)
    settle(database, second, MessageState.SENT, "1.1")
    assert clear_up(database, NOW) == []
    assert clear_up(database, SOON) == ["U1"]
    assert list(states(database).values()) == ["unknown", "sent", "waiting"]


def test_a_sending_that_is_known_to_have_worked_wins_over_unknown(database: Database) -> None:
    put(database)
    [queued] = lease(database)
    start(database, queued)
    assert clear_up(database, SOON) == ["U1"]
    settle(database, queued, MessageState.SENT, "1.1")
    assert list(states(database).values()) == ["sent"]


def thread(database: Database) -> list[int]:
    """A digest and two messages that follow it."""
    digest = {"kind": "digest"}
    first = put(database, "C1", **digest)
    return [first, *(put(database, "C1", **digest, period=f"2026-W48.{n}", follows=first) for n in (1, 2))]


def test_a_thread_comes_after_its_first_and_in_order(database: Database) -> None:
    thread(database)
    seen: list[tuple[str, str | None]] = []
    for number in range(3):
        [queued] = lease(database)
        seen.append((queued.period, queued.thread))
        start(database, queued)
        settle(database, queued, MessageState.SENT, f"{number}.5")
    assert seen == [("2026-W48", None), ("2026-W48.1", "0.5"), ("2026-W48.2", "0.5")]
    assert (lease(database), clear_up(database, NOW)) == ((), [])


@pytest.mark.parametrize("state", [MessageState.FAILED, MessageState.UNKNOWN, MessageState.EXPIRED])
def test_a_thread_lapses_with_its_first(database: Database, state: MessageState) -> None:
    thread(database)
    [queued] = lease(database)
    settle(database, queued, state)
    assert ready(database) == ()
    clear_up(database, NOW)
    assert list(states(database).values()) == [state.value, "expired", "expired"]


def test_a_thread_waits_while_its_first_is_tried_again(database: Database) -> None:
    thread(database)
    [queued] = lease(database)
    with database.begin() as conn:
        outbox.reschedule(conn, queued=queued, due_at=SOON, error="not_in_channel")
    clear_up(database, NOW)
    assert list(states(database).values()) == ["waiting", "waiting", "waiting"]
    assert ready(database) == ()


def test_one_that_follows_nothing_known_lapses(database: Database) -> None:
    put(database, follows=999)
    assert lease(database) == ()
    clear_up(database, NOW)
    assert list(states(database).values()) == ["expired"]
