from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dispatch.request import Request
from bot.features.settings import handlers as settings_handlers
from tests import faults
from tests.fixtures.installed import join_workspace
from tests.slack_driver import Driver


@pytest.mark.parametrize("typed", ["", " help", " HELP"])
def test_help_is_five_lines(driver: Driver, typed: str) -> None:
    _, *lines = driver.say("ben", f"/roadmate{typed}").text.splitlines()
    assert len(lines) == 5


def test_unknown_words_are_repeated_harmlessly(driver: Driver) -> None:
    text = driver.say("ben", "/roadmate frob <!channel>").text
    assert text.startswith("I don't know “frob &lt;!channel&gt;” here. Try /roadmate goal 3h")


def test_a_line_of_another_command_is_done(driver: Driver) -> None:
    assert "Logged 2 h on Networking" in driver.say("ben", "/roadmate log 2h networking").text
    assert "Logged 1 h on Networking" in driver.say("ben", "/roadmate /log 1h networking").text
    assert driver.say("ben", "/roadmate plan networking").text == driver.say("ben", "/plan networking").text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("search canary", "/roadmap search canary"),
        ("why networking", "/log why networking"),
        ("list week networking", "/log list week networking"),
    ],
)
def test_words_with_more_behind_them_are_offered_as_the_command(driver: Driver, typed: str, meant: str) -> None:
    asked = driver.say("ben", f"/roadmate {typed}")
    assert asked.text == f"I don't know /roadmate {typed}. Did you mean {meant}?"
    assert driver.press("ben", asked, meant).text.partition(":")[0] == driver.say("ben", meant).text.partition(":")[0]


def test_a_slip_is_offered_with_all_that_was_typed(driver: Driver) -> None:
    asked = driver.say("ben", '/roadmate sesion "GitOps intro" thu 15:00')
    assert 'Did you mean /roadmate session "GitOps intro" thu 15:00?' in asked.text
    assert "Announce this in" in driver.press("ben", asked, '/roadmate session "GitOps intro" thu 15:00').text
    assert "Did you mean /roadmate signoffs?" in driver.say("ben", "/roadmate signofs").text


def test_a_goal_is_ones_own_until_it_is_given_back(driver: Driver) -> None:
    assert "Your goal is 2 h a week (team default)." in driver.say("ben", "/roadmate goal").text
    changed = driver.say("ben", "/roadmate goal 3h a week").text
    assert "Your goal is now 3 h a week (your own)." in changed
    assert "Next nudge: Thu 26 Nov 16:00 (your time)" in changed
    assert "is 2 h a week (team default)" in driver.say("mei", "/roadmate goal").text
    assert "is now 2 h a week (team default)." in driver.say("ben", "/roadmate goal off").text


def test_a_goal_shows_this_week_and_the_streaks(driver: Driver) -> None:
    assert "No streak yet" in driver.say("ben", "/roadmate goal").text
    driver.say("ben", "/log 2h networking yesterday")
    driver.say("ben", "/log 2h networking 13 nov")
    text = driver.say("ben", "/roadmate goal").text
    assert "This week (16-22 Nov): 2 h of 2 h." in text
    assert "Streak: goal met 2 weeks in a row · logged 1 day in a row" in text
    raised = driver.say("ben", "/roadmate goal 5h").text
    assert "Your goal is now 5 h a week (your own), starting next week." in raised
    assert "This week (16-22 Nov): 2 h of 2 h.\n🔥 Streak: goal met 2 weeks in a row" in raised
    assert "is 5 h a week (your own) from next week." in driver.say("ben", "/roadmate goal").text
    driver.turn(days=7)
    assert "is 5 h a week (your own).\nThis week (23-29 Nov): 0 h of 5 h." in driver.say("ben", "/roadmate goal").text


def test_the_day_starts_when_one_says(driver: Driver) -> None:
    assert "Your day starts at 04:00. Hours before 04:00" in driver.say("ben", "/roadmate day").text
    driver.turn(hours=20, minutes=30)  # 03:30 on Sunday in New York
    driver.say("ben", "/log 1h networking")
    changed = driver.say("ben", "/roadmate day 3am").text
    assert "✅ Saved: your day starts at 03:00. Hours before 03:00 count for the day before." in changed
    assert "Sun 22 Nov" in driver.say("ben", "/log 30m networking").text
    assert "starts at 04:00" in driver.say("ben", "/roadmate day default").text
    assert "Sat 21 Nov" in driver.say("ben", "/log 45m networking").text
    listed = driver.say("ben", "/log list").text
    assert "1 h on Networking, Sat 21 Nov" in listed
    assert "30 min on Networking, Sun 22 Nov" in listed


@pytest.mark.parametrize("typed", ["13:00", "25:00", "early", "5pm"])
def test_a_day_that_starts_at_no_time_changes_nothing(driver: Driver, typed: str) -> None:
    assert "E.g. /roadmate day 05:00." in driver.say("ben", f"/roadmate day {typed}").text
    assert "starts at 04:00" in driver.say("ben", "/roadmate day").text


@pytest.mark.parametrize("typed", ["14m", "61h", "0", "-1h", "lots", "3h networking", "2 days"])
def test_a_goal_out_of_bounds_changes_nothing(driver: Driver, typed: str) -> None:
    assert "/roadmate goal 3h" in driver.say("ben", f"/roadmate goal {typed}").text
    assert "is 2 h a week (team default)" in driver.say("ben", "/roadmate goal").text


def test_a_bare_number_asks_whether_minutes_or_hours(driver: Driver) -> None:
    asked = driver.say("ben", "/roadmate goal 20")
    assert "minutes or hours" in asked.text
    assert "Your goal is now 20 h a week (your own)." in driver.press("ben", asked, "20 h").text
    asked = driver.say("ana", "/roadmate settings goal 20")
    assert "2" in driver.press("ana", asked, "20 min").text
    assert "is 20 min a week (team default)" in driver.say("mei", "/roadmate goal").text


def test_the_nudge_is_switched_for_oneself(driver: Driver) -> None:
    off = driver.say("ben", "/roadmate nudge off").text
    assert "Done, no more nudges." in off
    assert "nudges come every week" in driver.say("ben", "/roadmate nudge ON").text


def test_everybody_sees_the_settings_and_where_they_come_from(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings digest tue 10:00")
    text = driver.say("ben", "/roadmate settings").text
    assert "Leaderboard: off\n" in text
    assert "Digest: Tue 10:00, UTC time (set here)" in text
    assert "Learning channel: <#C0LEARNING> (set by the person who runs Roadmate)" in text
    assert "Next digest: Tue 24 Nov 10:00, UTC time" in text
    assert "Only admins can change the settings; ask Ana." in text


@pytest.mark.parametrize(
    ("typed", "in_force"),
    [
        ("board on", "Leaderboard: on, each member can hide"),
        ("digest tue 10:00", "Digest: Tue 10:00, UTC time"),
        ("digest off", "Digest: off"),
        ("nudge fri 08:30", "Nudge: Fri 08:30, in each member's time zone"),
        ("nudge off", "Nudge: off"),
        ("timezone europe/berlin", "Time zone for boards, the digest, and members without one: Europe/Berlin"),
        ("goal 5h", "Weekly goal (team default): 5 h"),
        ("channel #general", "Learning channel: <#C0GENERAL>"),
        ("board by goal", "Leaderboard ranks by: share of each person's own goal"),
        ("digest parts board, chart", "In the digest: chart, board"),
    ],
)
def test_an_admin_changes_each_setting_and_a_member_none(driver: Driver, typed: str, in_force: str) -> None:
    refused = driver.say("ben", f"/roadmate settings {typed}").text
    assert refused.startswith("Nothing was changed. Only admins")
    assert f"{in_force} (set here)" not in driver.say("ben", "/roadmate settings").text
    changed = driver.say("ana", f"/roadmate settings {typed}").text
    assert changed.startswith(f"✅ Saved. {in_force}{', starting next week' if typed == 'goal 5h' else ''}.")
    is_about_nudges = typed.split()[0] in ("nudge", "goal", "timezone")
    assert ("udge" in changed.partition("\n")[2]) == is_about_nudges
    assert f"{in_force} (set here)" in driver.say("ben", "/roadmate settings").text


def test_a_mentor_is_no_admin(driver: Driver) -> None:
    driver.say("ana", "/team mentor @mei")
    assert "Nothing was changed. Only admins can change the settings; ask Ana." in (
        driver.say("mei", "/roadmate settings board on").text
    )


def test_a_settings_admin_changes_settings(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_ADMINS="U0SANDBEN")
    assert "✅ Saved." in driver.say("ben", "/roadmate settings board on").text


def test_a_wrong_word_changes_nothing_and_says_what_would_be_right(driver: Driver) -> None:
    assert "Did you mean Europe/Berlin?" in driver.say("ana", "/roadmate settings timezone Europe/Belrin").text
    assert "Did you mean /roadmate settings board?" in driver.say("ana", "/roadmate settings bord on").text
    assert "digest mon 09:00" in driver.say("ana", "/roadmate settings digest banana").text
    assert "What should it be?" in driver.say("ana", "/roadmate settings board").text
    assert "I can't find the channel “general”" in driver.say("ana", "/roadmate settings channel general").text
    assert "set here" not in driver.say("ben", "/roadmate settings").text


def test_a_channel_with_us_in_it_needs_no_invitation(driver: Driver) -> None:
    assert "Invite me" not in driver.say("ana", "/roadmate settings channel #learning").text
    assert "Invite me to <#C0GENERAL>" in driver.say("ana", "/roadmate settings channel #general").text


def test_where_slack_does_not_tell_of_the_channel_that_is_said_with_the_reason(driver: Driver) -> None:
    driver.slack.faults.add("conversations.info", faults.error("missing_scope"))
    text = driver.say("ana", "/roadmate settings channel #learning").text
    assert "✅ Saved. Learning channel: <#C0LEARNING>." in text
    assert "I can't check whether I'm in <#C0LEARNING>: I lack the permission channels:read or groups:read" in text
    assert "Invite me" not in text


def test_a_setting_of_another_workspace_stays_there(driver: Driver) -> None:
    deps = driver.roadmate.deps
    there = Request("T0OTHER", "U0SANDANA", "board on", "C1", "r1", "command", name="ana")
    join_workspace(deps, "T0OTHER", there.member, is_admin=True)
    assert "✅ Saved." in settings_handlers.change_setting(deps, there).to_message().text
    assert "Leaderboard: off" in driver.say("ben", "/roadmate settings").text


def test_a_button_of_a_member_sets_nothing_for_the_workspace(driver: Driver) -> None:
    driver.say("ben", "/plan")
    pressed = Request("T0SANDBOX", "U0SANDBEN", "goal 20m", "C0LEARNING", "r", "button")
    assert "Nothing was changed." in settings_handlers.change_setting(driver.roadmate.deps, pressed).to_message().text


def test_who_may_be_named_says_so_themselves(driver: Driver) -> None:
    assert "You aren't listed as someone to ask" in driver.say("ben", "/roadmate named").text
    assert "You're now listed as someone to ask" in driver.say("ben", "/roadmate named on").text
    assert "You're listed as someone to ask" in driver.say("ben", "/roadmate named").text
    assert "You aren't listed" in driver.say("mei", "/roadmate named").text
    assert "Please use on or off" in driver.say("ben", "/roadmate named perhaps").text
    driver.say("ben", "/leaderboard hide")
    assert "hidden from the leaderboard" in driver.say("ben", "/roadmate named").text
    assert "✅ Saved: you aren't listed" in driver.say("ben", "/roadmate named off").text
