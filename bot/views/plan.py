"""The learning plan: all areas with what they add up to, and one area with its assignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area, Assignment, Roadmap
from bot.catalog.places import Place
from bot.catalog.progress import Doubt, Named, Progress, Step, Summary
from bot.domain import durations
from bot.views import steps
from bot.views.message import Message, compose, spoken
from bot.views.parts import Press, actions, context, section
from bot.views.text import clip, count, escape, percent
from bot.views.tickets import Lookup, Opened, Pending

CELLS: Final = 10
MOST_AREAS: Final = 40  # that have a row of their own; Slack takes 50 blocks
MOST_TASKS: Final = 30


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose plan it is: the reader's own, or the one of the member with this id and name."""

    member: str = ""
    name: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the reader may change it."""
        return not self.member


def overview(
    areas: Sequence[Progress], total: Summary, step: Step | None, whose: Whose, *, entries: Sequence[str] | None = None
) -> Message:
    """All areas in priority order; `entries` are a member's last ones, where they are to be shown."""
    title = "Your plan" if whose.is_own else f"The plan of {escape(clip(whose.name, 60))}"
    head = [f"*{title}: {_hours(total)}*, {percent(total.share)}", _counts(total)]
    if total.optional_minutes:
        head.append(f"Optional areas are extra: {durations.spell(total.optional_minutes)}.")
    head.append(f"Next: {steps.short(step)}" if step else "Everything in the plan is done.")
    last = section(_last(entries)) if entries is not None else None
    blocks = [section("\n".join(head)), *_rows(areas, whose)]
    small = "Percentages count each area up to the low end of its estimate." if whose.is_own else _readonly(whose)
    rows = section("\n".join(_row(each, bar=False) for each in areas))
    text = "\n".join(spoken(each._resolve()) for each in (blocks[0], rows, last, context(small)) if each)
    return compose(blocks, last, context(small), text=text)


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of one area shows; `log` is the button's ticket, None where the reader cannot act."""

    progress: Progress
    ahead: tuple[Place, ...]
    roadmaps: tuple[Roadmap, ...]
    whose: Whose
    log: Pending | None = None
    lead: str = ""


def area(page: Page) -> Message:
    """One area: its text, hours against the estimate, assignments, and what to learn next in it."""
    of, whose = page.progress.area, page.whose
    title = f"*{of.name}*{_optional(of)}" + ("" if whose.is_own else f", {escape(clip(whose.name, 60))}")
    coming = "\n".join(f"• {place.topic.name}, {place.roadmap.name} ({place.topic.level})" for place in page.ahead)
    top = f"{page.lead}\n" if page.lead else ""
    beside = [
        Press("Log 1 h", "log.book", page.log.value()) if page.log else None,
        Press("All areas", "plan.open", Opened(member=whose.member).value()),
    ]
    blocks: list[Block | Sequence[Block] | None] = [
        section(f"{top}{title}\n{of.description}"),
        section(_standing(page.progress, bar=True)),
        [_task(task, page.progress, whose) for task in of.assignments[:MOST_TASKS]],
        section("\n".join(_rest(of.assignments, page.progress))) if len(of.assignments) > MOST_TASKS else None,
        section(f"*Learn next here*\n{coming}") if coming else None,
        actions(*beside, *_roadmaps(page.roadmaps)),
        None if whose.is_own else context(_readonly(whose)),
    ]
    message = compose(*blocks)
    return Message(message.text.replace(_bar(page.progress) or "\0", "", 1), message.blocks)


def told(found: Named) -> str:
    """How words led to an area: what they were taken for, and what belongs to it."""
    lines = [f"I took “{escape(taken.typed)}” for {escape(taken.meant)}." for taken in found.taken]
    if isinstance(found.via, Place):
        lines.append(f"{found.via.topic.name} ({found.via.roadmap.name}) belongs to {found.area.name}.")
    elif isinstance(found.via, str):
        lines.append(f"The area nearest to “{escape(clip(found.via, 80))}” is {found.area.name}.")
    elif found.via:
        lines.append(f"{found.via.name} belongs to {found.area.name}.")
    return " ".join(lines)


def ticked(task: Assignment, *, done: bool) -> str:
    """What a press has changed."""
    return f"*Done:* {task.name}." if done else f"*Open again:* {task.name}."


def which_area(doubt: Doubt, presses: Sequence[Press], example: str) -> Message:
    """Words that name no single area: the fitting or nearest ones as buttons."""
    typed = escape(clip(doubt.typed, 80))
    if doubt.known:
        return compose(section(f"*Which area do you mean by “{typed}”?*"), actions(*presses))
    near = " Did you mean one of these?" if presses else ""
    words = f"“{typed}” is no focus area, roadmap or topic I know.{near}\nFor example `{example}`."
    return compose(section(words), actions(*presses))


def nobody(name: str) -> Message:
    """A person of whom there is no plan: nobody by that name, or somebody we have never met."""
    who = f"“{escape(clip(name, 60))}”" if name else "That person"
    return compose(section(f"{who} has not used Roadmate here, so there is no plan to show."))


def several() -> Message:
    """More than one person at once."""
    return compose(section("One member at a time, please: `/plan @member`."))


def _rows(areas: Sequence[Progress], whose: Whose) -> list[Block]:
    rows = [
        section(
            _row(each, bar=True), Press("Open", "plan.open", Opened(area=each.area.id, member=whose.member).value())
        )
        for each in areas[:MOST_AREAS]
    ]
    rest = [_row(each, bar=False) for each in areas[MOST_AREAS:]]
    return [*rows, section("\n".join(rest))] if rest else [*rows]


def _row(each: Progress, *, bar: bool) -> str:
    title = f"*{each.area.priority}. {each.area.name}*{_optional(each.area)}"
    return f"{title}{chr(10) if bar else ': '}{_standing(each, bar=bar)}"


def _standing(each: Progress, *, bar: bool) -> str:
    """Actual against estimate and the assignments: `▓▓░░ 12 h of 50-80 h · 1 of 3 assignments`."""
    hours = each.area.hours
    of = f" of {hours.low}-{hours.high} h" if hours else ", the estimate varies"
    tasks = f"{len(each.ticked)} of {count(len(each.area.assignments), 'assignment')}"
    end = " · finished" if each.is_done else ""
    return f"{_bar(each) if bar else ''}{durations.spell(each.minutes)}{of} · {tasks}{end}"


def _bar(each: Progress) -> str:
    """A bar that is full only when the low end is reached and empty only when nothing is logged."""
    if each.share is None:
        return ""
    full = max(int(each.share * CELLS), 1 if each.minutes else 0)
    return "▓" * full + "░" * (CELLS - full) + " "


def _task(task: Assignment, progress: Progress, whose: Whose) -> Block:
    is_done = task.id in progress.ticked
    words = f"*{task.name}*{' (done)' if is_done else ''}\n{task.text}"
    if not whose.is_own:
        return section(words)
    return section(words, Press("Reopen", "plan.untick", task.id) if is_done else Press("Done", "plan.tick", task.id))


def _rest(tasks: Sequence[Assignment], progress: Progress) -> list[str]:
    return [f"{task.name}{' (done)' if task.id in progress.ticked else ''}" for task in tasks[MOST_TASKS:]]


def _roadmaps(roadmaps: Sequence[Roadmap]) -> list[Press]:
    return [Press(f"Roadmap: {each.name}", "roadmap.open", Lookup(query=each.id).value()) for each in roadmaps[:20]]


def _hours(total: Summary) -> str:
    return f"{durations.spell(total.minutes)} of {total.low}-{total.high} h"


def _counts(total: Summary) -> str:
    return (
        f"{total.ticked} of {count(total.assignments, 'assignment')} done"
        f" · {total.finished} of {count(total.areas, 'area')} finished"
    )


def _last(entries: Sequence[str]) -> str:
    return "*Last entries*\n" + "\n".join(f"• {line}" for line in entries) if entries else "No entries yet."


def _optional(of: Area) -> str:
    return " (optional)" if of.optional else ""


def _readonly(whose: Whose) -> str:
    return f"Only {escape(clip(whose.name, 60))} can change this plan."
