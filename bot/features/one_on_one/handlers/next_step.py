"""The next step that a mentor sets for a member, and the member's way to decline it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.calendar import quiet_hours
from bot.catalog.entries import Task
from bot.core.assignments import assignments
from bot.core.audit import log
from bot.core.people import members
from bot.core.plan import progress, state
from bot.core.plan.progress import Advised, Record
from bot.core.plan.state import Advice
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, Submitted
from bot.dispatch.router import Doors
from bot.features.one_on_one.handlers.access import Guided, arrival, find, guided
from bot.features.one_on_one.rules import next_step_options
from bot.features.one_on_one.rules.next_step_options import Advisable
from bot.features.one_on_one.service import next_step
from bot.features.one_on_one.views import forms, notifications
from bot.slack import modals
from bot.slack.message import Answer, Message
from bot.slack.modals import Choice, Wrong
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Guiding, person_in, read

AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a form says: the step, until when, what was learned by then, and the request that opened the form."""

    what: Advisable
    due: date | None
    known: Record
    key: str


def register(app: Doors, deps: Deps) -> None:
    """The buttons, the form and what its field offers."""
    app.on_click(deps, "step.set", begin)
    app.on_click(deps, "step.aside", set_aside)
    app.on_submit(deps, "step.save", save)
    app.on_options(deps, "step.what", offer)


def begin(deps: Deps, ask: Ask) -> Reply:
    """The form."""
    member = person_in(ask.text)
    with deps.sessions.begin() as session:
        found = guided(deps, session, ask, member, "step")
    if isinstance(found, Message):
        return modals.of_message(found)
    return forms.step(Guiding(member=member, key=ask.request), found.member.name, above=ask.view == "modal")


def offer(deps: Deps, ask: Ask) -> list[Choice]:
    """Topics and assignments for the words typed so far."""
    return forms.offered(next_step_options.offered(deps.catalog.current(), ask.text))


def save(deps: Deps, sent: Submitted) -> Wrong | Message:
    """The step stands first in the member's plan, and they are told, once; what cannot be set stays in the form."""
    ticket, what = (
        read(Guiding, sent.metadata),
        next_step_options.find(deps.catalog.current(), sent.fields.get(forms.WHAT, "")),
    )
    if what is None:
        return Wrong(forms.no_such_step())
    with deps.sessions.begin() as session:
        found = guided(deps, session, sent.ask, ticket.member, "step")
        if isinstance(found, Message):
            return Wrong({forms.WHAT: unescape(found.text)})
        known = state.record(session, workspace=sent.ask.workspace, member=ticket.member)
        due = _due(sent.fields.get(forms.DUE, ""), what, found.reader.today(deps.clock.now()))
        if isinstance(due, Wrong):
            return due
        if next_step_options.id_of(what) in known.ticked:
            return Wrong(forms.ticked(found.member.name))
        return _set(deps, session, sent, found, Chosen(what, due, known, ticket.key))


def set_aside(deps: Deps, ask: Ask) -> Answer:
    """The member goes on otherwise; the mentor is told, if they still may be."""
    catalog, subject = deps.catalog.current(), ask.text
    if next_step_options.find(catalog, subject) is None:
        raise BadTicket("step")
    with deps.sessions.begin() as session:
        was = next_step.set_aside(session, workspace=ask.workspace, member=ask.member, subject=subject)
        told = _tell(deps, session, ask, was) if was else ""
    return notifications.set_aside(subject, catalog, told) if was else notifications.not_set(subject, catalog)


def _set(deps: Deps, session: Connection, sent: Submitted, found: Guided, chosen: Chosen) -> Message:
    member, reader, now, words = found.member, found.reader, deps.clock.now(), sent.fields.get(forms.WORDS, "")[:300]
    subject = next_step_options.id_of(chosen.what)
    minutes = chosen.known.minutes.get(subject, 0)
    step = progress.next_step(deps.catalog.current(), replace(chosen.known, advised=Advised(subject, minutes)))
    assert step is not None
    key, today = f"step:{reader.id}:{member.id}:{chosen.key}", member.today(quiet_hours.awake(now, member.zone))
    letter = notifications.advised(reader.name, step, words, due=chosen.due, key=key, today=today)
    if direct_messages.write(session, to=member, kind=Kind.WORD, key=key, message=letter.payload(), now=now, by=reader):
        given = Advice(reader.id, subject, words, now)
        next_step.give(session, workspace=member.workspace, member=member.id, given=given, minutes=minutes)
        _write_down(session, found, chosen, now)
    return notifications.was_set(member.name, member.id, step, arrival(member, now))


def _write_down(session: Connection, found: Guided, chosen: Chosen, now: datetime) -> None:
    """The due day, where there is one, and the line in the audit log."""
    workspace, member, actor = found.member.workspace, found.member.id, found.reader.id
    subject, due = next_step_options.id_of(chosen.what), chosen.due
    if due:
        assignments.set_due(
            session, workspace=workspace, member=member, assignment=subject, due=due, actor=actor, now=now
        )
    log.note(session, workspace=workspace, actor=actor, act="step.set", now=now, subject=member, detail=subject)


def _due(said: str, what: Advisable, today: date) -> date | Wrong | None:
    """The day that stands in the form, if it can be one."""
    if not said:
        return None
    if not isinstance(what, Task):
        return Wrong(forms.not_due())
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return Wrong(forms.past(today))
    return day if today <= day <= today + AHEAD else Wrong(forms.past(today))


def _tell(deps: Deps, session: Connection, ask: Ask, was: Advice) -> str:
    """The name of the mentor who is told; empty where theirs to know it is no longer."""
    mentor, member = find(deps, session, ask, was.mentor), find(deps, session, ask, ask.member)
    if mentor is None or member is None:
        return ""
    roles = members.asking(session, workspace=ask.workspace, member=mentor.id, settings=deps.settings)
    if not (roles.may_guide(member.id) and mentor.is_active):
        return ""
    letter = notifications.declined(member.id, member.name, was.subject, deps.catalog.current()).payload()
    key = f"aside:{member.id}:{was.subject}:{was.at.isoformat()}"
    direct_messages.write(
        session, to=mentor, kind=Kind.WORD, key=key, message=letter, now=deps.clock.now(), about=member
    )
    return mentor.name
