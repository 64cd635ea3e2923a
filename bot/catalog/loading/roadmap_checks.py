"""Check roadmaps: ids, references, categories, levels, facets, and that an alias means one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import (
    KnownIds,
    ParsedFile,
    ParsedFiles,
    check_item_id,
    check_references,
    file_stem,
)
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.lookup.word_matching import name_key
from bot.catalog.models import CATEGORIES, Facet, Roadmap, Topic

PLUGIN_KEYS: Final = ("id", "name", "categories", "maturity_levels")


def check_roadmap(file: ParsedFile[Roadmap], roadmap: Roadmap, files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield what is wrong with the parts of a roadmap, and with what it refers to."""
    yield from _check_parts(file, roadmap, files)
    yield from _check_levels(file, roadmap)
    yield from _check_categories(file, roadmap)
    yield from _check_aliases(file, roadmap)


def _check_parts(file: ParsedFile[Roadmap], roadmap: Roadmap, files: ParsedFiles) -> Iterator[ContentProblem]:
    if roadmap.id != file_stem(file.name):
        yield file.problem_at(("id",), f"roadmap '{roadmap.id}' must be in a file named {roadmap.id}.yaml")
    yield from check_references(file, ("area",), (roadmap.area,), "area", files.area_ids)
    _, pack = files.areas.get(roadmap.id, (None, None))
    if pack == file.pack and roadmap.area != roadmap.id:
        yield file.problem_at(("area",), f"a roadmap with the id of area '{roadmap.id}' has to belong to it")
    seen: dict[str, int] = {}
    facets = KnownIds(tuple(facet.id for facet in roadmap.facets.items) if roadmap.facets else ())
    levels = KnownIds(roadmap.levels)
    for path, topic in topics_with_paths(roadmap):
        yield from _check_topic_ids(file, path, topic, roadmap.id, seen)
        yield from check_references(file, (*path, "areas"), topic.areas, "area", files.area_ids)
        yield from check_references(file, (*path, "facets"), topic.facets, "facet", facets)
        yield from check_references(file, (*path, "level"), (topic.level,), "level", levels)
    used = {facet for _, topic in topics_with_paths(roadmap) for facet in topic.facets}
    yield from _check_facets(file, roadmap, used)


def _check_levels(file: ParsedFile[Roadmap], roadmap: Roadmap) -> Iterator[ContentProblem]:
    yield from check_references(file, ("maturity_levels",), roadmap.maturity_levels or (), "level", None)
    levels = KnownIds(roadmap.levels)
    for level in roadmap.level_titles:
        yield from check_references(file, ("level_titles", level), (level,), "level", levels)


def _check_categories(file: ParsedFile[Roadmap], roadmap: Roadmap) -> Iterator[ContentProblem]:
    """Check that each category has topics and a title, and isn't taken for a facet."""
    if file.is_whole and not roadmap.categories:
        yield file.problem_at(("categories",), "a roadmap needs at least one category with topics")
    facets = {
        name_key(name): facet
        for facet in (roadmap.facets.items if roadmap.facets else ())
        for name in (facet.id, facet.name, *facet.aliases)
    }
    usual = KnownIds(CATEGORIES)
    owners: dict[str, str] = {}
    for category, topics in roadmap.categories.items():
        path: YamlPath = ("categories", category)
        title = roadmap.category_title(category)
        if file.is_whole and not topics:
            yield file.problem_at(path, f"category '{category}' has no topics")
        if category not in usual and category not in roadmap.category_titles:
            hint = usual.hint(category)
            yield file.problem_at(path, f"category '{category}' has no title: write one in category_titles{hint}")
        for key in dict.fromkeys((name_key(category), name_key(title))):
            if key in facets:
                yield file.problem_at(path, f"category '{category}' has the name of facet '{facets[key].id}'")
            if owners.setdefault(key, category) != category:
                yield file.problem_at(path, f"category '{category}' has the name of category '{owners[key]}'")
    known = KnownIds(tuple(roadmap.categories))
    for category in roadmap.category_titles if file.is_whole else ():
        if category not in known:
            message = f"a title of no category: there is no '{category}'{known.hint(category)}"
            yield file.problem_at(("category_titles", category), message)


def topics_with_paths(roadmap: Roadmap) -> Iterator[tuple[YamlPath, Topic]]:
    """Yield a roadmap's topics, each with where it is in the file."""
    for category, topics in roadmap.categories.items():
        for at, topic in enumerate(topics):
            yield ("categories", category, at), topic


def _check_topic_ids(
    file: ParsedFile[Roadmap], path: YamlPath, topic: Topic, parent: str, seen: dict[str, int]
) -> Iterator[ContentProblem]:
    yield from check_item_id(file, (*path, "id"), topic.id, parent, seen)
    for at, subtopic in enumerate(topic.subtopics):
        yield from check_item_id(file, (*path, "subtopics", at, "id"), subtopic.id, topic.id, seen)


def _check_facets(file: ParsedFile[Roadmap], roadmap: Roadmap, used: set[str]) -> Iterator[ContentProblem]:
    if roadmap.facets is None:
        return
    if roadmap.facets.key in PLUGIN_KEYS:
        yield file.problem_at(
            ("facets", "key"), f"'{roadmap.facets.key}' is a key every roadmap already has: choose another"
        )
    seen: set[str] = set()
    for at, facet in enumerate(roadmap.facets.items):
        path: YamlPath = ("facets", "items", at)
        if facet.id in seen:
            yield file.problem_at(path, f"facet '{facet.id}' is listed twice")
        elif file.is_whole and facet.id not in used:
            yield file.problem_at(path, f"facet '{facet.id}' has no topics")
        seen.add(facet.id)


def _check_aliases(file: ParsedFile[Roadmap], roadmap: Roadmap) -> Iterator[ContentProblem]:
    """Check that within a roadmap an alias means one thing, and is not another topic's name."""
    topics = list(topics_with_paths(roadmap))
    owners: dict[str, tuple[YamlPath, str]] = {}
    owner_names: dict[str, str] = {}
    names = {name_key(topic.name): (path, topic.name) for path, topic in reversed(topics)}
    facets = roadmap.facets.items if roadmap.facets else ()
    with_aliases: list[tuple[YamlPath, Topic | Facet]] = [
        *topics,
        *((("facets", "items", at), each) for at, each in enumerate(facets)),
    ]
    for path, each in with_aliases:
        for at, alias in enumerate(each.aliases):
            key, alias_path = name_key(alias), (*path, "aliases", at)
            if not key:
                yield file.problem_at(alias_path, f"alias '{alias}' has no letters")
            elif key in owners and owners[key] != (path, alias) and owners[key][0] == path:
                continue  # two spellings of one alias on one thing do no harm
            elif key in owners:
                yield _alias_problem(file, alias_path, alias, each.name, (owners[key][0], owner_names[key]))
            elif path[0] == "categories" and key in names and names[key][0] != path:
                yield file.problem_at(alias_path, f"alias '{alias}' is the name of another topic: {names[key][1]}")
            owners.setdefault(key, (path, alias))
            owner_names.setdefault(key, each.name)


def _alias_problem(
    file: ParsedFile[Roadmap], path: YamlPath, alias: str, owner: str, other: tuple[YamlPath, str]
) -> ContentProblem:
    """Return where an alias is used twice: at this path or, if the file doesn't have it, at that of the other owner."""
    other_path, other_name = other
    where = f"on line {file.lines[other_path]}" if other_path in file.lines else f"by {other_name}"
    if path[:-2] not in file.lines:
        path, where = (*other_path, "aliases"), f"by {owner}"
    return file.problem_at(path, f"alias '{alias}' is used twice, also {where}")
