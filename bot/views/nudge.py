"""The weekly nudge: why it came, one small next step, and the ways to do it, put it off or end it."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.catalog.places import Place
from bot.catalog.progress import Step
from bot.domain import dates, durations, weeks
from bot.domain.nudge import Snooze
from bot.views import steps
from bot.views.message import Message, compose
from bot.views.parts import Confirm, Press, actions, context, section
from bot.views.text import escape
from bot.views.tickets import Pending

QUICK: Final = (60, 120)  # minutes


def weekly(
    *, minutes: int, goal: int, period: str, step: Step | None, today: date, whole: int | None = None, prefix: str = ""
) -> Message:
    """To one person short of their goal, which days away may have lowered from `whole`; `prefix` is the commands'."""
    coming = f"\nA small next step: {steps.short(step)}" if step else ""
    quick = [_quick(step, period, each, today) for each in QUICK] if step else []
    lowered = f" (days away lower it from {durations.spell(whole)})" if whole and whole > goal else ""
    on = f"The buttons book on {_subject(step)}, {dates.spell(today, today)}. " if step else ""
    return compose(
        section(f"{_standing(minutes, goal, period, today)}{coming}"),
        actions(
            *quick,
            Press("Snooze a week", "nudge.snooze"),
            Press(
                "Stop",
                "nudge.stop",
                confirm=Confirm("Stop the nudges?", "You will get no weekly reminder any more.", "Stop"),
            ),
        ),
        context(
            f"{on}This comes once a week at most, when you are short of your goal{lowered}. "
            f"`/{prefix}roadmate goal 3h` sets it."
        ),
    )


def snoozed(snooze: Snooze, today: date) -> Message:
    """One week without."""
    span, day = weeks.spell(snooze.week, today), dates.spell(snooze.resumes, today)
    return compose(section(f"Snoozed: no nudge in the week {span}. The next one can come on {day}."))


def stopped(prefix: str = "") -> Message:
    """None any more, until the person wants them again."""
    return compose(section(f"Stopped: you will get no more nudges. `/{prefix}roadmate nudge on` brings them back."))


def _standing(minutes: int, goal: int, period: str, today: date) -> str:
    """Booked against the goal."""
    span = weeks.spell(period, today)
    if not minutes:
        return f"*Nothing booked yet this week* ({span}); your goal is {durations.spell(goal)}."
    left = durations.spell(goal - minutes)
    return f"*{durations.spell(minutes)} of your {durations.spell(goal)} this week* ({span}): {left} to go."


def _quick(step: Step, period: str, minutes: int, today: date) -> Press:
    """A button that books at once; its key makes a second press count for nothing."""
    place = step.what if isinstance(step.what, Place) else None
    pending = Pending(
        key=f"nudge:{period}:{minutes}",
        minutes=minutes,
        area=place.topic.areas[0] if place else step.area.id,
        roadmap=place.roadmap.id if place else None,
        topic=place.id if place else None,
        day=today,
    )
    return Press(f"Log {durations.spell(minutes)}", "log.book", pending.value())


def _subject(step: Step | None) -> str:
    if step is None:
        return ""
    return escape(steps.name(step) if isinstance(step.what, Place) else step.area.name)
