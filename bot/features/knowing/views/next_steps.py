"""The next step in an answer, and another one in its place."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.plan.progress import NextStep
from bot.features.knowing.views.fragments import open_button, short_label
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip
from bot.slack.payloads import PlanPagePayload
from bot.timeexpr.durations import parse
from bot.ui import log_buttons, next_step, step_buttons


def next_lines(step: NextStep | None, catalog: Catalog) -> Iterator[str]:
    if step:
        topic = step.subject if isinstance(step.subject, TopicReference) else None
        lesson = catalog.lesson(topic.id) if topic else None
        about = f", about {parse.spell(lesson.minutes)}" if lesson and not step.is_refresher else ""
        name, reason = (
            html.escape(each, quote=False) for each in (next_step.step_name(step), next_step.step_reason(step))
        )
        yield f"➡️ Next: *{name}* ({reason}{about})"


def render_next(step: NextStep | None, catalog: Catalog, *, key: str, today: date, is_old: bool = False) -> Message:
    """Show another step, or that there is none for this week; `is_old` where the button was of another time."""
    if step is None:
        return compose_message(
            section("That's all I have for this week. What's left is in your plan, or pick any roadmap you like."),
            actions(
                ButtonSpec("My plan", "plan.open", PlanPagePayload().encode()),
                ButtonSpec("Roadmaps", "roadmap.open", "-"),
            ),
        )
    lead = ["That was an earlier suggestion; this is the current one."] if is_old else []
    description = html.escape(next_step.step_description(step), quote=False)
    return compose_message(
        section("\n".join((*lead, *next_lines(step, catalog), clip(description, 600)))),
        actions(
            *step_buttons.step_row(
                step,
                log_buttons.step_log_button(step, key=f"next:{key}", today=today),
                open_button(step.subject) if isinstance(step.subject, TopicReference) else _area_button(step),
                today=today,
            )
        ),
    )


def _area_button(step: NextStep) -> ButtonSpec:
    query = PlanPagePayload(area=step.area.id).encode()
    return ButtonSpec("Open", "plan.open", query, accessibility_label=short_label("Open", step.area.name))
