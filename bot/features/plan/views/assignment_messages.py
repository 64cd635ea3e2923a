"""Notifications about assignments, the answers to what members and mentors do with them, and what waits for review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.models import Assignment
from bot.core.assignments.workflow import ActionOutcome, AssignmentHistory, AssignmentStage
from bot.core.people.member import Member
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.rules.sign_off import SignOffOutcome
from bot.features.plan.views.assignment import (
    AssignmentViewer,
    area_button,
    area_count_text,
    assignment_title,
    details_button,
    finished_text,
    reviewer_buttons,
    step_note_text,
)
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count, join_words, person_name
from bot.slack.slash import SLASH
from bot.ui import log_buttons, next_step, step_buttons
from bot.ui.entry_text import quoted_note
from bot.ui.step_buttons import Control

HAND_IN_NOUN: Final = "Handing in"  # both are not for guests
DUE_DAY_NOUN: Final = "A due day set by a mentor"
_MAX_NAMED_REVIEWERS: Final = 4  # more of them are counted
_OTHERS_BUTTON: Final = ButtonSpec("What else waits", "work.waiting", "0")
_ALL_AREAS_BUTTON: Final = ButtonSpec("All areas", "plan.open", "{}")


@frozen
class PendingReview:
    """An assignment that was handed in, and the member whose it is."""

    member_name: str
    history: AssignmentHistory
    has_left: bool = False


def render_handed_in_notification(
    member_name: str,
    history: AssignmentHistory,
    catalog: Catalog,
) -> Message:
    """Tell everyone who may sign it off; the first decision counts."""
    title, note = assignment_title(catalog, history.progress.assignment), step_note_text(history.last_transition)
    return compose_message(
        section(f"⏳ {person_name(member_name)} handed in *{title}*{note}"),
        actions(*reviewer_buttons(history, name=title), _history_button(history, title), _OTHERS_BUTTON),
        context(f"Sent to everyone who can sign it off. All open: `{SLASH}roadmate waiting`."),
    )


def render_signed_off_notification(
    mentor_name: str, assignment: str, catalog: Catalog, outcome: SignOffOutcome, *, key: str, today: date
) -> Message:
    """Tell the member that it is done, how much of its area that makes, and what comes next; logged under `key`."""
    found, name = catalog.find_assignment(assignment), person_name(mentor_name)
    title = found[1].name if found else assignment_title(catalog, assignment)
    lines = [f"🎉 {name} signed off *{title}*. {area_count_text(outcome.area) if outcome.area else ''}".rstrip()]
    if outcome.area and (finished := finished_text(outcome.area)):
        lines.append(finished)
    if outcome.next_step:
        lines.append(f"➡️ Next: *{next_step.step_name(outcome.next_step)}*")
    area, step = area_button(catalog, assignment), outcome.next_step
    row: Sequence[Control | None] = [area, _ALL_AREAS_BUTTON]
    if step:
        log = log_buttons.step_log_button(step, key=key, today=today, is_named=False)
        row = step_buttons.step_row(step, log, area, today=today, more=[("My plan", "plan")])
    return compose_message(section("\n".join(lines)), actions(*row, keeps_message=True))


def render_sent_back_notification(mentor_name: str, assignment: str, reason: str, catalog: Catalog) -> Message:
    """Tell the member what is missing; it is open again even where they had ticked it."""
    payload = AssignmentPayload(assignment=assignment).encode()
    title, note = assignment_title(catalog, assignment), quoted_note(reason)
    return compose_message(
        section(f"↩️ {person_name(mentor_name)} sent *{title}* back{note}\nIt's open again in your plan."),
        actions(
            ButtonSpec("Hand in again", "work.hand", payload, style="primary"),
            area_button(catalog, assignment),
        ),
    )


def render_due_day_notification(
    mentor_name: str, assignment: str, day: date | None, today: date, catalog: Catalog
) -> Message:
    """Tell the member that a mentor has set or removed the due day."""
    title, name = assignment_title(catalog, assignment), person_name(mentor_name)
    hand = ButtonSpec("Hand in", "work.hand", AssignmentPayload(assignment=assignment).encode(), style="primary")
    if day:
        text = f"📅 {name} set a due day for *{title}*: {date_text.day_text(day, today)}."
    else:
        text = f"📅 {name} removed the due day of *{title}*."
    return compose_message(section(text), actions(hand, area_button(catalog, assignment)))


def render_decision(text: str, review: PendingReview, catalog: Catalog) -> Message:
    """Tell the mentor what their press has done, or not, with buttons for what they can do now."""
    title = assignment_title(catalog, review.history.progress.assignment)
    buttons = actions(
        *reviewer_buttons(review.history, name=title), _history_button(review.history, title), _OTHERS_BUTTON
    )
    return compose_message(section(text), buttons)


def decision_text(review: PendingReview, catalog: Catalog, arrives_at: datetime | None) -> str:
    """Return what a mentor's decision has done; `arrives_at` is when the member's night ends, None for now."""
    title, name = assignment_title(catalog, review.history.progress.assignment), person_name(review.member_name)
    if review.history.progress.stage is AssignmentStage.SIGNED_OFF:
        done = f"🎉 Signed off: *{title}*, {name}."
    else:
        done = f"↩️ Sent back: *{title}*, {name}."
    return f"{done} {told_text(name, arrives_at, has_left=review.has_left)}"


def told_text(name: str, arrives_at: datetime | None, *, has_left: bool) -> str:
    """Return whether and when a member hears of it; `name` is fit for a message."""
    if has_left:
        return f"{name} has left, so I told no one."
    if arrives_at:
        return f"{name} will see it at {arrives_at:%H:%M} their time."
    return f"I've told {name}."


def changed_since_text(review: PendingReview, catalog: Catalog, viewer: AssignmentViewer) -> str:
    """Return in one line what has changed before a mentor pressed."""
    note = step_note_text(review.history.last_transition)
    return f"{outcome_text(review, catalog, viewer)} So nothing changed.{note}"


def outcome_text(review: PendingReview, catalog: Catalog, viewer: AssignmentViewer) -> str:
    """Return in one line what came of a hand-in."""
    progress, step = review.history.progress, review.history.last_transition
    title, name = assignment_title(catalog, progress.assignment), person_name(review.member_name)
    actor = viewer.name_of(step.actor)
    actor = f"{actor[:1].upper()}{actor[1:]}"
    lead = {
        AssignmentStage.SIGNED_OFF: f"{actor} already signed this off",
        AssignmentStage.SENT_BACK: f"{actor} already sent this back",
        AssignmentStage.STARTED: f"{name} took this back",
        AssignmentStage.HANDED_IN: f"{name} handed this in again",
    }[progress.stage]
    return f"{lead} ({viewer.day_text(step.at)}): *{title}*, {name}."


def render_own_work_refusal() -> Message:
    """Tell a mentor that they cannot sign off their own work."""
    return compose_message(
        section("Someone else has to sign off your own work. You can tick it yourself with `Done` in your plan.")
    )


def _history_button(history: AssignmentHistory, name: str) -> ButtonSpec:
    return details_button(history.progress.assignment, history.progress.member, name=name)


def started_text(task: Assignment, outcome: ActionOutcome, viewer: AssignmentViewer) -> str:
    """Return the lead after Start, which changes nothing the second time."""
    if outcome.is_applied or outcome.history is None:
        return f"✅ Started: *{task.name}*."
    return _unchanged_text(task, outcome.history, viewer)


def handed_in_text(
    task: Assignment, outcome: ActionOutcome, reviewer_names: Sequence[str], viewer: AssignmentViewer
) -> str:
    """Return who is told; where nobody can sign it off, what counts until then."""
    if not outcome.is_applied and outcome.history:
        return _unchanged_text(task, outcome.history, viewer)
    if not reviewer_names:
        return (
            f"✅ Handed in: *{task.name}*. There's no mentor or admin yet who can sign it off, so it waits for the "
            "first one. Until then you can tick it yourself with `Done`."
        )
    names = [person_name(name) for name in reviewer_names[:_MAX_NAMED_REVIEWERS]]
    if (others := len(reviewer_names) - _MAX_NAMED_REVIEWERS) > 0:
        names.append(format_count(others, "other"))
    return f"✅ Handed in: *{task.name}*. {join_words(names, 'or')} can sign it off; I'll let you know."


def taken_back_text(task: Assignment, outcome: ActionOutcome, viewer: AssignmentViewer) -> str:
    """Return the lead after Take back: it no longer waits, or it did not wait."""
    if outcome.is_applied:
        return f"↩️ Taken back: *{task.name}*. Nobody has to sign it off now."
    if outcome.history is None:
        return f"You haven't handed in *{task.name}*, so there's nothing to take back."
    return _unchanged_text(task, outcome.history, viewer)


def stays_done_text(task: Assignment, history: AssignmentHistory | None, viewer: AssignmentViewer) -> str:
    """Return why it stays done; empty where nobody has signed it off."""
    if history is None or not history.is_signed_off:
        return ""
    by, day = _last_step_text(history, viewer)
    return f"*{task.name}* stays done: signed off by {by}, {day}. Only a mentor can send it back."


def due_day_text(task: Assignment, day: date | None, today: date) -> str:
    """Return the day that was set, or that there is none."""
    if day is None:
        return f"✅ No due day any more: *{task.name}*."
    return f"✅ Due {date_text.day_text(day, today)}: *{task.name}*."


def render_due_day_set(
    lead: str, owner: Member, catalog: Catalog, assignment: str, *, arrives_at: datetime | None
) -> Message:
    """Tell the mentor who set a due day whether and when the member hears of it."""
    told = told_text(person_name(owner.name), arrives_at, has_left=not owner.is_active)
    return compose_message(section(f"{lead} {told}"), actions(area_button(catalog, assignment, owner.id)))


def render_already_signed_off(history: AssignmentHistory, catalog: Catalog, viewer: AssignmentViewer) -> Message:
    """Refuse a due day because the assignment was signed off before."""
    (by, day), title = _last_step_text(history, viewer), assignment_title(catalog, history.progress.assignment)
    text = f"*{title}* doesn't need a due day: signed off by {by}, {day}."
    return compose_message(section(text), actions(_ALL_AREAS_BUTTON))


def _last_step_text(history: AssignmentHistory, viewer: AssignmentViewer) -> tuple[str, str]:
    """Return who took the last step that changed the stage, and the day."""
    return viewer.name_of(history.last_transition.actor), viewer.day_text(history.last_transition.at)


def _unchanged_text(task: Assignment, history: AssignmentHistory, viewer: AssignmentViewer) -> str:
    """Return the stage it is in already, where a press changed nothing."""
    by, day = _last_step_text(history, viewer)
    match history.progress.stage:
        case AssignmentStage.STARTED:
            return f"You already started *{task.name}* ({day})."
        case AssignmentStage.HANDED_IN:
            return f"You already handed in *{task.name}* ({day}); it's waiting for a sign-off."
        case AssignmentStage.SENT_BACK:
            return f"*{task.name}* was sent back by {by} ({day}). Press *Hand in again* when it's ready."
        case AssignmentStage.SIGNED_OFF:
            return f"*{task.name}* was signed off by {by} ({day}), so it's done."
