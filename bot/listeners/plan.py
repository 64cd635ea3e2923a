"""`/plan`: the ten areas, one of them, and the assignments to tick."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalog import progress
from bot.catalog.models import Area, Roadmap
from bot.catalog.progress import Doubt, Named
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain.member import Member
from bot.listeners.ask import Ask, people_in
from bot.listeners.doors import Doors
from bot.services import members, plan
from bot.views import help as help_page
from bot.views import plan as views
from bot.views import problem
from bot.views.message import Answer, Message
from bot.views.parts import Press
from bot.views.plan import Whose
from bot.views.text import unescape
from bot.views.tickets import BadTicket, Opened, Pending, read

NAME = "plan"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "plan.open", reopen)
    app.on_click(deps, "plan.tick", tick)
    app.on_click(deps, "plan.untick", untick)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/plan`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    words, people = people_in(ask.text)
    if words.casefold() == "help" and not people:
        return help_page.command(NAME, deps.settings.command_prefix)
    if len(people) > 1:
        return views.several()
    found = progress.find_area(deps.catalog.current(), unescape(words)) if words else None
    if not people:
        return show(deps, ask, ask.member, found)
    return show(deps, ask, people[0].id, found, name=people[0].name)


def reopen(deps: Deps, ask: Ask) -> Answer:
    """A page named by a button."""
    page = read(Opened, ask.text)
    area = deps.catalog.current().find_area(page.area)
    if page.area and area is None:
        raise BadTicket("area")
    return show(deps, ask, page.member or ask.member, Named(area) if area else None)


def show(deps: Deps, ask: Ask, member: str, found: Named | Doubt | None, *, name: str = "") -> Answer:
    """A member's plan or one area of it, if it is the reader's to see."""
    catalog = deps.catalog.current()
    with deps.sessions.read() as session:
        reader = members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)
        if not reader.may_see(member):
            return problem.not_allowed("Another member's plan", "admins and mentors")
        owner = _owner(deps, session, ask, member)
        if owner is None:
            return views.nobody(unescape(name))
        whose = Whose() if owner.id == reader.id else Whose(owner.id, owner.name)
        if isinstance(found, Doubt):
            return _which(deps, found, whose)
        if found:
            return _area(deps, session, ask, found.area, owner=owner, whose=whose, lead=views.told(found))
        known = plan.record(session, workspace=ask.workspace, member=owner.id)
    areas = progress.by_area(catalog, known)
    return views.overview(areas, progress.summary(areas), progress.next_step(catalog, known), whose)


def tick(deps: Deps, ask: Ask) -> Answer:
    """An assignment of one's own is done."""
    return _tick(deps, ask, done=True)


def untick(deps: Deps, ask: Ask) -> Answer:
    """An assignment of one's own is open again."""
    return _tick(deps, ask, done=False)


def _tick(deps: Deps, ask: Ask, *, done: bool) -> Answer:
    found = deps.catalog.current().find_assignment(ask.text)
    if found is None:
        raise BadTicket("assignment")
    area, task = found
    with deps.sessions.begin() as session:
        owner = members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)
        now = deps.clock.now()
        plan.tick(session, workspace=ask.workspace, member=owner.id, assignment=task.id, done=done, now=now)
        return _area(deps, session, ask, area, owner=owner, whose=Whose(), lead=views.ticked(task, done=done))


def _area(deps: Deps, session: Session, ask: Ask, area: Area, *, owner: Member, whose: Whose, lead: str) -> Message:
    catalog = deps.catalog.current()
    known = plan.record(session, workspace=ask.workspace, member=owner.id)
    log = Pending.model_construct(key=ask.request, minutes=60, area=area.id, day=owner.today(deps.clock.now()))
    return views.area(
        views.Page(
            progress=progress.in_area(area, known),
            ahead=progress.ahead(catalog, known, area),
            roadmaps=_serving(deps, area),
            whose=whose,
            log=log if whose.is_own else None,
            lead=lead,
        )
    )


def _serving(deps: Deps, area: Area) -> tuple[Roadmap, ...]:
    catalog = deps.catalog.current()
    return tuple(roadmap for each in area.roadmaps if (roadmap := catalog.find_roadmap(each)))


def _owner(deps: Deps, session: Session, ask: Ask, member: str) -> Member | None:
    """Whose plan is asked for; nobody where the name has no id, or we have never met them."""
    if not member:
        return None
    return members.find(session, workspace=ask.workspace, member=member, default=deps.settings.timezone)


def _which(deps: Deps, doubt: Doubt, whose: Whose) -> Message:
    presses: Sequence[Press] = [
        Press(area.name, "plan.open", Opened(area=area.id, member=whose.member).value()) for area in doubt.options
    ]
    return views.which_area(doubt, presses, f"{deps.settings.command(NAME)} networking")
