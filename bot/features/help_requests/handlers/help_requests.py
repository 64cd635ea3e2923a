"""`/roadmate stuck`: a member asks for help, mentors are told, and experts can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core import audit_log
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, Response, find_requester, mentions_as_names
from bot.dispatch.router import Router
from bot.features.help_requests import service
from bot.features.help_requests.handlers import notifications
from bot.features.help_requests.payloads import ExpertQuestionPayload, HelpRequestPayload
from bot.features.help_requests.rules import (
    MAX_HELP_REQUEST_LENGTH,
    Expert,
    ExpertQuestion,
    HelpRequest,
    adds_information,
    is_same_help_request,
    parse_about,
)
from bot.features.help_requests.views import help_requests
from bot.features.help_requests.views.help_requests import HelpRequestAudience
from bot.features.hours.views.booking_result import corrections_text, distinct_labels
from bot.features.roadmap.handlers import command as roadmap_command
from bot.slack import modals
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, decode_payload, parse_row_id
from bot.ui.outdated_button import render_as_now

_RESOLVED_WORDS: Final = frozenset({"off", "over", "done", "through", "fixed", "solved", "resolved", "unstuck"})


def register(app: Router, deps: Deps) -> None:
    """Route the buttons of the answers and of the messages."""
    app.on_click(deps, "stuck.say", choose_help_subject)
    app.on_click(deps, "stuck.drop", discard_help_request)
    app.on_click(deps, "stuck.over", resolve_help_request)
    app.on_click(deps, "stuck.again", reopen_help_request)
    app.on_click(deps, "stuck.read", open_reading)


def answer_stuck(deps: Deps, request: Request) -> AnyMessage:
    """Answer whatever was typed after `/roadmate stuck`."""
    words = mentions_as_names(request.text)
    if not words or words.casefold().rstrip(".! ") in _RESOLVED_WORDS:
        return _list_own(deps, request, is_resolving=bool(words))
    if resolved := _find_named_resolved(deps, request, words):
        return resolve_help_request(deps, request.with_text(str(resolved.id)))
    if not _is_active_member(deps, request):
        return _members_only()
    if len(words) > MAX_HELP_REQUEST_LENGTH:
        return help_requests.render_help_request_too_long(words)
    if not parse_about(words):
        return help_requests.render_help_request_empty()
    return _interpret_words(deps, request, words)


def choose_help_subject(deps: Deps, request: Request) -> AnyMessage:
    """Save a help request for the subject that was chosen, or for words that the content does not know."""
    payload = decode_payload(HelpRequestPayload, request.text)
    subject = (
        typeahead.parse_subject_key(deps.catalog.of(request.workspace), payload.subject) if payload.subject else None
    )
    if payload.subject and subject is None:
        raise PayloadError("subject")
    return _save_and_notify(deps, request, _subject_id(subject), " ".join(payload.words.split()))


def discard_help_request(_deps: Deps, _request: Request) -> Message:
    """Save nothing and tell nobody."""
    return help_requests.render_help_request_discarded()


def resolve_help_request(deps: Deps, request: Request) -> AnyMessage:
    """Close a help request, for its member or a mentor of theirs."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        reader, found = _read_help_request(deps, conn, request)
        if found is None or not reader.may_see(found.member):
            return _refuse(deps, conn, reader, found)
        if not found.over_at and request.is_outdated(found.state):
            return _open_now(deps, conn, reader, found)
        is_closed = service.close_help_request(
            conn, workspace=request.workspace, help_request_id=found.id, by=reader.id, now=now
        )
        if found.member != reader.id:
            return _resolve_for_member(deps, conn, reader, found, was_open=is_closed, pressed_ts=request.message_ts)
        notified = notifications.notify_resolved(deps, conn, reader, found, by=reader.id) if is_closed else ()
    return help_requests.render_help_request_resolved(
        found, deps.catalog.of(request.workspace), was_resolved=not is_closed, notified_names=notified
    )


def reopen_help_request(deps: Deps, request: Request) -> AnyMessage:
    """Save a closed help request once more and tell the mentors, since its member is still stuck."""
    with deps.database.begin() as conn:
        reader, found = _read_help_request(deps, conn, request)
        if found is None or found.member != reader.id:
            return _refuse(deps, conn, reader, found)
        if outdated := _answer_outdated_reopening(deps, conn, request, reader, found):
            return outdated
    return _save_and_notify(deps, request, found.subject, found.words)


def open_reading(deps: Deps, request: Request) -> Response:
    """Open the content that helps in a window, so that the page below keeps its buttons."""
    page = roadmap_command.answer_roadmap(deps, request)
    return page if isinstance(page, modals.Modal) else modals.modal_from_message(page.to_message(), "Read about it")


def help_request_page(
    deps: Deps,
    conn: Connection,
    reader: Member,
    help_request: HelpRequest,
    *,
    lead: str = "",
    corrections: str = "",
    is_new: bool = True,
) -> Message:
    """Return the page of a help request: who is told and whom to ask; `lead` and `corrections` are shown with it."""
    catalog, workspace = deps.catalog.of(reader.workspace), reader.workspace
    subject = help_requests.find_subject(catalog, help_request.subject)
    experts: tuple[Expert, ...] = ()
    if subject:
        experts = service.find_experts(conn, workspace=workspace, catalog=catalog, subject=subject, exclude=reader.id)
    reviewers = pairs.list_reviewers(conn, workspace=workspace, member=reader.id, settings=deps.settings)
    mentors = pairs.list_mentors(conn, workspace=workspace, mentee=reader.id)
    key = help_requests.subject_key(help_request, catalog)
    questions = [
        ExpertQuestion(reader.id, each.member, key, help_request.words, f"s{help_request.id}")
        for each in experts[: help_requests.MAX_EXPERTS_SHOWN]
    ]
    audience = HelpRequestAudience(
        notified_names=[each.name for each in reviewers],
        has_mentor=any(each.id in mentors for each in reviewers),
        experts=experts,
        questions=open_question_payloads(conn, workspace, questions),
    )
    return help_requests.render_help_request(
        help_request, audience, catalog, lead=lead, corrections=corrections, is_new=is_new
    )


def open_question_payloads(
    conn: Connection, workspace: str, questions: Sequence[ExpertQuestion]
) -> list[ExpertQuestionPayload]:
    """Return the questions that buttons may still ask: nobody is asked the same thing twice."""
    asked = service.list_asked_questions(conn, workspace=workspace, questions=questions)
    return [ExpertQuestionPayload.model_validate(asdict(each)) for each in questions if each not in asked]


def _interpret_words(deps: Deps, request: Request, words: str) -> AnyMessage:
    """Save what the words are about; ask first where that is several subjects, or none that the content knows."""
    catalog = deps.catalog.of(request.workspace)
    found = subjects.find_whole_subject(catalog, parse_about(words))
    if isinstance(found, SubjectOptions):
        labels = distinct_labels(found.options)
        payloads = [HelpRequestPayload(subject=typeahead.subject_key(each), words=words) for each in found.options]
        return help_requests.render_help_subject_choice(words, list(zip(labels, payloads, strict=True)))
    if found is None and (names := _names_to_confirm(deps, request, words)):
        return help_requests.render_confirm_unknown_subject(words, names)
    return _save_and_notify(
        deps, request, _subject_id(found), words, corrections=corrections_text(found) if found else ""
    )


def _names_to_confirm(deps: Deps, request: Request, words: str) -> list[str]:
    """Return who would be told of words that the content does not know; nobody where they were told before."""
    member = {"workspace": request.workspace, "member": request.member}
    with deps.database.read() as conn:
        if any(
            is_same_help_request(each, "", words) and not adds_information(each, words)
            for each in service.list_open_help_requests(conn, **member)
        ):
            return []
        return [each.name for each in pairs.list_reviewers(conn, **member, settings=deps.settings)]


def _save_and_notify(deps: Deps, request: Request, subject: str, words: str, *, corrections: str = "") -> Message:
    """Save the help request and tell the mentors, once for the same words."""
    now, workspace = deps.clock.now(), request.workspace
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_colleague:
            return _members_only()
        saved = service.save_help_request(
            conn, workspace=workspace, member=reader.id, subject=subject, words=words, now=now
        )
        if saved is None:
            return help_requests.render_too_many_help_requests()
        if saved.is_new:
            notifications.notify_mentors(deps, conn, reader, saved)
        return help_request_page(deps, conn, reader, saved.help_request, corrections=corrections, is_new=saved.is_new)


def _list_own(deps: Deps, request: Request, *, is_resolving: bool) -> AnyMessage:
    """List the reader's open help requests, or close the only one.

    Guests have none, but a member who became a guest may still close theirs.
    """
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        own = service.list_open_help_requests(conn, workspace=request.workspace, member=request.member)
    if is_resolving and len(own) == 1:
        return resolve_help_request(deps, request.with_text(str(own[0].id)))
    if not own and reader.is_guest:
        return _members_only()
    today = reader.today(deps.clock.now())
    return help_requests.render_open_help_requests(own, deps.catalog.of(request.workspace), reader.zone, today)


def _find_named_resolved(deps: Deps, request: Request, words: str) -> HelpRequest | None:
    """Return the reader's help request that `fixed terraform state`, or `terraform state fixed`, says is resolved."""
    typed = words.split()
    ends = ((typed[0], typed[1:]), (typed[-1], typed[:-1]))
    rest = " ".join(next((others for end, others in ends if end.casefold() in _RESOLVED_WORDS), []))
    if not rest:
        return None
    found = subjects.find_whole_subject(deps.catalog.of(request.workspace), rest)
    subject = _subject_id(found) if isinstance(found, Subject) else ""
    with deps.database.read() as conn:
        own = service.list_open_help_requests(conn, workspace=request.workspace, member=request.member)
    return next((each for each in own if is_same_help_request(each, subject, rest)), None)


def _read_help_request(deps: Deps, conn: Connection, request: Request) -> tuple[Member, HelpRequest | None]:
    """Return who presses a button and the help request whose number it carries."""
    reader, number = find_requester(deps, conn, request), parse_row_id(request.text)
    return reader, service.find_help_request(conn, workspace=request.workspace, help_request_id=number)


def _open_now(deps: Deps, conn: Connection, reader: Member, help_request: HelpRequest) -> Message:
    """Show an open help request, as its member or a mentor sees it, with the button that closes it."""
    catalog, today = deps.catalog.of(reader.workspace), reader.today(deps.clock.now())
    if help_request.member == reader.id:
        return render_as_now(help_requests.render_open_help_requests([help_request], catalog, reader.zone, today))
    names = members.read_names(conn, workspace=reader.workspace, member_ids=[help_request.member])
    mentors = pairs.list_mentors(conn, workspace=reader.workspace, mentee=help_request.member)
    name = names.get(help_request.member, help_request.member)
    return render_as_now(
        help_requests.render_help_request_notification(
            name, help_request, catalog, is_mentor=reader.id in mentors, has_mentor=bool(mentors)
        )
    )


def _answer_outdated_reopening(
    deps: Deps, conn: Connection, request: Request, reader: Member, found: HelpRequest
) -> Message | None:
    """Show how it is where the member has said so again since, or the button tells no state; None to go on."""
    own = service.list_open_help_requests(conn, workspace=request.workspace, member=reader.id)
    reopened = next((each for each in own if is_same_help_request(each, found.subject, found.words)), None)
    if not request.is_outdated(reopened.state if reopened else found.state):
        return None
    if current := reopened or (None if found.over_at else found):
        return _open_now(deps, conn, reader, current)
    return render_as_now(
        help_requests.render_help_request_resolved(found, deps.catalog.of(request.workspace), was_resolved=True)
    )


def _resolve_for_member(
    deps: Deps, conn: Connection, reader: Member, help_request: HelpRequest, *, was_open: bool, pressed_ts: str
) -> Message:
    """Tell the member, once, that a mentor closed their help request."""
    catalog, now = deps.catalog.of(reader.workspace), deps.clock.now()
    workspace, default = reader.workspace, deps.settings.timezone
    member = members.find_member(conn, workspace=workspace, member=help_request.member, default_zone=default)
    if was_open and member:
        notifications.notify_resolved(deps, conn, member, help_request, by=reader.id, pressed_ts=pressed_ts)
        message = help_requests.render_resolved_by_mentor(reader.name, help_request, catalog)
        notifications.queue_message(deps, conn, member, f"over:{help_request.id}", message, by=reader)
    if was_open:
        audit_log.record_act(
            conn, workspace=workspace, actor=reader.id, act="stuck.over", now=now, subject=help_request.member
        )
    return help_requests.render_resolved_for_member(
        member.name if member else help_request.member, help_request, catalog, was_resolved=not was_open
    )


def _refuse(deps: Deps, conn: Connection, reader: Member, help_request: HelpRequest | None) -> Message:
    """Refuse a number that is no help request, or one that is not the reader's to change."""
    if help_request is None:
        return help_requests.render_unknown_help_request()
    audit_log.record_refusal(conn, reader=reader, kind="stuck", now=deps.clock.now(), subject=help_request.member)
    return error_views.render_not_yours("Marking this as solved", "that member and their mentors")


def _members_only() -> Message:
    return error_views.render_not_for_guests("Asking for help")


def _is_active_member(deps: Deps, request: Request) -> bool:
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
    return reader.is_colleague


def _subject_id(subject: Subject | None) -> str:
    """Return the narrowest id of a subject; empty for none."""
    return next((each for each in reversed(subject.ledger_ids) if each), "") if subject else ""
