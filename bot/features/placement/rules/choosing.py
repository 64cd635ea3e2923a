"""Choose the next question of a placement: the one that tells most, harder as one is right."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import log
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import LEVELS, Roadmap, TopicReference
from bot.core.knowing.asking import question_version
from bot.features.placement.rules.level import (
    COUNTED,
    MIN_QUESTIONS,
    PlacementAnswer,
    answer_chances,
    sum_levels,
    weigh_learners,
)
from bot.frozen import frozen

MAX_MISSED: Final = 3  # in a row at one height, before an easier question comes
FIRST_HEIGHT: Final = 1  # the lowest one tells less: whoever has a level knows it, and who guesses is often right


@frozen
class AskableQuestion:
    """A question that can be asked next: its id, and its topic's id, category and height."""

    id: str
    topic: str
    category: str
    height: int


def topic_height(topic_ref: TopicReference) -> int:
    """Return the level of people that a topic belongs to, from 0, also where its roadmap has levels of its own."""
    return int(topic_ref.level_height * len(LEVELS))


def list_askable_questions(
    catalog: Catalog, roadmap: Roadmap, *, unwanted: Collection[tuple[str, str]] = ()
) -> tuple[AskableQuestion, ...]:
    """Return the questions of a roadmap, with what decides when they are asked; `unwanted` has ids and versions."""
    return tuple(
        AskableQuestion(question.id, topic_ref.id, topic_ref.category, topic_height(topic_ref))
        for topic_ref in catalog.list_topics(roadmap.id)
        for question in catalog.questions(topic_ref.id)
        if not unwanted or (question.id, question_version(question.question)) not in unwanted
    )


def can_place(questions: Iterable[AskableQuestion]) -> bool:
    """Return whether these questions are enough to place somebody: on topics enough, of two levels at least."""
    heights = {each.topic: each.height for each in questions}
    return len(heights) >= MIN_QUESTIONS and len(set(heights.values())) > 1


def choose_height(answers: Sequence[PlacementAnswer], heights: Collection[int]) -> int:
    """Return the height, among those with questions left, of the next question: the one that tells most.

    After a right answer it is as hard or one level harder, after any other one as easy or one level easier, and easier
    at last where nothing was right; where none of these are left, the nearest.
    """
    if not answers:
        return min(heights, key=lambda each: (abs(each - FIRST_HEIGHT), each))
    last, weights = answers[-1], weigh_learners(answers)
    steps = (0, 1) if last.is_right else (-1,) if _is_too_hard(answers) and last.height - 1 in heights else (0, -1)
    near = [each for each in sorted(heights) if each - last.height in steps]
    if not near:
        return min(sorted(heights), key=lambda each: (abs(each - last.height), (each > last.height) != last.is_right))
    return min(near, key=lambda each: round(_expected_doubt(weights, each), 9))


def choose_question(
    questions: Iterable[AskableQuestion],
    answers: Sequence[PlacementAnswer],
    *,
    seed: str,
    avoided: Collection[str] = (),
) -> AskableQuestion | None:
    """Return the next question, on a topic and in a category that were asked least; None where none are left.

    The `seed` decides between equals. Those `avoided`, which were asked at another time, come after all others.
    """
    known, asked = {each.id: each for each in questions}, {each.question for each in answers}
    left = [each for each in known.values() if each.id not in asked]
    if not left:
        return None
    height = choose_height(answers, {each.height for each in left})
    topics = Counter(each.topic for each in answers)
    categories = Counter(known[each.question].category for each in answers if each.question in known)

    def rank(each: AskableQuestion) -> tuple[int, bool, int]:
        return topics[each.topic], each.id in avoided, categories[each.category]

    suitable = [each for each in left if each.height == height]
    best = min(map(rank, suitable))
    return min((each for each in suitable if rank(each) == best), key=lambda each: _hash(f"{seed} {each.id}"))


def _is_too_hard(answers: Sequence[PlacementAnswer]) -> bool:
    """Return whether the last questions were of one height and none was answered right."""
    last = answers[-MAX_MISSED:]
    return len(last) == MAX_MISSED and len({each.height for each in last}) == 1 and not any(a.is_right for a in last)


def _expected_doubt(weights: Sequence[float], height: int) -> float:
    """Return how much doubt about the level is expected to be left after a question of a height (its entropy)."""
    doubt = 0.0
    for outcome in COUNTED:
        after = [weight * chance for weight, chance in zip(weights, answer_chances(height, outcome), strict=True)]
        total = sum(after)
        doubt += sum(level * log(total / level) for level in sum_levels(after) if level)
    return doubt


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
