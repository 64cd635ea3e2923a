"""Question days: who answers the two minutes of questions, and how much of it they know."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from bot.demo import quiz
from bot.demo.cast import HANNA
from bot.demo.script import Act, Deed, act
from bot.frozen import frozen
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, SlackUser

_GETTING_USED_TO_IT: Final = 5  # weeks in which half of the days go by without an answer


@frozen
class Answering:
    """How somebody answers: on how many of their days, and how many of the questions rightly."""

    who: SlackUser
    days: float
    knows: float


_HABITS: Final = (
    Answering(ANA, 0.7, 0.8),
    Answering(BEN, 0.5, 0.85),
    Answering(CHIDI, 0.8, 0.75),
    Answering(HANNA, 0.6, 0.7),
    Answering(MEI, 0.9, 0.8),
    Answering(PRIYA, 0.7, 0.9),
)


def acts(seed: int, week: int) -> Iterator[Act]:
    """Return the days of a week on which somebody has two minutes for the questions."""
    for habit in _HABITS:
        chance = random.Random(f"questions {seed} {habit.who.id} {week}")  # noqa: S311  (no secret)
        for day in ("tue", "thu"):
            at = f"{day} 12:{chance.randrange(10, 50)}"
            if chance.random() < habit.days * (0.5 if week < _GETTING_USED_TO_IT else 1):
                yield act(week, at, habit.who, _answers(habit, chance.getrandbits(32)))


def _answers(habit: Answering, seed: int) -> Deed:
    return lambda hands: quiz.answer_day(hands, habit.who, random.Random(seed), knows=habit.knows)  # noqa: S311
