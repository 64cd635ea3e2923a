"""What has fallen due, decided but not yet claimed: values that a dry run shows and a real one writes down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.sessions import Session
from bot.services import occurrences, outbox
from bot.services.occurrences import EVERYBODY, Kind, Outcome
from bot.views.message import Message


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occurrence and what becomes of it. `recipient` claims it; `address` is where its message goes, if any."""

    workspace: str
    kind: Kind
    period: str
    outcome: Outcome
    due_at: datetime
    recipient: str = EVERYBODY
    address: str = ""
    message: Message | None = None
    expires_at: datetime | None = None


def settle(session: Session, occasion: Occasion, now: datetime) -> bool:
    """Claim the occurrence and, having won it, write its message in the same transaction; True if it has one."""
    won = occurrences.claim(
        session,
        workspace=occasion.workspace,
        kind=occasion.kind,
        period=occasion.period,
        recipient=occasion.recipient,
        now=now,
        outcome=occasion.outcome,
    )
    if not won or occasion.message is None or occasion.expires_at is None:
        return False
    outbox.put(
        session,
        workspace=occasion.workspace,
        kind=occasion.kind,
        period=occasion.period,
        recipient=occasion.address,
        message=occasion.message.payload(),
        due_at=occasion.due_at,
        expires_at=occasion.expires_at,
        now=now,
    )
    return True
