"""Check the references of files with broken items: what stands beside a mistake has to lead somewhere too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import (
    KnownIds,
    ParsedFile,
    ParsedFiles,
    RawFile,
    check_references,
    check_topics_known,
    raw_ids,
)
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import LEVELS
from bot.frozen import frozen


@frozen
class _BrokenFile:
    """A file with broken items, as it was read."""

    parsed: ParsedFile[Any]
    raw: RawFile

    def check_references(self, path: YamlPath, kind: str, known: KnownIds | None) -> Iterator[ContentProblem]:
        """Yield the references at a path, one or a list, that lead nowhere; broken values are reported already."""
        value = self.value_at(path)
        if isinstance(value, str) and known is not None and path not in self.raw.broken:
            yield from check_references(self.parsed, path, (value,), kind, known)
        for at, each in enumerate(value if isinstance(value, list) else ()):
            if isinstance(each, str) and known is not None and (*path, at) not in self.raw.broken:
                yield from check_references(self.parsed, (*path, at), (each,), kind, known)

    def item_paths(self, path: YamlPath) -> Iterator[YamlPath]:
        """Yield the path of each item of a list."""
        value = self.value_at(path)
        for at in range(len(value) if isinstance(value, list) else 0):
            yield (*path, at)

    def text_keys(self, path: YamlPath) -> tuple[str, ...]:
        """Return the keys of a mapping; none where there is no mapping."""
        value = self.value_at(path)
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, Mapping) else ()

    def value_at(self, path: YamlPath) -> object:
        """Return the value at a path; None where there is none."""
        value: object = self.raw.data
        for part in path:
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int):
                value = value[part]
            else:
                return None
        return value


def check_broken_files(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield all problems with references of files that have broken items, those of sound items included."""
    for file in files.roadmaps:
        if file.raw:
            yield from _check_roadmap(_broken_file(file, file.raw), files)
    yield from _check_single_files(files)
    for lessons in files.lessons:
        if lessons.raw:
            yield from _check_lessons(_broken_file(lessons, lessons.raw), files)
    for questions in files.questions:
        if questions.raw:
            yield from _check_questions(_broken_file(questions, questions.raw), files)


def _check_single_files(files: ParsedFiles) -> Iterator[ContentProblem]:
    for plan in files.plans:
        if plan.raw:
            yield from _check_plan(_broken_file(plan, plan.raw), files)
    for sections in files.integration_files:
        if sections.raw:
            yield from _check_integrations(_broken_file(sections, sections.raw), files)


def _broken_file(parsed: ParsedFile[Any], raw: RawFile) -> _BrokenFile:
    return _BrokenFile(ParsedFile(parsed.name, None, raw.lines), raw)


def _check_roadmap(file: _BrokenFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    facets = raw_ids(file.value_at(("facets",)), "items") if file.value_at(("facets",)) else KnownIds(())
    yield from file.check_references(("area",), "area", files.area_ids)
    categories = file.value_at(("categories",))
    for category in categories if isinstance(categories, Mapping) else ():
        for topic in file.item_paths(("categories", category)):
            yield from file.check_references((*topic, "areas"), "area", files.area_ids)
            yield from file.check_references((*topic, "facets"), "facet", facets)
            yield from file.check_references((*topic, "level"), "level", _raw_levels(file))


def _raw_levels(file: _BrokenFile) -> KnownIds:
    """Return the levels that a roadmap names, as far as they can be read, with the usual ones."""
    named = file.value_at(("maturity_levels",))
    return KnownIds((*LEVELS, *(each for each in (named if isinstance(named, list) else ()) if isinstance(each, str))))


def _check_plan(file: _BrokenFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    for area in file.item_paths(("areas",)):
        yield from file.check_references((*area, "roadmaps"), "roadmap", files.roadmap_ids)


def _check_integrations(file: _BrokenFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    for section in file.item_paths(("integrations",)):
        yield from file.check_references((*section, "of"), "roadmap", files.roadmap_ids)
        yield from file.check_references((*section, "to"), "roadmap", files.roadmap_ids)


def _check_lessons(file: _BrokenFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    topics = file.text_keys(("topics",))
    yield from check_topics_known(file.parsed, topics, files)
    for topic in topics:
        yield from file.check_references(("topics", topic, "after"), "topic", files.topic_ids)


def _check_questions(file: _BrokenFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    topics = file.text_keys(("topics",))
    yield from check_topics_known(file.parsed, topics, files)
    for topic in topics:
        lesson = files.lessons_by_topic.get(topic)
        known = KnownIds(tuple(lesson.resources)) if lesson else None
        for slug in file.text_keys(("topics", topic)):
            yield from file.check_references(("topics", topic, slug, "resource"), "resource", known)


def remove_broken_items(
    data: Any, lines: dict[YamlPath, int], broken_paths: Iterable[YamlPath]
) -> tuple[Any, dict[YamlPath, int]] | None:
    """Return the data and lines without list items that hold a broken path; None if a path is in no list."""
    gone: dict[YamlPath, set[int]] = {}
    for path in broken_paths:
        at = next((n for n, part in enumerate(path) if isinstance(part, int)), None)
        if at is None:
            return None
        gone.setdefault(path[:at], set()).add(int(path[at]))
    for parent, numbers in gone.items():
        data = _without_items(data, parent, numbers)
        ordered = sorted(numbers)
        lines = {
            _shift_path(path, parent, ordered): line
            for path, line in lines.items()
            if not _is_in_items(path, parent, numbers)
        }
    return data, lines


def remove_broken_keys(data: Any, broken_paths: Iterable[YamlPath], depth: int) -> Any:
    """Return the data without the keys of this depth that hold a broken path; None if a path holds such keys itself."""
    broken = {path[:depth] for path in broken_paths}
    if any(len(path) < 2 for path in broken):
        return None
    return _without_keys(data, (), broken)


def _without_keys(data: Any, path: YamlPath, broken: set[YamlPath]) -> Any:
    if not isinstance(data, dict) or all(each[: len(path)] != path for each in broken):
        return data
    return {
        key: _without_keys(value, (*path, key), broken) for key, value in data.items() if (*path, key) not in broken
    }


def _without_items(data: Any, parent: YamlPath, numbers: set[int]) -> Any:
    if not parent:
        return [item for number, item in enumerate(data) if number not in numbers]
    return {**data, parent[0]: _without_items(data[parent[0]], parent[1:], numbers)}


def _is_in_items(path: YamlPath, parent: YamlPath, numbers: set[int]) -> bool:
    return path[: len(parent)] == parent and len(path) > len(parent) and path[len(parent)] in numbers


def _shift_path(path: YamlPath, parent: YamlPath, numbers: list[int]) -> YamlPath:
    """Return the path after the items before it are gone; their numbers are in order."""
    at = len(parent)
    if path[:at] != parent or len(path) == at:
        return path
    number = int(path[at])
    return (*parent, number - bisect_left(numbers, number), *path[at + 1 :])
