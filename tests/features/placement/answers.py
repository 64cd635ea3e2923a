"""Answers of a placement, for the tests of its rules."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.features.placement.rules.choosing import choose_question, list_askable_questions
from bot.features.placement.rules.level import (
    COUNTED,
    HEIGHTS,
    MAX_QUESTIONS,
    Outcome,
    PlacementAnswer,
    is_decided,
)

ANSWERS = st.lists(
    st.builds(
        PlacementAnswer,
        question=st.integers(0, 99).map(lambda number: f"topic-{number}/question"),
        height=st.sampled_from(HEIGHTS),
        outcome=st.sampled_from(COUNTED),
    ),
    max_size=MAX_QUESTIONS,
)


def answered(*given_answers: tuple[int, str]) -> list[PlacementAnswer]:
    """Return answers on topics of these heights."""
    return [PlacementAnswer(f"t{at}/q", height, Outcome(outcome)) for at, (height, outcome) in enumerate(given_answers)]


def take(catalog: Catalog, roadmap: str, is_right: list[bool], seed: str = "U1") -> list[PlacementAnswer]:
    """Answer the questions of a roadmap like this, until no more is asked."""
    questions = list_askable_questions(catalog, catalog.roadmap(roadmap))
    answers: list[PlacementAnswer] = []
    while not is_decided(answers):
        question = choose_question(questions, answers, seed=seed)
        assert question
        outcome = Outcome.RIGHT if is_right[len(answers) % len(is_right)] else Outcome.WRONG
        answers.append(PlacementAnswer(question.id, question.height, outcome))
    return answers
