"""The words and buttons of the nudge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.plan.progress import LearningRecord, NextStep, StepReason, choose_next_step
from bot.features.nudge import views
from bot.features.nudge.rules import WeekSnooze
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload, decode_payload
from tests.slack_driver import label_of, message_text

TODAY = date(2026, 11, 26)
BUTTON_LABELS = ["Log other", "Snooze a day", "Snooze a week", "Snooze until…", "Stop"]


def weekly(step: NextStep | None, minutes: int = 45) -> Message:
    return views.render_nudge(minutes=minutes, goal=120, period="2026-W48", step=step, today=TODAY)


def buttons(message: Message) -> list[dict[str, Any]]:
    return [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]


def labels(message: Message) -> list[str]:
    return [label_of(button) for button in buttons(message)]


def topic_step(catalog: Catalog) -> NextStep:
    step = choose_next_step(catalog, LearningRecord({}, frozenset()))
    assert step is not None
    assert isinstance(step.subject, TopicReference)
    return step


def test_it_says_why_it_came_and_one_small_step(catalog: Catalog) -> None:
    step = topic_step(catalog)
    assert isinstance(step.subject, TopicReference)
    text = weekly(step).text
    assert text.startswith("45 min of your 2 h this week (23-29 Nov): 1 h 15 min to go.\nA small next step: ")
    assert step.subject.topic.name in text
    assert "Networking so far: none of 50-80 h." in text
    assert "Nothing booked yet this week (23-29 Nov); your goal is 2 h." in weekly(step, minutes=0).text


@pytest.mark.parametrize(
    ("minutes", "has_estimate", "expected"),
    [
        (0, True, "Networking so far: none of 50-80 h."),
        (90, True, "Networking so far: 1 h 30 min of 50-80 h."),
        (90, False, "Networking so far: 1 h 30 min."),
        (0, False, None),
    ],
)
def test_it_says_what_is_done_in_the_area_and_of_how_much(
    catalog: Catalog, minutes: int, expected: str | None, *, has_estimate: bool
) -> None:
    step = topic_step(catalog)
    area = step.area if has_estimate else step.area.model_copy(update={"hours": None})
    text = weekly(replace(step, area=area, minutes=minutes)).text
    assert (expected in text) if expected else ("so far" not in text)


def test_it_names_what_is_due_soon() -> None:
    due = [("Build a VPC", date(2026, 11, 27)), ("B & C", date(2026, 12, 1)), ("D", date(2026, 12, 2))]
    nudge = views.render_nudge(minutes=45, goal=120, period="2026-W48", step=None, today=TODAY, due_assignments=due)
    assert nudge.text.splitlines()[1] == "Due soon: Build a VPC, Fri 27 Nov; B &amp; C, Tue 1 Dec; 1 more."


def test_its_buttons_book_on_the_steps_topic_for_that_day(catalog: Catalog) -> None:
    step = topic_step(catalog)
    assert isinstance(step.subject, TopicReference)
    shown = buttons(weekly(step))
    assert labels(weekly(step)) == ["Log 1 h", "Log 2 h", *BUTTON_LABELS]
    payloads = [decode_payload(PendingEntryPayload, button["value"]) for button in shown[:2]]
    assert [(payload.key, payload.minutes) for payload in payloads] == [
        ("nudge:2026-W48:60", 60),
        ("nudge:2026-W48:120", 120),
    ]
    assert {(payload.area, payload.topic, payload.day) for payload in payloads} == {
        (step.subject.topic.areas[0], step.subject.id, TODAY)
    }
    assert [button["action_id"].partition("#")[0] for button in shown] == [
        "log.book",
        "log.book",
        "log.form",
        "nudge.day",
        "nudge.snooze",
        "nudge.until",
        "nudge.stop",
    ]


def test_an_assignment_books_on_its_area(catalog: Catalog) -> None:
    area = catalog.areas[0]
    message = weekly(NextStep(area, area.assignments[0], StepReason.READY_FOR_PRACTICE, 600))
    payload = decode_payload(PendingEntryPayload, buttons(message)[0]["value"])
    assert (payload.area, payload.topic, payload.roadmap) == (area.id, None, None)
    assert f"The buttons log {area.name} for Thu 26 Nov." in message.text


def test_without_a_step_there_is_nothing_to_book_at_once() -> None:
    assert labels(weekly(None)) == BUTTON_LABELS


def test_a_snoozed_nudge_offers_no_further_day_and_books_anew(catalog: Catalog) -> None:
    snoozed = views.render_nudge(
        minutes=0, goal=120, period="2026-W48", step=topic_step(catalog), today=date(2026, 11, 27), is_snoozed=True
    )
    assert "Snooze a day" not in labels(snoozed)
    assert decode_payload(PendingEntryPayload, buttons(snoozed)[0]["value"]).key == "again:2026-W48:60"
    assert "You put it off to today." in snoozed.text


def test_on_the_last_day_of_the_week_there_is_no_day_to_snooze_to() -> None:
    sunday = views.render_nudge(minutes=0, goal=120, period="2026-W48", step=None, today=date(2026, 11, 29))
    assert "Snooze a day" not in labels(sunday)
    assert "Snooze a week" in labels(sunday)


def test_stopping_asks_first_and_names_the_effect() -> None:
    stop = buttons(weekly(None))[-1]
    assert stop["confirm"]["text"]["text"] == "You will get no weekly reminder any more."


def test_every_step_of_the_plan_makes_a_message_that_slack_takes(catalog: Catalog) -> None:
    for area in catalog.areas:
        steps = [
            *(NextStep(area, topic, StepReason.LOWEST_LEVEL, 60) for topic in catalog.curriculum(area.id)),
            *(NextStep(area, assignment, StepReason.READY_FOR_PRACTICE, 60) for assignment in area.assignments),
        ]
        for step in steps:
            check_message(weekly(step).post_arguments(), posted=True)


def test_a_snooze_names_its_week_and_a_stop_the_way_back() -> None:
    snoozed = views.render_snoozed_week(WeekSnooze("2026-W49", date(2026, 12, 10)), TODAY)
    assert snoozed.text == "Snoozed: no nudge in the week 30 Nov-6 Dec. The next one can come on Thu 10 Dec."
    assert "/team-roadmate nudge on" in message_text(views.render_nudges_stopped(), "team-")
