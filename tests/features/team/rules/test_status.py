"""How somebody is doing: the table of the states, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.time_off.absence import Absence
from bot.features.team.rules import status
from bot.features.team.rules.status import Facts, Kind, Reason, State, Trouble, Why

MONDAY = date(2026, 11, 23)
LONG_AGO = date(2026, 1, 5)
GOALS = dict.fromkeys(status.weeks(MONDAY), 60)


def days(back: int) -> date:
    return MONDAY - timedelta(days=back)


def state(today: date = MONDAY, **known: Any) -> State:
    facts = Facts(LONG_AGO, days(1), minutes=0, goals=dict.fromkeys(status.weeks(today), 60), assigned=True)
    return status.of(replace(facts, **known), today)


def away(first: int, last: int) -> Absence:
    """From so many days back to so many."""
    return Absence(days(first), days(last))


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ({"minutes": 120}, Kind.ON_TRACK),
        ({"minutes": 119}, Kind.BEHIND),
        ({"minutes": 119, "last": days(13)}, Kind.BEHIND),
        ({"minutes": 119, "last": days(14)}, Kind.QUIET),
        ({"minutes": 120, "last": days(14)}, Kind.ON_TRACK),  # silence alone is no state
        ({"last": None}, Kind.QUIET),
        ({"first": days(13), "last": None}, Kind.NEW),
        ({"first": days(14), "last": None}, Kind.QUIET),
        ({"first": days(14), "minutes": 60}, Kind.ON_TRACK),  # two weeks of goal, not four
        ({"first": days(14), "minutes": 59}, Kind.BEHIND),
        ({"last": None, "away": (away(0, -3),)}, Kind.AWAY),
        ({"first": days(3), "last": None, "away": (away(0, 0),)}, Kind.AWAY),
        ({"last": None, "away": (away(40, 1),)}, Kind.ON_TRACK),  # back today: no goal is left
        ({"last": days(20), "away": (away(10, 10),)}, Kind.QUIET),
        ({"last": days(20), "away": (away(19, 4),)}, Kind.BEHIND),  # there for days only
        ({"minutes": 60, "away": (away(28, 15),)}, Kind.ON_TRACK),  # half the goal is gone, and half of that is done
        ({"goals": dict.fromkeys(GOALS, 0), "last": None}, Kind.ON_TRACK),
        ({"last": None, "assigned": False}, Kind.UNASSIGNED),
        ({"first": days(13), "last": None, "assigned": False}, Kind.NEW),
        ({"last": days(90), "assigned": False}, Kind.UNASSIGNED),  # one try obliges to nothing
        ({"minutes": 119, "assigned": False}, Kind.UNASSIGNED),
        ({"minutes": 120, "assigned": False}, Kind.ON_TRACK),
        ({"last": days(90), "assigned": False, "away": (away(40, 1),)}, Kind.UNASSIGNED),
        ({"last": None, "assigned": False, "away": (away(0, 0),)}, Kind.AWAY),
        ({"minutes": 240, "stuck": (Trouble(days(3), "state"),)}, Kind.STUCK),
        ({"last": None, "assigned": False, "stuck": (Trouble(days(3), "state"),)}, Kind.STUCK),
        ({"first": days(3), "stuck": (Trouble(days(3), "state"),), "away": (away(0, 0),)}, Kind.STUCK),
    ],
)
def test_each_row(known: dict[str, Any], kind: Kind) -> None:
    assert state(**known).kind is kind


def test_the_reasons_hold_every_figure() -> None:
    hours = Reason(Why.HOURS, minutes=20, goal=240)
    assert state(minutes=20).reasons == (hours,)
    assert state(minutes=20, last=days(16)).reasons == (Reason(Why.SILENT, days=16), hours)
    assert state(minutes=20, last=None).reasons == (Reason(Why.NEVER, days=322), hours)
    assert state(away=(away(2, 1), away(0, -3))).reasons == (Reason(Why.AWAY, until=days(-3)),)
    assert state(away=(Absence(days(2), None),)).reasons == (Reason(Why.AWAY),)
    new = state(first=days(5), minutes=20)
    assert new.reasons == (Reason(Why.NEW, days=5),)  # of four weeks there is nothing to say yet
    assert state(last=None, assigned=False).reasons == (Reason(Why.HOURS),)
    stuck = state(minutes=20, stuck=(Trouble(days(3), "state locks"),), away=(away(0, -3),))
    where = Reason(Why.STUCK, days=3, where="state locks")
    assert stuck.reasons == (where, Reason(Why.AWAY, until=days(-3)), hours)
    assert state(first=days(13), stuck=(Trouble(days(3), "state locks"),)).reasons == (where,)


def test_the_running_weeks_goal_counts_by_the_day() -> None:
    thursday = MONDAY + timedelta(days=3)
    (hours,) = state(thursday, minutes=240).reasons
    assert hours.goal == 240
    (hours,) = state(
        thursday, minutes=240, goals={**dict.fromkeys(status.weeks(thursday), 60), "2026-W48": 160}
    ).reasons
    assert hours.goal == 24 + 180 + 96  # two of five days four weeks ago, three of this week


@pytest.mark.parametrize(
    ("known", "severity"),
    [
        ({"minutes": 240}, 0),
        ({"minutes": 60}, 1),
        ({"minutes": 59}, 2),
        ({"last": days(14)}, 3),
        ({"last": days(28)}, 4),
        ({"last": days(56)}, 5),
        ({"first": days(13)}, 0),
        ({"last": None, "away": (away(0, 0),)}, 0),
        ({"last": None, "assigned": False}, 0),
        ({"minutes": 240, "stuck": (Trouble(days(3), "state"),)}, 6),
    ],
)
def test_severity_grows_in_steps(known: dict[str, Any], severity: int) -> None:
    assert status.severity(state(**known)) == severity
