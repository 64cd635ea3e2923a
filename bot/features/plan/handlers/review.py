"""What was handed in, for mentors: the list of it, signing off, and who may."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction, AssignmentHistory, is_allowed
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch import access, error_views
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.plan import service
from bot.features.plan.handlers import pages
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views import assignment as assignment_views
from bot.features.plan.views import assignment_forms, assignment_messages
from bot.features.plan.views.assignment import AssignmentViewer
from bot.features.plan.views.assignment_messages import REVIEWS_PER_PAGE, PendingReview
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PayloadError, decode_payload, parse_offset


def register(app: Router, deps: Deps) -> None:
    """The buttons of letters and of the list."""
    app.on_click(deps, "work.sign", sign_off)
    app.on_click(deps, "work.back", open_send_back_form)
    app.on_submit(deps, "work.back", submit_send_back)
    app.on_click(deps, "work.waiting", answer_signoffs)


def answer_signoffs(deps: Deps, request: Request) -> Message:
    """`/roadmate signoffs`: all that waits for the reader, oldest first."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.may_see_anyone:
            return _refuse_signoffs(deps, conn, reader)
        return _signoffs_page(deps, conn, reader, offset=parse_offset(request.text) or 0)


def sign_off(deps: Deps, request: Request) -> Message:
    """A mentor's word that an assignment is done: the first one counts."""
    ticket = decode_payload(AssignmentPayload, request.text)
    with deps.database.begin() as conn:
        reader, owner = find_reader_and_owner(deps, conn, request, ticket.member)
        if owner is None:
            return refuse_review(reader, ticket.member)
        row, done = _apply_decision(deps, conn, reader, owner, ticket, action=AssignmentAction.SIGN_OFF)
        if done:
            message = assignment_messages.render_signed_off_notification(
                reader.name, ticket.assignment, deps.catalog.current()
            )
            notify_of_step(deps, conn, owner, row.history, message, author=reader)
        return _decision_response(deps, conn, reader, row, ticket, is_applied=done)


def open_send_back_form(deps: Deps, request: Request) -> Response:
    """The form that asks why it is sent back; what is so now where that has changed."""
    ticket, catalog = decode_payload(AssignmentPayload, request.text), deps.catalog.current()
    with deps.database.begin() as conn:
        reader, owner = find_reader_and_owner(deps, conn, request, ticket.member)
        if owner is None:
            return refuse_review(reader, ticket.member)
        row = _read_pending_review(conn, owner, ticket.assignment)
        if (
            not is_allowed(row.history.progress.stage, AssignmentAction.SEND_BACK)
            or row.history.last_transition.id != ticket.step
        ):
            return _decision_response(deps, conn, reader, row, ticket, is_applied=False)
    title, is_over = assignment_views.assignment_title(catalog, ticket.assignment), row.history.is_signed_off
    return assignment_forms.render_send_back_form(ticket, owner.name, title, is_signed_off=is_over)


def submit_send_back(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Send it back with the reason, and tell the member."""
    ticket, reason = (
        decode_payload(AssignmentPayload, submission.metadata),
        assignment_forms.parse_reason(submission.fields),
    )
    if isinstance(reason, FormErrors):
        return reason
    with deps.database.begin() as conn:
        reader, owner = find_reader_and_owner(deps, conn, submission.request, ticket.member)
        if owner is None:
            return refuse_review(reader, ticket.member)
        row, done = _apply_decision(deps, conn, reader, owner, ticket, action=AssignmentAction.SEND_BACK, note=reason)
        if done:
            message = assignment_messages.render_sent_back_notification(
                reader.name, ticket.assignment, reason, deps.catalog.current()
            )
            notify_of_step(deps, conn, owner, row.history, message, author=reader)
        return _decision_response(deps, conn, reader, row, ticket, is_applied=done)


def find_reader_and_owner(deps: Deps, conn: Connection, request: Request, member: str) -> tuple[Member, Member | None]:
    """Who asks, and the member whom they may guide; None for anybody else, which is written down."""
    reader = find_requester(deps, conn, request)
    found = _find_member(deps, conn, request.workspace, member)
    if found and reader.may_mentor(found.id):
        return reader, found
    audit_log.record_refusal(conn, reader=reader, kind="signoff", now=deps.clock.now(), subject=member)
    return reader, None


def refuse_review(reader: Member, member: str) -> Message:
    """Why nothing was done."""
    if member == reader.id:
        return assignment_messages.render_own_work_refusal()
    if reader.is_mentor and not reader.may_see_team:
        return error_views.render_not_mentored("")
    return error_views.render_not_allowed("Signing off", "a member's mentors, lead mentors and admins")


def _refuse_signoffs(deps: Deps, conn: Connection, reader: Member) -> Message:
    """Nobody's work waits for them: a mentor is told why, everybody else is written down."""
    if reader.is_mentor:
        return access.no_mentees_message(deps, conn, reader)
    audit_log.record_refusal(conn, reader=reader, kind="signoff", now=deps.clock.now())
    return refuse_review(reader, "")


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
    """Take a mentor's act, if what the ticket means is still so, and write it down. Raises BadTicket."""
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
        name, left = (
            "work.sign" if action is AssignmentAction.SIGN_OFF else "work.back",
            "" if owner.is_active else ", left",
        )
        detail = f"{payload.assignment}{left}"
        audit_log.record_act(
            conn, workspace=owner.workspace, actor=reader.id, act=name, now=now, subject=owner.id, detail=detail
        )
    return PendingReview(owner.name, outcome.history, not owner.is_active), outcome.is_applied


def notify_reviewers(deps: Deps, conn: Connection, workspace: str, member_ids: Collection[str]) -> list[str]:
    """Write to the guides of these people, as they are now, what waits for them; the names of all guides."""
    catalog, prefix = deps.catalog.current(), deps.settings.command_prefix
    told = service.queue_review_notifications(
        conn,
        workspace=workspace,
        member_ids=member_ids,
        render=lambda owner, history: assignment_messages.render_handed_in_notification(
            owner.name, history, catalog, prefix=prefix
        ).post_arguments(),
        settings=deps.settings,
        now=deps.clock.now(),
    )
    return [each.name for each in told]


@contextmanager
def notifying_new_reviewers(deps: Deps, conn: Connection, workspace: str) -> Iterator[None]:
    """Where what is done within gives others to look at somebody's work, these are told what waits for them."""
    before = service.read_reviewer_ids(conn, workspace=workspace, settings=deps.settings)
    yield
    after = service.read_reviewer_ids(conn, workspace=workspace, settings=deps.settings)
    if changed := [member for member, now in after.items() if now != before.get(member)]:
        notify_reviewers(deps, conn, workspace, changed)


def notify_of_step(
    deps: Deps, conn: Connection, recipient: Member, history: AssignmentHistory, message: Message, *, author: Member
) -> None:
    """Tell somebody of the newest step, once, which somebody else has taken."""
    key, now = service.step_message_key(history.progress.last_step_id), deps.clock.now()
    direct_messages.write_message(
        conn,
        recipient=recipient,
        kind=DeliveryKind.ASSIGNMENT,
        key=key,
        message=message.post_arguments(),
        now=now,
        author=author,
    )


def withdraw_hand_in_message(conn: Connection, owner: Member, history: AssignmentHistory) -> None:
    """Nobody is told any more of what was handed in last, where that has not left yet."""
    if handed := history.last_hand_in:
        direct_messages.withdraw_unsent(
            conn, workspace=owner.workspace, kind=DeliveryKind.ASSIGNMENT, key=service.step_message_key(handed.id)
        )


def _decision_response(
    deps: Deps, conn: Connection, reader: Member, review: PendingReview, payload: AssignmentPayload, *, is_applied: bool
) -> Message:
    """What was done, or what is so now; below the rest of the list where the press was on it."""
    catalog, eyes = deps.catalog.current(), _read_viewer(deps, conn, reader, review)
    if payload.listed:
        lead = (
            assignment_messages.decision_text(review, catalog)
            if is_applied
            else assignment_messages.changed_since_text(review, catalog, eyes)
        )
        return _signoffs_page(deps, conn, reader, offset=0, lead=lead)
    return (
        assignment_messages.render_decision(review, catalog)
        if is_applied
        else assignment_messages.render_press_too_late(review, catalog, eyes)
    )


def _signoffs_page(deps: Deps, conn: Connection, reader: Member, *, offset: int, lead: str = "") -> Message:
    """A page of the list; each person whose work it shows is looked at."""
    among = None if reader.may_see_team else reader.mentees
    found = assignments.list_waiting(
        conn, workspace=reader.workspace, exclude=reader.id, member_ids=among, offset=offset, limit=REVIEWS_PER_PAGE + 1
    )
    owners = {each.member: _find_member(deps, conn, reader.workspace, each.member) for each in found}
    rows = [_read_pending_review(conn, owner, each.assignment) for each in found if (owner := owners[each.member])]
    for member in {each.member for each in found[:REVIEWS_PER_PAGE]}:
        audit_log.record_look(conn, reader=reader, subject=member, kind="work", now=deps.clock.now())
    return assignment_messages.render_pending_reviews(
        rows, deps.catalog.current(), _read_viewer(deps, conn, reader, *rows), offset=offset, lead=lead
    )


def _read_pending_review(conn: Connection, owner: Member, assignment: str) -> PendingReview:
    """Raises BadTicket for what was never begun."""
    history = assignments.read_history(conn, workspace=owner.workspace, member=owner.id, assignment=assignment)
    if history is None:
        raise PayloadError("assignment")
    return PendingReview(owner.name, history, not owner.is_active)


def _read_viewer(deps: Deps, conn: Connection, reader: Member, *reviews: PendingReview) -> AssignmentViewer:
    return pages.read_assignment_viewer(deps, conn, reader, [row.history for row in reviews], reader_id=reader.id)


def _find_member(deps: Deps, conn: Connection, workspace: str, member: str) -> Member | None:
    return members.find_member(conn, workspace=workspace, member=member, default_zone=deps.settings.timezone)
