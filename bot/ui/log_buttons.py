"""Make the buttons that log an hour or two at once on what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from bot.catalog.models import TopicReference
from bot.core.plan.progress import NextStep
from bot.slack.blocks import ButtonSpec
from bot.slack.mrkdwn import clip
from bot.slack.payloads import PendingEntryPayload
from bot.timeexpr.durations import parse
from bot.ui import next_step

BUTTON_MINUTES: Final = (60, 120)
MAX_LABEL: Final = 75


def entry_payload(step: NextStep, minutes: int, *, key: str, today: date) -> PendingEntryPayload:
    """Return hours on a step of the plan; a topic's count for its own area. Each length is logged once under `key`."""
    topic_ref = step.subject if isinstance(step.subject, TopicReference) else None
    return PendingEntryPayload(
        key=f"{key}:{minutes}",
        minutes=minutes,
        area=topic_ref.topic.areas[0] if topic_ref else step.area.id,
        roadmap=topic_ref.roadmap.id if topic_ref else None,
        topic=topic_ref.id if topic_ref else None,
        day=today,
        step=None if topic_ref else step.subject.id,
    )


def step_log_button(
    step: NextStep, *, key: str, today: date, minutes: int = BUTTON_MINUTES[0], is_named: bool = True
) -> ButtonSpec:
    """Return the primary button that logs on a step; `is_named` puts on it what on, which is read aloud in any case."""
    button = log_button(entry_payload(step, minutes, key=key, today=today), step_subject(step))
    label = clip(button.accessibility_label, MAX_LABEL) if is_named else button.label
    return replace(button, label=label, style="primary")


def area_log_buttons(area: str, *, key: str, today: date) -> list[ButtonSpec]:
    """Return the buttons `Log 1 h` and `Log 2 h` of an area as a whole."""
    return [
        log_button(PendingEntryPayload(key=f"{key}:{each}", minutes=each, area=area, day=today))
        for each in BUTTON_MINUTES
    ]


def log_button(pending: PendingEntryPayload, name: str = "") -> ButtonSpec:
    """Return a button that logs these hours; `name` is what on, for those who can't see what is beside it."""
    length = parse.spell(pending.minutes)
    label = f"Log {length} of {name}" if name else ""
    return ButtonSpec(f"Log {length}", "log.book", pending.encode(), accessibility_label=label)


def step_subject(step: NextStep) -> str:
    """Return what hours on a step are logged on: the topic, or the area of an assignment."""
    return next_step.step_name(step) if isinstance(step.subject, TopicReference) else step.area.name
