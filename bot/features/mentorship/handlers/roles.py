"""`/team mentor @x` and `/team lead @x`: for admins, who is a mentor and who sees the whole team."""

from __future__ import annotations

from functools import partial

from bot.core.audit import log
from bot.core.people import members
from bot.core.people import pairs as people_pairs
from bot.core.people import roles as people_roles
from bot.core.people.member import Member
from bot.core.people.roles import Role
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, Named, reader_of
from bot.dispatch.router import Doors
from bot.features.mentorship.handlers import notify
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import roles
from bot.features.mentorship.views.notifications import Over
from bot.features.plan.handlers import review as plan_review
from bot.slack.message import Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import person_in


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "team.mentor", partial(pressed, role=Role.MENTOR, on=True))
    app.on_click(deps, "team.unmentor", partial(pressed, role=Role.MENTOR, on=False))
    app.on_click(deps, "team.lead", partial(pressed, role=Role.LEAD, on=True))
    app.on_click(deps, "team.unlead", partial(pressed, role=Role.LEAD, on=False))


def typed(deps: Deps, ask: Ask, people: tuple[Named, ...], *, role: Role) -> Message:
    """Give a member the role, or ask whether to end that."""
    prefix = deps.settings.command_prefix
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.is_admin:
            return _for_admins(deps, session, reader, people[0].id if people else "")
        if len(people) != 1:
            return roles.name_one(role, prefix)
        found = find(deps, session, ask, people[0].id)
        if found and found.is_active and people_roles.holds(found, role):
            return roles.is_one(_now(deps, session, found), mentees=_mentees(session, found), prefix=prefix)
    meet(deps, ask, people[0])
    return _change(deps, ask, people[0], role=role, on=True)


def pressed(deps: Deps, ask: Ask, *, role: Role, on: bool) -> Message:
    """A button, confirmed where it ends the role, names the member."""
    return _change(deps, ask, Named(person_in(ask.text), ""), role=role, on=on)


def meet(deps: Deps, ask: Ask, person: Named) -> None:
    """Somebody we have not met is asked of Slack, outside of any transaction."""
    with deps.sessions.read() as session:
        is_known = not person.id or find(deps, session, ask, person.id)
    if not is_known:
        deps.people.refresh(ask.workspace, person.id)


def find(deps: Deps, session: Connection, ask: Ask, person: str) -> Member | None:
    """A member of the same workspace; None for somebody we have not met."""
    return members.find(session, workspace=ask.workspace, member=person, default=deps.settings.timezone)


def _change(deps: Deps, ask: Ask, person: Named, *, role: Role, on: bool) -> Message:
    prefix = deps.settings.command_prefix
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.is_admin:
            return _for_admins(deps, session, reader, person.id)
        found = find(deps, session, ask, person.id)
        why = people_roles.unfit(found)
        if found is None or (on and why):
            return roles.unfit(
                why or people_roles.Unfit.NOBODY, found.name if found else unescape(person.name) or person.id
            )
        if on:
            with plan_review.telling_new_guides(deps, session, ask.workspace):
                _give(deps, session, ask, found, role)
            return roles.made(_now(deps, session, found), mentees=_mentees(session, found), prefix=prefix)
        with plan_review.telling_new_guides(deps, session, ask.workspace):
            mentees = _end(deps, session, ask, found, role)
        return roles.ended(_now(deps, session, found), role, mentees=mentees, prefix=prefix)


def _give(deps: Deps, session: Connection, ask: Ask, found: Member, role: Role) -> None:
    """Only what changes is written down."""
    now, whose = deps.clock.now(), {"workspace": found.workspace, "member": found.id}
    if not found.is_mentor:
        members.set_mentor(session, **whose, is_mentor=True, now=now)
    if role is Role.LEAD and not found.is_lead:
        members.set_lead(session, **whose, is_lead=True)
    if not people_roles.holds(found, role):
        log.note(session, workspace=ask.workspace, actor=ask.member, act=f"{role}.on", now=now, subject=found.id)


def _end(deps: Deps, session: Connection, ask: Ask, found: Member, role: Role) -> int:
    """Whoever mentors no more leads no more; returns how many mentees have lost their mentor, and are told."""
    now, whose = deps.clock.now(), {"workspace": found.workspace, "member": found.id}
    if people_roles.holds(found, role):
        log.note(session, workspace=ask.workspace, actor=ask.member, act=f"{role}.off", now=now, subject=found.id)
    members.set_lead(session, **whose, is_lead=False)
    if role is Role.LEAD:
        return 0
    members.set_mentor(session, **whose, is_mentor=False, now=now)
    outbox.withdraw(session, workspace=found.workspace, kinds=(Kind.MENTOR,), recipient=found.id)
    ended = pairs.end_as_mentor(session, workspace=found.workspace, mentor=found.id, by=ask.member, now=now)
    for pair in ended:
        notify.send_over(deps, session, pair, Over.ROLE, by=ask.member)
    return sum(pair.holds for pair in ended)


def _mentees(session: Connection, found: Member) -> int:
    of = people_pairs.of_member(session, workspace=found.workspace, member=found.id)
    return sum(pair.holds and pair.mentor == found.id for pair in of)


def _now(deps: Deps, session: Connection, found: Member) -> Member:
    """The same with the roles that count now, an admin's among them."""
    return members.asking(session, workspace=found.workspace, member=found.id, settings=deps.settings)


def _for_admins(deps: Deps, session: Connection, reader: Member, subject: str) -> Message:
    log.refused(session, reader=reader, what="role", now=deps.clock.now(), subject=subject)
    return error_views.not_allowed("Making mentors", "admins")
