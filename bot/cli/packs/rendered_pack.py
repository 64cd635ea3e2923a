"""Check that Slack takes the messages about a pack's areas and questions, beside the pages of its roadmaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentProblem
from bot.cli.packs.comparing.things import QUESTION, PackThings, Thing
from bot.core.knowing.asking import question_version, shuffle_question
from bot.core.plan.progress import AreaProgress
from bot.features.plan.views.area import AreaPage, render_area
from bot.features.plan.views.overview import PlanOwner
from bot.features.quiz.rules.runs import AskedQuestion
from bot.features.quiz.views.questions import render_answer, render_asked
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message

MEMBER: Final = "U0123456789"
_ASKED_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def find_refused_messages(catalog: Catalog, things: PackThings) -> Iterator[ContentProblem]:
    """Yield the areas and questions of a pack whose messages Slack would refuse, each at its line."""
    for thing in things.things.values():
        for render in _messages(catalog, thing):
            try:
                check_message(render().post_arguments(), posted=True)
            except (RefusedError, ValueError) as error:  # a builder of blocks refuses what is too long by itself
                yield thing.problem(f"Slack would refuse the message about {thing.kind} '{thing.id}': {error}")
                break


def _messages(catalog: Catalog, thing: Thing) -> Iterator[Callable[[], Message]]:
    if thing.kind == "area":
        area = catalog.area(thing.id)
        progress = AreaProgress(area, minutes=0, ticked_assignments=frozenset())
        topics = catalog.curriculum(area.id)[:3]
        roadmaps = tuple(catalog.roadmap(each) for each in area.roadmaps)
        yield lambda: render_area(AreaPage(progress, topics, roadmaps, PlanOwner()))
    if thing.kind == QUESTION:
        topic, _, slug = thing.id.partition("/")
        reference = next(each for each in catalog.questions(topic) if each.slug == slug)
        question = shuffle_question(reference, member=MEMBER)
        version = question_version(reference.question)
        asked = AskedQuestion("0" * 12, 1, 3, thing.id, version, topic, _ASKED_AT, _ASKED_AT, 0, is_right=False)
        yield lambda: render_asked(asked, question, member=MEMBER)
        yield lambda: render_answer(asked, question, (asked,), catalog=catalog, member=MEMBER)
