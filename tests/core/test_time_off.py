"""Days away: what they take from a week, and how they grow together."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import AdjustableClock
from bot.core import time_off
from bot.core.goals.goals import GoalProgress, reduce_goal
from bot.core.time_off import (
    WHOLE_TEAM,
    TeamTimeOff,
    TimeOff,
    count_workdays_present,
    find_stretch,
    is_away,
    list_affected_weeks,
    merge_stretches,
)
from bot.db.engine import Connection, Database

ANA = {"workspace": "T1", "member": "U1"}
TODAY = date(2026, 11, 21)


def nov(day: int) -> date:
    return date(2026, 11, day)


def add(
    conn: Connection, clock: AdjustableClock, first: int, last: int | None, label: str = "", **owner: str
) -> TimeOff:
    end = nov(last) if last else None
    return time_off.add_time_off(conn, **{**ANA, **owner}, first=nov(first), last=end, label=label, now=clock.now())


def spans(found: tuple[TimeOff, ...]) -> list[tuple[int, int | None]]:
    return [(each.first.day, each.last.day if each.last else None) for each in found]


def test_what_touches_grows_into_one(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 3, 5)
        add(conn, clock, 9, 10, "sick")
        assert spans((add(conn, clock, 11, 12, "sick"),)) == [(9, 12)]
        assert spans((add(conn, clock, 9, 12, "sick"),)) == [(9, 12)]
        assert spans((add(conn, clock, 10, 11),)) == [(9, 12)]
        assert spans((add(conn, clock, 6, 8),)) == [(3, 8)]
        assert spans((add(conn, clock, 18, None),)) == [(18, None)]
        assert spans((add(conn, clock, 20, None),)) == [(18, None)]
    with people.read() as conn:
        assert spans(time_off.list_own_time_off(conn, **ANA, since=nov(1))) == [(3, 8), (9, 12), (18, None)]


def test_days_that_begin_later_outlast_the_end_of_an_open_absence(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 25, 26)
        add(conn, clock, 18, None)
        add(conn, clock, 28, 29)
        time_off.end_time_off(conn, **ANA, today=nov(20))
        assert spans(time_off.list_own_time_off(conn, **ANA, since=nov(1))) == [(18, 19), (25, 26), (28, 29)]


def test_a_label_stays_with_its_own_days(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 9, 10, "sick")
        assert add(conn, clock, 11, 12).label == ""
        add(conn, clock, 10, 11, "trip")
        assert add(conn, clock, 11, 12, "trip").label == "trip"
        add(conn, clock, 16, 17)
        add(conn, clock, 16, 17, "feast")
        found = time_off.list_own_time_off(conn, **ANA, since=nov(1))
    assert [(each.label, *spans((each,))[0]) for each in found] == [
        ("sick", 9, 10),
        ("trip", 10, 12),
        ("feast", 16, 17),
    ]


def test_ending_time_off_returns_the_row_that_would_have_ended_last(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 16, None, "sick")
        add(conn, clock, 17, 20)
        ended = time_off.end_time_off(conn, **ANA, today=nov(18))
        assert ended
        assert spans((ended,)) == [(16, None)]


def test_holidays_grow_only_with_others_of_their_name(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 24, 25, "Christmas", member=WHOLE_TEAM)
        add(conn, clock, 26, 26, "Boxing Day", member=WHOLE_TEAM)
        add(conn, clock, 25, 25, "Christmas", member=WHOLE_TEAM)
    with people.read() as conn:
        found = time_off.list_own_time_off(conn, workspace="T1", member=WHOLE_TEAM, since=nov(1))
    assert [(each.label, each.first.day) for each in found] == [("Christmas", 24), ("Boxing Day", 26)]


def test_a_members_days_are_their_own_and_the_teams(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 2, 3)
        add(conn, clock, 16, 17)
        add(conn, clock, 18, 18, "Feast", member=WHOLE_TEAM)
        add(conn, clock, 19, 20, member="U2")
        add(conn, clock, 16, 20, workspace="T2")
        add(conn, clock, 20, None)
    with people.read() as conn:
        asked = {"since": nov(3), "until": nov(19)}
        assert spans(time_off.list_time_off(conn, **ANA, **asked)) == [(2, 3), (16, 17), (18, 18)]
        assert time_off.list_time_off(conn, **ANA, since=nov(18), until=nov(18))[0].label == "Feast"
        assert spans(time_off.list_time_off(conn, **ANA, since=date(2027, 1, 1), until=date(2027, 1, 2))) == [
            (20, None)
        ]
        team_time_off = time_off.read_team_time_off(conn, workspace="T1", since=nov(17), until=nov(19))
    assert spans(team_time_off.for_member("U1")) == [(18, 18), (16, 17)]
    assert spans(team_time_off.for_member("U2")) == [(18, 18), (19, 20)]
    assert spans(team_time_off.for_member("U3")) == [(18, 18)]


def test_only_ones_own_is_removed_and_once(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        mine = add(conn, clock, 16, 17)
        for other in ({"member": "U2"}, {"workspace": "T2"}, {"member": WHOLE_TEAM}):
            assert time_off.remove_time_off(conn, **{**ANA, **other}, time_off_id=mine.id) is None
        assert time_off.remove_time_off(conn, **ANA, time_off_id=mine.id) == mine
        assert time_off.remove_time_off(conn, **ANA, time_off_id=mine.id) is None


def test_ending_keeps_the_days_before_today_and_what_lies_ahead(people: Database, clock: AdjustableClock) -> None:
    with people.begin() as conn:
        add(conn, clock, 16, None)
        ended = time_off.end_time_off(conn, **ANA, today=nov(19))
        assert ended
        assert spans((ended,)) == [(16, None)]
        add(conn, clock, 25, 26)
        assert time_off.end_time_off(conn, **ANA, today=nov(19)) is None
        assert spans(time_off.list_own_time_off(conn, **ANA, since=nov(1))) == [(16, 18), (25, 26)]
        time_off.end_time_off(conn, **ANA, today=nov(25))
        assert spans(time_off.list_own_time_off(conn, **ANA, since=nov(1))) == [(16, 18)]


WEEK = "2026-W47"  # 16-22 Nov
MONDAY = date(2026, 11, 16)


def away(first: int, last: int | None) -> TimeOff:
    """From one day of November to another."""
    return TimeOff(date(2026, 11, first), date(2026, 11, last) if last else None)


@pytest.mark.parametrize(
    ("absences", "present"),
    [
        ((), 5),
        ((away(16, 16),), 4),
        ((away(21, 22),), 5),
        ((away(9, 15), away(23, 30)), 5),
        ((away(16, 18), away(17, 19)), 1),
        ((away(20, None),), 4),
        ((away(1, None),), 0),
    ],
    ids=["none", "a day", "weekend", "around it", "overlapping count once", "open end", "all of it"],
)
def test_a_week_has_five_days_less_those_away(absences: tuple[TimeOff, ...], present: int) -> None:
    assert count_workdays_present(WEEK, absences) == present


def test_the_goal_is_lowered_to_whole_minutes() -> None:
    assert reduce_goal(120, WEEK, ()) == 120
    assert reduce_goal(120, WEEK, (away(17, 18),)) == 72
    assert reduce_goal(16, WEEK, (away(17, 17),)) == 12
    assert reduce_goal(120, WEEK, (away(16, 20),)) == 0


def test_a_goal_of_zero_is_never_met() -> None:
    assert GoalProgress(WEEK, 120, 120, 5, 120).is_met
    assert not GoalProgress(WEEK, 120, 120, 5, 119).is_met
    assert not GoalProgress(WEEK, 120, 0, 0, 60).is_met


def test_days_that_follow_one_another_are_one_stretch() -> None:
    assert merge_stretches((away(9, 13), away(3, 5), away(14, 20))) == (away(3, 5), away(9, 20))
    assert merge_stretches((away(9, 13), away(15, None))) == (away(9, 13), away(15, None))
    assert find_stretch(date(2026, 11, 10), (away(9, 13), away(14, 20))) == away(9, 20)
    assert find_stretch(date(2026, 11, 14), (away(9, 13), away(15, 20))) is None


SOME = st.lists(
    st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 10))).map(
        lambda pair: TimeOff(
            MONDAY + timedelta(days=pair[0]),
            None if pair[1] is None else MONDAY + timedelta(days=pair[0] + pair[1]),
        )
    ),
    max_size=5,
)


@given(SOME)
def test_joining_changes_no_day(absences: list[TimeOff]) -> None:
    whole = merge_stretches(absences)
    for number in range(-3, 60):
        day = MONDAY + timedelta(days=number)
        assert is_away(day, absences) == is_away(day, whole)
    for one, other in pairwise(whole):
        assert one.last is not None
        assert other.first - one.last > timedelta(days=1)


def test_everybody_is_away_on_the_teams_holidays() -> None:
    team_time_off = TeamTimeOff((away(16, 16),), {"U1": (away(18, 19),)})
    assert [count_workdays_present(WEEK, team_time_off.for_member(member)) for member in ("U1", "U2")] == [2, 4]


def test_the_weeks_with_a_working_day_are_touched() -> None:
    assert list_affected_weeks(date(2026, 11, 20), date(2026, 11, 30), 9) == ["2026-W47", "2026-W48", "2026-W49"]
    assert list_affected_weeks(date(2026, 11, 21), date(2026, 11, 22), 9) == []
    assert list_affected_weeks(date(2026, 11, 16), date(2027, 11, 16), 2) == ["2026-W47", "2026-W48"]
