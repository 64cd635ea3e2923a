"""The digest's status, the offer to send the last one again, and the preview."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.schedule import parse_slot
from bot.core.people.workspaces import Workspace
from bot.delivery.occurrences import OccurrenceOutcome
from bot.delivery.outbox import MessageState
from bot.features.digest.rules import LastDigest
from bot.features.digest.views import admin
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from tests.slack_driver import label_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
WORKSPACE = Workspace(
    *("T1", None, ZoneInfo("UTC"), "C0LEARNING", parse_slot("mon 09:00"), parse_slot("thu 16:00")),
    *(True, True, False, 120),
)
SENT = LastDigest("2026-W46", "sent", NOW, 7, "C0LEARNING")
WEEK = "2026-W47"
DIGEST = compose_message(section("*What we learned*"), actions(ButtonSpec("Log 1 h", "log.quick", "60")))
SHORT = compose_message(section("Who learned what"))


def elements(message: Message) -> list[dict[str, object]]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def buttons(message: Message) -> dict[str, dict[str, object]]:
    return {label_of(each): each for each in elements(message)}


def status(last: LastDigest | None, is_admin: bool = True) -> Message:
    outlook = (frozenset[str](), True)
    message = admin.render_digest_status(WORKSPACE, last, NOW, outlook, is_admin=is_admin, channel_name="#learning")
    check_message(message.post_arguments())
    return message


def test_the_status_has_buttons_for_admins_only() -> None:
    assert set(buttons(status(SENT))) == {"Preview", "Send it again", "Change"}
    assert buttons(status(SENT, is_admin=False)) == {}
    assert "Next digest: Mon 23 Nov 09:00" in status(SENT, is_admin=False).text
    assert "None sent yet." in status(None).text


def test_the_confirmation_names_the_channel_and_the_week() -> None:
    sent = buttons(admin.render_resend_offer(WORKSPACE, SENT, TODAY, "#learning"))
    confirm = str(sent["Send it again"]["confirm"])
    assert "I'll post the digest for 9-15 Nov in #learning again." in confirm
    assert "twice" in confirm
    lost = buttons(admin.render_resend_offer(WORKSPACE, replace(SENT, ending="unknown"), TODAY, "#x"))
    assert "twice" not in str(lost["Send it again"]["confirm"])


@pytest.mark.parametrize(
    "ending", sorted({*MessageState, *(each for each in OccurrenceOutcome if each is not OccurrenceOutcome.QUEUED)})
)
def test_every_ending_has_a_text(ending: str) -> None:
    text = admin.ending_text(replace(SENT, ending=ending, error="<!here>"), TODAY)
    assert "9-15 Nov" in text
    assert "<!here>" not in text


@pytest.mark.parametrize(
    ("workspace", "last", "reason"),
    [
        (WORKSPACE, None, "no digest to send again yet"),
        (WORKSPACE, LastDigest("2026-W46", "nothing", NOW), "no digest to send again yet"),
        (WORKSPACE, replace(SENT, ending="waiting", is_on_its_way=True), "is on its way"),
        (replace(WORKSPACE, learning_channel=None), SENT, "no learning channel"),
    ],
)
def test_a_digest_that_cannot_be_sent_again_says_why(
    workspace: Workspace, last: LastDigest | None, reason: str
) -> None:
    message = admin.render_resend_offer(workspace, last, TODAY, "#learning")
    assert reason in message.text
    assert buttons(message) == {}


def long_message(character: str) -> Message:
    return compose_message(section(character * 2900))


def preview(*thread: Message) -> Message:
    return admin.render_preview(DIGEST, thread, week=WEEK, other_weeks=["2026-W46"], workspace=WORKSPACE, today=TODAY)


def test_the_preview_shows_the_digest_itself_and_its_thread_below() -> None:
    message = preview(SHORT)
    check_message(message.post_arguments())
    assert set(map(str, DIGEST.blocks)) <= set(map(str, message.blocks))
    assert message.text.split("\n")[0] == ("Preview for 16-22 Nov: I'd post this in <#C0LEARNING>. Only you see it.")
    assert message.text.endswith("What we learned\nIn its thread:\nWho learned what")
    assert list(map(label_of, elements(message))) == ["Log 1 h", "Preview 9-15 Nov"]


def test_a_thread_that_is_too_long_goes_on_behind_a_button() -> None:
    thread = [long_message(each) for each in "abcdefg"]
    seen, start = [], 0
    message = preview(*thread)
    while True:
        check_message(message.post_arguments())
        shown = [block["text"]["text"][0] for block in message.blocks if block["type"] == "section"][1:]
        seen += [each for each in shown if each in "abcdefg"]
        more = buttons(message).get("More of the thread")
        if more is None:
            break
        next_start = int(str(more["value"]).split("/")[1])
        assert next_start > start
        start = next_start
        message = admin.render_thread_rest(thread, start, week=WEEK, today=TODAY)
    assert seen == list("abcdefg")


def test_the_preview_says_if_nothing_would_be_sent() -> None:
    message = admin.render_nothing_to_send("2026-W46", ["2026-W47"], TODAY)
    check_message(message.post_arguments())
    assert message.text == "There's nothing to send for 9-15 Nov."
    assert list(map(label_of, elements(message))) == ["Preview 16-22 Nov"]
