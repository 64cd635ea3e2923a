"""The leaderboard as one reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.catalog.models import Area
from bot.core.ledger.periods import Period
from bot.features.leaderboard.rules import ranking
from bot.features.leaderboard.rules.ranking import Board, By, Ranked
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape, percent
from bot.slack.payloads import Chosen
from bot.timeexpr.durations import parse

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
LABELS: Final = {Period.WEEK: "Week", Period.MONTH: "Month", Period.SEASON: "Season", Period.ALL: "All time"}
SPANS: Final = {
    Period.WEEK: "this week",
    Period.MONTH: "this month",
    Period.SEASON: "this season",
    Period.ALL: "so far",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which board is asked for, by whom, on which of the workspace's days; `near` is only what is around the reader."""

    period: Period
    area: Area | None
    reader: str
    hidden: bool
    today: date
    lead: str = ""
    by: By = By.HOURS
    near: bool = False

    def ticket(self, **other: str | bool) -> str:
        """The value of a button that leads to this board, or to one that differs so."""
        area = self.area.id if self.area else ""
        stands = {"period": self.period.value, "area": area, "by": self.by.value, "near": self.near}
        return Chosen.model_validate({**stands, **other}).value()


def board(found: Board, asked: Asked, prefix: str) -> Message:
    """The top of the board and the reader's neighbours; without a sum, from which a hidden person could be guessed."""
    lead = f"{asked.lead}\n" if asked.lead else ""
    rows = list(lines(found.ranked, asked.reader, top=0 if asked.near else 5))
    if not found.ranked:
        rows = [nobody(asked, prefix)]
    own = own_line(found, asked, prefix)
    return compose(
        section("\n".join([lead + title(asked), *rows])),
        context(own) if own else None,
        actions(*_presses(found, asked)),
    )


def title(asked: Asked) -> str:
    """What every board begins with: its area, its period, and what it ranks by where that is not hours."""
    of = f": {asked.area.name}" if asked.area else ""
    by = " · by share of one's own goal" if asked.by is By.GOAL else ""
    near = " · around you" if asked.near else ""
    return f"*Leaderboard{of}* · {spell(asked.period, asked.today)}{by}{near}"


def nobody(asked: Asked, prefix: str) -> str:
    """The one line of an empty board."""
    return f"Nobody is on the board {SPANS[asked.period]} yet. `/{prefix}log 2h networking` would be the first."


def spell(period: Period, today: date) -> str:
    """A period as every board prints it: `Week 16-22 Nov`, `November 2026`, `Season Oct-Dec 2026`, `All time`."""
    days = period.days(today)
    if days is None:
        return "All time"
    first, last = days
    match period:
        case Period.WEEK:
            return f"Week {weeks.spell_days(first, last, today)}"
        case Period.SEASON:
            return (
                f"Season {calendar_format.MONTHS[first.month - 1]}-{calendar_format.MONTHS[last.month - 1]} {last.year}"
            )
        case _:
            return f"{MONTHS[first.month - 1]} {first.year}"


def lines(ranked: tuple[Ranked, ...], reader: str, top: int = 5) -> Iterator[str]:
    """The first so many and the reader's neighbours, with a mark where others stand between."""
    chosen = {row.member for row in ranking.around(ranked, reader, top)}
    before = None if top == 0 else -1
    for place, row in enumerate(ranked):
        if row.member not in chosen:
            continue
        if before is not None and place != before + 1:
            yield "…"
        before = place
        line = f"{row.rank}. {escape(clip(row.name, 60))}, {_score(row)}"
        yield f"*{line} (you)*" if row.member == reader else line


def own_line(found: Board, asked: Asked, prefix: str) -> str:
    """What only the reader is told of themselves; no rank as long as they hide."""
    span = SPANS[asked.period] + (f" on {asked.area.name}" if asked.area else "")
    done = _done(found)
    if asked.hidden:
        own = f"away {span}" if found.is_away and not found.own else f"{done} {span}"
        return f"You are hidden; {own}. `/{prefix}leaderboard show` brings you back."
    if found.line_of(asked.reader):
        return _standing(found, asked, f"{done} {span}")
    if found.is_away:
        return f"You are away {SPANS[asked.period]}, so nothing is missing{f'; {done} logged' if found.own else ''}."
    return f"You have logged nothing {span} yet." if found.ranked or asked.near else ""


def _standing(found: Board, asked: Asked, done: str) -> str:
    """What somebody on the board is told: around them the way to the next rank, and with goals their own."""
    said = [f"You: {done}."] if found.goal is not None else []
    if asked.near:
        way = ranking.to_next(found, asked.reader)
        said.append(f"{parse.spell(way[0])} more brings you to rank {way[1]}." if way else "Nobody is ahead of you.")
    return " ".join(said)


def _done(found: Board) -> str:
    """`2 h`, or `2 h of 4 h` where there is a goal to compare with."""
    return parse.spell(found.own) + (f" of {parse.spell(found.goal)}" if found.goal else "")


def _score(row: Ranked) -> str:
    """A share stands alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.share is None else percent(row.share / 100 or 0.001)


def _presses(found: Board, asked: Asked) -> Iterator[Press]:
    for period, label in LABELS.items():
        if period is not asked.period:
            yield Press(label, "board.open", asked.ticket(period=period.value))
    if asked.period is not Period.ALL:
        other = By.HOURS if asked.by is By.GOAL else By.GOAL
        yield Press(f"By {other.value}", "board.open", asked.ticket(by=other.value))
    if asked.near:
        yield Press("Whole board", "board.open", asked.ticket(near=False))
    elif found.line_of(asked.reader):
        yield Press("Around me", "board.open", asked.ticket(near=True))
    if asked.area:
        yield Press("All areas", "board.open", asked.ticket(area=""))
    yield Press("Show me", "board.show") if asked.hidden else Press("Hide me", "board.hide")
