"""What comes next: near what was just done, after what comes before it, and never again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.catalog.source import CatalogSource
from bot.core.knowing.states import TopicState
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.next_moves import (
    choose_next_step,
    choose_step_after,
    choose_step_of_week,
    is_anything_left,
)
from bot.core.plan.offer_memory import OfferMemory
from bot.core.plan.plan_choices import PlanChoices
from bot.core.plan.progress import LearningRecord, MentorStep, NextStep, StepReason
from tests.examples import examples

WEEK = "2026-W48"


@dataclass
class Learner:
    """Somebody who acts, and what they were offered after each act."""

    catalog: Catalog
    record: LearningRecord = field(default_factory=lambda: LearningRecord({}, frozenset()))
    week: int = 1
    offered: list[str] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)

    def act(self, act: LearningAct) -> NextStep | None:
        week = f"2026-W{self.week:02d}"
        step = choose_step_after(self.catalog, self.record, act, week)
        subject = (step.subject.id,) if step else ()
        self.record = replace(
            self.record,
            offers=self.record.offers.add(
                week, *act.steps, *subject, is_refresher=step is not None and step.is_refresher
            ),
        )
        if step:
            self.offered.append(step.subject.id)
            self.weeks.append(self.week)
        return step

    def log(self, name: str) -> NextStep | None:
        """Log an hour on an area, a roadmap, a part of one or a topic."""
        place = self.catalog.find_topic_or_part(name)
        road = place.roadmap if place else None if self.catalog.find_area(name) else self.catalog.roadmap(name)
        if isinstance(place, TopicReference):
            area, topics = self.catalog.area(place.topic.areas[0]), (place,)
        else:
            area = self.catalog.area(road.area if road else name)
            topics = place.topics if place else ()
        minutes = dict(self.record.minutes)
        for subject in (area.id, place.id if place else area.id):
            minutes[subject] = minutes.get(subject, 0) + 60
        self.record = replace(self.record, minutes=minutes)
        return self.act(LearningAct(area, road, topics))

    def press_something_else(self) -> NextStep | None:
        step = choose_next_step(self.catalog, self.record)
        return self.act(LearningAct.on_step(step)) if step else None

    def finish_step(self) -> NextStep | None:
        """Do what is offered: hours on the topic, or a tick of the assignment."""
        step = choose_next_step(self.catalog, self.record)
        if step is None:
            return None
        if isinstance(step.subject, TopicReference):
            return self.log(step.subject.id)
        self.tick(step.subject.id)
        return self.act(LearningAct.on_step(step))

    def get_letter(self) -> NextStep | None:
        """Read what a nudge suggests; what was offered in this very week is no new offer."""
        week = f"2026-W{self.week:02d}"
        step, is_new = choose_step_of_week(self.catalog, self.record, week), self.record.offers.latest_week != week
        if step:
            self.record = replace(self.record, offers=self.record.offers.add(week, step.subject.id))
        if step and is_new:
            self.offered.append(step.subject.id)
            self.weeks.append(self.week)
        return step

    def set_state(self, state: TopicState) -> NextStep | None:
        """Say of the step that is shown that it's known or not for them."""
        step = choose_next_step(self.catalog, self.record)
        if step is None or not isinstance(step.subject, TopicReference):
            return None
        self.record = replace(self.record, states={**self.record.states, step.subject.id: state})
        return self.act(replace(LearningAct.on_step(step), steps=()))

    def forget_state(self) -> None:
        """Take the last state back, as an undo does."""
        self.record = replace(self.record, states=dict(list(self.record.states.items())[:-1]))

    def tick(self, assignment: str) -> None:
        self.record = replace(self.record, ticked_assignments=self.record.ticked_assignments | {assignment})


@pytest.fixture(scope="session")
def source_catalog(source: CatalogSource) -> Catalog:
    return source.current()


@pytest.fixture
def learner(catalog: Catalog) -> Learner:
    return Learner(catalog)


def topic_of(step: NextStep | None) -> TopicReference:
    assert step is not None
    assert isinstance(step.subject, TopicReference)
    return step.subject


@pytest.mark.parametrize("roadmap", ["docker", "terraform", "aws", "certifications", "linux", "leadership"])
def test_hours_on_a_roadmap_are_followed_by_it(learner: Learner, roadmap: str) -> None:
    road = learner.catalog.roadmap(roadmap)
    for _ in range(8):
        minutes = {**learner.record.minutes, road.area: 60}
        learner.record = replace(learner.record, minutes=minutes)
        step = learner.act(LearningAct(learner.catalog.area(road.area), road))
        assert topic_of(step).roadmap == road
    assert len(set(learner.offered)) == 8


def test_hours_on_a_part_of_a_roadmap_are_followed_by_a_topic_of_it(learner: Learner) -> None:
    part = learner.catalog.find_part(learner.catalog.roadmap("docker"), "security_aspects")
    assert part is not None
    offered = [topic_of(learner.log(part.id)) for _ in range(4)]
    assert all(each.roadmap is part.roadmap for each in offered)
    wanted = list(part.topics)
    for each in wanted:  # the list grows: what to know before these, and before that
        wanted += (before for before in learner.catalog.prerequisites(each.id) if before not in wanted)
    assert set(offered) <= set(wanted)


def test_a_topic_is_followed_by_one_that_builds_on_it(learner: Learner, catalog: Catalog) -> None:
    step = learner.log("networking.ipv4-addressing")
    assert step is not None
    assert step.reason is StepReason.BUILDS_ON
    assert step.builds_on in catalog.prerequisites(topic_of(step).id)
    assert step.builds_on is not None
    assert step.builds_on.id in learner.record.minutes


def test_who_logs_an_advanced_topic_is_not_sent_back_to_what_comes_before_it(
    learner: Learner, catalog: Catalog
) -> None:
    step = learner.log("aws.vpc-architecture")
    assert step is not None
    assert step.reason is StepReason.BUILDS_ON
    assert topic_of(step) in catalog.followers("aws.vpc-architecture")


def test_hours_on_an_area_stay_in_it_and_the_plan_begins_with_its_fundamentals(learner: Learner) -> None:
    assert topic_of(choose_next_step(learner.catalog, learner.record)).id == "networking.tcp-ip-layers"
    for area in ("rest-api", "networking", "soft-skills"):
        step = learner.log(area)
        assert step is not None
        assert step.area.id == area


def test_asking_shows_what_was_offered_last_and_changes_nothing(learner: Learner) -> None:
    offered = topic_of(learner.log("docker"))
    asked = [choose_next_step(learner.catalog, learner.record) for _ in range(3)]
    assert [topic_of(each) for each in asked] == [offered] * 3
    in_aws = choose_next_step(learner.catalog, learner.record, roadmap=learner.catalog.roadmap("aws"))
    assert topic_of(in_aws).roadmap.id == "aws"


def test_asking_in_an_area_or_roadmap_shows_the_offer_only_where_it_belongs_there(learner: Learner) -> None:
    catalog, offered = learner.catalog, topic_of(learner.log("docker"))
    within = choose_next_step(catalog, learner.record, catalog.area(offered.topic.areas[0]))
    assert topic_of(within) == offered
    assert topic_of(choose_next_step(catalog, learner.record, catalog.area("soft-skills"))) != offered


def test_where_the_offer_was_learned_meanwhile_its_neighbours_come_next(learner: Learner) -> None:
    offered = topic_of(learner.log("docker"))
    learner.record = replace(learner.record, minutes={**learner.record.minutes, offered.id: 30})
    asked = topic_of(choose_next_step(learner.catalog, learner.record))
    assert asked != offered
    assert asked.roadmap is offered.roadmap
    hidden = PlanChoices(hidden=frozenset({offered.topic.areas[0]}))
    elsewhere = choose_next_step(learner.catalog, replace(learner.record, choices=hidden))
    assert topic_of(elsewhere).topic.areas[0] != offered.topic.areas[0]


def test_something_else_is_something_else_for_the_week(learner: Learner) -> None:
    first = topic_of(choose_next_step(learner.catalog, learner.record))
    others = [topic_of(learner.press_something_else()).id for _ in range(5)]
    assert len({first.id, *others}) == 6


def test_an_assignment_is_offered_when_the_hours_are_enough_and_once_a_week(learner: Learner) -> None:
    learner.record = replace(learner.record, minutes={"networking": 13 * 60})
    first = learner.log("networking")
    assert first is not None
    assert first.reason is StepReason.READY_FOR_PRACTICE
    assert topic_of(learner.log("networking"))
    learner.week += 1
    again = learner.log("networking")
    assert again is not None
    assert again.subject == first.subject


def test_hours_on_an_assignment_from_its_button_are_not_followed_by_it(learner: Learner) -> None:
    learner.record = replace(learner.record, minutes={"networking": 13 * 60})
    step = choose_next_step(learner.catalog, learner.record)
    assert step is not None
    assert step.reason is StepReason.READY_FOR_PRACTICE
    after = learner.act(LearningAct(step.area, steps=(step.subject.id,)))
    assert after is not None
    assert after.subject != step.subject


def test_a_finished_area_offers_nothing_of_itself(learner: Learner, catalog: Catalog) -> None:
    area = catalog.area("devops-cicd")
    assert area.hours is not None
    done = frozenset(each.id for each in area.assignments)
    learner.record = replace(learner.record, minutes={area.id: area.hours.low * 60}, ticked_assignments=done)
    for name in ("devops-cicd", "docker", "devops", "devops.gitops", "devops-cicd"):
        if catalog.find_topic(name) or name in {area.id, "docker", "devops"}:
            step = learner.log(name)
            assert step is not None
            assert step.area != area
            assert topic_of(step).topic.areas[0] != area.id
    asked = choose_next_step(catalog, learner.record, area)
    assert asked is not None
    assert asked.area != area


def test_a_mentors_step_is_shown_until_it_is_done_but_offered_once_a_week(learner: Learner) -> None:
    learner.record = replace(learner.record, mentor_step=MentorStep("networking.vpn", 0))
    if learner.catalog.find_topic("networking.vpn") is None:
        topic = learner.catalog.curriculum("networking")[9]
        learner.record = replace(learner.record, mentor_step=MentorStep(topic.id, 0))
    asked = choose_next_step(learner.catalog, learner.record)
    assert asked is not None
    assert asked.is_set_by_mentor
    offered = [learner.log("networking") for _ in range(3)]
    assert [each is not None and each.is_set_by_mentor for each in offered] == [True, False, False]
    asked = choose_next_step(learner.catalog, learner.record)
    assert asked is not None
    assert asked.is_set_by_mentor


def test_of_steps_as_near_and_as_easy_one_that_somebody_else_has_next_comes_first(catalog: Catalog) -> None:
    first, *others = (each for each in catalog.path("system_design") if not catalog.prerequisites(each.id))
    near, far = others[1], catalog.topic("networking.tcp-ip-layers")
    record = LearningRecord({}, frozenset(), shared={near.id: "Mei", far.id: "Ben"})
    step = Learner(catalog, record).log("system_design")
    assert topic_of(step) == near
    assert step is not None
    assert step.together_with == "Mei"
    assert topic_of(Learner(catalog, replace(record, shared={far.id: "Ben"})).log("system_design")) == first


def test_letters_over_weeks_without_an_act_suggest_another_step_in_time(learner: Learner) -> None:
    learner.log("docker")
    for _ in range(8):
        learner.week += 1
        assert topic_of(learner.get_letter()).roadmap.id == "docker"
        assert learner.get_letter() == choose_next_step(learner.catalog, learner.record)
    assert len(set(learner.offered)) >= 4


def test_the_only_one_left_is_offered_once_and_still_shown_to_who_asks(learner: Learner, catalog: Catalog) -> None:
    last = catalog.areas[0].assignments[0]
    everything = dict.fromkeys((each.id for each in catalog.topics), 60)
    ticked = frozenset(each.id for area in catalog.areas for each in area.assignments if each != last)
    learner.record = replace(learner.record, minutes=everything, ticked_assignments=ticked)
    offered = []
    for _ in range(5):
        step = learner.log("networking")
        offered.append(step and step.subject)
        learner.week += 1
    assert offered == [last, None, None, None, None]
    asked = choose_next_step(catalog, learner.record)
    assert asked is not None
    assert asked.subject == last
    assert is_anything_left(catalog, learner.record)
    learner.tick(last.id)
    assert not is_anything_left(catalog, learner.record)


ACTS: dict[str, Callable[[Learner], object]] = {
    **{
        f"log {name}": (lambda learner, name=name: learner.log(name))  # type: ignore[misc]
        for name in ("networking", "docker", "blockchain", "rest-api", "docker/security_aspects", "soft-skills", "aws")
    },
    "something else": Learner.press_something_else,
    "finish": Learner.finish_step,
    "letter": Learner.get_letter,
    "know": lambda learner: learner.set_state(TopicState.KNOWN),
    "skip": lambda learner: learner.set_state(TopicState.SKIPPED),
    "undo": lambda learner: learner.forget_state(),
}


@settings(max_examples=examples(60))
@given(
    acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from((0, 0, 0, 1, 2))), min_size=3, max_size=25),
    left=st.integers(1, 40),
)
def test_no_step_comes_three_times_running_or_twice_in_a_week(
    source_catalog: Catalog, acts: list[tuple[str, int]], left: int
) -> None:
    everything = [each.id for each in source_catalog.topics]
    record = LearningRecord(dict.fromkeys(everything[: len(everything) - left * left // 3], 60), frozenset())
    learner = Learner(source_catalog, record)
    for name, weeks in acts:
        learner.week += weeks
        ACTS[name](learner)
    runs = [len(list(run)) for _, run in groupby(learner.offered)]
    assert max(runs, default=0) <= 2
    assert len(set(zip(learner.weeks, learner.offered, strict=True))) == len(learner.offered)


@settings(max_examples=examples(60))
@given(data=st.data())
def test_no_step_comes_before_what_one_should_know_before_it(source_catalog: Catalog, data: st.DataObject) -> None:
    catalog = source_catalog
    known = data.draw(st.sets(st.sampled_from([each.id for each in catalog.topics]), max_size=200))
    area = data.draw(st.sampled_from(catalog.areas))
    record = LearningRecord(dict.fromkeys(known, 60), frozenset())
    step = choose_next_step(catalog, record, area)
    assert step is not None
    if isinstance(step.subject, TopicReference):
        assert not [each.id for each in catalog.prerequisites(step.subject.id) if each.id not in known]


SUBJECTS = st.sampled_from(["a.a", "a.b", "a.c"])
WEEKS = st.sampled_from(["2026-W01", "2026-W02", "2026-W03"])


@given(st.lists(st.tuples(WEEKS, SUBJECTS)))
def test_a_memory_reads_as_it_was_written_and_stays_small(offers: list[tuple[str, str]]) -> None:
    memory = OfferMemory()
    for week, subject in sorted(offers):
        memory = memory.add(week, subject)
        assert memory.current == subject
        assert subject in memory.tired_in(week)
    assert OfferMemory.parse(memory.encode()) == memory
    assert len(memory.offers) <= 3 + 2
    assert all(first[0] <= second[0] for first, second in pairwise(memory.offers))
