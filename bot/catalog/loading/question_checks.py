"""Check questions: enough of them, none twice, and nothing about the options that gives the right one away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from bot.catalog.lessons import Question, QuestionsFile, TopicLesson
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import (
    KnownIds,
    ParsedFile,
    ParsedFiles,
    check_references,
    check_topics_known,
    line_of,
)
from bot.catalog.loading.strict_yaml import YamlPath
from bot.lazy_pattern import lazy_pattern

MIN_QUESTIONS: Final = 3  # for a topic
MIN_TO_COUNT: Final = 24  # questions of a roadmap, from which on chance evens out
MIN_SHARE, MAX_SHARE = 0.2, 0.3  # of the right answers at one place of the four
MAX_LONGEST: Final = 1 / 3  # of the right answers
MAX_RATIO: Final = 1.5  # of the longest option to the shortest
MAX_DIFFERENCE: Final = 15  # characters between them that nobody minds
_GIVE_AWAY: Final = lazy_pattern(
    r"\b(?:(?:all|none|any|both|either|neither) of (?:the|these|them|those)|above|both)\b", re.IGNORECASE
)


def check_questions(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield everything wrong with the questions of all roadmaps."""
    asked: dict[str, str] = {}
    for file in files.questions:
        if file.model:
            yield from check_topics_known(file, file.model.topics, files)
            yield from _check_lessons_beside(file, file.model, files)
            for topic, questions in file.model.topics.items():
                path: YamlPath = ("topics", topic)
                if file.is_whole and len(questions) < MIN_QUESTIONS:
                    yield file.problem_at(
                        path, f"ask at least {MIN_QUESTIONS} questions about a topic, not {len(questions)}"
                    )
                for slug, question in questions.items():
                    yield from check_question(file, (*path, slug), question)
                    yield from check_asked_once(file, (*path, slug, "ask"), question, asked)
            if file.is_whole:
                yield from _check_spread(file, file.model)


def _check_lessons_beside(
    file: ParsedFile[QuestionsFile], model: QuestionsFile, files: ParsedFiles
) -> Iterator[ContentProblem]:
    """Check that each topic has a lesson, whose resources its questions name, where lessons can be read."""
    lessons = files.lessons_beside(file)
    is_readable = lessons is None or lessons.is_whole
    for topic, questions in model.topics.items():
        lesson = files.lessons_by_topic.get(topic)
        if lesson:
            yield from check_named_resources(file, topic, questions, lesson)
        elif is_readable and topic in files.topics:
            message = f"'{topic}' has no lesson, whose resources its questions could name"
            yield file.problem_at(("topics", topic), message)


def check_question(file: ParsedFile[QuestionsFile], path: YamlPath, question: Question) -> Iterator[ContentProblem]:
    """Yield what gives the right option of a question away, and options that say the same."""
    options_path: YamlPath = (*path, "options")
    places: dict[str, int] = {}
    for at, option in enumerate(question.options):
        first = places.setdefault(_plain(option), at)
        if first != at:
            yield file.problem_at((*options_path, at), f"option {at + 1} says the same as option {first + 1}")
        if found := _GIVE_AWAY.search(option):
            yield file.problem_at((*options_path, at), f"option {at + 1}: “{found[0]}” gives too much away")
    lengths = [len(option) for option in question.options]
    shortest, longest = min(lengths), max(lengths)
    if longest > MAX_RATIO * shortest and longest - shortest > MAX_DIFFERENCE:
        yield file.problem_at(options_path, f"options of {shortest} to {longest} characters: make them alike in length")
    if len({option.endswith(".") for option in question.options}) > 1:
        yield file.problem_at(options_path, "some options end with a full stop and some don't")


def check_asked_once(
    file: ParsedFile[QuestionsFile], path: YamlPath, question: Question, asked: dict[str, str]
) -> Iterator[ContentProblem]:
    """Yield a question that was asked before."""
    place = f"{file.name}, line {line_of(file.lines, path)}"
    first = asked.setdefault(_plain(question.ask), place)
    if first != place:
        yield file.problem_at(path, f"the same is asked twice (first in {first})")


def check_named_resources(
    file: ParsedFile[QuestionsFile], topic: str, questions: dict[str, Question], lesson: TopicLesson
) -> Iterator[ContentProblem]:
    """Check that each question names a resource of its topic's lesson."""
    known = KnownIds(tuple(lesson.resources))
    for slug, question in questions.items():
        yield from check_references(file, ("topics", topic, slug, "resource"), (question.resource,), "resource", known)


def _check_spread(file: ParsedFile[QuestionsFile], model: QuestionsFile) -> Iterator[ContentProblem]:
    """Check that neither the place of an option nor its length tells which is right."""
    questions = [each for questions in model.topics.values() for each in questions.values()]
    if len(questions) < MIN_TO_COUNT:
        return
    places = Counter(each.right for each in questions)
    for place in range(1, 5):
        if not MIN_SHARE <= places[place] / len(questions) <= MAX_SHARE:
            share = f"{places[place]} of {len(questions)} right answers at place {place}"
            yield file.problem_at(("topics",), f"{share}: spread them evenly, 20 to 30 % each")
    longest = sum(_is_longest(each) for each in questions)
    if longest > MAX_LONGEST * len(questions):
        yield file.problem_at(
            ("topics",), f"{longest} of {len(questions)} right answers are the longest option: at most a third may be"
        )


def _is_longest(question: Question) -> bool:
    lengths = [len(option) for option in question.options]
    right = lengths[question.right - 1]
    return lengths.count(right) == 1 and right == max(lengths)


def _plain(text: str) -> str:
    return " ".join(text.casefold().rstrip(".?!").split())
