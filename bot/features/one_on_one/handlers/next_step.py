"""The next step that a mentor sets for a member, and the member's way to decline it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.calendar import quiet_hours
from bot.catalog.models import AssignmentReference
from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.people import members
from bot.core.plan import member_plan, next_moves
from bot.core.plan.member_plan import AssignedNextStep
from bot.core.plan.progress import LearningRecord, MentorStep
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response
from bot.dispatch.router import Router
from bot.features.one_on_one.handlers.access import (
    MentorAccess,
    check_mentor_access,
    delivery_time,
    find_member,
    open_member_form,
    send_message,
)
from bot.features.one_on_one.payloads import MentorFormPayload
from bot.features.one_on_one.rules import next_step_options
from bot.features.one_on_one.rules.next_step_options import NextStepOption
from bot.features.one_on_one.service import next_step
from bot.features.one_on_one.views import forms, notifications
from bot.frozen import frozen
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, SelectOption
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PayloadError, decode_payload

MAX_DUE_AHEAD: Final = timedelta(days=366)


@frozen
class ChosenNextStep:
    """A submitted form: the step, its due day, what was learned so far, the mentor's words, and the form's own key."""

    option: NextStepOption
    due: date | None
    record: LearningRecord
    words: str
    key: str


def register(app: Router, deps: Deps) -> None:
    """Register the buttons, the form and the choices of its field."""
    app.on_click(deps, "step.set", open_next_step_form)
    app.on_click(deps, "step.aside", set_next_step_aside)
    app.on_submit(deps, "step.save", submit_next_step)
    app.on_options(deps, "step.what", suggest_next_steps)


def open_next_step_form(deps: Deps, request: Request) -> Response:
    """Open the form."""
    return open_member_form(deps, request, "step", forms.render_next_step_form)


def suggest_next_steps(deps: Deps, request: Request) -> list[SelectOption]:
    """Return topics and assignments for the words typed so far."""
    return forms.next_step_choices(
        next_step_options.search_next_steps(deps.catalog.of(request.workspace), request.text)
    )


def submit_next_step(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Put the step first in the member's plan and notify them, once; what cannot be set stays in the form."""
    payload, fields = decode_payload(MentorFormPayload, submission.metadata), submission.fields
    option = next_step_options.find_next_step(
        deps.catalog.of(submission.request.workspace), fields.get(forms.STEP_FIELD, "")
    )
    if option is None:
        return FormErrors(forms.unknown_step_error())
    with deps.database.begin() as conn:
        access = check_mentor_access(deps, conn, submission.request, payload.member, "step")
        if isinstance(access, Message):
            return FormErrors({forms.STEP_FIELD: unescape(access.text)})
        key, now = {"workspace": submission.request.workspace, "member": payload.member}, deps.clock.now()
        record = member_plan.read_learning_record(conn, **key, now=now)
        due = _parse_due(fields.get(forms.DUE_FIELD, ""), option, access.member.today(now))
        if isinstance(due, FormErrors):
            return due
        if next_step_options.option_id(option) in record.ticked_assignments:
            return FormErrors(forms.ticked_error(access.member.name))
        chosen = ChosenNextStep(option, due, record, fields.get(forms.WORDS_FIELD, "")[:300], payload.key)
        return _assign_next_step(deps, conn, access, chosen)


def set_next_step_aside(deps: Deps, request: Request) -> AnyMessage:
    """Decline the assigned step for the member; the mentor is notified if they may still know."""
    catalog = deps.catalog.of(request.workspace)
    subject = catalog.current_id(request.text)
    if next_step_options.find_next_step(catalog, subject) is None:
        raise PayloadError("step")
    with deps.database.begin() as conn:
        current = next_step.find_assigned_step(conn, workspace=request.workspace, member=request.member)
        if current and current.subject == subject and request.is_outdated(current.state):
            return notifications.render_step_as_set(subject, catalog, current.state)
        declined = next_step.decline_next_step(
            conn, workspace=request.workspace, member=request.member, subject=subject
        )
        if declined is None:
            return notifications.render_step_not_set(subject, catalog)
        return notifications.render_step_set_aside(subject, catalog, _notify_mentor(deps, conn, request, declined))


def _assign_next_step(deps: Deps, conn: Connection, access: MentorAccess, chosen: ChosenNextStep) -> Message:
    member, mentor, now = access.member, access.reader, deps.clock.now()
    subject = next_step_options.option_id(chosen.option)
    minutes = chosen.record.minutes.get(subject, 0)
    record = replace(chosen.record, mentor_step=MentorStep(subject, minutes))
    step = next_moves.choose_next_step(deps.catalog.of(access.member.workspace), record)
    assert step is not None
    key = f"step:{mentor.id}:{member.id}:{chosen.key}"
    today = member.today(quiet_hours.next_awake_moment(now, member.zone))
    assigned = AssignedNextStep(mentor.id, subject, chosen.words, now)
    message = notifications.render_assigned_step(
        mentor.name, step, chosen.words, due=chosen.due, key=key, today=today, state=assigned.state
    ).post_arguments()
    if send_message(conn, recipient=member, key=key, message=message, now=now, author=mentor):
        next_step.assign_next_step(
            conn, workspace=member.workspace, member=member.id, next_step=assigned, minutes=minutes
        )
        _save_due_and_log(conn, access, chosen, now)
    return notifications.render_step_set(member.name, member.id, step, delivery_time(member, now))


def _save_due_and_log(conn: Connection, access: MentorAccess, chosen: ChosenNextStep, now: datetime) -> None:
    """Save the due day, where there is one, and the line in the audit log."""
    workspace, member, actor = access.member.workspace, access.member.id, access.reader.id
    subject, due = next_step_options.option_id(chosen.option), chosen.due
    if due:
        assignments.set_due_day(
            conn, workspace=workspace, member=member, assignment=subject, due_day=due, actor=actor, now=now
        )
    audit_log.record_act(
        conn, workspace=workspace, actor=actor, act="step.set", now=now, subject=member, detail=subject
    )


def _parse_due(typed: str, option: NextStepOption, today: date) -> date | FormErrors | None:
    """Return the due day, None where there is none, or what is wrong with it."""
    if not typed:
        return None
    if not isinstance(option, AssignmentReference):
        return FormErrors(forms.due_not_allowed_error())
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return FormErrors(forms.due_range_error())
    return day if today <= day <= today + MAX_DUE_AHEAD else FormErrors(forms.due_range_error())


def _notify_mentor(deps: Deps, conn: Connection, request: Request, declined: AssignedNextStep) -> str:
    """Notify the mentor and return their name; empty where they may no longer know of it."""
    mentor, member = find_member(deps, conn, request, declined.mentor), find_member(deps, conn, request, request.member)
    if mentor is None or member is None:
        return ""
    roles = members.read_requester(conn, workspace=request.workspace, member=mentor.id, settings=deps.settings)
    if not (roles.may_mentor(member.id) and mentor.is_active):
        return ""
    message = notifications.render_declined_step(
        member.id, member.name, declined.subject, deps.catalog.of(request.workspace)
    ).post_arguments()
    key = f"aside:{member.id}:{declined.subject}:{declined.at.isoformat()}"
    send_message(conn, recipient=mentor, key=key, message=message, now=deps.clock.now(), about_member=member)
    return mentor.name
