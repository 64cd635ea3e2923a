"""A thousand learners of each level are placed, by twelve models of what they know and how they answer.

`make placement` shows the tables.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.features.placement.rules.choosing import list_askable_questions
from bot.features.placement.rules.level import GUESSED_RIGHT, MAX_QUESTIONS, MIN_QUESTIONS, Outcome
from tests.features.placement.learners import HEAD, Strategy, best_possible, place_models, place_on_roadmap

ROOT = Path(__file__).parents[3]
LEARNERS = 1000
LEAST_EXACT = {
    "as assumed: know 95, 70, 5 %": 0.85,
    "patchy: know 90, 60, 10 %": 0.74,
    "just arrived: know 100, 50, 0 %": 0.73,
    "about to leave: know 100, 100, 0 %": 0.91,
    "without edges: ever less (logistic)": 0.70,
    "slip: wrong on 10 % they know": 0.74,
    "guess one in three": 0.76,
    "1 in 5 questions off by a level": 0.76,
    "say “I don't know” half the time": 0.89,
    "never guess, as assumed": 0.94,
    "never guess, patchy": 0.86,
    "never guess, without edges": 0.76,
}
LEAST_OF_BEST = 0.97  # of what no rule can exceed, where all is as assumed


def show(*lines: str) -> None:
    """Show lines of a table to whoever runs pytest with -s."""
    sys.stdout.writelines(f"{line}\n" for line in ("", *lines))


def test_a_thousand_learners_of_each_level_are_placed() -> None:
    placed, best = place_models(LEARNERS), best_possible()
    rows = [each.row() for each in placed]
    show(HEAD, *rows)
    show(f"The best of all rules, with ten answers: {best:.1%}. This one reaches {placed[0].exact / best:.1%} of that.")
    assert [each.name for each in placed] == list(LEAST_EXACT)
    for each in placed:
        assert each.exact >= LEAST_EXACT[each.name], each.name
        assert each.near >= 0.97, each.name
        assert all(tally.near >= 0.9 for tally in each.tallies), each.name
        assert all(MIN_QUESTIONS <= asked <= MAX_QUESTIONS for tally in each.tallies for asked in tally.asked)
    page = (ROOT / "docs/knowing.md").read_text()
    assert [row for row in rows if row not in page] == [], "docs/knowing.md shows the table of `make placement`"
    assert LEAST_OF_BEST <= placed[0].exact / best <= 1.01


def test_more_answers_place_better() -> None:
    assert best_possible(1) == pytest.approx(0.25 + 0.25 * (0.95 - 0.05) * (1 - GUESSED_RIGHT))
    assert best_possible(3) < best_possible(4)


def test_the_questions_of_each_roadmap_place_learners(catalog: Catalog) -> None:
    placed = [
        place_on_roadmap(each.id, list_askable_questions(catalog, each), learners=30) for each in catalog.roadmaps
    ]
    show(HEAD, *(each.row() for each in placed))
    for each in placed:
        assert each.exact >= 0.68, each.name
        assert each.near >= 0.94, each.name


def test_who_only_guesses_is_a_beginner() -> None:
    chance, strategy = random.Random("guess"), Strategy()

    def guess(_height: int) -> Outcome:
        return Outcome.RIGHT if chance.random() < GUESSED_RIGHT else Outcome.WRONG

    placed = [strategy.place(guess)[0] for _ in range(LEARNERS)]
    assert placed.count(0) / LEARNERS >= 0.9
