"""The windows of an assignment: to hand it in, to send it back, and what happened to it with its due day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.models import Assignment
from bot.core.assignments.assignment import FARTHEST, History, can_be_due
from bot.core.ledger.note import LONGEST_NOTE, tidy_note
from bot.features.plan.views import assignment
from bot.features.plan.views.assignment import Eyes, called, lines, standing
from bot.slack.blocks import actions, section
from bot.slack.modals import Modal, Wrong, date_input, link_input, text_input, window
from bot.slack.mrkdwn import count
from bot.slack.payloads import Task
from bot.ui.links import LONGEST_LINK, is_link

LINK: Final = "link"
WORDS: Final = "words"
DUE: Final = "due"
_LAST: Final = 15  # steps that the window shows
_HINT: Final = "The member and their mentors can set it. Empty: no due day."


@dataclass(frozen=True, slots=True)
class Said:
    """What is handed in: a link, a line, or both."""

    link: str
    words: str


def hand_in(task: Assignment, *, again: bool) -> Modal:
    """Asks where the work is, and for a line about it."""
    return window(
        "Hand in",
        section(f"*{task.name}*\n{task.text}"),
        link_input(LINK, "Link", placeholder="https://", optional=True, hint="A repository, a page, a merge request."),
        text_input(
            WORDS,
            "What you did, or what is new since" if again else "What you did",
            multiline=True,
            optional=True,
            longest=LONGEST_NOTE,
            hint="A link or a line: one of the two is enough.",
        ),
        callback="work.hand",
        submit="Hand in",
        close="Cancel",
        metadata=Task(assignment=task.id).value(),
    )


def read_work(fields: Mapping[str, str]) -> Said | Wrong:
    """What was handed in, or what is wrong with it."""
    link, words = fields.get(LINK, "").strip(), tidy_note(fields.get(WORDS, ""))
    errors: dict[str, str] = {}
    if link and not is_link(link):
        long = f"That link has more than {LONGEST_LINK} characters."
        errors[LINK] = long if len(link) > LONGEST_LINK else "A link begins with https:// or http://."
    if len(words) > LONGEST_NOTE:
        errors[WORDS] = f"At most {LONGEST_NOTE} characters."
    if not (link or words):
        errors[WORDS] = "Add a link or a line, so that there is something to look at."
    return Wrong(errors) if errors else Said(link, words)


def send_back(ticket: Task, name: str, title: str, *, signed: bool) -> Modal:
    """Asks for the reason, which the member reads."""
    effect = "It is open again in their plan then"
    words = f"It was signed off. {effect}, and both stand in its history." if signed else f"{effect}."
    return window(
        "Send back",
        section(f"*{title}*, {called(name)}\n{words}"),
        text_input(WORDS, "What is missing?", multiline=True, longest=LONGEST_NOTE, hint="They read this."),
        callback="work.back",
        submit="Send back",
        close="Cancel",
        metadata=ticket.value(),
    )


def read_reason(fields: Mapping[str, str]) -> str | Wrong:
    """Why it is sent back, or that a reason is missing."""
    words = tidy_note(fields.get(WORDS, ""))
    if not words:
        return Wrong({WORDS: "Say what is missing, so that they know what to do."})
    return words if len(words) <= LONGEST_NOTE else Wrong({WORDS: f"At most {LONGEST_NOTE} characters."})


def more(ticket: Task, history: History | None, catalog: Catalog, eyes: Eyes, *, ticked: bool, own: bool) -> Modal:
    """What the assignment asks, where it is and how it came there; and the day until which it is to be done."""
    found = catalog.find_assignment(ticket.assignment)
    name = f"*{assignment.title(catalog, ticket.assignment)}*{' (done)' if ticked else ''}"
    presses = (
        assignment.own(ticket.assignment, history, ticked=ticked, eyes=eyes) if own else assignment.guiding(history)
    )
    is_open = bool(found) and not (history and history.is_over)
    due = date_input(DUE, "Due", value=history.work.due if history else None, optional=True, hint=_HINT)
    return window(
        "Assignment",
        section(f"{name}\n{found[1].text}" if found else name),
        section(_past(history, eyes, ticked=ticked)) if history else None,
        actions(*presses),
        due if is_open else None,
        callback="work.due",
        submit="Save the day" if is_open else "",
        metadata=ticket.value(),
    )


def read_due(fields: Mapping[str, str], today: date, kept: date | None) -> date | Wrong | None:
    """The day, None for none, or what is wrong with it; the one that stands there may have passed."""
    chosen = fields.get(DUE, "")
    if not chosen:
        return None
    try:
        day = date.fromisoformat(chosen)
    except ValueError:
        return Wrong({DUE: "There is no such day."})
    last = calendar_format.spell(today + FARTHEST, today)
    return day if day == kept or can_be_due(day, today) else Wrong({DUE: f"Choose a day from today to {last}."})


def _past(history: History, eyes: Eyes, *, ticked: bool) -> str:
    steps = lines(history, eyes)
    left = [f"and {count(len(steps) - _LAST, 'step')} before"] if len(steps) > _LAST else []
    return "\n".join([standing(history, eyes, ticked=ticked), "*History*, oldest first", *left, *steps[-_LAST:]])
