"""Check lessons: topics and prerequisites that exist, no circles, sound resources, a believable share of the hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.catalog.lessons import LessonsFile, TopicLesson
from bot.catalog.loading.address_checks import address_flaws
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles, check_references, check_topics_known
from bot.catalog.loading.strict_yaml import YamlPath
from bot.frozen import frozen

MAX_RESOURCES: Final = 3
MAX_PREREQUISITES: Final = 3
MAX_SHARE: Final = 1.5  # of the hours that the area's estimate has at most
MAX_WAY: Final = 8  # topics of a circle that are named


def check_lessons(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield everything wrong with the lessons of all roadmaps."""
    for file in files.lessons:
        if file.model:
            yield from check_topics_known(file, file.model.topics, files)
            for topic, lesson in file.model.topics.items():
                yield from check_prerequisites(file, topic, lesson, files)
                yield from check_resources(file, topic, lesson)
                yield from check_exercise(file, topic, lesson)
            yield from _check_hours(file, file.model, files)
    yield from check_circles(files)


def check_prerequisites(
    file: ParsedFile[LessonsFile], topic: str, lesson: TopicLesson, files: ParsedFiles
) -> Iterator[ContentProblem]:
    """Yield what is wrong with what comes before a topic."""
    path: YamlPath = ("topics", topic, "after")
    yield from check_references(file, path, lesson.after, "topic", files.topic_ids)
    if len(lesson.after) > MAX_PREREQUISITES:
        yield file.problem_at(path, f"{len(lesson.after)} topics before it: name at most {MAX_PREREQUISITES}")
    place = files.topics.get(topic)
    for at, each in enumerate(lesson.after):
        before = files.topics.get(each)
        if each == topic:
            yield file.problem_at((*path, at), f"'{topic}' comes after itself")
        elif before and place and before.level_height > place.level_height:
            levels = f"{before.topic.level}, and '{topic}' only {place.topic.level}"
            yield file.problem_at((*path, at), f"'{each}' comes before, yet is {levels}")


def check_resources(
    file: ParsedFile[LessonsFile], topic: str, lesson: TopicLesson, most: int = MAX_RESOURCES
) -> Iterator[ContentProblem]:
    """Yield what is wrong with a topic's resources, of which it may have so many."""
    path: YamlPath = ("topics", topic, "resources")
    if not 1 <= len(lesson.resources) <= most:
        yield file.problem_at(path, f"{len(lesson.resources)} resources: name 1 to {most}")
    owners: dict[str, str] = {}
    for slug, resource in lesson.resources.items():
        for flaw in address_flaws(resource.url):
            yield file.problem_at((*path, slug, "url"), f"the address {flaw}")
        owner = owners.setdefault(resource.url.casefold().rstrip("/"), slug)
        if owner != slug:
            yield file.problem_at((*path, slug, "url"), f"the address is that of '{owner}' too")


def check_exercise(file: ParsedFile[LessonsFile], topic: str, lesson: TopicLesson) -> Iterator[ContentProblem]:
    """Yield an exercise whose end is no sentence."""
    if not lesson.exercise.done.endswith((".", "!", "?")):
        yield file.problem_at(("topics", topic, "exercise", "done"), "done: end it with a full stop")


def _check_hours(file: ParsedFile[LessonsFile], lessons: LessonsFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    """Check that a roadmap takes a believable share of its area's hours."""
    roadmap = files.roadmap_of(file)
    area, _ = files.areas.get(roadmap.model.area, (None, "")) if roadmap and roadmap.model else (None, "")
    hours = sum(lesson.minutes for lesson in lessons.topics.values()) / 60
    if area and area.hours and hours > MAX_SHARE * area.hours.high:
        estimate = f"{area.hours.low}-{area.hours.high} h of area '{area.id}'"
        yield file.problem_at(("topics",), f"all lessons take {hours:.0f} h, over {MAX_SHARE} times the {estimate}")


@frozen
class _Step:
    """One prerequisite of a topic, and where it is written."""

    before: str
    file: ParsedFile[LessonsFile]
    path: YamlPath


def check_circles(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield each prerequisite that closes a circle, with the way round."""
    steps = {
        topic: [
            _Step(before, file, ("topics", topic, "after", at))
            for at, before in enumerate(lesson.after)
            if before != topic
        ]
        for file in files.lessons
        if file.model
        for topic, lesson in file.model.topics.items()
    }
    done: set[str] = set()
    for start, first_steps in steps.items():
        way = {start: iter(first_steps)} if start not in done else {}
        while way:
            topic = next(reversed(way))
            step = next(way[topic], None)
            if step is None:
                done.add(topic)
                del way[topic]
            elif step.before in way:
                members = list(way)
                circle = [*members[members.index(step.before) :], step.before]
                yield step.file.problem_at(step.path, f"comes after itself in a circle: {_shorten_way(circle)}")
            elif step.before not in done and step.before in steps:
                way[step.before] = iter(steps[step.before])


def _shorten_way(circle: list[str]) -> str:
    left_out = len(circle) - MAX_WAY
    names = [*circle[: MAX_WAY - 1], f"{left_out} more", circle[-1]] if left_out > 0 else circle
    return " after ".join(names)
