"""`/leaderboard`: who learned how much, for those who want to be seen."""

from __future__ import annotations

from typing import Final

from bot.core.ledger.periods import Period
from bot.core.plan import progress
from bot.core.plan.progress import Doubt
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.help import views as help_views
from bot.features.leaderboard.handlers import pages
from bot.features.leaderboard.handlers import share as share_handlers
from bot.features.leaderboard.handlers.pages import Which
from bot.features.leaderboard.rules import query
from bot.features.leaderboard.rules.query import Twice, Wish
from bot.features.leaderboard.views import notices
from bot.features.preferences import service as preferences_service
from bot.features.settings import service as settings_service
from bot.slack.blocks import Press
from bot.slack.message import Answer
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import Chosen
from bot.ui import names, which_area

NAME: Final = "leaderboard"


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "board.open", reopen)
    app.on_click(deps, "board.hide", hide)
    app.on_click(deps, "board.show", show)
    app.on_click(deps, "board.on", turn_on)
    share_handlers.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/leaderboard`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    match ask.text.casefold().split():
        case [*_, "help"]:
            return help_views.command(NAME, deps.settings.command_prefix)
        case ["hide"] | ["hide", "me"]:
            return hide(deps, ask)
        case ["show"] | ["show", "me"]:
            return show(deps, ask)
    wanted = query.read(unescape(ask.text))
    if isinstance(wanted, Twice):
        return notices.twice(wanted, deps.settings.command_prefix)
    return _wished(deps, ask, wanted)


def reopen(deps: Deps, ask: Ask) -> Answer:
    """A board named by a button."""
    return pages.page(deps, ask, pages.chosen(deps, ask))


def hide(deps: Deps, ask: Ask) -> Answer:
    """Take oneself off the board."""
    with deps.sessions.begin() as session:
        preferences_service.be_seen(session, workspace=ask.workspace, member=ask.member, on=False)
    return notices.hidden(deps.settings.command_prefix)


def show(deps: Deps, ask: Ask) -> Answer:
    """Put oneself back."""
    with deps.sessions.begin() as session:
        preferences_service.be_seen(session, workspace=ask.workspace, member=ask.member, on=True)
    return notices.shown(deps.settings.command_prefix)


def turn_on(deps: Deps, ask: Ask) -> Answer:
    """An admin wants a board for everybody."""
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.is_admin:
            return error_views.not_allowed("Turning the leaderboard on", "admins")
        settings_service.choose(
            session,
            workspace=ask.workspace,
            actor=ask.member,
            values={"board_on": True},
            settings=deps.settings,
            now=deps.clock.now(),
        )
    deps.changes.note_all(ask.workspace)
    return pages.page(deps, ask, Which(lead=notices.ON))


def _wished(deps: Deps, ask: Ask, wanted: Wish) -> Answer:
    which = Which(wanted.period or Period.WEEK, None, wanted.by, wanted.near)
    if wanted.words:
        found = progress.find_area(deps.catalog.current(), wanted.words)
        if isinstance(found, Doubt):
            return _which_area(deps, found, which, share=wanted.share)
        which = Which(which.period, found.area, which.by, which.near, names.told(found))
    return share_handlers.offer(deps, ask, which) if wanted.share else pages.page(deps, ask, which)


def _which_area(deps: Deps, doubt: Doubt, which: Which, *, share: bool) -> Answer:
    """Ask back; the buttons keep all else that was typed."""
    action = "board.offer" if share else "board.open"
    kept = Chosen(period=which.period.value, by=which.by.value if which.by else "", near=which.near)
    presses = [Press(area.name, action, kept.model_copy(update={"area": area.id}).value()) for area in doubt.options]
    return which_area.which_area(doubt, presses, f"{deps.settings.command(NAME)} month networking")
