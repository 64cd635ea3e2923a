"""What mentors do with what was handed in: list it, sign it off, send it back; and who is notified."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.calendar import quiet_hours
from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction, AssignmentHistory, is_allowed
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.plan import service
from bot.features.plan.handlers import pages
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views import assignment as assignment_views
from bot.features.plan.views import assignment_forms, assignment_messages
from bot.features.plan.views.assignment import AssignmentViewer
from bot.features.plan.views.assignment_messages import PendingReview
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PayloadError, decode_payload


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of notifications and of the list."""
    app.on_click(deps, "work.sign", sign_off)
    app.on_click(deps, "work.back", open_send_back_form)
    app.on_submit(deps, "work.back", submit_send_back)


def sign_off(deps: Deps, request: Request) -> Message:
    """Sign an assignment off and notify the member; the first mentor's decision counts. Raises PayloadError."""
    catalog = deps.catalog.of(request.workspace)
    payload = decode_payload(AssignmentPayload, request.text, catalog.current_id)
    with deps.database.begin() as conn:
        reader, owner = find_reader_and_owner(deps, conn, request, payload.member)
        if owner is None:
            return refuse_review(reader, payload.member)
        review, is_applied = _apply_decision(deps, conn, reader, owner, payload, action=AssignmentAction.SIGN_OFF)
        if is_applied:
            rewrite_hand_in(deps, conn, owner, review.history, step=payload.step, pressed_ts=request.message_ts)
            now = deps.clock.now()
            outcome = service.record_sign_off(conn, owner, catalog, payload.assignment, now=now)
            message = assignment_messages.render_signed_off_notification(
                reader.name,
                payload.assignment,
                catalog,
                outcome,
                key=f"signed:{owner.id}:{review.history.last_transition.id}",
                today=owner.today(quiet_hours.next_awake_moment(now, owner.zone)),
            )
            notify_of_step(deps, conn, owner, review.history, message, author=reader)
        return _decision_response(deps, conn, reader, review, owner=owner, is_applied=is_applied)


def open_send_back_form(deps: Deps, request: Request) -> Response:
    """Open the form that asks for the reason; say what has changed where it can no longer be sent back."""
    catalog = deps.catalog.of(request.workspace)
    payload = decode_payload(AssignmentPayload, request.text, catalog.current_id)
    with deps.database.begin() as conn:
        reader, owner = find_reader_and_owner(deps, conn, request, payload.member)
        if owner is None:
            return refuse_review(reader, payload.member)
        review = _read_pending_review(conn, owner, payload.assignment)
        history = review.history
        is_unchanged = history.last_transition.id == payload.step
        if not (is_unchanged and is_allowed(history.progress.stage, AssignmentAction.SEND_BACK)):
            return _decision_response(deps, conn, reader, review, owner=owner, is_applied=False)
    title = assignment_views.assignment_title(catalog, payload.assignment)
    return assignment_forms.render_send_back_form(payload, owner.name, title, is_signed_off=history.is_signed_off)


def submit_send_back(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Send an assignment back with the reason, and notify the member. Raises PayloadError."""
    catalog = deps.catalog.of(submission.request.workspace)
    payload = decode_payload(AssignmentPayload, submission.metadata, catalog.current_id)
    reason = assignment_forms.parse_reason(submission.fields)
    if isinstance(reason, FormErrors):
        return reason
    with deps.database.begin() as conn:
        reader, owner = find_reader_and_owner(deps, conn, submission.request, payload.member)
        if owner is None:
            return refuse_review(reader, payload.member)
        review, is_applied = _apply_decision(
            deps, conn, reader, owner, payload, action=AssignmentAction.SEND_BACK, note=reason
        )
        if is_applied:
            service.take_back_sign_off(conn, owner, payload.assignment)
            rewrite_hand_in(deps, conn, owner, review.history, step=payload.step)
            message = assignment_messages.render_sent_back_notification(
                reader.name, payload.assignment, reason, catalog
            )
            notify_of_step(deps, conn, owner, review.history, message, author=reader)
        return _decision_response(deps, conn, reader, review, owner=owner, is_applied=is_applied)


def find_reader_and_owner(deps: Deps, conn: Connection, request: Request, member: str) -> tuple[Member, Member | None]:
    """Return the reader and the member whom they may mentor; None for anybody else, which is recorded."""
    reader = find_requester(deps, conn, request)
    owner = _find_member(deps, conn, request.workspace, member)
    if owner and reader.may_mentor(owner.id):
        return reader, owner
    audit_log.record_refusal(conn, reader=reader, kind="signoff", now=deps.clock.now(), subject=member)
    return reader, None


def refuse_review(reader: Member, member: str) -> Message:
    """Say why this person may not review that member's work."""
    if member == reader.id:
        return assignment_messages.render_own_work_refusal()
    if reader.is_mentor and not reader.may_see_team:
        return error_views.render_not_mentored("")
    return error_views.render_not_allowed("Signing off", "a member's mentors, lead mentors and admins")


def _apply_decision(
    deps: Deps,
    conn: Connection,
    reader: Member,
    owner: Member,
    payload: AssignmentPayload,
    *,
    action: AssignmentAction,
    note: str = "",
) -> tuple[PendingReview, bool]:
    """Apply a mentor's decision if the payload's step is still the last one, and record it. Raises PayloadError."""
    now = deps.clock.now()
    outcome = assignments.apply_action(
        conn,
        workspace=owner.workspace,
        member=owner.id,
        assignment=payload.assignment,
        action=action,
        actor=reader.id,
        now=now,
        note=note,
        expected_step=payload.step,
    )
    if outcome.history is None:
        raise PayloadError("assignment")
    if outcome.is_applied:
        act = "work.sign" if action is AssignmentAction.SIGN_OFF else "work.back"
        detail = f"{payload.assignment}{'' if owner.is_active else ', left'}"
        audit_log.record_act(
            conn, workspace=owner.workspace, actor=reader.id, act=act, now=now, subject=owner.id, detail=detail
        )
    return PendingReview(owner.name, outcome.history, not owner.is_active), outcome.is_applied


def notify_reviewers(deps: Deps, conn: Connection, workspace: str, member_ids: Collection[str]) -> list[str]:
    """Notify the present reviewers of these members of what waits; return the names of all reviewers."""
    catalog = deps.catalog.of(workspace)
    reviewers = service.queue_review_notifications(
        conn,
        workspace=workspace,
        member_ids=member_ids,
        render=lambda owner, history: assignment_messages.render_handed_in_notification(
            owner.name, history, catalog
        ).post_arguments(),
        settings=deps.settings,
        now=deps.clock.now(),
    )
    return [each.name for each in reviewers]


@contextmanager
def notifying_new_reviewers(deps: Deps, conn: Connection, workspace: str) -> Iterator[None]:
    """Notify those who become reviewers by what is done within the block of what waits for them."""
    before = service.read_reviewer_ids(conn, workspace=workspace, settings=deps.settings)
    yield
    after = service.read_reviewer_ids(conn, workspace=workspace, settings=deps.settings)
    if changed := [member for member, reviewers in after.items() if reviewers != before.get(member)]:
        notify_reviewers(deps, conn, workspace, changed)


def notify_of_step(
    deps: Deps, conn: Connection, recipient: Member, history: AssignmentHistory, message: Message, *, author: Member
) -> None:
    """Notify somebody, once, of the newest step, which `author` has taken."""
    direct_messages.write_message(
        conn,
        recipient=recipient,
        kind=DeliveryKind.ASSIGNMENT,
        key=service.step_message_key(history.progress.last_step_id),
        message=message.post_arguments(),
        now=deps.clock.now(),
        author=author,
    )


def withdraw_hand_in_message(deps: Deps, conn: Connection, owner: Member, history: AssignmentHistory) -> None:
    """Withdraw the notifications of the last hand-in that were not sent yet, and rewrite those that were."""
    if handed := history.last_hand_in:
        rewrite_hand_in(deps, conn, owner, history, step=handed.id)


def rewrite_hand_in(
    deps: Deps, conn: Connection, owner: Member, history: AssignmentHistory, *, step: int, pressed_ts: str = ""
) -> None:
    """Rewrite what reviewers were told of a hand-in to what came of it, and withdraw what they were not told yet.

    Whoever pressed on theirs is answered there.
    """
    direct_messages.withdraw_unsent(
        conn, workspace=owner.workspace, kind=DeliveryKind.ASSIGNMENT, key=service.step_message_key(step)
    )
    review, catalog = PendingReview(owner.name, history, not owner.is_active), deps.catalog.of(owner.workspace)

    def render(reviewer: str) -> Mapping[str, Any]:
        viewer = pages.read_assignment_viewer(deps, conn, owner, [history], reader_id=reviewer)
        text = assignment_messages.outcome_text(review, catalog, viewer)
        return assignment_messages.render_decision(text, review, catalog).post_arguments()

    direct_messages.rewrite_sent(
        conn,
        workspace=owner.workspace,
        kind=DeliveryKind.ASSIGNMENT,
        key=service.step_message_key(step),
        render=render,
        now=deps.clock.now(),
        pressed_ts=pressed_ts,
    )


def _decision_response(
    deps: Deps, conn: Connection, reader: Member, review: PendingReview, *, owner: Member, is_applied: bool
) -> Message:
    """Say what was done, or what has changed before."""
    catalog, viewer = deps.catalog.of(reader.workspace), _read_viewer(deps, conn, reader, review)
    if is_applied:
        text = assignment_messages.decision_text(review, catalog, service.awake_from(owner, deps.clock.now()))
    else:
        text = assignment_messages.changed_since_text(review, catalog, viewer)
    return assignment_messages.render_decision(text, review, catalog)


def _read_pending_review(conn: Connection, owner: Member, assignment: str) -> PendingReview:
    """Return a member's assignment with its history. Raises PayloadError for one that was never begun."""
    history = assignments.read_history(conn, workspace=owner.workspace, member=owner.id, assignment=assignment)
    if history is None:
        raise PayloadError("assignment")
    return PendingReview(owner.name, history, not owner.is_active)


def _read_viewer(deps: Deps, conn: Connection, reader: Member, *reviews: PendingReview) -> AssignmentViewer:
    return pages.read_assignment_viewer(deps, conn, reader, [each.history for each in reviews], reader_id=reader.id)


def _find_member(deps: Deps, conn: Connection, workspace: str, member: str) -> Member | None:
    return members.find_member(conn, workspace=workspace, member=member, default_zone=deps.settings.timezone)
