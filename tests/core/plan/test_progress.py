"""Progress through the plan: its sums, the next step, and the area that words name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.knowing.states import TopicState
from bot.core.plan import next_moves, progress
from bot.core.plan.progress import AmbiguousArea, LearningRecord, NamedArea, StepReason


def record(*ticked: str, **hours: float) -> LearningRecord:
    minutes = {name.replace("_", "-"): int(count * 60) for name, count in hours.items()}
    return LearningRecord(minutes, frozenset(ticked))


def test_nothing_logged_is_nothing_done(catalog: Catalog) -> None:
    done = progress.summarize_plan(progress.list_area_progress(catalog, record()))
    assert (done.minutes, done.low_hours, done.high_hours, done.share) == (0, 430, 700, 0.0)
    assert (done.ticked_assignments, done.assignments, done.finished_areas, done.areas) == (0, 32, 0, 10)


def test_optional_areas_are_extra_and_no_hour_makes_the_share_shrink(catalog: Catalog) -> None:
    before = progress.summarize_plan(progress.list_area_progress(catalog, record(networking=25)))
    after = progress.summarize_plan(
        progress.list_area_progress(catalog, record(networking=25, blockchain=1, certifications=2))
    )
    assert after.share == before.share == 25 / 430
    assert (after.minutes, after.optional_minutes) == (1500, 180)


def test_the_share_counts_an_area_up_to_the_low_end_of_its_estimate(catalog: Catalog) -> None:
    done = progress.summarize_plan(progress.list_area_progress(catalog, record(networking=500)))
    assert done.share == 50 / 430
    assert done.minutes == 500 * 60


def test_an_area_is_finished_with_its_hours_and_all_of_its_assignments(catalog: Catalog) -> None:
    def finished(done: LearningRecord) -> int:
        return progress.summarize_plan(progress.list_area_progress(catalog, done)).finished_areas

    assignments = [each.id for each in catalog.area("networking").assignments]
    assert finished(record(*assignments, networking=49)) == 0
    assert finished(record(*assignments[1:], networking=50)) == 0
    assert finished(record(*assignments, networking=50)) == 1


def test_open_topics_leave_out_logged_ones(catalog: Catalog) -> None:
    area = catalog.area("networking")
    first, second, *_ = catalog.curriculum("networking")
    assert progress.list_open_topics(catalog, record(), area)[:2] == (first, second)
    assert progress.list_open_topics(catalog, LearningRecord({first.id: 60}, frozenset()), area)[0] == second
    everything = LearningRecord(
        dict.fromkeys((topic.id for topic in catalog.curriculum("networking")), 60), frozenset()
    )
    assert progress.list_open_topics(catalog, everything, area) == ()


def test_the_next_step_starts_where_the_plan_does(catalog: Catalog) -> None:
    step = next_moves.choose_next_step(catalog, record())
    assert step
    assert (step.area.id, step.reason) == ("networking", StepReason.FIRST_IN_AREA)
    practice = next_moves.choose_next_step(catalog, record(networking=13))
    assert practice
    assert practice.reason is StepReason.READY_FOR_PRACTICE


def test_a_step_without_topics_says_truly_why(catalog: Catalog) -> None:
    def reason(area: str, learned: LearningRecord) -> StepReason | None:
        step = next_moves.choose_next_step(catalog, learned, catalog.area(area))
        return step and step.reason

    topics = catalog.curriculum("networking")
    logged = LearningRecord({topic.id: 1 for topic in topics}, frozenset())
    assert reason("networking", logged) is StepReason.TOPICS_DONE
    known = LearningRecord({}, frozenset(), states={topic.id: TopicState.KNOWN for topic in topics})
    assert reason("networking", known) is StepReason.TOPICS_DONE
    skipped = replace(known, states={**known.states, topics[-1].id: TopicState.SKIPPED})
    assert reason("networking", skipped) is StepReason.TOPICS_SET_ASIDE
    expert = {roadmap.id: "expert" for roadmap in catalog.roadmaps}
    below = {topic.id: 1 for topic in topics if topic.topic.level == "expert"}
    assert reason("networking", LearningRecord(below, frozenset(), expert)) is StepReason.TOPICS_BELOW_LEVEL


def test_hours_on_a_part_of_a_roadmap_leave_its_topics_open(catalog: Catalog) -> None:
    area = catalog.area("networking")
    first = progress.list_open_topics(catalog, record(), area)
    on_parts = LearningRecord({part.id: 60 for part in catalog.parts}, frozenset())
    assert progress.list_open_topics(catalog, on_parts, area) == first


@pytest.mark.parametrize(
    ("words", "area"),
    [
        *(("networking", "networking"), ("NetWorking", "networking"), ("ci/cd", "devops-cicd")),
        *(("soft-skills", "soft-skills"), ("iac", "infrastructure-as-code"), ("rest api", "rest-api")),
    ],
)
def test_an_area_is_found_by_any_spelling(catalog: Catalog, words: str, area: str) -> None:
    found = progress.find_area(catalog, words)
    assert isinstance(found, NamedArea)
    assert (found.area.id, found.matched_by, found.corrections) == (area, None, ())


def test_a_slip_comes_with_the_name_it_was_taken_for(catalog: Catalog) -> None:
    found = progress.find_area(catalog, "netwroking")
    assert isinstance(found, NamedArea)
    assert [(each.typed, each.meant) for each in found.corrections] == [("netwroking", "Networking")]


def test_a_roadmap_or_topic_leads_to_its_area(catalog: Catalog) -> None:
    by_roadmap = progress.find_area(catalog, "kubernetes")
    assert isinstance(by_roadmap, NamedArea)
    assert by_roadmap.matched_by == catalog.roadmap("kubernetes")
    by_topic = progress.find_area(catalog, catalog.topics[0].id)
    assert isinstance(by_topic, NamedArea)
    assert isinstance(by_topic.matched_by, TopicReference)
    assert by_topic.area.id == catalog.topics[0].topic.areas[0]


def test_several_subjects_of_one_area_are_no_question(catalog: Catalog) -> None:
    found = progress.find_area(catalog, "canary")
    assert isinstance(found, NamedArea)
    assert (found.area.id, found.matched_by) == ("devops-cicd", "canary")


def test_words_beside_a_name_lead_to_the_nearest_area_and_two_names_to_both(catalog: Catalog) -> None:
    near = progress.find_area(catalog, "networking done")
    assert isinstance(near, NamedArea)
    assert (near.area.id, near.matched_by) == ("networking", "networking done")
    both = progress.find_area(catalog, "networking and blockchain")
    assert isinstance(both, AmbiguousArea)
    assert [area.id for area in both.options] == ["networking", "blockchain"]


def test_words_for_several_areas_are_ambiguous(catalog: Catalog) -> None:
    found = progress.find_area(catalog, "monitoring")
    assert isinstance(found, AmbiguousArea)
    assert found.is_known
    assert len(found.options) > 1


def test_unknown_words_are_ambiguous_with_the_nearest_areas(catalog: Catalog) -> None:
    assert progress.find_area(catalog, "qqqqzzzz") == AmbiguousArea("qqqqzzzz", (), is_known=False)
