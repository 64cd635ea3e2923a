"""`/roadmap`: content looked up and shared, and what to learn next."""

from __future__ import annotations

from typing import Final

from bot.catalog.lookup.subjects import is_full_name
from bot.catalog.models import Roadmap
from bot.core.plan import member_plan, progress
from bot.core.plan.progress import NamedArea
from bot.deps import Deps
from bot.dispatch import share
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.help import views as help_views
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.roadmap.rules import query
from bot.features.roadmap.rules.results import NothingFound, QueryChoice
from bot.features.roadmap.views import pages, topics
from bot.features.roadmap.views.fragments import RoadmapPageContext
from bot.slack.message import AnyMessage, RenderedTemplate
from bot.slack.payloads import PayloadError, PendingEntryPayload, RoadmapQueryPayload, decode_payload

NAME = "roadmap"

MAX_QUERY_LENGTH: Final = 400  # characters; the catalog reads no further either
HOUR_MINUTES: Final = 60

PageKey = tuple[str, str, int]


class PageCache:
    """Finished answers by catalog version, query and page: the same question is rendered once."""

    def __init__(self, max_pages: int = 2000, max_query_length: int = 100) -> None:
        self._max_pages = max_pages
        self._max_query_length = max_query_length
        self._pages: dict[PageKey, RenderedTemplate] = {}

    def get(self, key: PageKey) -> RenderedTemplate | None:
        """Return the answer, or None."""
        return self._pages.get(key)

    def put(self, key: PageKey, page: RenderedTemplate) -> None:
        """Keep an answer; a full cache starts empty again, and long queries, which nobody repeats, stay out."""
        if len(key[1]) > self._max_query_length:
            return
        if len(self._pages) >= self._max_pages:
            self._pages = {}
        self._pages[key] = page

    def __len__(self) -> int:
        return len(self._pages)


def register(app: Router, deps: Deps) -> None:
    """Register the command and its buttons, which share a cache of finished answers."""
    cache = PageCache()

    def open_page(deps: Deps, request: Request) -> AnyMessage:
        return answer_query(deps, request, _parse_query_payload(request.text), cache)

    app.on_command(deps, NAME, lambda deps, request: answer_roadmap(deps, request, cache))
    app.on_click(deps, "roadmap.open", open_page)
    app.on_click(deps, "roadmap.share", share_page)
    app.on_click(deps, "roadmap.drop", cancel_share)
    app.on_click(deps, "roadmap.log", log_topic_hour)


def answer_roadmap(deps: Deps, request: Request, cache: PageCache | None = None) -> AnyMessage:
    """Answer what was typed after `/roadmap`."""
    lookup = RoadmapQueryPayload.model_construct(query=normalize_query(request.text), page=0, key="")
    return answer_query(deps, request, lookup, cache)


def answer_query(
    deps: Deps, request: Request, lookup: RoadmapQueryPayload, cache: PageCache | None = None
) -> AnyMessage:
    """Return a page of what a query asks for; only `next` is about the person who asks."""
    catalog = deps.catalog.current()
    key = (catalog.version, lookup.query, lookup.page)
    if cache is not None and (cached := cache.get(key)):
        return cached
    page_context = RoadmapPageContext(catalog, lookup)
    if (answer := _answer_subcommand(deps, request, page_context)) is not None:
        return answer
    result = query.parse_query(catalog, lookup.query)
    page = RenderedTemplate(pages.render_query_result(page_context, result).response_json())
    if cache is not None:
        cache.put(key, page)
    return page


def normalize_query(text: str) -> str:
    """Return the text with case and spaces evened out, and without invisible characters."""
    plain = text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain[: MAX_QUERY_LENGTH * 2].casefold().split())[:MAX_QUERY_LENGTH]


def show_next_step(
    deps: Deps,
    request: Request,
    page_context: RoadmapPageContext,
    *,
    area_match: NamedArea | None = None,
    is_share_requested: bool = False,
) -> AnyMessage:
    """Show what to learn next, in an area or by the plan's priority, by level and by what the member has logged."""
    today = requester_today(deps, request)
    with deps.database.read() as conn:
        known = member_plan.read_learning_record(conn, workspace=request.workspace, member=request.member)
    area, roadmap = (area_match.area, area_match.matched_by) if area_match else (None, None)
    road = roadmap if isinstance(roadmap, Roadmap) else None
    step = progress.choose_next_step(page_context.catalog, known, area, roadmap=road)
    pending = None
    if step:
        topic_ref = page_context.catalog.find_topic(step.subject.id)
        roadmap, topic = (topic_ref.roadmap.id, topic_ref.id) if topic_ref else (None, None)
        pending = PendingEntryPayload(
            key=request.key, minutes=HOUR_MINUTES, area=step.area.id, roadmap=roadmap, topic=topic, day=today
        )
    return topics.render_next_step(page_context, step, pending, is_share_requested=is_share_requested)


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
    lookup, catalog = decode_payload(RoadmapQueryPayload, request.text), deps.catalog.current()
    event = f"share:{request.workspace}:{lookup.key}"
    page_context = RoadmapPageContext(catalog, lookup, with_buttons=False)
    page = pages.render_query_result(page_context, query.parse_query(catalog, lookup.query))
    return share.share_once(deps, request, event, pages.render_shared_page(page_context, page))


def cancel_share(_deps: Deps, _request: Request) -> AnyMessage:
    """Share nothing."""
    return pages.render_share_cancelled()


def log_topic_hour(deps: Deps, request: Request) -> AnyMessage:
    """Book an hour of today on the topic whose page the button stands on."""
    topic_ref = deps.catalog.current().find_topic(request.text)
    if topic_ref is None:
        raise PayloadError("topic")
    local = deps.directory.ensure_member(request.workspace, request.member, request.name)
    hour = PendingEntryPayload(
        key=request.key,
        minutes=HOUR_MINUTES,
        area=topic_ref.topic.areas[0],
        roadmap=topic_ref.roadmap.id,
        topic=topic_ref.id,
        day=local.today(deps.clock.now()),
    )
    return hours_log_command.press_book(deps, request.with_text(hour.encode()))


def _answer_subcommand(deps: Deps, request: Request, page_context: RoadmapPageContext) -> AnyMessage | None:
    """Answer the words of `/roadmap` that name no content; None for content."""
    match page_context.lookup.query.split():
        case [*words, "help"] if words[:1] != ["search"]:
            return help_views.render_command_help(deps.commands, NAME)
        case ["search"]:
            return pages.render_search_words_missing(page_context)
        case ["next", *words, "share"]:
            return _show_next_step_in(deps, request, page_context, words, is_share_requested=True)
        case ["next", *words]:
            return _show_next_step_in(deps, request, page_context, words)
        case ["list", *words] | [*words, "list"] if is_full_name(page_context.catalog, " ".join(words)):
            return answer_query(deps, request, page_context.lookup.model_copy(update={"query": " ".join(words)}))
        case [*words, "next"] if is_full_name(page_context.catalog, " ".join(words)):
            return _show_next_step_in(deps, request, page_context, words)
        case [*words, "share"] | ["share", *words]:
            return preview_share(request, page_context, " ".join(words))
    return None


def _show_next_step_in(
    deps: Deps,
    request: Request,
    page_context: RoadmapPageContext,
    words: list[str],
    *,
    is_share_requested: bool = False,
) -> AnyMessage:
    """Show what to learn next in what the words name; where they name nothing, in the whole plan."""
    named = progress.find_area(page_context.catalog, " ".join(words)) if words else None
    known = named if isinstance(named, NamedArea) else None
    return show_next_step(deps, request, page_context, area_match=known, is_share_requested=is_share_requested)


def _parse_query_payload(value: str) -> RoadmapQueryPayload:
    """Return the query of a button's value: a payload, or the words themselves. Raises PayloadError."""
    if value.startswith("{"):
        payload = decode_payload(RoadmapQueryPayload, value)
        return payload.model_copy(update={"query": normalize_query(payload.query)})
    return RoadmapQueryPayload(query="" if value == "-" else normalize_query(value))
