"""How somebody is doing: the table of the statuses, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.time_off import TimeOff
from bot.features.team.rules import status
from bot.features.team.rules.status import (
    MemberStatus,
    OpenHelpRequest,
    StatusFacts,
    StatusKind,
    StatusReason,
    StatusReasonKind,
)

MONDAY = date(2026, 11, 23)
LONG_AGO = date(2026, 1, 5)
GOALS = dict.fromkeys(status.goal_weeks(MONDAY), 60)


def days(back: int) -> date:
    return MONDAY - timedelta(days=back)


def decide(today: date = MONDAY, **known: Any) -> MemberStatus:
    facts = StatusFacts(
        LONG_AGO, days(1), minutes=0, goals=dict.fromkeys(status.goal_weeks(today), 60), is_assigned=True
    )
    return status.decide_status(replace(facts, **known), today)


def away(first: int, last: int) -> TimeOff:
    """From so many days back to so many."""
    return TimeOff(days(first), days(last))


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ({"minutes": 120}, StatusKind.ON_TRACK),
        ({"minutes": 119}, StatusKind.BEHIND),
        ({"minutes": 119, "last_entry": days(13)}, StatusKind.BEHIND),
        ({"minutes": 119, "last_entry": days(14)}, StatusKind.QUIET),
        ({"minutes": 120, "last_entry": days(14)}, StatusKind.ON_TRACK),  # silence alone is no decide
        ({"last_entry": None}, StatusKind.QUIET),
        ({"first_seen": days(13), "last_entry": None}, StatusKind.NEW),
        ({"first_seen": days(14), "last_entry": None}, StatusKind.QUIET),
        ({"first_seen": days(14), "minutes": 60}, StatusKind.ON_TRACK),  # two weeks of goal, not four
        ({"first_seen": days(14), "minutes": 59}, StatusKind.BEHIND),
        ({"last_entry": None, "absences": (away(0, -3),)}, StatusKind.AWAY),
        ({"first_seen": days(3), "last_entry": None, "absences": (away(0, 0),)}, StatusKind.AWAY),
        ({"last_entry": None, "absences": (away(40, 1),)}, StatusKind.ON_TRACK),  # back today: no goal is left
        ({"last_entry": days(20), "absences": (away(10, 10),)}, StatusKind.QUIET),
        ({"last_entry": days(20), "absences": (away(19, 4),)}, StatusKind.BEHIND),  # there for days only
        ({"minutes": 60, "absences": (away(28, 15),)}, StatusKind.ON_TRACK),  # half of the goal that is left is done
        ({"goals": dict.fromkeys(GOALS, 0), "last_entry": None}, StatusKind.ON_TRACK),
        ({"last_entry": None, "is_assigned": False}, StatusKind.UNASSIGNED),
        ({"first_seen": days(13), "last_entry": None, "is_assigned": False}, StatusKind.NEW),
        ({"last_entry": days(90), "is_assigned": False}, StatusKind.UNASSIGNED),  # one try obliges to nothing
        ({"minutes": 119, "is_assigned": False}, StatusKind.UNASSIGNED),
        ({"minutes": 120, "is_assigned": False}, StatusKind.ON_TRACK),
        ({"last_entry": days(90), "is_assigned": False, "absences": (away(40, 1),)}, StatusKind.UNASSIGNED),
        ({"last_entry": None, "is_assigned": False, "absences": (away(0, 0),)}, StatusKind.AWAY),
        ({"minutes": 240, "help_requests": (OpenHelpRequest(days(3), "state"),)}, StatusKind.STUCK),
        (
            {"last_entry": None, "is_assigned": False, "help_requests": (OpenHelpRequest(days(3), "state"),)},
            StatusKind.STUCK,
        ),
        (
            {"first_seen": days(3), "help_requests": (OpenHelpRequest(days(3), "state"),), "absences": (away(0, 0),)},
            StatusKind.STUCK,
        ),
    ],
)
def test_the_first_row_that_fits_decides(known: dict[str, Any], kind: StatusKind) -> None:
    assert decide(**known).kind is kind


def test_the_reasons_hold_every_figure() -> None:
    hours = StatusReason(StatusReasonKind.HOURS, minutes=20, goal=240)
    assert decide(minutes=20).reasons == (hours,)
    assert decide(minutes=20, last_entry=days(16)).reasons == (StatusReason(StatusReasonKind.SILENT, days=16), hours)
    assert decide(minutes=20, last_entry=None).reasons == (StatusReason(StatusReasonKind.NEVER_BOOKED, days=322), hours)
    assert decide(absences=(away(2, 1), away(0, -3))).reasons == (StatusReason(StatusReasonKind.AWAY, until=days(-3)),)
    assert decide(absences=(TimeOff(days(2), None),)).reasons == (StatusReason(StatusReasonKind.AWAY),)
    new = decide(first_seen=days(5), minutes=20)
    assert new.reasons == (StatusReason(StatusReasonKind.NEW, days=5),)  # of four weeks there is nothing to say yet
    assert decide(last_entry=None, is_assigned=False).reasons == (StatusReason(StatusReasonKind.HOURS),)
    stuck = decide(minutes=20, help_requests=(OpenHelpRequest(days(3), "state locks"),), absences=(away(0, -3),))
    where = StatusReason(StatusReasonKind.STUCK, days=3, about="state locks")
    assert stuck.reasons == (where, StatusReason(StatusReasonKind.AWAY, until=days(-3)), hours)
    assert decide(first_seen=days(13), help_requests=(OpenHelpRequest(days(3), "state locks"),)).reasons == (where,)


def test_the_running_weeks_goal_counts_by_the_day() -> None:
    thursday = MONDAY + timedelta(days=3)
    (hours,) = decide(thursday, minutes=240).reasons
    assert hours.goal == 240
    goals = {**dict.fromkeys(status.goal_weeks(thursday), 60), "2026-W48": 160}
    (hours,) = decide(thursday, minutes=240, goals=goals).reasons
    assert hours.goal == 24 + 180 + 96  # two of five days four weeks ago, three of this week


@pytest.mark.parametrize(
    ("known", "severity"),
    [
        ({"minutes": 240}, 0),
        ({"minutes": 60}, 1),
        ({"minutes": 59}, 2),
        ({"last_entry": days(14)}, 3),
        ({"last_entry": days(28)}, 4),
        ({"last_entry": days(56)}, 5),
        ({"first_seen": days(13)}, 0),
        ({"last_entry": None, "absences": (away(0, 0),)}, 0),
        ({"last_entry": None, "is_assigned": False}, 0),
        ({"minutes": 240, "help_requests": (OpenHelpRequest(days(3), "state"),)}, 6),
    ],
)
def test_severity_grows_in_steps(known: dict[str, Any], severity: int) -> None:
    assert status.status_severity(decide(**known)) == severity
