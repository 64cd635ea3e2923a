"""What people decide about a message that did not arrive: sent once more, or left. Each is audited."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.core.audit import log
from bot.core.people import members, workspaces
from bot.core.people.workspace import DIGEST_GRACE
from bot.delivery import outbox
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import State, Trace
from bot.delivery.undelivered import Resent, next_copy
from bot.settings import Settings

TOLD: Final = frozenset({Kind.DIGEST, Kind.NUDGE, Kind.AGAIN, Kind.SUMMARY, Kind.MENTOR})  # what admins are told of
_NUDGES: Final = frozenset({Kind.NUDGE, Kind.AGAIN})


def resend(
    session: Connection,
    *,
    workspace: str,
    letter: int,
    actor: str,
    now: datetime,
    settings: Settings,
    repeat: bool = False,
) -> Resent:
    """Put a message once more, with what follows it, once however many people ask; `repeat` also one that has arrived.

    A digest goes to the channel that is the learning channel now. What is for one person only goes out while it still
    would have by itself.
    """
    found = outbox.find(session, workspace=workspace, letter=letter)
    if found is None or found.kind not in TOLD:
        return Resent.MISSING
    if found.state is State.SENDING:
        return Resent.SENDING
    if found.state is State.SENT and not repeat:
        return Resent.ARRIVED
    if found.kind != Kind.DIGEST and not _is_wanted(session, found, now, settings):
        return Resent.LATE
    decided = outbox.decide(session, letter=letter, error=outbox.RESENT)
    if not decided and not repeat:
        return Resent.ALREADY
    return _resend(session, found, actor, now, settings)


def leave(session: Connection, *, workspace: str, letter: int, actor: str, now: datetime) -> bool:
    """Decide that a message is not sent once more; False where it was decided on, or has arrived."""
    found = outbox.find(session, workspace=workspace, letter=letter)
    if found is None or not outbox.decide(session, letter=letter, error=outbox.LEFT):
        return False
    _note(session, found, actor, "message.leave", now)
    return True


def _resend(session: Connection, found: Trace, actor: str, now: datetime, settings: Settings) -> Resent:
    address, ends = _address(session, found, settings), _ends(found, now)
    period = next_copy(found.period)
    first = outbox.copy(session, letter=found.id, period=period, recipient=address, expires_at=ends, now=now)
    if first is None:
        return Resent.ALREADY
    for each in outbox.followers(session, letter=found.id):
        period = next_copy(each.period)
        outbox.copy(session, letter=each.id, period=period, recipient=address, expires_at=ends, now=now, follows=first)
    _note(session, found, actor, "message.resend", now)
    return Resent.DONE


def _is_wanted(session: Connection, found: Trace, now: datetime, settings: Settings) -> bool:
    """Whether a message for one person may still be sent: in its time, to somebody who is there and wants it."""
    whose = {"workspace": found.workspace, "member": found.recipient}
    member = members.find(session, **whose, default=settings.timezone)
    if member is None or not member.is_active or now >= found.expires_at:
        return False
    return member.nudged or found.kind not in _NUDGES


def _address(session: Connection, found: Trace, settings: Settings) -> str:
    if found.kind != Kind.DIGEST or found.follows is not None:
        return found.recipient
    place = workspaces.find(session, workspace=found.workspace, settings=settings)
    return (place.learning_channel if place else None) or found.recipient


def _ends(found: Trace, now: datetime) -> datetime:
    return now + DIGEST_GRACE if found.kind == Kind.DIGEST else found.expires_at


def _note(session: Connection, found: Trace, actor: str, act: str, now: datetime) -> None:
    detail = f"{found.kind} {found.period} to {found.recipient}"
    log.note(session, workspace=found.workspace, actor=actor, act=act, now=now, subject=str(found.id), detail=detail)
