"""`/leaderboard`: who learned how much, for those who want to be seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.catalog.models import Area
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.core.plan import progress
from bot.core.plan.progress import AmbiguousArea
from bot.deps import Deps
from bot.dispatch import error_views, share
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.help import views as help_views
from bot.features.leaderboard import rules, service, views
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.features.leaderboard.rules import Leaderboard, LeaderboardOrder, LeaderboardQuery, QueryConflict
from bot.features.leaderboard.views import LeaderboardPageContext
from bot.features.preferences import service as preferences_service
from bot.features.roadmap.views import pages as roadmap_pages
from bot.features.settings import service as settings_service
from bot.slack.blocks import ButtonSpec
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PayloadError, decode_payload
from bot.ui import names, which_area

NAME: Final = "leaderboard"


def register(app: Router, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer_leaderboard)
    app.on_click(deps, "board.open", open_leaderboard)
    app.on_click(deps, "board.hide", hide_self)
    app.on_click(deps, "board.show", show_self)
    app.on_click(deps, "board.on", turn_on_leaderboard)
    register_share(app, deps)


def answer_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/leaderboard`."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    match request.text.casefold().split():
        case [*_, "help"]:
            return help_views.render_command_help(deps.commands, NAME)
        case ["hide"] | ["hide", "me"]:
            return hide_self(deps, request)
        case ["show"] | ["show", "me"]:
            return show_self(deps, request)
    wanted = rules.parse_leaderboard_query(unescape(request.text))
    if isinstance(wanted, QueryConflict):
        return views.render_query_conflict(wanted, deps.settings.command_prefix)
    return _answer_query(deps, request, wanted)


def open_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """A board named by a button."""
    return show_leaderboard(deps, request, parse_selection(deps, request))


def hide_self(deps: Deps, request: Request) -> AnyMessage:
    """Take oneself off the board."""
    with deps.database.begin() as conn:
        preferences_service.set_leaderboard_visibility(
            conn, workspace=request.workspace, member=request.member, is_visible=False
        )
    return views.render_hidden(deps.settings.command_prefix)


def show_self(deps: Deps, request: Request) -> AnyMessage:
    """Put oneself back."""
    with deps.database.begin() as conn:
        preferences_service.set_leaderboard_visibility(
            conn, workspace=request.workspace, member=request.member, is_visible=True
        )
    return views.render_shown(deps.settings.command_prefix)


def turn_on_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """An admin wants a board for everybody."""
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.is_admin:
            return error_views.render_not_allowed("Turning the leaderboard on", "admins")
        settings_service.change_settings(
            conn,
            workspace=request.workspace,
            actor=request.member,
            values={"board_on": True},
            settings=deps.settings,
            now=deps.clock.now(),
        )
    deps.stale_homes.mark_all_stale(request.workspace)
    return show_leaderboard(deps, request, LeaderboardSelection(lead=views.TURNED_ON))


def _answer_query(deps: Deps, request: Request, board_query: LeaderboardQuery) -> AnyMessage:
    which = LeaderboardSelection(
        board_query.period or LeaderboardPeriod.WEEK, None, board_query.order, board_query.is_around_reader
    )
    if board_query.area_words:
        found = progress.find_area(deps.catalog.current(), board_query.area_words)
        if isinstance(found, AmbiguousArea):
            return _ask_which_area(deps, found, which, is_share_requested=board_query.is_share_requested)
        which = LeaderboardSelection(which.period, found.area, which.order, which.is_around_reader, names.told(found))
    return (
        preview_share(deps, request, which)
        if board_query.is_share_requested
        else show_leaderboard(deps, request, which)
    )


def _ask_which_area(
    deps: Deps, ambiguous_area: AmbiguousArea, selection: LeaderboardSelection, *, is_share_requested: bool
) -> AnyMessage:
    """Ask back; the buttons keep all else that was typed."""
    action = "board.offer" if is_share_requested else "board.open"
    kept = LeaderboardPayload(
        period=selection.period.value,
        by=selection.order.value if selection.order else "",
        near=selection.is_around_reader,
    )
    presses = [
        ButtonSpec(area.name, action, kept.model_copy(update={"area": area.id}).encode())
        for area in ambiguous_area.options
    ]
    return which_area.which_area(ambiguous_area, presses, f"{deps.settings.slash_command(NAME)} month networking")


@dataclass(frozen=True, slots=True)
class LeaderboardSelection:
    """Which board is meant; `by` is None for what is usual in the workspace."""

    period: LeaderboardPeriod = LeaderboardPeriod.WEEK
    area: Area | None = None
    order: LeaderboardOrder | None = None
    is_around_reader: bool = False
    lead: str = ""

    def with_lead(self, lead: str) -> LeaderboardSelection:
        """The same with one more line above it."""
        return replace(self, lead="\n".join(filter(None, (self.lead, lead))))


def show_leaderboard(deps: Deps, request: Request, selection: LeaderboardSelection) -> Message:
    """The board for this person alone, or why there is none."""
    found = read_visible_leaderboard(deps, request, selection)
    return found if isinstance(found, Message) else views.render_leaderboard(*found, deps.settings.command_prefix)


def read_visible_leaderboard(
    deps: Deps, request: Request, selection: LeaderboardSelection
) -> tuple[Leaderboard, LeaderboardPageContext] | Message:
    """The board as this person may see it now, with what was asked; a message where there is no board."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        place = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
        if not place.leaderboard_on:
            return views.render_leaderboard_off(is_admin=reader.is_admin, prefix=deps.settings.command_prefix)
        selection, by = _resolve_order(selection, place)
        today = place.today(deps.clock.now())
        found = service.read_leaderboard(
            conn,
            workspace=place,
            reader=reader.id,
            period=selection.period,
            today=today,
            order=by,
            area=selection.area.id if selection.area else "",
        )
    return found, LeaderboardPageContext(
        selection.period,
        selection.area,
        reader.id,
        reader.hidden,
        today,
        selection.lead,
        by,
        selection.is_around_reader,
    )


def parse_selection(deps: Deps, request: Request) -> LeaderboardSelection:
    """The board that a button names. Raises BadTicket."""
    ticket = decode_payload(LeaderboardPayload, request.text)
    area = deps.catalog.current().find_area(ticket.area)
    if ticket.area and area is None:
        raise PayloadError("area")
    return LeaderboardSelection(
        LeaderboardPeriod(ticket.period), area, LeaderboardOrder(ticket.by) if ticket.by else None, ticket.near
    )


def _resolve_order(
    selection: LeaderboardSelection, workspace: Workspace
) -> tuple[LeaderboardSelection, LeaderboardOrder]:
    """What it is ranked by. All time has no goal: who asks for one gets the season, who does not gets hours."""
    by = selection.order or LeaderboardOrder(workspace.leaderboard_order)
    if selection.period is not LeaderboardPeriod.ALL or by is LeaderboardOrder.HOURS:
        return selection, by
    if selection.order is LeaderboardOrder.GOAL:
        return replace(selection, period=LeaderboardPeriod.SEASON).with_lead(views.NO_ALL_TIME_GOAL), by
    return selection.with_lead(views.ALL_TIME_BY_HOURS), LeaderboardOrder.HOURS


def register_share(app: Router, deps: Deps) -> None:
    """Its buttons."""
    app.on_click(deps, "board.offer", lambda deps, ask: preview_share(deps, ask, parse_selection(deps, ask)))
    app.on_click(deps, "board.share", share_leaderboard)
    app.on_click(deps, "board.drop", cancel_share)


def preview_share(deps: Deps, request: Request, selection: LeaderboardSelection) -> Message:
    """Show what everyone would see, and ask first."""
    found = read_visible_leaderboard(deps, request, selection)
    if isinstance(found, Message):
        return found
    board, asked = found
    if not board.ranked:
        return views.render_nothing_to_share(asked, deps.settings.command_prefix)
    strangers = _has_external_members(deps, request)
    if strangers:
        return views.render_external_channel()
    return views.render_share_preview(
        board, asked, request.key[:200], conversation=share.conversation_noun(request), with_warning=strangers is None
    )


def share_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """Post the board as it is by now: without who has hidden since, and only where it is on still."""
    found = read_visible_leaderboard(deps, request, parse_selection(deps, request))
    if isinstance(found, Message):
        return found
    if _has_external_members(deps, request):
        return views.render_external_channel()
    event = f"board:{request.workspace}:{decode_payload(LeaderboardPayload, request.text).key}"
    return share.share_once(deps, request, event, views.render_shared_leaderboard(*found, deps.settings.command_prefix))


def cancel_share(_deps: Deps, _request: Request) -> AnyMessage:
    """The person decided against it."""
    return roadmap_pages.render_share_cancelled()


def _has_external_members(deps: Deps, request: Request) -> bool | None:
    """Whether people of other organisations read along; None where Slack does not tell, as of some private channels."""
    if request.channel.startswith("D"):
        return False
    try:
        return deps.slack.is_shared_externally(request.workspace, request.channel)
    except SlackFailure:
        return None
