"""`/leaderboard` through the whole app: typed, pressed, hidden from and shared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import audit_log
from bot.dispatch.request import Request
from bot.features.leaderboard import handlers
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.client import UserProfile
from tests.fixtures.installed import join_workspace
from tests.slack_driver import Driver, button_labels, shown_by
from tests.slack_world import add_channel


@pytest.fixture
def board(driver: Driver) -> Driver:
    """Turn the board on, with hours of Ana, Ben and Mei."""
    driver.say("ana", "/roadmate settings board on")
    driver.say("ana", "/log 2h networking")
    driver.say("ben", "/log 2h aws")
    driver.say("mei", "/log 1h networking")
    return driver


def look(driver: Driver, user: str, on: ActionResult | ShownItem | None, label: str) -> ActionResult:
    """Choose a way to look at the board behind the three dots."""
    shown = shown_by(on)
    [dots] = [field.element for field in usable_elements(shown) if field.element["type"] == "overflow"]
    [value] = [each["value"] for each in dots["options"] if each["text"]["text"] == label]
    outcome = driver.delivery.click(user, shown, dots["action_id"], value)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def test_it_is_off_until_an_admin_turns_it_on(driver: Driver) -> None:
    driver.say("ben", "/log 2h networking")
    plain = driver.say("ben", "/leaderboard")
    assert plain.text == "The leaderboard is off here. An admin can turn it on."
    assert button_labels(plain) == []
    offer = driver.say("ana", "/leaderboard")
    asked = driver.press("ana", offer, "Turn it on", confirmed=False)
    assert "see the names and hours" in asked.text
    assert "is off" in driver.say("ben", "/leaderboard").text
    assert "The leaderboard is on" in driver.press("ana", offer, "Turn it on").text
    assert "1. Ben, 2 h (you)" in driver.say("ben", "/leaderboard").text


def test_only_an_admin_can_press_the_button(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.say("ben", "/leaderboard")
    pressed = Request("T0SANDBOX", "U0SANDBEN", "-", "C0LEARNING", "r", "button")
    assert "is for admins" in handlers.turn_on_leaderboard(deps, pressed).to_message().text
    assert "is off" in driver.say("ben", "/leaderboard").text


def test_ties_share_a_rank_and_names_have_no_at(board: Driver) -> None:
    outcome = board.say("ben", "/leaderboard")
    assert outcome.text.splitlines() == [
        *("Leaderboard · Week 16-22 Nov", "1. Ana, 2 h", "1. Ben, 2 h (you)", "3. Mei, 1 h"),
    ]
    assert "@" not in outcome.text
    assert "<@" not in str(outcome.last.blocks)


def test_an_empty_board_says_so(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings board on")
    assert "Nobody is on the board this week yet." in driver.say("ben", "/leaderboard").text


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *(("", "Leaderboard · Week 16-22 Nov"), ("week", "Leaderboard · Week 16-22 Nov")),
        *(("this week", "Leaderboard · Week 16-22 Nov"), ("MONTH", "Leaderboard · November 2026")),
        *(("all", "Leaderboard · All time"), ("all time", "Leaderboard · All time")),
        ("month networking", "Leaderboard: Networking · November 2026"),
        ("networking all time", "Leaderboard: Networking · All time"),
        ("netwroking", "Showing Networking (you typed “netwroking”).\nLeaderboard: Networking · Week 16-22 Nov"),
        ("aws month", "AWS is part of Cloud Computing.\nLeaderboard: Cloud Computing · November 2026"),
    ],
)
def test_periods_and_areas_come_in_any_order(board: Driver, typed: str, title: str) -> None:
    assert board.say("ana", f"/leaderboard {typed}").text.startswith(title + "\n")


def test_an_area_counts_its_own_hours(board: Driver) -> None:
    assert board.say("ben", "/leaderboard networking").text.splitlines()[1:] == [
        *("1. Ana, 2 h", "2. Mei, 1 h", "You haven't logged anything this week on Networking yet."),
    ]


def test_last_weeks_hours_count_for_the_month_and_for_all_time(board: Driver) -> None:
    board.turn(days=7)
    assert "Nobody is on the board this week yet." in board.say("ana", "/leaderboard").text
    assert "Week 23-29 Nov" in board.say("ana", "/leaderboard").text
    assert "1. Ana, 2 h (you)" in board.say("ana", "/leaderboard month").text
    board.turn(days=7)
    assert "Nobody is on the board this month yet." in board.say("ana", "/leaderboard month").text
    assert "1. Ana, 2 h (you)" in board.say("ana", "/leaderboard all").text


def test_the_week_is_the_one_in_the_workspaces_zone(board: Driver) -> None:
    board.turn(days=1, hours=8)  # Sunday 20:00 UTC
    assert "Week 16-22 Nov" in board.say("ana", "/leaderboard").text
    board.say("ana", "/roadmate settings timezone Pacific/Auckland")
    assert "Week 23-29 Nov" in board.say("ana", "/leaderboard").text


def test_the_buttons_switch_the_period_in_place(board: Driver) -> None:
    shown = board.say("ana", "/leaderboard networking").last
    month = board.press("ana", shown, "Month")
    assert month.text.startswith("Leaderboard: Networking · November 2026")
    every = look(board, "ana", month, "All areas")
    assert every.text.startswith("Leaderboard · November 2026")
    assert board.press("ana", every, "Week").text.startswith("Leaderboard · Week 16-22 Nov")


def test_hidden_members_are_shown_to_nobody_and_still_see_their_own_hours(board: Driver) -> None:
    assert "Nobody sees your name or hours" in board.say("ben", "/leaderboard hide").text
    for reader in ("ana", "mei", "chidi"):
        for period in ("week", "month", "all"):
            assert "Ben" not in board.say(reader, f"/leaderboard {period}").text
    own = board.say("ben", "/leaderboard")
    assert "You're hidden; you have 2 h this week." in own.text
    assert "(you)" not in own.text
    assert "2. Mei, 1 h" in own.text
    assert "You're on the leaderboard." in board.press("ben", own, "Show me").text
    assert "1. Ben, 2 h" in board.say("ana", "/leaderboard").text


def test_a_hidden_person_leaves_no_trace_on_anybodys_board(board: Driver) -> None:
    board.say("mei", "/leaderboard hide")
    every = ("all", "networking", "season by goal", "me", "me by goal", "share")
    before = [board.say("ben", f"/leaderboard {words}").text for words in every]
    board.say("mei", "/log 5h networking")
    assert [board.say("ben", f"/leaderboard {words}").text for words in every] == before


def test_the_button_hides_too(board: Driver) -> None:
    hidden = board.press("ben", board.say("ben", "/leaderboard"), "Hide me")
    assert "You're off the leaderboard." in hidden.text
    assert "Ben" not in board.say("ana", "/leaderboard").text
    board.press("ben", hidden, "Show me again")
    assert "Ben" in board.say("ana", "/leaderboard").text


def test_a_member_who_left_is_on_no_board(board: Driver) -> None:
    deps = board.roadmate.deps
    gone = UserProfile("U0SANDBEN", "Ben", None, is_admin=False, is_active=False, is_guest=False)
    deps.directory.save_profile("T0SANDBOX", gone)
    assert "Ben" not in board.say("ana", "/leaderboard").text


def test_another_workspace_has_its_own_board(board: Driver) -> None:
    deps = board.roadmate.deps
    join_workspace(deps, "T0OTHER", "U0SANDANA", is_admin=True)
    request = Request("T0OTHER", "U0SANDANA", "", "C1", "r1", "command", name="ana")
    assert "is off here" in handlers.answer_leaderboard(deps, request).to_message().text
    handlers.turn_on_leaderboard(deps, request)
    assert "Nobody is on the board" in handlers.answer_leaderboard(deps, request).to_message().text
    handlers.hide_self(deps, request)
    assert "1. Ana, 2 h (you)" in board.say("ana", "/leaderboard").text


def test_two_periods_at_once_are_asked_about(board: Driver) -> None:
    assert "Which period" in board.say("ana", "/leaderboard week month").text


def test_unknown_words_are_answered_with_an_example(board: Driver) -> None:
    text = board.say("ana", "/leaderboard qqqqzzzz").text
    assert "I don't know “qqqqzzzz”" in text
    assert "/leaderboard month networking" in text


def test_words_that_name_several_areas_are_asked_about_and_keep_the_period(board: Driver) -> None:
    asked = board.say("ana", "/leaderboard month monitoring")
    label = button_labels(asked)[0]
    assert board.press("ana", asked, label).text.startswith(f"Leaderboard: {label} · November 2026")


def test_help_lists_the_forms_of_the_command(driver: Driver) -> None:
    assert "/leaderboard me" in driver.say("ben", "/leaderboard help").text


def test_the_season_and_the_neighbours(board: Driver) -> None:
    season = board.say("mei", "/leaderboard season").last
    assert season.text.startswith("Leaderboard · Season Oct-Dec 2026\n")
    near = look(board, "mei", season, "Around me")
    assert near.text.splitlines()[0] == "Leaderboard · Season Oct-Dec 2026 · around you"
    assert near.text.splitlines()[-1] == "1 h more brings you to rank 1."
    assert board.say("mei", "/leaderboard me season").text == near.text
    assert look(board, "mei", near, "Whole board").text == season.text


def test_it_ranks_by_goal_if_asked_for_or_set_for_the_workspace(board: Driver) -> None:
    board.say("mei", "/roadmate goal 30m")
    expected = ["1. Mei, 200%", "2. Ana, 100%", "2. Ben, 100% (you)", "You: 2 h of 2 h this week."]
    asked = board.say("ben", "/leaderboard by goal")
    assert asked.text.splitlines()[1:] == expected
    assert "by share" not in look(board, "ben", asked, "By hours").text
    board.say("ana", "/roadmate settings board by goal")
    usual = board.say("ben", "/leaderboard")
    assert usual.text.splitlines()[1:] == expected
    assert "1. Ana, 2 h" in board.say("ben", "/leaderboard by hours").text


def test_all_time_has_no_goal(board: Driver) -> None:
    asked = board.say("ana", "/leaderboard all by goal").text.splitlines()
    assert asked[0] == "All time has no goal to compare with, so here's the season."
    assert asked[1] == "Leaderboard · Season Oct-Dec 2026 · by share of each person's goal"
    board.say("ana", "/roadmate settings board by goal")
    usual = board.say("ana", "/leaderboard all").text.splitlines()
    assert usual[:2] == [
        "All time has no goal to compare with, so this ranks by hours.",
        "Leaderboard · All time",
    ]


def test_only_the_reader_is_told_that_they_are_away_all_week(board: Driver) -> None:
    board.say("priya", "/roadmate away 16-22 nov")
    assert "You're away this week, so nothing is due." in board.say("priya", "/leaderboard").text
    assert "Priya" not in board.say("ana", "/leaderboard by goal").text


def test_sharing_asks_first_and_then_posts_the_top_once_for_everyone(board: Driver) -> None:
    preview = board.say("mei", "/leaderboard networking month share")
    assert preview.last.kind == "ephemeral"
    assert "Everyone in this channel will see the board as it is now" in preview.text
    board.press("mei", preview, "Share")
    payload = next(each.element["value"] for each in usable_elements(preview.last))
    again = Request("T0SANDBOX", "U0SANDMEI", payload, "C0LEARNING", "another press", "button")
    assert "You've already shared this" in handlers.share_leaderboard(board.roadmate.deps, again).to_message().text
    (public,) = [each for each in board.slack.workspace.seen_by("U0SANDCHI") if each.kind == "message"]
    assert public.text.splitlines()[:3] == ["Leaderboard: Networking · November 2026", "1. Ana, 2 h", "2. Mei, 1 h"]
    assert "(you)" not in public.text
    assert button_labels(public) == []


def test_a_member_who_hides_after_the_preview_is_not_posted(board: Driver) -> None:
    preview = board.say("mei", "/leaderboard share").last
    board.say("ben", "/leaderboard hide")
    board.press("mei", preview, "Share")
    (public,) = [each for each in board.slack.workspace.seen_by("U0SANDCHI") if each.kind == "message"]
    assert "Ben" not in public.text


def test_nothing_is_shared_where_the_board_is_off_or_empty_or_other_organisations_read(driver: Driver) -> None:
    assert "is off here" in driver.say("ben", "/leaderboard share").text
    driver.say("ana", "/roadmate settings board on")
    assert "There's nothing to share." in driver.say("ben", "/leaderboard share").text
    driver.say("ben", "/log 1h networking")
    preview = driver.say("ben", "/leaderboard share").last
    assert "other organisations" not in preview.text
    channel = driver.slack.workspace.channel("C0LEARNING")
    add_channel(driver.slack.workspace, replace(channel, is_ext_shared=True))
    assert "I don't share the leaderboard here" in driver.say("ben", "/leaderboard share").text
    assert "I don't share the leaderboard here" in driver.press("ben", preview, "Share").text
    assert not [each for each in driver.slack.workspace.seen_by("U0SANDCHI") if each.kind == "message"]


def test_the_preview_warns_where_slack_does_not_tell_who_reads(board: Driver) -> None:
    deps = board.roadmate.deps
    asked = Request("T0SANDBOX", "U0SANDBEN", "share", "C0NOWHERE", "r", "command")
    assert "If people from other organisations are here" in handlers.answer_leaderboard(deps, asked).to_message().text
    direct = replace(asked, channel="D0SANDBEN")
    assert "organisations" not in handlers.answer_leaderboard(deps, direct).to_message().text
    assert "this conversation" in handlers.answer_leaderboard(deps, direct).to_message().text


def test_cancel_shares_nothing(board: Driver) -> None:
    preview = board.say("ana", "/leaderboard share").last
    assert board.press("ana", preview, "Cancel").text == "OK, I haven't shared anything."


def test_turning_it_on_is_audited(driver: Driver) -> None:
    driver.press("ana", driver.say("ana", "/leaderboard"), "Turn it on")
    with driver.roadmate.deps.database.read() as conn:
        (record,) = audit_log.list_latest_acts(conn, workspace="T0SANDBOX")
    assert (record.actor, record.subject, record.detail) == ("U0SANDANA", "board", "off -> on")
