"""While too much waits to be asked about, every second step is one to look at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.catalog.source import CatalogSource
from bot.core.knowing.due_topics import FULL_ABOVE, DueTopic
from bot.core.knowing.memory import TopicCard
from bot.core.knowing.states import TopicState
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.next_moves import choose_next_step, choose_step_after, choose_step_of_week
from bot.core.plan.plan_choices import PlanChoices
from bot.core.plan.progress import LearningRecord, MentorStep, NextStep, StepReason, measure_area
from bot.core.plan.refreshers import list_refreshers
from tests.examples import examples

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def due(topics: Iterable[TopicReference]) -> dict[str, DueTopic]:
    """Return topics as due; the later, the less is remembered."""
    return {each.id: due_since(each.id, 20 + place) for place, each in enumerate(topics)}


def due_since(topic: str, days: int) -> DueTopic:
    return DueTopic(TopicCard(topic, 9.0, 5.0, MONDAY, MONDAY - timedelta(days=days), reviews=1), MONDAY)


def record_of(topics: Iterable[TopicReference], **others: object) -> LearningRecord:
    """Return the record of somebody to whom these topics are due."""
    found = tuple(topics)
    return replace(LearningRecord({each.id: 60 for each in found}, frozenset(), due=due(found)), **others)  # type: ignore[arg-type]


def list_all(catalog: Catalog, record: LearningRecord, act: LearningAct) -> tuple[NextStep, ...]:
    return tuple(list_refreshers(catalog, record, act))


@dataclass
class Learner:
    """Somebody who acts, and what they were offered after each act."""

    catalog: Catalog
    record: LearningRecord
    week: int = 1
    offered: list[NextStep | None] = field(default_factory=list)

    def act(self, act: LearningAct) -> NextStep | None:
        week = f"2026-W{self.week:02d}"
        step = choose_step_after(self.catalog, self.record, act, week)
        subjects = (*act.steps, step.subject.id) if step else act.steps
        is_refresher = step is not None and step.is_refresher
        memory = self.record.offers.add(week, *subjects, is_refresher=is_refresher)
        self.record = replace(self.record, offers=memory)
        self.offered.append(step)
        return step

    def look_at_again(self, topic: str) -> None:
        """Learn a due topic once more."""
        left = {each: held for each, held in self.record.due.items() if each != topic}
        self.record = replace(self.record, due=left)

    def do(self, step: NextStep) -> NextStep | None:
        """Learn a topic that is offered, or tick an assignment."""
        subject = step.subject.id
        if not isinstance(step.subject, TopicReference):
            self.record = replace(self.record, ticked_assignments=self.record.ticked_assignments | {subject})
            return self.act(LearningAct.on_step(step))
        minutes = {**self.record.minutes, subject: 60, step.area.id: self.record.minutes.get(step.area.id, 0) + 60}
        self.record = replace(self.record, minutes=minutes)
        self.look_at_again(subject)
        return self.act(replace(LearningAct.on_step(step), steps=()))


@pytest.fixture
def topics(catalog: Catalog) -> tuple[TopicReference, ...]:
    return catalog.topics_with_questions


def test_every_second_step_is_a_refresher_while_the_reviews_are_full(
    catalog: Catalog, topics: tuple[TopicReference, ...]
) -> None:
    learner = Learner(catalog, record_of(topics[: FULL_ABOVE + 20]))
    step = learner.act(LearningAct(catalog.area("rest-api")))
    for _ in range(9):
        assert step
        step = learner.do(step)
    assert [each is not None and each.is_refresher for each in learner.offered] == [True, False] * 5


def test_up_to_so_many_due_topics_slow_nothing(catalog: Catalog, topics: tuple[TopicReference, ...]) -> None:
    assert list_all(catalog, record_of(topics[:FULL_ABOVE]), LearningAct()) == ()
    assert list_all(catalog, record_of(topics[: FULL_ABOVE + 1]), LearningAct())


def test_it_is_what_is_remembered_least_near_the_act_first(
    catalog: Catalog, topics: tuple[TopicReference, ...]
) -> None:
    record = record_of([*topics[:FULL_ABOVE], *(each for each in topics if each.roadmap.id == "docker")][:60])
    own = [each for each in record.due if catalog.topic(each).roadmap.id == "docker"]
    docker = catalog.roadmap("docker")
    near = list_all(catalog, record, LearningAct(catalog.area(docker.area), docker))
    assert [each.subject.id for each in near[: len(own)]] == own[::-1]
    anywhere = list_all(catalog, record, LearningAct())
    assert [each.subject.id for each in anywhere] == list(record.due)[::-1]
    assert anywhere[0].days_since == record.due[anywhere[0].subject.id].days_since
    assert {each.reason for each in anywhere} == {StepReason.REFRESHER}


def test_what_the_content_lost_or_cannot_ask_about_does_not_count(
    catalog: Catalog, topics: tuple[TopicReference, ...]
) -> None:
    record = record_of(topics[:FULL_ABOVE])
    lost = {name: due_since(name, 400) for name in ("aws.gone", "gone.gone")}
    without = {each.id: due_since(each.id, 400) for each in catalog.topics if not catalog.has_questions(each.id)}
    minutes = {**record.minutes, **dict.fromkeys((*lost, *without), 60)}
    assert (
        list_all(catalog, replace(record, due={**record.due, **lost, **without}, minutes=minutes), LearningAct()) == ()
    )


@pytest.mark.parametrize("change", ["undone", "skipped"])
def test_what_was_undone_or_set_aside_does_not_count(
    catalog: Catalog, topics: tuple[TopicReference, ...], change: str
) -> None:
    record, last = record_of(topics[: FULL_ABOVE + 1]), topics[0].id
    if change == "undone":
        record = replace(record, minutes={each: 60 for each in record.minutes if each != last})
    else:
        record = replace(record, states={last: TopicState.SKIPPED})
    assert list_all(catalog, record, LearningAct()) == ()


def test_nothing_of_a_finished_or_hidden_area_is_refreshed(catalog: Catalog) -> None:
    area, other = catalog.area("networking"), catalog.area("cloud-computing")
    found = [*catalog.curriculum(area.id)[:15], *catalog.curriculum(other.id)[:15]]
    record = record_of(each for each in found if each.topic.areas[0] in (area.id, other.id))
    done = frozenset(each.id for each in area.assignments)
    finished = replace(record, minutes={**record.minutes, area.id: 60_000}, ticked_assignments=done)
    hidden = replace(record, choices=PlanChoices(hidden=frozenset({area.id})))
    for each in (finished, hidden):
        steps = list_all(catalog, each, LearningAct(area))
        assert {step.area.id for step in steps} == {other.id}
    assert {step.area.id for step in list_all(catalog, record, LearningAct(area))} == {area.id, other.id}


def test_whoever_asks_sees_the_refresher_until_it_is_not_due_any_more(
    catalog: Catalog, topics: tuple[TopicReference, ...]
) -> None:
    learner = Learner(catalog, record_of(topics[: FULL_ABOVE + 1]))
    offered = learner.act(LearningAct())
    assert offered
    assert offered.is_refresher
    assert choose_next_step(catalog, learner.record) == offered
    assert choose_next_step(catalog, learner.record, offered.area) == offered
    only = {offered.subject.id: learner.record.due[offered.subject.id]}  # the others were answered since
    assert choose_next_step(catalog, replace(learner.record, due=only)) == offered
    learner.look_at_again(offered.subject.id)
    shown = choose_next_step(catalog, learner.record)
    assert shown
    assert not shown.is_refresher


def test_a_letter_and_a_mentors_step_come_before_a_refresher(
    catalog: Catalog, topics: tuple[TopicReference, ...]
) -> None:
    record = record_of(topics[: FULL_ABOVE + 9])
    learner = Learner(catalog, record)
    learner.act(LearningAct())
    letter = choose_step_of_week(catalog, learner.record, "2026-W02")
    assert letter
    assert not letter.is_refresher
    assert choose_step_of_week(catalog, learner.record, "2026-W01") == learner.offered[0]
    wanted = next(each for each in catalog.curriculum("rest-api") if each.id not in record.minutes)
    learner = Learner(catalog, replace(record, mentor_step=MentorStep(wanted.id, 0)))
    offered = [learner.act(LearningAct()) for _ in range(2)]
    assert [each and each.reason for each in offered] == [StepReason.SET_BY_MENTOR, StepReason.REFRESHER]


@settings(max_examples=examples(60))
@given(data=st.data())
def test_refreshers_never_run_in_twos_nor_come_twice_in_a_week_nor_when_little_is_due(
    source: CatalogSource, data: st.DataObject
) -> None:
    catalog = source.current()
    pool = catalog.topics_with_questions[:: data.draw(st.integers(1, 9), label="every")]
    learner = Learner(catalog, record_of(pool[: data.draw(st.integers(0, 45), label="due")]))
    acts = st.sampled_from(("do", "else", "docker", "networking", "ask", "week", "answer"))
    weeks: list[tuple[int, str]] = []
    for name in data.draw(st.lists(acts, min_size=3, max_size=30)):
        learner.week += name == "week"
        shown = choose_next_step(catalog, learner.record)
        is_full, before = len(learner.record.due) > FULL_ABOVE, len(learner.offered)
        match name:
            case "do" if shown:
                learner.do(shown)
            case "else" if shown:
                learner.act(LearningAct.on_step(shown))
            case "docker":
                learner.act(LearningAct(catalog.area("devops-cicd"), catalog.roadmap("docker")))
            case "networking":
                learner.act(LearningAct(catalog.area("networking")))
            case "answer" if learner.record.due:
                learner.look_at_again(next(iter(learner.record.due)))
        for step in learner.offered[before:]:
            if step:
                assert is_full or not step.is_refresher
                weeks.append((learner.week, step.subject.id))
    assert len(set(weeks)) == len(weeks)
    marks = [each is not None and each.is_refresher for each in learner.offered]
    assert not any(first and second for first, second in pairwise(marks))


@settings(max_examples=examples(40))
@given(data=st.data())
def test_no_act_is_followed_by_a_step_of_a_finished_area_or_of_a_hidden_one_elsewhere(
    source: CatalogSource, data: st.DataObject
) -> None:
    catalog = source.current()
    areas = st.sets(st.sampled_from(catalog.areas), max_size=5)
    finished, hidden = data.draw(areas, label="finished"), data.draw(areas, label="hidden")
    record = record_of(catalog.topics_with_questions[:: data.draw(st.integers(3, 15), label="every")])
    learner = Learner(
        catalog,
        replace(
            record,
            minutes={**record.minutes, **{each.id: 60_000 for each in finished}},
            ticked_assignments=frozenset(work.id for each in finished for work in each.assignments),
            choices=PlanChoices(hidden=frozenset(each.id for each in hidden)),
        ),
    )
    done = {each.id for each in finished if measure_area(each, learner.record).is_done}
    for _ in range(6):
        road = data.draw(st.sampled_from(catalog.roadmaps))
        act = data.draw(st.sampled_from((LearningAct(), LearningAct(catalog.area(road.area), road))))
        step = learner.act(act)
        if step is None:
            continue
        own = step.subject.topic.areas[0] if isinstance(step.subject, TopicReference) else step.area.id
        assert own not in done
        if act.area is None:
            assert step.area.id not in learner.record.choices.hidden
        again = choose_next_step(catalog, learner.record)  # perhaps for another of the topic's areas
        assert (again and again.subject) == step.subject or own in learner.record.choices.hidden
