"""Letters about assignments that were handed in, and what a mentor is answered who acts on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.models import Assignment
from bot.core.assignments.workflow import ActionOutcome, AssignmentHistory, AssignmentStage
from bot.core.people.member import Member
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views.assignment import (
    AssignmentViewer,
    area_button,
    assignment_title,
    details_button,
    reviewer_buttons,
    safe_name,
    status_text,
    step_note_text,
)
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count, join_words
from bot.ui.entry_text import quoted_note

REVIEWS_PER_PAGE: Final = 10  # rows


@dataclass(frozen=True, slots=True)
class PendingReview:
    """What waits for a sign-off, and whose it is."""

    member_name: str
    history: AssignmentHistory
    has_left: bool = False


def render_handed_in_notification(
    member_name: str, history: AssignmentHistory, catalog: Catalog, *, prefix: str = ""
) -> Message:
    """To everyone who may sign it off: the first word counts."""
    step, work = history.last_transition, history.progress
    return compose_message(
        section(
            f"*{safe_name(member_name)} handed in {assignment_title(catalog, work.assignment)}*{step_note_text(step)}"
        ),
        actions(*reviewer_buttons(history), details_button(work.assignment, work.member)),
        context(f"Everyone who is to sign it off got this. `/{prefix}roadmate signoffs` shows all that waits for you."),
    )


def render_signed_off_notification(mentor_name: str, assignment: str, catalog: Catalog) -> Message:
    """To the member, who has done it."""
    return compose_message(
        section(
            f"*{safe_name(mentor_name)} signed off {assignment_title(catalog, assignment)}.* It is done in your plan."
        ),
        actions(area_button(catalog, assignment), ButtonSpec("All areas", "plan.open", "{}")),
    )


def render_sent_back_notification(mentor_name: str, assignment: str, reason: str, catalog: Catalog) -> Message:
    """To the member, with what is missing; it is not done, also where they had ticked it."""
    again = ButtonSpec("Hand in again", "work.hand", AssignmentPayload(assignment=assignment).encode())
    words = f"*{safe_name(mentor_name)} sent {assignment_title(catalog, assignment)} back*{quoted_note(reason)}"
    return compose_message(
        section(f"{words}\nIt is open again in your plan."),
        actions(again, area_button(catalog, assignment)),
    )


def render_due_day_notification(
    mentor_name: str, assignment: str, day: date | None, today: date, catalog: Catalog
) -> Message:
    """To the member, whose mentor has set a day."""
    until = f"is due {date_text.day_text(day, today)} now" if day else "has no due day any more"
    hand = ButtonSpec("Hand in", "work.hand", AssignmentPayload(assignment=assignment).encode())
    return compose_message(
        section(f"*{assignment_title(catalog, assignment)}* {until}. {safe_name(mentor_name)} has set that."),
        actions(hand, area_button(catalog, assignment)),
    )


def render_decision(review: PendingReview, catalog: Catalog) -> Message:
    """What a sign-off, or sending back, has done; and the way back where there is one."""
    return compose_message(section(decision_text(review, catalog)), _review_buttons(review.history))


def decision_text(review: PendingReview, catalog: Catalog) -> str:
    """The same in one line."""
    what, who = assignment_title(catalog, review.history.progress.assignment), safe_name(review.member_name)
    done = "Signed off" if review.history.progress.stage is AssignmentStage.SIGNED_OFF else "Sent back"
    told_so = f"{who} is told" if not review.has_left else f"{who} has left, so nobody is told; it is kept all the same"
    return f"*{done}:* {what}, {who}. {told_so}."


def render_press_too_late(review: PendingReview, catalog: Catalog, viewer: AssignmentViewer) -> Message:
    """The press came too late: what is so now, with what can be done about it."""
    return compose_message(section(changed_since_text(review, catalog, viewer)), _review_buttons(review.history))


def changed_since_text(review: PendingReview, catalog: Catalog, viewer: AssignmentViewer) -> str:
    """The same without buttons."""
    what, history = assignment_title(catalog, review.history.progress.assignment), review.history
    who, day, by = (
        safe_name(review.member_name),
        viewer.day_text(history.last_transition.at),
        viewer.name_of(history.last_transition.actor),
    )
    lead = {
        AssignmentStage.SIGNED_OFF: f"*{by[:1].upper()}{by[1:]} signed this off already*, {day}",
        AssignmentStage.SENT_BACK: f"*{by[:1].upper()}{by[1:]} sent this back already*, {day}",
        AssignmentStage.STARTED: f"*{who} has taken this back*, {day}",
        AssignmentStage.HANDED_IN: f"*{who} has handed this in anew*, {day}",
    }[history.progress.stage]
    return f"{lead}: {what}, {who}. Your press changed nothing.{step_note_text(history.last_transition)}"


def render_pending_reviews(
    reviews: Sequence[PendingReview], catalog: Catalog, viewer: AssignmentViewer, *, offset: int, lead: str = ""
) -> Message:
    """All that waits for the reader, oldest first; one more than a page says that there are more."""
    head = "*Waiting for your sign-off*, oldest first" if reviews else "*Nothing waits for your sign-off.*"
    before = ButtonSpec("Previous", "work.waiting", str(max(0, offset - REVIEWS_PER_PAGE))) if offset else None
    after = (
        ButtonSpec("Next", "work.waiting", str(offset + REVIEWS_PER_PAGE)) if len(reviews) > REVIEWS_PER_PAGE else None
    )
    return compose_message(
        section("\n".join(filter(None, (lead, head)))),
        [block for row in reviews[:REVIEWS_PER_PAGE] for block in _review_blocks(row, catalog, viewer)],
        actions(before, after),
        context("`More` has what was handed in before, and the due day.") if reviews else None,
    )


def render_own_work_refusal() -> Message:
    """One's own work."""
    return compose_message(
        section("Your own work is for somebody else to sign off. `Done` in your plan counts it by your word.")
    )


def _review_blocks(review: PendingReview, catalog: Catalog, viewer: AssignmentViewer) -> list[Block]:
    work = review.history.progress
    step = review.history.last_hand_in or review.history.last_transition
    left = " (has left)" if review.has_left else ""
    words = f"*{safe_name(review.member_name)}{left}: {assignment_title(catalog, work.assignment)}*\n{status_text(review.history, viewer)}{step_note_text(step)}"
    buttons = actions(*reviewer_buttons(review.history, is_listed=True), details_button(work.assignment, work.member))
    return [section(words), *([buttons] if buttons else [])]


def _review_buttons(history: AssignmentHistory) -> Block | None:
    others = ButtonSpec("What else waits", "work.waiting", "0")
    return actions(
        *reviewer_buttons(history), details_button(history.progress.assignment, history.progress.member), others
    )


HAND_IN_NOUN: Final = "Handing in"  # is not for guests


DUE_DAY_NOUN: Final = "A due day set by a mentor"


_MAX_NAMED_REVIEWERS: Final = 4  # mentors; more of them are counted


def started_text(task: Assignment, outcome: ActionOutcome, viewer: AssignmentViewer) -> str:
    """It is theirs to work on, and was if they had started it."""
    if outcome.is_applied or outcome.history is None:
        return f"*Started:* {task.name}."
    return _unchanged_text(task, outcome.history, viewer)


def handed_in_text(
    task: Assignment, outcome: ActionOutcome, reviewer_names: Sequence[str], viewer: AssignmentViewer
) -> str:
    """Who is told; where nobody can sign it off, what counts until then."""
    if not outcome.is_applied and outcome.history:
        return _unchanged_text(task, outcome.history, viewer)
    if not reviewer_names:
        return (
            f"*Handed in:* {task.name}. Nobody here can sign it off yet: there is no mentor, lead mentor or admin "
            "for it. It waits for the first one. Until then `Done` counts it by your own word."
        )
    names = [safe_name(name) for name in reviewer_names[:_MAX_NAMED_REVIEWERS]]
    more = (
        [format_count(len(reviewer_names) - _MAX_NAMED_REVIEWERS, "other")]
        if len(reviewer_names) > _MAX_NAMED_REVIEWERS
        else []
    )
    return (
        f"*Handed in:* {task.name}. {join_words([*names, *more])} {'is' if len(reviewer_names) == 1 else 'are'} told."
    )


def taken_back_text(task: Assignment, outcome: ActionOutcome, viewer: AssignmentViewer) -> str:
    """It no longer waits; or it did not."""
    if outcome.is_applied:
        return f"*Taken back:* {task.name}. It no longer waits for a sign-off."
    if outcome.history is None:
        return f"{task.name} was not handed in, so there is nothing to take back."
    return _unchanged_text(task, outcome.history, viewer)


def stays_done_text(task: Assignment, history: AssignmentHistory | None, viewer: AssignmentViewer) -> str:
    """Why it stays done; empty where nobody has signed it off."""
    if history is None or not history.is_signed_off:
        return ""
    by, day = viewer.name_of(history.last_transition.actor), viewer.day_text(history.last_transition.at)
    return f"*It stays done:* {task.name}. It was signed off by {by}, {day}; only a mentor can send it back."


def due_day_text(task: Assignment, day: date | None, today: date) -> str:
    """The day that was set, or that there is none."""
    return f"*Due {date_text.day_text(day, today)}:* {task.name}." if day else f"*No due day any more:* {task.name}."


def render_due_day_set(lead: str, owner: Member, catalog: Catalog, assignment: str) -> Message:
    """A mentor has set it for somebody."""
    who = safe_name(owner.name)
    told = f"{who} is told." if owner.is_active else f"{who} has left, so nobody is told."
    return compose_message(section(f"{lead} {told}"), actions(area_button(catalog, assignment, owner.id)))


def render_already_signed_off(history: AssignmentHistory, catalog: Catalog, viewer: AssignmentViewer) -> Message:
    """It was signed off before the day was set."""
    by, day = viewer.name_of(history.last_transition.actor), viewer.day_text(history.last_transition.at)
    words = f"{assignment_title(catalog, history.progress.assignment)} was signed off by {by}, {day}: there is nothing left to be due."
    return compose_message(section(words), actions(ButtonSpec("All areas", "plan.open", "{}")))


def _unchanged_text(task: Assignment, history: AssignmentHistory, viewer: AssignmentViewer) -> str:
    """What is so already, where a press changed nothing."""
    day, by = viewer.day_text(history.last_transition.at), viewer.name_of(history.last_transition.actor)
    match history.progress.stage:
        case AssignmentStage.STARTED:
            return f"You have started {task.name} already, {day}."
        case AssignmentStage.HANDED_IN:
            return f"You have handed {task.name} in already, {day}; once is enough."
        case AssignmentStage.SENT_BACK:
            return f"{task.name} was sent back by {by}, {day}. `Hand in again` is the way on."
        case AssignmentStage.SIGNED_OFF:
            return f"{task.name} was signed off by {by}, {day}. There is nothing left to do."
