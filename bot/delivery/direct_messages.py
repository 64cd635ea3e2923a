"""Letters from one person to another: they wait for the end of the reader's quiet hours, and are written once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection

from bot.calendar.quiet_hours import awake
from bot.core.people.member import Member
from bot.delivery import outbox
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import People, State

WORTH: Final = timedelta(days=7)  # after which nobody waits for it any more


def write(
    session: Connection,
    *,
    to: Member,
    kind: Kind,
    key: str,
    message: Mapping[str, Any],
    now: datetime,
    at: datetime | None = None,
    about: Member | None = None,
    by: Member | None = None,
    names: People | None = None,
) -> bool:
    """Put a direct message into the outbox, once under a key of whatever length; False where it is there already.

    It leaves `at` that moment, or now, or when the reader's quiet hours end. Nobody who has left is written to. What is
    `about` a member leaves only if the reader may still see them then. `by` signs it, and `names` are others in it.
    """
    if not to.is_active:
        return False
    due_at = at or awake(now, to.zone)
    letter = outbox.put(
        session,
        workspace=to.workspace,
        kind=kind,
        period=_period(key),
        recipient=to.id,
        message=message,
        due_at=due_at,
        expires_at=due_at + WORTH,
        now=now,
        about={about.id: about.name} if about else None,
        names={**(names or {}), by.id: by.name} if by else names,
    )
    return letter is not None


def take_back(
    session: Connection, *, workspace: str, kind: Kind, key: str, but: Collection[str] = ()
) -> frozenset[str]:
    """What was written under a key, to all `but` some, and has not left yet never does; returns who hears nothing."""
    return outbox.drop(session, workspace=workspace, kind=kind, period=_period(key), but=but)


def reached(session: Connection, *, workspace: str, kind: Kind, key: str) -> frozenset[str]:
    """Who was sent what was written under a key."""
    return outbox.reached(session, workspace=workspace, kind=kind, period=_period(key))


def addressed(session: Connection, *, workspace: str, kind: Kind, keys: Collection[str]) -> dict[str, dict[str, State]]:
    """By key, to whom something was written under it, and what has become of that."""
    periods = {key: _period(key) for key in keys}
    found = outbox.addressed(session, workspace=workspace, kind=kind, periods=list(periods.values()))
    return {key: found.get(period, {}) for key, period in periods.items()}


def _period(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:16]
