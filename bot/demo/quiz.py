"""Answering the questions that Roadmate asks: right where one knows it, else as somebody guesses."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.demo.acts import ActError, Hands
from bot.sandbox.slack_api import history
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ShownItem
from bot.sandbox.validation.interactive_elements import InteractiveElement, interactive_elements

_NEWLY: Final = timedelta(hours=6)  # one of another day may be answered already
_MOST_OF_A_PLACEMENT: Final = 12
_LETTERS: Final = ("A: ", "B: ", "C: ", "D: ")


def answer_day(hands: Hands, who: SlackUser, chance: random.Random, *, knows: float) -> int:
    """Answer the questions of the newest letter, if it still waits; return how many there were."""
    today = hands.now() - _NEWLY
    asked = next((item for item in _open_questions(hands, who) if history.sent_at(item.ts) > today), None)
    count = 0
    while asked is not None:
        answer(hands, who, asked, is_right=chance.random() < knows)
        count += 1
        if not hands.has(who, "Next question"):
            break
        hands.press(who, "Next question", "Question")
        asked = next(_open_questions(hands, who), None)
    return count


def answer(hands: Hands, who: SlackUser, asked: ShownItem, *, is_right: bool) -> None:
    """Press the right option, or the first wrong one."""
    options = _options(asked)
    right = _right_option(hands, options[0])
    chosen = next(each for each in options if (_words(each) == right) is is_right)
    hands.press(who, str(chosen.element["accessibility_label"]), "Right" if is_right else "It's", on=asked)


def place_oneself(hands: Hands, who: SlackUser, roadmap: str, levels: tuple[str, ...]) -> None:
    """Answer the questions of a placement that somebody began: right on topics of these levels alone."""
    for _ in range(_MOST_OF_A_PLACEMENT):
        asked = next(_open_questions(hands, who), None)
        if asked is None:
            return
        options = _options(asked)
        right, level = _find_in_roadmap(hands, roadmap, frozenset(map(_words, options)))
        chosen = next(each for each in options if (_words(each) == right) is (level in levels))
        hands.press(who, str(chosen.element["accessibility_label"]), "", on=asked)


def _find_in_roadmap(hands: Hands, roadmap: str, options: frozenset[str]) -> tuple[str, str]:
    """Return the right option of the question with these options, and the level of its topic."""
    for topic in hands.catalog.topics_with_questions:
        if topic.roadmap.id == roadmap:
            for each in hands.catalog.questions(topic.id):
                if frozenset(each.question.options) == options:
                    return each.question.options[each.question.right - 1], topic.topic.level
    raise ActError("a question that the content doesn't have")


def _open_questions(hands: Hands, who: SlackUser) -> Iterator[ShownItem]:
    """Yield what asks somebody a question, newest first."""
    return (item for item in hands.newest_first(who) if len(_options(item)) == len(_LETTERS))


def _options(item: ShownItem) -> list[InteractiveElement]:
    return [
        field
        for field in interactive_elements(item.blocks)
        if str(field.element.get("accessibility_label", "")).startswith(_LETTERS)
    ]


def _words(option: InteractiveElement) -> str:
    return str(option.element["accessibility_label"])[len(_LETTERS[0]) :]


def _right_option(hands: Hands, option: InteractiveElement) -> str:
    found = hands.catalog.find_question(str(json.loads(str(option.element["value"]))["question"]))
    if found is None:
        raise ActError("a question that the content doesn't have")
    return found.question.options[found.question.right - 1]
