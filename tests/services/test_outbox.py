"""The outbox: leases, and what is known of each message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db.sessions import Sessions
from bot.services import outbox
from bot.services.outbox import Letter, State

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=6)


def put(sessions: Sessions, recipient: str = "U1", *, due_at: datetime = NOW, **other: Any) -> None:
    with sessions.begin() as session:
        outbox.put(
            session,
            **{"workspace": "T1", "kind": "nudge", "period": "2026-W48", **other},
            recipient=recipient,
            message={"text": recipient, "blocks": []},
            due_at=due_at,
            expires_at=LATER,
            now=NOW,
        )


def lease(sessions: Sessions, now: datetime = NOW, limit: int = 10) -> tuple[Letter, ...]:
    with sessions.begin() as session:
        return outbox.lease(session, at=now, now=now, until=now + timedelta(minutes=1), limit=limit)


def start(sessions: Sessions, letter: Letter, now: datetime = NOW) -> bool:
    with sessions.begin() as session:
        return outbox.start(session, letter=letter, at=now, until=now + timedelta(minutes=1))


def states(sessions: Sessions) -> dict[tuple[str, str], int]:
    with sessions.read() as session:
        return outbox.states(session)


def test_the_same_message_is_written_once(sessions: Sessions) -> None:
    put(sessions)
    put(sessions)
    assert states(sessions) == {("nudge", "waiting"): 1}


def test_a_leased_message_is_nobody_elses_until_the_lease_ends(sessions: Sessions) -> None:
    put(sessions)
    [first] = lease(sessions)
    assert lease(sessions) == ()
    [second] = lease(sessions, SOON)
    assert not start(sessions, first, SOON), "it was given to somebody else"
    assert start(sessions, second, SOON)
    assert not start(sessions, second, SOON), "once"


def test_leases_go_by_what_fell_due_first_and_never_ahead_of_time(sessions: Sessions) -> None:
    put(sessions, "U1", due_at=NOW)
    put(sessions, "U2", due_at=NOW - timedelta(minutes=1))
    put(sessions, "U3", due_at=SOON)
    assert [letter.recipient for letter in lease(sessions)] == ["U2", "U1"]


def test_a_lease_that_is_given_back_is_free_at_once(sessions: Sessions) -> None:
    put(sessions)
    [letter] = lease(sessions)
    with sessions.begin() as session:
        outbox.release(session, letter=letter)
    assert len(lease(sessions)) == 1


def test_a_message_read_back_is_the_one_written(sessions: Sessions) -> None:
    put(sessions)
    [letter] = lease(sessions)
    assert (letter.message, letter.due_at, letter.expires_at) == ({"text": "U1", "blocks": []}, NOW, LATER)


def test_holding_a_workspace_holds_what_is_leased_too(sessions: Sessions) -> None:
    put(sessions)
    put(sessions, workspace="T2")
    letters = {letter.workspace: letter for letter in lease(sessions)}
    with sessions.begin() as session:
        outbox.hold(session, workspace="T1", until=SOON)
    assert not start(sessions, letters["T1"])
    assert start(sessions, letters["T2"])
    assert [letter.workspace for letter in lease(sessions, SOON)] == ["T1"]


@pytest.mark.parametrize(("due_at", "state"), [(SOON, State.WAITING), (LATER, State.EXPIRED)])
def test_a_retry_that_comes_too_late_is_none(sessions: Sessions, due_at: datetime, state: State) -> None:
    put(sessions)
    [letter] = lease(sessions)
    start(sessions, letter)
    with sessions.begin() as session:
        assert outbox.retry(session, letter=letter, due_at=due_at, error="ratelimited") is state
    assert states(sessions) == {("nudge", state.value): 1}


def test_only_an_interrupted_call_is_unknown(sessions: Sessions) -> None:
    for user in ("U1", "U2", "U3"):
        put(sessions, user)
    first, second, _ = lease(sessions)
    start(sessions, first)
    start(sessions, second)
    with sessions.begin() as session:
        outbox.settle(session, letter=second, state=State.SENT, ts="1.1")
    with sessions.begin() as session:
        assert outbox.recover(session, now=NOW) == ()
        assert [letter.recipient for letter in outbox.recover(session, now=SOON)] == [first.recipient]
    assert states(sessions) == {("nudge", "unknown"): 1, ("nudge", "sent"): 1, ("nudge", "waiting"): 1}


def test_a_sending_that_is_known_to_have_worked_wins_over_unknown(sessions: Sessions) -> None:
    put(sessions)
    [letter] = lease(sessions)
    start(sessions, letter)
    with sessions.begin() as session:
        outbox.recover(session, now=SOON)
        outbox.settle(session, letter=letter, state=State.SENT, ts="1.1")
    assert states(sessions) == {("nudge", "sent"): 1}


def test_withdrawing_stops_what_has_not_left(sessions: Sessions) -> None:
    put(sessions, "U1")
    put(sessions, "U2")
    put(sessions, "U1", kind="digest")
    with sessions.begin() as session:
        outbox.withdraw(session, workspace="T1", kind="nudge", recipient="U1")
    assert states(sessions) == {("nudge", "expired"): 1, ("nudge", "waiting"): 1, ("digest", "waiting"): 1}


def test_a_long_error_is_cut(sessions: Sessions) -> None:
    put(sessions)
    [letter] = lease(sessions)
    with sessions.begin() as session:
        outbox.settle(session, letter=letter, state=State.FAILED, error="x" * 5000)
    assert states(sessions) == {("nudge", "failed"): 1}
