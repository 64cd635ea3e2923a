"""Letters about assignments that were handed in, and what a mentor is answered who acts on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.core.assignments.assignment import History, Stage
from bot.features.plan.views.assignment import Eyes, called, guiding, more, opened, standing, title, told
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.payloads import Task
from bot.ui.entry_text import quoted

PAGE: Final = 10  # rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a sign-off, and whose it is."""

    name: str
    history: History
    has_left: bool = False


def handed_in(member: str, history: History, catalog: Catalog, *, prefix: str = "") -> Message:
    """To everyone who may sign it off: the first word counts."""
    step, work = history.turn, history.work
    return compose(
        section(f"*{called(member)} handed in {title(catalog, work.assignment)}*{told(step)}"),
        actions(*guiding(history), more(work.assignment, work.member)),
        context(f"Everyone who is to sign it off got this. `/{prefix}roadmate signoffs` shows all that waits for you."),
    )


def signed_off(mentor: str, assignment: str, catalog: Catalog) -> Message:
    """To the member, who has done it."""
    return compose(
        section(f"*{called(mentor)} signed off {title(catalog, assignment)}.* It is done in your plan."),
        actions(opened(catalog, assignment), Press("All areas", "plan.open", "{}")),
    )


def sent_back(mentor: str, assignment: str, reason: str, catalog: Catalog) -> Message:
    """To the member, with what is missing; it is not done, also where they had ticked it."""
    again = Press("Hand in again", "work.hand", Task(assignment=assignment).value())
    words = f"*{called(mentor)} sent {title(catalog, assignment)} back*{quoted(reason)}"
    return compose(
        section(f"{words}\nIt is open again in your plan."),
        actions(again, opened(catalog, assignment)),
    )


def due(mentor: str, assignment: str, day: date | None, today: date, catalog: Catalog) -> Message:
    """To the member, whose mentor has set a day."""
    until = f"is due {calendar_format.spell(day, today)} now" if day else "has no due day any more"
    hand = Press("Hand in", "work.hand", Task(assignment=assignment).value())
    return compose(
        section(f"*{title(catalog, assignment)}* {until}. {called(mentor)} has set that."),
        actions(hand, opened(catalog, assignment)),
    )


def decided(row: Waiting, catalog: Catalog) -> Message:
    """What a sign-off, or sending back, has done; and the way back where there is one."""
    return compose(section(decision(row, catalog)), _acting(row.history))


def decision(row: Waiting, catalog: Catalog) -> str:
    """The same in one line."""
    what, who = title(catalog, row.history.work.assignment), called(row.name)
    done = "Signed off" if row.history.work.stage is Stage.SIGNED_OFF else "Sent back"
    told_so = f"{who} is told" if not row.has_left else f"{who} has left, so nobody is told; it is kept all the same"
    return f"*{done}:* {what}, {who}. {told_so}."


def now(row: Waiting, catalog: Catalog, eyes: Eyes) -> Message:
    """The press came too late: what is so now, with what can be done about it."""
    return compose(section(change(row, catalog, eyes)), _acting(row.history))


def change(row: Waiting, catalog: Catalog, eyes: Eyes) -> str:
    """The same without buttons."""
    what, history = title(catalog, row.history.work.assignment), row.history
    who, day, by = called(row.name), eyes.day(history.turn.at), eyes.name(history.turn.actor)
    lead = {
        Stage.SIGNED_OFF: f"*{by[:1].upper()}{by[1:]} signed this off already*, {day}",
        Stage.SENT_BACK: f"*{by[:1].upper()}{by[1:]} sent this back already*, {day}",
        Stage.STARTED: f"*{who} has taken this back*, {day}",
        Stage.HANDED_IN: f"*{who} has handed this in anew*, {day}",
    }[history.work.stage]
    return f"{lead}: {what}, {who}. Your press changed nothing.{told(history.turn)}"


def waiting(rows: Sequence[Waiting], catalog: Catalog, eyes: Eyes, *, offset: int, lead: str = "") -> Message:
    """All that waits for the reader, oldest first; one more than a page says that there are more."""
    head = "*Waiting for your sign-off*, oldest first" if rows else "*Nothing waits for your sign-off.*"
    before = Press("Previous", "work.waiting", str(max(0, offset - PAGE))) if offset else None
    after = Press("Next", "work.waiting", str(offset + PAGE)) if len(rows) > PAGE else None
    return compose(
        section("\n".join(filter(None, (lead, head)))),
        [block for row in rows[:PAGE] for block in _row(row, catalog, eyes)],
        actions(before, after),
        context("`More` has what was handed in before, and the due day.") if rows else None,
    )


def oneself() -> Message:
    """One's own work."""
    return compose(
        section("Your own work is for somebody else to sign off. `Done` in your plan counts it by your word.")
    )


def _row(row: Waiting, catalog: Catalog, eyes: Eyes) -> list[Block]:
    work = row.history.work
    step = row.history.handed_in or row.history.turn
    left = " (has left)" if row.has_left else ""
    words = f"*{called(row.name)}{left}: {title(catalog, work.assignment)}*\n{standing(row.history, eyes)}{told(step)}"
    buttons = actions(*guiding(row.history, listed=True), more(work.assignment, work.member))
    return [section(words), *([buttons] if buttons else [])]


def _acting(history: History) -> Block | None:
    others = Press("What else waits", "work.waiting", "0")
    return actions(*guiding(history), more(history.work.assignment, history.work.member), others)
