from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from bot.calendar.schedule import parse_slot
from bot.core.people.workspaces import Workspace
from bot.features.digest.views import admin
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message

TODAY = date(2026, 11, 21)
WEEK = "2026-W47"
PLACE = Workspace(
    *("T1", None, ZoneInfo("UTC"), "C0LEARNING", parse_slot("mon 09:00"), parse_slot("thu 16:00")),
    *(True, True, False, 120),
)
DIGEST = compose_message(section("*What we learned*"), actions(ButtonSpec("Log 1 h", "log.quick", "60")))
SHORT = compose_message(section("Who learned what"))


def long_message(letter: str) -> Message:
    return compose_message(section(letter * 2900))


def preview(*thread: Message) -> Message:
    return admin.render_preview(DIGEST, thread, week=WEEK, other_weeks=["2026-W46"], workspace=PLACE, today=TODAY)


def labels(message: Message) -> list[str]:
    return [
        each["text"]["text"] for block in message.blocks if block["type"] == "actions" for each in block["elements"]
    ]


def test_it_shows_the_digest_itself_and_its_thread_below() -> None:
    message = preview(SHORT)
    check_message(message.post_arguments())
    assert set(map(str, DIGEST.blocks)) <= set(map(str, message.blocks))
    assert message.text.split("\n")[0] == (
        "Preview. This would be sent in <#C0LEARNING> for 16-22 Nov. Only you see it."
    )
    assert message.text.endswith("What we learned\nIn its thread:\nWho learned what")
    assert labels(message) == ["Log 1 h", "Preview 9-15 Nov"]


def test_a_thread_that_is_too_long_goes_on_behind_a_button() -> None:
    thread = [long_message(letter) for letter in "abcdefg"]
    seen, start = [], 0
    message = preview(*thread)
    while True:
        check_message(message.post_arguments())
        shown = [block["text"]["text"][0] for block in message.blocks if block["type"] == "section"][1:]
        seen += [letter for letter in shown if letter in "abcdefg"]
        more = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
        values = [each["value"] for each in more if each["text"]["text"] == "More of the thread"]
        if not values:
            break
        assert int(values[0].split("/")[1]) > start
        start = int(values[0].split("/")[1])
        message = admin.render_thread_rest(thread, start, week=WEEK, today=TODAY)
    assert seen == list("abcdefg")


def test_nothing_to_say_is_said() -> None:
    message = admin.render_nothing_to_send("2026-W46", ["2026-W47"], TODAY)
    check_message(message.post_arguments())
    assert message.text == "Nothing would be sent for 9-15 Nov: there is nothing to say of it."
    assert labels(message) == ["Preview 16-22 Nov"]
