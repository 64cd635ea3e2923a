"""Messages of the leaderboard: the board itself, what hides, turns on and shares it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from bot.calendar import date_text, weeks
from bot.catalog.models import Area
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.features.leaderboard import rules
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.features.leaderboard.rules import Leaderboard, LeaderboardOrder, QueryConflict, RankedMember
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, ConfirmSpec, OverflowSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_percent, person_name
from bot.slack.slash import SLASH
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

TURNED_ON: Final = "The leaderboard is on for everyone here."
NO_ALL_TIME_GOAL: Final = "All time has no goal to compare with, so here's the season."
ALL_TIME_BY_HOURS: Final = "All time has no goal to compare with, so this ranks by hours."


@frozen
class LeaderboardPageContext:
    """The board that is asked for, by whom, and on which of the workspace's days."""

    period: LeaderboardPeriod
    area: Area | None
    reader: str
    is_hidden: bool
    today: date
    lead: str = ""
    order: LeaderboardOrder = LeaderboardOrder.HOURS
    is_around_reader: bool = False

    def button_value(self, **changes: str | bool) -> str:
        """Return the value of a button that leads to this board, or to one with these changes."""
        area = self.area.id if self.area else ""
        current = {"period": self.period.value, "area": area, "by": self.order.value, "near": self.is_around_reader}
        return LeaderboardPayload.model_validate({**current, **changes}).encode()


def render_leaderboard(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> Message:
    """Render the top and the reader's neighbours; without a sum, from which a hidden person could be guessed."""
    lead = f"{page_context.lead}\n" if page_context.lead else ""
    rows = list(_ranking_lines(leaderboard.ranked, page_context.reader, top=0 if page_context.is_around_reader else 5))
    if not leaderboard.ranked:
        rows = [_empty_leaderboard_text(page_context)]
    own = _reader_line(leaderboard, page_context)
    return compose_message(
        section("\n".join([lead + _leaderboard_title(page_context), *rows])),
        context(own) if own else None,
        actions(*_leaderboard_buttons(leaderboard, page_context)),
    )


def _leaderboard_title(page_context: LeaderboardPageContext) -> str:
    """Return the area, the period, and what the board ranks by where that is not hours."""
    area = f": {page_context.area.name}" if page_context.area else ""
    order = " · by share of each person's goal" if page_context.order is LeaderboardOrder.GOAL else ""
    near = " · around you" if page_context.is_around_reader else ""
    return f"*Leaderboard{area}* · {period_text(page_context.period, page_context.today)}{order}{near}"


def _empty_leaderboard_text(page_context: LeaderboardPageContext) -> str:
    period = PERIOD_PHRASES[page_context.period]
    return f"Nobody is on the board {period} yet. Be the first: `{SLASH}log 2h networking`."


def period_text(period: LeaderboardPeriod, today: date) -> str:
    """Return a period as `Week 16-22 Nov`, `November 2026`, `Season Oct-Dec 2026` or `All time`."""
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


def _ranking_lines(ranked: tuple[RankedMember, ...], reader: str, top: int = 5) -> Iterator[str]:
    """Return the first `top` lines and the reader's neighbours, with a mark where others stand between."""
    chosen = {row.member for row in rules.select_around(ranked, reader, top)}
    previous = None if top == 0 else -1
    for index, row in enumerate(ranked):
        if row.member not in chosen:
            continue
        if previous is not None and index != previous + 1:
            yield "…"
        previous = index
        line = f"{row.rank}. {person_name(row.name)}, {_score_text(row)}"
        yield f"*{line} (you)*" if row.member == reader else line


def _reader_line(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> str:
    """Return what only the reader sees of themselves; no rank while they are hidden."""
    period = PERIOD_PHRASES[page_context.period]
    scope = f"{period} on {page_context.area.name}" if page_context.area else period
    minutes = _own_minutes_text(leaderboard)
    if page_context.is_hidden and leaderboard.is_away and not leaderboard.own_minutes:
        return f"You're hidden, and away {scope}. `{SLASH}leaderboard show` brings you back."
    if page_context.is_hidden:
        return f"You're hidden; you have {minutes} {scope}. `{SLASH}leaderboard show` brings you back."
    if leaderboard.find_line(page_context.reader):
        return _reader_standing_text(leaderboard, page_context, f"{minutes} {scope}")
    if leaderboard.is_away and leaderboard.own_minutes:
        return f"You're away {period}, so nothing is due; you have {minutes} anyway."
    if leaderboard.is_away:
        return f"You're away {period}, so nothing is due."
    if not leaderboard.ranked and not page_context.is_around_reader:
        return ""
    if page_context.period is LeaderboardPeriod.ALL:
        return f"You haven't logged anything{f' on {page_context.area.name}' if page_context.area else ''} yet."
    return f"You haven't logged anything {scope} yet."


def _reader_standing_text(leaderboard: Leaderboard, page_context: LeaderboardPageContext, minutes_text: str) -> str:
    """Return the reader's minutes where goals are ranked, and on their part of the board what the next rank takes."""
    sentences = [f"You: {minutes_text}."] if leaderboard.own_goal is not None else []
    if page_context.is_around_reader:
        step = rules.minutes_to_next_rank(leaderboard, page_context.reader)
        sentences.append(
            f"{parse.spell(step[0])} more brings you to rank {step[1]}." if step else "Nobody is ahead of you."
        )
    return " ".join(sentences)


def _own_minutes_text(leaderboard: Leaderboard) -> str:
    """Return `2 h`, or `2 h of 4 h` where there is a goal to compare with."""
    goal = f" of {parse.spell(leaderboard.own_goal)}" if leaderboard.own_goal else ""
    return parse.spell(leaderboard.own_minutes) + goal


def _score_text(row: RankedMember) -> str:
    """Return the hours, or the share alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.goal_percent is None else format_percent(row.goal_percent / 100 or 0.001)


def _leaderboard_buttons(
    leaderboard: Leaderboard, page_context: LeaderboardPageContext
) -> Iterator[ButtonSpec | OverflowSpec]:
    """Return the other periods and the way off the board; the other ways to look at it are behind three dots."""
    for period, label in PERIOD_LABELS.items():
        if period is not page_context.period:
            yield ButtonSpec(label, "board.open", page_context.button_value(period=period.value))
    yield ButtonSpec("Show me", "board.show") if page_context.is_hidden else ButtonSpec("Hide me", "board.hide")
    views = list(_other_views(leaderboard, page_context))
    if len(views) > 1:
        yield OverflowSpec("board.open", views)
    else:
        yield from (ButtonSpec(label, "board.open", value) for label, value in views)


def _other_views(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> Iterator[tuple[str, str]]:
    """Return label and value of each other way to look at the same period."""
    if page_context.period is not LeaderboardPeriod.ALL:
        other = LeaderboardOrder.HOURS if page_context.order is LeaderboardOrder.GOAL else LeaderboardOrder.GOAL
        yield f"By {other.value}", page_context.button_value(by=other.value)
    if page_context.is_around_reader:
        yield "Whole board", page_context.button_value(near=False)
    elif leaderboard.find_line(page_context.reader):
        yield "Around me", page_context.button_value(near=True)
    if page_context.area:
        yield "All areas", page_context.button_value(area="")


def render_leaderboard_off(*, is_admin: bool) -> Message:
    """Say that the board is off; admins get the button that turns it on."""
    if not is_admin:
        return compose_message(section("The leaderboard is off here. An admin can turn it on."))
    effect = (
        "Everyone here will see the names and hours of those who log, in the leaderboard and in the weekly digest. "
        "Anyone can hide."
    )
    turn_on = ButtonSpec(
        "Turn it on", "board.on", confirm=ConfirmSpec("Turn the leaderboard on?", effect, "Turn it on", "Leave it off")
    )
    words = (
        "The leaderboard is off here. As an admin you can turn it on, "
        f"and off again with `{SLASH}roadmate settings board off`."
    )
    return compose_message(section(words), actions(turn_on))


def render_hidden() -> Message:
    """Confirm that the reader is off the board."""
    words = (
        "You're off the leaderboard. Nobody sees your name or hours there or in the digest; "
        "admins and mentors still see your hours. "
        f"`{SLASH}leaderboard show` brings you back."
    )
    return compose_message(section(words), actions(ButtonSpec("Show me again", "board.show")))


def render_shown() -> Message:
    """Confirm that the reader is back on the board."""
    words = (
        "You're on the leaderboard. When it's on, everyone here sees your name and hours. "
        f"`{SLASH}leaderboard hide` takes you off."
    )
    return compose_message(section(words), actions(ButtonSpec("Hide me", "board.hide")))


def render_query_conflict(conflict: QueryConflict) -> Message:
    """Ask for one period, or one way to rank."""
    if conflict is QueryConflict.PERIOD:
        question, example = "Which period: `week`, `month`, `season` or `all`?", "month networking"
    else:
        question, example = "Ranked by what: `by hours` or `by goal`?", "month by goal"
    return compose_message(section(f"{question} Try `{SLASH}leaderboard {example}`."))


def render_share_preview(
    leaderboard: Leaderboard, page_context: LeaderboardPageContext, key: str, *, conversation: str, with_warning: bool
) -> Message:
    """Render the board as everyone would see it, and ask; `with_warning` where other organisations may read it."""
    question = f"*Share this?* Everyone in this {conversation} will see the board as it is now."
    warning = " If people from other organisations are here, they'll see it too." if with_warning else ""
    return compose_message(
        section(question + warning),
        section(_shared_text(leaderboard, page_context)),
        actions(
            ButtonSpec("Share", "board.share", page_context.button_value(near=False, key=key), style="primary"),
            ButtonSpec("Cancel", "board.drop"),
        ),
    )


def render_shared_leaderboard(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> Message:
    """Render the top for everyone: nothing of whoever shared it, and no buttons, which would change it."""
    how = f"Shared from `{SLASH}leaderboard`. Hidden members aren't shown."
    return compose_message(section(_shared_text(leaderboard, page_context)), context(how), is_public=True)


def render_nothing_to_share(page_context: LeaderboardPageContext) -> Message:
    """Say that an empty board is not shared."""
    title, empty = _leaderboard_title(page_context), _empty_leaderboard_text(page_context)
    return compose_message(section(f"{title}\n{empty} There's nothing to share."))


def render_external_channel() -> Message:
    """Refuse to share names and hours with other organisations."""
    words = (
        "People from other organisations are in this channel, so I don't share the leaderboard here. "
        "Try a channel of your own."
    )
    return compose_message(section(words))


def _shared_text(leaderboard: Leaderboard, page_context: LeaderboardPageContext) -> str:
    return "\n".join([_leaderboard_title(page_context), *_ranking_lines(leaderboard.ranked, "")])
