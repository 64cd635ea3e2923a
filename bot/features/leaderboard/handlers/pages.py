"""One leaderboard: which is meant, and as whom it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.catalog.models import Area
from bot.core.ledger.periods import Period
from bot.core.people import workspaces
from bot.core.people.workspace import Workspace
from bot.deps import Deps
from bot.dispatch.request import Ask, reader_of
from bot.features.leaderboard import service
from bot.features.leaderboard.rules.ranking import Board, By
from bot.features.leaderboard.views import board, notices
from bot.features.leaderboard.views.board import Asked
from bot.slack.message import Message
from bot.slack.payloads import BadTicket, Chosen, read


@dataclass(frozen=True, slots=True)
class Which:
    """Which board is meant; `by` is None for what is usual in the workspace."""

    period: Period = Period.WEEK
    area: Area | None = None
    by: By | None = None
    near: bool = False
    lead: str = ""

    def told(self, lead: str) -> Which:
        """The same with one more line above it."""
        return replace(self, lead="\n".join(filter(None, (self.lead, lead))))


def page(deps: Deps, ask: Ask, which: Which) -> Message:
    """The board for this person alone, or why there is none."""
    found = look(deps, ask, which)
    return found if isinstance(found, Message) else board.board(*found, deps.settings.command_prefix)


def look(deps: Deps, ask: Ask, which: Which) -> tuple[Board, Asked] | Message:
    """The board as this person may see it now, with what was asked; a message where there is no board."""
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        place = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
        if not place.board_on:
            return notices.off(is_admin=reader.is_admin, prefix=deps.settings.command_prefix)
        which, by = _ranked_by(which, place)
        today = place.today(deps.clock.now())
        found = service.read(
            session,
            workspace=place,
            reader=reader.id,
            period=which.period,
            today=today,
            by=by,
            area=which.area.id if which.area else "",
        )
    return found, Asked(which.period, which.area, reader.id, reader.hidden, today, which.lead, by, which.near)


def chosen(deps: Deps, ask: Ask) -> Which:
    """The board that a button names. Raises BadTicket."""
    ticket = read(Chosen, ask.text)
    area = deps.catalog.current().find_area(ticket.area)
    if ticket.area and area is None:
        raise BadTicket("area")
    return Which(Period(ticket.period), area, By(ticket.by) if ticket.by else None, ticket.near)


def _ranked_by(which: Which, place: Workspace) -> tuple[Which, By]:
    """What it is ranked by. All time has no goal: who asks for one gets the season, who does not gets hours."""
    by = which.by or By(place.board_by)
    if which.period is not Period.ALL or by is By.HOURS:
        return which, by
    if which.by is By.GOAL:
        return replace(which, period=Period.SEASON).told(notices.NO_GOAL), by
    return which.told(notices.ALL_BY_HOURS), By.HOURS
