"""Answer `/team`: how the members are doing, for admins and mentors."""

from __future__ import annotations

from typing import Final

from bot.catalog.lookup import subjects
from bot.catalog.models import Area
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.roles import MentorRole
from bot.core.plan import progress
from bot.core.plan.progress import NamedArea
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import access
from bot.dispatch.request import MentionedPerson, Request, extract_people, find_requester, mentions_as_handles
from bot.dispatch.router import Router
from bot.features.help import handlers as help_handlers
from bot.features.mentorship.handlers import pairing as mentorship_pairing
from bot.features.mentorship.handlers import roles as mentorship_roles
from bot.features.one_on_one.handlers import card as one_on_one_card
from bot.features.team import handlers as team_handlers
from bot.features.team.payloads import TeamPagePayload
from bot.features.team.rules import team_table
from bot.features.team.service import team_table as table_service
from bot.features.team.views import team_table as table_views
from bot.slack.blocks import ButtonSpec
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui import names

NAME = "team"
_COVERAGE: Final = ButtonSpec("What the team holds", "coverage.open")


def register(app: Router, deps: Deps) -> None:
    """Register the command and the button that shows a page of the team."""
    app.on_command(deps, NAME, answer_team)
    app.on_click(deps, "team.open", press_page)


def answer_team(deps: Deps, request: Request) -> AnyMessage:
    """Answer whatever was typed after `/team`."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    words, people = extract_people(request.text)
    match words.casefold().split():
        case [] if people:
            return one_on_one_card.answer_card(deps, request, people)
        case [*_, "help"]:
            return help_handlers.answer_help(deps, request.with_text(NAME))
        case ["mentor" | "lead" as role]:
            return mentorship_roles.answer_role(deps, request, people, role=MentorRole(role))
        case ["mentor", "for", *rest]:
            return mentorship_pairing.propose_pair(deps, request, people, " ".join(rest))
        case ["mentor", _, *rest] if "for" in rest:  # a name without @
            return mentorship_pairing.propose_pair(deps, request, (), "")
        case ["mentor" | "lead" as role, *_] if not people:
            return mentorship_roles.answer_role(deps, request, people, role=MentorRole(role))
        case ["coverage", *rest] if not people:
            return team_handlers.answer_coverage(deps, request.with_text(" ".join(rest)))
        case ["export"]:
            return team_handlers.answer_export(deps, request)
        case _ if people:
            return _answer_unexpected_people(deps, request, words, people)
        case _:
            return answer_words(deps, request, words)


def answer_words(deps: Deps, request: Request, words: str) -> AnyMessage:
    """Show everybody whom the reader may see, or those in an area, a state or both; ask back what is doubtful."""
    query = team_table.parse_team_query(words)
    if words.casefold() in ("state", "states"):
        return table_views.render_status_choice()
    if subcommand := team_table.find_subcommand(words):
        return table_views.render_subcommand_hint(subcommand)
    page = _page_payload(deps, request, query)
    if not (page and not page[1]) and (people := _people_called(deps, request, words)):
        return table_views.render_card_choice(people)
    if page:
        return show_team(deps, request, *page)
    near = None if query.status_filter else team_table.parse_misspelt_query(words)
    if near and (page := _page_payload(deps, request, near[0])):
        corrected = table_views.corrected_filter_text(near[1], near[0].status_filter)
        return show_team(deps, request, page[0], f"{corrected} {page[1]}".strip())
    match = progress.find_area(deps.catalog.of(request.workspace), query.area)
    areas = (match.area,) if isinstance(match, NamedArea) else match.options
    return table_views.render_area_choice(words, areas, query.status_filter)


def _page_payload(deps: Deps, request: Request, query: team_table.TeamQuery) -> tuple[TeamPagePayload, str] | None:
    """Return the page to show, and how its area was understood; None where the words are only near to an area."""
    if not query.area:
        return TeamPagePayload(state=query.status_filter), ""
    match = progress.find_area(deps.catalog.of(request.workspace), query.area)
    if not isinstance(match, NamedArea) or isinstance(match.matched_by, str):
        return None
    return TeamPagePayload(area=match.area.id, state=query.status_filter), names.told(match)


def _people_called(deps: Deps, request: Request, name: str) -> list[tuple[str, str]]:
    """Return ids and names of those called so, by their first or whole name, whom the reader may see."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if not (name and reader.may_see_anyone):
            return []
        everyone = members.list_active_members(conn, workspace=request.workspace, default_zone=deps.settings.timezone)
    return [(each.id, each.name) for each in everyone if reader.may_see(each.id) and team_table.has_name(each, name)]


def _answer_unexpected_people(deps: Deps, request: Request, words: str, people: tuple[MentionedPerson, ...]) -> Message:
    """Answer words that do not go with the people mentioned; the answer has their names, never an id."""
    if role := team_table.parse_role_ending(words):
        return table_views.render_role_ending_hint(role)
    with deps.database.read() as conn:
        known = members.read_names(
            conn, workspace=request.workspace, member_ids=[each.id for each in people if not each.name]
        )
    return table_views.render_area_choice(mentions_as_handles(request.text, known), (), "")


def press_page(deps: Deps, request: Request) -> AnyMessage:
    """Show the page that a button or a choice in a menu carries."""
    payload = decode_payload(TeamPagePayload, request.text, deps.catalog.of(request.workspace).current_id)
    if payload.state and payload.state not in team_table.STATUS_FILTERS:
        raise PayloadError("state")
    return show_team(deps, request, payload)


def show_team(deps: Deps, request: Request, page_payload: TeamPagePayload, lead: str = "") -> AnyMessage:
    """Show a page of those whom the reader may see."""
    area = deps.catalog.of(request.workspace).find_area(page_payload.area) if page_payload.area else None
    if page_payload.area and area is None:
        raise PayloadError("area")
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        if reader.may_see_anyone:
            return _render_team_page(deps, conn, reader, page_payload, area=area, lead=lead)
    return access.refuse_team_access(deps, request, "The team's page", _COVERAGE)


def _render_team_page(
    deps: Deps, conn: Connection, reader: Member, page_payload: TeamPagePayload, *, area: Area | None, lead: str
) -> Message:
    catalog, member_ids = deps.catalog.of(reader.workspace), team_table.visible_member_ids(reader)
    workspace = workspaces.read_workspace(conn, workspace=reader.workspace, settings=deps.settings)
    now, subject_ids = deps.clock.now(), subjects.area_content_ids(catalog, area) if area else ()
    everyone = table_service.read_standings(
        conn, workspace=workspace, at=now, member_ids=member_ids, area=page_payload.area, subject_ids=subject_ids
    )
    part = team_table.select_team_page(
        everyone,
        area=page_payload.area,
        status_filter=page_payload.state,
        page=page_payload.page,
        size=table_views.ROWS_PER_PAGE,
    )
    lines = table_service.read_team_lines(
        conn, workspace=workspace, catalog=catalog, standings=part.standings, area=page_payload.area
    )
    page = table_views.TeamPageContext(page_payload, area, workspace.today(now), member_ids is None, lead)
    return table_views.render_team_page(lines, part, page_context=page, catalog=catalog)
