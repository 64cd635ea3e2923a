"""Assignments on their way in words, and the buttons that fit where each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.core.assignments.workflow import (
    AssignmentAction,
    AssignmentHistory,
    AssignmentStage,
    AssignmentStep,
    is_allowed,
    is_late,
)
from bot.features.plan.payloads import AssignmentPayload
from bot.slack.blocks import ButtonSpec, ConfirmSpec
from bot.slack.mrkdwn import clip, escape, format_count
from bot.slack.payloads import PlanPagePayload
from bot.ui.entry_text import quoted_note
from bot.ui.links import evidence_link

MAX_NAME_LENGTH: Final = 60
_ACTION_LABELS: Final[Mapping[AssignmentAction, str]] = {
    AssignmentAction.START: "Started",
    AssignmentAction.HAND_IN: "Handed in",
    AssignmentAction.TAKE_BACK: "Taken back",
    AssignmentAction.SIGN_OFF: "Signed off",
    AssignmentAction.SEND_BACK: "Sent back",
}


@dataclass(frozen=True, slots=True)
class AssignmentViewer:
    """Whose eyes it is for: their day and zone, who they are, and the names of people by id."""

    today: date
    zone: ZoneInfo
    reader_id: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    is_guest: bool = False  # who hands nothing in

    def name_of(self, person_id: str) -> str:
        """A person's name, which is no mention; `you` for the reader."""
        return "you" if person_id == self.reader_id else safe_name(self.names.get(person_id, "somebody"))

    def day_text(self, moment: datetime) -> str:
        """The day on which something was."""
        return date_text.day_text(moment.astimezone(self.zone).date(), self.today)


NO_VIEWER: Final = AssignmentViewer(date.min, ZoneInfo("UTC"))


def safe_name(name: str) -> str:
    """A name that is no mention, and never long."""
    return clip(escape(name.lstrip("@")), MAX_NAME_LENGTH)


def assignment_title(catalog: Catalog, assignment: str) -> str:
    """`Build a VPC (Networking)`; an id that left the content stays readable."""
    found = catalog.find_assignment(assignment)
    return f"{found[1].name} ({found[0].name})" if found else clip(escape(assignment), MAX_NAME_LENGTH)


def area_button(catalog: Catalog, assignment: str, member: str = "") -> ButtonSpec | None:
    """The way to the area of an assignment; none where it left the content."""
    found = catalog.find_assignment(assignment)
    label, area = (f"Open {found[0].name}", found[0].id) if found else ("", "")
    return ButtonSpec(label, "plan.open", PlanPagePayload(area=area, member=member).encode()) if found else None


def status_text(history: AssignmentHistory | None, viewer: AssignmentViewer, *, is_ticked: bool = False) -> str:
    """Where an assignment is, by whose word, and until when it is to be done; empty for one not begun."""
    if history is None:
        return ""
    turn, work = history.last_transition, history.progress
    words = f"{_ACTION_LABELS[turn.action]}{_reviewer_text(turn, viewer)} {viewer.day_text(turn.at)}"
    words += ", waits for a sign-off" if work.stage is AssignmentStage.HANDED_IN else ""
    due = "" if is_ticked or work.stage is AssignmentStage.SIGNED_OFF else _due_text(history, viewer.today)
    return f"{words}.{due}{quoted_note(turn.note) if work.stage is AssignmentStage.SENT_BACK else ''}"


def step_note_text(step: AssignmentStep) -> str:
    """What somebody wrote with a step, and linked to."""
    return f"{quoted_note(step.note)}{evidence_link(step.link)}"


def history_lines(history: AssignmentHistory, viewer: AssignmentViewer) -> list[str]:
    """Every step, oldest first: `Tue 17 Nov: handed in by you`."""
    return [f"{viewer.day_text(step.at)}: {_history_line(step, viewer)}" for step in history.steps]


def owner_buttons(
    assignment: str, history: AssignmentHistory | None, *, is_ticked: bool, viewer: AssignmentViewer = NO_VIEWER
) -> list[ButtonSpec]:
    """What the member can do with an assignment of theirs; a guest hands nothing in."""
    stage, value = history.progress.stage if history else None, AssignmentPayload(assignment=assignment).encode()
    hand = ButtonSpec("Hand in again" if stage is AssignmentStage.SENT_BACK else "Hand in", "work.hand", value)
    tick = ButtonSpec("Reopen", "plan.untick", assignment) if is_ticked else ButtonSpec("Done", "plan.tick", assignment)
    presses = (
        ButtonSpec("Start", "work.start", value)
        if is_allowed(stage, AssignmentAction.START) and not is_ticked
        else None,
        hand if is_allowed(stage, AssignmentAction.HAND_IN) and not viewer.is_guest else None,
        _take_back_button(value) if is_allowed(stage, AssignmentAction.TAKE_BACK) else None,
        tick if stage is not AssignmentStage.SIGNED_OFF else None,
    )
    return [press for press in presses if press]


def reviewer_buttons(history: AssignmentHistory | None, *, is_listed: bool = False) -> list[ButtonSpec]:
    """What a mentor can do with a member's assignment where it is."""
    if history is None:
        return []
    work = history.progress
    value = AssignmentPayload(
        assignment=work.assignment, member=work.member, step=history.last_transition.id, listed=is_listed
    ).encode()
    sign = (
        ButtonSpec("Sign off", "work.sign", value, style="primary")
        if is_allowed(work.stage, AssignmentAction.SIGN_OFF)
        else None
    )
    back = ButtonSpec("Send back", "work.back", value) if is_allowed(work.stage, AssignmentAction.SEND_BACK) else None
    return [press for press in (sign, back) if press]


def details_button(assignment: str, member: str = "") -> ButtonSpec:
    """The window with the history and the due day."""
    return ButtonSpec("More", "work.more", AssignmentPayload(assignment=assignment, member=member).encode())


def _take_back_button(value: str) -> ButtonSpec:
    effect = "It no longer waits for a sign-off. You can hand it in again."
    return ButtonSpec("Take back", "work.take", value, confirm=ConfirmSpec("Take it back?", effect, "Take back"))


def _reviewer_text(step: AssignmentStep, viewer: AssignmentViewer) -> str:
    """Whose word it is, where that is a mentor's."""
    return (
        f" by {viewer.name_of(step.actor)},"
        if step.action in (AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK)
        else ""
    )


def _due_text(history: AssignmentHistory, today: date) -> str:
    """` Due Fri 4 Dec.`, or how long ago that was."""
    due = history.progress.due_day
    if due is None:
        return ""
    if is_late(history.progress, today):
        return f" It was due {date_text.day_text(due, today)}, {format_count((today - due).days, 'day')} ago."
    return f" Due {date_text.day_text(due, today)}."


def _history_line(step: AssignmentStep, viewer: AssignmentViewer) -> str:
    if step.action is not AssignmentAction.SET_DUE:
        return f"{_ACTION_LABELS[step.action].lower()} by {viewer.name_of(step.actor)}{step_note_text(step)}"
    try:
        day = f"due {date_text.day_text(date.fromisoformat(step.note), viewer.today)}"
    except ValueError:
        day = "no due day"
    return f"{day}, set by {viewer.name_of(step.actor)}"
