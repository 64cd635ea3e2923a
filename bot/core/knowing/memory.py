"""What somebody is likely to remember of a topic, and when to ask about it: the model FSRS.

It runs without short learning steps, since nobody sits here for ten minutes, without fuzz, and in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from fsrs import Card, Rating, Scheduler, State

from bot.frozen import frozen

# A topic is due when the chance to remember it falls to this. Six questions a week are what bounds how much is asked of
# whoever learns a lot, not this: over a year of `make year` it keeps more of their topics than 0.9. Whoever has learned
# five topics gets 21 questions in half a year by it, and 15 by 0.9.
DESIRED_RETENTION: Final = 0.95
MAX_INTERVAL_DAYS: Final = 180
_SCHEDULER: Final = Scheduler(
    desired_retention=DESIRED_RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=MAX_INTERVAL_DAYS,
    enable_fuzzing=False,
)


@frozen
class TopicCard:
    """What the model holds of one person and topic. Without `reviews` it was learned and never asked about.

    `stability` is in how many days the chance to remember falls to nine in ten; `difficulty` is from 1 to 10.
    """

    topic: str
    stability: float
    difficulty: float
    due_at: datetime
    reviewed_at: datetime
    reviews: int = 0
    lapses: int = 0

    @property
    def is_new(self) -> bool:
        """Return whether nothing was asked about it yet."""
        return self.reviews == 0


def start_card(topic: str, learned_at: datetime, *, is_known: bool = False) -> TopicCard:
    """Return the card of a topic that was learned at that moment, which counts like a right answer.

    One that somebody knew already counts like an easy one, and is asked about later.
    """
    blank = Card(card_id=0, due=learned_at.astimezone(UTC))
    rating = Rating.Easy if is_known else Rating.Good
    return _from_model(topic, _review(blank, rating, learned_at), reviews=0, lapses=0)


def review_card(card: TopicCard, *, is_right: bool, at: datetime) -> TopicCard:
    """Return the card after an answer."""
    reviewed = _review(_to_model(card), Rating.Good if is_right else Rating.Again, at)
    return _from_model(card.topic, reviewed, reviews=card.reviews + 1, lapses=card.lapses + (not is_right))


def refresh_card(card: TopicCard, learned_at: datetime) -> TopicCard:
    """Return the card after its topic was learned again."""
    reviewed = _review(_to_model(card), Rating.Good, learned_at)
    return _from_model(card.topic, reviewed, reviews=card.reviews, lapses=card.lapses)


def retention_of(card: TopicCard, at: datetime) -> float:
    """Return the chance, from 0 to 1, that somebody remembers the topic at a moment."""
    return float(_SCHEDULER.get_card_retrievability(_to_model(card), at.astimezone(UTC)))


@lru_cache(maxsize=8192)
def retention_after(stability: float, days: int) -> float:
    """Return the chance to remember a topic that was looked at so many days ago and stays in mind that well."""
    seen = datetime(2000, 1, 1, tzinfo=UTC)
    card = Card(0, State.Review, None, stability, None, seen, seen)
    return float(_SCHEDULER.get_card_retrievability(card, seen + timedelta(days=days)))


def _review(card: Card, rating: Rating, at: datetime) -> Card:
    """Return a card after a review; one that is dated before the last is taken as on the same day."""
    moment = max(at.astimezone(UTC), card.last_review or at.astimezone(UTC))
    return _SCHEDULER.review_card(card, rating, moment)[0]


def _to_model(card: TopicCard) -> Card:
    return Card(0, State.Review, None, card.stability, card.difficulty, card.due_at, card.reviewed_at)


def _from_model(topic: str, card: Card, *, reviews: int, lapses: int) -> TopicCard:
    assert card.stability is not None
    assert card.difficulty is not None
    assert card.last_review is not None
    return TopicCard(topic, card.stability, card.difficulty, card.due, card.last_review, reviews, lapses)
