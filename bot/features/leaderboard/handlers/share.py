"""`/leaderboard share`: the top of a board for everybody in the channel, after a question."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import share as dispatch_share
from bot.dispatch.request import Ask
from bot.dispatch.router import Doors
from bot.features.leaderboard.handlers import pages
from bot.features.leaderboard.handlers.pages import Which
from bot.features.leaderboard.views import share as share_views
from bot.features.roadmap.views import share as roadmap_share
from bot.slack.client import SlackFailure
from bot.slack.message import Answer, Message
from bot.slack.payloads import Chosen, read


def register(app: Doors, deps: Deps) -> None:
    """Its buttons."""
    app.on_click(deps, "board.offer", lambda deps, ask: offer(deps, ask, pages.chosen(deps, ask)))
    app.on_click(deps, "board.share", share)
    app.on_click(deps, "board.drop", drop)


def offer(deps: Deps, ask: Ask, which: Which) -> Message:
    """Show what everyone would see, and ask first."""
    found = pages.look(deps, ask, which)
    if isinstance(found, Message):
        return found
    board, asked = found
    if not board.ranked:
        return share_views.empty(asked, deps.settings.command_prefix)
    strangers = _strangers(deps, ask)
    if strangers:
        return share_views.external()
    return share_views.preview(
        board, asked, ask.request[:200], place=dispatch_share.place(ask), warned=strangers is None
    )


def share(deps: Deps, ask: Ask) -> Answer:
    """Post the board as it is by now: without who has hidden since, and only where it is on still."""
    found = pages.look(deps, ask, pages.chosen(deps, ask))
    if isinstance(found, Message):
        return found
    if _strangers(deps, ask):
        return share_views.external()
    event = f"board:{ask.workspace}:{read(Chosen, ask.text).key}"
    return dispatch_share.post(deps, ask, event, share_views.shared(*found, deps.settings.command_prefix))


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The person decided against it."""
    return roadmap_share.dropped()


def _strangers(deps: Deps, ask: Ask) -> bool | None:
    """Whether people of other organisations read along; None where Slack does not tell, as of some private channels."""
    if ask.channel.startswith("D"):
        return False
    try:
        return deps.slack.is_external(ask.workspace, ask.channel)
    except SlackFailure:
        return None
