"""The rows of what members suggest to change in the content, and of what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.db.tables import content_suggestions as rows
from bot.features.suggestions.rules.proposals import Proposal, SuggestionKind, decode_proposal, encode_proposal
from bot.features.suggestions.rules.suggestion import Settled, Suggestion, SuggestionFilter, SuggestionState

_OPEN: Final = SuggestionState.OPEN.value


def add_suggestion(
    conn: Connection, *, workspace: str, member: str, proposal: Proposal, reason: str, now: datetime
) -> Suggestion:
    """Keep a suggestion, which waits from now on."""
    target = proposal.target
    row = conn.execute(
        insert(rows)
        .values(
            workspace=workspace,
            member=member,
            item=target.topic,
            field=target.kind.value,
            value=encode_proposal(proposal),
            reason=reason or None,
            at=now,
            state=_OPEN,
        )
        .returning(*rows.c)
    ).one()
    return _suggestion(row)


def find_suggestion(conn: Connection, *, workspace: str, suggestion: int) -> Suggestion | None:
    """Return a suggestion of the workspace; None for one that is gone."""
    row = conn.execute(select(rows).where(rows.c.workspace == workspace, rows.c.id == suggestion)).first()
    return _suggestion(row) if row else None


def list_open_of(conn: Connection, *, workspace: str, member: str) -> tuple[Suggestion, ...]:
    """Return what a member suggested that waits, the oldest first."""
    own = (rows.c.workspace == workspace, rows.c.member == member, rows.c.state == _OPEN)
    return tuple(map(_suggestion, conn.execute(select(rows).where(*own).order_by(rows.c.id))))


def count_suggestions(conn: Connection, *, workspace: str, wanted: SuggestionFilter) -> int:
    """Return how many of these suggestions there are."""
    query = select(func.count()).select_from(rows).where(*_matching(workspace, wanted))
    return conn.execute(query).scalar_one()


def list_suggestions(
    conn: Connection, *, workspace: str, wanted: SuggestionFilter, offset: int, limit: int
) -> Sequence[Suggestion]:
    """Return a page of them: what waits from the oldest on, what is settled from the newest on."""
    order = rows.c.decided_at.desc() if wanted.is_settled else rows.c.id
    query = select(rows).where(*_matching(workspace, wanted))
    found = conn.execute(query.order_by(order, rows.c.id.desc()).offset(offset).limit(limit))
    return tuple(map(_suggestion, found))


def settle(
    conn: Connection,
    *,
    workspace: str,
    suggestion: Suggestion,
    state: SuggestionState,
    by: str,
    now: datetime,
    note: str = "",
) -> Suggestion | None:
    """Give a suggestion a state in place of the one it was read in; None where it has another one by now."""
    decided: dict[str, Any] = (
        {"decided_by": None, "decided_at": None, "answer": None}
        if state is SuggestionState.OPEN
        else {"decided_by": by, "decided_at": now, "answer": note or None}
    )
    row = conn.execute(
        update(rows)
        .where(rows.c.workspace == workspace, rows.c.id == suggestion.id, rows.c.state == suggestion.state.value)
        .values(state=state.value, **decided)
        .returning(*rows.c)
    ).first()
    return _suggestion(row) if row else None


def _matching(workspace: str, wanted: SuggestionFilter) -> tuple[ColumnElement[bool], ...]:
    state = rows.c.state != _OPEN if wanted.is_settled else rows.c.state == _OPEN
    return (rows.c.workspace == workspace, state, *([rows.c.member == wanted.member] if wanted.member else []))


def _suggestion(row: Any) -> Suggestion:
    return Suggestion(
        id=row.id,
        member=row.member,
        proposal=decode_proposal(row.item, SuggestionKind(row.field), row.value),
        reason=row.reason or "",
        at=row.at,
        state=SuggestionState(row.state),
        settled=Settled(row.decided_by, row.decided_at, row.answer or "") if row.decided_by else None,
    )
