"""One topic, and the one that comes next for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.catalog.entries import Place
from bot.core.plan.progress import Step
from bot.features.roadmap.rules.results import TopicPage
from bot.features.roadmap.views.parts import Offer, Reading, complete, offer, say, took, where
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.payloads import Pending
from bot.ui import next_step

NEIGHBOURS: Final = 4


def topic_page(reading: Reading, found: TopicPage) -> Message:
    """All that is known of a topic, the hours it counts for, and what stands beside it."""
    place = found.place
    to_log = reading.typed("1h", place.id, command="log")
    subtopics = "\n".join(f"• {say(subtopic.name)}" for subtopic in place.topic.subtopics)
    return complete(
        took(found.taken),
        section(f"*{say(place.topic.name)}*\n{where(place)}"),
        section(say(place.topic.text)),
        section(f"*Parts*\n{subtopics}") if subtopics else None,
        section("\n".join(_facts(reading, place))),
        actions(
            reading.press("Log 1 h", "roadmap.log", place.id, primary=True),
            reading.opens(f"All {place.title}", f"{place.roadmap.id} {place.category}"),
            reading.opens(place.roadmap.name, place.roadmap.id),
        ),
        _neighbours(reading, place),
        context(f"Type {reading.typed(place.id)} for this page, {to_log} to log an hour."),
    )


def coming(reading: Reading, step: Step | None, pending: Pending | None, *, asked_to_share: bool = False) -> Message:
    """What comes next for one person, and why; `pending` is the hour that a press books."""
    alone = context("What comes next is about you alone, so it is not shared.") if asked_to_share else None
    if step is None or pending is None:
        return compose(
            section(f"*Nothing is left in your plan.* {reading.typed(command='plan')} shows all of it."), alone
        )
    place = step.what if isinstance(step.what, Place) else None
    plan = reading.typed(step.area.id, command="plan")
    stands = f"{where(place)} · {reading.level(place.topic.level)}" if place else f"Assignment in {say(step.area.name)}"
    return compose(
        section(f"*Next: {say(next_step.name(step))}*\n{stands}"),
        section(f"Why: {say(next_step.reason(step))}."),
        section(say(next_step.words(step))),
        actions(
            Press("Log 1 h", "log.book", pending.value(), style="primary"),
            reading.opens("Open", place.id) if place else reading.opens_area(step.area.id),
        ),
        context(f"{plan} shows the whole focus area. Log other hours with {_log(reading, step, place)}."),
        alone,
    )


def _facts(reading: Reading, place: Place) -> Iterable[str]:
    topic, facets = place.topic, place.roadmap.facets
    level = next((each for each in reading.catalog.levels if each.id == topic.level), None)
    marks = f". {say(', '.join(level.marks))}" if level else ""
    if topic.terms:
        yield f"*Look up*: {say(', '.join(topic.terms))}"
    yield f"*Level*: {reading.level(topic.level)}{marks}"
    if facets and topic.facets:
        names = [facet.name for facet in facets.items if facet.id in topic.facets]
        yield f"*{facets.key.replace('_', ' ').capitalize()}*: {say(', '.join(names))}"
    first, *others = (reading.catalog.area(area).name for area in topic.areas)
    also = f" (also serves {', '.join(others)})" if others else ""
    yield f"*Focus area*: {say(first + also)}"


def _neighbours(reading: Reading, place: Place) -> Offer | None:
    """The topics right before and after it in its category."""
    every = [each for each in reading.catalog.topics_in(place.roadmap.id) if each.category == place.category]
    start = max(0, min(every.index(place) - NEIGHBOURS // 2, len(every) - NEIGHBOURS - 1))
    near = [each for each in every[start : start + NEIGHBOURS + 1] if each != place]
    return offer(reading, f"More in {place.title}", ((each.topic.name, each.id) for each in near))


def _log(reading: Reading, step: Step, place: Place | None) -> str:
    return reading.typed("2h", place.id if place else step.area.id, command="log")
