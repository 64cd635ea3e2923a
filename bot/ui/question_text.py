"""Render a question with its four options, and what is said once it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.lessons import Resource
from bot.catalog.models import QuestionReference
from bot.core.knowing.asking import LETTERS, ShuffledQuestion
from bot.slack.blocks import ButtonSpec, OverflowSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import escape
from bot.ui.resource_text import resource_line


def render_question(
    question: ShuffledQuestion,
    *,
    action_id: str,
    encode: Callable[[int], str],
    heading: str = "",
    note: str = "",
    menu: OverflowSpec | ButtonSpec | None = None,
) -> Message:
    """Render a question; `encode` returns what the button of each place carries, counted from 0."""
    return compose_message(
        *question_blocks(question, action_id=action_id, encode=encode, heading=heading, menu=menu),
        context(note) if note else None,
    )


def question_blocks(
    question: ShuffledQuestion,
    *,
    action_id: str,
    encode: Callable[[int], str],
    heading: str = "",
    menu: OverflowSpec | ButtonSpec | None = None,
) -> list[Block]:
    """Return what is asked, the options by letter, and a button for each letter."""
    asked = f"*{escape(question.reference.question.ask)}*"
    buttons = [
        ButtonSpec(letter, action_id, encode(place), accessibility_label=f"{letter}: {option}")
        for place, (letter, option) in enumerate(zip(LETTERS, question.options, strict=True))
    ]
    row = actions(*buttons, menu)
    assert row
    return [section("\n".join(filter(None, (heading, asked)))), section("\n".join(option_lines(question))), row]


def option_lines(question: ShuffledQuestion) -> list[str]:
    """Return a line for each option: its letter, and what it says."""
    pairs = zip(LETTERS, question.options, strict=True)
    return [f"*{letter}*  {escape(option)}" for letter, option in pairs]


def answer_lines(question: ShuffledQuestion, place: int, resources: Sequence[Resource]) -> list[str]:
    """Return whether the option at a place is right, why, and where to read more."""
    right = f"*{LETTERS[question.right_place]}*: {escape(question.options[question.right_place])}"
    verdict = f"✅ Right, it's {right}" if question.is_right(place) else f"Not {LETTERS[place]}. It's {right}"
    read = [f"📚 {resource_line(each)}" for each in resources]
    return [verdict, escape(question.reference.question.reason), *read]


def find_resource(catalog: Catalog, reference: QuestionReference) -> tuple[Resource, ...]:
    """Return the resource that tells more about a question, if its topic's lesson has it."""
    details = catalog.lesson_details(reference.topic_ref.id)
    found = details.resources.get(reference.question.resource) if details else None
    return (found,) if found else ()
