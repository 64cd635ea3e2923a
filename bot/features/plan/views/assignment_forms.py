"""The windows of an assignment: to hand it in, to send it back, and its history with the due day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.models import Assignment
from bot.core.assignments.workflow import MAX_DUE_AHEAD, AssignmentHistory, AssignmentStep, can_be_due
from bot.core.ledger.note import MAX_NOTE_LENGTH, tidy_note
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views import assignment
from bot.features.plan.views.assignment import AssignmentViewer, history_lines, status_text
from bot.frozen import frozen
from bot.slack.blocks import actions, section
from bot.slack.modals import FormErrors, Modal, build_modal, date_input, link_input, text_input
from bot.slack.mrkdwn import format_count, person_name, plain_person_name
from bot.ui.links import MAX_LINK_LENGTH, is_link

LINK_FIELD: Final = "link"
NOTE_FIELD: Final = "words"
DUE_DAY_FIELD: Final = "due"
_MAX_STEPS_SHOWN: Final = 15
_DUE_DAY_HINT: Final = "Members and their mentors can set it. Leave empty for no due day."


@frozen
class HandIn:
    """A link, a line, or both."""

    link: str
    note: str


def render_hand_in_form(task: Assignment, *, last: AssignmentStep | None) -> Modal:
    """Ask for a link to the work and a line about it; what was handed in `last` is filled in."""
    return build_modal(
        "Hand in",
        section(f"*{task.name}*\n{task.text}"),
        link_input(
            LINK_FIELD,
            "Link",
            value=last.link if last else "",
            placeholder="https://",
            is_optional=True,
            hint="A repository, a page, a merge request.",
        ),
        text_input(
            NOTE_FIELD,
            "What you did, or what is new since" if last else "What you did",
            value=last.note if last else "",
            is_multiline=True,
            is_optional=True,
            max_length=MAX_NOTE_LENGTH,
            hint="Add a link or a short note.",
        ),
        callback_id="work.hand",
        submit_label="Hand in",
        close_label="Cancel",
        metadata=AssignmentPayload(assignment=task.id).encode(),
    )


def parse_hand_in(fields: Mapping[str, str]) -> HandIn | FormErrors:
    """Return what was handed in, or what is wrong with it."""
    link, words = fields.get(LINK_FIELD, "").strip(), tidy_note(fields.get(NOTE_FIELD, ""))
    errors: dict[str, str] = {}
    if link and not is_link(link):
        long = f"That link is longer than {MAX_LINK_LENGTH} characters."
        errors[LINK_FIELD] = long if len(link) > MAX_LINK_LENGTH else "A link starts with https:// or http://."
    if len(words) > MAX_NOTE_LENGTH:
        errors[NOTE_FIELD] = f"At most {MAX_NOTE_LENGTH} characters."
    if not (link or words):
        errors[NOTE_FIELD] = "Add a link or a short note, so there's something to look at."
    return FormErrors(errors) if errors else HandIn(link, words)


def render_send_back_form(payload: AssignmentPayload, member_name: str, title: str, *, is_signed_off: bool) -> Modal:
    """Ask for the reason, which the member reads."""
    name = person_name(member_name)
    words = f"This reopens it in {name}'s plan."
    if is_signed_off:
        words = f"It was signed off. This reopens it in {name}'s plan; its history keeps both."
    return build_modal(
        "Send back",
        section(f"*{title}*, {name}\n{words}"),
        text_input(
            NOTE_FIELD,
            "What is missing?",
            is_multiline=True,
            max_length=MAX_NOTE_LENGTH,
            hint=f"{plain_person_name(member_name, 40)} will read this.",
        ),
        callback_id="work.back",
        submit_label="Send back",
        close_label="Cancel",
        metadata=payload.encode(),
    )


def parse_reason(fields: Mapping[str, str]) -> str | FormErrors:
    """Return why it is sent back, or what is wrong with the reason."""
    reason = tidy_note(fields.get(NOTE_FIELD, ""))
    if not reason:
        return FormErrors({NOTE_FIELD: "Say what's missing, so they know what to do."})
    if len(reason) > MAX_NOTE_LENGTH:
        return FormErrors({NOTE_FIELD: f"At most {MAX_NOTE_LENGTH} characters."})
    return reason


def render_assignment_details(
    payload: AssignmentPayload,
    history: AssignmentHistory | None,
    catalog: Catalog,
    viewer: AssignmentViewer,
    *,
    is_ticked: bool,
    is_own: bool,
) -> Modal:
    """Render what the assignment asks, its status and history, and a field for the due day while it is open."""
    found = catalog.find_assignment(payload.assignment)
    name = f"*{assignment.assignment_title(catalog, payload.assignment)}*{' (done)' if is_ticked else ''}"
    if is_own:
        buttons = assignment.owner_buttons(payload.assignment, history, is_ticked=is_ticked, viewer=viewer)
    else:
        buttons = assignment.reviewer_buttons(history)
    is_open = bool(found) and not (history and history.is_signed_off)
    due = date_input(
        DUE_DAY_FIELD, "Due", value=history.progress.due_day if history else None, is_optional=True, hint=_DUE_DAY_HINT
    )
    return build_modal(
        "Assignment",
        section(f"{name}\n{found[1].text}" if found else name),
        section(_history_text(history, viewer, is_ticked=is_ticked)) if history else None,
        actions(*buttons),
        due if is_open else None,
        callback_id="work.due",
        submit_label="Save due day" if is_open else "",
        metadata=payload.encode(),
    )


def parse_due_day(fields: Mapping[str, str], today: date, current_day: date | None) -> date | FormErrors | None:
    """Return the day, None for no day, or what is wrong with it; the current day may have passed."""
    chosen = fields.get(DUE_DAY_FIELD, "")
    if not chosen:
        return None
    try:
        day = date.fromisoformat(chosen)
    except ValueError:
        return FormErrors({DUE_DAY_FIELD: "There's no such day."})
    if day == current_day or can_be_due(day, today):
        return day
    last = date_text.day_text(today + MAX_DUE_AHEAD, today)
    return FormErrors({DUE_DAY_FIELD: f"Pick a day from today to {last}."})


def _history_text(history: AssignmentHistory, viewer: AssignmentViewer, *, is_ticked: bool) -> str:
    steps = history_lines(history, viewer)
    lines = [status_text(history, viewer, is_ticked=is_ticked), "*History*, oldest first"]
    if (hidden := len(steps) - _MAX_STEPS_SHOWN) > 0:
        lines.append(f"{format_count(hidden, 'earlier step')}")
    return "\n".join([*lines, *steps[-_MAX_STEPS_SHOWN:]])
