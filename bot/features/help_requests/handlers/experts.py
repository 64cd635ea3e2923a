"""`/roadmate who`: who agreed to be asked about something, and the question that brings two people together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.core.audit import log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, Named, people_in, reader_of
from bot.dispatch.router import Doors
from bot.features.help_requests.handlers import notify_mentors, stuck
from bot.features.help_requests.rules import request
from bot.features.help_requests.rules.experts import Plea
from bot.features.help_requests.service import experts as experts_service
from bot.features.help_requests.service import requests
from bot.features.help_requests.views import experts
from bot.features.hours.views.booked import distinct, guessed
from bot.slack.message import Answer, Message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import BadTicket, Question, read
from bot.ui.entry_text import quoted

_BEFORE: Final = frozenset({"knows", "know", "about"})


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the pages and letters."""
    app.on_click(deps, "who.show", reopen)
    app.on_click(deps, "knower.ask", put)
    app.on_click(deps, "knower.yes", lambda deps, ask: respond(deps, ask, yes=True))
    app.on_click(deps, "knower.no", lambda deps, ask: respond(deps, ask, yes=False))


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate who`."""
    catalog, prefix, (words, people) = deps.catalog.current(), deps.settings.command_prefix, _asked(ask.text)
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        if not _is_member(reader):
            return _for_members()
        if people and not words:
            return experts.of_a_person(_called(session, reader, people[0]), catalog.roadmaps, prefix)
    found = subjects.find(catalog, words) if words else None
    if isinstance(found, Subjects):
        return experts.which(words, _labelled(found.options))
    if found is None:
        near = subjects.nearest(catalog, words) if words else ()
        return experts.unknown(words, _labelled(near), catalog.roadmaps, prefix)
    with deps.sessions.read() as session:
        return _page(deps, session, reader, found, lead=guessed(found).strip())


def reopen(deps: Deps, ask: Ask) -> Answer:
    """A subject that a button names."""
    found = _subject(deps, ask.text)
    if found is None:
        raise BadTicket("subject")
    with deps.sessions.read() as session:
        return _page(deps, session, reader_of(deps, session, ask), found)


def put(deps: Deps, ask: Ask) -> Answer:
    """Ask somebody who agreed to it, once; where one is stuck, they read with what."""
    asked = read(Question, ask.text)
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not _is_member(reader):
            return _for_members()
        if asked.asker != reader.id or asked.knower == reader.id:
            return _not_theirs(deps, session, reader, asked)
        return _back(deps, session, reader, asked, _ask(deps, session, reader, asked))


def respond(deps: Deps, ask: Ask, *, yes: bool) -> Message:
    """Whom a question was put to answers it, once, and who asked hears of it."""
    asked = read(Question, ask.text)
    with deps.sessions.begin() as session:
        reader, plea = reader_of(deps, session, ask), Plea(**asked.model_dump())
        if asked.knower != reader.id or not experts_service.put_already(session, workspace=ask.workspace, pleas=[plea]):
            return _not_theirs(deps, session, reader, asked)
        asker = _find(deps, session, reader.workspace, asked.asker)
        if asker is None or not asker.is_active:
            return experts.has_left(asker.name if asker else "Who asked")
        make = experts.will_write if yes else experts.has_no_time
        letter = make(reader.name, _about(deps, asked), asked)
        fresh = notify_mentors.write(deps, session, asker, f"answer:{plea.period}", letter, by=reader)
    return experts.answered(asker.name, yes=yes) if fresh else experts.answered_before()


def _asked(text: str) -> tuple[str, Sequence[Named]]:
    """What was asked about in `knows about terraform?`, and the people named there."""
    words, people = people_in(text.strip(" ?"))
    typed = words.split()
    while typed and typed[0].casefold() in _BEFORE:
        typed.pop(0)
    return " ".join(typed), people


def _called(session: Connection, reader: Member, named: Named) -> str:
    known = members.names(session, workspace=reader.workspace, people=[named.id]) if named.id else {}
    return known.get(named.id) or named.name or "this person"


def _page(deps: Deps, session: Connection, reader: Member, found: Subject, *, lead: str = "") -> Message:
    if not _is_member(reader):
        return _for_members()
    catalog, workspace, today = deps.catalog.current(), reader.workspace, reader.today(deps.clock.now())
    knowers = experts_service.best(session, workspace=workspace, catalog=catalog, subject=found, but=reader.id)
    key, on = typeahead.key(found), today.isoformat()
    pleas = [Plea(reader.id, each.member, key, "", on) for each in knowers[: experts.MOST]]
    questions = stuck.questions(session, workspace, pleas)
    shown = experts.Page(experts.subject(found), questions, reader.askable, deps.settings.command_prefix)
    return experts.page(knowers, shown, catalog, lead=lead) if knowers else experts.nobody(shown, lead=lead)


def _ask(deps: Deps, session: Connection, reader: Member, asked: Question) -> str:
    """Claim the question and write the letter; what became of it in words."""
    plea, knower = Plea(**asked.model_dump()), _find(deps, session, reader.workspace, asked.knower)
    if knower is None or not knower.askable or not _is_member(knower):
        return experts.not_to_be_asked(knower.name if knower else "This person")
    if not experts_service.ask(session, workspace=reader.workspace, plea=plea, now=deps.clock.now()):
        return experts.asked(knower.name, already=True)
    note, prefix = quoted(request.note(asked.words)), deps.settings.command_prefix
    letter = experts.question(reader.name, _about(deps, asked), note, asked, prefix)
    notify_mentors.put(deps, session, knower, letter, plea=plea, by=reader)
    return experts.asked(knower.name, already=False)


def _back(deps: Deps, session: Connection, reader: Member, asked: Question, lead: str) -> Message:
    """The page that the button stood on, with what became of it."""
    found = _subject(deps, asked.subject)
    if asked.on.startswith("s"):
        open_one = requests.find(session, workspace=reader.workspace, stuck=int(asked.on[1:]))
        if open_one and open_one.member == reader.id and not open_one.over_at:
            return stuck.page(deps, session, reader, open_one, lead=lead)
    return _page(deps, session, reader, found, lead=lead) if found else experts.only(lead)


def _not_theirs(deps: Deps, session: Connection, reader: Member, asked: Question) -> Message:
    log.refused(session, reader=reader, what="question", now=deps.clock.now(), subject=asked.knower)
    return experts.not_yours()


def _for_members() -> Message:
    return error_views.not_for_guests("Who knows what")


def _is_member(person: Member) -> bool:
    return person.is_active and not person.is_guest


def _about(deps: Deps, asked: Question) -> str:
    """What a question is about: by name where the content knows it, else in their words."""
    found = _subject(deps, asked.subject)
    return experts.subject(found) if found else f"“{escape(clip(request.about(asked.words), 80))}”"


def _subject(deps: Deps, key: str) -> Subject | None:
    return typeahead.read(deps.catalog.current(), key)


def _labelled(options: Sequence[Subject]) -> list[tuple[str, str]]:
    return [(label, typeahead.key(each)) for label, each in zip(distinct(options), options, strict=True)]


def _find(deps: Deps, session: Connection, workspace: str, person: str) -> Member | None:
    return members.find(session, workspace=workspace, member=person, default=deps.settings.timezone)
