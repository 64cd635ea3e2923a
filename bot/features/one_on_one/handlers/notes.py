"""A mentor's notes: written, read again, shared and deleted by their author alone."""

from __future__ import annotations

from bot.core.audit import log
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, Submitted, reader_of
from bot.dispatch.router import Doors
from bot.features.one_on_one.handlers.access import Guided, arrival, find, guided, not_allowed
from bot.features.one_on_one.rules.note import Remark
from bot.features.one_on_one.service import notes
from bot.features.one_on_one.views import card, forms, notifications
from bot.features.one_on_one.views import notes as notes_views
from bot.features.one_on_one.views.notes import Page
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import Modal, Wrong
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import Guiding, Noted, number_in, person_in, read


def register(app: Doors, deps: Deps) -> None:
    """The buttons and the form."""
    app.on_click(deps, "note.write", begin)
    app.on_click(deps, "note.list", listing)
    app.on_click(deps, "note.share", share)
    app.on_click(deps, "note.drop", drop)
    app.on_submit(deps, "note.save", save)


def begin(deps: Deps, ask: Ask) -> Reply:
    """The form."""
    member = person_in(ask.text)
    with deps.sessions.begin() as session:
        found = guided(deps, session, ask, member, "note")
    if isinstance(found, Message):
        return modals.of_message(found)
    return forms.note(Guiding(member=member, key=ask.request), found.member.name, above=ask.view == "modal")


def save(deps: Deps, sent: Submitted) -> Wrong | Message:
    """The note is kept, once, and goes to the member where it is shared; what cannot be kept stays in the form."""
    ticket, words, now = read(Guiding, sent.metadata), sent.fields.get(forms.WORDS, ""), deps.clock.now()
    if not words.strip() or len(words) > forms.LONGEST_NOTE:
        return Wrong(forms.too_long() if words.strip() else forms.empty())
    shared = forms.SHARED in sent.fields.get(forms.SHARED, "")
    with deps.sessions.begin() as session:
        found = guided(deps, session, sent.ask, ticket.member, "note")
        if isinstance(found, Message):
            return Wrong({forms.WORDS: unescape(found.text)})
        mine = {"workspace": sent.ask.workspace, "author": found.reader.id, "member": found.member.id}
        note = notes.add(session, **mine, words=words, shared=shared, key=ticket.key, now=now)
        if note and shared:
            _send(deps, session, found, note)
    told = notifications.told(found.member.name, arrival(found.member, now)) if shared else ""
    return notes_views.kept(found.member.name, found.member.id, shared=told)


def listing(deps: Deps, ask: Ask) -> Modal:
    """A page of one's own notes on a member, in a window."""
    asked = read(Noted, ask.text)
    with deps.sessions.begin() as session:
        return _listed(deps, session, ask, asked)


def share(deps: Deps, ask: Ask) -> Modal:
    """The member may read it from now on, and gets it."""
    number, workspace = number_in(ask.text), ask.workspace
    with deps.sessions.begin() as session:
        note = notes.find(session, workspace=workspace, author=ask.member, number=number)
        if note is None:
            return modals.of_message(notes_views.none_such())
        found = guided(deps, session, ask, note.member, "note")
        if isinstance(found, Message):
            return modals.of_message(found)
        notes.share(session, workspace=workspace, author=ask.member, number=number)
        _send(deps, session, found, note)
        return _listed(deps, session, ask, Noted(member=note.member), lead="*Shared.* ")


def drop(deps: Deps, ask: Ask) -> Modal:
    """It is gone; who is no mentor any more may still take back their own words."""
    number = number_in(ask.text)
    with deps.sessions.begin() as session:
        note = notes.find(session, workspace=ask.workspace, author=ask.member, number=number)
        if note is None:
            return modals.of_message(notes_views.none_such())
        notes.drop(session, workspace=ask.workspace, author=ask.member, number=number)
        return _listed(deps, session, ask, Noted(member=note.member), lead="*Deleted.* ", theirs=True)


def _listed(deps: Deps, session: Connection, ask: Ask, asked: Noted, *, lead: str = "", theirs: bool = False) -> Modal:
    """The author's own words are theirs to read; who has written none and guides nobody sees nothing."""
    reader = reader_of(deps, session, ask)
    number = notes.count(session, workspace=ask.workspace, author=reader.id, member=asked.member)
    if not (theirs or number or reader.may_guide(asked.member)):
        log.refused(session, reader=reader, what="note", subject=asked.member, now=deps.clock.now())
        return modals.of_message(not_allowed(session, reader, asked.member))
    member = find(deps, session, ask, asked.member)
    if member is None:
        return modals.of_message(card.not_found(""))
    page = Page(member, _notes(session, reader, asked), asked.offset, number)
    made = notes_views.listing(page, today=reader.today(deps.clock.now()), zone=reader.zone, lead=lead)
    return modals.of_message(made, "My notes")


def _notes(session: Connection, author: Member, asked: Noted) -> tuple[Remark, ...]:
    limit, offset = notes_views.PAGE, asked.offset
    return notes.by(
        session, workspace=author.workspace, author=author.id, member=asked.member, limit=limit, offset=offset
    )


def _send(deps: Deps, session: Connection, found: Guided, note: Remark) -> None:
    letter, now, key = notifications.note(found.reader.name, note.words).payload(), deps.clock.now(), f"note:{note.id}"
    direct_messages.write(session, to=found.member, kind=Kind.WORD, key=key, message=letter, now=now, by=found.reader)
