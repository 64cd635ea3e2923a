"""Buttons that book an hour or two at once on what comes next."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.entries import Place
from bot.core.plan.progress import Step
from bot.slack.blocks import Press
from bot.slack.mrkdwn import escape
from bot.slack.payloads import Pending
from bot.timeexpr.durations import parse
from bot.ui import next_step

MINUTES: Final = (60, 120)


def booking(step: Step, minutes: int, *, key: str, today: date) -> Pending:
    """Hours on a step of the plan; a topic's count for its own area. Each length counts once under `key`."""
    place = step.what if isinstance(step.what, Place) else None
    return Pending(
        key=f"{key}:{minutes}",
        minutes=minutes,
        area=place.topic.areas[0] if place else step.area.id,
        roadmap=place.roadmap.id if place else None,
        topic=place.id if place else None,
        day=today,
    )


def on_step(step: Step, *, key: str, today: date) -> list[Press]:
    """`Log 1 h` and `Log 2 h`."""
    return [press(booking(step, minutes, key=key, today=today)) for minutes in MINUTES]


def on_area(area: str, *, key: str, today: date) -> list[Press]:
    """The same on an area as a whole."""
    return [press(Pending(key=f"{key}:{each}", minutes=each, area=area, day=today)) for each in MINUTES]


def press(pending: Pending) -> Press:
    """A button that books this."""
    return Press(f"Log {parse.spell(pending.minutes)}", "log.book", pending.value())


def told(step: Step, today: date) -> str:
    """What the buttons book on, so that nobody has to guess."""
    return f"The buttons book on {subject(step)}, {calendar_format.spell(today, today)}."


def subject(step: Step) -> str:
    """What hours on a step are booked on: the topic, or the area of an assignment."""
    return escape(next_step.name(step) if isinstance(step.what, Place) else step.area.name)
