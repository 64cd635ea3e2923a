"""A word from a mentor to a member: praise, a question with its answer, a nudge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from bot.calendar import quiet_hours
from bot.core.people import members
from bot.core.plan import progress, state
from bot.core.time_off import absences
from bot.core.time_off.absence import run
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, Submitted
from bot.dispatch.router import Doors
from bot.features.one_on_one.handlers.access import Guided, arrival, card_of, find, guided
from bot.features.one_on_one.rules.questions import praise, questions
from bot.features.one_on_one.service import next_step
from bot.features.one_on_one.views import card, forms, notifications, wording
from bot.features.one_on_one.views.card import Page
from bot.slack import modals
from bot.slack.message import Message
from bot.slack.modals import Wrong
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import Asked, BadTicket, Guiding, person_in, read

Show = Callable[..., Page | Message]


def register(app: Doors, deps: Deps, show: Show) -> None:
    """The buttons and forms; `show` reads the card again after a nudge."""
    app.on_click(deps, "word.praise", partial(begin, kind="praise"))
    app.on_click(deps, "word.ask", partial(begin, kind="ask"))
    app.on_click(deps, "word.answer", begin_answer)
    app.on_click(deps, "word.nudge", partial(nudge, show=show))
    app.on_submit(deps, "word.send", send)
    app.on_submit(deps, "word.reply", reply)


def begin(deps: Deps, ask: Ask, *, kind: Literal["praise", "ask"]) -> Reply:
    """The form, with a sentence that follows from the member's card."""
    catalog, member = deps.catalog.current(), person_in(ask.text)
    with deps.sessions.begin() as session:
        found = guided(deps, session, ask, member, kind)
        if isinstance(found, Message):
            return modals.of_message(found)
        facts = card_of(deps, session, found.reader, found.member, once=True).facts
    asks = kind == "ask"
    prefilled = wording.question(questions(facts)[0], catalog) if asks else wording.praise(praise(facts), catalog)
    ticket = Guiding(member=member, key=ask.request, kind=kind)
    return forms.word(ticket, found.member.name, prefilled, above=ask.view == "modal")


def send(deps: Deps, sent: Submitted) -> Wrong | Message:
    """Praise or a question leaves in the mentor's name, once; what cannot leave stays in the form."""
    ticket, said, now = read(Guiding, sent.metadata), sent.fields.get(forms.WORDS, ""), deps.clock.now()
    if wrong := _unfit(said):
        return wrong
    with deps.sessions.begin() as session:
        found = guided(deps, session, sent.ask, ticket.member, ticket.kind)
        if isinstance(found, Message):
            return Wrong({forms.WORDS: unescape(found.text)})
        letter = _letter(ticket, found, said)
        if letter is None:
            return Wrong(forms.too_long())
        key = f"{ticket.kind}:{found.reader.id}:{found.member.id}:{ticket.key}"
        words = letter.payload()
        direct_messages.write(
            session, to=found.member, kind=Kind.WORD, key=key, message=words, now=now, by=found.reader
        )
    return notifications.sent(found.member.name, found.member.id, arrival(found.member, now))


def begin_answer(deps: Deps, ask: Ask) -> Reply:
    """The form for an answer to a question that this person was asked."""
    asked = read(Asked, ask.text)
    with deps.sessions.read() as session:
        was_asked = _was_asked(session, ask, ask.text)
        asker = find(deps, session, ask, asked.asker)
    if asker is None or not asker.is_active:
        return modals.of_message(card.gone(asker.name if asker else ""))
    if not was_asked:
        return modals.of_message(notifications.too_old(asker.name))
    return forms.answer(asked, asker.name, above=ask.view == "modal")


def reply(deps: Deps, sent: Submitted) -> Wrong | Message:
    """The answer goes back to who asked, once, and to nobody else."""
    asked, said, now = read(Asked, sent.metadata), sent.fields.get(forms.WORDS, ""), deps.clock.now()
    if wrong := _unfit(said):
        return wrong
    with deps.sessions.begin() as session:
        asker = find(deps, session, sent.ask, asked.asker)
        if asker is None or not asker.is_active:
            return Wrong({forms.WORDS: unescape(card.gone(asker.name if asker else "").text)})
        if not _was_asked(session, sent.ask, sent.metadata):
            return Wrong({forms.WORDS: unescape(notifications.too_old(asker.name).text)})
        member, name = sent.ask.member, members.names(session, workspace=asker.workspace, people=[sent.ask.member])
        letter = notifications.answer(member, name[member], asked.words, said)
        key = f"answer:{member}:{asked.key}:{sent.ask.request}"
        direct_messages.write(session, to=asker, kind=Kind.WORD, key=key, message=letter.payload(), now=now, names=name)
    return notifications.answered(asker.name, arrival(asker, now))


def nudge(deps: Deps, ask: Ask, *, show: Show) -> Reply:
    """One small step for the member, at most once a day from the same mentor; then the card again."""
    member = person_in(ask.text)
    with deps.sessions.begin() as session:
        found = guided(deps, session, ask, member, "nudge")
        if isinstance(found, Message):
            return found
        lead = _nudge(deps, session, found)
    made = show(deps, ask, member, lead=lead)
    if isinstance(made, Message):
        return made
    return card.in_window(made) if ask.view else card.message(made)


def _nudge(deps: Deps, session: Connection, found: Guided) -> str:
    """Write it, unless they want none now or there is nothing to say; what became of it, in words."""
    member, now, catalog = found.member, deps.clock.now(), deps.catalog.current()
    if _wants_none(session, found, deps):
        return notifications.no_nudge(member.name)
    step = progress.next_step(catalog, state.record(session, workspace=member.workspace, member=member.id))
    if step is None:
        return notifications.nothing_next(member.name)
    key = f"nudge:{found.reader.id}:{member.id}:{found.reader.today(now)}"
    today = member.today(quiet_hours.awake(now, member.zone))
    letter = notifications.nudge(found.reader.name, step, key=key, today=today, prefix=deps.settings.command_prefix)
    if direct_messages.write(
        session, to=member, kind=Kind.WORD, key=key, message=letter.payload(), now=now, by=found.reader
    ):
        return notifications.told(member.name, arrival(member, now))
    return notifications.nudged_before(member.name)


def _wants_none(session: Connection, found: Guided, deps: Deps) -> bool:
    """Whether they have turned nudges off or put them off, or are away: a mentor's wait like all others."""
    member = found.member
    today = member.today(deps.clock.now())
    away = absences.of_member(session, workspace=member.workspace, member=member.id, since=today, until=today)
    snoozed = member.snoozed_until is not None and today < member.snoozed_until
    return not member.nudged or snoozed or run(today, away) is not None


def _unfit(said: str) -> Wrong | None:
    if not said.strip():
        return Wrong(forms.empty())
    return Wrong(forms.too_long()) if len(said) > forms.LONGEST else None


def _letter(ticket: Guiding, found: Guided, said: str) -> Message | None:
    """None for a question too long for its own button. Raises BadTicket."""
    if ticket.kind == "praise":
        return notifications.praise(found.reader.name, said)
    if ticket.kind != "ask":
        raise BadTicket("kind")
    asked = Asked(asker=found.reader.id, words=said, key=ticket.key)
    return notifications.question(found.reader.name, asked) if asked.fits() else None


def _was_asked(session: Connection, ask: Ask, value: str) -> bool:
    """Whether this person was asked this; a letter that is too old is not kept, so nobody can say any more."""
    return next_step.was_asked(session, workspace=ask.workspace, member=ask.member, value=value)
