"""Asking two people to be mentor and mentee: an admin asks both, a member asks for a mentor of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.core import audit_log
from bot.core.people import members
from bot.core.people import roles as people_roles
from bot.core.people.member import Member
from bot.core.people.pairs import REPROPOSAL_PAUSE, Pair
from bot.core.plan import progress
from bot.core.plan.progress import AmbiguousArea
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson, Request, find_requester
from bot.dispatch.router import Router
from bot.features.mentorship.handlers import notify, roles
from bot.features.mentorship.handlers.notify import record_pair_action, refuse_pairing
from bot.features.mentorship.payloads import MentorRequestPayload
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import messages
from bot.features.mentorship.views import roles as roles_views
from bot.features.mentorship.views.messages import PairEndReason, render_pair_question, render_pair_started
from bot.features.plan.handlers import review as plan_review
from bot.slack.blocks import ButtonSpec
from bot.slack.message import Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PayloadError, decode_payload, parse_row_id
from bot.ui import which_area


@dataclass(frozen=True, slots=True)
class PairProposal:
    """Two people whom somebody wants to be paired, and for which area, empty for everything."""

    mentor: MentionedPerson
    mentee: MentionedPerson
    area: str = ""


def register(app: Router, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "pair.ask", press_ask_pair)
    _register_answers(app, deps)


def propose_pair(deps: Deps, request: Request, people: tuple[MentionedPerson, ...], area_words: str) -> Message:
    """An admin asks two people to be mentor and mentee."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_admin:
            return refuse_pairing(deps, conn, reader, "Pairing others", "admins")
    if len(people) == 1 and request.text.count("@") > 1:
        return messages.render_needs_two_people()
    if len(people) != 2:
        return messages.render_name_both(deps.settings.command_prefix)
    area = find_area_id(deps, area_words)
    return (
        render_which_area(deps, area, PairProposal(*people))
        if isinstance(area, AmbiguousArea)
        else ask_for_pair(deps, request, PairProposal(*people, area))
    )


def press_ask_pair(deps: Deps, request: Request) -> Message:
    """A button names the mentor and the area, and the mentee where that is not who presses."""
    sought = decode_payload(MentorRequestPayload, request.text)
    if sought.area and deps.catalog.current().find_area(sought.area) is None:
        raise PayloadError("area")
    return ask_for_pair(
        deps,
        request,
        PairProposal(
            MentionedPerson(sought.mentor, ""), MentionedPerson(sought.mentee or request.member, ""), sought.area
        ),
    )


def ask_for_pair(deps: Deps, request: Request, proposal: PairProposal) -> Message:
    """Ask whoever has not said yes by asking; people we have not met are asked of Slack first, for who may ask."""
    with deps.database.read() as conn:
        may = _may_propose(find_requester(deps, conn, request), proposal)
    for person in (proposal.mentor, proposal.mentee) if may else ():
        roles.fetch_if_unknown(deps, request, person)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not _may_propose(reader, proposal):
            return refuse_pairing(deps, conn, reader, "Pairing others", "admins", mentee=proposal.mentee.id)
        for person in (proposal.mentor, proposal.mentee):
            found = roles.find_member(deps, conn, request, person.id)
            if why := people_roles.ineligible_reason(found):
                return roles_views.render_unfit(why, found.name if found else unescape(person.name) or person.id)
        return (
            messages.render_needs_two_people()
            if proposal.mentor.id == proposal.mentee.id
            else _create_pair(deps, conn, reader, proposal)
        )


def find_area_id(deps: Deps, area_words: str) -> str | AmbiguousArea:
    """The id of the area that the words name, empty for none."""
    typed = area_words.removeprefix("in ").removeprefix("on ").strip()
    found = progress.find_area(deps.catalog.current(), typed) if typed else None
    return found if isinstance(found, AmbiguousArea) else found.area.id if found else ""


def render_which_area(deps: Deps, doubt: AmbiguousArea, proposal: PairProposal) -> Message:
    """Words that name no single area: a button for each that they may mean, which asks the same."""
    two = {"mentor": proposal.mentor.id, "mentee": proposal.mentee.id}
    known = proposal.mentor.id and proposal.mentee.id
    options = (
        [(area.name, MentorRequestPayload(**two, area=area.id).encode()) for area in doubt.options] if known else []
    )
    presses = [ButtonSpec(name, "pair.ask", value) for name, value in options]
    return which_area.which_area(doubt, presses, f"{deps.settings.slash_command('plan')} networking")


def _may_propose(reader: Member, proposal: PairProposal) -> bool:
    """Admins pair anybody, a member asks for a mentor of their own; who has left or is a guest does neither."""
    return (reader.is_admin or reader.id == proposal.mentee.id) and people_roles.ineligible_reason(reader) is None


def _create_pair(deps: Deps, conn: Connection, reader: Member, proposal: PairProposal) -> Message:
    now, two = deps.clock.now(), {"mentor": proposal.mentor.id, "mentee": proposal.mentee.id}
    if resting := None if reader.is_admin else _recent_refusal(deps, conn, reader, two):
        return resting
    asked = pairs.create_pair(
        conn, workspace=reader.workspace, **two, area=proposal.area, asked_by=reader.id, agreed=(reader.id,), now=now
    )
    if asked is None:
        pair = pairs.find_open_pair(conn, workspace=reader.workspace, **two)
        if pair is None:
            raise DatabaseUnavailable("a pair that ended while it was asked for")
        return messages.render_pair_exists(
            notify.read_pair_view(deps, conn, pair, reader.id, reader.zone), reader.today(now)
        )
    record_pair_action(conn, reader, "ask", asked, deps)
    to = [each for each in two.values() if asked.is_waiting_for(each)]
    notify.notify_people(deps, conn, asked, topic="ask", render=render_pair_question, recipients=to)
    return messages.render_pair_asked(notify.read_pair_view(deps, conn, asked, reader.id, reader.zone))


def _recent_refusal(deps: Deps, conn: Connection, reader: Member, sides: Mapping[str, str]) -> Message | None:
    """Nobody is asked the same again and again: a no is let rest for some weeks."""
    since = deps.clock.now() - REPROPOSAL_PAUSE
    no = pairs.find_declined_pair(
        conn, workspace=reader.workspace, mentor=sides["mentor"], mentee=sides["mentee"], since=since
    )
    if no is None or no.ended_at is None:
        return None
    days = [(no.ended_at + rest).astimezone(reader.zone).date() for rest in (timedelta(0), REPROPOSAL_PAUSE)]
    return messages.render_ask_later(notify.read_pair_view(deps, conn, no, reader.id, reader.zone), *days)


def _register_answers(app: Router, deps: Deps) -> None:
    """The buttons below what was asked, and on what holds."""
    app.on_click(deps, "pair.accept", press_accept)
    app.on_click(deps, "pair.decline", press_decline)
    app.on_click(deps, "pair.end", press_end)


def press_accept(deps: Deps, request: Request) -> Message:
    """One of the two says yes; with the second yes it holds."""
    with deps.database.begin() as conn:
        reader, pair = _read_own_pair(deps, conn, request)
        if pair is None:
            return refuse_pairing(
                deps, conn, reader, "That answer", "the two who were asked", mentee=_mentee_of_pair(conn, request)
            )
        if ended := _refuse_if_over(deps, conn, pair, reader):
            return ended
        now = deps.clock.now()
        agreed = pairs.accept_pair(conn, pair=pair, member=reader.id, now=now)
        if agreed is None:
            return messages.render_pair_exists(
                notify.read_pair_view(deps, conn, pair, reader.id, reader.zone), reader.today(now)
            )
        record_pair_action(conn, reader, "accept", pair, deps)
        pairs.withdraw_notifications(conn, pair=pair, topic="ask", exclude=[pair.other_member(reader.id)])
        if not agreed.is_active:
            return messages.render_waiting_for_other(notify.read_pair_view(deps, conn, agreed, reader.id, reader.zone))
        return _start_pair(deps, conn, reader, agreed)


def press_decline(deps: Deps, request: Request) -> Message:
    """One of the two says no; the others are told."""
    with deps.database.begin() as conn:
        reader, pair = _read_own_pair(deps, conn, request)
        if pair is None:
            return refuse_pairing(
                deps, conn, reader, "That answer", "the two who were asked", mentee=_mentee_of_pair(conn, request)
            )
        seen, now = notify.read_pair_view(deps, conn, pair, reader.id, reader.zone), deps.clock.now()
        if pair.is_active:
            return messages.render_pair_exists(seen, reader.today(now))
        if not pairs.end_pair(conn, pair=pair, ended_by=reader.id, now=now):
            return messages.render_pair_over(seen)
        record_pair_action(conn, reader, "decline", pair, deps)
        notify.notify_pair_ended(deps, conn, pair, PairEndReason.DECLINED, ended_by=reader.id)
        return messages.render_decline_confirmed(seen)


def press_end(deps: Deps, request: Request) -> Message:
    """Either of the two, an admin, or whoever asked while it is only asked, ends it; the others are told."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        pair = pairs.find_pair(
            conn, workspace=request.workspace, pair_id=parse_row_id(request.text), changed_by=request.member
        )
        if pair is None or not _may_end(reader, pair):
            return refuse_pairing(
                deps, conn, reader, "Ending that", "the two of them and admins", mentee=_mentee_of_pair(conn, request)
            )
        seen = notify.read_pair_view(deps, conn, pair, reader.id, reader.zone)
        if not pairs.end_pair(conn, pair=pair, ended_by=reader.id, now=deps.clock.now()):
            return messages.render_pair_over(seen)
        record_pair_action(conn, reader, "end", pair, deps)
        notify.notify_pair_ended(
            deps, conn, pair, PairEndReason.ENDED if pair.is_active else PairEndReason.WITHDRAWN, ended_by=reader.id
        )
        plan_review.notify_reviewers(deps, conn, pair.workspace, [pair.mentee] if pair.is_active else [])
        return messages.render_end_confirmed(seen)


def _start_pair(deps: Deps, conn: Connection, reader: Member, pair: Pair) -> Message:
    """It holds: the mentor has the role, and everybody but the reader is told."""
    now, mentor = deps.clock.now(), {"workspace": pair.workspace, "member": pair.mentor}
    found = members.find_member(conn, **mentor, default_zone=deps.settings.timezone)
    if found and not found.is_mentor:
        members.set_mentor(conn, **mentor, is_mentor=True, now=now)
        who = {"workspace": pair.workspace, "actor": reader.id, "subject": pair.mentor}
        audit_log.record_act(conn, **who, act="mentor.on", now=now, detail="pair")
    to = [each for each in (pair.mentor, pair.mentee, pair.asked_by) if each != reader.id]
    notify.notify_people(deps, conn, pair, topic="begin", render=render_pair_started, recipients=to)
    plan_review.notify_reviewers(deps, conn, pair.workspace, [pair.mentee])
    return render_pair_started(notify.read_pair_view(deps, conn, pair, reader.id, reader.zone))


def _read_own_pair(deps: Deps, conn: Connection, request: Request) -> tuple[Member, Pair | None]:
    """Who presses, and the pair that they are one of; None where they are not, or are a guest by now."""
    reader = find_requester(deps, conn, request)
    pair = pairs.find_pair(
        conn, workspace=request.workspace, pair_id=parse_row_id(request.text), changed_by=request.member
    )
    is_own = (
        pair is not None and reader.id in (pair.mentor, pair.mentee) and people_roles.ineligible_reason(reader) is None
    )
    return reader, pair if is_own else None


def _mentee_of_pair(conn: Connection, request: Request) -> str:
    """Of the pair that a button names; empty where there is none."""
    pair = pairs.find_pair(
        conn, workspace=request.workspace, pair_id=parse_row_id(request.text), changed_by=request.member
    )
    return pair.mentee if pair else ""


def _refuse_if_over(deps: Deps, conn: Connection, pair: Pair, reader: Member) -> Message | None:
    """What is over cannot be agreed to any more, nor can it with somebody who has left."""
    other = members.find_member(
        conn, workspace=pair.workspace, member=pair.other_member(reader.id), default_zone=reader.zone
    )
    if pair.is_open and people_roles.ineligible_reason(other) is None:
        return None
    return messages.render_pair_over(notify.read_pair_view(deps, conn, pair, reader.id, reader.zone))


def _may_end(reader: Member, pair: Pair) -> bool:
    may_withdraw = not pair.is_active and reader.id == pair.asked_by
    return reader.is_admin or reader.id in (pair.mentor, pair.mentee) or may_withdraw
