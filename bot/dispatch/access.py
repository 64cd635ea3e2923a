"""Who acts for whom as their mentor: asked inside of each transaction, since roles end and people leave."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.slack.message import Message


def not_mentored_message(conn: Connection, reader: Member, member: str, *, typed: str = "") -> Message:
    """To a mentor; an id that a button has carried is told by no name."""
    names = members.read_names(conn, workspace=reader.workspace, member_ids=[member]) if typed else {}
    return error_views.render_not_mentored(names.get(member, ""))


def refuse_team_access(deps: Deps, request: Request, subject: str) -> Message:
    """Nobody is theirs to see: a mentor without mentees is told why, everybody else is written down."""
    with deps.database.begin() as conn:
        asking = find_requester(deps, conn, request)
        if asking.is_mentor:
            return no_mentees_message(deps, conn, asking)
        audit_log.record_refusal(conn, reader=asking, kind="team", now=deps.clock.now())
    return error_views.render_not_allowed(subject, "admins and mentors")


def no_mentees_message(deps: Deps, conn: Connection, reader: Member) -> Message:
    """To a mentor whom nobody is paired with: whose mentor they are asked to be."""
    found = pairs.list_pairs(conn, workspace=reader.workspace, member=reader.id)
    asked = [pair.mentee for pair in found if pair.mentor == reader.id and pair.is_waiting_for(reader.id)]
    names = members.read_names(conn, workspace=reader.workspace, member_ids=asked)
    return error_views.render_no_mentees([names[each] for each in asked if each in names], deps.settings.command_prefix)
