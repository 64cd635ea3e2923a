"""Questions in an order of each person's own: the same for a later press, another for another person or wording."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import QuestionReference
from bot.core.knowing.asking import shuffle_question


@pytest.fixture
def question(catalog: Catalog) -> QuestionReference:
    return catalog.questions("aws.compute-services")[0]


def test_a_press_means_the_same_later(question: QuestionReference) -> None:
    assert shuffle_question(question, member="U1") == shuffle_question(question, member="U1")


def test_each_place_shows_one_option_and_one_of_them_is_right(catalog: Catalog) -> None:
    for topic_ref in catalog.topics_with_questions[::20]:
        for each in catalog.questions(topic_ref.id):
            shuffled = shuffle_question(each, member="U1")
            assert sorted(shuffled.options) == sorted(each.question.options)
            assert [shuffled.is_right(place) for place in range(4)].count(True) == 1
            assert shuffled.options[shuffled.right_place] == each.question.options[each.question.right - 1]


def test_the_right_option_is_at_every_place_equally_often(catalog: Catalog) -> None:
    questions = [each for topic_ref in catalog.topics_with_questions for each in catalog.questions(topic_ref.id)]
    places = Counter(shuffle_question(each, member="U1").right_place for each in questions)
    assert all(abs(places[place] / len(questions) - 0.25) < 0.04 for place in range(4)), places


@pytest.mark.parametrize("member", ["U1", "U0BEN", "W2"])
def test_people_have_an_order_of_their_own(catalog: Catalog, member: str) -> None:
    questions = [catalog.questions(each.id)[0] for each in catalog.topics_with_questions[:12]]
    mine = [shuffle_question(each, member=member).order for each in questions]
    others = [shuffle_question(each, member=f"{member}x").order for each in questions]
    assert mine != others


def test_other_words_are_another_version_and_another_reason_is_not(question: QuestionReference) -> None:
    version = shuffle_question(question, member="U1").version
    asked = replace(question, question=question.question.model_copy(update={"ask": "Something else?"}))
    right = replace(question, question=question.question.model_copy(update={"right": 1}))
    reason = replace(question, question=question.question.model_copy(update={"reason": "Because."}))
    assert shuffle_question(asked, member="U1").version != version
    assert shuffle_question(right, member="U1").version != version
    assert shuffle_question(reason, member="U1").version == version
