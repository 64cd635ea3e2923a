"""How somebody is doing, in words with their reasons: the same wherever it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.features.team.rules.status import Kind, Reason, State, Why
from bot.slack.mrkdwn import clip, count, escape
from bot.timeexpr.durations import parse

WHERE: Final = 24

Clean = Callable[[str], str]  # what people typed, fit for where it is to stand: `escape`, or `bare` outside of mrkdwn


def in_short(state: State, today: date, catalog: Catalog, clean: Clean = escape) -> str:
    """The state with what it follows from beside hours: `quiet: no entry for 16 days`."""
    words = [reason(each, today, catalog, clean) for each in state.reasons if each.why is not Why.HOURS]
    if state.kind is Kind.UNASSIGNED:
        return "nothing assigned yet"
    if state.kind in (Kind.STUCK, Kind.AWAY):
        return ", ".join(words)
    return ": ".join([state.kind.value, *words])


def reason(reason: Reason, today: date, catalog: Catalog, clean: Clean = escape) -> str:
    """A figure behind a state, in words: `no entry for 16 days`."""
    match reason.why:
        case Why.STUCK:
            days = f"for {count(reason.days, 'day')}" if reason.days else "since today"
            return " ".join(filter(None, ("stuck", _where(reason.where, catalog, clean), days)))
        case Why.AWAY:
            return f"away until {calendar_format.spell(reason.until, today)}" if reason.until else "away"
        case Why.NEW:
            return f"here for {count(reason.days, 'day')}" if reason.days else "here since today"
        case Why.SILENT:
            return f"no entry for {count(reason.days, 'day')}"
        case Why.NEVER:
            return f"no entry yet in {count(reason.days, 'day')}"
        case Why.HOURS:
            return f"{against(reason.minutes, reason.goal)} in four weeks"


def against(minutes: int, goal: int) -> str:
    """`1 h 30 min of 2 h`."""
    return parse.spell(minutes) + (f" of {parse.spell(goal)}" if goal else "")


def _where(where: str, catalog: Catalog, clean: Clean) -> str:
    """`on State Locking`; words that are no subject of ours stand in quotes."""
    place, task = catalog.find_topic(where), catalog.find_assignment(where)
    wider = catalog.find_area(where) or catalog.find_roadmap(where)
    name = place.topic.name if place else task[1].name if task else wider.name if wider else ""
    if name:
        return f"on {clean(clip(name, WHERE))}"
    return f"on “{clean(clip(where, WHERE))}”" if where else ""
