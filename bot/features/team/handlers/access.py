"""Whose team somebody may see, and what is said and written down where it is nobody's."""

from __future__ import annotations

from bot.core.audit import log as audit
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Session
from bot.deps import Deps
from bot.dispatch import error_views as problem
from bot.dispatch.request import Ask, reader_of
from bot.features.mentorship.service import pairs
from bot.features.team.views import table as views
from bot.slack.message import Message


def refused(deps: Deps, ask: Ask, what: str) -> Message:
    """Nobody is theirs to see: a mentor without mentees is told why, everybody else is written down."""
    with deps.sessions.begin() as session:
        asking = reader_of(deps, session, ask)
        if asking.is_mentor:
            return no_mentees(deps, session, asking)
        audit.refused(session, reader=asking, what="team", now=deps.clock.now())
    return problem.not_allowed(what, "admins and mentors")


def no_mentees(deps: Deps, session: Session, reader: Member) -> Message:
    """To a mentor whom nobody is paired with: whose mentor they are asked to be."""
    found = pairs.of_member(session, workspace=reader.workspace, member=reader.id)
    asked = [pair.mentee for pair in found if pair.mentor == reader.id and pair.waits_for(reader.id)]
    names = members.names(session, workspace=reader.workspace, people=asked)
    return views.no_mentees([names[each] for each in asked if each in names], deps.settings.command_prefix)
