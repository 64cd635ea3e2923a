"""What fell due and was dealt with: one row per workspace, kind, period and recipient, and never a second one.

Whoever adds the row has won the occurrence, and writes what is to be sent in the same transaction. That holds over
repeated ticks, restarts and any number of processes.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from bot.db.tables import occurrences
from bot.db.upsert import insert


class Kind(StrEnum):
    """What falls due."""

    DIGEST = "digest"
    NUDGE = "nudge"
    EXPORT = "export"  # asked for by the person it goes to
    OFFER = "offer"  # to book hours that somebody else has booked with one


class Outcome(StrEnum):
    """What was decided when it fell due."""

    QUEUED = "queued"
    NOTHING = "nothing"  # there was nothing to say
    EXPIRED = "expired"  # too late, or an hour at which nobody is to be disturbed


EVERYBODY = ""  # the recipient of a claim that is about a whole workspace


def claim(
    session: Connection, *, workspace: str, kind: Kind, period: str, recipient: str, now: datetime, outcome: Outcome
) -> bool:
    """Take an occurrence, once and for all; False where somebody else has it."""
    row = session.execute(
        insert(session, occurrences)
        .values(
            workspace=workspace,
            kind=kind.value,
            period=period,
            recipient=recipient,
            claimed_at=now,
            outcome=outcome.value,
        )
        .on_conflict_do_nothing()
        .returning(occurrences.c.period)
    ).first()
    return row is not None


def is_claimed(session: Connection, *, workspace: str, kind: Kind, period: str, recipient: str = EVERYBODY) -> bool:
    """Whether the occurrence has been dealt with."""
    row = session.execute(
        select(occurrences.c.period).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind.value,
            occurrences.c.period == period,
            occurrences.c.recipient == recipient,
        )
    ).first()
    return row is not None
