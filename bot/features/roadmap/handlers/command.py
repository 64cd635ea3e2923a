"""`/roadmap`: content looked up and shared, and what to learn next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.catalog.lookup.subjects import is_full_name
from bot.catalog.models import RoadmapPart
from bot.deps import Deps
from bot.dispatch.request import Request, Response
from bot.dispatch.router import Router
from bot.features.help import views as help_views
from bot.features.quiz.handlers.questions import answer_quiz
from bot.features.roadmap.handlers.next_step import log_topic_hour, show_next_step_in
from bot.features.roadmap.handlers.own_words import answer_about_own, ask_about_slip
from bot.features.roadmap.handlers.pages import PageCache, show_cached, show_page
from bot.features.roadmap.handlers.sharing import cancel_share, preview_share, share_page
from bot.features.roadmap.views import pages
from bot.features.roadmap.views.fragments import RoadmapPageContext
from bot.slack.payloads import RoadmapQueryPayload, decode_payload
from bot.ui.not_shown import explain_not_shown, render_not_shown

NAME = "roadmap"

_BESIDE_NAMES: Final = frozenset(("list", "mine", "next", "path", "share"))
MAX_QUERY_LENGTH: Final = 400  # characters; the catalog reads no further either


def register(app: Router, deps: Deps) -> None:
    """Register the command and its buttons, which share a cache of finished answers."""
    cache = PageCache()

    def open_page(deps: Deps, request: Request) -> Response:
        current_id = deps.catalog.of(request.workspace).current_id
        return answer_query(deps, request, _parse_query_payload(request.text, current_id), cache)

    app.on_command(deps, NAME, lambda deps, request: answer_roadmap(deps, request, cache))
    app.on_click(deps, "roadmap.open", open_page)
    app.on_click(deps, "roadmap.share", share_page)
    app.on_click(deps, "roadmap.drop", cancel_share)
    app.on_click(deps, "roadmap.log", log_topic_hour)


def answer_roadmap(deps: Deps, request: Request, cache: PageCache | None = None) -> Response:
    """Answer what was typed after `/roadmap`."""
    lookup = RoadmapQueryPayload.model_construct(query=normalize_query(request.text), page=0, key="")
    return answer_query(deps, request, lookup, cache)


def answer_query(deps: Deps, request: Request, lookup: RoadmapQueryPayload, cache: PageCache | None = None) -> Response:
    """Return a page of what a query asks for; only `next` and what one marked are about the person who asks."""
    page_context = RoadmapPageContext(deps.catalog.of(request.workspace), lookup)
    return (
        answer_about_own(deps, request, page_context)  # before the cache: the answer is each reader's own
        or show_cached(deps, request, page_context, cache)
        or _answer_subcommand(deps, request, page_context)
        or _explain_hidden(page_context)
        or ask_about_slip(deps, request, lookup.query.split())
        or show_page(deps, request, page_context, cache)
    )


def normalize_query(text: str) -> str:
    """Return the text with case and spaces evened out, and without invisible characters."""
    plain = text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain[: MAX_QUERY_LENGTH * 2].casefold().split())[:MAX_QUERY_LENGTH]


def _answer_subcommand(deps: Deps, request: Request, page_context: RoadmapPageContext) -> Response | None:
    """Answer the words of `/roadmap` that name no content; None for content."""
    match page_context.lookup.query.split():
        case [*words, "help"] if words[:1] != ["search"]:
            return help_views.render_command_help(deps.commands, NAME)
        case ["search"]:
            return pages.render_search_words_missing(page_context)
        case ["quiz", *words] | [*words, "quiz"]:
            return answer_quiz(deps, request, " ".join(words))
        case ["next", *words, "share"]:
            return show_next_step_in(deps, request, page_context, words, is_share_requested=True)
        case ["next", *words]:
            return show_next_step_in(deps, request, page_context, words)
        case ["list", *words] | [*words, "list"] if is_full_name(page_context.catalog, " ".join(words)):
            return answer_query(deps, request, page_context.lookup.model_copy(update={"query": " ".join(words)}))
        case [*words, "next"] if is_full_name(page_context.catalog, " ".join(words)):
            return show_next_step_in(deps, request, page_context, words)
        case [*words, "share"] | ["share", *words]:
            return preview_share(request, page_context, " ".join(words))
    return None


def _explain_hidden(page_context: RoadmapPageContext) -> Response | None:
    """Say of the name of a roadmap that a layer hides, or of a part of it, that it is off.

    Words of a command may stand beside the name.
    """
    catalog = page_context.catalog
    place = catalog.find_topic_or_part(page_context.lookup.query)
    if isinstance(place, RoadmapPart) and catalog.is_hidden(place.roadmap.id):
        return render_not_shown(place.roadmap)
    words = [each for each in page_context.lookup.query.split() if each not in _BESIDE_NAMES]
    return explain_not_shown(catalog, " ".join(words))


def _parse_query_payload(value: str, current_id: Callable[[str], str]) -> RoadmapQueryPayload:
    """Return the query of a button's value: a payload, or the words themselves. Raises PayloadError."""
    if value.startswith("{"):
        payload = decode_payload(RoadmapQueryPayload, value, current_id)
        return payload.model_copy(update={"query": normalize_query(payload.query)})
    return RoadmapQueryPayload(query="" if value == "-" else normalize_query(value))
