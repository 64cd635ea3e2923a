"""Who acts for whom as their mentor: asked inside of each transaction, since roles end and people leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.calendar import quiet_hours
from bot.core.audit import log
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.access import not_mentored
from bot.dispatch.request import Ask, reader_of
from bot.features.one_on_one.rules.card import Card
from bot.features.one_on_one.service import card as card_service
from bot.features.one_on_one.views import card
from bot.slack.message import Message


@dataclass(frozen=True, slots=True)
class Guided:
    """Who acts, and the member for whom they may."""

    reader: Member
    member: Member


def guided(deps: Deps, session: Connection, ask: Ask, member: str, what: str) -> Guided | Message:
    """Who may act now for whom, or why not; what is refused is written down, so the transaction has to commit."""
    reader = reader_of(deps, session, ask)
    if not reader.may_guide(member):
        log.refused(session, reader=reader, what=what, subject=member, now=deps.clock.now())
        return not_allowed(session, reader, member)
    found = find(deps, session, ask, member)
    if found is None:
        return card.not_found("")
    if found.is_guest:
        return card.guest(found.name)
    return Guided(reader, found) if found.is_active else card.gone(found.name)


def find(deps: Deps, session: Connection, ask: Ask, member: str) -> Member | None:
    """A member of the same workspace; None for somebody we have not met."""
    return members.find(session, workspace=ask.workspace, member=member, default=deps.settings.timezone)


def not_allowed(session: Connection, reader: Member, member: str, *, typed: str = "") -> Message:
    """Somebody else's mentee, oneself, or a role that has ended; `typed` is the name by which the reader asked."""
    if reader.is_mentor and member != reader.id:
        return not_mentored(session, reader, member, typed=typed)
    return error_views.not_allowed("What a mentor sees and does for a member", "their mentors, lead mentors and admins")


def card_of(deps: Deps, session: Connection, reader: Member, member: Member, *, once: bool = False) -> Card:
    """The card as the reader has it; the look is written down, `once` where they have most likely just looked."""
    note = log.look_once if once else log.look
    note(session, reader=reader, of=member.id, what="card", now=deps.clock.now())
    return card_through(deps, session, reader.id, member)


def card_through(deps: Deps, session: Connection, eyes: str, member: Member) -> Card:
    """The card of a member as it is for the person of this id, whoever looks."""
    return card_service.of_member(
        session,
        workspace=workspaces.get(session, workspace=member.workspace, settings=deps.settings),
        catalog=deps.catalog.current(),
        member=member,
        eyes=eyes,
        now=deps.clock.now(),
    )


def arrival(member: Member, now: datetime) -> datetime | None:
    """When a letter reaches them, in their zone; None where that is now."""
    at = quiet_hours.awake(now, member.zone)
    return None if at == now else at.astimezone(member.zone)
