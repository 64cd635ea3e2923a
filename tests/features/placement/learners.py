"""Learners who are placed, and how well: those whom the placement assumes, and those who learn by other models.

Who doesn't know a topic guesses one of four, unless the model says otherwise.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from bot.catalog.models import LEVELS
from bot.features.placement.rules.choosing import MAX_MISSED, AskableQuestion, choose_height, choose_question
from bot.features.placement.rules.level import (
    GUESSED_RIGHT,
    HEIGHTS,
    KNOWN_ABOVE,
    KNOWN_BELOW,
    KNOWN_ON,
    MAX_QUESTIONS,
    Outcome,
    PlacementAnswer,
    find_likeliest_level,
    is_decided,
)

Knowledge = Callable[[int], float]  # the share of a height's topics that a learner knows


def _by_level(below: float, on: float, above: float) -> Callable[[int, random.Random], Knowledge]:
    """Return learners who know these shares of the topics below, on and above their level."""

    def make(level: int, _chance: random.Random) -> Knowledge:
        return lambda height: below if height < level else on if height == level else above

    return make


def _without_edges(level: int, chance: random.Random) -> Knowledge:
    """Return a learner who knows ever less the higher a topic is, and is somewhere within the level."""
    ability = level + 0.5 + chance.uniform(-0.4, 0.4)
    return lambda height: 1 / (1 + math.exp(-2.5 * (ability - height)))


@dataclass(frozen=True, slots=True)
class Model:
    """What learners are like: what they know, and how they answer.

    `candour` is how often they say so where they don't know, `slip` how often they are wrong where they do; `misjudged`
    is the share of questions that are a level harder or easier than their topic.
    """

    name: str
    knowledge: Callable[[int, random.Random], Knowledge]
    guess: float = GUESSED_RIGHT
    candour: float = 0
    slip: float = 0
    misjudged: float = 0

    def answer(self, knows: Knowledge, height: int, chance: random.Random) -> Outcome:
        """Return how a learner answers a question on a topic of a height."""
        if chance.random() < self.misjudged:
            height += chance.choice((-1, 1))
        return self.answer_knowing(chance.random() < knows(height), chance)

    def answer_knowing(self, knows_it: bool, chance: random.Random) -> Outcome:
        """Return how a learner answers who knows the topic or not."""
        if knows_it:
            return Outcome.WRONG if chance.random() < self.slip else Outcome.RIGHT
        if chance.random() < self.candour:
            return Outcome.UNSURE
        return Outcome.RIGHT if chance.random() < self.guess else Outcome.WRONG


_ASSUMED: Final = _by_level(KNOWN_BELOW, KNOWN_ON, KNOWN_ABOVE)
MODELS: Final = (
    Model("as assumed: know 95, 70, 5 %", _ASSUMED),
    Model("patchy: know 90, 60, 10 %", _by_level(0.9, 0.6, 0.1)),
    Model("just arrived: know 100, 50, 0 %", _by_level(1, 0.5, 0)),
    Model("about to leave: know 100, 100, 0 %", _by_level(1, 1, 0)),
    Model("without edges: ever less (logistic)", _without_edges),
    Model("slip: wrong on 10 % they know", _ASSUMED, slip=0.1),
    Model("guess one in three", _ASSUMED, guess=1 / 3),
    Model("1 in 5 questions off by a level", _ASSUMED, misjudged=0.2),
    Model("say “I don't know” half the time", _ASSUMED, candour=0.5),
    Model("never guess, as assumed", _ASSUMED, candour=1),
    Model("never guess, patchy", _by_level(0.9, 0.6, 0.1), candour=1),
    Model("never guess, without edges", _without_edges, candour=1),
)
"""The placement assumes the first. The shares are of topics below, on and above their level."""


@dataclass
class Tally:
    """How learners of one level were placed."""

    level: int
    placed: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    def add(self, level: int, asked: int) -> None:
        self.placed.append(level)
        self.asked.append(asked)

    @property
    def exact(self) -> float:
        return sum(each == self.level for each in self.placed) / len(self.placed)

    @property
    def near(self) -> float:
        return sum(abs(each - self.level) <= 1 for each in self.placed) / len(self.placed)


@dataclass(frozen=True)
class Placed:
    """All levels' tallies of a model."""

    name: str
    tallies: tuple[Tally, ...]

    @property
    def exact(self) -> float:
        return sum(each.exact for each in self.tallies) / len(self.tallies)

    @property
    def near(self) -> float:
        return sum(each.near for each in self.tallies) / len(self.tallies)

    @property
    def asked(self) -> float:
        return sum(sum(each.asked) for each in self.tallies) / sum(len(each.asked) for each in self.tallies)

    def row(self) -> str:
        """Return the row of the table."""
        by_level = " | ".join(f"{each.exact:.0%}" for each in self.tallies)
        return f"| {self.name} | {by_level} | {self.exact:.1%} | {self.near:.1%} | {self.asked:.1f} |"


HEAD: Final = (
    f"| learners | {' | '.join(LEVELS)} | exact | within one level | questions |\n|{'---|' * (len(LEVELS) + 4)}"
)


def place_models(learners: int, models: Sequence[Model] = MODELS) -> list[Placed]:
    """Place so many learners of each level and model, with as many questions of each height as are asked for."""
    strategy = Strategy()
    return [_place_model(model, learners, strategy) for model in models]


def _place_model(model: Model, learners: int, strategy: Strategy) -> Placed:
    chance, tallies = random.Random(f"placement {model.name}"), tuple(map(Tally, HEIGHTS))
    for tally in tallies:
        for _ in range(learners):
            knows = model.knowledge(tally.level, chance)
            tally.add(*strategy.place(lambda height, knows=knows: model.answer(knows, height, chance)))
    return Placed(model.name, tallies)


@dataclass
class Strategy:
    """What the rules decide after some answers; decided once for answers that are the same to them."""

    _decided: dict[tuple[object, ...], tuple[bool, int, int]] = field(default_factory=dict)

    def place(self, answer: Callable[[int], Outcome]) -> tuple[int, int]:
        """Return the level at which somebody is placed who answers so, and how many questions they answered."""
        answers: list[PlacementAnswer] = []
        while True:
            is_enough, level, height = self._decide(answers)
            if is_enough:
                return level, len(answers)
            answers.append(PlacementAnswer(f"topic-{len(answers)}/question", height, answer(height)))

    def _decide(self, answers: list[PlacementAnswer]) -> tuple[bool, int, int]:
        """Return whether enough is asked, the likeliest level, and the height of the next question."""
        given = sorted((each.height, each.outcome) for each in answers)
        key = (*given, *[(each.height, each.is_right) for each in answers[-MAX_MISSED:]])
        if key not in self._decided:
            height = choose_height(answers, HEIGHTS)
            self._decided[key] = (is_decided(answers), find_likeliest_level(answers), height)
        return self._decided[key]


def place_on_roadmap(
    name: str, questions: Sequence[AskableQuestion], learners: int, model: Model = MODELS[0]
) -> Placed:
    """Place so many learners of each level with the questions of a roadmap; to know a topic is to know all of them."""
    chance, tallies = random.Random(name), tuple(map(Tally, HEIGHTS))
    for tally in tallies:
        for number in range(learners):
            knows, topics = model.knowledge(tally.level, chance), dict[str, bool]()
            answers: list[PlacementAnswer] = []
            while not is_decided(answers):
                question = choose_question(questions, answers, seed=f"{name} {tally.level} {number}")
                assert question
                knows_it = topics.setdefault(question.topic, chance.random() < knows(question.height))
                outcome = model.answer_knowing(knows_it, chance)
                answers.append(PlacementAnswer(question.id, question.height, outcome))
            tally.add(find_likeliest_level(answers), len(answers))
    return Placed(name, tallies)


def best_possible(questions: int = MAX_QUESTIONS) -> float:
    """Return the share that the best of all rules places exactly by so many answers, where all is as assumed.

    It looks at every course that the answers can take, and asks at each moment what is best in the end; nothing binds
    it to go from easy to hard. Learners of each level are as many, and they guess.
    """
    known = (KNOWN_BELOW, KNOWN_ON, KNOWN_ABOVE)
    right = [
        [
            share + (1 - share) * GUESSED_RIGHT
            for share in (known[0 if h < level else 1 if h == level else 2] for h in HEIGHTS)
        ]
        for level in HEIGHTS
    ]

    @cache
    def best(counts: tuple[int, ...], left: int) -> float:
        """Return how likely these answers are and the level then found is the right one."""
        if not left:
            return max(_likelihood(right[level], counts) for level in HEIGHTS) / len(HEIGHTS)
        return max(
            best(_more(counts, 2 * height), left - 1) + best(_more(counts, 2 * height + 1), left - 1)
            for height in HEIGHTS
        )

    return best((0,) * 2 * len(HEIGHTS), questions)


def _more(counts: tuple[int, ...], at: int) -> tuple[int, ...]:
    return (*counts[:at], counts[at] + 1, *counts[at + 1 :])


def _likelihood(right: Sequence[float], counts: tuple[int, ...]) -> float:
    """Return how likely answers are, of which there are so many right and wrong at each height."""
    return math.prod(
        chance ** counts[2 * height] * (1 - chance) ** counts[2 * height + 1] for height, chance in enumerate(right)
    )
