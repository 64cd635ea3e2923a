"""Once an hour: sessions whose host has left are cancelled. And a host hears of an announcement that did not arrive."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from bot.core.audit import log as audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection, Unavailable
from bot.delivery.outbox import Letter
from bot.deps import Deps
from bot.features.sessions.rules.session import Gathering
from bot.features.sessions.service import messages, sessions
from bot.features.sessions.views import announcements
from bot.slack.client import SlackFailure
from bot.slack.failures import Cause

log = logging.getLogger(__name__)


def look(deps: Deps, now: datetime) -> int:
    """Cancel the sessions whose host has left, each once whoever else is doing it; returns how many there were.

    Raises:
        Unavailable: the database could not do it; what was cancelled stays so.
    """
    with deps.sessions.read() as session:
        found = sessions.hostless(session, now=now)
    return sum(_dealt_with(deps, of, now) for of in found)


def not_posted(deps: Deps, session: Connection, letter: Letter, cause: Cause, now: datetime) -> int:
    """Write to the host of a session whose announcement did not arrive; returns how many letters there are."""
    number = messages.announces(letter.period)
    of = sessions.find(session, workspace=letter.workspace, gathering=number) if number else None
    if of is None or not of.is_open(now):
        return 0
    host = _host(deps, session, of)
    if host is None:
        return 0
    message = announcements.not_posted(of, cause, zone=host.zone).payload()
    return messages.tell(session, of=of, people=[host], saying=lambda _: message, by=host, key="not posted", now=now)


def _dealt_with(deps: Deps, of: Gathering, now: datetime) -> bool:
    """What is wrong with one session keeps no other from being cancelled."""
    try:
        return _cancel(deps, of, now)
    except Unavailable:
        raise
    except Exception:
        log.exception("session failed workspace=%s session=%d", of.workspace, of.id)
        return False


def _cancel(deps: Deps, of: Gathering, now: datetime) -> bool:
    """Those who joined are told; the announcement says so too."""
    with deps.sessions.begin() as session:
        host = _host(deps, session, of)
        if host is None or not sessions.cancel(session, gathering=of, now=now):
            return False
        messages.withdraw(session, of=of)
        messages.release(session, of=of)
        audit_log.note(session, workspace=of.workspace, actor=of.host, act="session.lapse", now=now, subject=of.host)
        people = messages.guests(session, of=of, default=deps.settings.timezone)
        messages.tell(
            session,
            of=of,
            people=people,
            saying=lambda reader: announcements.lapsed(of, host=host.name, zone=reader.zone).payload(),
            by=host,
            key="lapsed",
            now=now,
        )
        ts = messages.announced_at(session, of=of)
    if ts:
        _rewrite(deps, replace(of, cancelled_at=now), host, ts)
    return True


def _rewrite(deps: Deps, of: Gathering, host: Member, ts: str) -> None:
    try:
        message = announcements.called_off(of, host=host.name, zone=host.zone)
        deps.slack.patient().rewrite(of.workspace, of.channel, ts, message)
    except SlackFailure as failure:
        log.warning("announcement not changed session=%s reason=%s", of.id, failure.reason)


def _host(deps: Deps, session: Connection, of: Gathering) -> Member | None:
    """None for one who was forgotten just now: their sessions go with them, and who joined is told by that."""
    return members.find(session, workspace=of.workspace, member=of.host, default=deps.settings.timezone)
