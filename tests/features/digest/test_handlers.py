"""What admins do about the digest: look at it before, and send the last one again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.audit import log as audit
from bot.delivery import outbox
from bot.dispatch.request import Ask
from bot.features.digest import handlers as digest
from bot.sandbox.slack_api import faults
from bot.sandbox.slack_api.call_log import Kind, Outcome
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID
from bot.sandbox.validation.interactive_fields import fields
from bot.worker import run_once as deliver

World = Any  # of tests/conftest.py
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(make_world: Any) -> World:
    """A week in which Ben has learned; Ana and Mei are admins."""
    made = make_world(ROADMATE_ADMINS=MEI.id)
    made.say("ben", "/log 2h networking")
    made.say("mei", "/plan")
    return made


def labels(outcome: Outcome) -> list[str]:
    return [field.element["text"]["text"] for field in fields(outcome.last.blocks)]


def press(world: World, outcome: Outcome, label: str, user: str = "ana", *, confirmed: bool = True) -> Outcome:
    number = labels(outcome).index(label) + 1
    pressed: Outcome = world.delivery.click(user, outcome.last, number, confirmed=confirmed)
    assert (pressed.status, pressed.refused) == (200 if confirmed else 0, ())
    return pressed


def posts(world: World) -> list[tuple[str, str, str]]:
    """Channel, thread and first line of all that was posted."""
    calls = world.slack.workspace.journal.calls
    made = [call.payload for call in calls if call.method == "chat.postMessage" and not call.error]
    return [(each["channel"], each.get("thread_ts", ""), each["text"].split("\n")[0]) for each in made]


def deliver_at(world: World, moment: datetime) -> None:
    world.clock.turn_to(moment)
    deliver.deliver(world.roadmate.deps, moment)


def acts(world: World) -> list[tuple[str, str, str]]:
    with world.roadmate.deps.sessions.read() as session:
        return [(each.act, each.actor, each.subject) for each in audit.latest(session, workspace=TEAM_ID)]


def test_the_preview_is_what_is_sent(world: World) -> None:
    shown = world.say("ana", "/roadmate digest preview")
    assert shown.last.kind is Kind.EPHEMERAL
    assert posts(world) == []
    assert acts(world) == [("digest.preview", "U0SANDANA", "2026-W47")]
    deliver_at(world, MONDAY)
    calls = world.slack.workspace.journal.calls
    sent = [call.payload for call in calls if call.method == "chat.postMessage" and not call.error]
    assert sent[0]["channel"] == "C0LEARNING"
    for message in (each for each in sent if each["channel"] == "C0LEARNING"):
        assert message["text"] in shown.text


@SQLITE
def test_last_week_can_be_looked_at_and_says_when_nothing_would_be_sent(world: World) -> None:
    shown = world.say("ana", "/roadmate digest preview last")
    assert shown.text.startswith("Nothing would be sent for 9-15 Nov")
    again = press(world, shown, "Preview 16-22 Nov")
    assert "This would be sent in <#C0LEARNING> for 16-22 Nov" in again.text
    assert [subject for _, _, subject in acts(world)] == ["2026-W47", "2026-W46"]


@SQLITE
@pytest.mark.parametrize("words", ["preview", "preview last", "resend"])
def test_only_admins_do(world: World, words: str) -> None:
    text = world.say("ben", f"/roadmate digest {words}").text
    assert "is for admins" in text
    assert acts(world) == []


def test_the_last_one_is_sent_again_once_whoever_presses(world: World) -> None:
    deliver_at(world, MONDAY)
    first = posts(world)
    asked, other = world.say("ana", "/roadmate digest resend"), world.say("mei", "/roadmate digest resend")
    question = press(world, asked, "Send it again", confirmed=False).text
    assert "The digest of 16-22 Nov will be posted in #learning once more." in question
    assert posts(world) == first
    assert "goes to <#C0LEARNING> once more" in press(world, asked, "Send it again").text
    assert "Nothing was sent" in press(world, other, "Send it again", "mei").text
    deliver.deliver(world.roadmate.deps, world.clock.now())
    digests = [text for channel, thread, text in posts(world) if channel == "C0LEARNING" and not thread]
    assert digests == [digests[0]] * 2
    threads = {thread for channel, thread, _ in posts(world) if channel == "C0LEARNING" and thread}
    assert len(threads) == 2  # each with its own
    assert [act for act, _, _ in acts(world)] == ["message.resend"]
    assert "sent the digest of 16-22 Nov to <#C0LEARNING> once more" in world.say("ana", "/roadmate audit").text


@SQLITE
def test_a_member_who_gets_hold_of_the_button_sends_nothing(world: World) -> None:
    deliver_at(world, MONDAY)
    with world.roadmate.deps.sessions.read() as session:
        found = outbox.last(session, workspace=TEAM_ID, kind="digest")
    pressed = Ask(TEAM_ID, BEN.id, str(found.id), "C0LEARNING", "r", "button")
    assert "is for admins" in digest.resend(world.roadmate.deps, pressed).message().text
    assert acts(world) == []


@SQLITE
def test_everybody_reads_when_it_comes_and_how_the_last_one_ended(world: World) -> None:
    before = world.say("ben", "/roadmate digest")
    assert "Next digest: Mon 23 Nov 09:00" in before.text
    assert "None has gone out yet." in before.text
    world.slack.faults.add("chat.postMessage", faults.error("fatal_error"))
    deliver_at(world, MONDAY)
    lost = world.say("ana", "/roadmate digest")
    assert "of 16-22 Nov, may not have arrived in <#C0LEARNING>: Slack's answer was lost." in lost.text
    assert "Next digest: Mon 30 Nov 09:00" in lost.text
    assert labels(lost) == ["Preview", "Send it again", "Change"]
    assert labels(world.say("ben", "/roadmate digest")) == []
    press(world, lost, "Send it again")
    assert "The one of 16-22 Nov is on its way" in world.say("ana", "/roadmate digest resend").text
    world.turn(minutes=1)
    deliver.deliver(world.roadmate.deps, world.clock.now())
    assert "of 16-22 Nov, was sent to <#C0LEARNING>." in world.say("ana", "/roadmate digest").text


@SQLITE
def test_other_words_are_not_understood(world: World) -> None:
    assert "I do not understand" in world.say("ana", "/roadmate digest tomorrow").text
