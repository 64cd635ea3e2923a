"""Leases: one sender has a workspace, threads keep their order, and a crash stops nothing for long."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.db import tables
from bot.db.engine import Sessions
from bot.delivery import leases, outbox
from bot.delivery.outbox import Letter, State

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SOON = NOW + MINUTE
LATER = NOW + timedelta(hours=6)


def put(sessions: Sessions, recipient: str = "U1", *, due_at: datetime = NOW, **other: Any) -> int:
    with sessions.begin() as session:
        number = outbox.put(
            session,
            **{"workspace": "T1", "kind": "nudge", "period": "2026-W48", **other},
            recipient=recipient,
            message={"text": recipient, "blocks": []},
            due_at=due_at,
            expires_at=LATER,
            now=NOW,
        )
    assert number is not None
    return number


def ready(sessions: Sessions, now: datetime = NOW) -> tuple[str, ...]:
    with sessions.read() as session:
        return leases.ready(session, at=now, now=now)


def lease(sessions: Sessions, now: datetime = NOW, *, limit: int = 10, workspace: str = "T1") -> tuple[Letter, ...]:
    with sessions.begin() as session:
        return leases.lease(session, workspace=workspace, at=now, now=now, until=now + MINUTE, limit=limit)


def start(sessions: Sessions, letter: Letter, now: datetime = NOW) -> bool:
    with sessions.begin() as session:
        return leases.start(session, letter=letter, at=now, until=now + MINUTE)


def settle(sessions: Sessions, letter: Letter, state: State, ts: str | None = None) -> None:
    with sessions.begin() as session:
        outbox.settle(session, letter=letter, state=state, ts=ts)


def clear_up(sessions: Sessions, now: datetime) -> list[str]:
    """Recipients of what has become unknown."""
    with sessions.read() as session:
        stale = leases.is_stale(session, at=now, now=now)
    with sessions.begin() as session:
        lost = [letter.recipient for letter in leases.recover(session, now=now)]
        assert stale == bool(leases.expire(session, at=now, now=now) or lost), "a look tells whether there is a need"
    return lost


def states(sessions: Sessions) -> dict[str, str]:
    with sessions.read() as session:
        rows = session.execute(tables.outbox.select().order_by(tables.outbox.c.id)).all()
    return {f"{row.recipient} {row.period}": row.state for row in rows}


def test_a_leased_message_is_nobody_elses_until_the_lease_ends(sessions: Sessions) -> None:
    put(sessions)
    [first] = lease(sessions)
    assert (lease(sessions), ready(sessions)) == ((), ())
    assert ready(sessions, SOON) == ("T1",)
    [second] = lease(sessions, SOON)
    assert not start(sessions, first, SOON), "it was given to somebody else"
    assert start(sessions, second, SOON)
    assert not start(sessions, second, SOON), "once"


def test_one_sender_has_a_workspace_and_another_one_the_next(sessions: Sessions) -> None:
    for user in ("U1", "U2"):
        put(sessions, user)
    put(sessions, "U3", workspace="T2", due_at=NOW - MINUTE)
    assert ready(sessions) == ("T2", "T1"), "who waits longest first"
    assert len(lease(sessions, limit=1)) == 1
    assert lease(sessions) == ()
    assert ready(sessions) == ("T2",)
    assert len(lease(sessions, workspace="T2")) == 1


def test_a_call_under_way_keeps_the_workspace_too(sessions: Sessions) -> None:
    put(sessions, "U1")
    put(sessions, "U2")
    [letter] = lease(sessions, limit=1)
    assert start(sessions, letter)
    assert (ready(sessions), lease(sessions)) == ((), ())
    settle(sessions, letter, State.SENT, "1.1")
    assert [each.recipient for each in lease(sessions)] == ["U2"]


def test_of_many_that_lease_at_once_one_gets_it_all(sessions: Sessions) -> None:
    for number in range(12):
        put(sessions, f"U{number}")
    together, got = threading.Barrier(4), []

    def run() -> None:
        together.wait()
        got.append(len(lease(sessions, limit=5)))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [0, 0, 0, 5]


def test_leases_go_by_what_fell_due_first_and_never_ahead_of_time(sessions: Sessions) -> None:
    put(sessions, "U1", due_at=NOW)
    put(sessions, "U2", due_at=NOW - MINUTE)
    put(sessions, "U3", due_at=SOON)
    assert [letter.recipient for letter in lease(sessions)] == ["U2", "U1"]


def test_a_lease_that_is_given_back_is_free_at_once(sessions: Sessions) -> None:
    put(sessions)
    letters = lease(sessions)
    with sessions.begin() as session:
        leases.release(session, letters=letters)
    assert len(lease(sessions)) == 1


def test_a_message_whose_time_ends_during_the_turn_is_not_sent(sessions: Sessions) -> None:
    put(sessions)
    [letter] = lease(sessions, LATER - MINUTE / 2)
    assert not start(sessions, letter, LATER)


def test_holding_a_workspace_holds_all_of_it_and_nothing_else(sessions: Sessions) -> None:
    put(sessions, "U1")
    put(sessions, "U2")
    put(sessions, "U3", workspace="T2")
    mine = lease(sessions)
    with sessions.begin() as session:
        leases.release(session, letters=mine)
        leases.hold(session, workspace="T1", until=SOON + MINUTE, now=NOW)
    put(sessions, "U4")
    assert ready(sessions, SOON) == ("T2",), "what is written during the pause waits with the others"
    assert lease(sessions, SOON) == ()
    assert [letter.recipient for letter in lease(sessions, SOON + MINUTE)] == ["U1", "U2", "U4"]


def test_no_pause_is_longer_than_an_hour(sessions: Sessions) -> None:
    put(sessions)
    with sessions.begin() as session:
        leases.hold(session, workspace="T1", until=NOW + timedelta(days=9), now=NOW)
    assert ready(sessions, NOW + timedelta(minutes=59)) == ()
    assert ready(sessions, NOW + timedelta(minutes=60)) == ("T1",)


@pytest.mark.parametrize("sending", [False, True])
def test_a_lease_from_a_clock_that_ran_ahead_stops_nobody(sessions: Sessions, *, sending: bool) -> None:
    put(sessions)
    [letter] = lease(sessions)
    if sending:
        start(sessions, letter)
    with sessions.begin() as session:
        session.execute(update(tables.outbox).values(leased_until=NOW + timedelta(days=400)))
    assert clear_up(sessions, NOW) == (["U1"] if sending else [])
    assert ready(sessions) == (() if sending else ("T1",))


def test_only_an_interrupted_call_is_unknown(sessions: Sessions) -> None:
    for user in ("U1", "U2", "U3"):
        put(sessions, user)
    first, second, _ = lease(sessions)
    start(sessions, first)
    start(sessions, second)
    settle(sessions, second, State.SENT, "1.1")
    assert clear_up(sessions, NOW) == []
    assert clear_up(sessions, SOON) == ["U1"]
    assert list(states(sessions).values()) == ["unknown", "sent", "waiting"]


def test_a_sending_that_is_known_to_have_worked_wins_over_unknown(sessions: Sessions) -> None:
    put(sessions)
    [letter] = lease(sessions)
    start(sessions, letter)
    assert clear_up(sessions, SOON) == ["U1"]
    settle(sessions, letter, State.SENT, "1.1")
    assert list(states(sessions).values()) == ["sent"]


def thread(sessions: Sessions) -> list[int]:
    """A digest and two messages that follow it."""
    digest = {"kind": "digest"}
    first = put(sessions, "C1", **digest)
    return [first, *(put(sessions, "C1", **digest, period=f"2026-W48.{n}", follows=first) for n in (1, 2))]


def test_a_thread_comes_after_its_first_and_in_order(sessions: Sessions) -> None:
    thread(sessions)
    seen: list[tuple[str, str | None]] = []
    for number in range(3):
        [letter] = lease(sessions)
        seen.append((letter.period, letter.thread))
        start(sessions, letter)
        settle(sessions, letter, State.SENT, f"{number}.5")
    assert seen == [("2026-W48", None), ("2026-W48.1", "0.5"), ("2026-W48.2", "0.5")]
    assert (lease(sessions), clear_up(sessions, NOW)) == ((), [])


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN, State.EXPIRED])
def test_a_thread_lapses_with_its_first(sessions: Sessions, state: State) -> None:
    thread(sessions)
    [letter] = lease(sessions)
    settle(sessions, letter, state)
    assert ready(sessions) == ()
    clear_up(sessions, NOW)
    assert list(states(sessions).values()) == [state.value, "expired", "expired"]


def test_a_thread_waits_while_its_first_is_tried_again(sessions: Sessions) -> None:
    thread(sessions)
    [letter] = lease(sessions)
    with sessions.begin() as session:
        outbox.retry(session, letter=letter, due_at=SOON, error="not_in_channel")
    clear_up(sessions, NOW)
    assert list(states(sessions).values()) == ["waiting", "waiting", "waiting"]
    assert ready(sessions) == ()


def test_one_that_follows_nothing_known_lapses(sessions: Sessions) -> None:
    put(sessions, follows=999)
    assert lease(sessions) == ()
    clear_up(sessions, NOW)
    assert list(states(sessions).values()) == ["expired"]
