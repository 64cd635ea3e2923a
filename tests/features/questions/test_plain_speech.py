"""A chatty sentence is said plainly, and its clauses are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.questions.rules.plain_speech import say_plainly, split_clauses


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("hey, quick one: how many hrs do I have, thx", "how many hours do I have"),
        ("ok so what can u do", "what can you do"),
        ("thx", "thanks"),
        ("how do I rotate secrets?", "how do I rotate secrets?"),
    ],
)
def test_lead_ins_closings_and_short_words_go(text: str, plain: str) -> None:
    assert say_plainly(text) == plain


def test_the_clause_that_asks_comes_first() -> None:
    assert split_clauses("I have a free hour, what should I learn?") == ("what should I learn", "I have a free hour")
    assert split_clauses("what should I learn") == ()


@given(st.text(max_size=80))
def test_each_clause_is_a_part_of_the_sentence_and_something_is_left_of_it(text: str) -> None:
    plain = say_plainly(f"learn {text}")
    assert plain
    assert all(clause in plain for clause in split_clauses(plain))
