"""`/roadmate content suggestions`: what waits and what is settled, and one of them in full."""

from __future__ import annotations

from typing import Final

from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.features.suggestions import letters
from bot.features.suggestions.handlers.access import find_readable, keeps_anything, refuse_guest
from bot.features.suggestions.payloads import PagePayload
from bot.features.suggestions.rules.suggestion import SuggestionFilter
from bot.features.suggestions.service import suggestions
from bot.features.suggestions.views import letters as letter_views
from bot.features.suggestions.views.lists import PER_PAGE, ListReader, SuggestionPage, render_list
from bot.slack.message import Message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import decode_payload

_EXAMPLES: Final = ("content suggestions", "content suggestions settled")


def answer_suggestions(deps: Deps, request: Request) -> Message:
    """List the suggestions that wait, or with `settled` those that are settled."""
    words = " ".join(request.text.split())
    is_settled = words.casefold() in ("settled", "done", "old", "closed")
    if words and not is_settled:
        return error_views.render_unknown_words(escape(clip(words, 60)), "content", _EXAMPLES)
    return _render_page(deps, request, PagePayload(is_settled=is_settled))


def press_page(deps: Deps, request: Request) -> Message:
    """Show the page that a button names."""
    return _render_page(deps, request, decode_payload(PagePayload, request.text))


def show_suggestion(deps: Deps, request: Request) -> Message:
    """Show one suggestion as it is now, with what its reader can do about it."""
    with deps.database.begin() as conn:
        found = find_readable(deps, conn, request, request.text)
        if isinstance(found, Message):
            return found
        catalog = deps.catalog.of(request.workspace)
        now = letters.read_now(conn, found.suggestion, workspace=request.workspace, catalog=catalog)
    if found.can_settle:
        return letter_views.render_for_keeper(now)
    return letter_views.render_for_author(now)


def _render_page(deps: Deps, request: Request, payload: PagePayload) -> Message:
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if refusal := refuse_guest(deps, conn, reader):
            return refusal
        is_own = not keeps_anything(conn, reader)
        wanted = SuggestionFilter(payload.is_settled, reader.id if is_own else "")
        total = suggestions.count_suggestions(conn, workspace=request.workspace, wanted=wanted)
        offset = payload.offset if payload.offset < total else 0
        found = suggestions.list_suggestions(
            conn, workspace=request.workspace, wanted=wanted, offset=offset, limit=PER_PAGE
        )
        names = letters.read_names(conn, request.workspace, *found)
    page = SuggestionPage(found, offset, total, is_settled=payload.is_settled, is_own=is_own)
    where = ListReader(reader.today(deps.clock.now()), reader.zone)
    return render_list(page, names, deps.catalog.of(request.workspace), where)
