"""`/team mentor @x` and `/team lead @x`: admins make mentors and lead mentors."""

from __future__ import annotations

from functools import partial

from bot.core import audit_log
from bot.core.people import members
from bot.core.people import pairs as people_pairs
from bot.core.people import roles as people_roles
from bot.core.people.member import Member
from bot.core.people.roles import MentorRole
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import MentionedPerson, Request, find_requester
from bot.dispatch.router import Router
from bot.features.mentorship.handlers import notify
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import roles
from bot.features.mentorship.views.messages import PairEndReason
from bot.features.plan.handlers import review as plan_review
from bot.slack.message import Message
from bot.slack.payloads import parse_user_id
from bot.ui.outdated_button import render_as_now


def register(app: Router, deps: Deps) -> None:
    """Route the buttons that give and end roles."""
    app.on_click(deps, "team.mentor", partial(press_role, role=MentorRole.MENTOR, is_given=True))
    app.on_click(deps, "team.unmentor", partial(press_role, role=MentorRole.MENTOR, is_given=False))
    app.on_click(deps, "team.lead", partial(press_role, role=MentorRole.LEAD, is_given=True))
    app.on_click(deps, "team.unlead", partial(press_role, role=MentorRole.LEAD, is_given=False))


def answer_role(deps: Deps, request: Request, people: tuple[MentionedPerson, ...], *, role: MentorRole) -> Message:
    """Give a member the role, or offer to end it where they have it."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_admin:
            return _refuse_role_change(deps, conn, reader, people[0].id if people else "")
        if len(people) != 1:
            return roles.render_name_one_member(role)
        found = find_member(deps, conn, request, people[0].id)
        if found and found.is_active and people_roles.has_role(found, role):
            return roles.render_has_role(
                _with_current_roles(deps, conn, found), mentee_count=_count_mentees(conn, found)
            )
    fetch_if_unknown(deps, request, people[0])
    return _change_role(deps, request, people[0], role=role, is_given=True)


def press_role(deps: Deps, request: Request, *, role: MentorRole, is_given: bool) -> Message:
    """Give or end the role of the member that a button names."""
    return _change_role(deps, request, MentionedPerson(parse_user_id(request.text), ""), role=role, is_given=is_given)


def fetch_if_unknown(deps: Deps, request: Request, person: MentionedPerson) -> None:
    """Fetch the profile of somebody unknown from Slack; call it outside of any transaction."""
    with deps.database.read() as conn:
        is_known = not person.id or find_member(deps, conn, request, person.id)
    if not is_known:
        deps.directory.refresh_profile(request.workspace, person.id)


def find_member(deps: Deps, conn: Connection, request: Request, person: str) -> Member | None:
    """Return a member of the same workspace; None for somebody unknown."""
    return members.find_member(conn, workspace=request.workspace, member=person, default_zone=deps.settings.timezone)


def _change_role(deps: Deps, request: Request, person: MentionedPerson, *, role: MentorRole, is_given: bool) -> Message:
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_admin:
            return _refuse_role_change(deps, conn, reader, person.id)
        found = find_member(deps, conn, request, person.id)
        reason = people_roles.ineligible_reason(found)
        if found is None or (is_given and reason):
            return roles.render_unfit(
                reason or people_roles.IneligibleReason.UNKNOWN,
                found.name if found else person.name or person.id,
            )
        if outdated := _answer_outdated(
            deps, conn, request, found, is_counted=role is MentorRole.MENTOR and not is_given
        ):
            return outdated
        if is_given:
            with plan_review.notifying_new_reviewers(deps, conn, request.workspace):
                _give_role(deps, conn, request, found, role)
            return roles.render_role_given(
                _with_current_roles(deps, conn, found), mentee_count=_count_mentees(conn, found)
            )
        with plan_review.notifying_new_reviewers(deps, conn, request.workspace):
            mentees = _end_role(deps, conn, request, found, role)
        return roles.render_role_ended(_with_current_roles(deps, conn, found), role, mentee_count=mentees)


def _answer_outdated(
    deps: Deps, conn: Connection, request: Request, member: Member, *, is_counted: bool
) -> Message | None:
    """Show the member's role of now where a button was drawn in another, or with another number of pairs."""
    current, mentee_count = _with_current_roles(deps, conn, member), _count_mentees(conn, member)
    if not request.is_outdated(roles.role_state(current, mentee_count if is_counted else None)):
        return None
    return render_as_now(roles.render_current_role(current, mentee_count=mentee_count))


def _give_role(deps: Deps, conn: Connection, request: Request, member: Member, role: MentorRole) -> None:
    """Give the role; only what changes is recorded."""
    now, key = deps.clock.now(), {"workspace": member.workspace, "member": member.id}
    if not member.is_mentor:
        members.set_mentor(conn, **key, is_mentor=True, now=now)
    if role is MentorRole.LEAD and not member.is_lead:
        members.set_lead(conn, **key, is_lead=True)
    if not people_roles.has_role(member, role):
        audit_log.record_act(
            conn, workspace=request.workspace, actor=request.member, act=f"{role}.on", now=now, subject=member.id
        )


def _end_role(deps: Deps, conn: Connection, request: Request, member: Member, role: MentorRole) -> int:
    """End the role, and with the mentor's the lead's; return how many mentees lost their mentor, and are told."""
    now, key = deps.clock.now(), {"workspace": member.workspace, "member": member.id}
    if people_roles.has_role(member, role):
        audit_log.record_act(
            conn, workspace=request.workspace, actor=request.member, act=f"{role}.off", now=now, subject=member.id
        )
    members.set_lead(conn, **key, is_lead=False)
    if role is MentorRole.LEAD:
        return 0
    members.set_mentor(conn, **key, is_mentor=False, now=now)
    outbox.withdraw_for_recipient(
        conn, workspace=member.workspace, kinds=(DeliveryKind.MENTOR_SUMMARY,), recipient=member.id
    )
    ended = pairs.end_pairs_of_mentor(
        conn, workspace=member.workspace, mentor=member.id, ended_by=request.member, now=now
    )
    for pair in ended:
        notify.notify_pair_ended(deps, conn, pair, PairEndReason.ROLE_ENDED, ended_by=request.member)
    return sum(pair.is_active for pair in ended)


def _count_mentees(conn: Connection, member: Member) -> int:
    own = people_pairs.list_pairs(conn, workspace=member.workspace, member=member.id)
    return sum(pair.is_active and pair.mentor == member.id for pair in own)


def _with_current_roles(deps: Deps, conn: Connection, member: Member) -> Member:
    """Return the member with the roles that count now, an admin's among them."""
    return members.read_requester(conn, workspace=member.workspace, member=member.id, settings=deps.settings)


def _refuse_role_change(deps: Deps, conn: Connection, reader: Member, subject: str) -> Message:
    audit_log.record_refusal(conn, reader=reader, kind="role", now=deps.clock.now(), subject=subject)
    return error_views.render_not_allowed("Making mentors", "admins")
