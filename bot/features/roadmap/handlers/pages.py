"""Pages of content, rendered once; and of a topic or roadmap, what its reader marked and colleagues keep on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core import helpful_links
from bot.core.helpful_links import HelpfulLink
from bot.core.knowing import states
from bot.core.knowing.states import KnownState
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.features.knowing.rules import count_known
from bot.features.roadmap.rules import query
from bot.features.roadmap.rules.results import RoadmapPage, TopicPage
from bot.features.roadmap.views import pages, topic
from bot.features.roadmap.views.fragments import OwnStates, RoadmapPageContext
from bot.frozen import frozen
from bot.slack.message import AnyMessage, RenderedTemplate
from bot.ui.helpful_link_text import add_helpful_links

PageKey = tuple[str, str, int, str]


@frozen
class CachedPage:
    """A finished answer made of content alone, and what it is about where something of its reader's is added."""

    page: RenderedTemplate
    about: TopicPage | RoadmapPage | None


class PageCache:
    """Finished answers by catalog version, query, page and variant: the same question is rendered once."""

    def __init__(self, max_pages: int = 2000, max_query_length: int = 100) -> None:
        self._max_pages = max_pages
        self._max_query_length = max_query_length
        self._pages: dict[PageKey, CachedPage] = {}

    def get(self, key: PageKey) -> CachedPage | None:
        """Return the answer, or None."""
        return self._pages.get(key)

    def put(self, key: PageKey, page: CachedPage) -> None:
        """Keep an answer; a full cache starts empty again, and long queries, which nobody repeats, stay out."""
        if len(key[1]) > self._max_query_length:
            return
        if len(self._pages) >= self._max_pages:
            self._pages = {}
        self._pages[key] = page

    def __len__(self) -> int:
        return len(self._pages)


def show_cached(
    deps: Deps, request: Request, page_context: RoadmapPageContext, cache: PageCache | None
) -> AnyMessage | None:
    """Return the page of a query that was rendered before, with its reader's own on it; None where it wasn't."""
    cached = cache.get(_key_of(page_context)) if cache is not None else None
    return _with_own(deps, request, cached, page_context, cache) if cached else None


def show_page(deps: Deps, request: Request, page_context: RoadmapPageContext, cache: PageCache | None) -> AnyMessage:
    """Return the page of a query about content, and keep it."""
    result = query.parse_query(page_context.catalog, page_context.lookup.query)
    about = result if isinstance(result, (TopicPage, RoadmapPage)) else None
    page = CachedPage(RenderedTemplate(pages.render_query_result(page_context, result).response_json()), about)
    if cache is not None:
        cache.put(_key_of(page_context), page)
    return _with_own(deps, request, page, page_context, cache)


def _key_of(context: RoadmapPageContext, variant: str = "") -> PageKey:
    return (context.catalog.version, context.lookup.query, context.lookup.page, variant)


def _with_own(
    deps: Deps, request: Request, cached: CachedPage, context: RoadmapPageContext, cache: PageCache | None
) -> AnyMessage:
    """Return a page as it is or, of a topic or roadmap, with what its reader marked and colleagues keep on it."""
    match cached.about:
        case TopicPage() as about:
            return _topic_page(deps, request, about, context, cache) or cached.page
        case RoadmapPage() as about:
            return _roadmap_page(deps, request, about, context, cache) or cached.page
    return cached.page


def _topic_page(
    deps: Deps, request: Request, about: TopicPage, context: RoadmapPageContext, cache: PageCache | None
) -> AnyMessage | None:
    """Return a topic's page with its reader's marks and colleagues' links; None where there are none.

    Without links it's rendered once for each state and day.
    """
    subjects = (about.topic_ref.id, *(each.id for each in about.topic_ref.topic.subtopics))
    found, links = _read_own_of_topic(deps, request, subjects)
    if not found and not links:
        return None
    today = requester_today(deps, request)
    own = OwnStates(found, today)
    if links:
        return topic.render_topic(replace(context, own=own), about, links)
    return _cached_page(context, about, f"{today} {own.states}", cache, own=own)


def _read_own_of_topic(
    deps: Deps, request: Request, subjects: Sequence[str]
) -> tuple[Mapping[str, KnownState], tuple[HelpfulLink, ...]]:
    """Read the reader's states of a topic and its parts, and what helped others with it; one statement for none."""
    key, reader, subject = {"workspace": request.workspace}, request.member, subjects[0]
    with deps.database.glance() as conn:
        words, has_links = helpful_links.read_page_signs(conn, **key, reader=reader, subject=subject)
        is_marked = any(each in words for each in subjects)
        found = states.read_states(conn, **key, member=reader) if is_marked else {}
        links = helpful_links.list_subject_links(conn, **key, reader=reader, subject=subject) if has_links else ()
    return {each: found[each] for each in subjects if each in found}, links


def _cached_page(
    context: RoadmapPageContext,
    about: TopicPage | RoadmapPage,
    variant: str,
    cache: PageCache | None,
    *,
    own: OwnStates | None = None,
    known: int = 0,
) -> RenderedTemplate:
    """Return a variant of a page with what is its reader's own, rendered once."""
    key = _key_of(context, variant)
    if cache is not None and (cached := cache.get(key)):
        return cached.page
    result = pages.render_query_result(replace(context, own=own, known=known), about)
    page = RenderedTemplate(result.response_json())
    if cache is not None:
        cache.put(key, CachedPage(page, None))
    return page


def _roadmap_page(
    deps: Deps, request: Request, about: RoadmapPage, context: RoadmapPageContext, cache: PageCache | None
) -> AnyMessage | None:
    """Return a roadmap's page with what its reader knows and colleagues keep; None where there is neither.

    Without links it's rendered once for each number of topics.
    """
    key, reader, subject = {"workspace": request.workspace}, request.member, about.roadmap.id
    with deps.database.glance() as conn:
        words, has_links = helpful_links.read_page_signs(conn, **key, reader=reader, subject=subject)
        links = helpful_links.list_subject_links(conn, **key, reader=reader, subject=subject) if has_links else ()
    known = count_known(context.catalog, about.roadmap, words)
    if not known and not links:
        return None
    page = _cached_page(context, about, str(known), cache, known=known)
    return add_helpful_links(page.to_message(), links, context.catalog) if links else page
