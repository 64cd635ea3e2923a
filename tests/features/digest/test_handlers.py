"""`/roadmate digest`: admins look at it before it goes out, and send the last one again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core import audit_log
from bot.delivery import records
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.digest import handlers
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.worker import run_once
from tests import faults
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    """A week in which Ben has learned; Ana and Mei are admins."""
    driver = make_driver(ROADMATE_ADMINS=MEI.id)
    driver.say("ben", "/log 2h networking")
    driver.say("mei", "/plan")
    return driver


def press(driver: Driver, on: ActionResult, label: str, user: str = "ana", *, confirmed: bool = True) -> ActionResult:
    outcome = driver.press(user, on, label, confirmed=confirmed)
    assert outcome.status == (200 if confirmed else 0)
    return outcome


def posted_messages(driver: Driver) -> list[Mapping[str, Any]]:
    calls = driver.slack.workspace.journal.calls
    return [call.payload for call in calls if call.method == "chat.postMessage" and not call.error]


def posts(driver: Driver) -> list[tuple[str, str, str]]:
    """Return channel, thread and first line of all that was posted."""
    messages = posted_messages(driver)
    return [(each["channel"], each.get("thread_ts", ""), each["text"].split("\n")[0]) for each in messages]


def deliver_at(driver: Driver, moment: datetime) -> None:
    driver.clock.advance_to(moment)
    deliver(driver)


def deliver(driver: Driver) -> None:
    """Deliver what is due now, without the second that Slack is given between two messages."""
    deps = driver.roadmate.deps
    run_once.deliver_due(deps, deps.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))


def audit_records(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [(each.act, each.actor, each.subject) for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)]


def test_the_preview_is_what_is_sent(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmate digest preview")
    assert shown.last.kind is ShownKind.EPHEMERAL
    assert posts(driver) == []
    assert audit_records(driver) == [("digest.preview", "U0SANDANA", "2026-W47")]
    deliver_at(driver, MONDAY)
    sent = posted_messages(driver)
    assert sent[0]["channel"] == "C0LEARNING"
    for message in (each for each in sent if each["channel"] == "C0LEARNING"):
        assert message["text"] in shown.text


@SQLITE
def test_the_preview_of_last_week_says_if_nothing_would_be_sent(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmate digest preview last")
    assert shown.text.startswith("There's nothing to send for 9-15 Nov.")
    this_week = press(driver, shown, "Preview 16-22 Nov")
    assert "Preview for 16-22 Nov: I'd post this in <#C0LEARNING>. Only you see it." in this_week.text
    assert [subject for _, _, subject in audit_records(driver)] == ["2026-W47", "2026-W46"]


@SQLITE
@pytest.mark.parametrize("words", ["preview", "preview last", "resend"])
def test_preview_and_resend_are_for_admins(driver: Driver, words: str) -> None:
    text = driver.say("ben", f"/roadmate digest {words}").text
    assert "is for admins" in text
    assert audit_records(driver) == []


def test_the_last_digest_is_sent_again_once_whoever_presses(driver: Driver) -> None:
    deliver_at(driver, MONDAY)
    first = posts(driver)
    offer, other = driver.say("ana", "/roadmate digest resend"), driver.say("mei", "/roadmate digest resend")
    question = press(driver, offer, "Send it again", confirmed=False).text
    assert "I'll post the digest for 16-22 Nov in #learning again." in question
    assert posts(driver) == first
    assert "✅ Sending the digest for 16-22 Nov to <#C0LEARNING> again." in press(driver, offer, "Send it again").text
    assert "Nothing sent: someone was quicker" in press(driver, other, "Send it again", "mei").text
    deliver(driver)
    digests = [text for channel, thread, text in posts(driver) if channel == "C0LEARNING" and not thread]
    assert digests == [digests[0]] * 2
    threads = {thread for channel, thread, _ in posts(driver) if channel == "C0LEARNING" and thread}
    assert len(threads) == 2  # each with its own
    assert [act for act, _, _ in audit_records(driver)] == ["message.resend"]
    assert "sent the digest of 16-22 Nov to <#C0LEARNING> again" in driver.say("ana", "/roadmate audit").text


@SQLITE
def test_a_forged_press_of_a_member_sends_nothing(driver: Driver) -> None:
    deliver_at(driver, MONDAY)
    with driver.roadmate.deps.database.read() as conn:
        record = records.find_last_record(conn, workspace=TEAM_ID, kind="digest")
    request = Request(TEAM_ID, BEN.id, str(record.id), "C0LEARNING", "r", "button")
    assert "is for admins" in handlers.resend_digest(driver.roadmate.deps, request).to_message().text
    assert audit_records(driver) == []


@SQLITE
def test_everybody_reads_when_it_comes_and_how_the_last_one_ended(driver: Driver) -> None:
    before = driver.say("ben", "/roadmate digest")
    assert "Next digest: Mon 23 Nov 09:00" in before.text
    assert "None sent yet." in before.text
    driver.slack.faults.add("chat.postMessage", faults.error("fatal_error"))
    deliver_at(driver, MONDAY)
    lost = driver.say("ana", "/roadmate digest")
    assert "(16-22 Nov) may not have arrived in <#C0LEARNING>: Slack's answer got lost." in lost.text
    assert "Next digest: Mon 30 Nov 09:00" in lost.text
    assert button_labels(lost) == ["Preview", "Send it again", "Change"]
    assert button_labels(driver.say("ben", "/roadmate digest")) == []
    press(driver, lost, "Send it again")
    assert "The one for 16-22 Nov is on its way" in driver.say("ana", "/roadmate digest resend").text
    driver.turn(minutes=1)
    deliver(driver)
    assert "(16-22 Nov) was sent to <#C0LEARNING>." in driver.say("ana", "/roadmate digest").text


@SQLITE
def test_other_words_are_not_understood(driver: Driver) -> None:
    assert "I don't know" in driver.say("ana", "/roadmate digest tomorrow").text
