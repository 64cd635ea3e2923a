"""`/team @member`: the one-to-one card, and the page on which members see their own."""

from __future__ import annotations

from dataclasses import replace

from bot.core import audit_log
from bot.core.audit_log import AuditRecord
from bot.core.people import members, visibility
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson, Request, Response, extract_people, find_requester
from bot.dispatch.router import Router
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.one_on_one.handlers import messages, next_step
from bot.features.one_on_one.handlers import notes as notes_handlers
from bot.features.one_on_one.handlers.access import find_member, not_allowed_message, read_card_and_log, read_card_as
from bot.features.one_on_one.rules.card import MentorNote
from bot.features.one_on_one.service import notes as notes_service
from bot.features.one_on_one.views import card as card_views
from bot.features.one_on_one.views import learner_view
from bot.features.one_on_one.views.card import CardPage
from bot.features.one_on_one.views.learner_view import LearnerView
from bot.features.plan.handlers import pages as plan_pages
from bot.slack import modals
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import Modal
from bot.slack.payloads import parse_user_id


def register(app: Router, deps: Deps) -> None:
    """Register the buttons and menus that open a card, and those on it."""
    app.on_click(deps, "card.open", open_card)
    app.on_click(deps, "card.plan", open_member_plan)
    app.on_click(deps, "card.log", log_one_on_one)
    messages.register(app, deps, read_card_page)
    next_step.register(app, deps)
    notes_handlers.register(app, deps)
    app.on_click(deps, "seen.show", open_learner_view)


def answer_card(deps: Deps, request: Request, people: tuple[MentionedPerson, ...]) -> AnyMessage:
    """Answer `/team @member` with the member's card; oneself is shown what others see."""
    if len(people) > 1:
        return card_views.render_one_member_only()
    if people[0].id == request.member:
        return answer_seen_by_mentor(deps, request.with_text(""))
    page = read_card_page(deps, request, people[0].id, name=people[0].name)
    return page if isinstance(page, Message) else card_views.render_card(page)


def open_card(deps: Deps, request: Request) -> Response:
    """Open the card of the member whom a button names, in a window, so that the message below stays."""
    member = parse_user_id(request.text)
    if member == request.member:
        return open_learner_view(deps, request.with_text(""))
    page = read_card_page(deps, request, member)
    return modals.modal_from_message(page) if isinstance(page, Message) else card_views.render_card_modal(page)


def open_member_plan(deps: Deps, request: Request) -> Modal:
    """Open the member's plan, above the card where that is a window."""
    return _modal_above(request, plan_pages.show_plan(deps, request, parse_user_id(request.text), None), "Their plan")


def log_one_on_one(deps: Deps, request: Request) -> Modal:
    """Book a one-to-one with the member; the outcome opens in a window, so that the card stays."""
    return _modal_above(request, hours_log_command.press_book(deps, request), "Session")


def _modal_above(request: Request, message: AnyMessage, title: str) -> Modal:
    return replace(modals.modal_from_message(message.to_message(), title), is_stacked=request.view_type == "modal")


def read_card_page(deps: Deps, request: Request, member: str, *, name: str = "", lead: str = "") -> CardPage | Message:
    """Return the card of a member, or why the reader may not see it; each look and each refusal is logged."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.may_mentor(member):
            audit_log.record_refusal(conn, reader=reader, kind="card", subject=member, now=now)
            return not_allowed_message(conn, reader, member, typed=name)
        subject = find_member(deps, conn, request, member)
        if subject is None:
            return card_views.render_unknown_member(name)
        return replace(_build_card_page(deps, conn, request, reader, subject), lead=lead)


def _build_card_page(deps: Deps, conn: Connection, request: Request, reader: Member, member: Member) -> CardPage:
    now = deps.clock.now()
    pair = {"workspace": request.workspace, "author": reader.id, "member": member.id}
    return CardPage(
        card=read_card_and_log(deps, conn, reader, member),
        catalog=deps.catalog.of(request.workspace),
        now=now,
        today=reader.today(now),
        zone=reader.zone,
        key=request.key,
        notes=notes_service.list_own_notes(conn, **pair, limit=card_views.NOTES_ON_CARD, offset=0),
        note_count=notes_service.count_own_notes(conn, **pair),
    )


def answer_seen_by_mentor(deps: Deps, request: Request) -> Message:
    """Answer `/roadmate seen-by-mentor @mentor`: the card as that mentor sees it, or the first who may."""
    _, people = extract_people(request.text)
    viewer = people[0] if people else MentionedPerson("", "")
    view = read_learner_view(deps, request, viewer.id, viewer.name)
    return learner_view.render_learner_view(view, deps.catalog.of(request.workspace), deps.clock.now())


def open_learner_view(deps: Deps, request: Request) -> Response:
    """Open what the reader's mentor sees in a window; the button's value is a mentor's id, or nothing."""
    view = read_learner_view(deps, request, "" if request.text in ("", "-") else parse_user_id(request.text))
    return learner_view.render_learner_view_modal(view, deps.catalog.of(request.workspace), deps.clock.now())


def read_learner_view(deps: Deps, request: Request, viewer_id: str, name: str = "") -> LearnerView:
    """Return the facts that a mentor gets: those of the viewer if they may see them, else of the first who may.

    `name` is the viewer's name as typed.
    """
    with deps.database.read() as conn:
        member = find_requester(deps, conn, request)
        viewers = visibility.list_viewers_by_role(
            conn, workspace=member.workspace, member=member.id, settings=deps.settings
        )
        chosen = viewers.choose(viewer_id)
        looks = audit_log.list_looks_at(conn, member=member, limit=learner_view.MAX_LOOKS)
        notes = notes_service.list_shared_notes(
            conn, workspace=request.workspace, member=member.id, limit=learner_view.MAX_SHARED_NOTES
        )
        names = members.read_names(
            conn, workspace=request.workspace, member_ids={viewer_id, *_mentioned_people(looks, notes)}
        )
        card = read_card_as(deps, conn, chosen.id if chosen else "", member)
    viewer_name = names.get(viewer_id) or name or ("That person" if viewer_id else "")
    is_refused = viewer_id != request.member and (chosen is None or chosen.id != viewer_id)
    return LearnerView(card, viewers, chosen, looks, notes, names, viewer_name if is_refused else "")


def _mentioned_people(looks: tuple[AuditRecord, ...], notes: tuple[MentorNote, ...]) -> set[str]:
    return {each.actor for each in looks} | {each.author for each in notes}
