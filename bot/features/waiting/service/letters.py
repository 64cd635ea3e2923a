"""Letters about what waits: each claimed once for one thing and one person, and who wants none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.db.tables import occurrences as claims
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import OPT_IN_PERIOD, DeliveryKind, OccurrenceOutcome
from bot.features.waiting.rules.items import WaitingItem


def list_claimed(conn: Connection, *, workspace: str, kind: DeliveryKind) -> frozenset[tuple[str, str]]:
    """Return the items and people about which a letter of a kind was written, as digests and ids."""
    rows = conn.execute(
        select(claims.c.period, claims.c.recipient).where(claims.c.workspace == workspace, claims.c.kind == kind.value)
    )
    return frozenset((row.period, row.recipient) for row in rows)


def claim_items(
    conn: Connection, *, workspace: str, kind: DeliveryKind, recipient: str, items: Iterable[WaitingItem], now: datetime
) -> list[WaitingItem]:
    """Claim a letter about each of these for a person, for good; return those that nobody had claimed."""
    return [
        each
        for each in items
        if occurrences.claim_occurrence(
            conn,
            workspace=workspace,
            kind=kind,
            period=each.ref,
            recipient=recipient,
            now=now,
            outcome=OccurrenceOutcome.QUEUED,
        )
    ]


def release_item(conn: Connection, *, workspace: str, kind: DeliveryKind, recipient: str, item: WaitingItem) -> None:
    """Forget that a letter about something was written to a person, so that another one may be."""
    theirs = (claims.c.workspace == workspace, claims.c.kind == kind.value, claims.c.recipient == recipient)
    conn.execute(delete(claims).where(*theirs, claims.c.period == item.ref))


def list_claimed_with(conn: Connection, *, queued: outbox.OutboxMessage) -> frozenset[str]:
    """Return the digests of what one letter is about: they were claimed at the moment at which it was written."""
    rows = conn.execute(
        select(claims.c.period).where(
            claims.c.workspace == queued.workspace,
            claims.c.kind == queued.kind,
            claims.c.recipient == queued.recipient,
            claims.c.claimed_at == queued.created_at,
        )
    )
    return frozenset(row.period for row in rows)


def are_reminders_off(conn: Connection, *, workspace: str, member: str) -> bool:
    """Return whether somebody has turned the letters about what waits off."""
    return occurrences.is_claimed(
        conn, workspace=workspace, kind=DeliveryKind.WAITING_REMINDER, period=OPT_IN_PERIOD, recipient=member
    )


def set_reminders(conn: Connection, *, workspace: str, member: str, is_on: bool, now: datetime) -> None:
    """Turn the letters about what waits on or off; off, none that is on its way leaves any more."""
    kind = DeliveryKind.WAITING_REMINDER
    if is_on:
        theirs = (claims.c.workspace == workspace, claims.c.recipient == member)
        conn.execute(delete(claims).where(*theirs, claims.c.kind == kind.value, claims.c.period == OPT_IN_PERIOD))
        return
    occurrences.claim_occurrence(
        conn,
        workspace=workspace,
        kind=kind,
        period=OPT_IN_PERIOD,
        recipient=member,
        now=now,
        outcome=OccurrenceOutcome.NOTHING,
    )
    kinds = (kind, DeliveryKind.LONG_WAIT)
    outbox.withdraw_for_recipient(conn, workspace=workspace, kinds=kinds, recipient=member)
