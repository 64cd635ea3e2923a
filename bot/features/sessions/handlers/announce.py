"""What is said of a session to others, and what stands in its announcement by now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Ask
from bot.features.sessions.rules.session import Gathering
from bot.features.sessions.service import messages, sessions
from bot.features.sessions.views import announcements
from bot.slack.client import SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)

Saying = Callable[[Member], Message]


def announce(session: Connection, of: Gathering, host: Member, now: datetime) -> None:
    """The announcement, with who joins."""
    messages.announce(session, of=of, host=host, message=_announcement(session, of, host).payload(), now=now)


def attend(session: Connection, of: Gathering, host: Member, reader: Member, now: datetime) -> None:
    """The reminder and the question afterwards."""
    is_host = reader.id == of.host
    reminder = announcements.reminder(of, host=host.name, zone=reader.zone, is_host=is_host)
    question = announcements.afterwards(of, day=reader.today(of.starts_at), is_host=is_host)
    said = {"reminder": reminder.payload(), "question": question.payload()}
    messages.attend(session, of=of, host=host, reader=reader, **said, now=now)


def tell(
    session: Connection,
    of: Gathering,
    people: Collection[Member],
    saying: Saying,
    *,
    by: Member,
    key: str,
    now: datetime,
) -> int:
    """A letter to each, which names who has done it; returns how many there are."""

    def said(reader: Member) -> Mapping[str, Any]:
        return saying(reader).payload()

    return messages.tell(session, of=of, people=people, saying=said, by=by, key=key, now=now)


def refresh(deps: Deps, ask: Ask, of: Gathering, host: Member) -> None:
    """Show in the announcement how things are by now; where Slack refuses, its button still tells."""
    with deps.sessions.read() as session:
        now = sessions.find(session, workspace=of.workspace, gathering=of.id) or of
        message = _announcement(session, now, host)
        is_here = ask.shared and ask.message and ask.channel == now.channel
        ts = ask.message if is_here else messages.announced_at(session, of=now)
    if ts:
        _rewrite(deps, now, ts, message)


def _announcement(session: Connection, of: Gathering, host: Member) -> Message:
    if of.cancelled_at:
        return announcements.called_off(of, host=host.name, zone=host.zone)
    names, joined = sessions.names(session, gathering=of), sessions.joined(session, gathering=of)
    return announcements.announcement(of, host=host.name, zone=host.zone, names=names, joined=joined)


def _rewrite(deps: Deps, of: Gathering, ts: str, message: Message) -> None:
    try:
        deps.slack.rewrite(of.workspace, of.channel, ts, message)
    except SlackFailure as failure:
        log.warning("announcement not changed session=%s reason=%s", of.id, failure.reason)
