"""A page shown to a channel: previewed, then posted once."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import share
from bot.dispatch.request import Request
from bot.features.roadmap.rules import query
from bot.features.roadmap.rules.results import NothingFound, QueryChoice
from bot.features.roadmap.views import pages
from bot.features.roadmap.views.fragments import RoadmapPageContext
from bot.slack.message import AnyMessage
from bot.slack.payloads import RoadmapQueryPayload, decode_payload


def preview_share(request: Request, page_context: RoadmapPageContext, text: str) -> AnyMessage:
    """Show what everyone would see, and ask first; a question back is asked before that."""
    lookup = page_context.lookup.model_copy(update={"query": text})
    result = query.parse_query(page_context.catalog, text)
    if isinstance(result, (QueryChoice, NothingFound)):
        return pages.render_query_result(RoadmapPageContext(page_context.catalog, lookup, is_sharing=True), result)
    page = pages.render_query_result(RoadmapPageContext(page_context.catalog, lookup, with_buttons=False), result)
    return pages.render_share_preview(
        RoadmapPageContext(page_context.catalog, lookup),
        page,
        request.key[:200],
        conversation=share.conversation_noun(request),
    )


def share_page(deps: Deps, request: Request) -> AnyMessage:
    """Post what was previewed, once, however often the button is pressed."""
    catalog = deps.catalog.of(request.workspace)
    lookup = decode_payload(RoadmapQueryPayload, request.text, catalog.current_id)
    event = f"share:{request.workspace}:{lookup.key}"
    page_context = RoadmapPageContext(catalog, lookup, with_buttons=False)
    page = pages.render_query_result(page_context, query.parse_query(catalog, lookup.query))
    return share.share_once(deps, request, event, pages.render_shared_page(page_context, page))


def cancel_share(_deps: Deps, _request: Request) -> AnyMessage:
    """Share nothing."""
    return pages.render_share_cancelled()
