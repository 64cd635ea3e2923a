"""The first month: the steps that come, week by week."""

from __future__ import annotations

from itertools import chain

import pytest

from bot.catalog.catalog import Catalog
from bot.core.knowing.states import TopicState
from bot.core.plan import next_moves
from bot.core.plan.first_month import WEEKS, outline_first_month
from bot.core.plan.plan_choices import PlanChoices
from bot.core.plan.progress import LearningRecord
from bot.ui.first_month_text import first_month_lines

NEW = LearningRecord({}, frozenset())


@pytest.mark.parametrize("weekly", [15, 60, 120, 600, 3600])
def test_the_month_begins_with_the_next_step_and_names_none_twice(catalog: Catalog, weekly: int) -> None:
    month = outline_first_month(catalog, NEW, weekly)
    assert month
    assert len(month.weeks) == WEEKS
    assert month.minutes == weekly * WEEKS
    steps = [step.subject.id for step in chain.from_iterable(month.weeks)]
    assert len(set(steps)) == len(steps)
    first = next_moves.choose_next_step(catalog, NEW)
    assert first
    assert steps[0] == first.subject.id
    lines = first_month_lines(month)
    assert [line.partition(":")[0] for line in lines] == [f"Week {number}" for number in range(1, WEEKS + 1)]
    assert all(len(line) < 250 for line in lines)


def test_more_hours_a_week_bring_more_of_the_same_steps(catalog: Catalog) -> None:
    few, many = (outline_first_month(catalog, NEW, weekly) for weekly in (60, 240))
    assert few
    assert many
    slow, fast = ([step.subject.id for step in chain.from_iterable(month.weeks)] for month in (few, many))
    assert slow == fast[: len(slow)]
    assert len(slow) < len(fast)


def test_the_month_is_in_the_areas_that_were_chosen(catalog: Catalog) -> None:
    hidden = frozenset(area.id for area in catalog.areas) - {"devops-cicd"}
    month = outline_first_month(catalog, LearningRecord({}, frozenset(), choices=PlanChoices(hidden=hidden)), 120)
    assert month
    assert month.weeks[0][0].area.id == "devops-cicd"


def test_where_nothing_is_left_there_is_no_month(catalog: Catalog) -> None:
    known = {topic.id: TopicState.KNOWN for each in catalog.roadmaps for topic in catalog.list_topics(each.id)}
    ticked = frozenset(assignment.id for area in catalog.areas for assignment in area.assignments)
    assert outline_first_month(catalog, LearningRecord({}, ticked, states=known), 60) is None


def test_a_week_in_which_nothing_begins_goes_on_with_the_last_step(catalog: Catalog) -> None:
    month = outline_first_month(catalog, NEW, 15)
    assert month
    assert month.weeks[1] == ()
    assert first_month_lines(month)[1].startswith("Week 2: more of ")
