"""What members do with their assignments: start, hand in, take back; and the window with the due day."""

from __future__ import annotations

from bot.catalog.models import Area, Assignment
from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.assignments.workflow import ActionOutcome, AssignmentAction, AssignmentHistory, is_allowed
from bot.core.people.member import Member
from bot.core.plan import member_plan
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.plan import service
from bot.features.plan.handlers import pages, review
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views import assignment_forms, assignment_messages
from bot.features.plan.views.assignment import AssignmentViewer
from bot.features.plan.views.assignment_forms import HandIn
from bot.frozen import frozen
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui.outdated_button import NOTHING_CHANGED

_EMPTY_HAND_IN = HandIn("", "")


def register(app: Router, deps: Deps) -> None:
    """Register the buttons and forms of assignments, those of mentors among them."""
    app.on_click(deps, "work.start", start_assignment)
    app.on_click(deps, "work.take", take_back_assignment)
    app.on_click(deps, "work.hand", open_hand_in_form)
    app.on_submit(deps, "work.hand", submit_hand_in)
    app.on_click(deps, "work.more", open_assignment_details)
    app.on_submit(deps, "work.due", submit_due_day)
    review.register(app, deps)


def start_assignment(deps: Deps, request: Request) -> Message:
    """Start an assignment; a second press changes nothing."""
    area, task = _find_assignment(deps, request, request.text)
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, request)
        outcome = _apply_own_action(deps, conn, owner, task, AssignmentAction.START)
        lead = assignment_messages.started_text(task, outcome, _read_viewer(deps, conn, owner, outcome.history))
        return pages.show_own_area(deps, conn, request, area, owner=owner, lead=lead)


def take_back_assignment(deps: Deps, request: Request) -> Message:
    """Take back what was handed in, and withdraw the notification if it was not sent yet."""
    area, task = _find_assignment(deps, request, request.text)
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, request)
        before = assignments.read_history(conn, workspace=owner.workspace, member=owner.id, assignment=task.id)
        if before and request.is_outdated(str(before.last_transition.id)):
            return pages.show_own_area(deps, conn, request, area, owner=owner, lead=NOTHING_CHANGED)
        outcome = _apply_own_action(deps, conn, owner, task, AssignmentAction.TAKE_BACK)
        if outcome.is_applied and outcome.history:
            review.withdraw_hand_in_message(deps, conn, owner, outcome.history)
        lead = assignment_messages.taken_back_text(task, outcome, _read_viewer(deps, conn, owner, outcome.history))
        return pages.show_own_area(deps, conn, request, area, owner=owner, lead=lead)


def open_hand_in_form(deps: Deps, request: Request) -> Response:
    """Open the form to hand in; show the area where the assignment cannot be handed in now."""
    area, task = _find_assignment(deps, request, request.text)
    with deps.database.read() as conn:
        owner = find_requester(deps, conn, request)
        if owner.is_guest:
            return error_views.render_not_for_guests(assignment_messages.HAND_IN_NOUN)
        history = assignments.read_history(conn, workspace=request.workspace, member=owner.id, assignment=task.id)
        if is_allowed(history.progress.stage if history else None, AssignmentAction.HAND_IN):
            return assignment_forms.render_hand_in_form(task, last=history.last_hand_in if history else None)
        viewer = _read_viewer(deps, conn, owner, history)
        lead = assignment_messages.handed_in_text(task, ActionOutcome(False, history), (), viewer)
        return pages.show_own_area(deps, conn, request, area, owner=owner, lead=lead)


def submit_hand_in(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Hand in what the form says, and notify those who may sign it off; a second submission changes nothing."""
    area, task = _find_assignment(deps, submission.request, submission.metadata)
    hand_in = assignment_forms.parse_hand_in(submission.fields)
    if isinstance(hand_in, FormErrors):
        return hand_in
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, submission.request)
        if owner.is_guest:
            return error_views.render_not_for_guests(assignment_messages.HAND_IN_NOUN)
        outcome = _apply_own_action(deps, conn, owner, task, AssignmentAction.HAND_IN, hand_in=hand_in)
        reviewers = review.notify_reviewers(deps, conn, owner.workspace, [owner.id]) if outcome.is_applied else []
        viewer = _read_viewer(deps, conn, owner, outcome.history)
        lead = assignment_messages.handed_in_text(task, outcome, reviewers, viewer)
        return pages.show_own_area(deps, conn, submission.request, area, owner=owner, lead=lead)


def reopen_refusal(deps: Deps, conn: Connection, owner: Member, task: Assignment) -> str:
    """Return why an assignment cannot be opened again; empty where nobody has signed it off."""
    history = assignments.read_history(conn, workspace=owner.workspace, member=owner.id, assignment=task.id)
    return assignment_messages.stays_done_text(task, history, _read_viewer(deps, conn, owner, history))


def _apply_own_action(
    deps: Deps,
    conn: Connection,
    owner: Member,
    task: Assignment,
    action: AssignmentAction,
    *,
    hand_in: HandIn = _EMPTY_HAND_IN,
) -> ActionOutcome:
    return assignments.apply_action(
        conn,
        workspace=owner.workspace,
        member=owner.id,
        assignment=task.id,
        action=action,
        actor=owner.id,
        now=deps.clock.now(),
        link=hand_in.link,
        note=hand_in.note,
    )


def _find_assignment(deps: Deps, request: Request, value: str) -> tuple[Area, Assignment]:
    """Return the assignment that a button or a form names. Raises PayloadError."""
    found = deps.catalog.of(request.workspace).find_assignment(decode_payload(AssignmentPayload, value).assignment)
    if found is None:
        raise PayloadError("assignment")
    return found


def _read_viewer(deps: Deps, conn: Connection, reader: Member, history: AssignmentHistory | None) -> AssignmentViewer:
    return pages.read_assignment_viewer(deps, conn, reader, [history] if history else [], reader_id=reader.id)


@frozen
class _DueDayChange:
    """An assignment with its owner, and the person who sets its due day."""

    conn: Connection
    reader: Member
    owner: Member
    area: Area
    task: Assignment

    @property
    def assignment_key(self) -> dict[str, str]:
        """Return what names the assignment in the database."""
        return {"workspace": self.owner.workspace, "member": self.owner.id, "assignment": self.task.id}


def open_assignment_details(deps: Deps, request: Request) -> Response:
    """Open the window with the history of an assignment, one's own or a mentee's. Raises PayloadError."""
    payload = decode_payload(AssignmentPayload, request.text, deps.catalog.of(request.workspace).current_id)
    with deps.database.begin() as conn:
        reader, owner = _resolve_owner(deps, conn, request, payload)
        if owner is None:
            return review.refuse_review(reader, payload.member)
        key = {"workspace": request.workspace, "member": owner.id}
        history = assignments.read_history(conn, **key, assignment=payload.assignment)
        if history is None and deps.catalog.of(request.workspace).find_assignment(payload.assignment) is None:
            raise PayloadError("assignment")
        now = deps.clock.now()
        audit_log.record_look(conn, reader=reader, subject=owner.id, kind="work", now=now)
        record = member_plan.read_learning_record(conn, **key, now=now)
        is_ticked = payload.assignment in record.ticked_assignments
        viewer = _read_viewer(deps, conn, reader, history)
    return assignment_forms.render_assignment_details(
        payload, history, deps.catalog.of(request.workspace), viewer, is_ticked=is_ticked, is_own=owner.id == reader.id
    )


def submit_due_day(deps: Deps, submission: FormSubmission) -> FormErrors | Message | None:
    """Set the due day; a form that changes nothing closes. Raises PayloadError for an assignment that is gone."""
    current_id = deps.catalog.of(submission.request.workspace).current_id
    payload = decode_payload(AssignmentPayload, submission.metadata, current_id)
    area, task = _find_assignment(deps, submission.request, submission.metadata)
    with deps.database.begin() as conn:
        reader, owner = _resolve_owner(deps, conn, submission.request, payload)
        if owner is None:
            return review.refuse_review(reader, payload.member)
        if owner.is_guest and owner.id != reader.id:
            return error_views.render_not_for_guests(assignment_messages.DUE_DAY_NOUN)
        return _save_due_day(deps, submission, _DueDayChange(conn, reader, owner, area, task))


def _save_due_day(deps: Deps, submission: FormSubmission, change: _DueDayChange) -> FormErrors | Message | None:
    """Save the day of the form, unless it is wrong, or comes after the sign-off."""
    conn, owner, now = change.conn, change.owner, deps.clock.now()
    before = assignments.read_history(conn, **change.assignment_key)
    if before and before.is_signed_off:
        viewer = _read_viewer(deps, conn, change.reader, before)
        return assignment_messages.render_already_signed_off(
            before, deps.catalog.of(submission.request.workspace), viewer
        )
    current_day = before.progress.due_day if before else None
    day = assignment_forms.parse_due_day(submission.fields, owner.today(now), current_day)
    if isinstance(day, FormErrors):
        return day
    outcome = assignments.set_due_day(conn, **change.assignment_key, due_day=day, actor=change.reader.id, now=now)
    if not outcome.is_applied or outcome.history is None:
        return None
    return _due_day_response(deps, submission.request, change, outcome.history)


def _due_day_response(deps: Deps, request: Request, change: _DueDayChange, history: AssignmentHistory) -> Message:
    """Show one's own area with the day; a day that a mentor has set is told to the member."""
    conn, owner, task, day = change.conn, change.owner, change.task, history.progress.due_day
    lead = assignment_messages.due_day_text(task, day, change.reader.today(deps.clock.now()))
    if change.reader.id == owner.id:
        return pages.show_own_area(deps, conn, request, change.area, owner=owner, lead=lead)
    catalog, today = deps.catalog.of(request.workspace), owner.today(deps.clock.now())
    message = assignment_messages.render_due_day_notification(change.reader.name, task.id, day, today, catalog)
    review.notify_of_step(deps, conn, owner, history, message, author=change.reader)
    arrives_at = service.awake_from(owner, deps.clock.now())
    return assignment_messages.render_due_day_set(lead, owner, catalog, task.id, arrives_at=arrives_at)


def _resolve_owner(
    deps: Deps, conn: Connection, request: Request, payload: AssignmentPayload
) -> tuple[Member, Member | None]:
    """Return the reader and the owner of the assignment: themselves or a mentee, None for anybody else."""
    if payload.member and payload.member != request.member:
        return review.find_reader_and_owner(deps, conn, request, payload.member)
    reader = find_requester(deps, conn, request)
    return reader, reader
