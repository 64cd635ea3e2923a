"""`/roadmate waiting`: the reader's lists, page by page, and the switch of the reminders."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.waiting.rules.items import WaitingList
from bot.features.waiting.service import items, letters
from bot.features.waiting.views import lists
from bot.features.waiting.views.items import WaitingReader
from bot.features.waiting.views.lists import WaitingPage
from bot.slack.message import Message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import parse_offset


def register(app: Router, deps: Deps) -> None:
    """Route the buttons that lead to the list."""
    app.on_click(deps, "work.waiting", turn_page)


def answer_waiting(deps: Deps, request: Request) -> Message:
    """Answer whatever was typed after `/roadmate waiting`."""
    typed = request.text.strip().casefold()
    if typed in ("off", "stop", "on"):
        return _set_reminders(deps, request, is_on=typed == "on")
    if typed:
        return lists.render_unknown_words(escape(clip(request.text, 80)))
    return turn_page(deps, request)


def turn_page(deps: Deps, request: Request) -> Message:
    """Show a page of the reader's lists; a look at each member on it is recorded."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_colleague:
            return refuse_guest()
        waiting = items.read_waiting(conn, workspace=reader.workspace, settings=deps.settings)
        return show_page(deps, conn, reader, waiting, offset=parse_offset(request.text) or 0)


def show_page(deps: Deps, conn: Connection, reader: Member, waiting: WaitingList, *, offset: int = 0) -> Message:
    """Render a page, and record the looks."""
    now = deps.clock.now()
    mine, wanted, others = waiting.waiting_for(reader.id), waiting.wanted_by(reader.id), waiting.of_others(reader)
    page = WaitingPage(waiting, mine, wanted, others, offset)
    for owner in sorted(page.shown_owners):
        audit_log.record_look(conn, reader=reader, subject=owner, kind="work", now=now)
    return lists.render_waiting(page, deps.catalog.of(reader.workspace), WaitingReader(reader, now))


def refuse_guest() -> Message:
    """Refuse guests and those who have left."""
    return error_views.render_not_for_guests("The waiting list")


def _set_reminders(deps: Deps, request: Request, *, is_on: bool) -> Message:
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_colleague:
            return refuse_guest()
        letters.set_reminders(conn, workspace=reader.workspace, member=reader.id, is_on=is_on, now=deps.clock.now())
    return lists.render_reminders_set(is_on=is_on)
