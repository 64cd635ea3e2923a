"""The Home tab end to end: opened, changed through its forms, and refreshed after what is done elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from bot.core import time_off
from bot.core.ledger import queries
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.time_off import WHOLE_TEAM, TimeOff
from bot.features.home import service
from bot.sandbox.rendering import shown_text
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def home(driver: Driver) -> ShownItem:
    """Ben's Home tab as it is now."""
    return ShownItem(ShownKind.HOME, to=BEN.id, view=driver.slack.workspace.views.homes[BEN.id])


def screen_text(driver: Driver, shown: ShownItem) -> str:
    """Return the text on a screen, without the frame and the marks."""
    text = shown_text.render_body(shown, shown_text.reader_for(driver.slack.workspace, BEN))
    return text.replace("│ ", "").replace("*", "")


def home_text(driver: Driver) -> str:
    return screen_text(driver, home(driver))


def open_home(driver: Driver) -> str:
    outcome = driver.delivery.home_opened("ben")
    assert (outcome.status, outcome.refused) == (200, ())
    return home_text(driver)


def press(driver: Driver, label: str, on: ShownItem | None = None) -> ActionResult:
    """Press a button on the Home tab, or on what it opened."""
    outcome = driver.press("ben", on or home(driver), label)
    assert outcome.status == 200
    return outcome


def refresh_home(driver: Driver) -> str:
    """Publish what has changed, as the background thread does; return what the Home tab says then."""
    driver.roadmate.homes.flush()
    return home_text(driver)


def ben(driver: Driver) -> Member:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        member = members.find_member(conn, workspace=TEAM_ID, member=BEN.id, default_zone=deps.settings.timezone)
    assert member is not None
    return member


def absences(driver: Driver) -> tuple[TimeOff, ...]:
    with driver.roadmate.deps.database.read() as conn:
        return time_off.list_own_time_off(conn, workspace=TEAM_ID, member=BEN.id, since=date(2026, 1, 1))


def booked_minutes(driver: Driver) -> list[int]:
    with driver.roadmate.deps.database.read() as conn:
        return [each.minutes for each in queries.list_entries(conn, workspace=TEAM_ID, member=BEN.id, limit=20).entries]


def block_types(driver: Driver) -> list[str]:
    view = home(driver).view
    assert view is not None
    return [block["type"] for block in view["blocks"]]


def submit(driver: Driver, **values: Any) -> ActionResult:
    outcome = driver.delivery.submit("ben", values)
    assert outcome.status == 200
    return outcome


def errors(outcome: ActionResult) -> Mapping[str, str]:
    assert outcome.last.kind is ShownKind.FIELD_ERRORS
    assert outcome.last.view is not None
    by_field: Mapping[str, str] = outcome.last.view["errors"]
    return by_field


def test_a_newcomer_sees_a_greeting_and_a_press_books_once(driver: Driver) -> None:
    page = open_home(driver)
    assert "Welcome, Ben" in page
    assert "Your goal: 2 h a week." in page
    first = press(driver, "Log 1 h")
    assert first.last.kind is ShownKind.MODAL
    assert "Logged 1 h on " in screen_text(driver, first.last)
    press(driver, "Log 1 h")
    assert booked_minutes(driver) == [60]
    page = refresh_home(driver)
    assert "Welcome" not in page
    assert "1 h of 2 h: 1 h to go" in page
    press(driver, "Log 1 h")
    assert booked_minutes(driver) == [60, 60]
    assert "2 h of 2 h: goal met" in refresh_home(driver)


def test_what_is_done_anywhere_refreshes_only_opened_homes(driver: Driver) -> None:
    open_home(driver)
    driver.say("ben", "/log 30m networking: routing")
    driver.say("mei", "/log 45m networking")
    assert "30 min on Networking, Sat 21 Nov" in refresh_home(driver)
    driver.say("ben", "/log undo")
    assert "Last entries\n============\nNo entries now." in refresh_home(driver)
    driver.delivery.direct_message("ben", "log 20m blockchain")
    assert "20 min on Blockchain" in refresh_home(driver)
    assert set(driver.slack.workspace.views.homes) == {BEN.id}


@SQLITE
def test_it_is_recorded_who_has_opened_their_home(driver: Driver) -> None:
    deps = driver.roadmate.deps
    person = (TEAM_ID, BEN.id)
    people = [person, (TEAM_ID, "U0SANDMEI"), ("T0OTHER", BEN.id)]
    with deps.database.read() as conn:
        assert service.find_home_openers(conn, people=[person]) == frozenset()
    open_home(driver)
    with deps.database.read() as conn:
        assert service.find_home_openers(conn, people=people) == {person}


@SQLITE
def test_opening_the_messages_tab_shows_no_home(driver: Driver) -> None:
    event = {"type": "app_home_opened", "user": BEN.id, "channel": BEN.dm, "tab": "messages"}
    assert driver.delivery.event(event).status == 200
    assert driver.slack.workspace.views.homes == {}


def test_hours_are_pictured_without_a_chart(driver: Driver) -> None:
    driver.say("ben", "/log 30m networking")
    open_home(driver)
    driver.say("ben", "/log 30m blockchain")
    assert "Hours by week" in refresh_home(driver)
    assert "data_visualization" not in block_types(driver)


def test_settings_are_saved_through_the_form(driver: Driver) -> None:
    open_home(driver)
    form = press(driver, "Settings")
    assert form.last.kind is ShownKind.MODAL
    saved = submit(driver, goal="3h 30m", starts="05:30", wants=[])
    assert "Your goal is now 3 h 30 min a week (your own)." in screen_text(driver, saved.last)
    member = ben(driver)
    assert (member.goal, member.has_own_goal, member.day_starts) == (210, True, time(5, 30))
    assert (member.nudged, member.hidden) == (False, True)
    page = refresh_home(driver)
    assert "Your goal: 3 h 30 min a week." in page
    assert "Goal 3 h 30 min a week (your own) · day starts at 05:30 · weekly nudge off · hidden from" in page
    press(driver, "Settings")
    assert submit(driver).last.kind is ShownKind.MODAL_CLOSED  # as it stands there
    assert ben(driver) == member
    press(driver, "Settings")
    submit(driver, goal="", wants=["nudge", "board"])
    assert (ben(driver).has_own_goal, ben(driver).nudged, ben(driver).hidden) == (False, True, False)
    assert "Your goal: 2 h a week." in refresh_home(driver)
    driver.say("ben", "/log 2h networking")
    refresh_home(driver)
    press(driver, "Settings")
    assert "4 h a week (your own), starting next week." in screen_text(driver, submit(driver, goal="4h").last)
    page = refresh_home(driver)
    assert "2 h of 2 h: goal met" in page
    assert "Goal 4 h a week (your own, from next week)" in page


def test_a_day_that_starts_later_counts_from_the_next_click_on(driver: Driver) -> None:
    open_home(driver)
    press(driver, "Settings")
    submit(driver, starts="09:30")  # it is 07:00 in New York
    assert "Fri 20 Nov" in driver.say("ben", "/log 30m networking").text


@SQLITE
def test_errors_in_settings_are_shown_at_their_fields(driver: Driver) -> None:
    open_home(driver)
    before = ben(driver)
    press(driver, "Settings")
    no_length, no_start = "Write hours or minutes, like 3h or 90m.", "Pick a time between 00:00 and 12:00."
    for goal, starts, expected in (
        ("much", "04:00", {"goal": no_length}),
        ("61h", "04:00", {"goal": "Pick a weekly goal between 15 min and 60 h."}),
        ("45", "04:00", {"goal": "Minutes or hours? Write 45 min or 45 h."}),
        ("", "12:01", {"starts": no_start}),
        ("x", "23:00", {"goal": no_length, "starts": no_start}),
    ):
        assert errors(submit(driver, goal=goal, starts=starts)) == expected
    assert ben(driver) == before


def test_days_away_are_set_shown_and_removed(driver: Driver) -> None:
    driver.say("ben", "/log 30m networking")
    open_home(driver)
    press(driver, "Time off")
    saved = submit(driver, first="2026-11-20", last="2026-11-27")
    assert saved.last.kind is ShownKind.MODAL
    assert [(each.first, each.last) for each in absences(driver)] == [(date(2026, 11, 20), date(2026, 11, 27))]
    page = refresh_home(driver)
    assert "📅 Away until Fri 27 Nov: no nudges, your streak is safe." in page
    assert "30 min of 1 h 36 min (2 h, minus 1 day away): 1 h 6 min to go" in page
    form = press(driver, "Time off")
    assert "Remove" in screen_text(driver, form.last)
    press(driver, "Remove", form.last)
    assert absences(driver) == ()
    assert "Away until" not in refresh_home(driver)


@SQLITE
def test_days_away_sent_twice_are_one(driver: Driver) -> None:
    open_home(driver)
    for _ in range(2):
        press(driver, "Time off")
        submit(driver, first="2026-12-01", last="2026-12-05")
    assert len(absences(driver)) == 1
    press(driver, "Time off")
    submit(driver, first="2027-01-04", last="", open=["open"])
    assert [each.last for each in absences(driver)] == [date(2026, 12, 5), None]


@SQLITE
def test_errors_in_days_away_are_shown_at_their_fields(driver: Driver) -> None:
    open_home(driver)
    press(driver, "Time off")
    for first, last, field, error in (
        ("2026-12-05", "2026-12-01", "last", "before the first day"),
        ("2026-12-05", "2028-01-01", "last", "more than a year"),
        ("2026-08-01", "2026-08-05", "first", "more than 60 days ago"),
        ("2029-01-01", "2029-01-02", "first", "more than two years ahead"),
    ):
        assert error in errors(submit(driver, first=first, last=last))[field]
    assert absences(driver) == ()


@SQLITE
def test_every_button_on_the_page_is_answered(driver: Driver) -> None:
    driver.say("ben", "/log 30m networking")
    open_home(driver)
    elements = shown_text.usable_elements(home(driver))
    assert [field.element["action_id"].partition("#")[0] for field in elements] == [
        *("log.book", "knowing.set", "knowing.other", "knowing.set", "log.form", "plan.open", "log.edit", "log.list"),
        *("home.settings", "home.away", "roadmate.export"),
    ]
    for number, field in enumerate(elements, start=1):
        outcome = driver.delivery.click("ben", home(driver), number)
        assert (outcome.status, outcome.refused) == (200, ()), field.element
        assert "has expired" not in outcome.text


@SQLITE
def test_slack_repeats_an_event_that_came_while_the_database_was_unavailable(driver: Driver) -> None:
    file = Path(driver.roadmate.deps.database.engine.url.database)
    driver.say("ben", "/log 30m networking")
    file.rename(file.with_suffix(".away"))
    outcome = driver.delivery.home_opened("ben")
    file.with_suffix(".away").rename(file)
    assert (outcome.status, outcome.shown) == (500, ())
    assert driver.delivery.repeat_event().status == 200
    assert "30 min of 2 h" in home_text(driver)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/roadmate settings goal 1h", "Your goal: 1 h a week."),
        ("/roadmate settings holidays 2026-11-23 to 2026-11-24", "Away from Mon 23 Nov until Tue 24 Nov"),
    ],
)
def test_what_an_admin_changes_for_all_is_shown_to_all(driver: Driver, command: str, expected: str) -> None:
    assert expected not in open_home(driver)
    driver.say("ana", command)
    assert expected in refresh_home(driver)
    assert set(driver.slack.workspace.views.homes) == {BEN.id}


@SQLITE
@pytest.mark.parametrize("command", ["/roadmate settings timezone Asia/Tokyo", "/roadmate settings board on"])
def test_a_zone_or_a_leaderboard_for_all_marks_every_home_stale(driver: Driver, command: str) -> None:
    driver.say("ana", "/plan")
    driver.roadmate.deps.stale_homes.take_all()
    driver.say("ana", command)
    assert (TEAM_ID, WHOLE_TEAM) in driver.roadmate.deps.stale_homes.take_all()


@SQLITE
def test_a_removed_holiday_is_gone_from_every_home(driver: Driver) -> None:
    open_home(driver)
    added = driver.say("ana", "/roadmate settings holidays 2026-11-23 to 2026-11-24")
    assert added.status == 200
    assert "Away from Mon 23 Nov" in refresh_home(driver)
    assert driver.press("ana", driver.say("ana", "/roadmate settings holidays"), "Remove").status == 200
    assert "Away from Mon 23 Nov" not in refresh_home(driver)


@SQLITE
def test_somebody_who_moves_sees_their_new_zone(driver: Driver) -> None:
    assert "America/New_York time" in open_home(driver)
    user = {"id": BEN.id, "name": "ben", "real_name": BEN.real_name, "tz": "Asia/Tokyo"}
    driver.roadmate.deps.stale_homes.take_all()
    assert driver.delivery.event({"type": "user_change", "user": user}).status == 200
    assert "Asia/Tokyo time" in refresh_home(driver)
    assert driver.delivery.event({"type": "user_change", "user": user}).status == 200
    assert driver.roadmate.deps.stale_homes.take_all() == set()


@SQLITE
def test_a_target_on_an_area_without_hours_is_shown(driver: Driver) -> None:
    assert "1 Jun 2027" not in open_home(driver)
    driver.say("ben", "/plan networking by 1 jun 2027")
    assert "To finish by 1 Jun 2027" in refresh_home(driver)


@SQLITE
def test_days_away_have_an_end_or_are_explicitly_open(driver: Driver) -> None:
    open_home(driver)
    press(driver, "Time off")
    assert errors(submit(driver)) == {"last": "Pick the last day, or tick “Until I say so” below."}
    both = submit(driver, first="2026-12-01", last="2026-12-05", open=["open"])
    assert errors(both) == {"last": "Pick a day or “Until I say so”, not both."}
    assert absences(driver) == ()
    submit(driver, first="2026-12-01", last="", open=["open"])
    assert [(each.first, each.last) for each in absences(driver)] == [(date(2026, 12, 1), None)]
