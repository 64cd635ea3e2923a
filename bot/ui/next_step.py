"""Write what comes next in the plan, and why."""

from __future__ import annotations

from bot.catalog.models import Assignment, TopicReference
from bot.core.plan.progress import NextStep, StepReason
from bot.timeexpr.durations import parse


def step_line(step: NextStep) -> str:
    """Return the step and its reason in one line."""
    return f"*{step_name(step)}* ({step_reason(step)})"


def step_name(step: NextStep) -> str:
    """Return the topic with its roadmap, or the assignment."""
    if isinstance(step.subject, TopicReference):
        return f"{step.subject.topic.name} ({step.subject.roadmap.name})"
    return step.subject.name


def step_description(step: NextStep) -> str:
    """Return what the step is about: the topic's or assignment's text."""
    return step.subject.text if isinstance(step.subject, Assignment) else step.subject.topic.text


def step_reason(step: NextStep) -> str:
    """Return why the step comes next."""
    area, from_level = step.area.name, ", from your level on" if step.is_from_own_level else ""
    match step.reason:
        case StepReason.FIRST_IN_AREA if step.area.priority == 1:
            return f"first step of {area}, your top priority{from_level}"
        case StepReason.FIRST_IN_AREA:
            return f"first step of {area}, priority {step.area.priority}{from_level}"
        case StepReason.LOWEST_LEVEL:
            assert isinstance(step.subject, TopicReference)
            return f"next {step.subject.topic.level} topic{from_level}"
        case StepReason.READY_FOR_PRACTICE:
            return f"assignment, and your {parse.spell(step.minutes)} in {area} are enough to try it"
        case StepReason.TOPICS_DONE:
            return f"assignment, as you've logged every topic of {area}"
        case StepReason.TOPICS_BELOW_LEVEL:
            return f"assignment, as the topics left in {area} are below your level"
        case StepReason.NO_TOPICS:
            return f"assignment, as {area} has no topics and starts with practice"
        case StepReason.SET_BY_MENTOR:
            return "set by your mentor"
