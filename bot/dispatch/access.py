"""Who acts for whom as their mentor: asked inside of each transaction, since roles end and people leave."""

from __future__ import annotations

from bot.core.audit import log
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, reader_of
from bot.slack.message import Message


def not_mentored(session: Connection, reader: Member, member: str, *, typed: str = "") -> Message:
    """To a mentor; an id that a button has carried is told by no name."""
    names = members.names(session, workspace=reader.workspace, people=[member]) if typed else {}
    return error_views.not_mentored(names.get(member, ""))


def refused(deps: Deps, ask: Ask, what: str) -> Message:
    """Nobody is theirs to see: a mentor without mentees is told why, everybody else is written down."""
    with deps.sessions.begin() as session:
        asking = reader_of(deps, session, ask)
        if asking.is_mentor:
            return no_mentees(deps, session, asking)
        log.refused(session, reader=asking, what="team", now=deps.clock.now())
    return error_views.not_allowed(what, "admins and mentors")


def no_mentees(deps: Deps, session: Connection, reader: Member) -> Message:
    """To a mentor whom nobody is paired with: whose mentor they are asked to be."""
    found = pairs.of_member(session, workspace=reader.workspace, member=reader.id)
    asked = [pair.mentee for pair in found if pair.mentor == reader.id and pair.waits_for(reader.id)]
    names = members.names(session, workspace=reader.workspace, people=asked)
    return error_views.no_mentees([names[each] for each in asked if each in names], deps.settings.command_prefix)
