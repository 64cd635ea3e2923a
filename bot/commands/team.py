"""`/team`: for admins and mentors, who is where and how they are doing."""

from __future__ import annotations

from bot.catalog.lookup import subjects
from bot.catalog.models import Area
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.roles import Role
from bot.core.plan import progress
from bot.core.plan.progress import Named as NamedArea
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import access
from bot.dispatch.request import Ask, Named, named_in, people_in, reader_of
from bot.dispatch.router import Doors
from bot.features.help import views as help_views
from bot.features.mentorship.handlers import propose as mentorship_propose
from bot.features.mentorship.handlers import roles as mentorship_roles
from bot.features.one_on_one.handlers import card as one_on_one_card
from bot.features.team.handlers import coverage as team_coverage
from bot.features.team.handlers import export as team_export
from bot.features.team.rules import team
from bot.features.team.service import team as team_service_team
from bot.features.team.views import table as team_table
from bot.slack.message import Answer, Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Roster, read
from bot.ui import names

NAME = "team"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "team.open", pressed)
    mentorship_roles.register(app, deps)
    mentorship_propose.register(app, deps)
    team_coverage.register(app, deps)
    team_export.register(app, deps)
    one_on_one_card.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/team`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    words, people = people_in(ask.text)
    match words.casefold().split():
        case [] if people:
            return one_on_one_card.typed(deps, ask, people)
        case [*_, "help"]:
            return help_views.command(NAME, deps.settings.command_prefix)
        case ["mentor" | "lead" as role]:
            return mentorship_roles.typed(deps, ask, people, role=Role(role))
        case ["mentor", "for", *rest]:
            return mentorship_propose.propose(deps, ask, people, " ".join(rest))
        case ["mentor", _, *rest] if "for" in rest:  # a name without @
            return mentorship_propose.propose(deps, ask, (), "")
        case ["mentor" | "lead" as role, *_] if not people:
            return mentorship_roles.typed(deps, ask, people, role=Role(role))
        case ["coverage"]:
            return team_coverage.show(deps, ask)
        case ["export"]:
            return team_export.export(deps, ask)
        case _ if people:
            return _not_so(deps, ask, words, people)
        case _:
            return typed(deps, ask, unescape(words))


def typed(deps: Deps, ask: Ask, words: str) -> Answer:
    """Everybody whom the reader may see, or those in an area, a state or both; what is doubtful is asked back."""
    asked, prefix = team.asked(words), deps.settings.command_prefix
    if words.casefold() in ("state", "states"):
        return team_table.which_state(prefix)
    if way := team.alone(words):
        return team_table.alone(way, prefix)
    roster = _roster(deps, asked)
    if not (roster and not roster[1]) and (people := _called(deps, ask, words)):
        return team_table.which_card(people, prefix)
    if roster:
        return overview(deps, ask, *roster)
    near = None if asked.state else team.nearly(words)
    if near and (roster := _roster(deps, near[0])):
        return overview(deps, ask, roster[0], f"{team_table.took(near[1], near[0].state)} {roster[1]}".strip())
    found = progress.find_area(deps.catalog.current(), asked.area)
    return team_table.which_area(
        words, (found.area,) if isinstance(found, NamedArea) else found.options, asked.state, prefix
    )


def _roster(deps: Deps, asked: team.Asked) -> tuple[Roster, str] | None:
    """The part of the team, and how its area was understood; None where the words only remind of an area."""
    if not asked.area:
        return Roster(state=asked.state), ""
    found = progress.find_area(deps.catalog.current(), asked.area)
    if not isinstance(found, NamedArea) or isinstance(found.via, str):
        return None
    return Roster(area=found.area.id, state=asked.state), names.told(found)


def _called(deps: Deps, ask: Ask, name: str) -> list[tuple[str, str]]:
    """Ids and names of those so called, by their first or whole name, whom the reader may see."""
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        if not (name and reader.sees_some):
            return []
        everyone = members.everyone(session, workspace=ask.workspace, default=deps.settings.timezone)
    return [(each.id, each.name) for each in everyone if reader.may_see(each.id) and team.is_called(each, name)]


def _not_so(deps: Deps, ask: Ask, words: str, people: tuple[Named, ...]) -> Message:
    """People with words that do not go with them; the answer has their names, never an id."""
    if role := team.ended(words):
        return team_table.to_end(role, deps.settings.command_prefix)
    with deps.sessions.read() as session:
        known = members.names(session, workspace=ask.workspace, people=[each.id for each in people])
    return team_table.which_area(unescape(named_in(ask.text, known)), (), "", deps.settings.command_prefix)


def pressed(deps: Deps, ask: Ask) -> Answer:
    """What a button or a choice in a menu carries."""
    asked = read(Roster, ask.text)
    if asked.state and asked.state not in team.FILTERS:
        raise BadTicket("state")
    return overview(deps, ask, asked)


def overview(deps: Deps, ask: Ask, asked: Roster, lead: str = "") -> Answer:
    """A page of those whom the reader may see."""
    area = deps.catalog.current().find_area(asked.area) if asked.area else None
    if asked.area and area is None:
        raise BadTicket("area")
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        if reader.sees_some:
            return _page(deps, session, reader, asked, area=area, lead=lead)
    return access.refused(deps, ask, "The team's page")


def _page(deps: Deps, session: Connection, reader: Member, asked: Roster, *, area: Area | None, lead: str) -> Message:
    catalog, only = deps.catalog.current(), team.seen_by(reader)
    place = workspaces.get(session, workspace=reader.workspace, settings=deps.settings)
    now, within = deps.clock.now(), subjects.within(catalog, area) if area else ()
    everyone = team_service_team.standings(session, workspace=place, at=now, only=only, area=asked.area, within=within)
    part = team.part(everyone, area=asked.area, state=asked.state, page=asked.page, size=team_table.PAGE)
    lines = team_service_team.lines(session, workspace=place, catalog=catalog, standings=part.shown, area=asked.area)
    page = team_table.Page(asked, area, place.today(now), only is None, deps.settings.command_prefix, lead)
    return team_table.overview(lines, part, page=page, catalog=catalog)
