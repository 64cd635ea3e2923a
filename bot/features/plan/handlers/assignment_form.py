"""The window of an assignment: its history, and the day until which it is to be done."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.models import Area, Assignment
from bot.core.assignments import assignments
from bot.core.assignments.assignment import History
from bot.core.audit import log
from bot.core.people.member import Member
from bot.core.plan import state
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, Reply, Submitted, reader_of
from bot.dispatch.router import Doors
from bot.features.plan.handlers import pages, review
from bot.features.plan.views import assignment_forms, assignment_notifications, assignment_replies
from bot.slack.message import Message
from bot.slack.modals import Wrong
from bot.slack.payloads import BadTicket, Task, read


@dataclass(frozen=True, slots=True)
class _Case:
    """Who sets the day of whose assignment."""

    session: Connection
    reader: Member
    owner: Member
    area: Area
    task: Assignment

    @property
    def known(self) -> dict[str, str]:
        """What names the assignment in the database."""
        return {"workspace": self.owner.workspace, "member": self.owner.id, "assignment": self.task.id}


def register(app: Doors, deps: Deps) -> None:
    """What opens the window, and the form in it."""
    app.on_click(deps, "work.more", more)
    app.on_submit(deps, "work.due", set_due)


def more(deps: Deps, ask: Ask) -> Reply:
    """What happened to an assignment, one's own or that of somebody whom one guides."""
    ticket = read(Task, ask.text)
    with deps.sessions.begin() as session:
        reader, owner = _whose(deps, session, ask, ticket)
        if owner is None:
            return review.refused(reader, ticket.member)
        history = assignments.history(session, workspace=ask.workspace, member=owner.id, assignment=ticket.assignment)
        if history is None and deps.catalog.current().find_assignment(ticket.assignment) is None:
            raise BadTicket("assignment")
        log.look(session, reader=reader, of=owner.id, what="work", now=deps.clock.now())
        ticked = ticket.assignment in state.record(session, workspace=ask.workspace, member=owner.id).ticked
        eyes = pages.eyes(deps, session, reader, [history] if history else [], me=reader.id)
    return assignment_forms.more(
        ticket, history, deps.catalog.current(), eyes, ticked=ticked, own=owner.id == reader.id
    )


def set_due(deps: Deps, sent: Submitted) -> Wrong | Message | None:
    """Set the day until which it is to be done; a window that was not touched closes."""
    ticket = read(Task, sent.metadata)
    found = deps.catalog.current().find_assignment(ticket.assignment)
    if found is None:
        raise BadTicket("assignment")
    with deps.sessions.begin() as session:
        reader, owner = _whose(deps, session, sent.ask, ticket)
        if owner is None:
            return review.refused(reader, ticket.member)
        if owner.is_guest and owner.id != reader.id:
            return error_views.not_for_guests(assignment_replies.DUE_DAYS)
        return _set(deps, sent, _Case(session, reader, owner, *found))


def _set(deps: Deps, sent: Submitted, case: _Case) -> Wrong | Message | None:
    """What the form says, unless it is wrong, or comes after the sign-off."""
    session, owner, now = case.session, case.owner, deps.clock.now()
    before = assignments.history(session, **case.known)
    if before and before.is_over:
        eyes = pages.eyes(deps, session, case.reader, [before], me=case.reader.id)
        return assignment_replies.over(before, deps.catalog.current(), eyes)
    day = assignment_forms.read_due(sent.fields, owner.today(now), before.work.due if before else None)
    if isinstance(day, Wrong):
        return day
    outcome = assignments.set_due(session, **case.known, due=day, actor=case.reader.id, now=now)
    return _told(deps, sent.ask, case, outcome.history) if outcome.done and outcome.history else None


def _told(deps: Deps, ask: Ask, case: _Case, history: History) -> Message:
    """One's own page with the day; a mentor's is told to the member too."""
    session, owner, task, day = case.session, case.owner, case.task, history.work.due
    lead = assignment_replies.due(task, day, case.reader.today(deps.clock.now()))
    if case.reader.id == owner.id:
        return pages.own_area(deps, session, ask, case.area, owner=owner, lead=lead)
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    letter = assignment_notifications.due(case.reader.name, task.id, day, today, catalog)
    review.write(deps, session, owner, history, letter, by=case.reader)
    return assignment_replies.due_for(lead, owner, catalog, task.id)


def _whose(deps: Deps, session: Connection, ask: Ask, ticket: Task) -> tuple[Member, Member | None]:
    """Who asks, and whose assignment it is: their own, or that of somebody whom they guide."""
    if ticket.member and ticket.member != ask.member:
        return review.guided(deps, session, ask, ticket.member)
    reader = reader_of(deps, session, ask)
    return reader, reader
