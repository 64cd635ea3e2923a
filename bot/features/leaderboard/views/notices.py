"""What is said about the leaderboard beside the board itself: on and off, hidden and shown, and what it cannot do."""

from __future__ import annotations

from typing import Final

from bot.features.leaderboard.rules.query import Twice
from bot.slack.blocks import Confirm, Press, actions, section
from bot.slack.message import Message, compose

ON: Final = "*The leaderboard is on* for everybody here."
NO_GOAL: Final = "All time has no goal to take a share of, so this is the season."
ALL_BY_HOURS: Final = "All time has no goal to take a share of, so it is ranked by hours."


def off(*, is_admin: bool, prefix: str) -> Message:
    """There is no board here until an admin wants one."""
    if not is_admin:
        return compose(section("The leaderboard is off in this workspace. An admin can turn it on."))
    effect = (
        "Everybody here will see the names and hours of those who log, in the leaderboard and in the weekly digest. "
        "Each person can hide."
    )
    turn_on = Press(
        "Turn it on", "board.on", confirm=Confirm("Turn the leaderboard on?", effect, "Turn it on", "Leave it off")
    )
    words = (
        "The leaderboard is off in this workspace. As an admin you can turn it on, "
        f"and off again with `/{prefix}roadmate settings board off`."
    )
    return compose(section(words), actions(turn_on))


def hidden(prefix: str) -> Message:
    """The reader has left the board."""
    words = (
        "*You are off the leaderboard.* Nobody sees your name or hours there or in the digest. "
        "Your plan goes on as before, and admins and mentors still see your hours. "
        f"`/{prefix}leaderboard show` brings you back."
    )
    return compose(section(words), actions(Press("Show me again", "board.show")))


def shown(prefix: str) -> Message:
    """The reader is back on the board."""
    words = (
        "*You are on the leaderboard.* Where it is on, everybody here sees your name and hours on it. "
        f"`/{prefix}leaderboard hide` takes you off."
    )
    return compose(section(words), actions(Press("Hide me", "board.hide")))


def twice(what: Twice, prefix: str) -> Message:
    """More than one period, or more than one way to rank, at once."""
    if what is Twice.PERIOD:
        ask, example = "Which period: `week`, `month`, `season` or `all`?", "month networking"
    else:
        ask, example = "Ranked by what: `by hours` or `by goal`?", "month by goal"
    return compose(section(f"{ask} Name one, for example `/{prefix}leaderboard {example}`."))
