"""`/leaderboard`: show it, hide from it, turn it on, and share it."""

from __future__ import annotations

from dataclasses import replace
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
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError, decode_payload
from bot.slack.slash import SLASH
from bot.ui import names, which_area

NAME: Final = "leaderboard"


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "board.open", open_leaderboard)
    app.on_click(deps, "board.hide", hide_self)
    app.on_click(deps, "board.show", show_self)
    app.on_click(deps, "board.on", turn_on_leaderboard)
    app.on_click(deps, "board.offer", press_preview_share)
    app.on_click(deps, "board.share", share_leaderboard)
    app.on_click(deps, "board.drop", cancel_share)


def answer_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """Answer what was typed after `/leaderboard`."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    match request.text.casefold().split():
        case [*_, "help"]:
            return help_views.render_command_help(deps.commands, NAME)
        case ["hide"] | ["hide", "me"]:
            return hide_self(deps, request)
        case ["show"] | ["show", "me"]:
            return show_self(deps, request)
    query = rules.parse_leaderboard_query(request.text)
    return (
        views.render_query_conflict(query) if isinstance(query, QueryConflict) else _answer_query(deps, request, query)
    )


def open_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """Show the board that a button names."""
    return _show_leaderboard(deps, request, _parse_selection(deps, request))


def hide_self(deps: Deps, request: Request) -> AnyMessage:
    """Take the member off the board."""
    _set_visibility(deps, request, is_visible=False)
    return views.render_hidden()


def show_self(deps: Deps, request: Request) -> AnyMessage:
    """Put the member back on the board."""
    _set_visibility(deps, request, is_visible=True)
    return views.render_shown()


def _set_visibility(deps: Deps, request: Request, *, is_visible: bool) -> None:
    with deps.database.begin() as conn:
        preferences_service.set_leaderboard_visibility(
            conn, workspace=request.workspace, member=request.member, is_visible=is_visible
        )


def turn_on_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """Turn the board on for everybody; only admins can."""
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
    return _show_leaderboard(deps, request, LeaderboardSelection(lead=views.TURNED_ON))


def _answer_query(deps: Deps, request: Request, query: LeaderboardQuery) -> AnyMessage:
    selection = LeaderboardSelection(
        query.period or LeaderboardPeriod.WEEK, order=query.order, is_around_reader=query.is_around_reader
    )
    if query.area_words:
        match = progress.find_area(deps.catalog.of(request.workspace), query.area_words)
        if isinstance(match, AmbiguousArea):
            return _ask_which_area(match, selection, is_share_requested=query.is_share_requested)
        selection = replace(selection, area=match.area, lead=names.told(match))
    show = _preview_share if query.is_share_requested else _show_leaderboard
    return show(deps, request, selection)


def _ask_which_area(
    ambiguous_area: AmbiguousArea, selection: LeaderboardSelection, *, is_share_requested: bool
) -> AnyMessage:
    """Ask which area is meant; the buttons keep all else that was typed."""
    action = "board.offer" if is_share_requested else "board.open"
    kept = LeaderboardPayload(
        period=selection.period.value,
        by=selection.order.value if selection.order else "",
        near=selection.is_around_reader,
    )
    buttons = [
        ButtonSpec(area.name, action, kept.model_copy(update={"area": area.id}).encode())
        for area in ambiguous_area.options
    ]
    return which_area.which_area(ambiguous_area, buttons, f"{SLASH}leaderboard month networking")


@frozen
class LeaderboardSelection:
    """The board that is meant; `order` is None for the workspace's own setting."""

    period: LeaderboardPeriod = LeaderboardPeriod.WEEK
    area: Area | None = None
    order: LeaderboardOrder | None = None
    is_around_reader: bool = False
    lead: str = ""

    def with_lead(self, lead: str) -> LeaderboardSelection:
        """Return the same with one more line above the board."""
        return replace(self, lead="\n".join(filter(None, (self.lead, lead))))


def _show_leaderboard(deps: Deps, request: Request, selection: LeaderboardSelection) -> Message:
    """Show the board to this person alone, or say why there is none."""
    board = _read_visible_leaderboard(deps, request, selection)
    return board if isinstance(board, Message) else views.render_leaderboard(*board)


def _read_visible_leaderboard(
    deps: Deps, request: Request, selection: LeaderboardSelection
) -> tuple[Leaderboard, LeaderboardPageContext] | Message:
    """Return the board as this person may see it now, with what was asked; a message where there is no board."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        workspace = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
        if not reader.is_colleague:
            return error_views.render_not_for_guests("The leaderboard")
        if not workspace.leaderboard_on:
            return views.render_leaderboard_off(is_admin=reader.is_admin)
        selection, order = _resolve_order(selection, workspace)
        today = workspace.today(deps.clock.now())
        board = service.read_leaderboard(
            conn,
            workspace=workspace,
            reader=reader.id,
            period=selection.period,
            today=today,
            order=order,
            area=selection.area.id if selection.area else "",
        )
    return board, LeaderboardPageContext(
        selection.period,
        selection.area,
        reader.id,
        reader.hidden,
        today,
        selection.lead,
        order,
        selection.is_around_reader,
    )


def _parse_selection(deps: Deps, request: Request) -> LeaderboardSelection:
    """Return the board that a button names. Raises PayloadError."""
    payload = decode_payload(LeaderboardPayload, request.text, deps.catalog.of(request.workspace).current_id)
    area = deps.catalog.of(request.workspace).find_area(payload.area)
    if payload.area and area is None:
        raise PayloadError("area")
    order = LeaderboardOrder(payload.by) if payload.by else None
    return LeaderboardSelection(LeaderboardPeriod(payload.period), area, order, payload.near)


def _resolve_order(
    selection: LeaderboardSelection, workspace: Workspace
) -> tuple[LeaderboardSelection, LeaderboardOrder]:
    """Return what it is ranked by. All time has no goal: asked for by goal it becomes the season, else by hours."""
    order = selection.order or LeaderboardOrder(workspace.leaderboard_order)
    if selection.period is not LeaderboardPeriod.ALL or order is LeaderboardOrder.HOURS:
        return selection, order
    if selection.order is LeaderboardOrder.GOAL:
        return replace(selection, period=LeaderboardPeriod.SEASON).with_lead(views.NO_ALL_TIME_GOAL), order
    return selection.with_lead(views.ALL_TIME_BY_HOURS), LeaderboardOrder.HOURS


def press_preview_share(deps: Deps, request: Request) -> Message:
    """Preview the board that a button names."""
    return _preview_share(deps, request, _parse_selection(deps, request))


def _preview_share(deps: Deps, request: Request, selection: LeaderboardSelection) -> Message:
    """Show what everyone would see, and ask first."""
    result = _read_visible_leaderboard(deps, request, selection)
    if isinstance(result, Message):
        return result
    board, page_context = result
    if not board.ranked:
        return views.render_nothing_to_share(page_context)
    is_external = _has_external_members(deps, request)
    if is_external:
        return views.render_external_channel()
    noun, is_unknown = share.conversation_noun(request), is_external is None
    return views.render_share_preview(
        board, page_context, request.key[:200], conversation=noun, with_warning=is_unknown
    )


def share_leaderboard(deps: Deps, request: Request) -> AnyMessage:
    """Post the board as it is now: without those who have hidden since the preview, and only if it is still on."""
    board = _read_visible_leaderboard(deps, request, _parse_selection(deps, request))
    if isinstance(board, Message):
        return board
    if _has_external_members(deps, request):
        return views.render_external_channel()
    event = f"board:{request.workspace}:{decode_payload(LeaderboardPayload, request.text).key}"
    return share.share_once(deps, request, event, views.render_shared_leaderboard(*board))


def cancel_share(_deps: Deps, _request: Request) -> AnyMessage:
    """Share nothing."""
    return roadmap_pages.render_share_cancelled()


def _has_external_members(deps: Deps, request: Request) -> bool | None:
    """Return whether people of other organisations read along; None where Slack does not tell."""
    if request.channel.startswith("D"):
        return False
    try:
        return deps.slack.is_shared_externally(request.workspace, request.channel)
    except SlackFailure:
        return None
