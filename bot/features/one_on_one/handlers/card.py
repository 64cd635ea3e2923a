"""`/team @member`: the one-to-one card, and the ways to it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.audit import log
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Ask, Named, Reply, reader_of
from bot.dispatch.router import Doors
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.one_on_one.handlers import learner_view, messages, next_step, notes
from bot.features.one_on_one.handlers.access import card_of, find, not_allowed
from bot.features.one_on_one.service import notes as notes_service
from bot.features.one_on_one.views import card
from bot.features.one_on_one.views.card import Page
from bot.features.plan.handlers import pages as plan_pages
from bot.slack import modals
from bot.slack.message import Answer, Message
from bot.slack.modals import Modal
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import person_in


def register(app: Doors, deps: Deps) -> None:
    """The buttons and menus that open a card, and what stands on it."""
    app.on_click(deps, "card.open", opened)
    app.on_click(deps, "card.plan", plan)
    app.on_click(deps, "card.log", log_session)
    messages.register(app, deps, page)
    next_step.register(app, deps)
    notes.register(app, deps)
    learner_view.register(app, deps)


def typed(deps: Deps, ask: Ask, people: tuple[Named, ...]) -> Answer:
    """A member named after the command; oneself is shown what others see."""
    if len(people) > 1:
        return card.one_at_a_time(deps.settings.command_prefix)
    if people[0].id == ask.member:
        return learner_view.own(deps, ask.saying(""))
    made = page(deps, ask, people[0].id, name=people[0].name)
    return made if isinstance(made, Message) else card.message(made)


def opened(deps: Deps, ask: Ask) -> Reply:
    """A button or a menu names the member; the message with the others stays, so the card comes in a window."""
    member = person_in(ask.text)
    if member == ask.member:
        return learner_view.shown(deps, ask.saying(""))
    made = page(deps, ask, member)
    return modals.of_message(made) if isinstance(made, Message) else card.in_window(made)


def plan(deps: Deps, ask: Ask) -> Modal:
    """The member's plan, over the card where that is a window."""
    made = plan_pages.show(deps, ask, person_in(ask.text), None)
    return replace(modals.of_message(made.message(), "Their plan"), above=ask.view == "modal")


def log_session(deps: Deps, ask: Ask) -> Modal:
    """Book a session with the member; what came of it stands in a window, so that the card stays."""
    return replace(
        modals.of_message(hours_log_command.confirm(deps, ask).message(), "Session"), above=ask.view == "modal"
    )


def page(deps: Deps, ask: Ask, member: str, *, name: str = "", lead: str = "") -> Page | Message:
    """The card of a member for who may see it; each look is written down, and so is each that is refused."""
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.may_guide(member):
            log.refused(session, reader=reader, what="card", subject=member, now=now)
            return not_allowed(session, reader, member, typed=name)
        found = find(deps, session, ask, member)
        if found is None:
            return card.not_found(unescape(name))
        return replace(_read(deps, session, ask, reader, found), lead=lead)


def _read(deps: Deps, session: Connection, ask: Ask, reader: Member, member: Member) -> Page:
    now, workspace, theirs = deps.clock.now(), ask.workspace, member.id
    return Page(
        card=card_of(deps, session, reader, member),
        catalog=deps.catalog.current(),
        now=now,
        today=reader.today(now),
        zone=reader.zone,
        key=ask.request,
        notes=notes_service.by(session, workspace=workspace, author=reader.id, member=theirs, limit=card.NOTES),
        number=notes_service.count(session, workspace=workspace, author=reader.id, member=theirs),
    )
