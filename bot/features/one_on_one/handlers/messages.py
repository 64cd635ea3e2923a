"""A word from a mentor to a member: praise, a question with its answer, a nudge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from bot.calendar import quiet_hours
from bot.core import time_off
from bot.core.people import members
from bot.core.plan import member_plan, progress
from bot.core.time_off import find_stretch
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response
from bot.dispatch.router import Router
from bot.features.one_on_one.handlers.access import (
    MentorAccess,
    check_mentor_access,
    delivery_time,
    find_member,
    read_card_and_log,
)
from bot.features.one_on_one.payloads import MentorFormPayload, MentorQuestionPayload
from bot.features.one_on_one.rules.questions import choose_praise, choose_questions
from bot.features.one_on_one.service import next_step
from bot.features.one_on_one.views import card, card_facts, forms, notifications
from bot.features.one_on_one.views.card import CardPage
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PayloadError, decode_payload, parse_user_id

CardPageReader = Callable[..., CardPage | Message]


def register(app: Router, deps: Deps, show: CardPageReader) -> None:
    """The buttons and forms; `show` reads the card again after a nudge."""
    app.on_click(deps, "word.praise", partial(open_message_form, kind="praise"))
    app.on_click(deps, "word.ask", partial(open_message_form, kind="ask"))
    app.on_click(deps, "word.answer", open_answer_form)
    app.on_click(deps, "word.nudge", partial(nudge_member, show=show))
    app.on_submit(deps, "word.send", submit_message)
    app.on_submit(deps, "word.reply", submit_answer)


def open_message_form(deps: Deps, request: Request, *, kind: Literal["praise", "ask"]) -> Response:
    """The form, with a sentence that follows from the member's card."""
    catalog, member = deps.catalog.current(), parse_user_id(request.text)
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, request, member, kind)
        if isinstance(found, Message):
            return modals.modal_from_message(found)
        facts = read_card_and_log(deps, conn, found.reader, found.member, is_follow_up=True).facts
    asks = kind == "ask"
    prefilled = (
        card_facts.question_text(choose_questions(facts)[0], catalog)
        if asks
        else card_facts.praise_text(choose_praise(facts), catalog)
    )
    ticket = MentorFormPayload(member=member, key=request.key, kind=kind)
    return forms.render_message_form(ticket, found.member.name, prefilled, is_above=request.view_type == "modal")


def submit_message(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Praise or a question leaves in the mentor's name, once; what cannot leave stays in the form."""
    ticket, said, now = (
        decode_payload(MentorFormPayload, submission.metadata),
        submission.fields.get(forms.WORDS_FIELD, ""),
        deps.clock.now(),
    )
    if wrong := _text_error(said):
        return wrong
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, submission.request, ticket.member, ticket.kind)
        if isinstance(found, Message):
            return FormErrors({forms.WORDS_FIELD: unescape(found.text)})
        letter = _build_notification(ticket, found, said)
        if letter is None:
            return FormErrors(forms.too_long_error())
        key = f"{ticket.kind}:{found.reader.id}:{found.member.id}:{ticket.key}"
        words = letter.post_arguments()
        direct_messages.write_message(
            conn,
            recipient=found.member,
            kind=DeliveryKind.MENTOR_MESSAGE,
            key=key,
            message=words,
            now=now,
            author=found.reader,
        )
    return notifications.render_message_sent(found.member.name, found.member.id, delivery_time(found.member, now))


def open_answer_form(deps: Deps, request: Request) -> Response:
    """The form for an answer to a question that this person was asked."""
    asked = decode_payload(MentorQuestionPayload, request.text)
    with deps.database.read() as conn:
        was_asked = _was_question_sent(conn, request, request.text)
        asker = find_member(deps, conn, request, asked.asker)
    if asker is None or not asker.is_active:
        return modals.modal_from_message(card.render_member_left(asker.name if asker else ""))
    if not was_asked:
        return modals.modal_from_message(notifications.render_expired_question(asker.name))
    return forms.render_answer_form(asked, asker.name, is_above=request.view_type == "modal")


def submit_answer(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """The answer goes back to who asked, once, and to nobody else."""
    asked, said, now = (
        decode_payload(MentorQuestionPayload, submission.metadata),
        submission.fields.get(forms.WORDS_FIELD, ""),
        deps.clock.now(),
    )
    if wrong := _text_error(said):
        return wrong
    with deps.database.begin() as conn:
        asker = find_member(deps, conn, submission.request, asked.asker)
        if asker is None or not asker.is_active:
            return FormErrors({forms.WORDS_FIELD: unescape(card.render_member_left(asker.name if asker else "").text)})
        if not _was_question_sent(conn, submission.request, submission.metadata):
            return FormErrors({forms.WORDS_FIELD: unescape(notifications.render_expired_question(asker.name).text)})
        member, name = (
            submission.request.member,
            members.read_names(conn, workspace=asker.workspace, member_ids=[submission.request.member]),
        )
        letter = notifications.render_answer(member, name[member], asked.words, said)
        key = f"answer:{member}:{asked.key}:{submission.request.key}"
        direct_messages.write_message(
            conn,
            recipient=asker,
            kind=DeliveryKind.MENTOR_MESSAGE,
            key=key,
            message=letter.post_arguments(),
            now=now,
            other_names=name,
        )
    return notifications.render_answer_sent(asker.name, delivery_time(asker, now))


def nudge_member(deps: Deps, request: Request, *, show: CardPageReader) -> Response:
    """One small step for the member, at most once a day from the same mentor; then the card again."""
    member = parse_user_id(request.text)
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, request, member, "nudge")
        if isinstance(found, Message):
            return found
        lead = _send_nudge(deps, conn, found)
    made = show(deps, request, member, lead=lead)
    if isinstance(made, Message):
        return made
    return card.render_card_modal(made) if request.view_type else card.render_card(made)


def _send_nudge(deps: Deps, conn: Connection, access: MentorAccess) -> str:
    """Write it, unless they want none now or there is nothing to say; what became of it, in words."""
    member, now, catalog = access.member, deps.clock.now(), deps.catalog.current()
    if _wants_no_nudges(conn, access, deps):
        return notifications.nudge_unwanted_text(member.name)
    step = progress.choose_next_step(
        catalog, member_plan.read_learning_record(conn, workspace=member.workspace, member=member.id)
    )
    if step is None:
        return notifications.plan_done_text(member.name)
    key = f"nudge:{access.reader.id}:{member.id}:{access.reader.today(now)}"
    today = member.today(quiet_hours.next_awake_moment(now, member.zone))
    letter = notifications.render_mentor_nudge(
        access.reader.name, step, key=key, today=today, prefix=deps.settings.command_prefix
    )
    if direct_messages.write_message(
        conn,
        recipient=member,
        kind=DeliveryKind.MENTOR_MESSAGE,
        key=key,
        message=letter.post_arguments(),
        now=now,
        author=access.reader,
    ):
        return notifications.sent_text(member.name, delivery_time(member, now))
    return notifications.nudged_today_text(member.name)


def _wants_no_nudges(conn: Connection, access: MentorAccess, deps: Deps) -> bool:
    """Whether they have turned nudges off or put them off, or are away: a mentor's wait like all others."""
    member = access.member
    today = member.today(deps.clock.now())
    away = time_off.list_time_off(conn, workspace=member.workspace, member=member.id, since=today, until=today)
    snoozed = member.snoozed_until is not None and today < member.snoozed_until
    return not member.nudged or snoozed or find_stretch(today, away) is not None


def _text_error(text: str) -> FormErrors | None:
    if not text.strip():
        return FormErrors(forms.empty_error())
    return FormErrors(forms.too_long_error()) if len(text) > forms.MAX_MESSAGE_LENGTH else None


def _build_notification(payload: MentorFormPayload, access: MentorAccess, text: str) -> Message | None:
    """None for a question too long for its own button. Raises BadTicket."""
    if payload.kind == "praise":
        return notifications.render_praise(access.reader.name, text)
    if payload.kind != "ask":
        raise PayloadError("kind")
    asked = MentorQuestionPayload(asker=access.reader.id, words=text, key=payload.key)
    return notifications.render_question(access.reader.name, asked) if asked.fits_in_button() else None


def _was_question_sent(conn: Connection, request: Request, value: str) -> bool:
    """Whether this person was asked this; a letter that is too old is not kept, so nobody can say any more."""
    return next_step.was_question_sent(conn, workspace=request.workspace, member=request.member, value=value)
