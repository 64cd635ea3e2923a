"""A mentor's notes: written, read again, shared and deleted by their author alone."""

from __future__ import annotations

from bot.core import audit_log
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.one_on_one.handlers.access import (
    MentorAccess,
    check_mentor_access,
    delivery_time,
    find_member,
    not_allowed_message,
    open_member_form,
    send_message,
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
from bot.slack.payloads import decode_payload, parse_row_id
from bot.ui.outdated_button import NOTHING_CHANGED


def register(app: Router, deps: Deps) -> None:
    """Register the buttons and the form."""
    app.on_click(deps, "note.write", open_note_form)
    app.on_click(deps, "note.list", open_notes)
    app.on_click(deps, "note.share", share_note)
    app.on_click(deps, "note.drop", delete_note)
    app.on_submit(deps, "note.save", submit_note)


def open_note_form(deps: Deps, request: Request) -> Response:
    """Open the form."""
    return open_member_form(deps, request, "note", forms.render_note_form)


def submit_note(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Keep the note, once, and send it to the member where it is shared; what cannot be kept stays in the form."""
    payload, now = decode_payload(MentorFormPayload, submission.metadata), deps.clock.now()
    words = submission.fields.get(forms.WORDS_FIELD, "")
    if not words.strip() or len(words) > forms.MAX_NOTE_LENGTH:
        return FormErrors(forms.too_long_error() if words.strip() else forms.empty_error())
    is_shared = forms.SHARED_FIELD in submission.fields.get(forms.SHARED_FIELD, "")
    with deps.database.begin() as conn:
        access = check_mentor_access(deps, conn, submission.request, payload.member, "note")
        if isinstance(access, Message):
            return FormErrors({forms.WORDS_FIELD: unescape(access.text)})
        member = access.member
        pair = {"workspace": submission.request.workspace, "author": access.reader.id, "member": member.id}
        note = notes.add_note(conn, **pair, words=words, is_shared=is_shared, key=payload.key, now=now)
        if note and is_shared:
            _send_shared_note(deps, conn, access, note)
    delivery_text = notifications.sent_text(member.name, delivery_time(member, now)) if is_shared else ""
    return card.render_note_saved(member.name, member.id, delivery_text=delivery_text)


def open_notes(deps: Deps, request: Request) -> Modal:
    """Open a page of one's own notes on a member in a window."""
    payload = decode_payload(NoteListPayload, request.text)
    with deps.database.begin() as conn:
        return _notes_modal(deps, conn, request, payload)


def share_note(deps: Deps, request: Request) -> Modal:
    """Share a note: the member may read it from now on, and is sent it."""
    number, workspace = parse_row_id(request.text), request.workspace
    with deps.database.begin() as conn:
        note = notes.find_own_note(conn, workspace=workspace, author=request.member, note_id=number)
        if note is None:
            return modals.modal_from_message(card.render_unknown_note())
        access = check_mentor_access(deps, conn, request, note.member, "note")
        if isinstance(access, Message):
            return modals.modal_from_message(access)
        if request.is_outdated(note.state):
            return _outdated_modal(deps, conn, request, note)
        notes.share_own_note(conn, workspace=workspace, author=request.member, note_id=number)
        _send_shared_note(deps, conn, access, note)
        return _notes_modal(deps, conn, request, NoteListPayload(member=note.member), lead="✅ Shared.\n")


def delete_note(deps: Deps, request: Request) -> Modal:
    """Delete a note; its author may do so even when they are no mentor any more."""
    number = parse_row_id(request.text)
    with deps.database.begin() as conn:
        note = notes.find_own_note(conn, workspace=request.workspace, author=request.member, note_id=number)
        if note is None:
            return modals.modal_from_message(card.render_unknown_note())
        if request.is_outdated(note.state):
            return _outdated_modal(deps, conn, request, note)
        notes.delete_own_note(conn, workspace=request.workspace, author=request.member, note_id=number)
        return _notes_modal(
            deps, conn, request, NoteListPayload(member=note.member), lead="✅ Deleted.\n", is_author=True
        )


def _notes_modal(
    deps: Deps, conn: Connection, request: Request, payload: NoteListPayload, *, lead: str = "", is_author: bool = False
) -> Modal:
    """Open the author's notes, which stay theirs to read; only a mentor is shown that there are none."""
    reader = find_requester(deps, conn, request)
    pair = {"workspace": request.workspace, "author": reader.id, "member": payload.member}
    note_count = notes.count_own_notes(conn, **pair)
    if not (is_author or note_count or reader.may_mentor(payload.member)):
        audit_log.record_refusal(conn, reader=reader, kind="note", subject=payload.member, now=deps.clock.now())
        return modals.modal_from_message(not_allowed_message(conn, reader, payload.member))
    member = find_member(deps, conn, request, payload.member)
    if member is None:
        return modals.modal_from_message(card.render_unknown_member(""))
    listed = notes.list_own_notes(conn, **pair, limit=card.NOTES_PER_PAGE, offset=payload.offset)
    page = NotesPage(member, listed, payload.offset, note_count)
    message = card.render_notes(page, today=reader.today(deps.clock.now()), zone=reader.zone, lead=lead)
    return modals.modal_from_message(message, "My notes")


def _outdated_modal(deps: Deps, conn: Connection, request: Request, note: MentorNote) -> Modal:
    """Show the notes as they are now to whoever presses a button of another state."""
    payload = NoteListPayload(member=note.member)
    return _notes_modal(deps, conn, request, payload, lead=f"{NOTHING_CHANGED}\n", is_author=True)


def _send_shared_note(deps: Deps, conn: Connection, access: MentorAccess, note: MentorNote) -> None:
    mentor, now, key = access.reader, deps.clock.now(), f"note:{note.id}"
    message = notifications.render_shared_note(mentor.name, note.words).post_arguments()
    send_message(conn, recipient=access.member, key=key, message=message, now=now, author=mentor)
