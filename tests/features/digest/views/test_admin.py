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
from bot.slack.message import Message

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
PLACE = Workspace(
    *("T1", None, ZoneInfo("UTC"), "C0LEARNING", parse_slot("mon 09:00"), parse_slot("thu 16:00")),
    *(True, True, False, 120),
)
SENT = LastDigest("2026-W46", "sent", NOW, 7, "C0LEARNING")


def buttons(message: Message) -> dict[str, dict[str, object]]:
    found = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["text"]["text"]: each for each in found}


def status(last: LastDigest | None, is_admin: bool = True) -> Message:
    made = admin.render_digest_status(
        PLACE, last, NOW, frozenset(), is_admin=is_admin, channel_name="#learning", prefix=""
    )
    check_message(made.post_arguments())
    return made


def test_admins_can_look_send_again_and_change_and_others_read() -> None:
    assert set(buttons(status(SENT))) == {"Preview", "Send it again", "Change"}
    assert buttons(status(SENT, is_admin=False)) == {}
    assert "Next digest: Mon 23 Nov 09:00" in status(SENT, is_admin=False).text
    assert "None has gone out yet." in status(None).text


def test_the_question_names_the_channel_and_the_week() -> None:
    confirm = str(buttons(admin.render_resend_offer(PLACE, SENT, TODAY, "#learning"))["Send it again"]["confirm"])
    assert "The digest of 9-15 Nov will be posted in #learning once more." in confirm
    assert "twice" in confirm
    lost = str(
        buttons(admin.render_resend_offer(PLACE, replace(SENT, ending="unknown"), TODAY, "#x"))["Send it again"][
            "confirm"
        ]
    )
    assert "twice" not in lost


@pytest.mark.parametrize(
    "ending", sorted({*MessageState, *(each for each in OccurrenceOutcome if each is not OccurrenceOutcome.QUEUED)})
)
def test_every_ending_has_its_words(ending: str) -> None:
    words = admin.ending_text(replace(SENT, ending=ending, error="<!here>"), TODAY)
    assert "9-15 Nov" in words
    assert "<!here>" not in words


@pytest.mark.parametrize(
    ("place", "last", "words"),
    [
        (PLACE, None, "none has gone out yet"),
        (PLACE, LastDigest("2026-W46", "nothing", NOW), "none has gone out yet"),
        (PLACE, replace(SENT, ending="waiting", is_on_its_way=True), "is on its way"),
        (replace(PLACE, learning_channel=None), SENT, "no learning channel"),
    ],
)
def test_what_cannot_be_sent_again_says_why(place: Workspace, last: LastDigest | None, words: str) -> None:
    message = admin.render_resend_offer(place, last, TODAY, "#learning")
    assert words in message.text
    assert buttons(message) == {}
