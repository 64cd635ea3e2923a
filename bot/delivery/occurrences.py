"""What fell due and was dealt with: one row per workspace, kind, period and recipient, and never a second one.

Whoever adds the row has won the occurrence, and writes what is to be sent in the same transaction. That holds over
repeated ticks, restarts and any number of processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.calendar.weeks import local_week, shift
from bot.db.tables import occurrences
from bot.db.upsert import insert


class Kind(StrEnum):
    """What falls due."""

    DIGEST = "digest"
    NUDGE = "nudge"
    AGAIN = "again"  # a nudge that was put off by a day
    SUMMARY = "summary"  # one's own week, for who wants it
    MENTOR = "mentor"  # who needs a word, for mentors and admins
    NOTICE = "notice"  # to an admin, about a message that did not arrive
    EXPORT = "export"  # asked for by the person it goes to
    OFFER = "offer"  # to book hours that somebody else has booked with one
    PAIR = "pair"  # a question or word about who is whose mentor
    WORK = "work"  # an assignment was handed in, signed off or sent back
    WORD = "word"  # praise, a question or a step from one's mentor, and the answer
    STUCK = "stuck"  # somebody is stuck
    LEVEL = "level"  # a level to confirm, or confirmed
    SESSION = "session"  # announced, and the hour to book afterwards
    REMIND = "remind"  # before a session begins
    TABLE = "table"  # of the team, as a file


NUDGES: Final = (Kind.NUDGE, Kind.AGAIN)


class Outcome(StrEnum):
    """What was decided when it fell due."""

    QUEUED = "queued"
    NOTHING = "nothing"  # there was nothing to say
    EXPIRED = "expired"  # too late, or an hour at which nobody is to be disturbed


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a period, and when."""

    period: str
    outcome: Outcome
    at: datetime


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


def newest(session: Connection, *, workspace: str, kind: Kind) -> Decided | None:
    """The occurrence of the newest period that was dealt with for the whole workspace."""
    row = session.execute(
        select(occurrences.c.period, occurrences.c.outcome, occurrences.c.claimed_at)
        .where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind.value,
            occurrences.c.recipient == EVERYBODY,
        )
        .order_by(occurrences.c.period.desc())
        .limit(1)
    ).first()
    return Decided(row.period, Outcome(row.outcome), row.claimed_at) if row else None


def done(
    session: Connection, *, workspace: str, kind: Kind, zone: ZoneInfo, now: datetime, recipient: str = EVERYBODY
) -> frozenset[str]:
    """The weeks around this one whose occurrence has been dealt with: nothing more is sent of them."""
    week = local_week(now, zone)
    rows = session.execute(
        select(occurrences.c.period).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind.value,
            occurrences.c.recipient == recipient,
            occurrences.c.period.in_([shift(week, weeks) for weeks in range(-3, 3)]),
        )
    )
    return frozenset(row.period for row in rows)


# Mentors get it unless they turn it off. Others have to ask for it: then they have an occurrence of this period.
ASKED: Final = "asked"
