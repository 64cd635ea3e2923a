from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.core.plan.progress import Because, Record, Step, next_step
from bot.ui import next_step as ui_next_step


def step(catalog: Catalog, area: str, because: Because, minutes: int = 300) -> Step:
    found = catalog.area(area)
    topic = catalog.curriculum(area)[0]
    is_work = because in (Because.PRACTICE, Because.TOPICS_DONE)
    return Step(found, found.assignments[0] if is_work else topic, because, minutes)


@pytest.mark.parametrize(
    ("because", "reason"),
    [
        (Because.FIRST, "a start in Networking, priority 1 of the plan"),
        (Because.LEVEL, "beginner, not logged yet, for Networking"),
        (Because.PRACTICE, "assignment: 5 h in Networking are enough to try it"),
        (Because.TOPICS_DONE, "assignment: you have logged every topic of Networking"),
    ],
)
def test_each_step_says_why(catalog: Catalog, because: Because, reason: str) -> None:
    found = step(catalog, "networking", because)
    assert ui_next_step.reason(found) == reason
    assert ui_next_step.short(found) == f"*{ui_next_step.name(found)}* ({reason})"


def test_a_topic_stands_with_its_roadmap_and_an_assignment_alone(catalog: Catalog) -> None:
    topic, work = (step(catalog, "networking", each) for each in (Because.FIRST, Because.PRACTICE))
    place = catalog.curriculum("networking")[0]
    assert ui_next_step.name(topic) == f"{place.topic.name}, {place.roadmap.name}"
    assert ui_next_step.words(topic) == place.topic.text
    assert ui_next_step.name(work) == catalog.area("networking").assignments[0].name
    assert ui_next_step.words(work) == catalog.area("networking").assignments[0].text


def test_every_first_step_of_the_real_plan_can_be_said(catalog: Catalog) -> None:
    for area in catalog.areas:
        for minutes in (0, 60, 60_000):
            found = next_step(catalog, Record({area.id: minutes}, frozenset()), area)
            assert found is not None
            assert all((ui_next_step.short(found), ui_next_step.words(found)))
