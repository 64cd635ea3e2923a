"""Which topics and questions are chosen: what is due longest, new ones slowly, each topic once, none twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.knowing.asking import question_version
from bot.core.knowing.memory import TopicCard
from bot.features.quiz.rules.choosing import MAX_NEW, AskedBefore, RunSoFar, choose_question, list_due, topics_of
from bot.ui.question_text import find_resource

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
CARDS = st.lists(st.tuples(st.integers(-40, 40), st.integers(0, 3)), max_size=12)


def make_cards(drawn: list[tuple[int, int]]) -> list[TopicCard]:
    """Return cards that are due in so many days, with so many answers."""
    return [
        TopicCard(f"t{number}", 5.0, 5.0, NOW + timedelta(days=days), NOW - timedelta(days=50), reviews)
        for number, (days, reviews) in enumerate(drawn)
    ]


@given(CARDS, st.integers(0, 3), st.sets(st.integers(0, 11)))
def test_only_what_is_due_longest_first_and_new_ones_slowly(
    drawn: list[tuple[int, int]], new: int, asked: set[int]
) -> None:
    cards = make_cards(drawn)
    run = RunSoFar(topics=frozenset(f"t{number}" for number in asked), new=new)
    found = list_due(cards, NOW, run)
    assert all(card.due_at <= NOW and card.topic not in run.topics for card in found)
    assert [card.due_at for card in found] == sorted(card.due_at for card in found)
    others = [card for card in cards if card.due_at <= NOW and card.topic not in run.topics]
    if new >= MAX_NEW and any(not card.is_new for card in others):
        assert found == tuple(
            card for card in sorted(others, key=lambda card: (card.due_at, card.topic)) if not card.is_new
        )
    else:
        assert len(found) == len(others)


def test_a_run_asks_each_topic_once_and_goes_on_with_what_was_not_learned(catalog: Catalog) -> None:
    topics = topics_of(catalog, "aws")
    assert topics
    due = TopicCard("aws.rds-proxy", 5.0, 5.0, NOW - timedelta(days=1), NOW - timedelta(days=9), 1)
    later = TopicCard("aws.iam-policies", 5.0, 5.0, NOW + timedelta(days=1), NOW - timedelta(days=9), 1)
    cards, run, found = {each.topic: each for each in (due, later)}, RunSoFar(), []
    for _ in range(3):
        chosen = choose_question(catalog, cards, AskedBefore(), topics=topics, run=run, now=NOW, only_due=False)
        assert chosen
        found.append(chosen.reference.topic_ref.id)
        run = RunSoFar(topics=frozenset(found))
    assert found[:2] == ["aws.rds-proxy", "aws.iam-policies"]
    assert found[2] == next(each.id for each in topics if each.id not in cards)
    nothing = choose_question(catalog, cards, AskedBefore(), topics=topics, run=run, now=NOW, only_due=True)
    assert nothing is None


def test_the_question_asked_longest_ago_comes_and_a_reported_one_does_not(catalog: Catalog) -> None:
    topics = topics_of(catalog, "aws.rds-proxy")
    assert topics
    questions = catalog.questions("aws.rds-proxy")
    asked = {each.id: NOW - timedelta(days=number) for number, each in enumerate(questions)}
    oldest = questions[-1]

    def choose(before: AskedBefore, run: RunSoFar | None = None) -> str | None:
        chosen = choose_question(catalog, {}, before, topics=topics, run=run or RunSoFar(), now=NOW, only_due=False)
        return chosen.reference.id if chosen else None

    assert choose(AskedBefore(asked)) == oldest.id
    reported = frozenset({(oldest.id, question_version(oldest.question))})
    assert choose(AskedBefore(asked, reported)) == questions[-2].id
    reworded = frozenset({(oldest.id, "another version")})
    assert choose(AskedBefore(asked, reworded)) == oldest.id
    all_asked = RunSoFar(questions=frozenset(each.id for each in questions))
    assert choose(AskedBefore(asked), all_asked) is None


def test_a_scope_is_a_topic_a_roadmap_an_area_or_everything(catalog: Catalog) -> None:
    assert [each.id for each in topics_of(catalog, "aws.rds-proxy") or ()] == ["aws.rds-proxy"]
    assert {each.roadmap.id for each in topics_of(catalog, "aws") or ()} == {"aws"}
    assert topics_of(catalog, "soft-skills")
    assert topics_of(catalog, "") == catalog.topics_with_questions
    assert topics_of(catalog, "gone") is None


def test_each_question_has_a_reason_and_a_resource_to_read(catalog: Catalog) -> None:
    references = [each for topic in catalog.topics_with_questions for each in catalog.questions(topic.id)]
    lacking = [each.id for each in references if not (each.question.reason and find_resource(catalog, each))]
    assert references
    assert lacking == []
