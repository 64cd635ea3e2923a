"""One area of the plan: hours against the estimate, the forecast, its assignments, and what to learn next in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from slackblocks import Block

from bot.catalog.entries import Place
from bot.catalog.models import Area, Assignment, Roadmap
from bot.core.assignments.assignment import History
from bot.core.forecast.outlook import Outlook
from bot.core.plan.estimate import Taken
from bot.core.plan.progress import Progress
from bot.features.plan.views import assignment
from bot.features.plan.views.assignment import NOBODY, Eyes
from bot.features.plan.views.overview import Acting, Whose, bar, optional, standing
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import Lookup, Opened
from bot.ui import forecast_text, log_buttons

MOST_TASKS: Final = 30
MOST_ROWS: Final = 20  # assignments that have a row of buttons each; of more of them, each has one button


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of one area shows; `acting` is None where the reader cannot act."""

    progress: Progress
    ahead: tuple[Place, ...]
    roadmaps: tuple[Roadmap, ...]
    whose: Whose
    acting: Acting | None = None
    lead: str = ""
    outlook: Outlook | None = None
    taken: Taken | None = None
    works: Mapping[str, History] = field(default_factory=dict)
    eyes: Eyes = NOBODY


def show(page: Page) -> Message:
    """One area: its text, hours against the estimate, assignments, and what to learn next in it."""
    of, whose = page.progress.area, page.whose
    title = f"*{of.name}*{optional(of)}" + ("" if whose.is_own else f", {escape(clip(whose.name, 60))}")
    coming = "\n".join(f"• {place.topic.name}, {place.roadmap.name} ({place.topic.level})" for place in page.ahead)
    top = f"{page.lead}\n" if page.lead else ""
    beside = [
        *(log_buttons.on_area(of.id, key=page.acting.key, today=page.acting.today) if page.acting else ()),
        Press("All areas", "plan.open", Opened(member=whose.member).value()),
    ]
    blocks: list[Block | Sequence[Block] | None] = [
        section(f"{top}{title}\n{of.description}"),
        section("\n".join(line for line in (standing(page.progress, drawn=True), *_ahead(page)) if line)),
        [block for task in of.assignments[:MOST_TASKS] for block in _task(task, page)],
        section("\n".join(_rest(of.assignments, page.progress))) if len(of.assignments) > MOST_TASKS else None,
        section(f"*Learn next here*\n{coming}") if coming else None,
        actions(*beside, *_roadmaps(page.roadmaps)),
        None if whose.is_own else context(_readonly(whose)),
    ]
    message = compose(*blocks)
    return Message(message.text.replace(bar(page.progress) or "\0", "", 1), message.blocks)


def ticked(task: Assignment, *, done: bool) -> str:
    """What a press has changed."""
    return f"*Done:* {task.name}." if done else f"*Open again:* {task.name}."


def _ahead(page: Page) -> tuple[str, str, str]:
    """What the area took others, when it is done, and the target where the forecast has not said it."""
    if page.outlook is None:
        return _learned(page.taken, page.progress.area), "", ""
    told, target = forecast_text.words(page.outlook, own=page.whose.is_own), page.outlook.target
    aim = f"Target: {forecast_text.day(target, page.outlook.today)}." if target and not told else ""
    return _learned(page.taken, page.progress.area), told, aim


def _learned(taken: Taken | None, of: Area) -> str:
    """`Estimate: plan 50-80 h, 4 finishers took 62 h (half of them 58 to 71).`"""
    if taken is None:
        return ""
    plan = f"plan {of.hours.low}-{of.hours.high} h" if of.hours else "the plan varies"
    middle, low, high = (max(1, (minutes + 30) // 60) for minutes in (taken.middle, taken.low, taken.high))
    half = f" (half of them {low} to {high})" if low < high else ""
    return f"Estimate: {plan}, {taken.finishers} finishers took {middle} h{half}."


def _task(task: Assignment, page: Page) -> list[Block]:
    """Where it is and what the reader can do with it; where there are many, the rest is behind `More`."""
    history, is_done = page.works.get(task.id), task.id in page.progress.ticked
    state = assignment.standing(history, page.eyes, ticked=is_done)
    words = "\n".join(filter(None, (f"*{task.name}*{' (done)' if is_done else ''}", task.text, state)))
    more = assignment.more(task.id, page.whose.member)
    if len(page.progress.area.assignments) > MOST_ROWS:
        return [section(words, more)]
    own = assignment.own(task.id, history, ticked=is_done, eyes=page.eyes)
    row = actions(*(own if page.whose.is_own else assignment.guiding(history)), more)
    return [block for block in (section(words), row) if block]


def _rest(tasks: Sequence[Assignment], progress: Progress) -> list[str]:
    return [f"{task.name}{' (done)' if task.id in progress.ticked else ''}" for task in tasks[MOST_TASKS:]]


def _roadmaps(roadmaps: Sequence[Roadmap]) -> list[Press]:
    return [Press(f"Roadmap: {each.name}", "roadmap.open", Lookup(query=each.id).value()) for each in roadmaps[:20]]


def _readonly(whose: Whose) -> str:
    """Who changes it, and what a mentor does."""
    name = escape(clip(whose.name, 60))
    return f"Only {name} can change this plan; what {name} hands in is yours to sign off."
