"""How answers make levels likelier."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.placement.rules.level import (
    CANDOURS,
    COUNTED,
    HEIGHTS,
    LEARNERS,
    MAX_QUESTIONS,
    MIN_QUESTIONS,
    Learner,
    Outcome,
    PlacementAnswer,
    find_likeliest_level,
    find_rival_level,
    is_decided,
    weigh_learners,
    weigh_levels,
)
from tests.features.placement.answers import ANSWERS, answered


def test_without_answers_each_level_is_as_likely() -> None:
    assert weigh_levels([]) == pytest.approx((0.25,) * 4)
    assert find_likeliest_level([]) == 0


def test_guessing_counts_as_one_in_four() -> None:
    assert Learner(0, candour=0).chance(3, Outcome.RIGHT) == pytest.approx(0.05 + 0.95 / 4)
    assert Learner(3, candour=0).chance(0, Outcome.RIGHT) == pytest.approx(0.95 + 0.05 / 4)
    assert Learner(0, candour=0.4).chance(3, Outcome.UNSURE) == pytest.approx(0.95 * 0.4)
    assert Learner(0, candour=0.4).chance(3, Outcome.RIGHT) == pytest.approx(0.05 + 0.95 * 0.6 / 4)


@given(st.sampled_from(HEIGHTS), st.sampled_from(HEIGHTS), st.sampled_from(CANDOURS))
def test_each_learner_gives_some_answer(level: int, height: int, candour: float) -> None:
    assert sum(Learner(level, candour).chance(height, each) for each in COUNTED) == pytest.approx(1)


@given(ANSWERS)
def test_the_levels_weigh_one_together_whatever_the_order(answers: list[PlacementAnswer]) -> None:
    assert sum(weigh_levels(answers)) == pytest.approx(1)
    assert weigh_levels(answers) == pytest.approx(weigh_levels(answers[::-1]))


def likeliest_of(candour: float, answers: list[PlacementAnswer]) -> int:
    """Return the likeliest level of somebody who says so where they don't know with this chance."""
    weighed = zip(weigh_learners(answers), LEARNERS, strict=True)
    weights = {each.level: weight for weight, each in weighed if each.candour == candour}
    return next(level for level in HEIGHTS if weights[level] >= max(weights.values()) * (1 - 1e-9))


@given(ANSWERS, st.sampled_from(HEIGHTS), st.sampled_from(CANDOURS))
def test_one_right_answer_more_lowers_nobody_and_one_wrong_more_raises_nobody(
    answers: list[PlacementAnswer], height: int, candour: float
) -> None:
    """Of one candour: over all, a right answer on a hard question may tell that an earlier one was guessed."""
    before = likeliest_of(candour, answers)
    assert likeliest_of(candour, [*answers, PlacementAnswer("new/q", height, Outcome.RIGHT)]) >= before
    assert likeliest_of(candour, [*answers, PlacementAnswer("new/q", height, Outcome.WRONG)]) <= before


def test_who_says_so_where_they_do_not_know_is_believed_where_they_are_right() -> None:
    right = answered((0, "right"), (1, "right"), (1, "right"), (2, "right"))
    guessing = weigh_levels([*right, *answered((3, "wrong"), (3, "wrong"), (3, "wrong"))])
    saying_so = weigh_levels([*right, *answered((3, "unsure"), (3, "unsure"), (3, "unsure"))])
    assert saying_so[2] > guessing[2] + 0.1
    assert saying_so[0] + saying_so[1] < guessing[0] + guessing[1]


def test_answers_that_disagree_are_followed_by_up_to_two_questions_more() -> None:
    agreeing = answered((0, "right"), (1, "right"), (1, "right"), *[(2, "wrong")] * 4, (1, "right"))
    disagreeing = answered(
        *((0, "right"), (1, "right"), (1, "wrong"), (1, "wrong"), (1, "right"), (2, "right")), *[(2, "wrong")] * 2
    )
    assert is_decided(agreeing)
    assert not is_decided(agreeing[:-1])
    assert not is_decided(disagreeing)
    assert is_decided([*disagreeing, *answered((1, "wrong"), (1, "right"))])


def test_a_level_that_is_nearly_as_likely_is_named() -> None:
    between = answered((1, "right"), (1, "right"), (1, "right"), (2, "right"), (2, "wrong"), (2, "right"), (2, "wrong"))
    assert {find_likeliest_level(between), find_rival_level(between)} == {1, 2}
    assert find_rival_level(answered(*[(3, "right")] * 8)) is None


@given(answers=ANSWERS)
def test_never_more_than_ten_and_never_fewer_than_eight(answers: list[PlacementAnswer]) -> None:
    assert not is_decided(answers[: MIN_QUESTIONS - 1])
    assert len(answers) < MAX_QUESTIONS or is_decided(answers)
