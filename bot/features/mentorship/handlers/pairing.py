"""Proposing a pair and answering: an admin asks two people, a member asks for a mentor of their own."""

from __future__ import annotations

from collections.abc import Mapping
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
from bot.features.mentorship.views.pair import PairView
from bot.features.plan.handlers import review as plan_review
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec
from bot.slack.message import Message
from bot.slack.payloads import PayloadError, decode_payload, parse_row_id
from bot.slack.slash import SLASH
from bot.ui import which_area
from bot.ui.outdated_button import render_as_now


@frozen
class PairProposal:
    """A pair that somebody proposes; `area` is empty for everything."""

    mentor: MentionedPerson
    mentee: MentionedPerson
    area: str = ""


def register(app: Router, deps: Deps) -> None:
    """Route the buttons of proposals, and of the pairs that come of them."""
    app.on_click(deps, "pair.ask", press_ask_pair)
    app.on_click(deps, "pair.accept", press_accept)
    app.on_click(deps, "pair.decline", press_decline)
    app.on_click(deps, "pair.end", press_end)


def propose_pair(deps: Deps, request: Request, people: tuple[MentionedPerson, ...], area_words: str) -> Message:
    """Ask two people, for an admin, to be mentor and mentee."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_admin:
            return refuse_pairing(deps, conn, reader, "Pairing others", "admins")
    if len(people) == 1 and request.text.count("@") > 1:
        return messages.render_needs_two_people()
    if len(people) != 2:
        return messages.render_name_both()
    area = find_area_id(deps, request, area_words)
    if isinstance(area, AmbiguousArea):
        return render_which_area(area, PairProposal(*people))
    return ask_for_pair(deps, request, PairProposal(*people, area))


def press_ask_pair(deps: Deps, request: Request) -> Message:
    """Ask for the pair that a button carries; the mentee is the presser where it names none."""
    payload = decode_payload(MentorRequestPayload, request.text, deps.catalog.of(request.workspace).current_id)
    if payload.area and deps.catalog.of(request.workspace).find_area(payload.area) is None:
        raise PayloadError("area")
    mentor, mentee = MentionedPerson(payload.mentor, ""), MentionedPerson(payload.mentee or request.member, "")
    return ask_for_pair(deps, request, PairProposal(mentor, mentee, payload.area))


def ask_for_pair(deps: Deps, request: Request, proposal: PairProposal) -> Message:
    """Ask those of the two who did not agree by asking; unknown people are fetched from Slack first."""
    with deps.database.read() as conn:
        is_allowed = _may_propose(find_requester(deps, conn, request), proposal)
    for person in (proposal.mentor, proposal.mentee) if is_allowed else ():
        roles.fetch_if_unknown(deps, request, person)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not _may_propose(reader, proposal):
            return refuse_pairing(deps, conn, reader, "Pairing others", "admins", mentee=proposal.mentee.id)
        for person in (proposal.mentor, proposal.mentee):
            found = roles.find_member(deps, conn, request, person.id)
            if reason := people_roles.ineligible_reason(found):
                return roles_views.render_unfit(reason, found.name if found else person.name or person.id)
        if proposal.mentor.id == proposal.mentee.id:
            return messages.render_needs_two_people()
        return _create_pair(deps, conn, reader, proposal)


def find_area_id(deps: Deps, request: Request, area_words: str) -> str | AmbiguousArea:
    """Return the id of the area that the words name; empty for no words."""
    typed = area_words.removeprefix("in ").removeprefix("on ").strip()
    found = progress.find_area(deps.catalog.of(request.workspace), typed) if typed else None
    return found if isinstance(found, AmbiguousArea) else found.area.id if found else ""


def render_which_area(ambiguous: AmbiguousArea, proposal: PairProposal) -> Message:
    """Ask which area was meant, with a button for each that proposes the pair in it."""
    two = {"mentor": proposal.mentor.id, "mentee": proposal.mentee.id}
    buttons = [
        ButtonSpec(area.name, "pair.ask", MentorRequestPayload(**two, area=area.id).encode())
        for area in (ambiguous.options if all(two.values()) else ())
    ]
    return which_area.which_area(ambiguous, buttons, f"{SLASH}plan networking")


def _may_propose(reader: Member, proposal: PairProposal) -> bool:
    """Return whether they may: admins pair anybody, members ask for a mentor of their own, others do neither."""
    return (reader.is_admin or reader.id == proposal.mentee.id) and people_roles.ineligible_reason(reader) is None


def _create_pair(deps: Deps, conn: Connection, reader: Member, proposal: PairProposal) -> Message:
    now, two = deps.clock.now(), {"mentor": proposal.mentor.id, "mentee": proposal.mentee.id}
    if refusal := None if reader.is_admin else _recent_refusal(deps, conn, reader, two):
        return refusal
    created = pairs.create_pair(
        conn, workspace=reader.workspace, **two, area=proposal.area, asked_by=reader.id, agreed=(reader.id,), now=now
    )
    if created is None:
        pair = pairs.find_open_pair(conn, workspace=reader.workspace, **two)
        if pair is None:
            raise DatabaseUnavailable("a pair that ended while it was asked for")
        return messages.render_pair_exists(_view_for(deps, conn, pair, reader), reader.today(now))
    record_pair_action(conn, reader, "ask", created, deps)
    recipients = [each for each in two.values() if created.is_waiting_for(each)]
    notify.notify_people(deps, conn, created, topic="ask", render=render_pair_question, recipients=recipients)
    return messages.render_pair_asked(_view_for(deps, conn, created, reader))


def _recent_refusal(deps: Deps, conn: Connection, reader: Member, sides: Mapping[str, str]) -> Message | None:
    """Refuse to ask the same person again within REPROPOSAL_PAUSE of their no; None where nothing stands against it."""
    since = deps.clock.now() - REPROPOSAL_PAUSE
    declined = pairs.find_declined_pair(
        conn, workspace=reader.workspace, mentor=sides["mentor"], mentee=sides["mentee"], since=since
    )
    if declined is None or declined.ended_at is None:
        return None
    days = [(declined.ended_at + pause).astimezone(reader.zone).date() for pause in (timedelta(0), REPROPOSAL_PAUSE)]
    return messages.render_ask_later(_view_for(deps, conn, declined, reader), *days)


def press_accept(deps: Deps, request: Request) -> Message:
    """Save the yes of one of the two; with the second one the pair begins."""
    with deps.database.begin() as conn:
        found = _read_proposal(deps, conn, request)
        if isinstance(found, Message):
            return found
        reader, pair = found
        if refusal := _refuse_if_over(deps, conn, pair, reader) or _answer_outdated(deps, conn, request, pair, reader):
            return refusal
        now = deps.clock.now()
        agreed = pairs.accept_pair(conn, pair=pair, member=reader.id, now=now)
        if agreed is None:
            return messages.render_pair_exists(_view_for(deps, conn, pair, reader), reader.today(now))
        record_pair_action(conn, reader, "accept", pair, deps)
        pairs.withdraw_notifications(conn, pair=pair, topic="ask", exclude=[pair.other_member(reader.id)])
        notify.rewrite_question(deps, conn, agreed, pressed_ts=request.message_ts)
        if not agreed.is_active:
            return messages.render_waiting_for_other(_view_for(deps, conn, agreed, reader))
        return _start_pair(deps, conn, reader, agreed)


def press_decline(deps: Deps, request: Request) -> Message:
    """End a proposal with the no of one of the two; the others are told."""
    with deps.database.begin() as conn:
        found = _read_proposal(deps, conn, request)
        if isinstance(found, Message):
            return found
        reader, pair = found
        if outdated := _answer_outdated(deps, conn, request, pair, reader):
            return outdated
        view, now = _view_for(deps, conn, pair, reader), deps.clock.now()
        if pair.is_active:
            return messages.render_pair_exists(view, reader.today(now))
        if not pairs.end_pair(conn, pair=pair, ended_by=reader.id, now=now):
            return messages.render_pair_over(view)
        record_pair_action(conn, reader, "decline", pair, deps)
        told = {"ended_by": reader.id, "pressed_ts": request.message_ts}
        notify.notify_pair_ended(deps, conn, pair, PairEndReason.DECLINED, **told)
        return messages.render_decline_confirmed(view)


def press_end(deps: Deps, request: Request) -> Message:
    """End a pair, for either of the two or an admin, or a proposal also for its asker; the others are told."""
    with deps.database.begin() as conn:
        reader, pair = _read_pair(deps, conn, request)
        if pair is None or not _may_end(reader, pair):
            mentee = pair.mentee if pair else ""
            return refuse_pairing(deps, conn, reader, "Ending this", "the two of them and admins", mentee=mentee)
        if outdated := _answer_outdated(deps, conn, request, pair, reader):
            return outdated
        view = _view_for(deps, conn, pair, reader)
        if not pairs.end_pair(conn, pair=pair, ended_by=reader.id, now=deps.clock.now()):
            return messages.render_pair_over(view)
        record_pair_action(conn, reader, "end", pair, deps)
        reason = PairEndReason.ENDED if pair.is_active else PairEndReason.WITHDRAWN
        notify.notify_pair_ended(deps, conn, pair, reason, ended_by=reader.id, pressed_ts=request.message_ts)
        plan_review.notify_reviewers(deps, conn, pair.workspace, [pair.mentee] if pair.is_active else [])
        return messages.render_end_confirmed(view)


def _start_pair(deps: Deps, conn: Connection, reader: Member, pair: Pair) -> Message:
    """Give the mentor the role, and tell everybody concerned except the reader."""
    now, mentor = deps.clock.now(), {"workspace": pair.workspace, "member": pair.mentor}
    found = members.find_member(conn, **mentor, default_zone=deps.settings.timezone)
    if found and not found.is_mentor:
        members.set_mentor(conn, **mentor, is_mentor=True, now=now)
        people = {"workspace": pair.workspace, "actor": reader.id, "subject": pair.mentor}
        audit_log.record_act(conn, **people, act="mentor.on", now=now, detail="pair")
    recipients = [each for each in (pair.mentor, pair.mentee, pair.asked_by) if each != reader.id]
    notify.notify_people(deps, conn, pair, topic="begin", render=render_pair_started, recipients=recipients)
    plan_review.notify_reviewers(deps, conn, pair.workspace, [pair.mentee])
    return render_pair_started(_view_for(deps, conn, pair, reader))


def _read_pair(deps: Deps, conn: Connection, request: Request) -> tuple[Member, Pair | None]:
    """Return who presses a button, and the pair that it names, locked."""
    reader, number = find_requester(deps, conn, request), parse_row_id(request.text)
    return reader, pairs.find_pair(conn, workspace=request.workspace, pair_id=number, changed_by=request.member)


def _read_proposal(deps: Deps, conn: Connection, request: Request) -> tuple[Member, Pair] | Message:
    """Return who answers, and their pair; refuse others, and those who are no member by now."""
    reader, pair = _read_pair(deps, conn, request)
    if pair is None or reader.id not in (pair.mentor, pair.mentee) or people_roles.ineligible_reason(reader):
        mentee = pair.mentee if pair else ""
        return refuse_pairing(deps, conn, reader, "Answering this", "the two people who were asked", mentee=mentee)
    return reader, pair


def _view_for(deps: Deps, conn: Connection, pair: Pair, reader: Member) -> PairView:
    return notify.read_pair_view(deps, conn, pair, reader.id, reader.zone)


def _answer_outdated(deps: Deps, conn: Connection, request: Request, pair: Pair, reader: Member) -> Message | None:
    """Show the pair as it is now to whoever presses a button of another state; None where it is the same."""
    if not request.is_outdated(pair.state_for(reader.id)):
        return None
    view = _view_for(deps, conn, pair, reader)
    if not pair.is_open:
        return messages.render_pair_over(view)
    return render_as_now(messages.render_pair_exists(view, reader.today(deps.clock.now())))


def _refuse_if_over(deps: Deps, conn: Connection, pair: Pair, reader: Member) -> Message | None:
    """Refuse a yes to a pair that has ended, or with somebody who has left or is a guest; None where it can begin."""
    other = members.find_member(
        conn, workspace=pair.workspace, member=pair.other_member(reader.id), default_zone=reader.zone
    )
    if pair.is_open and people_roles.ineligible_reason(other) is None:
        return None
    return messages.render_pair_over(_view_for(deps, conn, pair, reader))


def _may_end(reader: Member, pair: Pair) -> bool:
    may_withdraw = not pair.is_active and reader.id == pair.asked_by
    return reader.is_admin or reader.id in (pair.mentor, pair.mentee) or may_withdraw
