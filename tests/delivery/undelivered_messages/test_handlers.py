"""The buttons of a notice, through the whole app: from the lost answer to the message that is there after all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import audit_log
from bot.core.people import workspaces
from bot.delivery import outbox, records
from bot.delivery.outbox import MessageState
from bot.delivery.rate_limit import RateLimit
from bot.delivery.undelivered_messages import handlers
from bot.dispatch.request import Request
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
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
    assert "It is sent once more." in press_on_notice(lost, "Resend").text
    run(lost)
    assert (posted(lost), acts(lost)) == (2, ["message.resend"])


def test_leave_it_sends_nothing(lost: Any) -> None:
    value = number(lost)
    assert "Left as it is" in press_on_notice(lost, "Leave it").text
    run(lost)
    assert (posted(lost), acts(lost)) == (1, ["message.leave"])
    again = handlers.press_resend(lost.roadmate.deps, ask(value)).to_message().text
    assert "decided on this one already" in again


@pytest.mark.parametrize("button", [handlers.press_resend, handlers.press_leave])
def test_only_admins_decide(lost: Any, button: Any) -> None:
    answer = button(lost.roadmate.deps, ask(number(lost), BEN.id)).to_message().text
    assert "is for admins" in answer
    assert acts(lost) == []


@pytest.mark.parametrize("value", ["", "x", '{"letter":0}', '{"letter":99999999999}', '{"letter":1,"more":2}'])
def test_a_value_that_is_none_of_ours(driver: Driver, value: str) -> None:
    with pytest.raises(PayloadError):
        handlers.press_resend(driver.roadmate.deps, ask(value))
