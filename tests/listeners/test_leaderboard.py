from __future__ import annotations

from typing import Any

import pytest

from bot.listeners import leaderboard
from bot.listeners.ask import Ask
from bot.sandbox.journal import Outcome, Shown
from bot.sandbox.shown import buttons
from bot.slack import Profile

WORLD = Any  # of tests/conftest.py


def labels(shown: Shown) -> list[str]:
    return [field.element["text"]["text"] for field in buttons(shown)]


def press(world: WORLD, user: str, shown: Shown, label: str, *, confirmed: bool = True) -> Outcome:
    outcome: Outcome = world.delivery.click(user, shown, labels(shown).index(label) + 1, confirmed=confirmed)
    assert not outcome.refused
    return outcome


@pytest.fixture
def board(world: WORLD) -> WORLD:
    """A world whose board is on, with hours of Ana, Ben and Mei."""
    world.say("ana", "/roadmate settings board on")
    world.say("ana", "/log 2h networking")
    world.say("ben", "/log 2h aws")
    world.say("mei", "/log 1h networking")
    return world


def test_it_is_off_until_an_admin_turns_it_on(world: WORLD) -> None:
    world.say("ben", "/log 2h networking")
    plain = world.say("ben", "/leaderboard")
    assert plain.text == "The leaderboard is off in this workspace. An admin can turn it on."
    assert labels(plain.last) == []
    offer = world.say("ana", "/leaderboard")
    asked = press(world, "ana", offer.last, "Turn it on", confirmed=False)
    assert "see the names and hours" in asked.text
    assert "is off" in world.say("ben", "/leaderboard").text
    assert "The leaderboard is on" in press(world, "ana", offer.last, "Turn it on").text
    assert "1. Ben, 2 h (you)" in world.say("ben", "/leaderboard").text


def test_only_an_admin_can_press_the_button(world: WORLD) -> None:
    deps = world.roadmate.deps
    world.say("ben", "/leaderboard")
    pressed = Ask("T0SANDBOX", "U0SANDBEN", "-", "C0LEARNING", "r", "button")
    assert "is for admins" in leaderboard.turn_on(deps, pressed).message().text
    assert "is off" in world.say("ben", "/leaderboard").text


def test_ties_share_a_rank_and_names_have_no_at(board: WORLD) -> None:
    outcome = board.say("ben", "/leaderboard")
    assert outcome.text.splitlines() == [
        *("Leaderboard · Week 16-22 Nov", "1. Ana, 2 h", "1. Ben, 2 h (you)", "3. Mei, 1 h"),
    ]
    assert "@" not in outcome.text
    assert "<@" not in str(outcome.last.blocks)


def test_an_empty_board_is_one_kind_line(world: WORLD) -> None:
    world.say("ana", "/roadmate settings board on")
    assert "Nobody is on the board this week yet." in world.say("ben", "/leaderboard").text


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *(("", "Leaderboard · Week 16-22 Nov"), ("week", "Leaderboard · Week 16-22 Nov")),
        *(("this week", "Leaderboard · Week 16-22 Nov"), ("MONTH", "Leaderboard · November 2026")),
        *(("all", "Leaderboard · All time"), ("all time", "Leaderboard · All time")),
        ("month networking", "Leaderboard: Networking · November 2026"),
        ("networking all time", "Leaderboard: Networking · All time"),
        ("netwroking", "I took “netwroking” for Networking.\nLeaderboard: Networking · Week 16-22 Nov"),
        ("aws month", "AWS belongs to Cloud Computing.\nLeaderboard: Cloud Computing · November 2026"),
    ],
)
def test_periods_and_areas_come_in_any_order(board: WORLD, typed: str, title: str) -> None:
    assert board.say("ana", f"/leaderboard {typed}").text.startswith(title + "\n")


def test_an_area_counts_its_own_hours(board: WORLD) -> None:
    assert board.say("ben", "/leaderboard networking").text.splitlines()[1:] == [
        *("1. Ana, 2 h", "2. Mei, 1 h", "You have logged nothing this week on Networking yet."),
    ]


def test_last_weeks_hours_are_on_the_boards_of_the_month_and_of_all(board: WORLD) -> None:
    board.turn(days=7)
    assert "Nobody is on the board this week yet." in board.say("ana", "/leaderboard").text
    assert "Week 23-29 Nov" in board.say("ana", "/leaderboard").text
    assert "1. Ana, 2 h (you)" in board.say("ana", "/leaderboard month").text
    board.turn(days=7)
    assert "Nobody is on the board this month yet." in board.say("ana", "/leaderboard month").text
    assert "1. Ana, 2 h (you)" in board.say("ana", "/leaderboard all").text


def test_the_week_is_that_of_the_workspaces_zone(board: WORLD) -> None:
    board.turn(days=1, hours=8)  # Sunday 20:00 UTC
    assert "Week 16-22 Nov" in board.say("ana", "/leaderboard").text
    board.say("ana", "/roadmate settings timezone Pacific/Auckland")
    assert "Week 23-29 Nov" in board.say("ana", "/leaderboard").text


def test_the_buttons_switch_the_period_in_place(board: WORLD) -> None:
    shown = board.say("ana", "/leaderboard networking").last
    month = press(board, "ana", shown, "Month")
    assert month.text.startswith("Leaderboard: Networking · November 2026")
    every = press(board, "ana", month.last, "All areas")
    assert every.text.startswith("Leaderboard · November 2026")
    assert press(board, "ana", every.last, "Week").text.startswith("Leaderboard · Week 16-22 Nov")


def test_hidden_people_show_to_nobody_and_still_see_their_own_hours(board: WORLD) -> None:
    assert "Nobody sees your name or hours" in board.say("ben", "/leaderboard hide").text
    for reader in ("ana", "mei", "chidi"):
        for period in ("week", "month", "all"):
            assert "Ben" not in board.say(reader, f"/leaderboard {period}").text
    own = board.say("ben", "/leaderboard")
    assert "You are hidden; 2 h this week." in own.text
    assert "(you)" not in own.text
    assert "2. Mei, 1 h" in own.text
    assert "You are on the leaderboard." in press(board, "ben", own.last, "Show me").text
    assert "1. Ben, 2 h" in board.say("ana", "/leaderboard").text


def test_a_hidden_person_leaves_no_trace_on_anybodys_board(board: WORLD) -> None:
    board.say("mei", "/leaderboard hide")
    before = board.say("ana", "/leaderboard all").last
    board.say("mei", "/log 5h networking")
    after = board.say("ana", "/leaderboard all").last
    assert after.text == before.text


def test_the_button_hides_too(board: WORLD) -> None:
    hidden = press(board, "ben", board.say("ben", "/leaderboard").last, "Hide me")
    assert "You are off the leaderboard." in hidden.text
    assert "Ben" not in board.say("ana", "/leaderboard").text
    press(board, "ben", hidden.last, "Show me again")
    assert "Ben" in board.say("ana", "/leaderboard").text


def test_somebody_who_has_left_is_on_no_board(board: WORLD) -> None:
    deps = board.roadmate.deps
    gone = Profile("U0SANDBEN", "Ben", None, is_admin=False, is_active=False, is_guest=False)
    deps.people.learn("T0SANDBOX", gone)
    assert "Ben" not in board.say("ana", "/leaderboard").text


def test_another_workspace_has_its_own_board(board: WORLD) -> None:
    deps = board.roadmate.deps
    there = Ask("T0OTHER", "U0SANDANA", "", "C1", "r1", "command", name="ana")
    assert "is off in this workspace" in leaderboard.answer(deps, there).message().text
    leaderboard.turn_on(deps, there)
    assert "Nobody is on the board" in leaderboard.answer(deps, there).message().text
    leaderboard.hide(deps, there)
    assert "1. Ana, 2 h (you)" in board.say("ana", "/leaderboard").text


def test_two_periods_at_once_ask_for_one(board: WORLD) -> None:
    assert "Which period" in board.say("ana", "/leaderboard week month").text


def test_unknown_words_say_so_with_an_example(board: WORLD) -> None:
    text = board.say("ana", "/leaderboard qqqqzzzz").text
    assert "“qqqqzzzz” is no focus area" in text
    assert "/leaderboard month networking" in text


def test_words_for_several_areas_ask_and_keep_the_period(board: WORLD) -> None:
    asked = board.say("ana", "/leaderboard month monitoring")
    label = labels(asked.last)[0]
    assert press(board, "ana", asked.last, label).text.startswith(f"Leaderboard: {label} · November 2026")


def test_help_stands_in_the_command(world: WORLD) -> None:
    assert "/leaderboard hide" in world.say("ben", "/leaderboard help").text
