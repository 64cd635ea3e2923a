"""Write what a first month looks like, a line for each week."""

from __future__ import annotations

from typing import Final

from bot.catalog.models import TopicReference
from bot.core.plan.first_month import FirstMonth
from bot.core.plan.progress import NextStep
from bot.slack.mrkdwn import format_count
from bot.ui.next_step import step_name

MAX_NAMED: Final = 3  # steps in one week


def first_month_lines(first_month: FirstMonth) -> list[str]:
    """Return `Week 1: Subnets · Routing (Networking)`, and in a week in which nothing begins what goes on."""
    lines, last = [], ""
    for number, steps in enumerate(first_month.weeks, start=1):
        if steps:
            lines.append(f"Week {number}: {_names(steps)}")
            last = step_name(steps[-1])
        elif last:
            lines.append(f"Week {number}: more of {last}")
    return lines


def first_steps_text(first_month: FirstMonth) -> str:
    """Return the month in one line: `Subnets (Networking), then Routing (Networking) and 2 more steps`."""
    steps = [step for steps in first_month.weeks for step in steps]
    named = [step_name(step) for step in steps[:MAX_NAMED]]
    more = len(steps) - len(named)
    return ", then ".join(named) + (f" and {format_count(more, 'more step')}" if more > 0 else "")


def _names(steps: tuple[NextStep, ...]) -> str:
    """Return the steps, with their roadmap said once where it's the same."""
    shown, more = steps[:MAX_NAMED], len(steps) - MAX_NAMED
    roadmaps = {step.subject.roadmap.name if isinstance(step.subject, TopicReference) else "" for step in shown}
    is_same = len(roadmaps) == 1 and roadmaps != {""}
    names = [_topic_name(step) if is_same else step_name(step) for step in shown]
    text = " · ".join([*names, *([format_count(more, "more topic")] if more > 0 else [])])
    return f"{text} ({roadmaps.pop()})" if is_same else text


def _topic_name(step: NextStep) -> str:
    return step.subject.topic.name if isinstance(step.subject, TopicReference) else step.subject.name
