"""Files of content as they were parsed, and how to say what is wrong where in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from bot.catalog.content_model import ContentModel
from bot.catalog.lessons import LessonsFile, QuestionsFile, TopicLesson
from bot.catalog.loading.content_files import ContentProblem, pack_of_file
from bot.catalog.lookup.word_matching import closest_word
from bot.catalog.models import Area, IntegrationsFile, LevelsFile, PlanFile, Roadmap, SayingsFile, Topic
from bot.catalog.packs.renames_file import RenamesFile
from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.catalog.loading.strict_yaml import YamlPath  # a warm start does without YAML

ModelT = TypeVar("ModelT", bound=ContentModel)

MAX_HINTS: Final = 100  # unknown ids for which a near one is looked for; a file full of them is read by nobody


@frozen
class RawFile:
    """A file as it was read, before its broken items were taken out."""

    data: Any
    lines: Mapping[YamlPath, int]
    broken: frozenset[YamlPath]


@frozen
class ParsedFile(Generic[ModelT]):
    """A file's model, None where it is broken or missing, and the line of each path in it."""

    name: str
    model: ModelT | None
    lines: Mapping[YamlPath, int]
    is_whole: bool = True
    """False where broken items were taken out, so that what is missing means nothing."""
    flawed_lines: frozenset[int] = frozenset()
    """Lines that can't be read as they are meant: what follows from them is no news."""
    raw: RawFile | None = None
    """What was read, where the model doesn't hold all of it."""

    @property
    def pack(self) -> str:
        """The id of the pack that the file is of; empty for the one below all others."""
        return pack_of_file(self.name)

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


@frozen
class TopicPlace:
    """A topic and its roadmap, whose levels may not be checked yet."""

    roadmap: Roadmap
    topic: Topic

    @property
    def level_height(self) -> float:
        """How high the level is; 0 for one that the roadmap doesn't have, which is reported elsewhere."""
        return self.roadmap.level_height(self.topic.level) if self.topic.level in self.roadmap.levels else 0


@dataclass(frozen=True)
class ParsedFiles:
    """All files of a content directory, with those of the packs that are laid on it."""

    roadmaps: tuple[ParsedFile[Roadmap], ...]
    plan: ParsedFile[PlanFile]
    levels: ParsedFile[LevelsFile]
    integrations: ParsedFile[IntegrationsFile]
    sayings: tuple[ParsedFile[SayingsFile], ...] = ()
    lessons: tuple[ParsedFile[LessonsFile], ...] = ()
    questions: tuple[ParsedFile[QuestionsFile], ...] = ()
    more_plans: tuple[ParsedFile[PlanFile], ...] = ()
    """Those of other packs, likewise the next two."""
    more_levels: tuple[ParsedFile[LevelsFile], ...] = ()
    more_integrations: tuple[ParsedFile[IntegrationsFile], ...] = ()
    renames: tuple[ParsedFile[RenamesFile], ...] = ()
    packs: tuple[str, ...] = ("",)
    """The packs, as `ParsedFile.pack` names them, in order: where two don't go together, the later one is at fault."""

    @property
    def plans(self) -> tuple[ParsedFile[PlanFile], ...]:
        """The plans of all packs that have one."""
        return (self.plan, *self.more_plans)

    @property
    def integration_files(self) -> tuple[ParsedFile[IntegrationsFile], ...]:
        """The integrations of all packs that have any."""
        return (self.integrations, *self.more_integrations)

    @property
    def every(self) -> Iterator[ParsedFile[Any]]:
        """Yield the files of all kinds."""
        yield from self.plans
        yield from (self.levels, *self.more_levels)
        yield from self.integration_files
        for files in (self.roadmaps, self.sayings, self.lessons, self.questions, self.renames):
            yield from files

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each pack is among them."""
        return {pack: at for at, pack in enumerate(self.packs)}

    @cached_property
    def roadmap_ids(self) -> KnownIds:
        """All roadmap ids, also those of broken files, so that one mistake is reported once."""
        return KnownIds(tuple(file.model.id if file.model else file_stem(file.name) for file in self.roadmaps))

    @cached_property
    def area_ids(self) -> KnownIds | None:
        """All area ids, also of broken areas; None when not all can be read: then no reference is checked."""
        known = [_area_ids_of(plan) for plan in self.plans]
        return None if None in known else KnownIds(tuple(each for ids in known if ids for each in ids.ids))

    @cached_property
    def areas(self) -> dict[str, tuple[Area, str]]:
        """All areas that can be read, by id, each with its pack; of two with one id the first."""
        found = [(area, plan.pack) for plan in self.plans if plan.model for area in plan.model.areas]
        return {area.id: (area, pack) for area, pack in reversed(found)}

    @cached_property
    def topics(self) -> dict[str, TopicPlace]:
        """All topics that can be read, by id."""
        return {
            topic.id: TopicPlace(file.model, topic)
            for file in self.roadmaps
            if file.model
            for topics in file.model.categories.values()
            for topic in topics
        }

    @cached_property
    def topic_ids(self) -> KnownIds | None:
        """All topic ids, also of broken topics; None when not all can be read."""
        known = [topic_ids_of(file) for file in self.roadmaps]
        return None if None in known else KnownIds(tuple(each for ids in known if ids for each in ids.ids))

    @cached_property
    def lessons_by_topic(self) -> dict[str, TopicLesson]:
        """All lessons that can be read, by topic."""
        return {topic: lesson for file in self.lessons if file.model for topic, lesson in file.model.topics.items()}

    def lessons_beside(self, file: ParsedFile[ModelT]) -> ParsedFile[LessonsFile] | None:
        """Return the lessons of the same roadmap as a file of another folder, by its name."""
        return self._lessons_by_key.get(_roadmap_key(file))

    def roadmap_of(self, file: ParsedFile[ModelT]) -> ParsedFile[Roadmap] | None:
        """Return the roadmap that a file of another folder is about, by its name."""
        return self._roadmaps_by_key.get(_roadmap_key(file))

    @cached_property
    def _lessons_by_key(self) -> dict[tuple[str, str], ParsedFile[LessonsFile]]:
        return {_roadmap_key(each): each for each in self.lessons}

    @cached_property
    def _roadmaps_by_key(self) -> dict[tuple[str, str], ParsedFile[Roadmap]]:
        return {_roadmap_key(each): each for each in self.roadmaps}


def _roadmap_key(file: ParsedFile[Any]) -> tuple[str, str]:
    """Return what the files of one roadmap have in common: their pack and the name."""
    return file.pack, file_stem(file.name)


def _area_ids_of(plan: ParsedFile[PlanFile]) -> KnownIds | None:
    if plan.raw:
        return raw_ids(plan.raw.data, "areas")
    return KnownIds(tuple(area.id for area in plan.model.areas)) if plan.model else None


def topic_ids_of(roadmap: ParsedFile[Roadmap]) -> KnownIds | None:
    """Return a roadmap's topic ids, also those of broken topics; None when not all can be read."""
    if roadmap.model and roadmap.is_whole:
        return KnownIds(tuple(topic.id for topics in roadmap.model.categories.values() for topic in topics))
    categories = roadmap.raw.data.get("categories") if roadmap.raw and isinstance(roadmap.raw.data, dict) else None
    if not isinstance(categories, dict):
        return None
    known = [raw_ids(categories, category) for category in categories]
    return None if None in known else KnownIds(tuple(each for ids in known if ids for each in ids.ids))


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


def check_topics_known(file: ParsedFile[ModelT], topics: Iterable[str], files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield topics, keys of a file's `topics`, that the roadmap of the file's name doesn't have."""
    roadmap = files.roadmap_of(file)
    if roadmap is None:
        stem = file_stem(file.name)
        if stem in files.roadmap_ids:
            message = f"roadmap '{stem}' is another pack's: what is to be different there goes into overlay.yaml"
        else:
            message = f"no roadmap is called '{stem}'{files.roadmap_ids.hint(stem)}"
        yield file.problem_at((), message)
        return
    known = topic_ids_of(roadmap)
    for each in topics:
        if known is not None and each not in known:
            yield file.problem_at(("topics", each), f"unknown topic '{each}'{known.hint(each)}")


def check_item_id(
    file: ParsedFile[ModelT], path: YamlPath, item: str, parent: str, seen: dict[str, int]
) -> Iterator[ContentProblem]:
    """Check that ids begin with their parent's, which also keeps them apart between files."""
    if item in seen:
        yield file.problem_at(path, f"id '{item}' is used twice (first on line {seen[item]})")
    elif not item.startswith(f"{parent}."):
        yield file.problem_at(path, f"id '{item}' must start with '{parent}.'")
    seen.setdefault(item, line_of(file.lines, path))
