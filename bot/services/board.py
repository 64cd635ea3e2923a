"""The leaderboard: who logged how much in a period, without anybody who is hidden or has left."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from bot.db.tables import members, totals
from bot.domain.periods import EVERYTHING
from bot.domain.ranking import Board, Row, rank


def read(session: Connection, *, workspace: str, reader: str, period: str, area: str = EVERYTHING) -> Board:
    """The board of a period as one member may see it; its cost depends on the members, not on their entries."""
    rows = session.execute(
        select(members.c.id, members.c.name, members.c.hidden, totals.c.minutes)
        .join(members, (members.c.workspace == totals.c.workspace) & (members.c.id == totals.c.member))
        .where(
            totals.c.workspace == workspace,
            totals.c.period == period,
            totals.c.subject == area,
            totals.c.minutes > 0,
            members.c.is_active,
            or_(~members.c.hidden, members.c.id == reader),
        )
    ).all()
    own = next((minutes for member, _, _, minutes in rows if member == reader), 0)
    return Board(rank(Row(member, name, minutes) for member, name, hidden, minutes in rows if not hidden), own)
