"""What all handlers of the card need. Who may act is checked in each transaction, since roles end and people leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.calendar import quiet_hours
from bot.core import audit_log
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.access import not_mentored_message
from bot.dispatch.request import Request, Response, find_requester
from bot.features.one_on_one.payloads import MentorFormPayload
from bot.features.one_on_one.rules.card import OneOnOneCard
from bot.features.one_on_one.service import card as card_service
from bot.features.one_on_one.views import card
from bot.frozen import frozen
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import Modal
from bot.slack.payloads import parse_user_id


@frozen
class MentorAccess:
    """The person who acts, and the member for whom they may."""

    reader: Member
    member: Member


def check_mentor_access(
    deps: Deps, conn: Connection, request: Request, member: str, action: str
) -> MentorAccess | Message:
    """Return who acts and for whom, or why they may not; a refusal is logged, so the transaction has to commit."""
    reader = find_requester(deps, conn, request)
    if not reader.may_mentor(member):
        audit_log.record_refusal(conn, reader=reader, kind=action, subject=member, now=deps.clock.now())
        return not_allowed_message(conn, reader, member)
    subject = find_member(deps, conn, request, member)
    if subject is None:
        return card.render_unknown_member("")
    if subject.is_guest:
        return card.render_guest_not_mentored(subject.name)
    return MentorAccess(reader, subject) if subject.is_active else card.render_member_left(subject.name)


def open_member_form(deps: Deps, request: Request, action: str, render: Callable[..., Modal]) -> Response:
    """Open the form about the member whom a button names, or say why the reader may not."""
    member = parse_user_id(request.text)
    with deps.database.begin() as conn:
        access = check_mentor_access(deps, conn, request, member, action)
    if isinstance(access, Message):
        return modals.modal_from_message(access)
    payload = MentorFormPayload(member=member, key=request.key)
    return render(payload, access.member.name, is_above=request.view_type == "modal")


def find_member(deps: Deps, conn: Connection, request: Request, member: str) -> Member | None:
    """Return a member of the same workspace; None for somebody we have not met."""
    return members.find_member(conn, workspace=request.workspace, member=member, default_zone=deps.settings.timezone)


def not_allowed_message(conn: Connection, reader: Member, member: str, *, typed: str = "") -> Message:
    """Say that this is not the reader's mentee, or that they are no mentor; `typed` is the name that they asked for."""
    if reader.is_mentor and member != reader.id:
        return not_mentored_message(conn, reader, member, typed=typed)
    return error_views.render_not_allowed(
        "What a mentor sees and does for a member", "their mentors, lead mentors and admins"
    )


def read_card_and_log(
    deps: Deps, conn: Connection, reader: Member, member: Member, *, is_follow_up: bool = False
) -> OneOnOneCard:
    """Return the card as the reader sees it; each look is logged, but a follow-up only if none was logged lately."""
    record = audit_log.record_look_once if is_follow_up else audit_log.record_look
    record(conn, reader=reader, subject=member.id, kind="card", now=deps.clock.now())
    return read_card_as(deps, conn, reader.id, member)


def read_card_as(deps: Deps, conn: Connection, viewer_id: str, member: Member) -> OneOnOneCard:
    """Return the card of a member as the person of this id sees it."""
    return card_service.read_card(
        conn,
        workspace=workspaces.read_workspace(conn, workspace=member.workspace, settings=deps.settings),
        catalog=deps.catalog.of(member.workspace),
        member=member,
        viewer_id=viewer_id,
        now=deps.clock.now(),
    )


send_message = partial(direct_messages.write_message, kind=DeliveryKind.MENTOR_MESSAGE)


def delivery_time(member: Member, now: datetime) -> datetime | None:
    """Return when a message reaches the member, in their zone; None for now."""
    at = quiet_hours.next_awake_moment(now, member.zone)
    return None if at == now else at.astimezone(member.zone)
