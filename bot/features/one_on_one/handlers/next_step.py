"""The next step that a mentor sets for a member, and the member's way to decline it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.calendar import quiet_hours
from bot.catalog.models import AssignmentReference
from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.people import members
from bot.core.plan import member_plan, progress
from bot.core.plan.member_plan import AssignedNextStep
from bot.core.plan.progress import LearningRecord, MentorStep
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response
from bot.dispatch.router import Router
from bot.features.one_on_one.handlers.access import MentorAccess, check_mentor_access, delivery_time, find_member
from bot.features.one_on_one.payloads import MentorFormPayload
from bot.features.one_on_one.rules import next_step_options
from bot.features.one_on_one.rules.next_step_options import NextStepOption
from bot.features.one_on_one.service import next_step
from bot.features.one_on_one.views import forms, notifications
from bot.slack import modals
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, SelectOption
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PayloadError, decode_payload, parse_user_id

MAX_DUE_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ChosenNextStep:
    """What a form says: the step, until when, what was learned by then, and the request that opened the form."""

    option: NextStepOption
    due: date | None
    record: LearningRecord
    key: str


def register(app: Router, deps: Deps) -> None:
    """The buttons, the form and what its field offers."""
    app.on_click(deps, "step.set", open_next_step_form)
    app.on_click(deps, "step.aside", set_next_step_aside)
    app.on_submit(deps, "step.save", submit_next_step)
    app.on_options(deps, "step.what", suggest_next_steps)


def open_next_step_form(deps: Deps, request: Request) -> Response:
    """The form."""
    member = parse_user_id(request.text)
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, request, member, "step")
    if isinstance(found, Message):
        return modals.modal_from_message(found)
    return forms.render_next_step_form(
        MentorFormPayload(member=member, key=request.key), found.member.name, is_above=request.view_type == "modal"
    )


def suggest_next_steps(deps: Deps, request: Request) -> list[SelectOption]:
    """Topics and assignments for the words typed so far."""
    return forms.next_step_choices(next_step_options.search_next_steps(deps.catalog.current(), request.text))


def submit_next_step(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """The step stands first in the member's plan, and they are told, once; what cannot be set stays in the form."""
    ticket, what = (
        decode_payload(MentorFormPayload, submission.metadata),
        next_step_options.find_next_step(deps.catalog.current(), submission.fields.get(forms.STEP_FIELD, "")),
    )
    if what is None:
        return FormErrors(forms.unknown_step_error())
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, submission.request, ticket.member, "step")
        if isinstance(found, Message):
            return FormErrors({forms.STEP_FIELD: unescape(found.text)})
        known = member_plan.read_learning_record(conn, workspace=submission.request.workspace, member=ticket.member)
        due = _parse_due(submission.fields.get(forms.DUE_FIELD, ""), what, found.reader.today(deps.clock.now()))
        if isinstance(due, FormErrors):
            return due
        if next_step_options.option_id(what) in known.ticked_assignments:
            return FormErrors(forms.ticked_error(found.member.name))
        return _assign_next_step(deps, conn, submission, found, ChosenNextStep(what, due, known, ticket.key))


def set_next_step_aside(deps: Deps, request: Request) -> AnyMessage:
    """The member goes on otherwise; the mentor is told, if they still may be."""
    catalog, subject = deps.catalog.current(), request.text
    if next_step_options.find_next_step(catalog, subject) is None:
        raise PayloadError("step")
    with deps.database.begin() as conn:
        was = next_step.decline_next_step(conn, workspace=request.workspace, member=request.member, subject=subject)
        told = _notify_mentor(deps, conn, request, was) if was else ""
    return (
        notifications.render_step_set_aside(subject, catalog, told)
        if was
        else notifications.render_step_not_set(subject, catalog)
    )


def _assign_next_step(
    deps: Deps, conn: Connection, submission: FormSubmission, access: MentorAccess, chosen: ChosenNextStep
) -> Message:
    member, reader, now, words = (
        access.member,
        access.reader,
        deps.clock.now(),
        submission.fields.get(forms.WORDS_FIELD, "")[:300],
    )
    subject = next_step_options.option_id(chosen.option)
    minutes = chosen.record.minutes.get(subject, 0)
    step = progress.choose_next_step(
        deps.catalog.current(), replace(chosen.record, mentor_step=MentorStep(subject, minutes))
    )
    assert step is not None
    key, today = (
        f"step:{reader.id}:{member.id}:{chosen.key}",
        member.today(quiet_hours.next_awake_moment(now, member.zone)),
    )
    letter = notifications.render_assigned_step(reader.name, step, words, due=chosen.due, key=key, today=today)
    if direct_messages.write_message(
        conn,
        recipient=member,
        kind=DeliveryKind.MENTOR_MESSAGE,
        key=key,
        message=letter.post_arguments(),
        now=now,
        author=reader,
    ):
        given = AssignedNextStep(reader.id, subject, words, now)
        next_step.assign_next_step(conn, workspace=member.workspace, member=member.id, next_step=given, minutes=minutes)
        _save_due_and_log(conn, access, chosen, now)
    return notifications.render_step_set(member.name, member.id, step, delivery_time(member, now))


def _save_due_and_log(conn: Connection, access: MentorAccess, chosen: ChosenNextStep, now: datetime) -> None:
    """The due day, where there is one, and the line in the audit log."""
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
    """The day that stands in the form, if it can be one."""
    if not typed:
        return None
    if not isinstance(option, AssignmentReference):
        return FormErrors(forms.due_not_allowed_error())
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return FormErrors(forms.due_range_error(today))
    return day if today <= day <= today + MAX_DUE_AHEAD else FormErrors(forms.due_range_error(today))


def _notify_mentor(deps: Deps, conn: Connection, request: Request, declined: AssignedNextStep) -> str:
    """The name of the mentor who is told; empty where theirs to know it is no longer."""
    mentor, member = find_member(deps, conn, request, declined.mentor), find_member(deps, conn, request, request.member)
    if mentor is None or member is None:
        return ""
    roles = members.read_requester(conn, workspace=request.workspace, member=mentor.id, settings=deps.settings)
    if not (roles.may_mentor(member.id) and mentor.is_active):
        return ""
    letter = notifications.render_declined_step(
        member.id, member.name, declined.subject, deps.catalog.current()
    ).post_arguments()
    key = f"aside:{member.id}:{declined.subject}:{declined.at.isoformat()}"
    direct_messages.write_message(
        conn,
        recipient=mentor,
        kind=DeliveryKind.MENTOR_MESSAGE,
        key=key,
        message=letter,
        now=deps.clock.now(),
        about_member=member,
    )
    return mentor.name
