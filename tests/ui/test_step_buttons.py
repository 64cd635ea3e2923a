"""The buttons of a step: what each carries, what a screen reader says, how long they are, and the row they make."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord, NextStep, StepReason
from bot.slack.blocks import MAX_OVERFLOW_OPTIONS, MAX_ROW_BUTTONS, ButtonSpec, OverflowSpec
from bot.slack.payloads import AnotherStepPayload, TopicStatePayload, decode_payload
from bot.ui import step_buttons
from bot.ui.step_buttons import StepOffer, step_row

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
LOG = ButtonSpec("Log 1 h", "log.book", "{}")
OPEN, UNDO = ButtonSpec("Open", "roadmap.open"), ButtonSpec("Undo", "knowing.undo", "1")
PLAN = ("My plan", "plan")


def first_step(catalog: Catalog) -> NextStep:
    step = choose_next_step(catalog, LearningRecord({}, frozenset()))
    assert step
    return step


def practice(catalog: Catalog) -> NextStep:
    step = first_step(catalog)
    return replace(step, subject=step.area.assignments[0], reason=StepReason.TOPICS_DONE)


def labels(row: list[step_buttons.Control]) -> list[str]:
    return [
        "|".join(label for label, _ in each.options) if isinstance(each, OverflowSpec) else each.label for each in row
    ]


def test_a_topic_is_logged_known_replaced_or_set_aside(catalog: Catalog) -> None:
    step = first_step(catalog)
    log, known, another, skip = step_row(step, LOG, today=SUNDAY)
    assert log is LOG
    assert all(isinstance(each, ButtonSpec) for each in (known, another, skip))
    values = [each.value for each in (known, another, skip) if isinstance(each, ButtonSpec)]
    assert decode_payload(TopicStatePayload, values[0]) == TopicStatePayload(subject=step.subject.id, state="known")
    assert decode_payload(AnotherStepPayload, values[1]).week == "2026-W47"
    assert decode_payload(TopicStatePayload, values[2]).state == "skipped"


def test_nobody_knows_or_skips_an_assignment(catalog: Catalog) -> None:
    step = practice(catalog)
    _, only = step_row(step, LOG, today=MONDAY)
    assert isinstance(only, ButtonSpec)
    asked = decode_payload(AnotherStepPayload, only.value)
    assert (asked.subject, asked.week) == (step.subject.id, "2026-W48")


def test_what_has_no_room_is_behind_the_three_dots_in_words(catalog: Catalog) -> None:
    step = first_step(catalog)
    rows = [
        labels(step_row(step, LOG, OPEN, today=SUNDAY)),
        labels(step_row(step, LOG, OPEN, today=SUNDAY, more=[PLAN])),
        labels(step_row(step, LOG, OPEN, UNDO, today=SUNDAY)),
        labels(step_row(step, LOG, today=SUNDAY, aside=UNDO)),
    ]
    assert rows == [
        ["Log 1 h", "I know this", "Something else", "Not for me", "Open"],
        ["Log 1 h", "I know this", "Something else", "Open", "Not for me|My plan"],
        ["Log 1 h", "I know this", "Open", "Undo", "Something else|Not for me"],
        ["Log 1 h", "I know this", "Something else", "Undo"],
    ]
    menu = step_row(step, LOG, OPEN, UNDO, today=SUNDAY)[-1]
    assert isinstance(menu, OverflowSpec)
    assert [words for _, words in menu.options] == ["roadmap another", f"roadmap {step.subject.id} skip"]


@given(offers=st.integers(1, 3), beside=st.integers(0, 2), more=st.integers(0, 3))
def test_a_row_has_at_most_five_and_nothing_is_left_out(offers: int, beside: int, more: int) -> None:
    row = step_buttons.arrange_row(
        LOG,
        [StepOffer(ButtonSpec(f"offer {each}", "a.b"), f"say {each}") for each in range(offers)],
        beside=[ButtonSpec(f"beside {each}", "a.b") for each in range(beside)],
        more=[(f"more {each}", "x") for each in range(more)],
    )
    menus = [each for each in row if isinstance(each, OverflowSpec)]
    named = [name for label in labels(row) for name in label.split("|")]
    assert len(row) <= MAX_ROW_BUTTONS
    assert all(len(each.options) <= MAX_OVERFLOW_OPTIONS for each in menus)
    assert len(menus) <= 1
    assert sorted(named) == sorted(
        [
            LOG.label,
            *(f"offer {each}" for each in range(offers)),
            *(f"beside {each}" for each in range(beside)),
            *(f"more {each}" for each in range(more)),
        ]
    )


def test_of_a_refresher_nobody_says_that_they_know_it_but_they_are_asked(catalog: Catalog) -> None:
    step = replace(first_step(catalog), reason=StepReason.REFRESHER)
    row = step_row(step, LOG, today=SUNDAY)
    assert labels(row) == ["Log 1 h", "Ask me", "Something else", "Not for me"]
    assert isinstance(row[1], ButtonSpec)
    assert (row[1].action_id, row[1].value) == ("roadmate.say", f"roadmap quiz {step.subject.id}")


def test_every_topic_has_labels_of_its_own_that_fit(catalog: Catalog) -> None:
    step, spoken = first_step(catalog), []
    for topic in catalog.topics:
        row = step_row(replace(step, subject=topic), LOG, today=SUNDAY)
        for button in row[1:]:
            assert isinstance(button, ButtonSpec)
            assert len(button.accessibility_label) <= step_buttons.MAX_LABEL
            assert len(button.value) < 200
        spoken.append(step_buttons.know_button(topic).accessibility_label)
    assert len(set(spoken)) > 550  # topics of one name in two categories of a roadmap share theirs
    assert step_buttons.clear_button(catalog.topics[0], "Not any more").accessibility_label.startswith("Not any more: ")
