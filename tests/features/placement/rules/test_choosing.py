"""Which question is asked next."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.models import LEVELS
from bot.catalog.source import CatalogSource
from bot.features.placement.rules.choosing import (
    AskableQuestion,
    can_place,
    choose_height,
    choose_question,
    list_askable_questions,
)
from bot.features.placement.rules.level import (
    HEIGHTS,
    MIN_QUESTIONS,
    Outcome,
    PlacementAnswer,
    find_likeliest_level,
)
from tests.features.placement.answers import ANSWERS, answered, take


@given(ANSWERS.filter(bool), st.sets(st.sampled_from(HEIGHTS), min_size=1))
def test_questions_are_harder_after_a_right_answer_and_easier_after_a_wrong_one(
    answers: list[PlacementAnswer], heights: set[int]
) -> None:
    last, chosen = answers[-1], choose_height(answers, heights)
    assert chosen in heights
    wanted = {last.height, last.height + (1 if last.is_right else -1)}
    if wanted & heights:
        assert chosen in wanted
    else:
        assert abs(chosen - last.height) == min(abs(each - last.height) for each in heights)


def test_after_three_in_a_row_that_were_missed_an_easier_one_comes() -> None:
    missed = answered((2, "right"), (2, "wrong"), (2, "unsure"), (2, "wrong"))
    assert choose_height(missed, HEIGHTS) == 1
    assert choose_height(missed, {2, 3}) == 2


def test_the_first_question_is_one_level_up() -> None:
    assert choose_height([], set(HEIGHTS)) == 1
    assert choose_height([], {0, 2}) == 0
    assert choose_height([], {2, 3}) == 2


def test_who_is_always_right_is_asked_ever_harder_questions_and_is_an_expert(catalog: Catalog) -> None:
    answers = take(catalog, "aws", [True])
    assert all(one.height <= other.height for one, other in pairwise(answers))
    assert len(answers) == MIN_QUESTIONS
    assert LEVELS[find_likeliest_level(answers)] == "expert"


def test_who_is_always_wrong_is_asked_easier_questions_and_is_a_beginner(catalog: Catalog) -> None:
    answers = take(catalog, "aws", [False])
    assert all(one.height >= other.height for one, other in pairwise(answers))
    assert [each.height for each in answers[:4]] == [1, 1, 1, 0]
    assert LEVELS[find_likeliest_level(answers)] == "beginner"


@given(is_right=st.lists(st.booleans(), min_size=1, max_size=10), seed=st.text(max_size=5), roadmap=st.integers(0, 15))
def test_no_question_comes_twice_nor_a_topic_while_others_of_its_level_are_left(
    source: CatalogSource, is_right: list[bool], seed: str, roadmap: int
) -> None:
    catalog = source.current()
    questions = list_askable_questions(catalog, catalog.roadmaps[roadmap])
    answers = take(catalog, catalog.roadmaps[roadmap].id, is_right, seed)
    assert len({each.question for each in answers}) == len(answers)
    for at, answer in enumerate(answers):
        before = {each.topic for each in answers[:at]}
        if answer.topic in before:
            assert {each.topic for each in questions if each.height == answer.height} <= before


def test_each_person_is_asked_other_questions_and_always_the_same_ones(catalog: Catalog) -> None:
    asked = [tuple(each.question for each in take(catalog, "aws", [True, False], f"U{at}")) for at in range(20)]
    assert len(set(asked)) > 15
    assert asked[3] == tuple(each.question for each in take(catalog, "aws", [True, False], "U3"))


def test_what_was_asked_at_another_time_comes_last() -> None:
    questions = [AskableQuestion(f"t{at}/q", f"t{at}", "core", 0) for at in range(4)]
    avoided = {"t0/q", "t1/q", "t2/q"}
    first = choose_question(questions, [], seed="U1", avoided=avoided)
    assert first
    assert first.id == "t3/q"
    second = choose_question(questions, [PlacementAnswer("t3/q", 0, Outcome.RIGHT)], seed="U1", avoided=avoided)
    assert second
    assert second.id in avoided


def test_without_a_question_left_nothing_is_asked() -> None:
    only = AskableQuestion("t0/q", "t0", "core", 0)
    assert choose_question([], [], seed="U1") is None
    assert choose_question([only], [PlacementAnswer("t0/q", 0, Outcome.RIGHT)], seed="U1") is None


def test_all_roadmaps_can_place_and_a_few_questions_cannot(catalog: Catalog) -> None:
    for roadmap in catalog.roadmaps:
        assert can_place(list_askable_questions(catalog, roadmap)), roadmap.id
    same_level = [AskableQuestion(f"t{at}/q", f"t{at}", "core", 1) for at in range(20)]
    same_topics = [AskableQuestion(f"t{at % 3}/q{at}", f"t{at % 3}", "core", at % 3) for at in range(20)]
    assert not can_place(same_level)
    assert not can_place(same_topics)
