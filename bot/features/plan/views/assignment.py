"""An assignment's status and history in words, and the buttons that fit its stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
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
from bot.core.plan.progress import AreaProgress
from bot.features.plan.payloads import AssignmentPayload
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec
from bot.slack.mrkdwn import clip, escape, format_count, person_name
from bot.slack.payloads import PlanPagePayload
from bot.timeexpr.durations import parse
from bot.ui.entry_text import quoted_note
from bot.ui.links import evidence_link

_ACTION_LABELS: Final[Mapping[AssignmentAction, str]] = {
    AssignmentAction.START: "Started",
    AssignmentAction.HAND_IN: "Handed in",
    AssignmentAction.TAKE_BACK: "Taken back",
    AssignmentAction.SIGN_OFF: "Signed off",
    AssignmentAction.SEND_BACK: "Sent back",
}


@frozen
class AssignmentViewer:
    """The person who reads about an assignment: their day and zone, their id, and the names of people by id."""

    today: date
    zone: ZoneInfo
    reader_id: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    is_guest: bool = False  # guests hand nothing in

    def name_of(self, person_id: str) -> str:
        """Return a person's name, which is no mention; `you` for the reader."""
        return "you" if person_id == self.reader_id else person_name(self.names.get(person_id, "somebody"))

    def day_text(self, moment: datetime) -> str:
        """Return the day of a moment in the reader's zone."""
        return date_text.day_text(moment.astimezone(self.zone).date(), self.today)


NO_VIEWER: Final = AssignmentViewer(date.min, ZoneInfo("UTC"))


def assignment_title(catalog: Catalog, assignment: str) -> str:
    """Return `Build a VPC (Networking)`; an id that left the content stays readable."""
    found = catalog.find_assignment(assignment)
    return f"{found[1].name} ({found[0].name})" if found else clip(escape(assignment), 60)


def area_button(catalog: Catalog, assignment: str, member: str = "") -> ButtonSpec | None:
    """Return the button that opens the area of an assignment; None where it left the content."""
    found = catalog.find_assignment(assignment)
    if found is None:
        return None
    area, _ = found
    return ButtonSpec(f"Open {area.name}", "plan.open", PlanPagePayload(area=area.id, member=member).encode())


def status_text(history: AssignmentHistory | None, viewer: AssignmentViewer, *, is_ticked: bool = False) -> str:
    """Return the stage of an assignment, who decided it, and when it is due; empty for one not begun."""
    if history is None:
        return ""
    step, stage = history.last_transition, history.progress.stage
    status = f"{_ACTION_LABELS[step.action]}{_reviewer_text(step, viewer)} {viewer.day_text(step.at)}"
    waiting = ", waiting for a sign-off" if stage is AssignmentStage.HANDED_IN else ""
    due = "" if is_ticked or stage is AssignmentStage.SIGNED_OFF else _due_text(history, viewer.today)
    return f"{status}{waiting}.{due}{quoted_note(step.note) if stage is AssignmentStage.SENT_BACK else ''}"


def step_note_text(step: AssignmentStep) -> str:
    """Return the note of a step and its link."""
    return f"{quoted_note(step.note)}{evidence_link(step.link)}"


def history_lines(history: AssignmentHistory, viewer: AssignmentViewer) -> list[str]:
    """Return every step, oldest first: `Tue 17 Nov: handed in by you`."""
    return [f"{viewer.day_text(step.at)}: {_history_line(step, viewer)}" for step in history.steps]


def owner_buttons(
    assignment: str,
    history: AssignmentHistory | None,
    *,
    is_ticked: bool,
    viewer: AssignmentViewer = NO_VIEWER,
    name: str = "",
) -> list[ButtonSpec]:
    """Return the buttons for what the member can do with an assignment of theirs; a guest hands nothing in."""
    stage, value = history.progress.stage if history else None, AssignmentPayload(assignment=assignment).encode()
    buttons = []
    if is_allowed(stage, AssignmentAction.START) and not is_ticked:
        buttons.append(ButtonSpec("Start", "work.start", value))
    if is_allowed(stage, AssignmentAction.HAND_IN) and not viewer.is_guest:
        label = "Hand in again" if stage is AssignmentStage.SENT_BACK else "Hand in"
        buttons.append(ButtonSpec(label, "work.hand", value))
    if is_allowed(stage, AssignmentAction.TAKE_BACK):
        effect = "Nobody has to sign it off then. You can hand it in again any time."
        confirm = ConfirmSpec("Take it back?", effect, "Take back")
        state = str(history.last_transition.id) if history else ""
        buttons.append(ButtonSpec("Take back", "work.take", value, confirm=confirm, state=state))
    if stage is not AssignmentStage.SIGNED_OFF:
        label, action = ("Reopen", "plan.untick") if is_ticked else ("Done", "plan.tick")
        buttons.append(ButtonSpec(label, action, assignment))
    return [_named(each, name) for each in buttons]


def reviewer_buttons(history: AssignmentHistory | None, *, name: str = "") -> list[ButtonSpec]:
    """Return the buttons for what a mentor can do with a member's assignment in its stage; `name` says of what."""
    if history is None:
        return []
    progress = history.progress
    value = AssignmentPayload(
        assignment=progress.assignment, member=progress.member, step=history.last_transition.id
    ).encode()
    buttons = []
    if is_allowed(progress.stage, AssignmentAction.SIGN_OFF):
        buttons.append(ButtonSpec("Sign off", "work.sign", value, style="primary"))
    if is_allowed(progress.stage, AssignmentAction.SEND_BACK):
        buttons.append(ButtonSpec("Send back", "work.back", value))
    return [_named(each, name) for each in buttons]


def details_button(assignment: str, member: str = "", *, name: str = "", label: str = "More") -> ButtonSpec:
    """Return the button that opens the window with the text, the history and the due day."""
    return _named(
        ButtonSpec(label, "work.more", AssignmentPayload(assignment=assignment, member=member).encode()), name
    )


def _named(button: ButtonSpec, name: str) -> ButtonSpec:
    """Return the button with what it is about, for those who have it read aloud: `Sign off: Hybrid network`."""
    return replace(button, accessibility_label=f"{button.label}: {name}") if name else button


def area_count_text(progress: AreaProgress) -> str:
    """Return `1 of 3 in Networking.`"""
    return f"{len(progress.ticked_assignments)} of {len(progress.area.assignments)} in {progress.area.name}."


def finished_text(progress: AreaProgress) -> str:
    """Return the line for an area that is finished; empty for one that is not."""
    if not progress.is_done:
        return ""
    if not progress.minutes:
        return f"🎉 *{progress.area.name}* is finished."
    return f"🎉 *{progress.area.name}* is finished, with {parse.spell(progress.minutes)} logged."


def _reviewer_text(step: AssignmentStep, viewer: AssignmentViewer) -> str:
    """Return the mentor who decided; empty for a step of the member's own."""
    is_decision = step.action in (AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK)
    return f" by {viewer.name_of(step.actor)}," if is_decision else ""


def _due_text(history: AssignmentHistory, today: date) -> str:
    """Return ` Due Fri 4 Dec.`, or how long ago that was."""
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
