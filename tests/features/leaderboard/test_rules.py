"""Ranks and ties, neighbours, the minutes to the next rank, and the words that ask for a board."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ledger.rollups import LeaderboardPeriod
from bot.features.leaderboard.rules import (
    Leaderboard,
    LeaderboardOrder,
    LeaderboardQuery,
    MemberMinutes,
    QueryConflict,
    RankedMember,
    minutes_to_next_rank,
    parse_leaderboard_query,
    percent_of_goal,
    rank_members,
    select_around,
)


def board(*minutes: int) -> tuple[RankedMember, ...]:
    return rank_members(
        MemberMinutes(f"U{number:02d}", f"name {number:02d}", count) for number, count in enumerate(minutes, start=1)
    )


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    assert [row.rank for row in board(90, 90, 60, 60, 60, 30)] == [1, 1, 3, 3, 3, 6]


def test_ties_are_ordered_by_name_whatever_its_case_then_by_member() -> None:
    rows = [
        MemberMinutes("U3", "ana", 60),
        MemberMinutes("U2", "Bo", 60),
        MemberMinutes("U1", "Ana", 60),
        MemberMinutes("U4", "cy", 90),
    ]
    assert [row.member for row in rank_members(rows)] == ["U4", "U1", "U3", "U2"]


def test_a_member_without_minutes_is_left_out() -> None:
    assert rank_members(
        [MemberMinutes("U1", "Ana", 0), MemberMinutes("U2", "Bo", 1), MemberMinutes("U3", "Cy", -5)]
    ) == (RankedMember(1, "U2", "Bo", 1),)


def test_an_empty_board() -> None:
    assert rank_members([]) == ()
    assert select_around((), "U1") == ()


def test_the_top_and_the_neighbours_are_shown_each_once() -> None:
    ranked = board(*range(200, 100, -5))
    assert [row.rank for row in select_around(ranked, "U10")] == [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]
    assert [row.rank for row in select_around(ranked, "U05")] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.rank for row in select_around(ranked, "U20")] == [1, 2, 3, 4, 5, 18, 19, 20]
    assert [row.rank for row in select_around(ranked, "U10", top=1, distance=0)] == [1, 10]


def test_a_reader_off_the_board_sees_the_top() -> None:
    assert len(select_around(board(*range(200, 100, -5)), "U99")) == 5


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 5)), max_size=30))
def test_a_rank_is_one_more_than_those_with_more_minutes(people: list[tuple[str, int]]) -> None:
    rows = [MemberMinutes(f"U{place}", name, minutes) for place, (name, minutes) in enumerate(people)]
    ranked = rank_members(reversed(rows))
    assert ranked == rank_members(rows)
    assert {row.member for row in ranked} == {row.member for row in rows if row.minutes}
    for row in ranked:
        assert row.rank == 1 + sum(other.minutes > row.minutes for other in rows)


def test_a_share_is_ranked_as_it_is_printed() -> None:
    ranked = rank_members(
        [
            MemberMinutes("U1", "Ana", 600, 66),
            MemberMinutes("U2", "Bo", 40, 66),
            MemberMinutes("U3", "Cy", 90, 150),
            MemberMinutes("U4", "Di", 1, 0),
        ]
    )
    assert [(row.rank, row.member) for row in ranked] == [(1, "U3"), (2, "U1"), (2, "U2"), (4, "U4")]
    assert [percent_of_goal(minutes, 120) for minutes in (0, 1, 119, 120, 181)] == [0, 0, 99, 100, 150]


def test_the_next_rank_is_above_those_on_the_same_rank() -> None:
    hours = Leaderboard(board(90, 60, 60, 30), own_minutes=60)
    assert minutes_to_next_rank(hours, "U03") == (30, 1)
    assert minutes_to_next_rank(hours, "U04") == (30, 2)
    assert minutes_to_next_rank(hours, "U01") is None
    assert minutes_to_next_rank(hours, "U99") is None


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 300))
def test_with_the_minutes_to_the_next_rank_a_share_is_reached_and_with_less_it_is_not(
    goal: int, own: int, ahead: int
) -> None:
    ranked = rank_members(
        [MemberMinutes("U1", "Ana", 1, ahead), MemberMinutes("U2", "Bo", own, percent_of_goal(own, goal))]
    )
    step = minutes_to_next_rank(Leaderboard(ranked, own, goal), "U2")
    assert (step is None) == (percent_of_goal(own, goal) >= ahead)
    if step:
        assert step[1] == 1
        assert percent_of_goal(own + step[0], goal) >= ahead > percent_of_goal(own + step[0] - 1, goal)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", LeaderboardQuery()),
        ("this week", LeaderboardQuery(LeaderboardPeriod.WEEK)),
        ("Season", LeaderboardQuery(LeaderboardPeriod.SEASON)),
        ("this quarter", LeaderboardQuery(LeaderboardPeriod.SEASON)),
        ("all time", LeaderboardQuery(LeaderboardPeriod.ALL)),
        ("month by goal", LeaderboardQuery(LeaderboardPeriod.MONTH, LeaderboardOrder.GOAL)),
        ("by share of my own goal month", LeaderboardQuery(LeaderboardPeriod.MONTH, LeaderboardOrder.GOAL)),
        ("by  hours", LeaderboardQuery(None, LeaderboardOrder.HOURS)),
        ("goal", LeaderboardQuery(None, LeaderboardOrder.GOAL)),
        ("by share", LeaderboardQuery(None, LeaderboardOrder.GOAL)),
        ("share", LeaderboardQuery(is_share_requested=True)),
        ("by share share", LeaderboardQuery(None, LeaderboardOrder.GOAL, is_share_requested=True)),
        ("me", LeaderboardQuery(is_around_reader=True)),
        (
            "around me in the month by goal",
            LeaderboardQuery(LeaderboardPeriod.MONTH, LeaderboardOrder.GOAL, is_around_reader=True),
        ),
        (
            "networking by goal season",
            LeaderboardQuery(LeaderboardPeriod.SEASON, LeaderboardOrder.GOAL, area_words="networking"),
        ),
        ("hands-on practice", LeaderboardQuery(area_words="hands-on practice")),
        ("week month", QueryConflict.PERIOD),
        ("by goal by hours", QueryConflict.ORDER),
    ],
)
def test_words_are_understood_in_any_order(text: str, expected: LeaderboardQuery | QueryConflict) -> None:
    assert parse_leaderboard_query(text) == expected
