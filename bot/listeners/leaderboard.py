"""`/leaderboard`: who learned how much, for those who want to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.catalog import progress
from bot.catalog.models import Area
from bot.catalog.progress import Doubt
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain.member import Member
from bot.domain.periods import Period
from bot.listeners.ask import Ask
from bot.listeners.doors import Doors
from bot.services import board, members, own_choices, workspaces
from bot.views import board as views
from bot.views import help as help_page
from bot.views import plan as plan_views
from bot.views import problem
from bot.views.message import Answer, Message
from bot.views.parts import Press
from bot.views.text import unescape
from bot.views.tickets import BadTicket, Chosen, read

NAME = "leaderboard"
_PERIODS: Final = {
    **dict.fromkeys(("week", "weekly"), Period.WEEK),
    **dict.fromkeys(("month", "monthly"), Period.MONTH),
    **dict.fromkeys(("all", "all-time", "alltime", "ever"), Period.ALL),
}
_FILLERS: Final = frozenset({"this", "time", "the", "in", "on", "for", "of"})


@dataclass(frozen=True, slots=True)
class _Board:
    """Which board is meant."""

    period: Period
    area: Area | None
    lead: str = ""


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "board.open", reopen)
    app.on_click(deps, "board.hide", hide)
    app.on_click(deps, "board.show", show)
    app.on_click(deps, "board.on", turn_on)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/leaderboard`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    match ask.text.casefold().split():
        case ["help"]:
            return help_page.command(NAME, deps.settings.command_prefix)
        case ["hide"] | ["hide", "me"]:
            return hide(deps, ask)
        case ["show"] | ["show", "me"]:
            return show(deps, ask)
        case words:
            return _typed(deps, ask, words)


def reopen(deps: Deps, ask: Ask) -> Answer:
    """A board named by a button."""
    chosen = read(Chosen, ask.text)
    area = deps.catalog.current().find_area(chosen.area)
    if chosen.area and area is None:
        raise BadTicket("area")
    return _show(deps, ask, _Board(Period(chosen.period), area))


def hide(deps: Deps, ask: Ask) -> Answer:
    """Take oneself off the board."""
    with deps.sessions.begin() as session:
        own_choices.be_seen(session, workspace=ask.workspace, member=ask.member, on=False)
    return views.hidden(deps.settings.command_prefix)


def show(deps: Deps, ask: Ask) -> Answer:
    """Put oneself back."""
    with deps.sessions.begin() as session:
        own_choices.be_seen(session, workspace=ask.workspace, member=ask.member, on=True)
    return views.shown(deps.settings.command_prefix)


def turn_on(deps: Deps, ask: Ask) -> Answer:
    """An admin wants a board for everybody."""
    with deps.sessions.begin() as session:
        if not _reader(deps, session, ask).is_admin:
            return problem.not_allowed("Turning the leaderboard on", "admins")
        workspaces.change(session, workspace=ask.workspace, board_on=True)
    deps.changes.note_all(ask.workspace)
    return _show(deps, ask, _Board(Period.WEEK, None, lead="*The leaderboard is on* for everybody here."))


def _typed(deps: Deps, ask: Ask, words: list[str]) -> Answer:
    periods = {_PERIODS[word] for word in words if word in _PERIODS}
    if len(periods) > 1:
        return views.two_periods()
    period = next(iter(periods), Period.WEEK)
    rest = [word for word in words if word not in _PERIODS and not (periods and word in _FILLERS)]
    if not rest:
        return _show(deps, ask, _Board(period, None))
    found = progress.find_area(deps.catalog.current(), unescape(" ".join(rest)))
    if isinstance(found, Doubt):
        return _which(deps, found, period)
    return _show(deps, ask, _Board(period, found.area, lead=plan_views.told(found)))


def _show(deps: Deps, ask: Ask, which: _Board) -> Message:
    prefix = deps.settings.command_prefix
    with deps.sessions.read() as session:
        reader = _reader(deps, session, ask)
        workspace = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
        if not workspace.board_on:
            return views.off(is_admin=reader.is_admin, prefix=prefix)
        today = workspace.today(deps.clock.now())
        found = board.read(
            session,
            workspace=ask.workspace,
            reader=reader.id,
            period=which.period.key(today),
            area=which.area.id if which.area else "",
        )
    asked = views.Asked(which.period, which.area, reader.id, reader.hidden, today, which.lead)
    return views.board(found, asked, prefix)


def _which(deps: Deps, doubt: Doubt, period: Period) -> Message:
    presses = [
        Press(area.name, "board.open", Chosen(period=period.value, area=area.id).value()) for area in doubt.options
    ]
    return plan_views.which_area(doubt, presses, f"{deps.settings.command(NAME)} month networking")


def _reader(deps: Deps, session: Session, ask: Ask) -> Member:
    return members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)
