"""The words and buttons of the nudge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord, NextStep, StepReason
from bot.features.nudge.rules.letter import NudgeFacts, Wording
from bot.features.nudge.rules.send_times import WeekSnooze
from bot.features.nudge.views import answers, letter
from bot.features.nudge.views.wordings import nudge_wordings, question_wordings
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload, decode_payload
from tests.slack_driver import label_of, message_text

TODAY = date(2026, 11, 26)
FACTS = NudgeFacts("Mei", TODAY, minutes=45, goal=120, full_goal=120)


def render(facts: NudgeFacts, *, is_first: bool = False) -> Message:
    return letter.render_nudge(next(nudge_wordings(facts)), facts, period="2026-W48", is_first=is_first)


def controls(message: Message) -> list[dict[str, Any]]:
    return [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]


def variants(wordings: Iterable[Wording]) -> list[str]:
    return [each.variant for each in wordings]


def topic_step(catalog: Catalog) -> NextStep:
    step = choose_next_step(catalog, LearningRecord({}, frozenset()))
    assert step is not None
    assert isinstance(step.subject, TopicReference)
    return step


def test_what_is_new_comes_first(catalog: Catalog) -> None:
    facts = replace(
        FACTS,
        step=topic_step(catalog),
        last_logged=(45, "Networking"),
        due=(("Build a VPC", date(2026, 12, 1)),),
        session=("Terraform talk", time(16)),
        streak=3,
    )
    assert variants(nudge_wordings(facts)) == ["session", "assignment", "streak", "logged", "left", "left_step"]
    begun = replace(facts, session=None, due=(), streak=1, last_logged=None)
    assert variants(nudge_wordings(begun)) == ["left", "left_step"]


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (FACTS, "🎯 45 min of 2 h this week. 1 h 15 min to go."),
        (replace(FACTS, minutes=0), "Hi Mei, nothing logged yet this week. 30 minutes would be a start."),
        (replace(FACTS, streak=3), "3 weeks in a row so far. 1 h 15 min more this week makes it 4 🔥"),
        (
            replace(FACTS, session=("Talk & more", time(16, 30))),
            "📅 *Talk &amp; more* is tomorrow at 16:30. Half an hour today is a good warm-up.",
        ),
        (replace(FACTS, is_asked_for=True), "Here I am again, as you asked (Thu 26 Nov). 30 minutes would be a start."),
    ],
)
def test_it_begins_with_one_thought(facts: NudgeFacts, text: str) -> None:
    assert next(nudge_wordings(facts)).text == text


def test_no_text_speaks_of_a_goal_that_nobody_has() -> None:
    facts = NudgeFacts("Mei", TODAY, last_entry=date(2026, 11, 12))
    assert not [each for each in nudge_wordings(facts) if "goal" in each.text or "0 h" in each.text]


def test_the_first_one_says_why_it_came_and_each_how_to_stop_them() -> None:
    why = "I only write when you're below your goal, at most weekly."
    first, later = (message_text(render(FACTS, is_first=is_first)) for is_first in (True, False))
    assert (why in first, why in later) == (True, False)
    assert all("/roadmate nudge off stops these." in each for each in (first, later))
    assert "in weeks without hours" in render(NudgeFacts("Mei", TODAY), is_first=True).text


def test_what_to_do_with_the_step_a_way_to_put_it_off_and_the_rest_behind_three_dots(catalog: Catalog) -> None:
    step = topic_step(catalog)
    primary, known, another, second, dots = controls(render(replace(FACTS, step=step)))
    assert label_of(primary) == "Log 30 min of TCP/IP & the Layers (Networking)"
    assert (primary["style"], second.get("style"), dots["type"]) == ("primary", None, "overflow")
    assert [label_of(each) for each in (known, another, second)] == [
        "I know this",
        "Something else",
        "Remind me tomorrow",
    ]
    assert [option["value"] for option in dots["options"]] == [
        f"roadmap {step.subject.id} skip",
        "nudge skip",
        "nudge until",
        "nudge time",
        "nudge off",
    ]
    payload = decode_payload(PendingEntryPayload, primary["value"])
    assert isinstance(step.subject, TopicReference)
    assert (payload.minutes, payload.topic, payload.day) == (30, step.subject.id, TODAY)


def test_an_assignment_is_logged_on_its_area(catalog: Catalog) -> None:
    area = catalog.areas[0]
    step = NextStep(area, area.assignments[0], StepReason.READY_FOR_PRACTICE, 600)
    primary = controls(render(replace(FACTS, step=step)))[0]
    payload = decode_payload(PendingEntryPayload, primary["value"])
    assert (label_of(primary), payload.area, payload.topic) == (f"Log 30 min of {area.name}", area.id, None)


def test_without_a_step_the_form_opens() -> None:
    assert [label_of(each) for each in controls(render(FACTS))[:2]] == ["Log time", "Remind me tomorrow"]


@pytest.mark.parametrize(
    "facts", [replace(FACTS, is_asked_for=True), replace(FACTS, today=date(2026, 11, 29))], ids=["put off", "sunday"]
)
def test_where_there_is_no_day_to_put_it_off_to_the_plan_is_offered(facts: NudgeFacts) -> None:
    assert label_of(controls(render(facts))[1]) == "See my plan"


def test_one_put_off_logs_anew(catalog: Catalog) -> None:
    facts = replace(FACTS, step=topic_step(catalog), is_asked_for=True)
    assert decode_payload(PendingEntryPayload, controls(render(facts))[0]["value"]).key == "again:2026-W48:30"


def test_it_names_what_is_due_soon_unless_it_began_with_that() -> None:
    due = (("Build a VPC", date(2026, 11, 27)), ("B & C", date(2026, 12, 1)), ("D", date(2026, 12, 2)))
    facts = replace(FACTS, due=due, session=("Talk", time(16)))
    assert (
        render(facts).text.splitlines()[1] == "📅 Due soon: Build a VPC (Fri 27 Nov), B &amp; C (Tue 1 Dec) and 1 more"
    )
    assert "Due soon" not in render(replace(FACTS, due=due)).text


def test_it_says_that_time_off_lowers_the_goal() -> None:
    assert "Your time off lowers this week's goal from 2 h to 1 h 12 min." in render(replace(FACTS, goal=72)).text
    assert "time off" not in render(FACTS).text


def test_the_question_can_be_put_in_several_ways() -> None:
    assert len({each.text for each in question_wordings(replace(FACTS, last_entry=TODAY))}) == 4
    question = letter.render_question(next(question_wordings(FACTS)))
    assert question.text.startswith("Still useful, Mei?")
    check_message(question.post_arguments(), posted=True)


def test_every_step_of_the_plan_makes_a_message_that_slack_takes(catalog: Catalog) -> None:
    for area in catalog.areas:
        steps = [
            *(NextStep(area, topic, StepReason.LOWEST_LEVEL, 60) for topic in catalog.curriculum(area.id)),
            *(NextStep(area, assignment, StepReason.READY_FOR_PRACTICE, 60) for assignment in area.assignments),
        ]
        for step in steps:
            check_message(render(replace(FACTS, step=step)).post_arguments(), posted=True)


def test_answers_are_short_and_name_the_way_back() -> None:
    snoozed = answers.render_snoozed_week(WeekSnooze("2026-W49", date(2026, 12, 10)), TODAY)
    assert snoozed.text == "OK, no nudge in the week of 30 Nov-6 Dec. The next one can come Thu 10 Dec."
    assert "/team-roadmate nudge on" in message_text(answers.render_nudges_stopped(), "team-")
