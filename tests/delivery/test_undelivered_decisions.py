"""Sending once more: once whoever asks, to where it belongs now, in its time, and audited."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.audit import log
from bot.core.people import members, workspaces
from bot.db import tables
from bot.db.engine import Sessions
from bot.delivery import outbox, undelivered_decisions
from bot.delivery.outbox import State
from bot.delivery.undelivered import Resent
from bot.settings import Settings, read_settings

pytestmark = pytest.mark.usefixtures("people")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def settings() -> Settings:
    return read_settings({"ROADMATE_LEARNING_CHANNEL": "C0LEARNING"})


def put(sessions: Sessions, state: State = State.UNKNOWN, kind: str = "digest", **other: Any) -> int:
    values = {"recipient": "C0LEARNING" if kind == "digest" else "U1", "period": "2026-W47", "follows": None, **other}
    with sessions.begin() as session:
        number = outbox.put(
            session,
            workspace="T1",
            kind=kind,
            message={"text": "Hello", "blocks": []},
            due_at=NOW,
            expires_at=NOW + HOUR,
            now=NOW,
            **values,
        )
        assert number is not None
        session.execute(tables.outbox.update().where(tables.outbox.c.id == number).values(state=state.value))
    return number


def resend(sessions: Sessions, letter: int, settings: Settings, now: datetime = NOW, **other: Any) -> Resent:
    with sessions.begin() as session:
        return undelivered_decisions.resend(
            session, workspace="T1", letter=letter, actor="U9", now=now, settings=settings, **other
        )


def rows(sessions: Sessions) -> list[tuple[str, str, str, str | None]]:
    with sessions.read() as session:
        found = session.execute(tables.outbox.select().order_by(tables.outbox.c.id)).all()
    return [(row.period, row.recipient, row.state, row.error) for row in found]


def acts(sessions: Sessions) -> list[tuple[str, str, str]]:
    with sessions.read() as session:
        return [(each.actor, each.act, each.detail) for each in log.latest(session, workspace="T1")]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.FAILED, State.EXPIRED])
def test_it_is_put_once_more_and_audited(sessions: Sessions, settings: Settings, state: State) -> None:
    number = put(sessions, state)
    assert resend(sessions, number, settings) is Resent.DONE
    assert resend(sessions, number, settings) is Resent.ALREADY
    assert rows(sessions) == [
        ("2026-W47", "C0LEARNING", state.value, "resent"),
        ("2026-W47+1", "C0LEARNING", "waiting", None),
    ]
    assert acts(sessions) == [("U9", "message.resend", "digest 2026-W47 to C0LEARNING")]


def test_two_admins_at_once_send_it_once(sessions: Sessions, settings: Settings) -> None:
    number, together = put(sessions), threading.Barrier(2)
    outcomes: list[Resent] = []

    def press() -> None:
        together.wait()
        outcomes.append(resend(sessions, number, settings))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Resent.ALREADY, Resent.DONE]
    assert (len(rows(sessions)), len(acts(sessions))) == (2, 1)


def test_its_thread_comes_with_it(sessions: Sessions, settings: Settings) -> None:
    first = put(sessions)
    put(sessions, State.EXPIRED, period="2026-W47.1", follows=first)
    resend(sessions, first, settings)
    assert [row[0] for row in rows(sessions)] == ["2026-W47", "2026-W47.1", "2026-W47+1", "2026-W47.1+1"]
    with sessions.read() as session:
        copied = outbox.last(session, workspace="T1", kind="digest")
        assert copied is not None
        assert [each.period for each in outbox.followers(session, letter=copied.id)] == ["2026-W47.1+1"]


def test_a_message_of_a_thread_comes_once_more_into_the_same(sessions: Sessions, settings: Settings) -> None:
    first = put(sessions, State.SENT)
    second = put(sessions, period="2026-W47.1", follows=first)
    assert resend(sessions, second, settings) is Resent.DONE
    with sessions.read() as session:
        assert [each.period for each in outbox.followers(session, letter=first)] == ["2026-W47.1", "2026-W47.1+1"]


def test_a_digest_goes_to_the_learning_channel_of_now_for_two_days(sessions: Sessions, settings: Settings) -> None:
    number = put(sessions, State.WAITING)
    with sessions.begin() as session:
        workspaces.change(session, workspace="T1", learning_channel="C2")
    assert resend(sessions, number, settings, NOW + 50 * HOUR) is Resent.DONE
    assert rows(sessions) == [("2026-W47", "C0LEARNING", "expired", "resent"), ("2026-W47+1", "C2", "waiting", None)]
    with sessions.read() as session:
        assert [each.period for each in outbox.waiting(session, at=NOW + 97 * HOUR)] == ["2026-W47+1"]


def test_what_has_arrived_or_is_on_its_way_is_left_alone(sessions: Sessions, settings: Settings) -> None:
    sent = put(sessions, State.SENT)
    assert resend(sessions, sent, settings) is Resent.ARRIVED
    assert resend(sessions, put(sessions, State.SENDING, period="2026-W46"), settings) is Resent.SENDING
    assert resend(sessions, 999, settings) is Resent.MISSING
    assert resend(sessions, put(sessions, kind="export"), settings) is Resent.MISSING, "none of an admin's business"
    assert len(rows(sessions)) == 3
    assert resend(sessions, sent, settings, repeat=True) is Resent.DONE
    assert resend(sessions, sent, settings, repeat=True) is Resent.ALREADY


@pytest.mark.parametrize(("now", "chosen"), [(NOW + HOUR, {}), (NOW, {"nudged": False}), (NOW, {"is_active": False})])
def test_what_one_person_does_not_want_any_more_is_not_sent(
    sessions: Sessions, settings: Settings, now: datetime, chosen: dict[str, bool]
) -> None:
    number = put(sessions, kind="nudge")
    with sessions.begin() as session:
        members.change(session, workspace="T1", member="U1", **{"hidden": False, **chosen})
    assert resend(sessions, number, settings, now) is Resent.LATE
    assert len(rows(sessions)) == 1


def test_a_nudge_in_its_time_is_sent_once_more_and_no_longer_than_before(
    sessions: Sessions, settings: Settings
) -> None:
    number = put(sessions, kind="nudge")
    assert resend(sessions, number, settings) is Resent.DONE
    with sessions.read() as session:
        assert len(outbox.waiting(session, at=NOW + HOUR)) == 0


def test_leaving_it_is_a_decision_too(sessions: Sessions, settings: Settings) -> None:
    number = put(sessions)
    for expected in (True, False):
        with sessions.begin() as session:
            assert undelivered_decisions.leave(session, workspace="T1", letter=number, actor="U8", now=NOW) is expected
    assert resend(sessions, number, settings) is Resent.ALREADY
    assert acts(sessions) == [("U8", "message.leave", "digest 2026-W47 to C0LEARNING")]
    with sessions.begin() as session:
        assert not undelivered_decisions.leave(session, workspace="T2", letter=number, actor="U8", now=NOW)
