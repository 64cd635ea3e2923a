"""Check the content that comes out of a layer as all content is checked; what is wrong is told at the layer's lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from bot.catalog.content_model import ContentModel
from bot.catalog.layers.content_places import map_lines
from bot.catalog.layers.items import LESSON_FIELDS, ContentItems, Item
from bot.catalog.layers.overlay import NO_EXERCISE, Overlay
from bot.catalog.layers.single_change import MAX_RESOURCES
from bot.catalog.lessons import LessonsFile, QuestionsFile, TopicLesson, unpack_details, unpack_questions
from bot.catalog.loading.checks import check_integrations, check_plan
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.lesson_checks import check_circles, check_exercise, check_prerequisites, check_resources
from bot.catalog.loading.name_checks import check_names
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles
from bot.catalog.loading.question_checks import check_asked_once, check_named_resources, check_question
from bot.catalog.loading.roadmap_checks import check_roadmap
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import Content, IntegrationsFile, PlanFile

ModelT = TypeVar("ModelT", bound=ContentModel)


def check_applied(before: Content, parsed: ParsedFile[Overlay], after: Content) -> Iterator[ContentProblem]:
    """Yield what is wrong with content after a layer that wasn't before."""
    if parsed.model is None:
        return
    known = {problem.message for problem in _check_changed(before, after, _Files(before))}
    files = _Files(after, map_lines(parsed, parsed.model, after))
    for problem in (*_check_changed(after, before, files), *_check_lessons(parsed.model, files)):
        if problem.message not in known:
            yield ContentProblem(parsed.name, problem.line or 1, problem.message)


@dataclass(frozen=True)
class _Files:
    """Content as if it were read from files, in which the lines are those of a layer."""

    content: Content
    lines: dict[str, dict[YamlPath, int]] = field(default_factory=dict)

    @cached_property
    def parsed(self) -> ParsedFiles:
        """Return roadmaps, plan and integrations."""
        return ParsedFiles(
            roadmaps=tuple(self.file(f"roadmaps/{each.id}.yaml", each) for each in self.content.roadmaps),
            plan=self.file("plan.yaml", PlanFile.model_construct(areas=self.content.areas)),
            levels=ParsedFile("levels.yaml", None, {}),
            integrations=self.file(
                "integrations.yaml", IntegrationsFile.model_construct(integrations=self.content.integrations)
            ),
        )

    def file(self, name: str, model: ModelT) -> ParsedFile[ModelT]:
        """Return a model as one file, whose lines are those of the layer; what isn't from there is on its first."""
        lines = self.lines.get(name, {})
        return ParsedFile(name, model, {(): min(lines.values(), default=0), **lines})


def _check_changed(content: Content, other: Content, files: _Files) -> Iterator[ContentProblem]:
    """Yield what is wrong with those parts of content that are otherwise in another one."""
    parsed = files.parsed
    others = {each.id: each for each in other.roadmaps}
    for file in parsed.roadmaps:
        if file.model and file.model != others.get(file.model.id):
            yield from check_roadmap(file, file.model, parsed)
    if parsed.plan.model and content.areas != other.areas:
        yield from check_plan(parsed.plan, parsed.plan.model, parsed)
    if parsed.integrations.model and content.integrations != other.integrations:
        yield from check_integrations(parsed.integrations, parsed.integrations.model, parsed)
    yield from check_names(parsed)


def _check_lessons(overlay: Overlay, files: _Files) -> Iterator[ContentProblem]:
    """Yield what is wrong with what teaches the topics that the layer changes."""
    items = ContentItems(files.content)
    asked: dict[str, str] = {}
    for name, change in overlay.change.items():
        topic = items.find_one("topic", name)
        if topic and not LESSON_FIELDS.isdisjoint(change.model_fields_set):
            yield from _check_lesson(topic, files)
            yield from _check_questions(topic, frozenset(change.questions), files, asked)
    if any("after" in change.model_fields_set for change in overlay.change.values()):
        yield from check_circles(_with_prerequisites(files))


def _check_lesson(topic: Item, files: _Files) -> Iterator[ContentProblem]:
    if lesson := _lesson_of(topic.id, files.content):
        file = files.file(f"lessons/{topic.home}.yaml", LessonsFile.model_construct(topics={topic.id: lesson}))
        yield from check_prerequisites(file, topic.id, lesson, files.parsed)
        yield from check_resources(file, topic.id, lesson, MAX_RESOURCES)
        yield from check_exercise(file, topic.id, lesson)


def _check_questions(
    topic: Item, changed: frozenset[str], files: _Files, asked: dict[str, str]
) -> Iterator[ContentProblem]:
    """Yield what is wrong with the changed questions of a topic; none of its questions may be asked twice."""
    questions = unpack_questions(files.content.packed_questions.get(topic.id, ""))
    file = files.file(f"questions/{topic.home}.yaml", QuestionsFile.model_construct(topics={topic.id: questions}))
    lesson = _lesson_of(topic.id, files.content)
    for slug in sorted(questions, key=lambda each: each in changed):
        path: YamlPath = ("topics", topic.id, slug)
        yield from check_asked_once(file, (*path, "ask"), questions[slug], asked)
        if slug in changed:
            yield from check_question(file, path, questions[slug])
            if lesson:
                yield from check_named_resources(file, topic.id, {slug: questions[slug]}, lesson)


def _lesson_of(topic: str, content: Content) -> TopicLesson | None:
    lesson, packed = content.lessons.get(topic), content.packed_details.get(topic)
    details = unpack_details(packed) if packed else None
    if not lesson or not details:
        return None
    return TopicLesson(
        minutes=lesson.minutes, after=lesson.after, resources=details.resources, exercise=details.exercise
    )


def _with_prerequisites(files: _Files) -> ParsedFiles:
    """Return the lessons of all topics, as far as what comes before them."""
    by_roadmap: dict[str, dict[str, TopicLesson]] = {}
    for topic, lesson in files.content.lessons.items():
        by_roadmap.setdefault(topic.partition(".")[0], {})[topic] = TopicLesson.model_construct(
            minutes=lesson.minutes, after=lesson.after, resources={}, exercise=NO_EXERCISE
        )
    lessons = (
        files.file(f"lessons/{roadmap}.yaml", LessonsFile.model_construct(topics=topics))
        for roadmap, topics in by_roadmap.items()
    )
    return replace(files.parsed, lessons=tuple(lessons))
