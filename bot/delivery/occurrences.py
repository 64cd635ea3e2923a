"""Occurrences that were dealt with: one row per workspace, kind, period and recipient, never a second one.

The process that adds the row has claimed the occurrence, and queues its messages in the same transaction. So nothing
is sent twice over repeated ticks, restarts and any number of processes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.calendar.weeks import local_week, shift_week
from bot.db.statements import dialect_insert
from bot.db.tables import occurrences
from bot.frozen import frozen


class DeliveryKind(StrEnum):
    """The kinds of messages of the present features; a new feature declares its own."""

    DIGEST = "digest"
    NUDGE = "nudge"
    SNOOZED_NUDGE = "again"  # a nudge that was put off by a day
    WEEKLY_SUMMARY = "summary"  # a member's own week, if they want it
    MENTOR_SUMMARY = "mentor"  # members to talk to, for mentors and admins
    UNDELIVERED_NOTICE = "notice"  # to an admin, about a message that did not arrive
    DATA_EXPORT = "export"  # asked for by the person it goes to
    CO_LEARNER_OFFER = "offer"  # to book the hours that somebody else booked with them
    PAIR = "pair"  # a proposal or news about a pair
    ASSIGNMENT = "work"  # an assignment was handed in, signed off or sent back
    MENTOR_MESSAGE = "word"  # praise, a question or a step from a mentor, and the answer
    HELP_REQUEST = "stuck"  # somebody is stuck
    LEVEL = "level"  # a level to confirm, or confirmed
    SESSION = "session"  # announced, moved or cancelled
    SESSION_QUESTION = "attended"  # whether to log its hour, afterwards
    SESSION_REMINDER = "remind"  # before a session begins
    IDEA = "idea"  # somebody else is in for what the digest suggested
    TOGETHER = "together"  # a colleague suggests to learn the same topic together, or answers that
    TEAM_EXPORT = "table"  # of the team, as a file
    WAITING_REMINDER = "waiting"  # of what waits for the reader's answer
    LONG_WAIT = "longwait"  # what the reader waits for takes long, and who else may answer
    HANDOVER = "handover"  # somebody handed over to the reader what waited for them
    WELCOME = "welcome"  # to somebody who spoke to us for the first time
    SETUP = "setup"  # the checklist for who installed us
    ANNOUNCEMENT = "announce"  # in the learning channel, when the setup ends
    QUESTIONS = "quiz"  # those of a question day
    SUGGESTION = "suggestion"  # to a keeper: somebody suggests to change the content; and what became of that
    QUESTION_REPORT = "badquestion"  # to an admin: somebody says that a question is wrong
    REWRITE = "rewrite"  # of a message that arrived, since what it is about has moved on


NUDGE_KINDS: Final = (DeliveryKind.NUDGE, DeliveryKind.SNOOZED_NUDGE)


class OccurrenceOutcome(StrEnum):
    """The decision when an occurrence fell due."""

    QUEUED = "queued"
    NOTHING = "nothing"  # there was nothing to say
    EXPIRED = "expired"  # too late, or in quiet hours


@frozen
class PastOccurrence:
    """The decision about a period, and its time."""

    period: str
    outcome: OccurrenceOutcome
    decided_at: datetime


WHOLE_WORKSPACE = ""  # the recipient of a claim that is about a whole workspace


@frozen
class Claim:
    """An occurrence to be claimed, with the decision about it."""

    workspace: str
    kind: str
    period: str
    recipient: str
    outcome: OccurrenceOutcome


def claim_occurrences(conn: Connection, claims: Sequence[Claim], *, now: datetime) -> frozenset[Claim]:
    """Claim occurrences for good, and return those that were not claimed already.

    All processes claim in the same order, so that no two wait for each other.
    """
    if not claims:
        return frozenset()
    ordered = sorted(claims, key=_claim_key)
    rows = conn.execute(
        dialect_insert(conn, occurrences).on_conflict_do_nothing().returning(*occurrences.primary_key.columns),
        [{**asdict(each), "outcome": each.outcome.value, "claimed_at": now} for each in ordered],
    )
    won = {tuple(row) for row in rows}
    return frozenset(each for each in ordered if _claim_key(each) in won)


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
    """Claim an occurrence for good; False where it is claimed already."""
    return bool(claim_occurrences(conn, [Claim(workspace, kind, period, recipient, outcome)], now=now))


def _claim_key(claim: Claim) -> tuple[str, str, str, str]:
    return claim.workspace, claim.kind, claim.period, claim.recipient


def is_claimed(conn: Connection, *, workspace: str, kind: str, period: str, recipient: str = WHOLE_WORKSPACE) -> bool:
    """Return whether the occurrence has been dealt with."""
    row = conn.execute(
        select(occurrences.c.period).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == kind,
            occurrences.c.period == period,
            occurrences.c.recipient == recipient,
        )
    ).first()
    return row is not None


def find_claimed_workspaces(conn: Connection, *, workspaces: Collection[str], kind: str, period: str) -> frozenset[str]:
    """Return those of the workspaces for which the occurrence as a whole has been dealt with."""
    rows = conn.execute(
        select(occurrences.c.workspace).where(
            occurrences.c.workspace.in_(workspaces),
            occurrences.c.kind == kind,
            occurrences.c.period == period,
            occurrences.c.recipient == WHOLE_WORKSPACE,
        )
    )
    return frozenset(rows.scalars())


def find_newest(conn: Connection, *, workspace: str, kind: str) -> PastOccurrence | None:
    """Return the occurrence of the newest period that was dealt with for the whole workspace."""
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
    """Return the weeks around this one that have been dealt with: nothing more is sent for them."""
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
