"""The leaderboard as one reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import date_text, weeks
from bot.catalog.models import Area
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.features.leaderboard import rules
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.features.leaderboard.rules import Leaderboard, LeaderboardOrder, QueryConflict, RankedMember
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_percent
from bot.timeexpr.durations import parse

MONTH_NAMES: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


PERIOD_LABELS: Final = {
    LeaderboardPeriod.WEEK: "Week",
    LeaderboardPeriod.MONTH: "Month",
    LeaderboardPeriod.SEASON: "Season",
    LeaderboardPeriod.ALL: "All time",
}


PERIOD_PHRASES: Final = {
    LeaderboardPeriod.WEEK: "this week",
    LeaderboardPeriod.MONTH: "this month",
    LeaderboardPeriod.SEASON: "this season",
    LeaderboardPeriod.ALL: "so far",
}


@dataclass(frozen=True, slots=True)
class LeaderboardPageContext:
    """Which board is asked for, by whom, on which of the workspace's days; `near` is only what is around the reader."""

    period: LeaderboardPeriod
    area: Area | None
    reader: str
    is_hidden: bool
    today: date
    lead: str = ""
    order: LeaderboardOrder = LeaderboardOrder.HOURS
    is_around_reader: bool = False

    def button_value(self, **changes: str | bool) -> str:
        """The value of a button that leads to this board, or to one that differs so."""
        area = self.area.id if self.area else ""
        stands = {"period": self.period.value, "area": area, "by": self.order.value, "near": self.is_around_reader}
        return LeaderboardPayload.model_validate({**stands, **changes}).encode()


def render_leaderboard(leaderboard: Leaderboard, page_context: LeaderboardPageContext, prefix: str) -> Message:
    """The top of the board and the reader's neighbours; without a sum, from which a hidden person could be guessed."""
    lead = f"{page_context.lead}\n" if page_context.lead else ""
    rows = list(ranking_lines(leaderboard.ranked, page_context.reader, top=0 if page_context.is_around_reader else 5))
    if not leaderboard.ranked:
        rows = [empty_leaderboard_text(page_context, prefix)]
    own = reader_line(leaderboard, page_context, prefix)
    return compose_message(
        section("\n".join([lead + leaderboard_title(page_context), *rows])),
        context(own) if own else None,
        actions(*_leaderboard_buttons(leaderboard, page_context)),
    )


def leaderboard_title(page_context: LeaderboardPageContext) -> str:
    """What every board begins with: its area, its period, and what it ranks by where that is not hours."""
    of = f": {page_context.area.name}" if page_context.area else ""
    by = " · by share of one's own goal" if page_context.order is LeaderboardOrder.GOAL else ""
    near = " · around you" if page_context.is_around_reader else ""
    return f"*Leaderboard{of}* · {period_text(page_context.period, page_context.today)}{by}{near}"


def empty_leaderboard_text(page_context: LeaderboardPageContext, prefix: str) -> str:
    """The one line of an empty board."""
    return f"Nobody is on the board {PERIOD_PHRASES[page_context.period]} yet. `/{prefix}log 2h networking` would be the first."


def period_text(period: LeaderboardPeriod, today: date) -> str:
    """A period as every board prints it: `Week 16-22 Nov`, `November 2026`, `Season Oct-Dec 2026`, `All time`."""
    days = period.first_and_last_day(today)
    if days is None:
        return "All time"
    first, last = days
    match period:
        case LeaderboardPeriod.WEEK:
            return f"Week {weeks.day_range_text(first, last, today)}"
        case LeaderboardPeriod.SEASON:
            return f"Season {date_text.MONTHS[first.month - 1]}-{date_text.MONTHS[last.month - 1]} {last.year}"
        case _:
            return f"{MONTH_NAMES[first.month - 1]} {first.year}"


def ranking_lines(ranked: tuple[RankedMember, ...], reader: str, top: int = 5) -> Iterator[str]:
    """The first so many and the reader's neighbours, with a mark where others stand between."""
    chosen = {row.member for row in rules.select_around(ranked, reader, top)}
    before = None if top == 0 else -1
    for place, row in enumerate(ranked):
        if row.member not in chosen:
            continue
        if before is not None and place != before + 1:
            yield "…"
        before = place
        line = f"{row.rank}. {escape(clip(row.name, 60))}, {_score_text(row)}"
        yield f"*{line} (you)*" if row.member == reader else line


def reader_line(leaderboard: Leaderboard, page_context: LeaderboardPageContext, prefix: str) -> str:
    """What only the reader is told of themselves; no rank as long as they hide."""
    span = PERIOD_PHRASES[page_context.period] + (f" on {page_context.area.name}" if page_context.area else "")
    done = _own_minutes_text(leaderboard)
    if page_context.is_hidden:
        own = f"away {span}" if leaderboard.is_away and not leaderboard.own_minutes else f"{done} {span}"
        return f"You are hidden; {own}. `/{prefix}leaderboard show` brings you back."
    if leaderboard.find_line(page_context.reader):
        return _reader_standing_text(leaderboard, page_context, f"{done} {span}")
    if leaderboard.is_away:
        return f"You are away {PERIOD_PHRASES[page_context.period]}, so nothing is missing{f'; {done} logged' if leaderboard.own_minutes else ''}."
    return f"You have logged nothing {span} yet." if leaderboard.ranked or page_context.is_around_reader else ""


def _reader_standing_text(leaderboard: Leaderboard, page_context: LeaderboardPageContext, minutes_text: str) -> str:
    """What somebody on the board is told: around them the way to the next rank, and with goals their own."""
    said = [f"You: {minutes_text}."] if leaderboard.own_goal is not None else []
    if page_context.is_around_reader:
        way = rules.minutes_to_next_rank(leaderboard, page_context.reader)
        said.append(f"{parse.spell(way[0])} more brings you to rank {way[1]}." if way else "Nobody is ahead of you.")
    return " ".join(said)


def _own_minutes_text(leaderboard: Leaderboard) -> str:
    """`2 h`, or `2 h of 4 h` where there is a goal to compare with."""
    return parse.spell(leaderboard.own_minutes) + (
        f" of {parse.spell(leaderboard.own_goal)}" if leaderboard.own_goal else ""
    )


def _score_text(row: RankedMember) -> str:
    """A share stands alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.goal_percent is None else format_percent(row.goal_percent / 100 or 0.001)


def _leaderboard_buttons(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> Iterator[ButtonSpec]:
    for period, label in PERIOD_LABELS.items():
        if period is not page_context.period:
            yield ButtonSpec(label, "board.open", page_context.button_value(period=period.value))
    if page_context.period is not LeaderboardPeriod.ALL:
        other = LeaderboardOrder.HOURS if page_context.order is LeaderboardOrder.GOAL else LeaderboardOrder.GOAL
        yield ButtonSpec(f"By {other.value}", "board.open", page_context.button_value(by=other.value))
    if page_context.is_around_reader:
        yield ButtonSpec("Whole board", "board.open", page_context.button_value(near=False))
    elif leaderboard.find_line(page_context.reader):
        yield ButtonSpec("Around me", "board.open", page_context.button_value(near=True))
    if page_context.area:
        yield ButtonSpec("All areas", "board.open", page_context.button_value(area=""))
    yield ButtonSpec("Show me", "board.show") if page_context.is_hidden else ButtonSpec("Hide me", "board.hide")


TURNED_ON: Final = "*The leaderboard is on* for everybody here."


NO_ALL_TIME_GOAL: Final = "All time has no goal to take a share of, so this is the season."


ALL_TIME_BY_HOURS: Final = "All time has no goal to take a share of, so it is ranked by hours."


def render_leaderboard_off(*, is_admin: bool, prefix: str) -> Message:
    """There is no board here until an admin wants one."""
    if not is_admin:
        return compose_message(section("The leaderboard is off in this workspace. An admin can turn it on."))
    effect = (
        "Everybody here will see the names and hours of those who log, in the leaderboard and in the weekly digest. "
        "Each person can hide."
    )
    turn_on = ButtonSpec(
        "Turn it on", "board.on", confirm=ConfirmSpec("Turn the leaderboard on?", effect, "Turn it on", "Leave it off")
    )
    words = (
        "The leaderboard is off in this workspace. As an admin you can turn it on, "
        f"and off again with `/{prefix}roadmate settings board off`."
    )
    return compose_message(section(words), actions(turn_on))


def render_hidden(prefix: str) -> Message:
    """The reader has left the board."""
    words = (
        "*You are off the leaderboard.* Nobody sees your name or hours there or in the digest. "
        "Your plan goes on as before, and admins and mentors still see your hours. "
        f"`/{prefix}leaderboard show` brings you back."
    )
    return compose_message(section(words), actions(ButtonSpec("Show me again", "board.show")))


def render_shown(prefix: str) -> Message:
    """The reader is back on the board."""
    words = (
        "*You are on the leaderboard.* Where it is on, everybody here sees your name and hours on it. "
        f"`/{prefix}leaderboard hide` takes you off."
    )
    return compose_message(section(words), actions(ButtonSpec("Hide me", "board.hide")))


def render_query_conflict(conflict: QueryConflict, prefix: str) -> Message:
    """More than one period, or more than one way to rank, at once."""
    if conflict is QueryConflict.PERIOD:
        ask, example = "Which period: `week`, `month`, `season` or `all`?", "month networking"
    else:
        ask, example = "Ranked by what: `by hours` or `by goal`?", "month by goal"
    return compose_message(section(f"{ask} Name one, for example `/{prefix}leaderboard {example}`."))


def render_share_preview(
    leaderboard: Leaderboard, page_context: LeaderboardPageContext, key: str, *, conversation: str, with_warning: bool
) -> Message:
    """The board as everyone would see it, and whether they should; `warned` where strangers may be among them."""
    ask = f"*Share this?* Everyone in this {conversation} will see what stands below, and it stays as it is now."
    warning = " If people of other organisations are here, they will see it too." if with_warning else ""
    return compose_message(
        section(ask + warning),
        section(_shared_text(leaderboard, page_context)),
        actions(
            ButtonSpec("Share", "board.share", page_context.button_value(near=False, key=key), style="primary"),
            ButtonSpec("Cancel", "board.drop"),
        ),
    )


def render_shared_leaderboard(leaderboard: Leaderboard, page_context: LeaderboardPageContext, prefix: str) -> Message:
    """The top of the board for everyone: nothing of whoever shared it, and no buttons, which would change it."""
    typed = f"/{prefix}leaderboard"
    how = f"Shared from `{typed}`. People who hide are not shown. `{typed} hide` hides you too."
    return compose_message(section(_shared_text(leaderboard, page_context)), context(how), is_public=True)


def render_nothing_to_share(page_context: LeaderboardPageContext, prefix: str) -> Message:
    """Nothing to share."""
    return compose_message(
        section(
            f"{leaderboard_title(page_context)}\n{empty_leaderboard_text(page_context, prefix)} There is nothing to share."
        )
    )


def render_external_channel() -> Message:
    """Names and hours stay in the house."""
    words = (
        "People of other organisations are in this channel, so the leaderboard is not shared here. "
        "In a channel of your own it can be."
    )
    return compose_message(section(words))


def _shared_text(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> str:
    return "\n".join([leaderboard_title(page_context), *ranking_lines(leaderboard.ranked, "")])
