"""Write what comes next in the plan, and why."""

from __future__ import annotations

from typing import Final

from bot.catalog.models import Assignment, TopicReference
from bot.core.plan.progress import NextStep, StepReason
from bot.timeexpr.durations import parse

_DAYS_IN_WEEKS: Final = 14  # from so many days on, people count weeks
_DAYS_IN_MONTHS: Final = 60


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
        case StepReason.FIRST_IN_AREA:
            priority = ", your top priority" if step.is_in_first_area else ""
            return f"first step of {area}{priority}{from_level}"
        case StepReason.LOWEST_LEVEL:
            assert isinstance(step.subject, TopicReference)
            return f"next {step.subject.level_words} topic{from_level}"
        case StepReason.BUILDS_ON:
            assert step.builds_on is not None
            return f"builds on {step.builds_on.name}, which you've learned"
        case StepReason.SET_BY_MENTOR:
            return "set by your mentor"
        case StepReason.REFRESHER:
            return refresher_reason(step)
    return _practice_reason(step)


def _practice_reason(step: NextStep) -> str:
    """Return why an assignment comes next."""
    area = step.area.name
    match step.reason:
        case StepReason.READY_FOR_PRACTICE:
            why = f"and your {parse.spell(step.minutes)} in {area} are enough to try it"
        case StepReason.TOPICS_DONE:
            why = f"as you've learned every topic of {area}"
        case StepReason.TOPICS_SET_ASIDE:
            why = f"as no other topic of {area} is left for you"
        case StepReason.TOPICS_BELOW_LEVEL:
            why = f"as the topics left in {area} are below your level"
        case _:
            why = f"as {area} has no topics and starts with practice"
    return f"assignment, {why}"


def refresher_reason(step: NextStep) -> str:
    """Return why a topic comes that they have learned before."""
    return f"you last looked at it {_ago_text(step.days_since)}; a refresher keeps it"


def _ago_text(days: int) -> str:
    """Return how long ago something was: `3 weeks ago`."""
    if days <= 1:
        return "yesterday"
    if days < _DAYS_IN_WEEKS:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < _DAYS_IN_MONTHS else f"{days // 30} months ago"
