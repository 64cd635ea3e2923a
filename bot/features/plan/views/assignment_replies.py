"""What a member is answered who starts an assignment, hands it in, takes it back or sets its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.models import Assignment
from bot.core.assignments.assignment import History, Outcome, Stage
from bot.core.people.member import Member
from bot.features.plan.views.assignment import Eyes, called, opened, title
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import count, listed

HANDING_IN: Final = "Handing in"  # is not for guests
DUE_DAYS: Final = "A due day set by a mentor"
_NAMED: Final = 4  # mentors; more of them are counted


def started(task: Assignment, outcome: Outcome, eyes: Eyes) -> str:
    """It is theirs to work on, and was if they had started it."""
    if outcome.done or outcome.history is None:
        return f"*Started:* {task.name}."
    return _stands(task, outcome.history, eyes)


def handed_in(task: Assignment, outcome: Outcome, guides: Sequence[str], eyes: Eyes) -> str:
    """Who is told; where nobody can sign it off, what counts until then."""
    if not outcome.done and outcome.history:
        return _stands(task, outcome.history, eyes)
    if not guides:
        return (
            f"*Handed in:* {task.name}. Nobody here can sign it off yet: there is no mentor, lead mentor or admin "
            "for it. It waits for the first one. Until then `Done` counts it by your own word."
        )
    names = [called(name) for name in guides[:_NAMED]]
    more = [count(len(guides) - _NAMED, "other")] if len(guides) > _NAMED else []
    return f"*Handed in:* {task.name}. {listed([*names, *more])} {'is' if len(guides) == 1 else 'are'} told."


def taken_back(task: Assignment, outcome: Outcome, eyes: Eyes) -> str:
    """It no longer waits; or it did not."""
    if outcome.done:
        return f"*Taken back:* {task.name}. It no longer waits for a sign-off."
    if outcome.history is None:
        return f"{task.name} was not handed in, so there is nothing to take back."
    return _stands(task, outcome.history, eyes)


def held(task: Assignment, history: History | None, eyes: Eyes) -> str:
    """Why it stays done; empty where nobody has signed it off."""
    if history is None or not history.is_over:
        return ""
    by, day = eyes.name(history.turn.actor), eyes.day(history.turn.at)
    return f"*It stays done:* {task.name}. It was signed off by {by}, {day}; only a mentor can send it back."


def due(task: Assignment, day: date | None, today: date) -> str:
    """The day that was set, or that there is none."""
    return f"*Due {calendar_format.spell(day, today)}:* {task.name}." if day else f"*No due day any more:* {task.name}."


def due_for(lead: str, whose: Member, catalog: Catalog, assignment: str) -> Message:
    """A mentor has set it for somebody."""
    who = called(whose.name)
    told = f"{who} is told." if whose.is_active else f"{who} has left, so nobody is told."
    return compose(section(f"{lead} {told}"), actions(opened(catalog, assignment, whose.id)))


def over(history: History, catalog: Catalog, eyes: Eyes) -> Message:
    """It was signed off before the day was set."""
    by, day = eyes.name(history.turn.actor), eyes.day(history.turn.at)
    words = f"{title(catalog, history.work.assignment)} was signed off by {by}, {day}: there is nothing left to be due."
    return compose(section(words), actions(Press("All areas", "plan.open", "{}")))


def _stands(task: Assignment, history: History, eyes: Eyes) -> str:
    """What is so already, where a press changed nothing."""
    day, by = eyes.day(history.turn.at), eyes.name(history.turn.actor)
    match history.work.stage:
        case Stage.STARTED:
            return f"You have started {task.name} already, {day}."
        case Stage.HANDED_IN:
            return f"You have handed {task.name} in already, {day}; once is enough."
        case Stage.SENT_BACK:
            return f"{task.name} was sent back by {by}, {day}. `Hand in again` is the way on."
        case Stage.SIGNED_OFF:
            return f"{task.name} was signed off by {by}, {day}. There is nothing left to do."
