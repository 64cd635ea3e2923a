"""The pages of `/plan`: all areas, or one of them, if they are the reader's to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalog.models import Area, Roadmap
from bot.core.assignments import assignments
from bot.core.assignments.assignment import History
from bot.core.audit import log
from bot.core.forecast import forecast
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.plan import estimates, progress, state
from bot.core.plan.progress import Doubt, Named
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import access, error_views
from bot.dispatch.request import Ask, reader_of
from bot.features.plan.views import area as area_views
from bot.features.plan.views import overview
from bot.features.plan.views.assignment import Eyes
from bot.features.plan.views.overview import Acting, Whose
from bot.slack.blocks import Press
from bot.slack.message import Answer, Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import Opened
from bot.ui import names as ui_names
from bot.ui import which_area


def show(deps: Deps, ask: Ask, member: str, found: Named | Doubt | None, *, name: str = "") -> Answer:
    """A member's plan or one area of it, if it is the reader's to see."""
    opened = deps.sessions.read if member == ask.member else deps.sessions.begin  # a look at others is written down
    with opened() as session:
        reader = reader_of(deps, session, ask)
        if not reader.may_see(member):
            log.refused(session, reader=reader, what="plan", now=deps.clock.now(), subject=member)
            if reader.is_mentor:
                return access.not_mentored(session, reader, member, typed=name)
            return error_views.not_allowed("Another member's plan", "admins and mentors")
        owner = _owner(deps, session, ask, member)
        if owner is None:
            return overview.nobody(unescape(name))
        log.look(session, reader=reader, of=owner.id, what="plan", now=deps.clock.now())
        whose = Whose() if owner.id == reader.id else Whose(owner.id, owner.name)
        if isinstance(found, Doubt):
            return which(deps, found, whose)
        if found:
            return area(deps, session, ask, found.area, owner=owner, whose=whose, lead=ui_names.told(found))
        return _overview(deps, session, ask, owner=owner, whose=whose)


def area(deps: Deps, session: Connection, ask: Ask, of: Area, *, owner: Member, whose: Whose, lead: str) -> Message:
    """One area; `lead` says how we got there."""
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    known = state.record(session, workspace=ask.workspace, member=owner.id)
    ahead = forecast.of_plan(
        session, workspace=ask.workspace, member=owner.id, areas=[of], minutes=known.minutes, today=today
    )
    place = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    tasks = [task.id for task in of.assignments]
    begun = assignments.histories(session, workspace=ask.workspace, member=owner.id, assignments=tasks)
    return area_views.show(
        area_views.Page(
            progress=progress.in_area(of, known),
            ahead=progress.ahead(catalog, known, of),
            roadmaps=_serving(deps, of),
            whose=whose,
            acting=Acting(ask.request, today) if whose.is_own else None,
            lead=lead,
            outlook=ahead[of.id],
            taken=estimates.taken(session, workspace=ask.workspace, area=of, zone=place.zone),
            works=begun,
            eyes=eyes(deps, session, owner, begun.values(), me=ask.member),
        )
    )


def own_area(deps: Deps, session: Connection, ask: Ask, of: Area, *, owner: Member, lead: str) -> Message:
    """An area of one's own, with what a press has changed."""
    return area(deps, session, ask, of, owner=owner, whose=Whose(), lead=lead)


def eyes(deps: Deps, session: Connection, whose: Member, begun: Iterable[History], *, me: str) -> Eyes:
    """Who reads about assignments, by whose calendar; with the names of all who took a step in them."""
    actors = {step.actor for history in begun for step in history.steps}
    names = members.names(session, workspace=whose.workspace, people=actors) if actors else {}
    return Eyes(whose.today(deps.clock.now()), whose.zone, me, names, whose.is_guest)


def which(deps: Deps, doubt: Doubt, whose: Whose) -> Message:
    """Words that name no single area."""
    presses: Sequence[Press] = [
        Press(area.name, "plan.open", Opened(area=area.id, member=whose.member).value()) for area in doubt.options
    ]
    return which_area.which_area(doubt, presses, f"{deps.settings.command('plan')} networking")


def _overview(deps: Deps, session: Connection, ask: Ask, *, owner: Member, whose: Whose) -> Message:
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    known = state.record(session, workspace=ask.workspace, member=owner.id)
    areas, step = progress.by_area(catalog, known), progress.next_step(catalog, known)
    outlook = None
    if step:
        minutes, of = known.minutes.get(step.area.id, 0), step.area
        outlook = forecast.of_area(
            session, workspace=ask.workspace, member=owner.id, area=of, minutes=minutes, today=today
        )
    acting = Acting(ask.request, today) if whose.is_own else None
    return overview.overview(areas, progress.summary(areas), step, whose, outlook=outlook, acting=acting)


def _serving(deps: Deps, of: Area) -> tuple[Roadmap, ...]:
    catalog = deps.catalog.current()
    return tuple(roadmap for each in of.roadmaps if (roadmap := catalog.find_roadmap(each)))


def _owner(deps: Deps, session: Connection, ask: Ask, member: str) -> Member | None:
    """Whose plan is asked for; nobody where the name has no id, or we have never met them."""
    if not member:
        return None
    return members.find(session, workspace=ask.workspace, member=member, default=deps.settings.timezone)
