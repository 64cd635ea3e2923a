"""Check that Slack takes every page of the content: what the lint of single texts can't see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentProblem
from bot.features.roadmap.rules.query import parse_query
from bot.features.roadmap.rules.results import RoadmapPath, TopicList
from bot.features.roadmap.views import pages
from bot.features.roadmap.views.fragments import TOPICS_PER_PAGE, RoadmapPageContext
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.rules import check_message
from bot.slack.payloads import RoadmapQueryPayload


def find_refused_pages(
    catalog: Catalog, read_text: Callable[[str], str], roadmaps: Collection[str] | None = None
) -> Iterator[ContentProblem]:
    """Yield the pages of `/roadmap` that Slack would refuse, each at the line of what it is about.

    `read_text` returns the text of a file as problems name it. With `roadmaps`, only their pages are looked at.
    """
    below = catalog.packs[0].id if catalog.packs else ""
    for roadmap in catalog.roadmaps:
        if roadmaps is not None and roadmap.id not in roadmaps:
            continue
        pack = catalog.pack_of(roadmap.id)
        file = f"roadmaps/{roadmap.id}.yaml" if pack == below else f"{pack}/roadmaps/{roadmap.id}.yaml"
        lines = read_text(file).splitlines()
        parts = [f"{roadmap.id}/{each}" for each in roadmap.categories]
        parts += [f"{roadmap.id}/{each.id}" for each in (roadmap.facets.items if roadmap.facets else ())]
        for asked in (roadmap.id, f"{roadmap.id} path", *parts, *(each.id for each in catalog.list_topics(roadmap.id))):
            if reason := _refusal(catalog, asked):
                yield ContentProblem(file, _line_of(lines, asked), f"Slack would refuse the page {asked!r}: {reason}")


def _refusal(catalog: Catalog, asked: str) -> str:
    """Return why Slack refuses the page of a query, or any that one can turn to; empty where it takes them all."""
    found = parse_query(catalog, asked)
    listed = len(catalog.list_topics(found.roadmap.id)) if isinstance(found, RoadmapPath) else 0
    listed = len(found.topics) if isinstance(found, TopicList) else listed
    for page in range(listed // TOPICS_PER_PAGE + 1):  # past the last page is the last one
        context = RoadmapPageContext(catalog, RoadmapQueryPayload(query=asked, page=page))
        try:
            check_message(pages.render_query_result(context, found).post_arguments(), posted=True)
        except (RefusedError, ValueError) as error:  # a builder of blocks refuses what is too long by itself
            return str(error)
    return ""


def _line_of(lines: list[str], asked: str) -> int:
    """Return the line on which something has its id; the first where it isn't found."""
    name = asked.rsplit("/", maxsplit=1)[-1].split(" ", maxsplit=1)[0]
    return next((at for at, line in enumerate(lines, 1) if f"id: {name}" in line or f" {name}:" in line), 1)
