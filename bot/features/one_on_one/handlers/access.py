"""Who acts for whom as their mentor: asked inside of each transaction, since roles end and people leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.calendar import quiet_hours
from bot.core import audit_log
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.access import not_mentored_message
from bot.dispatch.request import Request, find_requester
from bot.features.one_on_one.rules.card import OneOnOneCard
from bot.features.one_on_one.service import card as card_service
from bot.features.one_on_one.views import card
from bot.slack.message import Message


@dataclass(frozen=True, slots=True)
class MentorAccess:
    """Who acts, and the member for whom they may."""

    reader: Member
    member: Member


def check_mentor_access(
    deps: Deps, conn: Connection, request: Request, member: str, action: str
) -> MentorAccess | Message:
    """Who may act now for whom, or why not; what is refused is written down, so the transaction has to commit."""
    reader = find_requester(deps, conn, request)
    if not reader.may_mentor(member):
        audit_log.record_refusal(conn, reader=reader, kind=action, subject=member, now=deps.clock.now())
        return not_allowed_message(conn, reader, member)
    found = find_member(deps, conn, request, member)
    if found is None:
        return card.render_unknown_member("")
    if found.is_guest:
        return card.render_guest_not_mentored(found.name)
    return MentorAccess(reader, found) if found.is_active else card.render_member_left(found.name)


def find_member(deps: Deps, conn: Connection, request: Request, member: str) -> Member | None:
    """A member of the same workspace; None for somebody we have not met."""
    return members.find_member(conn, workspace=request.workspace, member=member, default_zone=deps.settings.timezone)


def not_allowed_message(conn: Connection, reader: Member, member: str, *, typed: str = "") -> Message:
    """Somebody else's mentee, oneself, or a role that has ended; `typed` is the name by which the reader asked."""
    if reader.is_mentor and member != reader.id:
        return not_mentored_message(conn, reader, member, typed=typed)
    return error_views.render_not_allowed(
        "What a mentor sees and does for a member", "their mentors, lead mentors and admins"
    )


def read_card_and_log(
    deps: Deps, conn: Connection, reader: Member, member: Member, *, is_follow_up: bool = False
) -> OneOnOneCard:
    """The card as the reader has it; the look is written down, `once` where they have most likely just looked."""
    note = audit_log.record_look_once if is_follow_up else audit_log.record_look
    note(conn, reader=reader, subject=member.id, kind="card", now=deps.clock.now())
    return read_card_as(deps, conn, reader.id, member)


def read_card_as(deps: Deps, conn: Connection, viewer_id: str, member: Member) -> OneOnOneCard:
    """The card of a member as it is for the person of this id, whoever looks."""
    return card_service.read_card(
        conn,
        workspace=workspaces.read_workspace(conn, workspace=member.workspace, settings=deps.settings),
        catalog=deps.catalog.current(),
        member=member,
        viewer_id=viewer_id,
        now=deps.clock.now(),
    )


def delivery_time(member: Member, now: datetime) -> datetime | None:
    """When a letter reaches them, in their zone; None where that is now."""
    at = quiet_hours.next_awake_moment(now, member.zone)
    return None if at == now else at.astimezone(member.zone)
