"""Messages about the leaderboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.catalog.models import Area
from bot.domain import durations, ranking, weeks
from bot.domain.periods import Period
from bot.domain.ranking import Board, Ranked
from bot.views.message import Message, compose
from bot.views.parts import Confirm, Press, actions, context, section
from bot.views.text import clip, escape
from bot.views.tickets import Chosen

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_LABELS: Final = {Period.WEEK: "Week", Period.MONTH: "Month", Period.ALL: "All time"}
_SPANS: Final = {Period.WEEK: "this week", Period.MONTH: "this month", Period.ALL: "so far"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which board is asked for, by whom, on which of the workspace's days."""

    period: Period
    area: Area | None
    reader: str
    hidden: bool
    today: date
    lead: str = ""


def board(found: Board, asked: Asked, prefix: str) -> Message:
    """The top of the board and the reader's neighbours; without a sum, from which a hidden person could be guessed."""
    of = f": {asked.area.name}" if asked.area else ""
    title = f"*Leaderboard{of}* · {spell(asked.period, asked.today)}"
    lines = list(_lines(found.ranked, asked.reader))
    if not lines:
        lines = [f"Nobody is on the board {_SPANS[asked.period]} yet. `/{prefix}log 2h networking` would be the first."]
    lead = f"{asked.lead}\n" if asked.lead else ""
    own = _own(found, asked, prefix)
    return compose(
        section(f"{lead}{title}\n" + "\n".join(lines)),
        context(own) if own else None,
        actions(*_presses(asked)),
    )


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


def two_periods() -> Message:
    """More than one period at once."""
    return compose(
        section("Which period: `week`, `month` or `all`? Name one, for example `/leaderboard month networking`.")
    )


def spell(period: Period, today: date) -> str:
    """A period as every board prints it: `Week 16-22 Nov`, `November 2026`, `All time`."""
    match period:
        case Period.WEEK:
            return f"Week {weeks.spell(weeks.week_of(today), today)}"
        case Period.MONTH:
            return f"{MONTHS[today.month - 1]} {today.year}"
        case Period.ALL:
            return "All time"


def _lines(ranked: tuple[Ranked, ...], reader: str) -> Iterator[str]:
    chosen = {row.member for row in ranking.around(ranked, reader)}
    before = -1
    for place, row in enumerate(ranked):
        if row.member not in chosen:
            continue
        if place != before + 1:
            yield "…"
        before = place
        line = f"{row.rank}. {escape(clip(row.name, 60))}, {durations.spell(row.minutes)}"
        yield f"*{line} (you)*" if row.member == reader else line


def _own(found: Board, asked: Asked, prefix: str) -> str:
    """What only the reader is told of themselves."""
    span = _SPANS[asked.period] + (f" on {asked.area.name}" if asked.area else "")
    if asked.hidden:
        return f"You are hidden; {durations.spell(found.own)} {span}. `/{prefix}leaderboard show` brings you back."
    return "" if found.own or not found.ranked else f"You have logged nothing {span} yet."


def _presses(asked: Asked) -> Iterator[Press]:
    area = asked.area.id if asked.area else ""
    for period, label in _LABELS.items():
        if period is not asked.period:
            yield Press(label, "board.open", Chosen(period=period.value, area=area).value())
    if asked.area:
        yield Press("All areas", "board.open", Chosen(period=asked.period.value).value())
    yield Press("Show me", "board.show") if asked.hidden else Press("Hide me", "board.hide")
