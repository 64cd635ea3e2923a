"""The buttons of a notice, through the whole app: from the lost answer to the message that is there after all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.core import audit_log
from bot.core.people import workspaces
from bot.db.tables import outbox as outbox_table
from bot.delivery import outbox, records
from bot.delivery.outbox import MessageState
from bot.delivery.rate_limit import RateLimit
from bot.delivery.undelivered_messages import handlers
from bot.delivery.undelivered_messages.payloads import UndeliveredListPayload
from bot.dispatch.request import Request
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from bot.slack.failures import FailureCause
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests import faults
from tests.slack_driver import Driver

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def lost(driver: Driver) -> Any:
    """Ana is an admin, Ben is not; the answer to a digest was lost."""
    for person in (ANA, BEN):
        driver.say(person.id, "/roadmate")
    driver.clock.advance_to(MONDAY)
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        workspaces.update_workspace(conn, workspace=TEAM_ID, digest_on=False)
        outbox.put_message(
            conn,
            workspace=TEAM_ID,
            kind="digest",
            period="2026-W40",
            recipient=LEARNING.id,
            message={"text": "The digest itself", "blocks": []},
            due_at=MONDAY,
            expires_at=MONDAY + timedelta(hours=48),
            now=MONDAY,
        )
    driver.slack.faults.add("chat.postMessage", faults.close_after_processing())
    run(driver)
    driver.turn(minutes=1)
    run(driver)
    return driver


def run(driver: Driver) -> None:
    deps = driver.roadmate.deps
    deliver_due(deps, deps.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))


def press_on_notice(driver: Driver, label: str) -> ActionResult:
    shown = next(each for each in driver.slack.workspace.seen_by(ANA.id)[::-1] if "may not have arrived" in each.text)
    return driver.press(ANA.id, shown, label)


def posted(driver: Driver) -> int:
    found = driver.slack.workspace.messages[LEARNING.id].values()
    return sum(message["text"] == "The digest itself" for message in found)


def acts(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        return [each.act for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)]


def number(driver: Driver) -> str:
    with driver.roadmate.deps.database.read() as conn:
        record = records.find_last_record(conn, workspace=TEAM_ID, kind="digest")
    assert record
    assert (record.state, record.error) == (MessageState.UNKNOWN, "RemoteDisconnected")
    return f'{{"letter":{record.id}}}'


def ask(text: str, member: str = ANA.id) -> Request:
    return Request(TEAM_ID, member, text, "D1", "trigger", "button")


def test_resend_answers_in_place_and_sends_it(lost: Any) -> None:
    assert posted(lost) == 1, "it did arrive, and nobody could know"
    assert "Sending it again." in press_on_notice(lost, "Resend").text
    run(lost)
    assert (posted(lost), acts(lost)) == (2, ["message.resend"])


def test_leave_it_sends_nothing(lost: Any) -> None:
    value = number(lost)
    assert "OK, I won't send it again" in press_on_notice(lost, "Leave it").text
    run(lost)
    assert (posted(lost), acts(lost)) == (1, ["message.leave"])
    again = handlers.press_resend(lost.roadmate.deps, ask(value)).to_message().text
    assert "already decided on this one" in again


@pytest.mark.parametrize("button", [handlers.press_resend, handlers.press_leave])
def test_only_admins_decide(lost: Any, button: Any) -> None:
    answer = button(lost.roadmate.deps, ask(number(lost), BEN.id)).to_message().text
    assert "is for admins" in answer
    assert acts(lost) == []


@pytest.mark.parametrize("value", ["", "x", '{"letter":0}', '{"letter":99999999999}', '{"letter":1,"more":2}'])
def test_a_value_that_is_none_of_ours(driver: Driver, value: str) -> None:
    with pytest.raises(PayloadError):
        handlers.press_resend(driver.roadmate.deps, ask(value))


def lose_nudges(driver: Driver, *people: str) -> int:
    """Queue a nudge to each, whose answer was lost; returns the number of the last."""
    with driver.roadmate.deps.database.begin() as conn:
        numbers = [
            outbox.put_message(
                conn,
                workspace=TEAM_ID,
                kind="nudge",
                period="2026-W47",
                recipient=person,
                message={"text": "A nudge", "blocks": []},
                due_at=MONDAY,
                expires_at=MONDAY + timedelta(hours=6),
                now=MONDAY,
            )
            for person in people
        ]
        conn.execute(update(outbox_table).where(outbox_table.c.id.in_(numbers)).values(state="unknown"))
    return max(each for each in numbers if each)


def test_resend_all_sends_each_once_however_often_it_is_pressed(lost: Any) -> None:
    last = lose_nudges(lost, ANA.id, CHIDI.id, "U0SANDMEI")
    deps = lost.roadmate.deps
    lost.say("chidi", "/roadmate")
    with deps.database.begin() as conn:
        assert records.record_decision(conn, message_id=last - 1, error=outbox.NOT_RESENT), "the one to Chidi is left"
    value = UndeliveredListPayload(cause=FailureCause.RESPONSE_LOST, last=last).encode()
    answer = handlers.press_resend_all(deps, ask(value)).to_message().text
    assert "Sending 2 messages again." in answer, "the digest, and the nudge to Ana"
    assert "Too late to send: 1." in answer, "Mei is no member"
    again = handlers.press_resend_all(deps, ask(value)).to_message().text
    assert again == "Somebody already decided on all of these. Nothing was sent."
    run(lost)
    assert posted(lost) == 2
    assert sorted(acts(lost)) == ["message.leave", "message.resend", "message.resend"]


def test_all_of_a_notice_can_be_left_but_not_what_came_later(lost: Any) -> None:
    last = lose_nudges(lost, ANA.id)
    lose_nudges(lost, BEN.id)
    value = UndeliveredListPayload(cause=FailureCause.RESPONSE_LOST, last=last).encode()
    deps = lost.roadmate.deps
    assert handlers.press_leave_all(deps, ask(value)).to_message().text == "Left 2 messages unsent."
    assert handlers.press_leave_all(deps, ask(value)).to_message().text == "Nothing left to decide here."
    with deps.database.read() as conn:
        [left] = records.list_undelivered(conn, workspace=TEAM_ID, kinds=["nudge", "digest"])
    assert left.recipient == BEN.id


@pytest.mark.drawn(3)
@pytest.mark.parametrize("button", [handlers.press_resend_all, handlers.press_leave_all])
@pytest.mark.parametrize("value", ["", '{"cause":"los"}', '{"cause":"xyz","last":1}', '{"cause":"los","last":0}'])
def test_only_admins_decide_on_all_and_only_with_a_value_of_ours(lost: Any, button: Any, value: str) -> None:
    with pytest.raises(PayloadError):
        button(lost.roadmate.deps, ask(value))
    last = lose_nudges(lost, ANA.id)
    ours = UndeliveredListPayload(cause=FailureCause.RESPONSE_LOST, last=last).encode()
    assert "is for admins" in button(lost.roadmate.deps, ask(ours, BEN.id)).to_message().text
    assert acts(lost) == []
