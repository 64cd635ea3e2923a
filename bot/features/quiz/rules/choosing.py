"""Choose what to ask: of what somebody learned, what they are about to forget."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.models import QuestionReference, TopicReference
from bot.core.knowing.asking import question_version
from bot.core.knowing.memory import TopicCard, retention_of
from bot.frozen import frozen

QUESTIONS_A_RUN: Final = 3
MAX_NEW: Final = 2  # topics that were never asked about, in one run while others are due


@frozen
class AskedBefore:
    """When each question was asked last, and anything answered, and which aren't asked, as id and version.

    Those are the ones that they said are wrong, or that an admin stopped.
    """

    last_asked: Mapping[str, datetime] = field(default_factory=dict)
    reported: frozenset[tuple[str, str]] = frozenset()
    answered_at: datetime | None = None

    @property
    def unanswered(self) -> Mapping[str, float]:
        """When each topic was asked about, of those since the last answer to anything."""
        since = self.answered_at
        moments = sorted((at, question) for question, at in self.last_asked.items() if since is None or at > since)
        return {question.partition("/")[0]: at.timestamp() for at, question in moments}


@frozen
class RunSoFar:
    """The topics and questions that a run has asked, and how many of the topics were new."""

    topics: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    new: int = 0


@frozen
class ChosenQuestion:
    """The next question, and how many topics could be asked about after it."""

    reference: QuestionReference
    remaining: int


def list_due(cards: Iterable[TopicCard], now: datetime, run: RunSoFar | None = None) -> tuple[TopicCard, ...]:
    """Return the cards to ask about now, in this order.

    What has been due longest comes first: where there's no time for all of it, that keeps the most topics over a year,
    by each of the ways of forgetting that `make year` tries.
    New topics wait while a run has had enough of them and others are due.
    """
    run = run or RunSoFar()
    due = [card for card in cards if card.due_at <= now and card.topic not in run.topics]
    if run.new >= MAX_NEW and any(not card.is_new for card in due):
        due = [card for card in due if not card.is_new]
    return tuple(sorted(due, key=lambda card: (card.due_at, card.topic)))


def choose_question(
    catalog: Catalog,
    cards: Mapping[str, TopicCard],
    asked: AskedBefore,
    *,
    topics: Sequence[TopicReference],
    run: RunSoFar,
    now: datetime,
    only_due: bool,
) -> ChosenQuestion | None:
    """Return the next question on one of these topics, each topic once unless it is the only one; None for no more.

    What was asked about since the last answer comes after the rest, so that no letter asks the same as the one before.
    Unless it is `only_due`, what is not due follows, least remembered first, then what was not learned, in its order.
    """
    within = {each.id for each in topics}
    own = [card for card in cards.values() if card.topic in within]
    unanswered = asked.unanswered
    order = [card.topic for card in sorted(list_due(own, now, run), key=lambda card: unanswered.get(card.topic, 0.0))]
    if not only_due:
        order += [card.topic for card in sorted(own, key=lambda card: (retention_of(card, now), card.topic))]
        order += [each.id for each in topics if each.id not in cards]
    is_one_topic = len(within) == 1 and not only_due
    open_topics = [topic for topic in dict.fromkeys(order) if is_one_topic or topic not in run.topics]
    for position, topic in enumerate(open_topics, start=1):
        if usable := _usable_questions(catalog, topic, asked, run):
            reference = min(usable, key=lambda each: _asked_at(asked, each))
            return ChosenQuestion(reference, len(usable) - 1 if is_one_topic else len(open_topics) - position)
    return None


def topics_of(catalog: Catalog, scope: str) -> tuple[TopicReference, ...] | None:
    """Return the topics with questions in a scope, in the order to learn them; None where the content has lost it."""
    if not scope:
        return catalog.topics_with_questions
    found: Collection[TopicReference]
    if place := catalog.find_topic_or_part(scope):
        found = (place,) if isinstance(place, TopicReference) else place.topics
    elif catalog.find_roadmap(scope):
        found = catalog.path(scope)
    elif catalog.find_area(scope):
        found = catalog.curriculum(scope)
    else:
        return None
    with_questions = {each.id for each in catalog.topics_with_questions}
    return tuple(each for each in found if each.id in with_questions)


def _usable_questions(catalog: Catalog, topic: str, asked: AskedBefore, run: RunSoFar) -> list[QuestionReference]:
    """Return a topic's questions that the run hasn't asked and that weren't reported as they are."""
    return [
        each
        for each in catalog.questions(topic)
        if each.id not in run.questions and (each.id, question_version(each.question)) not in asked.reported
    ]


def _asked_at(asked: AskedBefore, reference: QuestionReference) -> float:
    moment = asked.last_asked.get(reference.id)
    return moment.timestamp() if moment else 0.0
