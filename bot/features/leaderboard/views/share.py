"""Sharing the leaderboard: what all would see, the question first, and what is said after."""

from __future__ import annotations

from bot.features.leaderboard.rules.ranking import Board
from bot.features.leaderboard.views import board
from bot.features.leaderboard.views.board import Asked
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose


def preview(found: Board, asked: Asked, key: str, *, place: str, warned: bool) -> Message:
    """The board as everyone would see it, and whether they should; `warned` where strangers may be among them."""
    ask = f"*Share this?* Everyone in this {place} will see what stands below, and it stays as it is now."
    warning = " If people of other organisations are here, they will see it too." if warned else ""
    return compose(
        section(ask + warning),
        section(_page(found, asked)),
        actions(
            Press("Share", "board.share", asked.ticket(near=False, key=key), style="primary"),
            Press("Cancel", "board.drop"),
        ),
    )


def shared(found: Board, asked: Asked, prefix: str) -> Message:
    """The top of the board for everyone: nothing of whoever shared it, and no buttons, which would change it."""
    typed = f"/{prefix}leaderboard"
    how = f"Shared from `{typed}`. People who hide are not shown. `{typed} hide` hides you too."
    return compose(section(_page(found, asked)), context(how), public=True)


def empty(asked: Asked, prefix: str) -> Message:
    """Nothing to share."""
    return compose(section(f"{board.title(asked)}\n{board.nobody(asked, prefix)} There is nothing to share."))


def external() -> Message:
    """Names and hours stay in the house."""
    words = (
        "People of other organisations are in this channel, so the leaderboard is not shared here. "
        "In a channel of your own it can be."
    )
    return compose(section(words))


def _page(found: Board, asked: Asked) -> str:
    return "\n".join([board.title(asked), *board.lines(found.ranked, "")])
