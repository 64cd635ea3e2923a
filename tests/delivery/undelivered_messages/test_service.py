"""Sending once more: once whoever asks, to where it belongs now, in its time, and audited."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import audit_log
from bot.core.people import members, workspaces
from bot.db import tables
from bot.db.engine import Database
from bot.delivery import outbox, records
from bot.delivery.outbox import MessageState
from bot.delivery.undelivered_messages import service
from bot.delivery.undelivered_messages.rules import ResendOutcome
from bot.settings import Settings, read_settings

pytestmark = pytest.mark.usefixtures("people")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def settings() -> Settings:
    return read_settings({"ROADMATE_LEARNING_CHANNEL": "C0LEARNING"})


def put(database: Database, state: MessageState = MessageState.UNKNOWN, kind: str = "digest", **other: Any) -> int:
    values = {"recipient": "C0LEARNING" if kind == "digest" else "U1", "period": "2026-W47", "follows": None, **other}
    with database.begin() as conn:
        number = outbox.put_message(
            conn,
            workspace="T1",
            kind=kind,
            message={"text": "Hello", "blocks": []},
            due_at=NOW,
            expires_at=NOW + HOUR,
            now=NOW,
            **values,
        )
        assert number is not None
        conn.execute(tables.outbox.update().where(tables.outbox.c.id == number).values(state=state.value))
    return number


def resend(database: Database, letter: int, settings: Settings, now: datetime = NOW, **other: Any) -> ResendOutcome:
    with database.begin() as conn:
        return service.resend_message(
            conn, workspace="T1", message_id=letter, actor="U9", now=now, settings=settings, **other
        )


def rows(database: Database) -> list[tuple[str, str, str, str | None]]:
    with database.read() as conn:
        found = conn.execute(tables.outbox.select().order_by(tables.outbox.c.id)).all()
    return [(row.period, row.recipient, row.state, row.error) for row in found]


def acts(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as conn:
        return [(each.actor, each.act, each.detail) for each in audit_log.list_latest_acts(conn, workspace="T1")]


@pytest.mark.parametrize("state", [MessageState.UNKNOWN, MessageState.FAILED, MessageState.EXPIRED])
def test_it_is_put_once_more_and_audited(database: Database, settings: Settings, state: MessageState) -> None:
    number = put(database, state)
    assert resend(database, number, settings) is ResendOutcome.QUEUED
    assert resend(database, number, settings) is ResendOutcome.ALREADY_DECIDED
    assert rows(database) == [
        ("2026-W47", "C0LEARNING", state.value, "resent"),
        ("2026-W47+1", "C0LEARNING", "waiting", None),
    ]
    assert acts(database) == [("U9", "message.resend", "digest 2026-W47 to C0LEARNING")]


def test_two_admins_at_once_send_it_once(database: Database, settings: Settings) -> None:
    number, together = put(database), threading.Barrier(2)
    outcomes: list[ResendOutcome] = []

    def press() -> None:
        together.wait()
        outcomes.append(resend(database, number, settings))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [ResendOutcome.ALREADY_DECIDED, ResendOutcome.QUEUED]
    assert (len(rows(database)), len(acts(database))) == (2, 1)


def test_its_thread_comes_with_it(database: Database, settings: Settings) -> None:
    first = put(database)
    put(database, MessageState.EXPIRED, period="2026-W47.1", follows=first)
    resend(database, first, settings)
    assert [row[0] for row in rows(database)] == ["2026-W47", "2026-W47.1", "2026-W47+1", "2026-W47.1+1"]
    with database.read() as conn:
        copied = records.find_last_record(conn, workspace="T1", kind="digest")
        assert copied is not None
        assert [each.period for each in records.list_thread_records(conn, message_id=copied.id)] == ["2026-W47.1+1"]


def test_a_message_of_a_thread_comes_once_more_into_the_same(database: Database, settings: Settings) -> None:
    first = put(database, MessageState.SENT)
    second = put(database, period="2026-W47.1", follows=first)
    assert resend(database, second, settings) is ResendOutcome.QUEUED
    with database.read() as conn:
        assert [each.period for each in records.list_thread_records(conn, message_id=first)] == [
            "2026-W47.1",
            "2026-W47.1+1",
        ]


def test_a_digest_goes_to_the_learning_channel_of_now_for_two_days(database: Database, settings: Settings) -> None:
    number = put(database, MessageState.WAITING)
    with database.begin() as conn:
        workspaces.update_workspace(conn, workspace="T1", learning_channel="C2")
    assert resend(database, number, settings, NOW + 50 * HOUR) is ResendOutcome.QUEUED
    assert rows(database) == [("2026-W47", "C0LEARNING", "expired", "resent"), ("2026-W47+1", "C2", "waiting", None)]
    with database.read() as conn:
        assert [each.period for each in outbox.list_waiting(conn, at=NOW + 97 * HOUR)] == ["2026-W47+1"]


def test_what_has_arrived_or_is_on_its_way_is_left_alone(database: Database, settings: Settings) -> None:
    sent = put(database, MessageState.SENT)
    assert resend(database, sent, settings) is ResendOutcome.ARRIVED
    assert resend(database, put(database, MessageState.SENDING, period="2026-W46"), settings) is ResendOutcome.SENDING
    assert resend(database, 999, settings) is ResendOutcome.MISSING
    assert resend(database, put(database, kind="export"), settings) is ResendOutcome.MISSING, (
        "none of an admin's business"
    )
    assert len(rows(database)) == 3
    assert resend(database, sent, settings, is_repeat=True) is ResendOutcome.QUEUED
    assert resend(database, sent, settings, is_repeat=True) is ResendOutcome.ALREADY_DECIDED


@pytest.mark.parametrize(("now", "chosen"), [(NOW + HOUR, {}), (NOW, {"nudged": False}), (NOW, {"is_active": False})])
def test_what_one_person_does_not_want_any_more_is_not_sent(
    database: Database, settings: Settings, now: datetime, chosen: dict[str, bool]
) -> None:
    number = put(database, kind="nudge")
    with database.begin() as conn:
        members.update_member(conn, workspace="T1", member="U1", **{"hidden": False, **chosen})
    assert resend(database, number, settings, now) is ResendOutcome.TOO_LATE
    assert len(rows(database)) == 1


def test_a_nudge_in_its_time_is_sent_once_more_and_no_longer_than_before(
    database: Database, settings: Settings
) -> None:
    number = put(database, kind="nudge")
    assert resend(database, number, settings) is ResendOutcome.QUEUED
    with database.read() as conn:
        assert len(outbox.list_waiting(conn, at=NOW + HOUR)) == 0


def test_leaving_it_is_a_decision_too(database: Database, settings: Settings) -> None:
    number = put(database)
    for expected in (True, False):
        with database.begin() as conn:
            assert service.leave_unsent(conn, workspace="T1", message_id=number, actor="U8", now=NOW) is expected
    assert resend(database, number, settings) is ResendOutcome.ALREADY_DECIDED
    assert acts(database) == [("U8", "message.leave", "digest 2026-W47 to C0LEARNING")]
    with database.begin() as conn:
        assert not service.leave_unsent(conn, workspace="T2", message_id=number, actor="U8", now=NOW)
