"""What a form that was sent does to the ledger: once, and nothing while anything in it is wrong."""

from __future__ import annotations

from collections.abc import Callable

from bot.catalog.lookup import typeahead
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries
from bot.core.ledger.rules import ASK_ABOVE, REFUSE_ABOVE, Booking, Entry, FullDay
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, Submitted, today_of
from bot.features.entries.handlers import changes as entries_handlers_changes
from bot.features.entries.views import changes as entries_changes
from bot.features.hours.views import form
from bot.features.hours.views.form_parser import SAME, Said, read, too_old
from bot.slack.message import Answer, Message
from bot.slack.modals import Wrong
from bot.slack.payloads import BadTicket, Draft, Form, Pending
from bot.slack.payloads import read as read_ticket

Book = Callable[[Deps, Ask, Pending], Answer]


def submit(deps: Deps, sent: Submitted, booking: Book) -> Wrong | Message:
    """Book what the form says, or correct the entry that it was opened for."""
    ticket = read_ticket(Form, sent.metadata)
    return _save(deps, sent, ticket) if ticket.entry else _book(deps, sent, ticket, booking)


def _book(deps: Deps, sent: Submitted, ticket: Form, booking: Book) -> Wrong | Message:
    """Book what the form says, unless something in it is wrong or its day is full."""
    ask, now, local = sent.ask, deps.clock.now(), deps.people.meet(sent.ask.workspace, sent.ask.member)
    today = local.today(now)
    said = read(sent.fields, catalog=deps.catalog.current(), today=today, coming=local.coming(now))
    if isinstance(said, Wrong):
        return said
    pending = _pending(said, f"form:{ticket.key}")
    already = _already(deps, ask, pending)
    if already + said.minutes > REFUSE_ABOVE:
        return form.too_full(FullDay(already, possible=False), said, today)
    if already + said.minutes > ASK_ABOVE and not pending.fits():
        return form.too_long_to_ask()
    return booking(deps, ask, pending).message()


def _save(deps: Deps, sent: Submitted, ticket: Form) -> Message | Wrong:
    """Correct the entry, if it is still one of the member's."""
    ask, now, local = sent.ask, deps.clock.now(), deps.people.meet(sent.ask.workspace, sent.ask.member)
    today = local.today(now)
    entry = own(deps, ask, ticket.entry)
    if entry is None:
        return missing(deps, ask, ticket.entry)
    said = read(sent.fields, catalog=deps.catalog.current(), today=today, entry=entry, coming=local.coming(now))
    return said if isinstance(said, Wrong) else _correct(deps, ask, entry, said, key=f"form:{ticket.key}")


def amend(deps: Deps, ask: Ask) -> Reply:
    """The yes to a correction that was asked back about."""
    draft = read_ticket(Draft, ask.text)
    entry = own(deps, ask, draft.entry)
    if entry is None:
        return missing(deps, ask, draft.entry)
    said, today = _said(deps, ask, draft), today_of(deps, ask)
    if wrong := too_old(said.day, today, entry.day):
        return form.refused(Wrong({"day": wrong}), draft)
    answer = _correct(deps, ask, entry, said, key=draft.key, insist=True)
    return form.refused(answer, draft) if isinstance(answer, Wrong) else answer


def own(deps: Deps, ask: Ask, number: int) -> Entry | None:
    """The member's own entry as it stands now."""
    with deps.sessions.read() as session:
        found = queries.current(session, workspace=ask.workspace, entry=number)
    return found if found and found.member == ask.member else None


def missing(deps: Deps, ask: Ask, number: int) -> Message:
    """The entry was taken back since, or never was one of theirs."""
    with deps.sessions.read() as session:
        known = queries.get(session, workspace=ask.workspace, entry=number)
    if known is None or known.member != ask.member:
        return entries_changes.not_yours()
    today = today_of(deps, ask)
    return entries_changes.gone(known, deps.catalog.current(), today)


def _correct(deps: Deps, ask: Ask, entry: Entry, said: Said, *, key: str, insist: bool = False) -> Message | Wrong:
    now = deps.clock.now()
    with deps.sessions.begin() as session:
        result = ledger_booking.correct(
            session,
            workspace=ask.workspace,
            member=ask.member,
            entry=entry.root,
            booking=_booking(said, entry, key),
            now=now,
            insist=insist,
        )
    today = deps.people.meet(ask.workspace, ask.member).today(now)
    if result is None:
        return missing(deps, ask, entry.root)
    if isinstance(result, FullDay) and not result.possible:
        return form.too_full(result, said, today)
    if isinstance(result, FullDay):
        return form.ask_again(result, said, form.of_said(said, entry.root, key), today=today)
    return (
        entries_handlers_changes.told(deps, ask, result)
        if result.changes
        else form.unchanged(entry, deps.catalog.current(), today)
    )


def _already(deps: Deps, ask: Ask, pending: Pending) -> int:
    """The minutes that the day holds besides what this very form has booked before."""
    workspace, member, day = ask.workspace, ask.member, pending.day
    with deps.sessions.read() as session:
        mine = queries.booked_under(session, workspace=workspace, member=member, request=pending.key)
        page = queries.page(session, workspace=workspace, member=member, since=day, until=day, limit=1)
    return page.minutes - sum(entry.minutes for entry in mine if entry.day == day)


def _said(deps: Deps, ask: Ask, draft: Draft) -> Said:
    """What the button carries. Raises BadTicket for one that we did not make, or whose content is gone."""
    subject = typeahead.read(deps.catalog.current(), draft.subject)
    today = today_of(deps, ask)
    if not (draft.key and draft.minutes and draft.day) or draft.day > today:
        raise BadTicket("draft")
    if subject is None and draft.subject != SAME:
        raise BadTicket("subject")
    return Said(draft.minutes, subject, draft.day, draft.note, draft.evidence)


def _pending(said: Said, key: str) -> Pending:
    assert said.subject is not None
    area, roadmap, topic = said.subject.ids
    return Pending.model_construct(
        key=key,
        minutes=said.minutes,
        area=area,
        roadmap=roadmap,
        topic=topic,
        day=said.day,
        note=said.note,
        evidence=said.evidence,
        insist=False,
    )


def _booking(said: Said, entry: Entry, key: str) -> Booking:
    """What an entry is to say; what it was booked on stays where the form left it, and so does who was part of it."""
    area, roadmap, topic = said.subject.ids if said.subject else (entry.area, entry.roadmap, entry.topic)
    return Booking(
        minutes=said.minutes,
        area=area,
        roadmap=roadmap,
        topic=topic,
        day=said.day,
        note=said.note,
        source="form",
        request=key,
        evidence=said.evidence,
        activity=entry.activity,
        people=entry.people,
    )
