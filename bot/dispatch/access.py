"""Refuse those who may not see a member: asked inside of each transaction, since roles end and people leave."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.slack.blocks import ButtonSpec
from bot.slack.message import Message


def not_mentored_message(conn: Connection, reader: Member, member: str, *, typed: str = "") -> Message:
    """Return the refusal to a mentor; the member is named only where the mentor has typed their name."""
    names = members.read_names(conn, workspace=reader.workspace, member_ids=[member]) if typed else {}
    return error_views.render_not_mentored(names.get(member, ""))


def refuse_team_access(deps: Deps, request: Request, subject: str, *instead: ButtonSpec) -> Message:
    """Refuse somebody who may see nobody: a mentor without mentees is told why, for anybody else it is audited.

    Members are offered what they may open `instead`.
    """
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if reader.is_mentor:
            return no_mentees_message(deps, conn, reader)
        audit_log.record_refusal(conn, reader=reader, kind="team", now=deps.clock.now())
    return error_views.render_not_allowed(subject, "admins and mentors", *(() if reader.is_guest else instead))


def no_mentees_message(deps: Deps, conn: Connection, reader: Member) -> Message:  # noqa: ARG001  (callers pass deps)
    """Return the answer to a mentor whom nobody is paired with, with those who wait for their yes."""
    own_pairs = pairs.list_pairs(conn, workspace=reader.workspace, member=reader.id)
    waiting = [pair.mentee for pair in own_pairs if pair.mentor == reader.id and pair.is_waiting_for(reader.id)]
    names = members.read_names(conn, workspace=reader.workspace, member_ids=waiting)
    return error_views.render_no_mentees([names[each] for each in waiting if each in names])
