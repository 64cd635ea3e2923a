"""Messages from a mentor to a member: praise, a question with its answer, a nudge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Literal

from bot.calendar import quiet_hours
from bot.core import time_off
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.plan import member_plan, next_moves, refreshers
from bot.core.time_off import find_stretch
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response
from bot.dispatch.router import Router
from bot.features.one_on_one.handlers.access import (
    MentorAccess,
    check_mentor_access,
    delivery_time,
    find_member,
    read_card_and_log,
    send_message,
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
    """Register the buttons and forms; `show` reads the card again after a nudge."""
    app.on_click(deps, "word.praise", partial(open_message_form, kind="praise"))
    app.on_click(deps, "word.ask", partial(open_message_form, kind="ask"))
    app.on_click(deps, "word.answer", open_answer_form)
    app.on_click(deps, "word.nudge", partial(nudge_member, show=show))
    app.on_submit(deps, "word.send", submit_message)
    app.on_submit(deps, "word.reply", submit_answer)


def open_message_form(deps: Deps, request: Request, *, kind: Literal["praise", "ask"]) -> Response:
    """Open the form, prefilled with a sentence that follows from the member's card."""
    catalog, member = deps.catalog.of(request.workspace), parse_user_id(request.text)
    with deps.database.begin() as conn:
        access = check_mentor_access(deps, conn, request, member, kind)
        if isinstance(access, Message):
            return modals.modal_from_message(access)
        facts = read_card_and_log(deps, conn, access.reader, access.member, is_follow_up=True).facts
    prefilled = (
        card_facts.question_text(choose_questions(facts)[0], catalog)
        if kind == "ask"
        else card_facts.praise_text(choose_praise(facts), catalog)
    )
    payload = MentorFormPayload(member=member, key=request.key, kind=kind)
    return forms.render_message_form(payload, access.member.name, prefilled, is_above=request.view_type == "modal")


def submit_message(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Send praise or a question in the mentor's name, once; what cannot be sent stays in the form."""
    payload, now = decode_payload(MentorFormPayload, submission.metadata), deps.clock.now()
    text = submission.fields.get(forms.WORDS_FIELD, "")
    if error := _text_error(text):
        return error
    with deps.database.begin() as conn:
        access = check_mentor_access(deps, conn, submission.request, payload.member, payload.kind)
        if isinstance(access, Message):
            return FormErrors({forms.WORDS_FIELD: unescape(access.text)})
        notification = _build_notification(payload, access, text)
        if notification is None:
            return FormErrors(forms.too_long_error())
        mentor, member = access.reader, access.member
        key, message = f"{payload.kind}:{mentor.id}:{member.id}:{payload.key}", notification.post_arguments()
        send_message(conn, recipient=member, key=key, message=message, now=now, author=mentor)
    return notifications.render_message_sent(member.name, member.id, delivery_time(member, now))


def open_answer_form(deps: Deps, request: Request) -> Response:
    """Open the form for an answer to a question that this person was asked."""
    question = decode_payload(MentorQuestionPayload, request.text)
    with deps.database.read() as conn:
        was_asked = _was_question_sent(conn, request, request.text)
        asker = find_member(deps, conn, request, question.asker)
    if asker is None or not asker.is_active:
        return modals.modal_from_message(card.render_member_left(asker.name if asker else ""))
    if not was_asked:
        return modals.modal_from_message(notifications.render_expired_question(asker.name))
    return forms.render_answer_form(question, asker.name, is_above=request.view_type == "modal")


def submit_answer(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Send the answer to the mentor who asked, once, and to nobody else."""
    question, now = decode_payload(MentorQuestionPayload, submission.metadata), deps.clock.now()
    member, text = submission.request.member, submission.fields.get(forms.WORDS_FIELD, "")
    if error := _text_error(text):
        return error
    with deps.database.begin() as conn:
        asker = find_member(deps, conn, submission.request, question.asker)
        if asker is None or not asker.is_active:
            return FormErrors({forms.WORDS_FIELD: unescape(card.render_member_left(asker.name if asker else "").text)})
        if not _was_question_sent(conn, submission.request, submission.metadata):
            return FormErrors({forms.WORDS_FIELD: unescape(notifications.render_expired_question(asker.name).text)})
        names = members.read_names(conn, workspace=asker.workspace, member_ids=[member])
        message = notifications.render_answer(member, names[member], question.words, text).post_arguments()
        key = f"answer:{member}:{question.key}:{submission.request.key}"
        send_message(conn, recipient=asker, key=key, message=message, now=now, other_names=names)
    return notifications.render_answer_sent(asker.name, delivery_time(asker, now))


def nudge_member(deps: Deps, request: Request, *, show: CardPageReader) -> Response:
    """Send the member one small step, at most once a day from the same mentor, and show the card again."""
    member = parse_user_id(request.text)
    with deps.database.begin() as conn:
        access = check_mentor_access(deps, conn, request, member, "nudge")
        if isinstance(access, Message):
            return access
        lead = _send_nudge(deps, conn, access)
    page = show(deps, request, member, lead=lead)
    if isinstance(page, Message):
        return page
    return card.render_card_modal(page) if request.view_type else card.render_card(page)


def _send_nudge(deps: Deps, conn: Connection, access: MentorAccess) -> str:
    """Send a nudge, unless they want none now or the plan is done; return the outcome in words."""
    member, now = access.member, deps.clock.now()
    if _wants_no_nudges(conn, member, now):
        return notifications.nudge_unwanted_text(member.name)
    record = member_plan.read_learning_record(conn, workspace=member.workspace, member=member.id, now=now)
    step = next_moves.choose_next_step(deps.catalog.of(access.member.workspace), refreshers.hide_refresher(record))
    if step is None:
        return notifications.plan_done_text(member.name)
    key = f"nudge:{access.reader.id}:{member.id}:{access.reader.today(now)}"
    today = member.today(quiet_hours.next_awake_moment(now, member.zone))
    message = notifications.render_mentor_nudge(access.reader.name, step, key=key, today=today).post_arguments()
    if send_message(conn, recipient=member, key=key, message=message, now=now, author=access.reader):
        return notifications.sent_text(member.name, delivery_time(member, now))
    return notifications.nudged_today_text(member.name)


def _wants_no_nudges(conn: Connection, member: Member, now: datetime) -> bool:
    """Return whether they turned nudges off, snoozed them or are away: a mentor's nudges obey that too."""
    today = member.today(now)
    absences = time_off.list_time_off(conn, workspace=member.workspace, member=member.id, since=today, until=today)
    is_snoozed = member.snoozed_until is not None and today < member.snoozed_until
    return not member.nudged or is_snoozed or find_stretch(today, absences) is not None


def _text_error(text: str) -> FormErrors | None:
    if not text.strip():
        return FormErrors(forms.empty_error())
    return FormErrors(forms.too_long_error()) if len(text) > forms.MAX_MESSAGE_LENGTH else None


def _build_notification(payload: MentorFormPayload, access: MentorAccess, text: str) -> Message | None:
    """Return praise or the question; None for one too long for its own button. Raises: PayloadError."""
    if payload.kind == "praise":
        return notifications.render_praise(access.reader.name, text)
    if payload.kind != "ask":
        raise PayloadError("kind")
    question = MentorQuestionPayload(asker=access.reader.id, words=text, key=payload.key)
    return notifications.render_question(access.reader.name, question) if question.fits_in_button() else None


def _was_question_sent(conn: Connection, request: Request, value: str) -> bool:
    """Return whether this person was asked this; False too for a message so old that it is no longer kept."""
    return next_step.was_question_sent(conn, workspace=request.workspace, member=request.member, value=value)
