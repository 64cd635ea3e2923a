"""Turn an outline into a roadmap: its upper names are categories, those inside are topics, and below are subtopics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.catalog.loading.strict_yaml import quote_shortened
from bot.catalog.lookup.word_matching import name_key
from bot.catalog.models import CATEGORY_TITLES, LEVELS
from bot.cli.packs.drafts.names import SlugMaker, make_slug
from bot.cli.packs.drafts.outline import Outline, OutlineItem
from bot.frozen import frozen
from bot.slack.mrkdwn import format_count

MAX_TOPICS: Final = 300
MAX_SUBTOPICS: Final = 12  # of a topic
MAX_CATEGORIES: Final = 24
MAX_NAME: Final = 80
MAX_TEXT: Final = 500
MAX_ID: Final = 100
LOOSE_CATEGORY: Final = "core_competencies"  # of names that nothing is inside of


@frozen
class DraftTopic:
    """A topic as a draft has it; `text` is empty where nothing says what it is."""

    id: str
    name: str
    level: str
    text: str
    subtopics: tuple[tuple[str, str], ...]
    """Ids and names."""


@dataclass(slots=True)
class DraftRoadmap:
    """A roadmap as a draft has it: titles of categories by id, topics by category."""

    id: str
    name: str
    titles: dict[str, str] = field(default_factory=dict)
    categories: dict[str, list[DraftTopic]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def topics(self) -> list[DraftTopic]:
        """Return all topics, in order."""
        return [each for topics in self.categories.values() for each in topics]


@frozen
class _Place:
    """A name that becomes a topic, with its category."""

    category: str
    item: OutlineItem


def draft_roadmap(outline: Outline, roadmap_id: str, name: str) -> DraftRoadmap:
    """Return the roadmap of an outline; the levels follow the order, a quarter each."""
    draft = DraftRoadmap(roadmap_id, name, left_out=list(outline.left_out))
    found = list(_places(outline.items, draft))
    if len(found) > MAX_TOPICS:
        draft.left_out.append(f"{format_count(len(found) - MAX_TOPICS, 'topic')} after the first {MAX_TOPICS}")
    slugs = SlugMaker()
    for at, place in enumerate(found[:MAX_TOPICS]):
        level = LEVELS[at * len(LEVELS) // min(len(found), MAX_TOPICS)]
        title = draft.titles.get(place.category, "")
        topic_id = f"{roadmap_id}.{slugs.take(place.item.name, beside=title)}"
        topic = DraftTopic(
            topic_id,
            _cut(place.item.name, MAX_NAME),
            level,
            _cut(place.item.text, MAX_TEXT),
            tuple(_subtopics(topic_id, place.item, draft)),
        )
        draft.categories.setdefault(place.category, []).append(topic)
    draft.titles = {each: title for each, title in draft.titles.items() if each in draft.categories}
    return draft


def _places(items: list[OutlineItem], draft: DraftRoadmap) -> Iterator[_Place]:
    """Yield what becomes a topic; a category beyond the last allowed one gives its topics to the last."""
    by_key = {name_key(title): each for each, title in CATEGORY_TITLES.items()}
    for item in items:
        if not item.children:
            yield _Place(LOOSE_CATEGORY, item)
            continue
        if item.text:
            draft.left_out.append(f"what is said about {quote_shortened(item.name)} as a whole")
        category = by_key.get(name_key(item.name))
        if category is None and len(draft.titles) >= MAX_CATEGORIES:
            category = next(reversed(draft.titles))
            draft.left_out.append(f"{quote_shortened(item.name)} as a category of its own")
        if category is None:
            category = _category_id(item.name, draft)
            by_key[name_key(item.name)] = category
            draft.titles[category] = _cut(item.name, MAX_NAME)
        for child in item.children:
            yield _Place(category, child)


def _category_id(name: str, draft: DraftRoadmap) -> str:
    slug = make_slug(name, limit=32).replace("-", "_")
    slug = slug if slug[0].isalpha() else f"part_{slug}"
    taken = {*draft.titles, *CATEGORY_TITLES}
    return next(each for each in (slug, *(f"{slug}_{n}" for n in range(2, 1000))) if each not in taken)


def _subtopics(topic_id: str, item: OutlineItem, draft: DraftRoadmap) -> Iterator[tuple[str, str]]:
    """Yield the names inside a topic as its subtopics; what is deeper, or one too many, is left out."""
    slugs = SlugMaker()
    deeper = sum(len(list(_inside(each))) for each in item.children)
    if deeper:
        draft.left_out.append(f"{format_count(deeper, 'name')} deep inside {quote_shortened(item.name)}")
    if len(item.children) > MAX_SUBTOPICS:
        more = len(item.children) - MAX_SUBTOPICS
        draft.left_out.append(f"{format_count(more, 'name')} in {quote_shortened(item.name)} after {MAX_SUBTOPICS}")
    for each in item.children[:MAX_SUBTOPICS]:
        slug = slugs.take(each.name, limit=min(40, MAX_ID - 1 - len(topic_id)))
        yield f"{topic_id}.{slug}", _cut(each.name, MAX_NAME)


def _inside(item: OutlineItem) -> Iterator[OutlineItem]:
    for each in item.children:
        yield each
        yield from _inside(each)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
