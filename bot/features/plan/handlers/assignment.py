"""Assignments, for who works on them: started, handed in, taken back."""

from __future__ import annotations

from bot.catalog.models import Area, Assignment
from bot.core.assignments import assignments
from bot.core.assignments.assignment import Act, History, Outcome, may
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, Reply, Submitted, reader_of
from bot.dispatch.router import Doors
from bot.features.plan.handlers import assignment_form, pages, review
from bot.features.plan.views import assignment_forms, assignment_replies
from bot.features.plan.views.assignment import Eyes
from bot.features.plan.views.assignment_forms import Said
from bot.slack.message import Message
from bot.slack.modals import Wrong
from bot.slack.payloads import BadTicket, Task, read

NOTHING = Said("", "")


def register(app: Doors, deps: Deps) -> None:
    """The buttons of one's own assignments, the form to hand in, and all that mentors do with them."""
    app.on_click(deps, "work.start", start)
    app.on_click(deps, "work.take", take_back)
    app.on_click(deps, "work.hand", hand)
    app.on_submit(deps, "work.hand", hand_in)
    assignment_form.register(app, deps)
    review.register(app, deps)


def start(deps: Deps, ask: Ask) -> Message:
    """Begin an assignment; twice is once."""
    area, task = _task(deps, ask.text)
    with deps.sessions.begin() as session:
        owner = reader_of(deps, session, ask)
        outcome = _take(deps, session, owner, task, Act.START)
        lead = assignment_replies.started(task, outcome, _eyes(deps, session, owner, outcome.history))
        return pages.own_area(deps, session, ask, area, owner=owner, lead=lead)


def take_back(deps: Deps, ask: Ask) -> Message:
    """What was handed in no longer waits."""
    area, task = _task(deps, ask.text)
    with deps.sessions.begin() as session:
        owner = reader_of(deps, session, ask)
        outcome = _take(deps, session, owner, task, Act.TAKE_BACK)
        if outcome.done and outcome.history:
            review.unwrite(session, owner, outcome.history)
        lead = assignment_replies.taken_back(task, outcome, _eyes(deps, session, owner, outcome.history))
        return pages.own_area(deps, session, ask, area, owner=owner, lead=lead)


def hand(deps: Deps, ask: Ask) -> Reply:
    """The form to hand in what is the member's to do; else what is so."""
    area, task = _task(deps, ask.text)
    with deps.sessions.read() as session:
        owner = reader_of(deps, session, ask)
        if owner.is_guest:
            return error_views.not_for_guests(assignment_replies.HANDING_IN)
        history = assignments.history(session, workspace=ask.workspace, member=owner.id, assignment=task.id)
        if may(history.work.stage if history else None, Act.HAND_IN):
            return assignment_forms.hand_in(task, again=history is not None and history.handed_in is not None)
        lead = assignment_replies.handed_in(task, Outcome(False, history), (), _eyes(deps, session, owner, history))
        return pages.own_area(deps, session, ask, area, owner=owner, lead=lead)


def hand_in(deps: Deps, sent: Submitted) -> Wrong | Message:
    """Hand in what the form says, and tell those who may sign it off; sent twice, once."""
    area, task = _task(deps, sent.metadata)
    said = assignment_forms.read_work(sent.fields)
    if isinstance(said, Wrong):
        return said
    with deps.sessions.begin() as session:
        owner = reader_of(deps, session, sent.ask)
        if owner.is_guest:
            return error_views.not_for_guests(assignment_replies.HANDING_IN)
        outcome = _take(deps, session, owner, task, Act.HAND_IN, said=said)
        guides = review.tell_guides(deps, session, owner.workspace, [owner.id]) if outcome.done else []
        lead = assignment_replies.handed_in(task, outcome, guides, _eyes(deps, session, owner, outcome.history))
        return pages.own_area(deps, session, sent.ask, area, owner=owner, lead=lead)


def held(deps: Deps, session: Connection, owner: Member, task: Assignment) -> str:
    """Why an assignment stays done that the member would open again; empty where nobody has signed it off."""
    history = assignments.history(session, workspace=owner.workspace, member=owner.id, assignment=task.id)
    return assignment_replies.held(task, history, _eyes(deps, session, owner, history))


def _take(
    deps: Deps, session: Connection, owner: Member, task: Assignment, act: Act, *, said: Said = NOTHING
) -> Outcome:
    return assignments.take(
        session,
        workspace=owner.workspace,
        member=owner.id,
        assignment=task.id,
        act=act,
        actor=owner.id,
        now=deps.clock.now(),
        link=said.link,
        words=said.words,
    )


def _task(deps: Deps, value: str) -> tuple[Area, Assignment]:
    """The assignment that a button or a form means. Raises BadTicket."""
    found = deps.catalog.current().find_assignment(read(Task, value).assignment)
    if found is None:
        raise BadTicket("assignment")
    return found


def _eyes(deps: Deps, session: Connection, owner: Member, history: History | None) -> Eyes:
    return pages.eyes(deps, session, owner, [history] if history else [], me=owner.id)
