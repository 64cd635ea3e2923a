"""What goes out about a session: put into the outbox when it is announced, joined, left, moved or cancelled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import nudge
from bot.domain.gathering import NOTICE, Gathering
from bot.domain.member import Member
from bot.listeners.ask import Ask
from bot.services import gatherings, members, outbox, post
from bot.services.occurrences import Kind
from bot.slack import SlackFailure
from bot.views import gathering_letters as views
from bot.views.message import Message

log = logging.getLogger(__name__)

Saying = Callable[[Member], Message]
_OWN: Final = (Kind.REMIND, Kind.SESSION)


def announce(session: Session, of: Gathering, host: Member, now: datetime) -> None:
    """The announcement for everybody in its channel, where it has not left yet or never was."""
    names, joined = gatherings.names(session, gathering=of), gatherings.joined(session, gathering=of)
    message = views.announcement(of, host=host.name, zone=host.zone, names=names, joined=joined)
    outbox.drop(session, workspace=of.workspace, kind=Kind.SESSION, period=_announced(of))
    whose = {"to": of.channel, "period": _announced(of)}
    _put(session, of, Kind.SESSION, message, **whose, due_at=now, expires_at=of.ends_at, now=now)


def attend(session: Session, of: Gathering, host: Member, reader: Member, now: datetime) -> None:
    """Before it begins a reminder, and after its end the question whether to book it: both at the time they chose."""
    is_host, start, end = reader.id == of.host, of.starts_at - NOTICE, of.ends_at
    whose = {"to": reader.id, "period": _attended(of)}
    if start > now:
        message = views.reminder(of, host=host.name, zone=reader.zone, is_host=is_host)
        _put(session, of, Kind.REMIND, message, **whose, due_at=start, expires_at=of.starts_at, now=now)
    message = views.afterwards(of, day=reader.today(of.starts_at), is_host=is_host)
    _put(session, of, Kind.SESSION, message, **whose, due_at=end, expires_at=end + post.WORTH, now=now)


def release(session: Session, of: Gathering, person: str | None = None) -> None:
    """Neither is sent any more, to one person or to anybody."""
    for kind in _OWN:
        outbox.drop(session, workspace=of.workspace, kind=kind, period=_attended(of), recipient=person)


def withdraw(session: Session, of: Gathering) -> None:
    """An announcement that has not left yet never does."""
    outbox.drop(session, workspace=of.workspace, kind=Kind.SESSION, period=_announced(of))


def tell(
    session: Session, of: Gathering, people: Collection[Member], saying: Saying, *, key: str, now: datetime
) -> int:
    """A letter to each: at the end of their quiet hours, but never later than they would have been reminded.

    Returns how many there are.
    """
    return sum(_tell(session, of, reader, saying(reader), key=key, now=now) for reader in people)


def _tell(session: Session, of: Gathering, reader: Member, message: Message, *, key: str, now: datetime) -> bool:
    at = max(now, min(nudge.awake(now, reader.zone), of.starts_at - NOTICE))
    key = f"session {of.id} {key}"
    return post.write(session, to=reader, kind=Kind.SESSION, key=key, message=message.payload(), now=now, at=at)


def guests(deps: Deps, session: Session, of: Gathering) -> list[Member]:
    """Who joins it and is still there."""
    joined = set(gatherings.guests_of(session, gathering=of))
    everyone = members.everyone(session, workspace=of.workspace, default=deps.settings.timezone)
    return [each for each in everyone if each.id in joined]


def refresh(deps: Deps, ask: Ask, of: Gathering, host: Member) -> None:
    """Show in the announcement how things are by now; where Slack refuses, its button still tells."""
    with deps.sessions.read() as session:
        now = gatherings.find(session, workspace=of.workspace, gathering=of.id) or of
        names, joined = gatherings.names(session, gathering=now), gatherings.joined(session, gathering=now)
        ts = _announced_at(session, ask, now)
    if now.cancelled_at:
        message = views.called_off(now, host=host.name, zone=host.zone)
    else:
        message = views.announcement(now, host=host.name, zone=host.zone, names=names, joined=joined)
    if ts:
        _rewrite(deps, now, ts, message)


def _rewrite(deps: Deps, of: Gathering, ts: str, message: Message) -> None:
    try:
        deps.slack.rewrite(of.workspace, of.channel, ts, message)
    except SlackFailure as failure:
        log.warning("announcement not changed session=%s reason=%s", of.id, failure.reason)


def _announced_at(session: Session, ask: Ask, of: Gathering) -> str:
    """The announcement's timestamp: that of the message whose button was pressed, or as it was sent."""
    if ask.shared and ask.message and ask.channel == of.channel:
        return ask.message
    whose = {"workspace": of.workspace, "kind": Kind.SESSION, "period": _announced(of)}
    return outbox.arrived(session, **whose, recipient=of.channel)


def _put(
    session: Session,
    of: Gathering,
    kind: Kind,
    message: Message,
    *,
    to: str,
    period: str,
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
        message=message.payload(),
        due_at=due_at,
        expires_at=expires_at,
        now=now,
    )


def _announced(of: Gathering) -> str:
    return f"s{of.id:x}"


def _attended(of: Gathering) -> str:
    """Another one once it is moved, so that a reminder that was sent does not keep the next from being sent."""
    return f"s{of.id:x}@{int(of.starts_at.timestamp()) // 60:x}"
