"""Yes, no, and the end of a pair: each by those whose it is, and the others are told."""

from __future__ import annotations

from bot.core.audit import log
from bot.core.people import members, roles
from bot.core.people.member import Member
from bot.core.people.pair import Pair
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.mentorship.handlers import notify
from bot.features.mentorship.handlers.notify import note, refused
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import replies
from bot.features.mentorship.views.notifications import Over, holds
from bot.features.plan.handlers import review as plan_review
from bot.slack.message import Message
from bot.slack.payloads import number_in


def register(app: Doors, deps: Deps) -> None:
    """The buttons below what was asked, and on what holds."""
    app.on_click(deps, "pair.accept", accept)
    app.on_click(deps, "pair.decline", decline)
    app.on_click(deps, "pair.end", end)


def accept(deps: Deps, ask: Ask) -> Message:
    """One of the two says yes; with the second yes it holds."""
    with deps.sessions.begin() as session:
        reader, pair = _own(deps, session, ask)
        if pair is None:
            return refused(deps, session, reader, "That answer", "the two who were asked", of=_mentee(session, ask))
        if ended := _stopped(deps, session, pair, reader):
            return ended
        now = deps.clock.now()
        agreed = pairs.accept(session, pair=pair, member=reader.id, now=now)
        if agreed is None:
            return replies.already(notify.told(deps, session, pair, reader.id, reader.zone), reader.today(now))
        note(session, reader, "accept", pair, deps)
        pairs.take_back(session, pair=pair, about="ask", but=[pair.other(reader.id)])
        if not agreed.holds:
            return replies.half(notify.told(deps, session, agreed, reader.id, reader.zone))
        return _begin(deps, session, reader, agreed)


def decline(deps: Deps, ask: Ask) -> Message:
    """One of the two says no; the others are told."""
    with deps.sessions.begin() as session:
        reader, pair = _own(deps, session, ask)
        if pair is None:
            return refused(deps, session, reader, "That answer", "the two who were asked", of=_mentee(session, ask))
        seen, now = notify.told(deps, session, pair, reader.id, reader.zone), deps.clock.now()
        if pair.holds:
            return replies.already(seen, reader.today(now))
        if not pairs.end(session, pair=pair, by=reader.id, now=now):
            return replies.too_late(seen)
        note(session, reader, "decline", pair, deps)
        notify.send_over(deps, session, pair, Over.DECLINED, by=reader.id)
        return replies.declined(seen)


def end(deps: Deps, ask: Ask) -> Message:
    """Either of the two, an admin, or whoever asked while it is only asked, ends it; the others are told."""
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        pair = pairs.find(session, workspace=ask.workspace, pair=number_in(ask.text), by=ask.member)
        if pair is None or not _may_end(reader, pair):
            return refused(deps, session, reader, "Ending that", "the two of them and admins", of=_mentee(session, ask))
        seen = notify.told(deps, session, pair, reader.id, reader.zone)
        if not pairs.end(session, pair=pair, by=reader.id, now=deps.clock.now()):
            return replies.too_late(seen)
        note(session, reader, "end", pair, deps)
        notify.send_over(deps, session, pair, Over.ENDED if pair.holds else Over.WITHDRAWN, by=reader.id)
        plan_review.tell_guides(deps, session, pair.workspace, [pair.mentee] if pair.holds else [])
        return replies.ended(seen)


def _begin(deps: Deps, session: Connection, reader: Member, pair: Pair) -> Message:
    """It holds: the mentor has the role, and everybody but the reader is told."""
    now, mentor = deps.clock.now(), {"workspace": pair.workspace, "member": pair.mentor}
    found = members.find(session, **mentor, default=deps.settings.timezone)
    if found and not found.is_mentor:
        members.set_mentor(session, **mentor, is_mentor=True, now=now)
        who = {"workspace": pair.workspace, "actor": reader.id, "subject": pair.mentor}
        log.note(session, **who, act="mentor.on", now=now, detail="pair")
    to = [each for each in (pair.mentor, pair.mentee, pair.asked_by) if each != reader.id]
    notify.send(deps, session, pair, about="begin", say=holds, to=to)
    plan_review.tell_guides(deps, session, pair.workspace, [pair.mentee])
    return holds(notify.told(deps, session, pair, reader.id, reader.zone))


def _own(deps: Deps, session: Connection, ask: Ask) -> tuple[Member, Pair | None]:
    """Who presses, and the pair that they are one of; None where they are not, or are a guest by now."""
    reader = reader_of(deps, session, ask)
    pair = pairs.find(session, workspace=ask.workspace, pair=number_in(ask.text), by=ask.member)
    is_own = pair is not None and reader.id in (pair.mentor, pair.mentee) and roles.unfit(reader) is None
    return reader, pair if is_own else None


def _mentee(session: Connection, ask: Ask) -> str:
    """Of the pair that a button names; empty where there is none."""
    pair = pairs.find(session, workspace=ask.workspace, pair=number_in(ask.text), by=ask.member)
    return pair.mentee if pair else ""


def _stopped(deps: Deps, session: Connection, pair: Pair, reader: Member) -> Message | None:
    """What is over cannot be agreed to any more, nor can it with somebody who has left."""
    other = members.find(session, workspace=pair.workspace, member=pair.other(reader.id), default=reader.zone)
    if pair.is_open and roles.unfit(other) is None:
        return None
    return replies.too_late(notify.told(deps, session, pair, reader.id, reader.zone))


def _may_end(reader: Member, pair: Pair) -> bool:
    may_withdraw = not pair.holds and reader.id == pair.asked_by
    return reader.is_admin or reader.id in (pair.mentor, pair.mentee) or may_withdraw
