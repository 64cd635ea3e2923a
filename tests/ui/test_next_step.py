from __future__ import annotations

from dataclasses import replace

import pytest

from bot.catalog.catalog import Catalog
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord, NextStep, StepReason
from bot.ui import next_step


def step(catalog: Catalog, area: str, because: StepReason, minutes: int = 300) -> NextStep:
    found = catalog.area(area)
    topic = catalog.curriculum(area)[0]
    is_work = because not in (StepReason.FIRST_IN_AREA, StepReason.LOWEST_LEVEL)
    return NextStep(found, found.assignments[0] if is_work else topic, because, minutes)


@pytest.mark.parametrize(
    ("because", "reason"),
    [
        (StepReason.FIRST_IN_AREA, "first step of Networking"),
        (StepReason.LOWEST_LEVEL, "next beginner topic"),
        (StepReason.READY_FOR_PRACTICE, "assignment, and your 5 h in Networking are enough to try it"),
        (StepReason.TOPICS_DONE, "assignment, as you've learned every topic of Networking"),
        (StepReason.TOPICS_SET_ASIDE, "assignment, as no other topic of Networking is left for you"),
        (StepReason.TOPICS_BELOW_LEVEL, "assignment, as the topics left in Networking are below your level"),
        (StepReason.NO_TOPICS, "assignment, as Networking has no topics and starts with practice"),
    ],
)
def test_each_step_says_why(catalog: Catalog, because: StepReason, reason: str) -> None:
    found = step(catalog, "networking", because)
    assert next_step.step_reason(found) == reason
    assert next_step.step_line(found) == f"*{next_step.step_name(found)}* ({reason})"


def test_the_first_area_of_ones_plan_is_the_top_priority(catalog: Catalog) -> None:
    found = replace(step(catalog, "cloud-computing", StepReason.FIRST_IN_AREA), is_in_first_area=True)
    assert next_step.step_reason(found) == "first step of Cloud Computing, your top priority"


def test_a_topic_stands_with_its_roadmap_and_an_assignment_alone(catalog: Catalog) -> None:
    topic, work = (
        step(catalog, "networking", each) for each in (StepReason.FIRST_IN_AREA, StepReason.READY_FOR_PRACTICE)
    )
    place = catalog.curriculum("networking")[0]
    assert next_step.step_name(topic) == f"{place.topic.name} ({place.roadmap.name})"
    assert next_step.step_description(topic) == place.topic.text
    assert next_step.step_name(work) == catalog.area("networking").assignments[0].name
    assert next_step.step_description(work) == catalog.area("networking").assignments[0].text


def test_every_first_step_of_the_real_plan_has_its_text(catalog: Catalog) -> None:
    for area in catalog.areas:
        for minutes in (0, 60, 60_000):
            found = choose_next_step(catalog, LearningRecord({area.id: minutes}, frozenset()), area)
            assert found is not None
            assert all((next_step.step_line(found), next_step.step_description(found)))


@pytest.mark.parametrize(
    ("days", "ago"),
    [
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (59, "8 weeks ago"),
        (60, "2 months ago"),
        (400, "13 months ago"),
    ],
)
def test_a_refresher_says_when_they_looked_at_it_last(catalog: Catalog, days: int, ago: str) -> None:
    found = replace(step(catalog, "networking", StepReason.REFRESHER), days_since=days)
    assert next_step.step_reason(found) == f"you last looked at it {ago}; a refresher keeps it"
