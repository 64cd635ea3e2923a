"""What comes next, and why, in words."""

from __future__ import annotations

from bot.catalog.models import Assignment, TopicReference
from bot.core.plan.progress import NextStep, StepReason
from bot.timeexpr.durations import parse


def step_line(step: NextStep) -> str:
    """One line: the step and its reason."""
    return f"*{step_name(step)}* ({step_reason(step)})"


def step_name(step: NextStep) -> str:
    """The topic with its roadmap, or the assignment."""
    if isinstance(step.subject, TopicReference):
        return f"{step.subject.topic.name}, {step.subject.roadmap.name}"
    return step.subject.name


def step_description(step: NextStep) -> str:
    """What the step is about: the topic's or assignment's text."""
    return step.subject.text if isinstance(step.subject, Assignment) else step.subject.topic.text


def step_reason(step: NextStep) -> str:
    """Why it comes next."""
    own = ", from your level on" if step.is_from_own_level else ""
    match step.reason:
        case StepReason.FIRST_IN_AREA:
            return f"a start in {step.area.name}, priority {step.area.priority} of the plan{own}"
        case StepReason.LOWEST_LEVEL:
            assert isinstance(step.subject, TopicReference)
            return f"{step.subject.topic.level}{own}, not logged yet, for {step.area.name}"
        case StepReason.READY_FOR_PRACTICE:
            return f"assignment: {parse.spell(step.minutes)} in {step.area.name} are enough to try it"
        case StepReason.TOPICS_DONE:
            return f"assignment: you have logged every topic of {step.area.name}"
        case StepReason.SET_BY_MENTOR:
            return "set by your mentor"
