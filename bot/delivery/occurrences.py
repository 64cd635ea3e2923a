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

from bot.calendar.weeks import local_week, shift_week
from bot.db.statements import dialect_insert
from bot.db.tables import occurrences


class DeliveryKind(StrEnum):
    """Kinds of messages of the features that are here; a new feature declares its own words."""

    DIGEST = "digest"
    NUDGE = "nudge"
    SNOOZED_NUDGE = "again"  # a nudge that was put off by a day
    WEEKLY_SUMMARY = "summary"  # one's own week, for who wants it
    MENTOR_SUMMARY = "mentor"  # who needs a word, for mentors and admins
    UNDELIVERED_NOTICE = "notice"  # to an admin, about a message that did not arrive
    DATA_EXPORT = "export"  # asked for by the person it goes to
    CO_LEARNER_OFFER = "offer"  # to book hours that somebody else has booked with one
    PAIR = "pair"  # a question or word about who is whose mentor
    ASSIGNMENT = "work"  # an assignment was handed in, signed off or sent back
    MENTOR_MESSAGE = "word"  # praise, a question or a step from one's mentor, and the answer
    HELP_REQUEST = "stuck"  # somebody is stuck
    LEVEL = "level"  # a level to confirm, or confirmed
    SESSION = "session"  # announced, and the hour to book afterwards
    SESSION_REMINDER = "remind"  # before a session begins
    TEAM_EXPORT = "table"  # of the team, as a file


NUDGE_KINDS: Final = (DeliveryKind.NUDGE, DeliveryKind.SNOOZED_NUDGE)


class OccurrenceOutcome(StrEnum):
    """What was decided when it fell due."""

    QUEUED = "queued"
    NOTHING = "nothing"  # there was nothing to say
    EXPIRED = "expired"  # too late, or an hour at which nobody is to be disturbed


@dataclass(frozen=True, slots=True)
class PastOccurrence:
    """What was decided about a period, and when."""

    period: str
    outcome: OccurrenceOutcome
    decided_at: datetime


WHOLE_WORKSPACE = ""  # the recipient of a claim that is about a whole workspace


def claim_occurrence(
    conn: Connection,
    *,
    workspace: str,
    kind: str,
    period: str,
    recipient: str,
    now: datetime,
    outcome: OccurrenceOutcome,
) -> bool:
    """Take an occurrence, once and for all; False where somebody else has it."""
    row = conn.execute(
        dialect_insert(conn, occurrences)
        .values(
            workspace=workspace,
            kind=kind,
            period=period,
            recipient=recipient,
            claimed_at=now,
            outcome=outcome.value,
        )
        .on_conflict_do_nothing()
        .returning(occurrences.c.period)
    ).first()
    return row is not None


def is_claimed(conn: Connection, *, workspace: str, kind: str, period: str, recipient: str = WHOLE_WORKSPACE) -> bool:
    """Whether the occurrence has been dealt with."""
    row = conn.execute(
        select(occurrences.c.period).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind,
            occurrences.c.period == period,
            occurrences.c.recipient == recipient,
        )
    ).first()
    return row is not None


def find_newest(conn: Connection, *, workspace: str, kind: str) -> PastOccurrence | None:
    """The occurrence of the newest period that was dealt with for the whole workspace."""
    row = conn.execute(
        select(occurrences.c.period, occurrences.c.outcome, occurrences.c.claimed_at)
        .where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind,
            occurrences.c.recipient == WHOLE_WORKSPACE,
        )
        .order_by(occurrences.c.period.desc())
        .limit(1)
    ).first()
    return PastOccurrence(row.period, OccurrenceOutcome(row.outcome), row.claimed_at) if row else None


def list_settled_weeks(
    conn: Connection,
    *,
    workspace: str,
    kind: str,
    zone: ZoneInfo,
    now: datetime,
    recipient: str = WHOLE_WORKSPACE,
) -> frozenset[str]:
    """The weeks around this one whose occurrence has been dealt with: nothing more is sent of them."""
    week = local_week(now, zone)
    rows = conn.execute(
        select(occurrences.c.period).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind,
            occurrences.c.recipient == recipient,
            occurrences.c.period.in_([shift_week(week, weeks) for weeks in range(-3, 3)]),
        )
    )
    return frozenset(row.period for row in rows)


# Mentors get it unless they turn it off. Others have to ask for it: then they have an occurrence of this period.
OPT_IN_PERIOD: Final = "asked"
