"""The memory model: what answers do to a card, and that time only takes away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowing.memory import (
    DESIRED_RETENTION,
    MAX_INTERVAL_DAYS,
    TopicCard,
    refresh_card,
    retention_of,
    review_card,
    start_card,
)

START = datetime(2026, 11, 30, 10, tzinfo=UTC)
ANSWERS = st.lists(st.tuples(st.booleans(), st.integers(0, 90)), max_size=12)


def lived(answers: list[tuple[bool, int]]) -> tuple[TopicCard, datetime]:
    """Return the card after these answers, each so many days after the one before, and the moment of the last."""
    card, now = start_card("t", START), START
    for is_right, days in answers:
        now += timedelta(days=days)
        card = review_card(card, is_right=is_right, at=now)
    return card, now


@given(ANSWERS)
def test_the_chance_to_remember_is_a_chance_and_only_falls(answers: list[tuple[bool, int]]) -> None:
    card, now = lived(answers)
    chances = [retention_of(card, now + timedelta(days=days)) for days in (0, 1, 7, 30, 365, 3650)]
    assert chances[0] == 1
    assert chances == sorted(chances, reverse=True)
    assert all(0 < chance <= 1 for chance in chances)


@given(ANSWERS)
def test_it_is_due_in_whole_days_when_the_chance_has_fallen_to_what_is_wanted(answers: list[tuple[bool, int]]) -> None:
    card, now = lived(answers)
    wait = card.due_at - now
    assert timedelta(days=1) <= wait <= timedelta(days=MAX_INTERVAL_DAYS)
    assert wait.seconds == 0  # no short steps
    if timedelta(days=5) < wait < timedelta(days=MAX_INTERVAL_DAYS):
        assert abs(retention_of(card, card.due_at) - DESIRED_RETENTION) < 0.01


@given(ANSWERS, st.integers(1, 90))
def test_a_right_answer_is_asked_again_later_than_a_wrong_one(answers: list[tuple[bool, int]], days: int) -> None:
    card, now = lived(answers)
    at = now + timedelta(days=days)
    right, wrong = (review_card(card, is_right=is_right, at=at) for is_right in (True, False))
    assert right.due_at >= wrong.due_at
    assert right.stability >= card.stability >= wrong.stability
    assert (right.reviews, wrong.reviews) == (card.reviews + 1, card.reviews + 1)
    assert (right.lapses, wrong.lapses) == (card.lapses, card.lapses + 1)


@given(ANSWERS)
def test_the_same_answers_give_the_same_card_in_any_zone(answers: list[tuple[bool, int]]) -> None:
    card, now = lived(answers)
    there = now.astimezone(ZoneInfo("Asia/Singapore"))
    assert review_card(card, is_right=True, at=now) == review_card(card, is_right=True, at=there)
    assert lived(answers)[0] == card


def test_what_was_known_is_asked_about_later_than_what_was_learned() -> None:
    learned, known = start_card("t", START), start_card("t", START, is_known=True)
    assert learned.is_new
    assert known.is_new
    assert (learned.due_at - START).days == 1
    assert (known.due_at - START).days == 3


def test_learning_again_refreshes_and_is_no_answer() -> None:
    card = start_card("t", START)
    again = refresh_card(card, START + timedelta(days=30))
    assert retention_of(again, START + timedelta(days=30)) == 1
    assert (again.reviews, again.lapses) == (0, 0)


def test_an_answer_dated_before_the_last_is_taken_as_of_the_same_day() -> None:
    card = review_card(start_card("t", START), is_right=True, at=START + timedelta(days=5))
    earlier = review_card(card, is_right=True, at=START)
    assert earlier.reviewed_at == card.reviewed_at
