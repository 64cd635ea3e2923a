"""The table of a team that somebody asked for: once for each request, and one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.core.people.member import Member
from bot.db.tables import outbox
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import State, put

WORTH_SENDING: Final = timedelta(days=1)  # after which nobody waits for it any more


class Outcome(Enum):
    """What became of a request."""

    WRITTEN = "written"
    AGAIN = "again"  # the same request has been taken before
    WAITS = "waits"  # another one is on its way


def ask_for(session: Connection, *, reader: Member, period: str, message: Mapping[str, Any], now: datetime) -> Outcome:
    """Have the table sent at once, whatever hour it is: they sit there and wait for it. `period` is the request."""
    waiting = session.execute(
        select(outbox.c.id)
        .where(outbox.c.workspace == reader.workspace, outbox.c.kind == Kind.TABLE.value)
        .where(outbox.c.recipient == reader.id, outbox.c.period != period)
        .where(outbox.c.state.in_([State.WAITING.value, State.SENDING.value]), outbox.c.expires_at > now)
        .limit(1)
    ).first()
    if waiting:
        return Outcome.WAITS
    letter = put(
        session,
        workspace=reader.workspace,
        kind=Kind.TABLE.value,
        period=period,
        recipient=reader.id,
        message=message,
        due_at=now,
        expires_at=now + WORTH_SENDING,
        now=now,
    )
    return Outcome.AGAIN if letter is None else Outcome.WRITTEN
