"""Find somebody's level by their answers to a few questions: each answer makes some levels likelier.

What is assumed of somebody on a level: they know nearly all topics below it, most on it, and few above. Who doesn't
know says so, or picks one of four options and so is right in one case of four. Some say so often and others never;
which of these somebody is shows in their answers: after an "I don't know", what they are right about counts for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import product
from math import prod
from typing import Final

from bot.catalog.models import LEVELS
from bot.frozen import frozen

MIN_QUESTIONS: Final = 8
MAX_QUESTIONS: Final = 10  # where the answers disagree
GUESSED_RIGHT: Final = 0.25
KNOWN_BELOW: Final = 0.95  # the share of topics that somebody knows below their level, on it, and above
KNOWN_ON: Final = 0.7
KNOWN_ABOVE: Final = 0.05
CANDOURS: Final = (0.0, 0.4, 0.8)  # how often people say so where they don't know; as many of each
SURE: Final = 0.85  # how likely a level must be to end with the fewest questions
CLOSE: Final = 0.2  # how likely another level must be to be named with it
HEIGHTS: Final = range(len(LEVELS))


class Outcome(StrEnum):
    """How a question was answered; one whose words have changed doesn't count."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"  # "I don't know"
    VOID = "void"


COUNTED: Final = (Outcome.RIGHT, Outcome.WRONG, Outcome.UNSURE)


@frozen
class PlacementAnswer:
    """An answer that counts, to a question on a topic of this height, from 0 for the lowest level."""

    question: str
    height: int
    outcome: Outcome

    @property
    def is_right(self) -> bool:
        return self.outcome is Outcome.RIGHT

    @property
    def topic(self) -> str:
        """Return the id of the topic that was asked about."""
        return self.question.partition("/")[0]


@frozen
class Learner:
    """Somebody as they may be: their level, from 0, and how often they say so where they don't know."""

    level: int
    candour: float

    def chance(self, height: int, outcome: Outcome) -> float:
        """Return how likely this is their answer on a topic of this height."""
        known = KNOWN_BELOW if height < self.level else KNOWN_ON if height == self.level else KNOWN_ABOVE
        guessed = (1 - known) * (1 - self.candour)
        match outcome:
            case Outcome.RIGHT:
                return known + guessed * GUESSED_RIGHT
            case Outcome.WRONG:
                return guessed * (1 - GUESSED_RIGHT)
            case _:
                return (1 - known) * self.candour


LEARNERS: Final = tuple(Learner(level, candour) for level, candour in product(HEIGHTS, CANDOURS))
_CHANCES: Final = {
    (height, outcome): tuple(each.chance(height, outcome) for each in LEARNERS)
    for height, outcome in product(HEIGHTS, COUNTED)
}


def answer_chances(height: int, outcome: Outcome) -> Sequence[float]:
    """Return how likely each of the `LEARNERS` gives this answer on a topic of this height."""
    return _CHANCES[height, outcome]


def weigh_learners(answers: Iterable[PlacementAnswer]) -> tuple[float, ...]:
    """Return how likely each of the `LEARNERS` is after these answers; the sum is 1."""
    given = [answer_chances(each.height, each.outcome) for each in answers]
    weights = [prod(chances[at] for chances in given) for at in range(len(LEARNERS))]
    total = sum(weights)
    return tuple(each / total for each in weights)


def sum_levels(weights: Sequence[float]) -> tuple[float, ...]:
    """Return the weight of each level, of the weights of the `LEARNERS`."""
    return tuple(
        sum(weight for weight, each in zip(weights, LEARNERS, strict=True) if each.level == level) for level in HEIGHTS
    )


def weigh_levels(answers: Iterable[PlacementAnswer]) -> tuple[float, ...]:
    """Return how likely each level is after these answers; the sum is 1."""
    return sum_levels(weigh_learners(answers))


def find_likeliest_level(answers: Iterable[PlacementAnswer]) -> int:
    """Return the likeliest level, from 0; of two that are equally likely the lower one."""
    weights = weigh_levels(answers)
    return weights.index(max(weights))


def find_rival_level(answers: Iterable[PlacementAnswer]) -> int | None:
    """Return the level that is likeliest but one, where it is not far behind."""
    weights = weigh_levels(answers)
    first, second = sorted(HEIGHTS, key=lambda level: -weights[level])[:2]
    return second if weights[second] >= CLOSE and abs(first - second) == 1 else None


def is_decided(answers: Sequence[PlacementAnswer]) -> bool:
    """Return whether no more needs to be asked: eight answers that agree, else ten."""
    if len(answers) < MIN_QUESTIONS:
        return False
    return len(answers) >= MAX_QUESTIONS or max(weigh_levels(answers)) >= SURE
