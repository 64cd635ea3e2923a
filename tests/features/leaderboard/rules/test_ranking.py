"""The board: shared ranks, stable order, neighbours and no bottom."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.leaderboard.rules.ranking import Board, Ranked, Row, around, rank, share, to_next


def board(*minutes: int) -> tuple[Ranked, ...]:
    return rank(Row(f"U{place:02d}", f"name {place:02d}", count) for place, count in enumerate(minutes, start=1))


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    assert [row.rank for row in board(90, 90, 60, 60, 60, 30)] == [1, 1, 3, 3, 3, 6]


def test_ties_are_ordered_by_name_whatever_its_case_then_by_member() -> None:
    rows = [Row("U3", "ana", 60), Row("U2", "Bo", 60), Row("U1", "Ana", 60), Row("U4", "cy", 90)]
    assert [row.member for row in rank(rows)] == ["U4", "U1", "U3", "U2"]


def test_who_has_no_minutes_is_left_out() -> None:
    assert rank([Row("U1", "Ana", 0), Row("U2", "Bo", 1), Row("U3", "Cy", -5)]) == (Ranked(1, "U2", "Bo", 1),)


def test_an_empty_board() -> None:
    assert rank([]) == ()
    assert around((), "U1") == ()


def test_the_top_and_the_neighbours_are_shown_each_once() -> None:
    ranked = board(*range(200, 100, -5))
    assert [row.rank for row in around(ranked, "U10")] == [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]
    assert [row.rank for row in around(ranked, "U05")] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.rank for row in around(ranked, "U20")] == [1, 2, 3, 4, 5, 18, 19, 20]
    assert [row.rank for row in around(ranked, "U10", top=1, near=0)] == [1, 10]


def test_who_is_not_on_the_board_sees_the_top() -> None:
    assert len(around(board(*range(200, 100, -5)), "U99")) == 5


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 5)), max_size=30))
def test_a_rank_is_one_more_than_those_with_more_minutes(people: list[tuple[str, int]]) -> None:
    rows = [Row(f"U{place}", name, minutes) for place, (name, minutes) in enumerate(people)]
    ranked = rank(reversed(rows))
    assert ranked == rank(rows)
    assert {row.member for row in ranked} == {row.member for row in rows if row.minutes}
    for row in ranked:
        assert row.rank == 1 + sum(other.minutes > row.minutes for other in rows)


def test_a_share_is_ranked_as_it_is_printed() -> None:
    ranked = rank([Row("U1", "Ana", 600, 66), Row("U2", "Bo", 40, 66), Row("U3", "Cy", 90, 150), Row("U4", "Di", 1, 0)])
    assert [(row.rank, row.member) for row in ranked] == [(1, "U3"), (2, "U1"), (2, "U2"), (4, "U4")]
    assert [share(minutes, 120) for minutes in (0, 1, 119, 120, 181)] == [0, 0, 99, 100, 150]


def test_the_way_to_the_next_rank_passes_those_on_ones_own() -> None:
    hours = Board(board(90, 60, 60, 30), own=60)
    assert to_next(hours, "U03") == (30, 1)
    assert to_next(hours, "U04") == (30, 2)
    assert to_next(hours, "U01") is None
    assert to_next(hours, "U99") is None


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 300))
def test_with_the_minutes_to_the_next_rank_a_share_is_reached_and_with_less_it_is_not(
    goal: int, own: int, ahead: int
) -> None:
    ranked = rank([Row("U1", "Ana", 1, ahead), Row("U2", "Bo", own, share(own, goal))])
    way = to_next(Board(ranked, own, goal), "U2")
    assert (way is None) == (share(own, goal) >= ahead)
    if way:
        assert way[1] == 1
        assert share(own + way[0], goal) >= ahead > share(own + way[0] - 1, goal)
