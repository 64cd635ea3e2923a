"""`/roadmate away`: a member's own days away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from bot.calendar.weeks import week_bounds
from bot.core import time_off
from bot.core.goals import goals
from bot.core.time_off import WHOLE_TEAM, TimeOff, list_affected_weeks
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import NUDGE_KINDS
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.time_off import views
from bot.slack.message import AnyMessage
from bot.slack.payloads import parse_row_id
from bot.timeexpr import range_ends, time_off_ranges
from bot.timeexpr.range_ends import RangeError
from bot.ui.outdated_button import render_as_now

OLDEST_DAY: Final = date(2000, 1, 1)
END_WORDS: Final = frozenset({"off", "back", "end", "over", "stop", "none", "i'm back", "im back"})
SHOW_WORDS: Final = frozenset({"", "list", "show"})
_MAX_WEEKS: Final = 54  # with goals that are looked up


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "away.show", show_time_off)
    app.on_click(deps, "away.set", set_time_off)
    app.on_click(deps, "away.remove", remove_absence)


def answer_away(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate away`: show, set or end days away."""
    words = request.text.strip().casefold()
    if words in SHOW_WORDS:
        return show_time_off(deps, request)
    return end_time_off(deps, request) if words in END_WORDS else set_time_off(deps, request)


def show_time_off(deps: Deps, request: Request) -> AnyMessage:
    """Show one's own days away, those just over among them, and the team's holidays to come."""
    today = requester_today(deps, request)
    since = today - timedelta(days=range_ends.OLDEST)
    with deps.database.read() as conn:
        own = time_off.list_own_time_off(conn, workspace=request.workspace, member=request.member, since=since)
        team = time_off.list_own_time_off(conn, workspace=request.workspace, member=WHOLE_TEAM, since=today)
    return views.render_time_off(own, team, today=today)


def set_time_off(deps: Deps, request: Request) -> AnyMessage:
    """Set the days that the words name; what comes after a colon is kept as a note."""
    today = requester_today(deps, request)
    words, _, label = request.text.partition(": ")
    days = time_off_ranges.read_time_off(words, today)
    if isinstance(days, RangeError):
        return views.render_range_error(days, today=today)
    key = {"workspace": request.workspace, "member": request.member}
    with deps.database.begin() as conn:
        note = time_off_ranges.note_beside(label)
        added = time_off.add_time_off(conn, **key, first=days.first, last=days.last, label=note, now=deps.clock.now())
        if added.contains(today):
            outbox.withdraw_for_recipient(
                conn, workspace=request.workspace, kinds=NUDGE_KINDS, recipient=request.member
            )
        lowered = _lowered_goals(conn, request, added)
        own = time_off.list_own_time_off(conn, **key, since=added.first)
    open_ended = next((each for each in own if each.last is None and each.id != added.id), None)
    return views.render_away_saved(added, lowered, today=today, open_ended=open_ended)


def end_time_off(deps: Deps, request: Request) -> AnyMessage:
    """End what runs today; what lies ahead is named and stays until its Remove is pressed."""
    today = requester_today(deps, request)
    with deps.database.begin() as conn:
        ended = time_off.end_time_off(conn, workspace=request.workspace, member=request.member, today=today)
        ahead = time_off.list_own_time_off(conn, workspace=request.workspace, member=request.member, since=today)
    return views.render_away_ended(ended, ahead, today=today)


def remove_absence(deps: Deps, request: Request) -> AnyMessage:
    """Remove one of one's own absences; a confirmed button names it."""
    today = requester_today(deps, request)
    with deps.database.begin() as conn:
        own = time_off.list_own_time_off(conn, workspace=request.workspace, member=request.member, since=OLDEST_DAY)
        found = next((each for each in own if each.id == parse_row_id(request.text)), None)
        if found and request.is_outdated(found.state):
            return render_as_now(views.render_time_off([found], (), today=today).to_message())
        removed = time_off.remove_time_off(
            conn, workspace=request.workspace, member=request.member, time_off_id=parse_row_id(request.text)
        )
    return views.render_absence_removed(removed, today=today)


def _lowered_goals(conn: Connection, request: Request, absence: TimeOff) -> Mapping[str, tuple[int, int]]:
    """Return what these days leave of each week's goal, and the whole goal, in minutes by week."""
    last = absence.last or absence.first + timedelta(weeks=2)
    weeks = list_affected_weeks(absence.first, last, _MAX_WEEKS)
    if not weeks:
        return {}
    first, until = week_bounds(weeks[0])[0], week_bounds(weeks[-1])[1]
    days = time_off.list_time_off(conn, workspace=request.workspace, member=request.member, since=first, until=until)
    return goals.read_reduced_goals(
        conn, workspace=request.workspace, member=request.member, weeks=weeks, days_off=days
    )
