"""A member's cards: one for each topic they learned or were asked about, with what they likely still remember."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from bot.core.knowing.memory import TopicCard, refresh_card, retention_of, start_card
from bot.core.knowing.states import TopicState
from bot.db.statements import dialect_insert
from bot.db.tables import entries, question_cards, topic_state_acts

_FIELDS: Final = tuple(TopicCard.__match_args__)
_NOON: Final = time(12, tzinfo=UTC)


def read_cards(conn: Connection, *, workspace: str, member: str, now: datetime) -> dict[str, TopicCard]:
    """Return a member's cards by topic; what they learned since it was last asked about counts as a look at it."""
    return read_team_cards(conn, workspace=workspace, member_ids=(member,), now=now).get(member, {})


def retention(conn: Connection, *, workspace: str, member: str, now: datetime) -> Mapping[str, float]:
    """Return by topic the chance, from 0 to 1, that a member remembers it."""
    cards = read_cards(conn, workspace=workspace, member=member, now=now)
    return {topic: retention_of(card, now) for topic, card in cards.items()}


def team_retention(
    conn: Connection, *, workspace: str, member_ids: Collection[str], now: datetime
) -> Mapping[str, Mapping[str, float]]:
    """Return the same by member."""
    cards = read_team_cards(conn, workspace=workspace, member_ids=member_ids, now=now)
    return {member: {topic: retention_of(card, now) for topic, card in own.items()} for member, own in cards.items()}


def read_team_cards(
    conn: Connection, *, workspace: str, member_ids: Collection[str], now: datetime
) -> dict[str, dict[str, TopicCard]]:
    """Return cards by member and topic, in three statements however many members there are.

    What somebody knows has a card without hours; what isn't for them has none.
    """
    cards: dict[str, dict[str, TopicCard]] = {}
    is_theirs = (question_cards.c.workspace == workspace, question_cards.c.member.in_(member_ids))
    columns = [question_cards.c[name] for name in _FIELDS]
    for row in conn.execute(select(question_cards.c.member, *columns).where(*is_theirs)):
        cards.setdefault(row.member, {})[row.topic] = TopicCard(*row[1:])
    for member, topic, learned_at in _list_learned(conn, workspace, member_ids):
        own = cards.setdefault(member, {})
        own[topic] = _with_learning(own.get(topic), topic, min(learned_at, now))
    for member, topic, state, since in _list_states(conn, workspace, member_ids):
        own = cards.setdefault(member, {})
        if state == TopicState.SKIPPED:
            own.pop(topic, None)
        elif state == TopicState.KNOWN and topic not in own:
            own[topic] = start_card(topic, min(since, now), is_known=True)
    return cards


def save_card(conn: Connection, *, workspace: str, member: str, card: TopicCard) -> None:
    """Write a card down."""
    values = {name: getattr(card, name) for name in _FIELDS if name != "topic"}
    conn.execute(
        dialect_insert(conn, question_cards)
        .values(workspace=workspace, member=member, topic=card.topic, **values)
        .on_conflict_do_update(index_elements=["workspace", "member", "topic"], set_=values)
    )


def _with_learning(card: TopicCard | None, topic: str, learned_at: datetime) -> TopicCard:
    """Return a topic's card with the last day on which it was learned."""
    return start_card(topic, learned_at) if card is None else refresh_learned(card, learned_at)


def refresh_learned(card: TopicCard, learned_at: datetime) -> TopicCard:
    """Return a card after the last day on which its topic was learned, if that is later than the last look at it."""
    return refresh_card(card, learned_at) if learned_at.date() > card.reviewed_at.date() else card


def _list_learned(conn: Connection, workspace: str, member_ids: Collection[str]) -> list[tuple[str, str, datetime]]:
    """List the topics with hours by member, each with the last day of them."""
    is_theirs: tuple[ColumnElement[bool], ...] = (
        entries.c.workspace == workspace,
        entries.c.member.in_(member_ids),
        entries.c.topic.is_not(None),
    )
    rows: Any = conn.execute(
        select(entries.c.member, entries.c.topic, func.max(entries.c.day))
        .where(*is_theirs)
        .group_by(entries.c.member, entries.c.topic)
        .having(func.sum(entries.c.minutes) > 0)
    )
    return [(member, topic, _noon(day)) for member, topic, day in rows]


def _list_states(conn: Connection, workspace: str, member_ids: Collection[str]) -> list[tuple[str, str, str, datetime]]:
    """List what holds of topics and subtopics by member, with the day since when."""
    columns = topic_state_acts.c
    is_theirs = (columns.workspace == workspace, columns.member.in_(member_ids))
    newest = select(func.max(columns.id)).where(*is_theirs).group_by(columns.member, columns.subject)
    rows: Any = conn.execute(
        select(columns.member, columns.subject, columns.state, columns.since).where(columns.id.in_(newest))
    )
    return [(member, subject, state, _noon(since)) for member, subject, state, since in rows if state]


def _noon(day: date) -> datetime:
    return datetime.combine(day, _NOON)
