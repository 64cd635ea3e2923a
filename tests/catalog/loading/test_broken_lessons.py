"""Sound lessons and questions, broken at random places: each fault is reported with its file and line, all at once."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.catalog.loading import loader
from bot.catalog.loading.content_files import ContentError, ContentProblem, read_content_files
from bot.catalog.loading.parsed_files import line_of
from bot.catalog.loading.strict_yaml import YamlPath, read_yaml
from tests.examples import examples

TESTS = Path(__file__).parent.parent
FILES = {**read_content_files(TESTS / "sample"), **read_content_files(TESTS / "taught")}
LESSONS, QUESTIONS = "lessons/marina.yaml", "questions/marina.yaml"
REQUIRED_KEYS = {
    *("minutes", "after", "resources", "exercise", "title", "url", "kind", "task", "done"),
    *("ask", "options", "right", "reason", "resource"),
}
Topic = dict[str, Any]
Fault = Callable[[st.DataObject, str, Topic], YamlPath]
"""Breaks a topic, and returns where in it that shows."""


def paths_in(value: object, path: YamlPath = ()) -> Iterator[YamlPath]:
    """Yield the path of everything within a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*path, key)
        yield from paths_in(each, (*path, key))


def parent_of(topic: Topic, path: YamlPath) -> Any:
    value: Any = topic
    for part in path[:-1]:
        value = value[part]
    return value


def drop_key(data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    path = data.draw(st.sampled_from([path for path in paths_in(topic) if path[-1] in REQUIRED_KEYS]))
    del parent_of(topic, path)[path[-1]]
    return path[:-1]


def change_type(data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    path = data.draw(st.sampled_from(list(paths_in(topic))))
    parent = parent_of(topic, path)
    others: list[Any] = [7, "words", True, ["one"], {"one": 1}, None, []]
    wrong = [each for each in others if type(each) is not type(parent[path[-1]])]
    if path == ("resources",):
        wrong = [each for each in wrong if each != {"one": 1}]
    parent[path[-1]] = data.draw(st.sampled_from(wrong))
    return path


def add_key(data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    models = [
        path
        for path in paths_in(topic)
        if isinstance(parent_of(topic, path)[path[-1]], dict) and path[-1] != "resources"
    ]
    path = data.draw(st.sampled_from(models))
    parent_of(topic, path)[path[-1]]["surplus"] = 1
    return (*path, "surplus")


def name_unknown_topic(_data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    topic["after"] = [*topic["after"], "marina.nowhere"]
    return ("after", len(topic["after"]) - 1)


def come_after_itself(_data: st.DataObject, topic_id: str, topic: Topic) -> YamlPath:
    topic["after"] = [topic_id, *topic["after"]]
    return ("after", 0)


def name_an_address_twice(_data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    first = next(iter(topic["resources"].values()))
    topic["resources"] = {"guide": topic["resources"]["guide"], "again": {**first, "price": "paid"}}
    return ("resources", "again", "url")


def shorten_an_address(_data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    topic["resources"]["guide"]["url"] = "https://bit.ly/marina"
    return ("resources", "guide", "url")


def say_an_option_twice(data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    slug = data.draw(st.sampled_from(list(topic)))
    topic[slug]["options"][3] = topic[slug]["options"][0]
    return (slug, "options", 3)


def ask_twice(_data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    first, *_, last = topic
    topic[last]["ask"] = topic[first]["ask"]
    return (last, "ask")


def name_unknown_resource(data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    slug = data.draw(st.sampled_from(list(topic)))
    topic[slug]["resource"] = "nowhere"
    return (slug, "resource")


def give_away(data: st.DataObject, _id: str, topic: Topic) -> YamlPath:
    slug = data.draw(st.sampled_from(list(topic)))
    topic[slug]["options"][2] = "Any of these, one by one"
    return (slug, "options", 2)


ANYWHERE: tuple[Fault, ...] = (drop_key, change_type, add_key)
FAULTS: dict[str, tuple[Fault, ...]] = {
    LESSONS: (*ANYWHERE, name_unknown_topic, come_after_itself, name_an_address_twice, shorten_an_address),
    QUESTIONS: (*ANYWHERE, say_an_option_twice, ask_twice, name_unknown_resource, give_away),
}


def problems_with(file: str, data: object) -> tuple[str, tuple[ContentProblem, ...]]:
    """Return the file as it is written, and the problems of all content with it."""
    text = yaml.safe_dump(data, sort_keys=False, default_flow_style=False, width=200)
    with pytest.raises(ContentError) as caught:
        loader.load_files({**FILES, file: text.encode()})
    return text, caught.value.problems


@pytest.mark.parametrize("file", [LESSONS, QUESTIONS])
@settings(max_examples=examples(20))
@given(data=st.data())
def test_each_fault_is_reported_where_it_is(file: str, data: st.DataObject) -> None:
    content = copy.deepcopy(yaml.safe_load(FILES[file]))
    broken = data.draw(st.lists(st.sampled_from(list(content["topics"])), min_size=1, max_size=3, unique=True))
    shown: dict[str, YamlPath] = {}
    for topic in broken:
        fault = data.draw(st.sampled_from(FAULTS[file]))
        shown[topic] = ("topics", topic, *fault(data, topic, content["topics"][topic]))
    text, problems = problems_with(file, content)
    lines = read_yaml(text).lines
    reported = {problem.line for problem in problems if problem.file == file}
    for path in shown.values():
        within = {line for each, line in lines.items() if each[: len(path)] == path}
        assert reported & {line_of(lines, path), *within}, (path, problems)
    assert all(problem.file in {LESSONS, QUESTIONS} for problem in problems)


@settings(max_examples=examples(12))
@given(data=st.data())
def test_each_circle_is_reported(data: st.DataObject) -> None:
    content = copy.deepcopy(yaml.safe_load(FILES[LESSONS]))
    topics = content["topics"]
    way = data.draw(st.lists(st.sampled_from(list(topics)), min_size=2, max_size=6, unique=True))
    for topic in topics.values():
        topic["after"] = []
    for topic, before in zip(way, [*way[1:], way[0]], strict=True):
        topics[topic]["after"] = [before]
    text, problems = problems_with(LESSONS, content)
    [circle] = [problem for problem in problems if "circle" in problem.message]
    lines = read_yaml(text).lines
    assert circle.line in {lines["topics", topic, "after", 0] for topic in way}
    assert all(topic in circle.message for topic in way)


@settings(max_examples=examples(20))
@given(data=st.data())
def test_no_damage_to_the_text_is_a_crash(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([LESSONS, QUESTIONS]))
    text = FILES[file].decode()
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 300)))
    put = data.draw(st.text(max_size=20))
    damaged = (text[:start] + put + text[stop:]).encode("utf-8", "surrogatepass")
    try:
        loader.load_files({**FILES, file: damaged})
    except ContentError as error:
        event(f"{min(len(error.problems), 5)} problems or more")
