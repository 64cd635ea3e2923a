"""Open what waits: as who can answer it sees it, as who waits for it does, or as an admin does."""

from __future__ import annotations

from bot.core import audit_log, levels
from bot.core.assignments import assignments
from bot.core.people import pairs as core_pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.help_requests.handlers import help_requests
from bot.features.help_requests.views import help_requests as help_views
from bot.features.levels import handlers as level_handlers
from bot.features.mentorship.views import messages as pair_messages
from bot.features.mentorship.views.pair import view_pair
from bot.features.plan.handlers import pages as plan_pages
from bot.features.waiting.handlers.lists import refuse_guest
from bot.features.waiting.payloads import WaitingPayload
from bot.features.waiting.rules.items import WaitingItem, WaitingKind, WaitingList
from bot.features.waiting.service import items
from bot.features.waiting.views import lists, pages
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import decode_payload


def register(app: Router, deps: Deps) -> None:
    """Route the button of each row."""
    app.on_click(deps, "waiting.open", open_item)


def open_item(deps: Deps, request: Request) -> Response:
    """Open what a row is about; what was answered meanwhile, or is not the reader's to see, is gone for them."""
    payload = decode_payload(WaitingPayload, request.text)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_colleague:
            return refuse_guest()
        waiting = items.read_waiting(conn, workspace=reader.workspace, settings=deps.settings)
        item = waiting.find(payload.item)
        if item is None or not waiting.may_open(item, reader):
            return lists.render_gone()
        if item.kind is WaitingKind.PROPOSAL:
            return _open_proposal(deps, item, waiting, reader)
        if item.owner == reader.id:
            return _open_own(deps, conn, reader, item, waiting)
        audit_log.record_look(conn, reader=reader, subject=item.owner, kind="work", now=deps.clock.now())
        return _open_for_answer(deps, conn, reader, item, waiting)


def _open_for_answer(deps: Deps, conn: Connection, reader: Member, item: WaitingItem, waiting: WaitingList) -> Message:
    """Show it with the buttons that answer it."""
    catalog, key = deps.catalog.of(reader.workspace), {"workspace": reader.workspace, "member": item.owner}
    match item.kind:
        case WaitingKind.HAND_IN:
            history = assignments.read_history(conn, **key, assignment=item.subject)
            if history is None:
                return lists.render_gone()
            owner = waiting.people.get(item.owner, reader)
            viewer = plan_pages.read_assignment_viewer(deps, conn, owner, [history], reader_id=reader.id)
            return pages.render_hand_in(item, waiting, history, catalog, viewer)
        case WaitingKind.LEVEL:
            roadmap, _, _ = item.subject.partition(" ")
            level = next(each for each in levels.list_member_levels(conn, **key) if each.roadmap == roadmap)
            return pages.render_level(item, waiting, level, catalog)
        case _:
            mentors = core_pairs.list_mentors(conn, workspace=reader.workspace, mentee=item.owner)
            return help_views.render_help_request_notification(
                waiting.names[item.owner],
                waiting.help_requests[item.subject],
                catalog,
                is_mentor=reader.id in mentors,
                has_mentor=bool(mentors),
                more=pages.way_on_buttons(item),
            )


def _open_own(deps: Deps, conn: Connection, reader: Member, item: WaitingItem, waiting: WaitingList) -> AnyMessage:
    """Show it to whoever waits, with what they can do meanwhile."""
    catalog = deps.catalog.of(reader.workspace)
    match item.kind:
        case WaitingKind.HAND_IN:
            key = {"workspace": reader.workspace, "member": reader.id, "assignment": item.subject}
            history = assignments.read_history(conn, **key)
            if history is None:
                return lists.render_gone()
            viewer = plan_pages.read_assignment_viewer(deps, conn, reader, [history], reader_id=reader.id)
            return pages.render_own_hand_in(item, waiting, history, catalog, viewer)
        case WaitingKind.LEVEL:
            roadmap = catalog.find_roadmap(item.subject.partition(" ")[0])
            if roadmap is None:
                return lists.render_gone()
            return level_handlers.show_roadmap_level(deps, conn, reader, roadmap)
        case _:
            help_request = waiting.help_requests[item.subject]
            return help_requests.help_request_page(deps, conn, reader, help_request, is_new=False)


def _open_proposal(deps: Deps, item: WaitingItem, waiting: WaitingList, reader: Member) -> Message:
    """Show a proposal: the question to those who were asked, where it stands to those who wait."""
    catalog, pair = deps.catalog.of(reader.workspace), waiting.proposals[item.subject]
    view = view_pair(catalog, pair, reader.id, waiting.names, reader.zone)
    if reader.id in item.awaited:
        return pair_messages.render_pair_question(view)
    if reader.id in item.waiters:
        return pair_messages.render_pair_exists(view, reader.today(deps.clock.now()))
    return pages.render_proposal_of_others(item, waiting, catalog)
