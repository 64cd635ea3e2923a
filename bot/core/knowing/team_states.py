"""What many members know and remember, read at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from bot.core.knowing.memory import retention_after
from bot.core.knowing.states import TopicState
from bot.db.tables import entries, question_cards, topic_state_acts

FADES_AFTER: Final = timedelta(days=30)  # since the last answer or hour, whatever the answer was
_NOON: Final = time(12, tzinfo=UTC)


def read_team_states(
    conn: Connection, *, workspace: str, member_ids: Collection[str], subjects: Collection[str] = ()
) -> dict[str, dict[str, TopicState]]:
    """Return the states that hold, by member and topic or subtopic, in one statement; of these subjects, or of all."""
    columns = topic_state_acts.c
    asked = (columns.subject.in_(subjects),) if subjects else ()
    newest = (
        select(func.max(columns.id))
        .where(columns.workspace == workspace, columns.member.in_(member_ids), *asked)
        .group_by(columns.member, columns.subject)
    )
    rows = conn.execute(
        select(columns.member, columns.subject, columns.state).where(columns.id.in_(newest), columns.state != "")
    )
    found: dict[str, dict[str, TopicState]] = {}
    for member, subject, state in rows:
        found.setdefault(member, {})[subject] = TopicState(state)
    return found


def read_old_retention(
    conn: Connection, *, workspace: str, member_ids: Collection[str], topics: Collection[str], now: datetime
) -> dict[str, dict[str, float]]:
    """Return the chance to remember topics, by member and topic, of those asked about and not looked at for a month.

    What was never asked about would be a guess. What was looked at lately is left out whatever the answer was, so that
    nobody can tell from it that somebody was wrong. Two statements.
    """
    columns, until = question_cards.c, now - FADES_AFTER
    learned = {(member, topic): at for member, topic, at in _list_learned(conn, workspace, member_ids, topics)}
    cards = select(columns.member, columns.topic, columns.stability, columns.reviewed_at).where(
        columns.workspace == workspace,
        columns.member.in_(member_ids),
        columns.topic.in_(topics),
        columns.reviews > 0,
        columns.reviewed_at <= until,
    )
    found: dict[str, dict[str, float]] = {}
    for member, topic, stability, reviewed_at in conn.execute(cards):
        looked_at = max(reviewed_at, learned.get((member, topic), reviewed_at))
        if looked_at <= until:
            found.setdefault(member, {})[topic] = retention_after(stability, (now - looked_at).days)
    return found


def _list_learned(
    conn: Connection, workspace: str, member_ids: Collection[str], topics: Collection[str]
) -> Iterator[tuple[str, str, datetime]]:
    """Yield the last day on which topics with an old card were learned again."""
    is_asked: ColumnElement[bool] = (
        select(question_cards.c.topic)
        .where(
            question_cards.c.workspace == entries.c.workspace,
            question_cards.c.member == entries.c.member,
            question_cards.c.topic == entries.c.topic,
        )
        .exists()
    )
    is_theirs = (entries.c.workspace == workspace, entries.c.member.in_(member_ids), entries.c.topic.in_(topics))
    rows: Any = conn.execute(
        select(entries.c.member, entries.c.topic, func.max(entries.c.day))
        .where(*is_theirs, is_asked)
        .group_by(entries.c.member, entries.c.topic)
        .having(func.sum(entries.c.minutes) > 0)
    )
    for member, topic, day in rows:
        yield member, topic, datetime.combine(day, _NOON)
