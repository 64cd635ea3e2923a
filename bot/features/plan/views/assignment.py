"""Assignments on their way in words, and the buttons that fit where each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.core.assignments.assignment import Act, History, Stage, Step, is_late, may
from bot.slack.blocks import Confirm, Press
from bot.slack.mrkdwn import clip, count, escape
from bot.slack.payloads import Opened, Task
from bot.ui.entry_text import quoted
from bot.ui.links import evidence

NAME: Final = 60
_DONE: Final[Mapping[Act, str]] = {
    Act.START: "Started",
    Act.HAND_IN: "Handed in",
    Act.TAKE_BACK: "Taken back",
    Act.SIGN_OFF: "Signed off",
    Act.SEND_BACK: "Sent back",
}


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes it is for: their day and zone, who they are, and the names of people by id."""

    today: date
    zone: ZoneInfo
    me: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    is_guest: bool = False  # who hands nothing in

    def name(self, person: str) -> str:
        """A person's name, which is no mention; `you` for the reader."""
        return "you" if person == self.me else called(self.names.get(person, "somebody"))

    def day(self, at: datetime) -> str:
        """The day on which something was."""
        return calendar_format.spell(at.astimezone(self.zone).date(), self.today)


NOBODY: Final = Eyes(date.min, ZoneInfo("UTC"))


def called(name: str) -> str:
    """A name that is no mention, and never long."""
    return clip(escape(name.lstrip("@")), NAME)


def title(catalog: Catalog, assignment: str) -> str:
    """`Build a VPC (Networking)`; an id that left the content stays readable."""
    found = catalog.find_assignment(assignment)
    return f"{found[1].name} ({found[0].name})" if found else clip(escape(assignment), NAME)


def opened(catalog: Catalog, assignment: str, member: str = "") -> Press | None:
    """The way to the area of an assignment; none where it left the content."""
    found = catalog.find_assignment(assignment)
    label, area = (f"Open {found[0].name}", found[0].id) if found else ("", "")
    return Press(label, "plan.open", Opened(area=area, member=member).value()) if found else None


def standing(history: History | None, eyes: Eyes, *, ticked: bool = False) -> str:
    """Where an assignment is, by whose word, and until when it is to be done; empty for one not begun."""
    if history is None:
        return ""
    turn, work = history.turn, history.work
    words = f"{_DONE[turn.act]}{_by(turn, eyes)} {eyes.day(turn.at)}"
    words += ", waits for a sign-off" if work.stage is Stage.HANDED_IN else ""
    due = "" if ticked or work.stage is Stage.SIGNED_OFF else _due(history, eyes.today)
    return f"{words}.{due}{quoted(turn.words) if work.stage is Stage.SENT_BACK else ''}"


def told(step: Step) -> str:
    """What somebody wrote with a step, and linked to."""
    return f"{quoted(step.words)}{evidence(step.link)}"


def lines(history: History, eyes: Eyes) -> list[str]:
    """Every step, oldest first: `Tue 17 Nov: handed in by you`."""
    return [f"{eyes.day(step.at)}: {_line(step, eyes)}" for step in history.steps]


def own(assignment: str, history: History | None, *, ticked: bool, eyes: Eyes = NOBODY) -> list[Press]:
    """What the member can do with an assignment of theirs; a guest hands nothing in."""
    stage, value = history.work.stage if history else None, Task(assignment=assignment).value()
    hand = Press("Hand in again" if stage is Stage.SENT_BACK else "Hand in", "work.hand", value)
    tick = Press("Reopen", "plan.untick", assignment) if ticked else Press("Done", "plan.tick", assignment)
    presses = (
        Press("Start", "work.start", value) if may(stage, Act.START) and not ticked else None,
        hand if may(stage, Act.HAND_IN) and not eyes.is_guest else None,
        _take_back(value) if may(stage, Act.TAKE_BACK) else None,
        tick if stage is not Stage.SIGNED_OFF else None,
    )
    return [press for press in presses if press]


def guiding(history: History | None, *, listed: bool = False) -> list[Press]:
    """What a mentor can do with a member's assignment where it is."""
    if history is None:
        return []
    work = history.work
    value = Task(assignment=work.assignment, member=work.member, step=history.turn.id, listed=listed).value()
    sign = Press("Sign off", "work.sign", value, style="primary") if may(work.stage, Act.SIGN_OFF) else None
    back = Press("Send back", "work.back", value) if may(work.stage, Act.SEND_BACK) else None
    return [press for press in (sign, back) if press]


def more(assignment: str, member: str = "") -> Press:
    """The window with the history and the due day."""
    return Press("More", "work.more", Task(assignment=assignment, member=member).value())


def _take_back(value: str) -> Press:
    effect = "It no longer waits for a sign-off. You can hand it in again."
    return Press("Take back", "work.take", value, confirm=Confirm("Take it back?", effect, "Take back"))


def _by(step: Step, eyes: Eyes) -> str:
    """Whose word it is, where that is a mentor's."""
    return f" by {eyes.name(step.actor)}," if step.act in (Act.SIGN_OFF, Act.SEND_BACK) else ""


def _due(history: History, today: date) -> str:
    """` Due Fri 4 Dec.`, or how long ago that was."""
    due = history.work.due
    if due is None:
        return ""
    if is_late(history.work, today):
        return f" It was due {calendar_format.spell(due, today)}, {count((today - due).days, 'day')} ago."
    return f" Due {calendar_format.spell(due, today)}."


def _line(step: Step, eyes: Eyes) -> str:
    if step.act is not Act.DUE:
        return f"{_DONE[step.act].lower()} by {eyes.name(step.actor)}{told(step)}"
    try:
        day = f"due {calendar_format.spell(date.fromisoformat(step.words), eyes.today)}"
    except ValueError:
        day = "no due day"
    return f"{day}, set by {eyes.name(step.actor)}"
