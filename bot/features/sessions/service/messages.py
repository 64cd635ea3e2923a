"""What goes out about a session, in the outbox: put there when it is announced, joined, left, moved or cancelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.calendar import quiet_hours
from bot.core.people import members
from bot.core.people.member import Member
from bot.delivery import direct_messages, outbox
from bot.delivery.occurrences import Kind
from bot.features.sessions.rules.session import NOTICE, Gathering
from bot.features.sessions.service import sessions

_OWN: Final = (Kind.REMIND, Kind.SESSION)
_ANNOUNCED: Final = re.compile("s(?P<number>[0-9a-f]{1,8})")


def announce(session: Connection, *, of: Gathering, host: Member, message: Mapping[str, Any], now: datetime) -> None:
    """The announcement for everybody in its channel, where it has not left yet or never was."""
    withdraw(session, of=of)
    whose = {"to": of.channel, "period": _announced(of)}
    guests = members.names(session, workspace=of.workspace, people=sessions.guests_of(session, gathering=of))
    names = {**guests, host.id: host.name}
    _put(session, of, Kind.SESSION, message, **whose, names=names, due_at=now, expires_at=of.ends_at, now=now)


def attend(
    session: Connection,
    *,
    of: Gathering,
    host: Member,
    reader: Member,
    reminder: Mapping[str, Any],
    question: Mapping[str, Any],
    now: datetime,
) -> None:
    """Before it begins a reminder, and after its end the question whether to book it: both at the time they chose."""
    whose, start, end = {"to": reader.id, "period": _attended(of)}, of.starts_at - NOTICE, of.ends_at
    names = {host.id: host.name}
    if start > now:
        _put(session, of, Kind.REMIND, reminder, **whose, names=names, due_at=start, expires_at=of.starts_at, now=now)
    _put(
        session,
        of,
        Kind.SESSION,
        question,
        **whose,
        names=names,
        due_at=end,
        expires_at=end + direct_messages.WORTH,
        now=now,
    )


def release(session: Connection, *, of: Gathering, person: str | None = None) -> None:
    """Neither is sent any more, to one person or to anybody."""
    for kind in _OWN:
        outbox.drop(session, workspace=of.workspace, kind=kind, period=_attended(of), recipient=person)


def withdraw(session: Connection, *, of: Gathering) -> None:
    """An announcement that has not left yet never does."""
    outbox.drop(session, workspace=of.workspace, kind=Kind.SESSION, period=_announced(of))


def tell(
    session: Connection,
    *,
    of: Gathering,
    people: Collection[Member],
    saying: Callable[[Member], Mapping[str, Any]],
    by: Member,
    key: str,
    now: datetime,
) -> int:
    """A letter to each: at the end of their quiet hours, but never later than they would have been reminded.

    Returns how many there are; `by` is named in it.
    """
    told = 0
    for reader in people:
        at = max(now, min(quiet_hours.awake(now, reader.zone), of.starts_at - NOTICE))
        key_of = f"session {of.id} {key}"
        told += direct_messages.write(
            session, to=reader, kind=Kind.SESSION, key=key_of, message=saying(reader), now=now, at=at, by=by
        )
    return told


def guests(session: Connection, *, of: Gathering, default: ZoneInfo) -> list[Member]:
    """Who joins it and is still there."""
    joined = set(sessions.guests_of(session, gathering=of))
    return [each for each in members.everyone(session, workspace=of.workspace, default=default) if each.id in joined]


def announced_at(session: Connection, *, of: Gathering) -> str:
    """The timestamp of its announcement; empty where none was sent, or nobody knows."""
    whose = {"workspace": of.workspace, "kind": Kind.SESSION, "period": _announced(of)}
    return outbox.arrived(session, **whose, recipient=of.channel)


def announces(period: str) -> int:
    """The number of the session whose announcement has that period; 0 for anything else."""
    found = _ANNOUNCED.fullmatch(period)
    return int(found["number"], 16) if found else 0


def _put(
    session: Connection,
    of: Gathering,
    kind: Kind,
    message: Mapping[str, Any],
    *,
    to: str,
    period: str,
    names: Mapping[str, str],
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> None:
    outbox.put(
        session,
        workspace=of.workspace,
        kind=kind,
        period=period,
        recipient=to,
        message=message,
        due_at=due_at,
        expires_at=expires_at,
        now=now,
        names=names,
    )


def _announced(of: Gathering) -> str:
    return f"s{of.id:x}"


def _attended(of: Gathering) -> str:
    """Another one once it is moved, so that a reminder that was sent does not keep the next from being sent."""
    return f"s{of.id:x}@{int(of.starts_at.timestamp()) // 60:x}"
