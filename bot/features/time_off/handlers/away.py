"""`/roadmate away`: days on which somebody, or the whole team, does not learn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.calendar.weeks import days_of
from bot.core.goals import goals
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM, Absence, weeks_touched
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import NUDGES
from bot.deps import Deps
from bot.dispatch.request import Ask, today_of
from bot.dispatch.router import Doors
from bot.features.time_off.views import away
from bot.slack.message import Answer
from bot.slack.payloads import number_in
from bot.timeexpr import range_ends, time_off_ranges
from bot.timeexpr.range_ends import RangeError

OVER: Final = frozenset({"off", "back", "end", "over", "stop", "none", "i'm back", "im back"})
SHOWN: Final = frozenset({"", "list", "show"})
_WEEKS: Final = 54  # whose goals are looked at


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "away.show", show)
    app.on_click(deps, "away.set", be_away)
    app.on_click(deps, "away.remove", remove)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate away`."""
    words = ask.text.strip().casefold()
    if words in SHOWN:
        return show(deps, ask)
    return end(deps, ask) if words in OVER else be_away(deps, ask)


def show(deps: Deps, ask: Ask) -> Answer:
    """One's own days away, those just over among them, and the team's holidays to come."""
    today = today_of(deps, ask)
    since = today - timedelta(days=range_ends.OLDEST)
    with deps.sessions.read() as session:
        own = absences.set_for(session, workspace=ask.workspace, member=ask.member, since=since)
        team = absences.set_for(session, workspace=ask.workspace, member=TEAM, since=today)
    return away.listing(own, team, today=today, prefix=deps.settings.command_prefix)


def be_away(deps: Deps, ask: Ask) -> Answer:
    """The days that the words name; what is said after a colon is kept as a note."""
    today = today_of(deps, ask)
    words, _, label = ask.text.partition(": ")
    found = time_off_ranges.read_time_off(words, today)
    if isinstance(found, RangeError):
        return away.unfit(found, today=today, prefix=deps.settings.command_prefix)
    with deps.sessions.begin() as session:
        added = absences.add(
            session,
            workspace=ask.workspace,
            member=ask.member,
            first=found.first,
            last=found.last,
            label=time_off_ranges.note_beside(label),
            now=deps.clock.now(),
        )
        if added.holds(today):
            outbox.withdraw(session, workspace=ask.workspace, kinds=NUDGES, recipient=ask.member)
        left = _goals(session, ask, added)
        own = absences.set_for(session, workspace=ask.workspace, member=ask.member, since=added.first)
    endless = next((each for each in own if each.last is None and each.id != added.id), None)
    return away.told(added, left, today=today, endless=endless)


def end(deps: Deps, ask: Ask) -> Answer:
    """Here again from today on; what lies ahead is named and stays until its Remove is pressed."""
    today = today_of(deps, ask)
    with deps.sessions.begin() as session:
        was = absences.end(session, workspace=ask.workspace, member=ask.member, today=today)
        ahead = absences.set_for(session, workspace=ask.workspace, member=ask.member, since=today)
    return away.ended(was, ahead, today=today)


def remove(deps: Deps, ask: Ask) -> Answer:
    """A confirmed button names one of one's own."""
    today = today_of(deps, ask)
    with deps.sessions.begin() as session:
        gone = absences.remove(session, workspace=ask.workspace, member=ask.member, absence=number_in(ask.text))
    return away.removed(gone, today=today)


def _goals(session: Connection, ask: Ask, added: Absence) -> Mapping[str, tuple[int, int]]:
    """What these days leave of each week's goal."""
    last = added.last or added.first + timedelta(weeks=2)
    weeks = weeks_touched(added.first, last, _WEEKS)
    if not weeks:
        return {}
    first, until = days_of(weeks[0])[0], days_of(weeks[-1])[1]
    days = absences.of_member(session, workspace=ask.workspace, member=ask.member, since=first, until=until)
    return goals.lowered(session, workspace=ask.workspace, member=ask.member, weeks=weeks, away=days)
