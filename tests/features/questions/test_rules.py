"""What can't be read is told from what can, questions from words to look up, and reports from plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.questions.rules.readable import Unreadable, find_unreadable
from bot.features.questions.rules.sentences import is_looked_up, is_question, reports_hours

UNREADABLE = {
    "привет, сколько у меня часов": Unreadable.OTHER_LANGUAGE,
    "私は何時間勉強しましたか": Unreadable.OTHER_LANGUAGE,
    "كم ساعة لدي": Unreadable.OTHER_LANGUAGE,
    "wie viele Stunden habe ich": Unreadable.OTHER_LANGUAGE,
    "¿cuántas horas tengo?": Unreadable.OTHER_LANGUAGE,
    "combien d'heures est-ce que j'ai": Unreadable.OTHER_LANGUAGE,
    "🎉🎉": Unreadable.NO_WORDS,
    "???": Unreadable.NO_WORDS,
    "```def f(): return 1```": Unreadable.CODE,
    "for (i = 0; i < n; i++) { total[i] = 0; }": Unreadable.CODE,
    "networking " * 300: Unreadable.TOO_LONG,
}
READABLE = (
    "how do I rotate secrets?",
    "who knows the difference (if any) between ALB and NLB?",
    "what was that about the café?",
    "i die a little when prod breaks",
    "come and tell me about S3",
    "k8s",
)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_can_not_be_read_is_told(text: str) -> None:
    assert find_unreadable(text) is UNREADABLE[text]


@pytest.mark.parametrize("text", READABLE)
def test_english_is_read(text: str) -> None:
    assert find_unreadable(text) is None


@given(text=st.text(max_size=500))
def test_any_text_is_judged(text: str) -> None:
    assert find_unreadable(text) in {None, *Unreadable}
    assert is_question(text) or not is_question(text)


def test_hours_that_were_learned_are_told_from_hours_to_come() -> None:
    for text in ("I did 2 hours of networking", "spent 90 minutes on k8s", "today 2h docker with Ben"):
        assert reports_hours(text), text
    for text in ("see you in 2h", "I want to do 3 hours a week", "did anyone do 2h?", "remind me in 2 hours"):
        assert not reports_hours(text), text


def test_a_few_words_are_looked_up() -> None:
    assert is_looked_up("aws scaling")
    assert not is_looked_up("how scaling")
    assert not is_looked_up("aws scaling groups warm pool")
    assert not is_looked_up("scaling?")
