"""Which board is asked for: words in any order."""

from __future__ import annotations

import pytest

from bot.core.ledger.periods import Period
from bot.features.leaderboard.rules.query import Twice, Wish, read
from bot.features.leaderboard.rules.ranking import By


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish()),
        ("this week", Wish(Period.WEEK)),
        ("Season", Wish(Period.SEASON)),
        ("this quarter", Wish(Period.SEASON)),
        ("all time", Wish(Period.ALL)),
        ("month by goal", Wish(Period.MONTH, By.GOAL)),
        ("by share of my own goal month", Wish(Period.MONTH, By.GOAL)),
        ("by  hours", Wish(None, By.HOURS)),
        ("goal", Wish(None, By.GOAL)),
        ("by share", Wish(None, By.GOAL)),
        ("share", Wish(share=True)),
        ("by share share", Wish(None, By.GOAL, share=True)),
        ("me", Wish(near=True)),
        ("around me in the month by goal", Wish(Period.MONTH, By.GOAL, near=True)),
        ("networking by goal season", Wish(Period.SEASON, By.GOAL, words="networking")),
        ("hands-on practice", Wish(words="hands-on practice")),
        ("week month", Twice.PERIOD),
        ("by goal by hours", Twice.BY),
    ],
)
def test_words_are_read_in_any_order(text: str, wish: Wish | Twice) -> None:
    assert read(text) == wish
