"""`/roadmate who`: who agreed to be asked about something, and the question that brings two people together."""

from __future__ import annotations

from collections.abc import Sequence
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
from bot.features.help_requests.rules import ExpertQuestion
from bot.features.help_requests.views import experts
from bot.features.hours.views.booking_result import corrections_text, distinct_labels
from bot.slack.message import AnyMessage, Message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui.entry_text import quoted_note

_LEADING_WORDS: Final = frozenset({"knows", "know", "about"})


def register(app: Router, deps: Deps) -> None:
    """The buttons of the pages and letters."""
    app.on_click(deps, "who.show", open_experts)
    app.on_click(deps, "knower.ask", ask_expert)
    app.on_click(deps, "knower.yes", lambda deps, ask: answer_expert_question(deps, ask, is_accepted=True))
    app.on_click(deps, "knower.no", lambda deps, ask: answer_expert_question(deps, ask, is_accepted=False))


def answer_who(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/roadmate who`."""
    catalog, prefix, (words, people) = (
        deps.catalog.current(),
        deps.settings.command_prefix,
        _split_subject_and_people(request.text),
    )
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if not _is_active_member(reader):
            return _members_only()
        if people and not words:
            return experts.render_person_not_subject(_name_of(conn, reader, people[0]), catalog.roadmaps, prefix)
    found = subjects.find_subject(catalog, words) if words else None
    if isinstance(found, SubjectOptions):
        return experts.render_expert_subject_choice(words, _labelled_options(found.options))
    if found is None:
        near = subjects.nearest_subjects(catalog, words) if words else ()
        return experts.render_unknown_expert_subject(words, _labelled_options(near), catalog.roadmaps, prefix)
    with deps.database.read() as conn:
        return _experts_page(deps, conn, reader, found, lead=corrections_text(found).strip())


def open_experts(deps: Deps, request: Request) -> AnyMessage:
    """A subject that a button names."""
    found = _read_subject(deps, request.text)
    if found is None:
        raise PayloadError("subject")
    with deps.database.read() as conn:
        return _experts_page(deps, conn, find_requester(deps, conn, request), found)


def ask_expert(deps: Deps, request: Request) -> AnyMessage:
    """Ask somebody who agreed to it, once; where one is stuck, they read with what."""
    asked = decode_payload(ExpertQuestionPayload, request.text)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not _is_active_member(reader):
            return _members_only()
        if asked.asker != reader.id or asked.knower == reader.id:
            return _refuse_question(deps, conn, reader, asked)
        return _previous_page(deps, conn, reader, asked, _send_question(deps, conn, reader, asked))


def answer_expert_question(deps: Deps, request: Request, *, is_accepted: bool) -> Message:
    """Whom a question was put to answers it, once, and who asked hears of it."""
    asked = decode_payload(ExpertQuestionPayload, request.text)
    with deps.database.begin() as conn:
        reader, plea = find_requester(deps, conn, request), ExpertQuestion(**asked.model_dump())
        if asked.knower != reader.id or not service.list_asked_questions(
            conn, workspace=request.workspace, questions=[plea]
        ):
            return _refuse_question(deps, conn, reader, asked)
        asker = _find_member(deps, conn, reader.workspace, asked.asker)
        if asker is None or not asker.is_active:
            return experts.render_asker_left(asker.name if asker else "Who asked")
        make = experts.render_expert_accepts if is_accepted else experts.render_expert_declines
        letter = make(reader.name, _about_text(deps, asked), asked)
        fresh = notifications.queue_message(deps, conn, asker, f"answer:{plea.period}", letter, by=reader)
    return (
        experts.render_question_answered(asker.name, is_accepted=is_accepted)
        if fresh
        else experts.render_already_answered()
    )


def _split_subject_and_people(text: str) -> tuple[str, Sequence[MentionedPerson]]:
    """What was asked about in `knows about terraform?`, and the people named there."""
    words, people = extract_people(text.strip(" ?"))
    typed = words.split()
    while typed and typed[0].casefold() in _LEADING_WORDS:
        typed.pop(0)
    return " ".join(typed), people


def _name_of(conn: Connection, reader: Member, person: MentionedPerson) -> str:
    known = members.read_names(conn, workspace=reader.workspace, member_ids=[person.id]) if person.id else {}
    return known.get(person.id) or person.name or "this person"


def _experts_page(deps: Deps, conn: Connection, reader: Member, subject: Subject, *, lead: str = "") -> Message:
    if not _is_active_member(reader):
        return _members_only()
    catalog, workspace, today = deps.catalog.current(), reader.workspace, reader.today(deps.clock.now())
    knowers = service.find_experts(conn, workspace=workspace, catalog=catalog, subject=subject, exclude=reader.id)
    key, on = typeahead.subject_key(subject), today.isoformat()
    pleas = [ExpertQuestion(reader.id, each.member, key, "", on) for each in knowers[: experts.MAX_EXPERTS]]
    questions = help_requests.open_question_payloads(conn, workspace, pleas)
    shown = experts.ExpertsPage(experts.subject_label(subject), questions, reader.askable, deps.settings.command_prefix)
    return (
        experts.render_experts(knowers, shown, catalog, lead=lead)
        if knowers
        else experts.render_no_experts(shown, lead=lead)
    )


def _send_question(deps: Deps, conn: Connection, reader: Member, payload: ExpertQuestionPayload) -> str:
    """Claim the question and write the letter; what became of it in words."""
    plea, knower = ExpertQuestion(**payload.model_dump()), _find_member(deps, conn, reader.workspace, payload.knower)
    if knower is None or not knower.askable or not _is_active_member(knower):
        return experts.not_askable_text(knower.name if knower else "This person")
    if not service.claim_question(conn, workspace=reader.workspace, question=plea, now=deps.clock.now()):
        return experts.question_sent_text(knower.name, was_asked=True)
    note, prefix = quoted_note(rules.parse_note(payload.words)), deps.settings.command_prefix
    letter = experts.render_expert_question(reader.name, _about_text(deps, payload), note, payload, prefix)
    notifications.queue_question(deps, conn, knower, letter, question=plea, by=reader)
    return experts.question_sent_text(knower.name, was_asked=False)


def _previous_page(deps: Deps, conn: Connection, reader: Member, payload: ExpertQuestionPayload, lead: str) -> Message:
    """The page that the button stood on, with what became of it."""
    found = _read_subject(deps, payload.subject)
    if payload.on.startswith("s"):
        open_one = service.find_help_request(conn, workspace=reader.workspace, help_request_id=int(payload.on[1:]))
        if open_one and open_one.member == reader.id and not open_one.over_at:
            return help_requests.help_request_page(deps, conn, reader, open_one, lead=lead)
    return _experts_page(deps, conn, reader, found, lead=lead) if found else experts.render_question_outcome(lead)


def _refuse_question(deps: Deps, conn: Connection, reader: Member, payload: ExpertQuestionPayload) -> Message:
    audit_log.record_refusal(conn, reader=reader, kind="question", now=deps.clock.now(), subject=payload.knower)
    return experts.render_question_not_yours()


def _members_only() -> Message:
    return error_views.render_not_for_guests("Who knows what")


def _is_active_member(member: Member) -> bool:
    return member.is_active and not member.is_guest


def _about_text(deps: Deps, payload: ExpertQuestionPayload) -> str:
    """What a question is about: by name where the content knows it, else in their words."""
    found = _read_subject(deps, payload.subject)
    return experts.subject_label(found) if found else f"“{escape(clip(rules.parse_about(payload.words), 80))}”"


def _read_subject(deps: Deps, key: str) -> Subject | None:
    return typeahead.parse_subject_key(deps.catalog.current(), key)


def _labelled_options(options: Sequence[Subject]) -> list[tuple[str, str]]:
    return [(label, typeahead.subject_key(each)) for label, each in zip(distinct_labels(options), options, strict=True)]


def _find_member(deps: Deps, conn: Connection, workspace: str, member: str) -> Member | None:
    return members.find_member(conn, workspace=workspace, member=member, default_zone=deps.settings.timezone)
