"""`/team`: for admins and mentors, who is where and how they are doing."""

from __future__ import annotations

from bot.catalog import progress
from bot.catalog.models import Area
from bot.catalog.progress import Named as NamedArea
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import team as rules
from bot.domain.member import Member
from bot.domain.roles import Role
from bot.listeners import card, coverage, pairing, roles, team_access, team_export
from bot.listeners.ask import Ask, people_in
from bot.listeners.doors import Doors
from bot.services import team, workspaces
from bot.views import help as help_page
from bot.views import plan as plan_views
from bot.views import team as views
from bot.views.message import Answer, Message
from bot.views.text import unescape
from bot.views.tickets import BadTicket, Roster, read

NAME = "team"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "team.open", pressed)
    roles.register(app, deps)
    pairing.register(app, deps)
    coverage.register(app, deps)
    team_export.register(app, deps)
    card.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/team`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    words, people = people_in(ask.text)
    match words.casefold().split():
        case [] if people:
            return card.typed(deps, ask, people)
        case ["help"]:
            return help_page.command(NAME, deps.settings.command_prefix)
        case ["mentor"]:
            return roles.typed(deps, ask, people, role=Role.MENTOR)
        case ["lead"]:
            return roles.typed(deps, ask, people, role=Role.LEAD)
        case ["mentor", "for", *rest]:
            return pairing.propose(deps, ask, people, " ".join(rest))
        case ["coverage"]:
            return coverage.show(deps, ask)
        case ["export"]:
            return team_export.export(deps, ask)
        case _ if people:
            return views.which_area(unescape(ask.text), (), "", deps.settings.command_prefix)
        case _:
            return typed(deps, ask, unescape(words))


def typed(deps: Deps, ask: Ask, words: str) -> Answer:
    """Everybody whom the reader may see, or those in an area, a state or both, as the words say."""
    asked = rules.asked(words)
    if not asked.area:
        return overview(deps, ask, Roster(state=asked.state))
    found = progress.find_area(deps.catalog.current(), asked.area)
    if isinstance(found, NamedArea):
        return overview(deps, ask, Roster(area=found.area.id, state=asked.state), plan_views.told(found))
    return views.which_area(words, found.options, asked.state, deps.settings.command_prefix)


def pressed(deps: Deps, ask: Ask) -> Answer:
    """What a button or a choice in a menu carries."""
    asked = read(Roster, ask.text)
    if asked.state and asked.state not in rules.FILTERS:
        raise BadTicket("state")
    return overview(deps, ask, asked)


def overview(deps: Deps, ask: Ask, asked: Roster, lead: str = "") -> Answer:
    """A page of those whom the reader may see."""
    area = deps.catalog.current().find_area(asked.area) if asked.area else None
    if asked.area and area is None:
        raise BadTicket("area")
    with deps.sessions.read() as session:
        reader = team_access.reader(deps, session, ask)
        if reader.sees_some:
            return _page(deps, session, reader, asked, area=area, lead=lead)
    return team_access.refused(deps, ask, "The team's page")


def _page(deps: Deps, session: Session, reader: Member, asked: Roster, *, area: Area | None, lead: str) -> Message:
    catalog, only = deps.catalog.current(), rules.seen_by(reader)
    place = workspaces.get(session, workspace=reader.workspace, settings=deps.settings)
    today = place.today(deps.clock.now())
    everyone = team.standings(session, workspace=place, today=today, only=only, area=asked.area)
    part = rules.part(everyone, area=asked.area, state=asked.state, page=asked.page, size=views.PAGE)
    lines = team.lines(session, workspace=place, catalog=catalog, standings=part.shown, today=today, area=asked.area)
    page = views.Page(asked, area, today, only is None, deps.settings.command_prefix, lead)
    return views.overview(lines, part, page=page, catalog=catalog)
