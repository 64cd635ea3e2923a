"""What comes next, and why, in words."""

from __future__ import annotations

from bot.catalog.entries import Place
from bot.catalog.models import Assignment
from bot.core.plan.progress import Because, Step
from bot.timeexpr.durations import parse


def short(step: Step) -> str:
    """One line: the step and its reason."""
    return f"*{name(step)}* ({reason(step)})"


def name(step: Step) -> str:
    """The topic with its roadmap, or the assignment."""
    if isinstance(step.what, Place):
        return f"{step.what.topic.name}, {step.what.roadmap.name}"
    return step.what.name


def words(step: Step) -> str:
    """What the step is about: the topic's or assignment's text."""
    return step.what.text if isinstance(step.what, Assignment) else step.what.topic.text


def reason(step: Step) -> str:
    """Why it comes next."""
    own = ", from your level on" if step.own_level else ""
    match step.because:
        case Because.FIRST:
            return f"a start in {step.area.name}, priority {step.area.priority} of the plan{own}"
        case Because.LEVEL:
            assert isinstance(step.what, Place)
            return f"{step.what.topic.level}{own}, not logged yet, for {step.area.name}"
        case Because.PRACTICE:
            return f"assignment: {parse.spell(step.minutes)} in {step.area.name} are enough to try it"
        case Because.TOPICS_DONE:
            return f"assignment: you have logged every topic of {step.area.name}"
        case Because.ADVISED:
            return "set by your mentor"
