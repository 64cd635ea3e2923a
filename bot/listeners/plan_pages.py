"""The pages of `/plan`: all areas, or one of them, if they are the reader's to see."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog import progress
from bot.catalog.models import Area, Roadmap
from bot.catalog.progress import Doubt, Named
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain.member import Member
from bot.listeners.ask import Ask
from bot.services import estimates, forecast, members, plan, workspaces
from bot.views import area as area_page
from bot.views import plan as views
from bot.views import problem
from bot.views.message import Answer, Message
from bot.views.parts import Press
from bot.views.plan import Acting, Whose
from bot.views.text import unescape
from bot.views.tickets import Opened


def show(deps: Deps, ask: Ask, member: str, found: Named | Doubt | None, *, name: str = "") -> Answer:
    """A member's plan or one area of it, if it is the reader's to see."""
    with deps.sessions.read() as session:
        reader = members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)
        if not reader.may_see(member):
            return problem.not_allowed("Another member's plan", "admins and mentors")
        owner = _owner(deps, session, ask, member)
        if owner is None:
            return views.nobody(unescape(name))
        whose = Whose() if owner.id == reader.id else Whose(owner.id, owner.name)
        if isinstance(found, Doubt):
            return which(deps, found, whose)
        if found:
            return area(deps, session, ask, found.area, owner=owner, whose=whose, lead=views.told(found))
        return _overview(deps, session, ask, owner=owner, whose=whose)


def area(deps: Deps, session: Session, ask: Ask, of: Area, *, owner: Member, whose: Whose, lead: str) -> Message:
    """One area; `lead` says how we got there."""
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    known = plan.record(session, workspace=ask.workspace, member=owner.id)
    ahead = forecast.of_plan(
        session, workspace=ask.workspace, member=owner.id, areas=[of], minutes=known.minutes, today=today
    )
    place = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    return area_page.show(
        area_page.Page(
            progress=progress.in_area(of, known),
            ahead=progress.ahead(catalog, known, of),
            roadmaps=_serving(deps, of),
            whose=whose,
            acting=Acting(ask.request, today) if whose.is_own else None,
            lead=lead,
            outlook=ahead[of.id],
            taken=estimates.taken(session, workspace=ask.workspace, area=of, zone=place.zone),
        )
    )


def which(deps: Deps, doubt: Doubt, whose: Whose) -> Message:
    """Words that name no single area."""
    presses: Sequence[Press] = [
        Press(area.name, "plan.open", Opened(area=area.id, member=whose.member).value()) for area in doubt.options
    ]
    return views.which_area(doubt, presses, f"{deps.settings.command('plan')} networking")


def _overview(deps: Deps, session: Session, ask: Ask, *, owner: Member, whose: Whose) -> Message:
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    known = plan.record(session, workspace=ask.workspace, member=owner.id)
    areas, step = progress.by_area(catalog, known), progress.next_step(catalog, known)
    outlook = None
    if step:
        minutes, of = known.minutes.get(step.area.id, 0), step.area
        outlook = forecast.of_area(
            session, workspace=ask.workspace, member=owner.id, area=of, minutes=minutes, today=today
        )
    acting = Acting(ask.request, today) if whose.is_own else None
    return views.overview(areas, progress.summary(areas), step, whose, outlook=outlook, acting=acting)


def _serving(deps: Deps, of: Area) -> tuple[Roadmap, ...]:
    catalog = deps.catalog.current()
    return tuple(roadmap for each in of.roadmaps if (roadmap := catalog.find_roadmap(each)))


def _owner(deps: Deps, session: Session, ask: Ask, member: str) -> Member | None:
    """Whose plan is asked for; nobody where the name has no id, or we have never met them."""
    if not member:
        return None
    return members.find(session, workspace=ask.workspace, member=member, default=deps.settings.timezone)
