"""A mentor's notes: written, read again, shared and deleted by their author alone."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.one_on_one.handlers.access import (
    MentorAccess,
    check_mentor_access,
    delivery_time,
    find_member,
    not_allowed_message,
)
from bot.features.one_on_one.payloads import MentorFormPayload, NoteListPayload
from bot.features.one_on_one.rules.card import MentorNote
from bot.features.one_on_one.service import notes
from bot.features.one_on_one.views import card, forms, notifications
from bot.features.one_on_one.views.card import NotesPage
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import FormErrors, Modal
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import decode_payload, parse_row_id, parse_user_id


def register(app: Router, deps: Deps) -> None:
    """The buttons and the form."""
    app.on_click(deps, "note.write", open_note_form)
    app.on_click(deps, "note.list", open_notes)
    app.on_click(deps, "note.share", share_note)
    app.on_click(deps, "note.drop", delete_note)
    app.on_submit(deps, "note.save", submit_note)


def open_note_form(deps: Deps, request: Request) -> Response:
    """The form."""
    member = parse_user_id(request.text)
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, request, member, "note")
    if isinstance(found, Message):
        return modals.modal_from_message(found)
    return forms.render_note_form(
        MentorFormPayload(member=member, key=request.key), found.member.name, is_above=request.view_type == "modal"
    )


def submit_note(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """The note is kept, once, and goes to the member where it is shared; what cannot be kept stays in the form."""
    ticket, words, now = (
        decode_payload(MentorFormPayload, submission.metadata),
        submission.fields.get(forms.WORDS_FIELD, ""),
        deps.clock.now(),
    )
    if not words.strip() or len(words) > forms.MAX_NOTE_LENGTH:
        return FormErrors(forms.too_long_error() if words.strip() else forms.empty_error())
    shared = forms.SHARED_FIELD in submission.fields.get(forms.SHARED_FIELD, "")
    with deps.database.begin() as conn:
        found = check_mentor_access(deps, conn, submission.request, ticket.member, "note")
        if isinstance(found, Message):
            return FormErrors({forms.WORDS_FIELD: unescape(found.text)})
        mine = {"workspace": submission.request.workspace, "author": found.reader.id, "member": found.member.id}
        note = notes.add_note(conn, **mine, words=words, is_shared=shared, key=ticket.key, now=now)
        if note and shared:
            _send_shared_note(deps, conn, found, note)
    told = notifications.sent_text(found.member.name, delivery_time(found.member, now)) if shared else ""
    return card.render_note_saved(found.member.name, found.member.id, delivery_text=told)


def open_notes(deps: Deps, request: Request) -> Modal:
    """A page of one's own notes on a member, in a window."""
    asked = decode_payload(NoteListPayload, request.text)
    with deps.database.begin() as conn:
        return _notes_modal(deps, conn, request, asked)


def share_note(deps: Deps, request: Request) -> Modal:
    """The member may read it from now on, and gets it."""
    number, workspace = parse_row_id(request.text), request.workspace
    with deps.database.begin() as conn:
        note = notes.find_own_note(conn, workspace=workspace, author=request.member, note_id=number)
        if note is None:
            return modals.modal_from_message(card.render_unknown_note())
        found = check_mentor_access(deps, conn, request, note.member, "note")
        if isinstance(found, Message):
            return modals.modal_from_message(found)
        notes.share_own_note(conn, workspace=workspace, author=request.member, note_id=number)
        _send_shared_note(deps, conn, found, note)
        return _notes_modal(deps, conn, request, NoteListPayload(member=note.member), lead="*Shared.* ")


def delete_note(deps: Deps, request: Request) -> Modal:
    """It is gone; who is no mentor any more may still take back their own words."""
    number = parse_row_id(request.text)
    with deps.database.begin() as conn:
        note = notes.find_own_note(conn, workspace=request.workspace, author=request.member, note_id=number)
        if note is None:
            return modals.modal_from_message(card.render_unknown_note())
        notes.delete_own_note(conn, workspace=request.workspace, author=request.member, note_id=number)
        return _notes_modal(
            deps, conn, request, NoteListPayload(member=note.member), lead="*Deleted.* ", is_author=True
        )


def _notes_modal(
    deps: Deps, conn: Connection, request: Request, payload: NoteListPayload, *, lead: str = "", is_author: bool = False
) -> Modal:
    """The author's own words are theirs to read; who has written none and guides nobody sees nothing."""
    reader = find_requester(deps, conn, request)
    number = notes.count_own_notes(conn, workspace=request.workspace, author=reader.id, member=payload.member)
    if not (is_author or number or reader.may_mentor(payload.member)):
        audit_log.record_refusal(conn, reader=reader, kind="note", subject=payload.member, now=deps.clock.now())
        return modals.modal_from_message(not_allowed_message(conn, reader, payload.member))
    member = find_member(deps, conn, request, payload.member)
    if member is None:
        return modals.modal_from_message(card.render_unknown_member(""))
    page = NotesPage(member, _list_notes(conn, reader, payload), payload.offset, number)
    made = card.render_notes(page, today=reader.today(deps.clock.now()), zone=reader.zone, lead=lead)
    return modals.modal_from_message(made, "My notes")


def _list_notes(conn: Connection, author: Member, payload: NoteListPayload) -> tuple[MentorNote, ...]:
    limit, offset = card.NOTES_PER_PAGE, payload.offset
    return notes.list_own_notes(
        conn, workspace=author.workspace, author=author.id, member=payload.member, limit=limit, offset=offset
    )


def _send_shared_note(deps: Deps, conn: Connection, access: MentorAccess, note: MentorNote) -> None:
    letter, now, key = (
        notifications.render_shared_note(access.reader.name, note.words).post_arguments(),
        deps.clock.now(),
        f"note:{note.id}",
    )
    direct_messages.write_message(
        conn,
        recipient=access.member,
        kind=DeliveryKind.MENTOR_MESSAGE,
        key=key,
        message=letter,
        now=now,
        author=access.reader,
    )
