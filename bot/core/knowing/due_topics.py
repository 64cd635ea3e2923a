"""Topics that a member was asked about and that are due: new ones come slower while there are too many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import reduce
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from bot.core.knowing.cards import refresh_learned
from bot.core.knowing.memory import TopicCard, retention_of
from bot.db.statements import PreparedStatement
from bot.db.tables import entries, members, offered_steps, question_cards, question_days
from bot.frozen import frozen

FULL_ABOVE: Final = 18  # due topics: three weeks of question days, with three questions on two days
_FIELDS: Final = ("stability", "difficulty", "due_at", "reviewed_at")
_SEPARATOR: Final = ";"
_SEPARATOR_TEXT: Final[ColumnElement[str]] = literal_column(f"'{_SEPARATOR}'", String)
_EMPTY_TEXT: Final[ColumnElement[str]] = literal_column("''", String)


@frozen
class DueTopic:
    """A topic to ask about at a moment: what the model holds of it, with what was learned since it was asked about."""

    card: TopicCard
    at: datetime

    @property
    def topic(self) -> str:
        """The topic's id."""
        return self.card.topic

    @property
    def retention(self) -> float:
        """The chance, from 0 to 1, that they remember it."""
        return retention_of(self.card, self.at)

    @property
    def days_since(self) -> int:
        """The days since they last looked at it."""
        return (self.at - self.card.reviewed_at).days


def offered_part(number: int) -> Select[Any]:
    """Select the topic that a member was offered last, if it's due.

    The row has the number, the topic, zero, and what `parse_due_topics` reads. Whoever wants no questions has none.
    """
    cards = question_cards.c
    is_offered = and_(
        cards.workspace == offered_steps.c.workspace,
        cards.member == offered_steps.c.member,
        cards.topic == offered_steps.c.subject,
    )
    found: Select[Any] = select(literal_column(str(number)), cards.topic, literal_column("0"), _card_text())
    return (
        found.select_from(offered_steps.join(question_cards, is_offered))
        .where(offered_steps.c.workspace == bindparam("workspace"), offered_steps.c.member == bindparam("member"))
        .where(cards.reviews > literal_column("0"), cards.due_at <= bindparam("now"), _wants_questions())
    )


def count_part(number: int) -> Select[Any]:
    """Select how many topics are due: a row with the number, no text, and the count.

    The moment is no condition of the rows: for one, PostgreSQL would make its plan anew each time.
    """
    cards = question_cards.c
    is_due = and_(cards.reviews > literal_column("0"), cards.due_at <= bindparam("now"))
    count = func.coalesce(func.sum(case((is_due, literal_column("1")), else_=literal_column("0"))), literal_column("0"))
    counted: Select[Any] = select(literal_column(str(number)), _EMPTY_TEXT, count, _EMPTY_TEXT)
    return counted.where(
        cards.workspace == bindparam("workspace"), cards.member == bindparam("member"), _wants_questions()
    )


def read_due_topics(conn: Connection, *, workspace: str, member: str, now: datetime) -> dict[str, DueTopic]:
    """Return all topics of a member that are due, by id; none of one who wants no questions."""
    return parse_due_topics(_DUE.run(conn, {"workspace": workspace, "member": member, "now": now}), now)


def _card_text() -> ColumnElement[str]:
    """Select a card's numbers and moments, and the last day on which its topic was learned since, as one text."""
    cards, last_learned = question_cards.c, func.coalesce(cast(_last_learned().scalar_subquery(), String), _EMPTY_TEXT)
    fields = (*(cast(cards[name], String) for name in _FIELDS), last_learned)
    return reduce(lambda text, each: text + _SEPARATOR_TEXT + each, fields)


def parse_due_topics(rows: Iterable[Any], now: datetime) -> dict[str, DueTopic]:
    """Return the topics of rows of `offered_part` by id; what was learned since it was asked about is due later."""
    cards = (_parse_card(topic, text) for _, topic, _, text in rows)
    return {card.topic: DueTopic(card, now) for card in cards if card.due_at <= now}


def _is_due() -> tuple[Any, ...]:
    cards = question_cards.c
    is_theirs = (cards.workspace == bindparam("workspace"), cards.member == bindparam("member"))
    return (*is_theirs, cards.reviews > literal_column("0"), cards.due_at <= bindparam("now"))


def _wants_questions() -> Any:
    """Return whether the member gets questions: on days of their own, or on the usual ones."""
    has_chosen = question_days.c.is_on.is_not(None)
    own = and_(question_days.c.workspace == members.c.workspace, question_days.c.member == members.c.id)
    return exists(
        select(literal_column("1"))
        .select_from(members.outerjoin(question_days, own))
        .where(members.c.workspace == bindparam("workspace"), members.c.id == bindparam("member"))
        .where(or_(question_days.c.is_on, and_(~has_chosen, members.c.nudged)))
    )


def _last_learned() -> Select[Any]:
    """Select the last day with hours on a card's topic after it was asked about."""
    return (
        select(func.max(entries.c.day))
        .where(
            entries.c.workspace == question_cards.c.workspace,
            entries.c.member == question_cards.c.member,
            entries.c.topic == question_cards.c.topic,
            entries.c.day > question_cards.c.reviewed_at,
        )
        .having(func.sum(entries.c.minutes) > literal_column("0"))
        .correlate(question_cards)
    )


def _parse_card(topic: str, text: str) -> TopicCard:
    stability, difficulty, due_at, reviewed_at, learned_on = text.split(_SEPARATOR)
    card = TopicCard(topic, float(stability), float(difficulty), _moment(due_at), _moment(reviewed_at), reviews=1)
    return refresh_learned(card, _moment(f"{learned_on} 12:00")) if learned_on else card


def _moment(text: str) -> datetime:
    """Return a moment as the database spells it: with a zone on PostgreSQL, without one, in UTC, on SQLite."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_DUE: Final = PreparedStatement(
    lambda _: select(_EMPTY_TEXT, question_cards.c.topic, literal_column("0"), _card_text()).where(
        *_is_due(), _wants_questions()
    )
)
