"""What was handed in, for mentors: the list of it, signing off, and who may."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bot.core.assignments import assignments
from bot.core.assignments.assignment import Act, History, may
from bot.core.audit import log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.deps import Deps
from bot.dispatch import access, error_views
from bot.dispatch.request import Ask, Reply, Submitted, reader_of
from bot.dispatch.router import Doors
from bot.features.plan import service
from bot.features.plan.handlers import pages
from bot.features.plan.views import assignment as assignment_views
from bot.features.plan.views import assignment_forms, assignment_notifications
from bot.features.plan.views.assignment import Eyes
from bot.features.plan.views.assignment_notifications import PAGE, Waiting
from bot.slack.message import Message
from bot.slack.modals import Wrong
from bot.slack.payloads import BadTicket, Task, offset_in, read


def register(app: Doors, deps: Deps) -> None:
    """The buttons of letters and of the list."""
    app.on_click(deps, "work.sign", sign)
    app.on_click(deps, "work.back", back)
    app.on_submit(deps, "work.back", send_back)
    app.on_click(deps, "work.waiting", waiting)


def waiting(deps: Deps, ask: Ask) -> Message:
    """`/roadmate signoffs`: all that waits for the reader, oldest first."""
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.sees_some:
            return _for_nobody(deps, session, reader)
        return _page(deps, session, reader, offset=offset_in(ask.text) or 0)


def sign(deps: Deps, ask: Ask) -> Message:
    """A mentor's word that an assignment is done: the first one counts."""
    ticket = read(Task, ask.text)
    with deps.sessions.begin() as session:
        reader, owner = guided(deps, session, ask, ticket.member)
        if owner is None:
            return refused(reader, ticket.member)
        row, done = _decide(deps, session, reader, owner, ticket, act=Act.SIGN_OFF)
        if done:
            message = assignment_notifications.signed_off(reader.name, ticket.assignment, deps.catalog.current())
            write(deps, session, owner, row.history, message, by=reader)
        return _answered(deps, session, reader, row, ticket, done=done)


def back(deps: Deps, ask: Ask) -> Reply:
    """The form that asks why it is sent back; what is so now where that has changed."""
    ticket, catalog = read(Task, ask.text), deps.catalog.current()
    with deps.sessions.begin() as session:
        reader, owner = guided(deps, session, ask, ticket.member)
        if owner is None:
            return refused(reader, ticket.member)
        row = _row(session, owner, ticket.assignment)
        if not may(row.history.work.stage, Act.SEND_BACK) or row.history.turn.id != ticket.step:
            return _answered(deps, session, reader, row, ticket, done=False)
    title, is_over = assignment_views.title(catalog, ticket.assignment), row.history.is_over
    return assignment_forms.send_back(ticket, owner.name, title, signed=is_over)


def send_back(deps: Deps, sent: Submitted) -> Wrong | Message:
    """Send it back with the reason, and tell the member."""
    ticket, reason = read(Task, sent.metadata), assignment_forms.read_reason(sent.fields)
    if isinstance(reason, Wrong):
        return reason
    with deps.sessions.begin() as session:
        reader, owner = guided(deps, session, sent.ask, ticket.member)
        if owner is None:
            return refused(reader, ticket.member)
        row, done = _decide(deps, session, reader, owner, ticket, act=Act.SEND_BACK, words=reason)
        if done:
            message = assignment_notifications.sent_back(reader.name, ticket.assignment, reason, deps.catalog.current())
            write(deps, session, owner, row.history, message, by=reader)
        return _answered(deps, session, reader, row, ticket, done=done)


def guided(deps: Deps, session: Connection, ask: Ask, member: str) -> tuple[Member, Member | None]:
    """Who asks, and the member whom they may guide; None for anybody else, which is written down."""
    reader = reader_of(deps, session, ask)
    found = _find(deps, session, ask.workspace, member)
    if found and reader.may_guide(found.id):
        return reader, found
    log.refused(session, reader=reader, what="signoff", now=deps.clock.now(), subject=member)
    return reader, None


def refused(reader: Member, member: str) -> Message:
    """Why nothing was done."""
    if member == reader.id:
        return assignment_notifications.oneself()
    if reader.is_mentor and not reader.sees_team:
        return error_views.not_mentored("")
    return error_views.not_allowed("Signing off", "a member's mentors, lead mentors and admins")


def _for_nobody(deps: Deps, session: Connection, reader: Member) -> Message:
    """Nobody's work waits for them: a mentor is told why, everybody else is written down."""
    if reader.is_mentor:
        return access.no_mentees(deps, session, reader)
    log.refused(session, reader=reader, what="signoff", now=deps.clock.now())
    return refused(reader, "")


def _decide(
    deps: Deps, session: Connection, reader: Member, owner: Member, ticket: Task, *, act: Act, words: str = ""
) -> tuple[Waiting, bool]:
    """Take a mentor's act, if what the ticket means is still so, and write it down. Raises BadTicket."""
    now = deps.clock.now()
    outcome = assignments.take(
        session,
        workspace=owner.workspace,
        member=owner.id,
        assignment=ticket.assignment,
        act=act,
        actor=reader.id,
        now=now,
        words=words,
        step=ticket.step,
    )
    if outcome.history is None:
        raise BadTicket("assignment")
    if outcome.done:
        name, left = "work.sign" if act is Act.SIGN_OFF else "work.back", "" if owner.is_active else ", left"
        detail = f"{ticket.assignment}{left}"
        log.note(
            session, workspace=owner.workspace, actor=reader.id, act=name, now=now, subject=owner.id, detail=detail
        )
    return Waiting(owner.name, outcome.history, not owner.is_active), outcome.done


def tell_guides(deps: Deps, session: Connection, workspace: str, people: Collection[str]) -> list[str]:
    """Write to the guides of these people, as they are now, what waits for them; the names of all guides."""
    catalog, prefix = deps.catalog.current(), deps.settings.command_prefix
    told = service.tell(
        session,
        workspace=workspace,
        people=people,
        say=lambda owner, history: assignment_notifications.handed_in(
            owner.name, history, catalog, prefix=prefix
        ).payload(),
        settings=deps.settings,
        now=deps.clock.now(),
    )
    return [each.name for each in told]


@contextmanager
def telling_new_guides(deps: Deps, session: Connection, workspace: str) -> Iterator[None]:
    """Where what is done within gives others to look at somebody's work, these are told what waits for them."""
    before = service.of_waiting(session, workspace=workspace, settings=deps.settings)
    yield
    after = service.of_waiting(session, workspace=workspace, settings=deps.settings)
    if changed := [member for member, now in after.items() if now != before.get(member)]:
        tell_guides(deps, session, workspace, changed)


def write(deps: Deps, session: Connection, to: Member, history: History, message: Message, *, by: Member) -> None:
    """Tell somebody of the newest step, once, which somebody else has taken."""
    key, now = service.step_key(history.work.step), deps.clock.now()
    direct_messages.write(session, to=to, kind=Kind.WORK, key=key, message=message.payload(), now=now, by=by)


def unwrite(session: Connection, owner: Member, history: History) -> None:
    """Nobody is told any more of what was handed in last, where that has not left yet."""
    if handed := history.handed_in:
        direct_messages.take_back(session, workspace=owner.workspace, kind=Kind.WORK, key=service.step_key(handed.id))


def _answered(deps: Deps, session: Connection, reader: Member, row: Waiting, ticket: Task, *, done: bool) -> Message:
    """What was done, or what is so now; below the rest of the list where the press was on it."""
    catalog, eyes = deps.catalog.current(), _eyes(deps, session, reader, row)
    if ticket.listed:
        lead = (
            assignment_notifications.decision(row, catalog)
            if done
            else assignment_notifications.change(row, catalog, eyes)
        )
        return _page(deps, session, reader, offset=0, lead=lead)
    return assignment_notifications.decided(row, catalog) if done else assignment_notifications.now(row, catalog, eyes)


def _page(deps: Deps, session: Connection, reader: Member, *, offset: int, lead: str = "") -> Message:
    """A page of the list; each person whose work it shows is looked at."""
    among = None if reader.sees_team else reader.mentees
    found = assignments.handed_in(
        session, workspace=reader.workspace, but=reader.id, among=among, offset=offset, limit=PAGE + 1
    )
    owners = {each.member: _find(deps, session, reader.workspace, each.member) for each in found}
    rows = [_row(session, owner, each.assignment) for each in found if (owner := owners[each.member])]
    for member in {each.member for each in found[:PAGE]}:
        log.look(session, reader=reader, of=member, what="work", now=deps.clock.now())
    return assignment_notifications.waiting(
        rows, deps.catalog.current(), _eyes(deps, session, reader, *rows), offset=offset, lead=lead
    )


def _row(session: Connection, owner: Member, assignment: str) -> Waiting:
    """Raises BadTicket for what was never begun."""
    history = assignments.history(session, workspace=owner.workspace, member=owner.id, assignment=assignment)
    if history is None:
        raise BadTicket("assignment")
    return Waiting(owner.name, history, not owner.is_active)


def _eyes(deps: Deps, session: Connection, reader: Member, *rows: Waiting) -> Eyes:
    return pages.eyes(deps, session, reader, [row.history for row in rows], me=reader.id)


def _find(deps: Deps, session: Connection, workspace: str, member: str) -> Member | None:
    return members.find(session, workspace=workspace, member=member, default=deps.settings.timezone)
