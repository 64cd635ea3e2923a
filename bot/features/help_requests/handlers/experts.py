"""`/roadmate who`: who agreed to be asked about something, and the question that brings two people together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import MentionedPerson, Request, extract_people, find_requester
from bot.dispatch.router import Router
from bot.features.help_requests import rules, service
from bot.features.help_requests.handlers import help_requests, notifications
from bot.features.help_requests.payloads import ExpertQuestionPayload
from bot.features.help_requests.rules import ExpertQuestion, HelpRequest
from bot.features.help_requests.views import experts
from bot.features.help_requests.views import help_requests as help_request_views
from bot.features.hours.views.booking_result import corrections_text, distinct_labels
from bot.slack.message import AnyMessage, Message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui.entry_text import quoted_note
from bot.ui.not_shown import explain_not_shown

_LEADING_WORDS: Final = frozenset({"knows", "know", "about"})


def register(app: Router, deps: Deps) -> None:
    """Route the buttons of the pages and of the messages."""
    app.on_click(deps, "who.show", open_experts)
    app.on_click(deps, "knower.ask", ask_expert)
    app.on_click(deps, "knower.yes", partial(answer_expert_question, is_accepted=True))
    app.on_click(deps, "knower.no", partial(answer_expert_question, is_accepted=False))


def answer_who(deps: Deps, request: Request) -> AnyMessage:
    """Answer whatever was typed after `/roadmate who`."""
    catalog = deps.catalog.of(request.workspace)
    words, people = _split_subject_and_people(request.text)
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if not _is_active_member(reader):
            return _members_only()
        if people and not words:
            return experts.render_person_not_subject(_person_name(conn, reader, people[0]), catalog.roadmaps)
    if words and (off := explain_not_shown(catalog, words)):
        return off
    subject = subjects.find_whole_subject(catalog, words) if words else None
    if isinstance(subject, SubjectOptions):
        return experts.render_expert_subject_choice(words, _labelled_options(subject.options))
    if subject is None:
        nearest = subjects.nearest_subjects(catalog, words) if words else ()
        return experts.render_unknown_expert_subject(words, _labelled_options(nearest), catalog.roadmaps)
    with deps.database.read() as conn:
        return _experts_page(deps, conn, reader, subject, lead=corrections_text(subject).strip())


def open_experts(deps: Deps, request: Request) -> AnyMessage:
    """Show the experts on the subject that a button carries."""
    subject = _read_subject(deps, request.workspace, request.text)
    if subject is None:
        raise PayloadError("subject")
    with deps.database.read() as conn:
        return _experts_page(deps, conn, find_requester(deps, conn, request), subject)


def ask_expert(deps: Deps, request: Request) -> AnyMessage:
    """Ask somebody who agreed to it, once; from a help request they also read what the asker is stuck with."""
    payload = decode_payload(ExpertQuestionPayload, request.text)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not _is_active_member(reader):
            return _members_only()
        if payload.asker != reader.id or payload.knower == reader.id:
            return _refuse_question(deps, conn, reader, payload)
        return _previous_page(deps, conn, reader, payload, _send_question(deps, conn, reader, payload))


def answer_expert_question(deps: Deps, request: Request, *, is_accepted: bool) -> Message:
    """Pass the expert's answer on to the asker, once."""
    payload = decode_payload(ExpertQuestionPayload, request.text)
    with deps.database.begin() as conn:
        reader, question = find_requester(deps, conn, request), ExpertQuestion(**payload.model_dump())
        if payload.knower != reader.id or not service.list_asked_questions(
            conn, workspace=request.workspace, questions=[question]
        ):
            return _refuse_question(deps, conn, reader, payload)
        asker = _find_member(deps, conn, reader.workspace, payload.asker)
        if asker is None or not asker.is_active:
            return experts.render_asker_left(asker.name if asker else "Who asked")
        if solved := _find_solved(conn, reader, payload):
            return help_request_views.render_nothing_to_answer(asker.name, solved, deps.catalog.of(request.workspace))
        render = experts.render_expert_accepts if is_accepted else experts.render_expert_declines
        message = render(reader.name, _about_text(deps, reader.workspace, payload), payload)
        is_new = notifications.queue_message(deps, conn, asker, f"answer:{question.period}", message, by=reader)
    if not is_new:
        return experts.render_already_answered()
    return experts.render_question_answered(asker.name, is_accepted=is_accepted)


def _split_subject_and_people(text: str) -> tuple[str, Sequence[MentionedPerson]]:
    """Return what was asked about in `knows about terraform?`, and the people named there."""
    words, people = extract_people(text.strip(" ?"))
    typed = words.split()
    while typed and typed[0].casefold() in _LEADING_WORDS:
        typed.pop(0)
    return " ".join(typed), people


def _person_name(conn: Connection, reader: Member, person: MentionedPerson) -> str:
    known = members.read_names(conn, workspace=reader.workspace, member_ids=[person.id]) if person.id else {}
    return known.get(person.id) or person.name or "this person"


def _experts_page(deps: Deps, conn: Connection, reader: Member, subject: Subject, *, lead: str = "") -> Message:
    if not _is_active_member(reader):
        return _members_only()
    catalog, workspace = deps.catalog.of(reader.workspace), reader.workspace
    ranked = service.find_experts(conn, workspace=workspace, catalog=catalog, subject=subject, exclude=reader.id)
    key, today = typeahead.subject_key(subject), reader.today(deps.clock.now()).isoformat()
    questions = [ExpertQuestion(reader.id, each.member, key, "", today) for each in ranked[: experts.MAX_EXPERTS]]
    payloads = help_requests.open_question_payloads(conn, workspace, questions)
    page = experts.ExpertsPage(experts.subject_label(subject), payloads, reader.askable)
    if not ranked:
        return experts.render_no_experts(page, lead=lead)
    return experts.render_experts(ranked, page, catalog, lead=lead)


def _send_question(deps: Deps, conn: Connection, reader: Member, payload: ExpertQuestionPayload) -> str:
    """Claim the question and queue it; return the outcome in words."""
    question = ExpertQuestion(**payload.model_dump())
    if _find_solved(conn, reader, payload):
        return experts.already_solved_text()
    expert = _find_member(deps, conn, reader.workspace, payload.knower)
    if expert is None or not expert.askable or not _is_active_member(expert):
        return experts.not_askable_text(expert.name if expert else "This person")
    if not service.claim_question(conn, workspace=reader.workspace, question=question, now=deps.clock.now()):
        return experts.question_sent_text(expert.name, was_asked=True)
    note = quoted_note(rules.parse_note(payload.words))
    message = experts.render_expert_question(reader.name, _about_text(deps, reader.workspace, payload), note, payload)
    notifications.queue_question(deps, conn, expert, message, question=question, by=reader)
    return experts.question_sent_text(expert.name, was_asked=False)


def _find_solved(conn: Connection, reader: Member, payload: ExpertQuestionPayload) -> HelpRequest | None:
    """Return the help request that a question belongs to, if that is closed by now."""
    if not payload.on.startswith("s"):
        return None
    found = service.find_help_request(conn, workspace=reader.workspace, help_request_id=int(payload.on[1:]))
    return found if found and found.over_at else None


def _previous_page(deps: Deps, conn: Connection, reader: Member, payload: ExpertQuestionPayload, lead: str) -> Message:
    """Return the page that the button stood on, below the outcome of the press."""
    if payload.on.startswith("s"):
        open_one = service.find_help_request(conn, workspace=reader.workspace, help_request_id=int(payload.on[1:]))
        if open_one and open_one.member == reader.id and not open_one.over_at:
            return help_requests.help_request_page(deps, conn, reader, open_one, lead=lead)
    subject = _read_subject(deps, reader.workspace, payload.subject)
    return _experts_page(deps, conn, reader, subject, lead=lead) if subject else experts.render_question_outcome(lead)


def _refuse_question(deps: Deps, conn: Connection, reader: Member, payload: ExpertQuestionPayload) -> Message:
    audit_log.record_refusal(conn, reader=reader, kind="question", now=deps.clock.now(), subject=payload.knower)
    return experts.render_question_not_yours()


def _members_only() -> Message:
    return error_views.render_not_for_guests("Who knows what")


def _is_active_member(member: Member) -> bool:
    return member.is_colleague


def _about_text(deps: Deps, workspace: str, payload: ExpertQuestionPayload) -> str:
    """Return what a question is about: by name where the content knows it, else in the asker's words."""
    subject = _read_subject(deps, workspace, payload.subject)
    return experts.subject_label(subject) if subject else f"“{escape(clip(rules.parse_about(payload.words), 80))}”"


def _read_subject(deps: Deps, workspace: str, key: str) -> Subject | None:
    return typeahead.parse_subject_key(deps.catalog.of(workspace), key)


def _labelled_options(options: Sequence[Subject]) -> list[tuple[str, str]]:
    return [(label, typeahead.subject_key(each)) for label, each in zip(distinct_labels(options), options, strict=True)]


def _find_member(deps: Deps, conn: Connection, workspace: str, member: str) -> Member | None:
    return members.find_member(conn, workspace=workspace, member=member, default_zone=deps.settings.timezone)
