"""Check across files: ids are unique, references lead somewhere, names do not collide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.lookup.word_matching import closest_word, name_key
from bot.catalog.models import (
    LEVELS,
    ContentModel,
    Facet,
    IntegrationsFile,
    LevelsFile,
    PlanFile,
    Roadmap,
    SayingsFile,
    Topic,
)

ModelT = TypeVar("ModelT", bound=ContentModel)

# Subcommands of `/roadmap`, so no roadmap can have such a name.
RESERVED_WORDS: Final = ("search", "next", "help", "share")
PLUGIN_KEYS: Final = ("id", "name", "categories", "maturity_levels")
MAX_HINTS: Final = 100  # unknown ids for which a near one is looked for; a file full of them is read by nobody


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it was read, before its broken items were taken out."""

    data: Any
    lines: Mapping[YamlPath, int]
    broken: frozenset[YamlPath]


@dataclass(frozen=True, slots=True)
class ParsedFile(Generic[ModelT]):
    """A file's model, None where it is broken or missing, and the line of each path in it."""

    name: str
    model: ModelT | None
    lines: Mapping[YamlPath, int]
    is_whole: bool = True
    """False where broken items were taken out, so that what is missing means nothing."""
    raw: RawFile | None = None
    """What was read, where the model doesn't hold all of it."""

    def problem_at(self, path: YamlPath, message: str) -> ContentProblem:
        """Return a problem at a path of this file."""
        return ContentProblem(self.name, line_of(self.lines, path), message)


@dataclass(frozen=True)
class KnownIds:
    """The ids that a reference may name, asked for each in the same time however many there are."""

    ids: tuple[str, ...]
    _hints: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.ids)

    def __contains__(self, value: str) -> bool:
        return value in self._set

    def hint(self, value: str) -> str:
        """Return a hint at the id that was meant; empty where none is near, or once enough hints were given."""
        if value not in self._hints and len(self._hints) < MAX_HINTS:
            near = closest_word(value, self.ids)
            self._hints[value] = f", did you mean {near}?" if near else ""
        return self._hints.get(value, "")


@dataclass(frozen=True)
class ParsedFiles:
    """All files of a content directory."""

    roadmaps: tuple[ParsedFile[Roadmap], ...]
    plan: ParsedFile[PlanFile]
    levels: ParsedFile[LevelsFile]
    integrations: ParsedFile[IntegrationsFile]
    sayings: tuple[ParsedFile[SayingsFile], ...] = ()

    @cached_property
    def roadmap_ids(self) -> KnownIds:
        """All roadmap ids, also those of broken files, so that one mistake is reported once."""
        return KnownIds(tuple(file.model.id if file.model else file_stem(file.name) for file in self.roadmaps))

    @cached_property
    def area_ids(self) -> KnownIds | None:
        """All area ids, also of broken areas; None when not all can be read: then no reference is checked."""
        if self.plan.raw:
            return raw_ids(self.plan.raw.data, "areas")
        return KnownIds(tuple(area.id for area in self.plan.model.areas)) if self.plan.model else None


def line_of(lines: Mapping[YamlPath, int], path: YamlPath) -> int:
    """Return the line of a path or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def raw_ids(data: object, key: str) -> KnownIds | None:
    """Return the ids of a list of items as read; None if an item has none that can be read."""
    items = data.get(key) if isinstance(data, dict) else None
    if not isinstance(items, list):
        return None
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    readable = tuple(each for each in ids if isinstance(each, str))
    return KnownIds(readable) if len(readable) == len(items) else None


def check_content(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield every problem across files and across the parts of a file."""
    for file in files.roadmaps:
        if file.model:
            yield from _check_roadmap(file, file.model, files)
            yield from _check_aliases(file, file.model)
    if files.plan.model:
        yield from _check_plan(files.plan, files.plan.model, files)
    if files.levels.model:
        yield from _check_levels(files.levels, files.levels.model)
    if files.integrations.model:
        yield from _check_integrations(files.integrations, files.integrations.model, files)
    for sayings in files.sayings:
        if sayings.model:
            yield from _check_sayings(sayings, sayings.model, files)
    yield from _check_names(files)


def _check_sayings(file: ParsedFile[SayingsFile], said: SayingsFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield topics that no roadmap of the file's name has."""
    roadmap = next((each for each in files.roadmaps if file_stem(each.name) == file_stem(file.name)), None)
    if roadmap is None:
        yield file.problem_at((), f"no roadmap is called '{file_stem(file.name)}'")
    elif roadmap.model and roadmap.is_whole:
        topics = (topic.id for topics in roadmap.model.categories.values() for topic in topics)
        known = KnownIds(tuple(topics))
        for each in said.topics:
            if each not in known:
                yield file.problem_at(("topics", each), f"unknown topic '{each}'{known.hint(each)}")


def file_stem(file: str) -> str:
    """Return the name of a file without its folder and ending."""
    return file.rsplit("/", 1)[-1].removesuffix(".yaml")


def check_references(
    file: ParsedFile[ModelT], path: YamlPath, values: Iterable[str], kind: str, known: KnownIds | None
) -> Iterator[ContentProblem]:
    """Yield references that lead nowhere or are repeated."""
    seen: set[str] = set()
    for at, value in enumerate(values):
        if known is not None and value not in known:
            yield file.problem_at((*path, at), f"unknown {kind} '{value}'{known.hint(value)}")
        elif value in seen:
            yield file.problem_at((*path, at), f"{kind} '{value}' is listed twice")
        seen.add(value)


def _check_roadmap(file: ParsedFile[Roadmap], roadmap: Roadmap, files: ParsedFiles) -> Iterator[ContentProblem]:
    if roadmap.id != file_stem(file.name):
        yield file.problem_at(("id",), f"roadmap '{roadmap.id}' must be in a file named {roadmap.id}.yaml")
    yield from check_references(file, ("area",), (roadmap.area,), "area", files.area_ids)
    if file.is_whole and not roadmap.categories:
        yield file.problem_at(("categories",), "a roadmap needs at least one category with topics")
    for category, topics in roadmap.categories.items():
        if file.is_whole and not topics:
            yield file.problem_at(("categories", category), f"category '{category}' has no topics")
    seen: dict[str, int] = {}
    facets = KnownIds(tuple(facet.id for facet in roadmap.facets.items) if roadmap.facets else ())
    for path, topic in _topics_with_paths(roadmap):
        yield from _check_topic_ids(file, path, topic, roadmap.id, seen)
        yield from check_references(file, (*path, "areas"), topic.areas, "area", files.area_ids)
        yield from check_references(file, (*path, "facets"), topic.facets, "facet", facets)
    used = {facet for _, topic in _topics_with_paths(roadmap) for facet in topic.facets}
    yield from _check_facets(file, roadmap, used)


def _topics_with_paths(roadmap: Roadmap) -> Iterator[tuple[YamlPath, Topic]]:
    for category, topics in roadmap.categories.items():
        for at, topic in enumerate(topics):
            yield ("categories", category, at), topic


def _check_topic_ids(
    file: ParsedFile[Roadmap], path: YamlPath, topic: Topic, parent: str, seen: dict[str, int]
) -> Iterator[ContentProblem]:
    yield from _check_item_id(file, (*path, "id"), topic.id, parent, seen)
    for at, subtopic in enumerate(topic.subtopics):
        yield from _check_item_id(file, (*path, "subtopics", at, "id"), subtopic.id, topic.id, seen)


def _check_item_id(
    file: ParsedFile[ModelT], path: YamlPath, item: str, parent: str, seen: dict[str, int]
) -> Iterator[ContentProblem]:
    """Check that ids begin with their parent's, which also keeps them apart between files."""
    if item in seen:
        yield file.problem_at(path, f"id '{item}' is used twice (first on line {seen[item]})")
    elif not item.startswith(f"{parent}."):
        yield file.problem_at(path, f"id '{item}' must start with '{parent}.'")
    seen.setdefault(item, line_of(file.lines, path))


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
    topics = list(_topics_with_paths(roadmap))
    owners: dict[str, tuple[YamlPath, str]] = {}
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
                line = line_of(file.lines, owners[key][0])
                yield file.problem_at(alias_path, f"alias '{alias}' is used twice, also on line {line}")
            elif path[0] == "categories" and key in names and names[key][0] != path:
                yield file.problem_at(alias_path, f"alias '{alias}' is the name of another topic: {names[key][1]}")
            owners.setdefault(key, (path, alias))


def _check_plan(file: ParsedFile[PlanFile], plan: PlanFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    ids: set[str] = set()
    priorities: dict[int, str] = {}
    seen: dict[str, int] = {}
    for at, area in enumerate(plan.areas):
        path: YamlPath = ("areas", at)
        if area.id in ids:
            yield file.problem_at((*path, "id"), f"area '{area.id}' is listed twice")
        if area.priority in priorities:
            taken = priorities[area.priority]
            yield file.problem_at((*path, "priority"), f"priority {area.priority} is already taken by '{taken}'")
        ids.add(area.id)
        priorities.setdefault(area.priority, area.id)
        yield from check_references(file, (*path, "roadmaps"), area.roadmaps, "roadmap", files.roadmap_ids)
        for number, assignment in enumerate(area.assignments):
            yield from _check_item_id(file, (*path, "assignments", number, "id"), assignment.id, area.id, seen)


def _check_levels(file: ParsedFile[LevelsFile], levels: LevelsFile) -> Iterator[ContentProblem]:
    if file.is_whole and tuple(level.id for level in levels.levels) != LEVELS:
        yield file.problem_at(("levels",), f"the levels must be {', '.join(LEVELS)}, each once and in this order")


def _check_integrations(
    file: ParsedFile[IntegrationsFile], integrations: IntegrationsFile, files: ParsedFiles
) -> Iterator[ContentProblem]:
    ids: set[str] = set()
    for at, section in enumerate(integrations.integrations):
        path: YamlPath = ("integrations", at)
        if section.id in ids:
            yield file.problem_at((*path, "id"), f"integration '{section.id}' is listed twice")
        ids.add(section.id)
        yield from check_references(file, (*path, "of"), (section.of,), "roadmap", files.roadmap_ids)
        yield from check_references(file, (*path, "to"), section.to, "roadmap", files.roadmap_ids)
        if section.of in section.to:
            yield file.problem_at((*path, "to", section.to.index(section.of)), f"'{section.of}' integrates with itself")


@dataclass(frozen=True, slots=True)
class _NameClaim:
    """A name, the thing that has it, and where it is written."""

    owner: str
    name: str
    problem_at: tuple[ParsedFile[Roadmap] | ParsedFile[PlanFile], YamlPath]


def _check_names(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Check that roadmaps and areas share no name, since people type either without saying which."""
    owners: dict[str, str] = {name_key(word): f"command '{word}'" for word in RESERVED_WORDS}
    for claim in _name_claims(files):
        file, path = claim.problem_at
        key = name_key(claim.name)
        owner = owners.setdefault(key, claim.owner)
        if not key:
            yield file.problem_at(path, f"'{claim.name}' has no letters, so nobody could type it")
        elif owner != claim.owner:
            yield file.problem_at(path, f"'{claim.name}' already means {owner}")


def _name_claims(files: ParsedFiles) -> Iterator[_NameClaim]:
    for file in files.roadmaps:
        if roadmap := file.model:
            owner = f"roadmap '{roadmap.id}'"
            yield _NameClaim(owner, roadmap.id, (file, ("id",)))
            yield _NameClaim(owner, roadmap.name, (file, ("name",)))
            for at, alias in enumerate(roadmap.aliases):
                yield _NameClaim(owner, alias, (file, ("aliases", at)))
    for at, area in enumerate(files.plan.model.areas if files.plan.model else ()):
        owner = f"area '{area.id}'"
        yield _NameClaim(owner, area.id, (files.plan, ("areas", at, "id")))
        yield _NameClaim(owner, area.name, (files.plan, ("areas", at, "name")))
        for number, alias in enumerate(area.aliases):
            yield _NameClaim(owner, alias, (files.plan, ("areas", at, "aliases", number)))
