"""`Question is wrong`: told to the admins, taken back, and settled by them or by new content."""

from __future__ import annotations

from typing import Final

from bot.core import audit_log
from bot.core.people import members
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.features.quiz import report_letters
from bot.features.quiz.payloads import AskedPayload, ReportPayload, SettlePayload
from bot.features.quiz.rules.reports import Verdict
from bot.features.quiz.rules.runs import AskedQuestion
from bot.features.quiz.service import asked as asked_rows
from bot.features.quiz.service import reports as rows
from bot.features.quiz.views import questions as question_views
from bot.features.quiz.views import reports as views
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import decode_payload

_ACTION: Final = "Settling reported questions"


def press_wrong(deps: Deps, request: Request) -> AnyMessage:
    """Tell who keeps the content that a question is wrong, once for its words; nobody learns what was answered."""
    with deps.database.begin() as conn:
        asked = _find_asked(conn, request)
        if isinstance(asked, Message):
            return asked
        workspace, key = request.workspace, {"question": asked.question, "version": asked.version}
        is_new = rows.add_report(conn, workspace=workspace, member=request.member, **key, now=deps.clock.now())
        if is_new:
            reported = rows.find_reported(conn, workspace=workspace, **key)
            report_letters.tell_admins(deps, conn, workspace, reported)
        has_admins = bool(members.list_admins(conn, workspace=workspace, settings=deps.settings))
    return views.render_reported(asked, member=request.member, is_new=is_new, has_admins=has_admins)


def take_back(deps: Deps, request: Request) -> AnyMessage:
    """Take back one's own report."""
    with deps.database.begin() as conn:
        asked = _find_asked(conn, request)
        if isinstance(asked, Message):
            return asked
        workspace, key = request.workspace, {"question": asked.question, "version": asked.version}
        was_reported = rows.drop_report(conn, workspace=workspace, member=request.member, **key)
        if was_reported:
            reported = rows.find_reported(conn, workspace=workspace, **key)
            report_letters.tell_admins(deps, conn, workspace, reported)
    return views.render_taken_back(asked, member=request.member, was_reported=was_reported)


def list_reports(deps: Deps, request: Request) -> AnyMessage:
    """List the reported questions that wait, and those that were stopped, for admins."""
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        found = rows.list_open(conn, workspace=request.workspace)
        stopped = rows.list_stopped(conn, workspace=request.workspace)
        names = report_letters.read_names(conn, request.workspace, *found, *stopped)
    return views.render_reports(found, stopped, names, deps.catalog.of(request.workspace))


def open_report(deps: Deps, request: Request) -> AnyMessage:
    """Show one report, for admins."""
    payload = decode_payload(ReportPayload, request.text, deps.catalog.of(request.workspace).current_id)
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        found = rows.find_reported(conn, workspace=request.workspace, **payload.model_dump())
        names = report_letters.read_names(conn, request.workspace, found)
    return views.render_report(found, names, deps.catalog.of(request.workspace))


def settle(deps: Deps, request: Request) -> AnyMessage:
    """Give an admin's verdict, if nothing has changed since its button was drawn, and tell who reported it."""
    payload, workspace = (
        decode_payload(SettlePayload, request.text, deps.catalog.of(request.workspace).current_id),
        request.workspace,
    )
    key = {"question": payload.question, "version": payload.version}
    with deps.database.begin() as conn:
        if refusal := _refuse(deps, conn, request):
            return refusal
        is_settled = report_letters.settle_report(
            deps,
            conn,
            workspace,
            **key,
            verdict=Verdict(payload.verdict),
            before=Verdict(payload.before) if payload.before else None,
            by=request.member,
            now=deps.clock.now(),
            pressed_ts=request.message_ts,
        )
        found = rows.find_reported(conn, workspace=workspace, **key)
        names = report_letters.read_names(conn, workspace, found)
    render = views.render_report if is_settled else views.render_moved_on
    return render(found, names, deps.catalog.of(request.workspace))


def _find_asked(conn: Connection, request: Request) -> AskedQuestion | Message:
    """Return the question that a button names, its member locked; or why there is none. Raises MemberGone."""
    payload = decode_payload(AskedPayload, request.text)
    if payload.member != request.member:
        return question_views.render_not_yours()
    members.lock_members(conn, workspace=request.workspace, member_ids=[request.member])
    run = asked_rows.read_run(conn, workspace=request.workspace, member=request.member, run=payload.run)
    found = next((each for each in run if each.number == payload.number), None)
    return found or question_views.render_gone()


def _refuse(deps: Deps, conn: Connection, request: Request) -> Message | None:
    """Return what a reader hears who may not settle reports; None for an admin, who is locked. Raises MemberGone."""
    reader = find_requester(deps, conn, request)
    if reader.is_admin:
        members.lock_members(conn, workspace=request.workspace, member_ids=[request.member])
        return None
    audit_log.record_refusal(conn, reader=reader, kind="reports", now=deps.clock.now())
    return error_views.render_not_yours(_ACTION, "admins")
