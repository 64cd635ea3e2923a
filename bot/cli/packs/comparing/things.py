"""All that a pack has under an id of its own, to count it and to compare two versions of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final

from bot.catalog.content_model import ContentModel
from bot.catalog.lessons import LessonsFile, QuestionsFile
from bot.catalog.loading.content_files import LESSONS_DIR, QUESTIONS_DIR, ROADMAPS_DIR, ContentError, ContentProblem
from bot.catalog.loading.file_parser import parse_file
from bot.catalog.loading.parsed_files import ParsedFile
from bot.catalog.loading.roadmap_checks import topics_with_paths
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import IntegrationsFile, PlanFile, Roadmap
from bot.frozen import frozen

QUESTION: Final = "question"
INTEGRATION: Final = "integration"
KINDS: Final = ("roadmap", "category", "facet", "topic", "subtopic", QUESTION, "area", "assignment", INTEGRATION)
UNNAMED_KINDS: Final = frozenset({QUESTION, INTEGRATION})  # that no row of a person names


@frozen
class Thing:
    """Something with an id, where it is written, and all that is said about it."""

    kind: str
    id: str
    name: str
    file: str
    line: int
    fields: Mapping[str, Any] = field(compare=False)

    def problem(self, message: str) -> ContentProblem:
        """Return a problem at its place."""
        return ContentProblem(self.file, self.line, message)


@frozen
class PackThings:
    """What a pack has, by kind and id; `minutes` is what all its lessons take."""

    things: dict[tuple[str, str], Thing]
    minutes: int

    @property
    def ids(self) -> frozenset[str]:
        """Return every id in it."""
        return frozenset(each for _, each in self.things)

    def count(self, kind: str) -> int:
        """Return how many things of a kind it has."""
        return sum(each == kind for each, _ in self.things)


def read_things(files: Mapping[str, bytes]) -> PackThings:
    """Return what the files of a pack have. Raises ContentError where one can't be read."""
    problems: list[ContentProblem] = []
    lessons = [parse_file(name, files[name], LessonsFile, problems) for name in _in_folder(LESSONS_DIR, files)]
    by_topic = {topic: each for file in lessons if file.model for topic, each in file.model.topics.items()}
    found: list[Thing] = []
    for name in _in_folder(ROADMAPS_DIR, files):
        found += _roadmap_things(parse_file(name, files[name], Roadmap, problems), by_topic)
    for name in _in_folder(QUESTIONS_DIR, files):
        found += _question_things(parse_file(name, files[name], QuestionsFile, problems))
    found += _plan_things(parse_file("plan.yaml", files.get("plan.yaml"), PlanFile, problems))
    found += _integration_things(
        parse_file("integrations.yaml", files.get("integrations.yaml"), IntegrationsFile, problems)
    )
    if problems:
        raise ContentError(tuple(sorted(problems)))
    return PackThings({(each.kind, each.id): each for each in found}, sum(each.minutes for each in by_topic.values()))


def _in_folder(folder: str, files: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in files if name.startswith(f"{folder}/"))


@frozen
class _Named:
    """What a thing is and is called."""

    kind: str
    id: str
    name: str


def _thing(file: ParsedFile[Any], path: YamlPath, named: _Named, fields: Mapping[str, Any]) -> Thing:
    place = file.problem_at(path, "")
    return Thing(named.kind, named.id, named.name, place.file, place.line, fields)


def _fields(model: ContentModel, *without: str) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude={"id", *without})


def _roadmap_things(file: ParsedFile[Roadmap], lessons: Mapping[str, ContentModel]) -> Iterator[Thing]:
    roadmap = file.model
    if roadmap is None:
        return
    own = _fields(roadmap, "categories", "facets", "category_titles")
    yield _thing(file, ("id",), _Named("roadmap", roadmap.id, roadmap.name), own)
    for category in roadmap.categories:
        title = roadmap.category_title(category)
        part = _Named("category", f"{roadmap.id}/{category}", title)
        yield _thing(file, ("categories", category), part, {"name": title})
    for at, facet in enumerate(roadmap.facets.items if roadmap.facets else ()):
        part = _Named("facet", f"{roadmap.id}/{facet.id}", facet.name)
        yield _thing(file, ("facets", "items", at), part, _fields(facet))
    categories = {topic.id: category for category, topics in roadmap.categories.items() for topic in topics}
    for path, topic in topics_with_paths(roadmap):
        lesson = lessons.get(topic.id)
        fields = _fields(topic, "subtopics") | (_fields(lesson) if lesson else {}) | {"category": categories[topic.id]}
        yield _thing(file, (*path, "id"), _Named("topic", topic.id, topic.name), fields)
        for at, each in enumerate(topic.subtopics):
            subtopic = _Named("subtopic", each.id, each.name)
            yield _thing(file, (*path, "subtopics", at, "id"), subtopic, _fields(each))


def _question_things(file: ParsedFile[QuestionsFile]) -> Iterator[Thing]:
    for topic, questions in file.model.topics.items() if file.model else ():
        for slug, question in questions.items():
            path: YamlPath = ("topics", topic, slug)
            yield _thing(file, path, _Named(QUESTION, f"{topic}/{slug}", question.ask), _fields(question))


def _plan_things(file: ParsedFile[PlanFile]) -> Iterator[Thing]:
    for at, area in enumerate(file.model.areas if file.model else ()):
        path: YamlPath = ("areas", at)
        yield _thing(file, (*path, "id"), _Named("area", area.id, area.name), _fields(area, "assignments"))
        for number, each in enumerate(area.assignments):
            yield _thing(
                file, (*path, "assignments", number, "id"), _Named("assignment", each.id, each.name), _fields(each)
            )


def _integration_things(file: ParsedFile[IntegrationsFile]) -> Iterator[Thing]:
    for at, each in enumerate(file.model.integrations if file.model else ()):
        yield _thing(file, ("integrations", at, "id"), _Named(INTEGRATION, each.id, each.name), _fields(each))
