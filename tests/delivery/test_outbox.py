"""The outbox: what is written in it once, and what is known of each message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db.engine import Sessions
from bot.delivery import outbox
from bot.delivery.outbox import Letter, State

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=6)


def put(sessions: Sessions, recipient: str = "U1", **other: Any) -> int | None:
    with sessions.begin() as session:
        return outbox.put(
            session,
            **{"workspace": "T1", "kind": "nudge", "period": "2026-W48", **other},
            recipient=recipient,
            message={"text": recipient, "blocks": []},
            due_at=NOW,
            expires_at=LATER,
            now=NOW,
        )


def letter(sessions: Sessions, recipient: str = "U1") -> Letter:
    with sessions.read() as session:
        return next(each for each in outbox.waiting(session, at=NOW) if each.recipient == recipient)


def settle(sessions: Sessions, state: State, error: str | None = None, recipient: str = "U1") -> None:
    found = letter(sessions, recipient)
    with sessions.begin() as session:
        outbox.settle(session, letter=found, state=state, error=error)


def states(sessions: Sessions) -> dict[tuple[str, str], int]:
    with sessions.read() as session:
        return outbox.states(session)


def test_the_same_message_is_written_once(sessions: Sessions) -> None:
    number = put(sessions)
    assert number is not None
    assert put(sessions) is None
    assert letter(sessions).id == number
    assert states(sessions) == {("nudge", "waiting"): 1}


def test_a_message_read_back_is_the_one_written(sessions: Sessions) -> None:
    put(sessions)
    found = letter(sessions)
    assert (found.message, found.due_at, found.expires_at) == ({"text": "U1", "blocks": []}, NOW, LATER)


@pytest.mark.parametrize(("due_at", "state"), [(SOON, State.WAITING), (LATER, State.EXPIRED)])
def test_a_retry_that_comes_too_late_is_none(sessions: Sessions, due_at: datetime, state: State) -> None:
    put(sessions)
    found = letter(sessions)
    with sessions.begin() as session:
        assert outbox.retry(session, letter=found, due_at=due_at, error="ratelimited") is state
    assert states(sessions) == {("nudge", state.value): 1}


def test_withdrawing_stops_what_has_not_left(sessions: Sessions) -> None:
    put(sessions, "U1")
    put(sessions, "U2")
    put(sessions, "U1", kind="digest")
    with sessions.begin() as session:
        outbox.withdraw(session, workspace="T1", kinds=("nudge",), recipient="U1")
    assert states(sessions) == {("nudge", "expired"): 1, ("nudge", "waiting"): 1, ("digest", "waiting"): 1}


def test_a_long_error_is_cut(sessions: Sessions) -> None:
    put(sessions)
    settle(sessions, State.FAILED, "x" * 5000)
    assert states(sessions) == {("nudge", "failed"): 1}


def test_the_last_of_a_kind_is_the_newest_without_its_thread(sessions: Sessions) -> None:
    put(sessions, "C1", kind="digest", period="2026-W46")
    first = put(sessions, "C1", kind="digest", period="2026-W47")
    put(sessions, "C1", kind="digest", period="2026-W47.1", follows=first)
    put(sessions, "C2", kind="digest", period="2026-W48", workspace="T2")
    with sessions.read() as session:
        found = outbox.last(session, workspace="T1", kind="digest")
        assert found is not None
        assert (found.id, found.period, found.state) == (first, "2026-W47", State.WAITING)
        assert [each.period for each in outbox.followers(session, letter=found.id)] == ["2026-W47.1"]
        assert outbox.last(session, workspace="T1", kind="nudge") is None
        assert outbox.find(session, workspace="T2", letter=found.id) is None, "of one's own workspace only"


def test_unknown_are_those_that_nobody_has_decided_on(sessions: Sessions) -> None:
    numbers = [put(sessions, user) for user in ("U1", "U2", "U3", "U4")]
    put(sessions, "U9", workspace="T2")
    for user in ("U1", "U2", "U9"):
        settle(sessions, State.UNKNOWN, "interrupted", user)
    settle(sessions, State.SENT, recipient="U3")
    with sessions.begin() as session:
        assert [each.id for each in outbox.unknowns(session, workspace="T1")] == [numbers[1], numbers[0]]
        assert outbox.decide(session, letter=numbers[0] or 0, error=outbox.LEFT)
        assert not outbox.decide(session, letter=numbers[0] or 0, error=outbox.RESENT), "one decision"
        assert not outbox.decide(session, letter=numbers[2] or 0, error=outbox.RESENT), "it has arrived"
        assert [each.id for each in outbox.unknowns(session, workspace="T1")] == [numbers[1]]


def test_deciding_lets_go_of_what_is_still_tried(sessions: Sessions) -> None:
    number = put(sessions)
    with sessions.begin() as session:
        assert outbox.decide(session, letter=number or 0, error=outbox.LEFT)
    assert states(sessions) == {("nudge", "expired"): 1}


def test_a_copy_says_the_same_once(sessions: Sessions) -> None:
    number = put(sessions) or 0
    with sessions.begin() as session:
        whose = {"letter": number, "period": "2026-W48+1", "recipient": "U1", "expires_at": LATER, "now": SOON}
        copied = outbox.copy(session, **whose)  # type: ignore[arg-type]
        assert copied is not None
        assert outbox.copy(session, **whose) is None  # type: ignore[arg-type]
        found = next(each for each in outbox.waiting(session, at=SOON) if each.id == copied)
    assert (found.message, found.period, found.due_at) == ({"text": "U1", "blocks": []}, "2026-W48+1", SOON)


def test_trouble_is_what_somebody_should_look_at(sessions: Sessions) -> None:
    ended = [
        ("U1", State.FAILED, "user_not_found"),
        ("U2", State.UNKNOWN, outbox.RESENT),
        ("U3", State.EXPIRED, outbox.LAPSED),
        ("U4", State.EXPIRED, outbox.WITHDRAWN),
        ("U5", State.EXPIRED, None),
        ("U6", State.EXPIRED, "not_in_channel"),
    ]
    for recipient, state, error in ended:
        put(sessions, recipient)
        settle(sessions, state, error, recipient)
    with sessions.read() as session:
        assert outbox.troubles(session, since=NOW) == {
            ("nudge", "expired", "not_in_channel"): 1,
            ("nudge", "failed", "user_not_found"): 1,
        }
        assert outbox.troubles(session, since=SOON) == {}
