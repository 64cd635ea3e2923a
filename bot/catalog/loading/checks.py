"""What no single file can know: ids that are unique, references that lead somewhere, names that do not collide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from bot.catalog.loading.strict_yaml import Path
from bot.catalog.lookup.edit_distance import closest
from bot.catalog.lookup.words import key
from bot.catalog.models import LEVELS, Facet, Integrations, Levels, Plan, Roadmap, Strict, Topic
from bot.catalog.problems import Problem

Shape = TypeVar("Shape", bound=Strict)

# What `/roadmap` understands as a request of its own, so no roadmap can be called that.
RESERVED: Final = ("search", "next", "help", "share")
EXPORTED: Final = ("id", "name", "categories", "maturity_levels")


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as it was read, before its broken items were taken out."""

    data: Any
    lines: Mapping[Path, int]
    broken: frozenset[Path]


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Shape]):
    """A file's model, None where it is broken or missing, and the line of each path in it."""

    file: str
    model: Shape | None
    lines: Mapping[Path, int]
    whole: bool = True
    """False where broken items were taken out, so that what is missing means nothing."""
    raw: Raw | None = None
    """What was read, where the model does not hold all of it."""

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at a path of this file."""
        return Problem(self.file, line_of(self.lines, path), message)


@dataclass(frozen=True, slots=True)
class Sheets:
    """All files of a content directory."""

    roadmaps: tuple[Sheet[Roadmap], ...]
    plan: Sheet[Plan]
    levels: Sheet[Levels]
    integrations: Sheet[Integrations]

    def roadmap_ids(self) -> tuple[str, ...]:
        """Also those of broken files, so that one mistake is reported once."""
        return tuple(sheet.model.id if sheet.model else _stem(sheet.file) for sheet in self.roadmaps)

    def area_ids(self) -> tuple[str, ...] | None:
        """Also those of broken areas; None when not all can be read: then nothing can be said about references."""
        if self.plan.raw:
            return raw_ids(self.plan.raw.data, "areas")
        return tuple(area.id for area in self.plan.model.areas) if self.plan.model else None


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def raw_ids(data: object, key: str) -> tuple[str, ...] | None:
    """The ids of a list of items as read; None if an item has none that can be read."""
    items = data.get(key) if isinstance(data, dict) else None
    if not isinstance(items, list):
        return None
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    found = tuple(each for each in ids if isinstance(each, str))
    return found if len(found) == len(items) else None


def check(sheets: Sheets) -> Iterator[Problem]:
    """Every problem across files and across the parts of a file."""
    for sheet in sheets.roadmaps:
        if sheet.model:
            yield from _roadmap(sheet, sheet.model, sheets)
            yield from _aliases(sheet, sheet.model)
    if sheets.plan.model:
        yield from _plan(sheets.plan, sheets.plan.model, sheets)
    if sheets.levels.model:
        yield from _levels(sheets.levels, sheets.levels.model)
    if sheets.integrations.model:
        yield from _integrations(sheets.integrations, sheets.integrations.model, sheets)
    yield from _names(sheets)


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".yaml")


def _unknown(kind: str, value: str, known: Iterable[str]) -> str:
    near = closest(value, known)
    return f"unknown {kind} '{value}'" + (f", did you mean {near}?" if near else "")


def refer(
    sheet: Sheet[Shape], path: Path, values: Iterable[str], kind: str, known: tuple[str, ...] | None
) -> Iterator[Problem]:
    """References that lead nowhere or stand twice."""
    seen: set[str] = set()
    for at, value in enumerate(values):
        if known is not None and value not in known:
            yield sheet.problem((*path, at), _unknown(kind, value, known))
        elif value in seen:
            yield sheet.problem((*path, at), f"{kind} '{value}' stands here twice")
        seen.add(value)


def _roadmap(sheet: Sheet[Roadmap], roadmap: Roadmap, sheets: Sheets) -> Iterator[Problem]:
    if roadmap.id != _stem(sheet.file):
        yield sheet.problem(("id",), f"the file of roadmap '{roadmap.id}' has to be named {roadmap.id}.yaml")
    yield from refer(sheet, ("area",), (roadmap.area,), "area", sheets.area_ids())
    if sheet.whole and not roadmap.categories:
        yield sheet.problem(("categories",), "a roadmap needs at least one category with topics")
    for category, topics in roadmap.categories.items():
        if sheet.whole and not topics:
            yield sheet.problem(("categories", category), f"category '{category}' has no topics")
    seen: dict[str, int] = {}
    facets = tuple(facet.id for facet in roadmap.facets.items) if roadmap.facets else ()
    for path, topic in _topics(roadmap):
        yield from _topic_ids(sheet, path, topic, roadmap.id, seen)
        yield from refer(sheet, (*path, "areas"), topic.areas, "area", sheets.area_ids())
        yield from refer(sheet, (*path, "facets"), topic.facets, "facet", facets)
    yield from _facets(sheet, roadmap, {facet for _, topic in _topics(roadmap) for facet in topic.facets})


def _topics(roadmap: Roadmap) -> Iterator[tuple[Path, Topic]]:
    for category, topics in roadmap.categories.items():
        for at, topic in enumerate(topics):
            yield ("categories", category, at), topic


def _topic_ids(sheet: Sheet[Roadmap], path: Path, topic: Topic, parent: str, seen: dict[str, int]) -> Iterator[Problem]:
    yield from _item_id(sheet, (*path, "id"), topic.id, parent, seen)
    for at, subtopic in enumerate(topic.subtopics):
        yield from _item_id(sheet, (*path, "subtopics", at, "id"), subtopic.id, topic.id, seen)


def _item_id(sheet: Sheet[Shape], path: Path, item: str, parent: str, seen: dict[str, int]) -> Iterator[Problem]:
    """Ids begin with their parent's, which also keeps them apart between files."""
    if item in seen:
        yield sheet.problem(path, f"id '{item}' stands here again (first in line {seen[item]})")
    elif not item.startswith(f"{parent}."):
        yield sheet.problem(path, f"id '{item}' has to begin with '{parent}.'")
    seen.setdefault(item, line_of(sheet.lines, path))


def _facets(sheet: Sheet[Roadmap], roadmap: Roadmap, used: set[str]) -> Iterator[Problem]:
    if roadmap.facets is None:
        return
    if roadmap.facets.key in EXPORTED:
        yield sheet.problem(("facets", "key"), f"'{roadmap.facets.key}' is a key of every roadmap, choose another")
    seen: set[str] = set()
    for at, facet in enumerate(roadmap.facets.items):
        path: Path = ("facets", "items", at)
        if facet.id in seen:
            yield sheet.problem(path, f"facet '{facet.id}' stands here again")
        elif sheet.whole and facet.id not in used:
            yield sheet.problem(path, f"facet '{facet.id}' has no topics")
        seen.add(facet.id)


def _aliases(sheet: Sheet[Roadmap], roadmap: Roadmap) -> Iterator[Problem]:
    """Within a roadmap an alias means one thing: not two, and not what another topic is called."""
    places = list(_topics(roadmap))
    owners: dict[str, tuple[Path, str]] = {}
    names = {key(topic.name): (path, topic.name) for path, topic in reversed(places)}
    facets = roadmap.facets.items if roadmap.facets else ()
    owning: list[tuple[Path, Topic | Facet]] = [
        *places,
        *((("facets", "items", n), each) for n, each in enumerate(facets)),
    ]
    aliases = [((*path, "aliases", at), path, alias) for path, each in owning for at, alias in enumerate(each.aliases)]
    for line, path, alias in aliases:
        form = key(alias)
        if not form:
            yield sheet.problem(line, f"alias '{alias}' holds no letters")
        elif form in owners and owners[form] != (path, alias) and owners[form][0] == path:
            continue  # two spellings of one alias on one thing do no harm
        elif form in owners:
            yield sheet.problem(line, f"alias '{alias}' stands twice: line {line_of(sheet.lines, owners[form][0])} too")
        elif path[0] == "categories" and form in names and names[form][0] != path:
            yield sheet.problem(line, f"alias '{alias}' is the name of another topic: {names[form][1]}")
        owners.setdefault(form, (path, alias))


def _plan(sheet: Sheet[Plan], plan: Plan, sheets: Sheets) -> Iterator[Problem]:
    ids: set[str] = set()
    priorities: dict[int, str] = {}
    seen: dict[str, int] = {}
    for at, area in enumerate(plan.areas):
        path: Path = ("areas", at)
        if area.id in ids:
            yield sheet.problem((*path, "id"), f"area '{area.id}' stands here again")
        if area.priority in priorities:
            taken = priorities[area.priority]
            yield sheet.problem((*path, "priority"), f"priority {area.priority} is that of '{taken}' already")
        ids.add(area.id)
        priorities.setdefault(area.priority, area.id)
        yield from refer(sheet, (*path, "roadmaps"), area.roadmaps, "roadmap", sheets.roadmap_ids())
        for number, assignment in enumerate(area.assignments):
            yield from _item_id(sheet, (*path, "assignments", number, "id"), assignment.id, area.id, seen)


def _levels(sheet: Sheet[Levels], levels: Levels) -> Iterator[Problem]:
    found = tuple(level.id for level in levels.levels)
    if sheet.whole and found != LEVELS:
        yield sheet.problem(("levels",), f"the levels have to be {', '.join(LEVELS)}, each once and in this order")


def _integrations(sheet: Sheet[Integrations], integrations: Integrations, sheets: Sheets) -> Iterator[Problem]:
    ids: set[str] = set()
    for at, section in enumerate(integrations.integrations):
        path: Path = ("integrations", at)
        if section.id in ids:
            yield sheet.problem((*path, "id"), f"integration '{section.id}' stands here again")
        ids.add(section.id)
        yield from refer(sheet, (*path, "of"), (section.of,), "roadmap", sheets.roadmap_ids())
        yield from refer(sheet, (*path, "to"), section.to, "roadmap", sheets.roadmap_ids())
        if section.of in section.to:
            yield sheet.problem((*path, "to", section.to.index(section.of)), f"'{section.of}' integrates with itself")


@dataclass(frozen=True, slots=True)
class _Called:
    """Something that answers to a name, and where that name is written."""

    owner: str
    name: str
    problem_at: tuple[Sheet[Roadmap] | Sheet[Plan], Path]


def _names(sheets: Sheets) -> Iterator[Problem]:
    """Roadmaps and areas share one set of names, for people type either without saying which."""
    owners: dict[str, str] = {key(word): f"command '{word}'" for word in RESERVED}
    for called in _called(sheets):
        sheet, path = called.problem_at
        form = key(called.name)
        owner = owners.setdefault(form, called.owner)
        if not form:
            yield sheet.problem(path, f"'{called.name}' holds no letters to call it by")
        elif owner != called.owner:
            yield sheet.problem(path, f"'{called.name}' is also what {owner} goes by")


def _called(sheets: Sheets) -> Iterator[_Called]:
    for sheet in sheets.roadmaps:
        if roadmap := sheet.model:
            owner = f"roadmap '{roadmap.id}'"
            yield _Called(owner, roadmap.id, (sheet, ("id",)))
            yield _Called(owner, roadmap.name, (sheet, ("name",)))
            for at, alias in enumerate(roadmap.aliases):
                yield _Called(owner, alias, (sheet, ("aliases", at)))
    for at, area in enumerate(sheets.plan.model.areas if sheets.plan.model else ()):
        owner = f"area '{area.id}'"
        yield _Called(owner, area.id, (sheets.plan, ("areas", at, "id")))
        yield _Called(owner, area.name, (sheets.plan, ("areas", at, "name")))
        for number, alias in enumerate(area.aliases):
            yield _Called(owner, alias, (sheets.plan, ("areas", at, "aliases", number)))
