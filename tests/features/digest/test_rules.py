"""Lines of praise: who shares one, and which of many are shown; and the parts of a digest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.features.digest.rules import (
    PART_OF_WIN,
    PersonalWin,
    Win,
    WinKind,
    choose_wins,
    gather_wins,
)
from bot.setting_values import Part

NAMES = {"U1": "Ana", "U2": "ben", "U3": "Chidi"}
REACHED = st.builds(
    PersonalWin,
    st.sampled_from(["U1", "U2", "U3", "H1"]),
    st.sampled_from([kind for kind in WinKind if kind is not WinKind.HANDED_IN]),
    st.sampled_from(["networking", "blockchain"]),
    st.sampled_from([0, 2, 4]),
)


def test_who_reached_the_same_shares_a_line_by_name() -> None:
    goals = [PersonalWin(user, WinKind.GOAL) for user in ("U3", "U1", "U2")]
    assert gather_wins(goals, NAMES) == (Win(WinKind.GOAL, ("Ana", "ben", "Chidi")),)


def test_nobody_is_praised_twice_for_one_thing() -> None:
    reached = [
        *(PersonalWin("U1", WinKind.STREAK, number=weeks) for weeks in (2, 3)),
        *(PersonalWin("U1", kind) for kind in (WinKind.GOAL, WinKind.MENTOR)),
        *(PersonalWin("U1", kind, "networking") for kind in (WinKind.AREA_QUARTER, WinKind.AREA_HALF)),
        *(PersonalWin("U1", kind, "networking.cdn") for kind in (WinKind.FINISHED, WinKind.SIGNED_OFF)),
        *(PersonalWin("U1", kind, "GitOps") for kind in (WinKind.TALK, WinKind.FIRST_TALK)),
    ]
    assert [(each.kind, each.number) for each in gather_wins(reached, NAMES)] == [
        (WinKind.FIRST_TALK, 0),
        (WinKind.SIGNED_OFF, 0),
        (WinKind.STREAK, 3),
        (WinKind.AREA_HALF, 0),
        (WinKind.MENTOR, 0),
    ]


@given(st.lists(REACHED, max_size=30))
def test_only_those_who_are_shown_are_named_and_everyone_for_something(reached: list[PersonalWin]) -> None:
    wins = gather_wins(reached, NAMES)
    named = {name for each in wins for name in each.names}
    assert named == {NAMES[each.member] for each in reached if each.member in NAMES}
    assert all(len(set(each.names)) == len(each.names) for each in wins)
    assert len({(each.kind, each.subject, each.number) for each in wins}) == len(wins)


@given(st.lists(REACHED, max_size=30), st.integers(1, 6))
def test_no_kind_pushes_out_another(reached: list[PersonalWin], limit: int) -> None:
    wins = gather_wins(reached, NAMES)
    shown = choose_wins(wins, limit)
    assert len(shown) == min(limit, len(wins))
    assert [each for each in wins if each in shown] == list(shown), "in their order"
    assert len({each.kind for each in shown}) == min(limit, len({each.kind for each in wins}))


def test_every_win_belongs_to_a_part_of_the_digest() -> None:
    assert PART_OF_WIN.keys() == set(WinKind)


def test_every_part_has_a_label_that_fits_a_checkbox() -> None:
    assert len({part.label for part in Part}) == len(Part)
    assert all(1 < len(part.label) <= 75 for part in Part)
    assert len(",".join(Part)) <= 120, "the column holds all of them"
