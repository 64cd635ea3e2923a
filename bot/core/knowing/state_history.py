"""How a topic's state came about: every change, newest first; and which act was the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.core.knowing.states import StateSource, TopicState
from bot.db.tables import topic_state_acts
from bot.frozen import frozen


@frozen
class HistoryLine:
    """One change: when, to which state (None where it was taken away), by what, by whom, and whether by an undo."""

    at: datetime
    state: TopicState | None
    by: StateSource
    actor: str
    is_undo: bool


def find_last_act(conn: Connection, *, workspace: str, member: str) -> int | None:
    """Return the newest act of a member's states; None where there is none, or where it undid another."""
    columns = topic_state_acts.c
    row = conn.execute(
        select(func.coalesce(columns.act, columns.id), columns.undoes)
        .where(columns.workspace == workspace, columns.member == member)
        .order_by(columns.id.desc())
        .limit(1)
    ).first()
    return row[0] if row and row.undoes is None else None


def list_history(
    conn: Connection, *, workspace: str, member: str, subject: str, limit: int = 10
) -> Sequence[HistoryLine]:
    """Return the newest changes of a member's state of a topic or subtopic."""
    columns = topic_state_acts.c
    rows = conn.execute(
        select(columns.at, columns.state, columns.source, columns.actor, columns.undoes)
        .where(columns.workspace == workspace, columns.member == member, columns.subject == subject)
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return tuple(
        HistoryLine(
            row.at,
            TopicState(row.state) if row.state else None,
            StateSource(row.source),
            row.actor,
            is_undo=row.undoes is not None,
        )
        for row in rows
    )
