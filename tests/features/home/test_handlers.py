"""The Home tab end to end: opened, changed through its forms, and up to date after whatever is done elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from bot.core.ledger import queries as ledger
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM, Absence
from bot.features.home import service as homes
from bot.sandbox.rendering import shown_text as shown
from bot.sandbox.slack_api import faults
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID

WORLD = Any  # of tests/conftest.py
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def home(world: WORLD) -> Shown:
    """Ben's Home tab as it is now."""
    return Shown(Kind.HOME, to=BEN.id, view=world.slack.workspace.views.homes[BEN.id])


def words(world: WORLD, one: Shown) -> str:
    """What stands on a screen, without the frame and the marks."""
    return shown.body(one, shown.reader_for(world.slack.workspace, BEN)).replace("│ ", "").replace("*", "")


def text(world: WORLD) -> str:
    return words(world, home(world))


def opened(world: WORLD) -> str:
    outcome = world.delivery.home_opened("ben")
    assert (outcome.status, outcome.refused) == (200, ())
    return text(world)


def press(world: WORLD, label: str, on: Shown | None = None) -> Outcome:
    """Press a button on the Home tab, or on what it opened."""
    source = on or home(world)
    labels = [field.element.get("text", {}).get("text") for field in shown.buttons(source)]
    outcome: Outcome = world.delivery.click("ben", source, labels.index(label) + 1)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def later(world: WORLD) -> str:
    """What the background does, and what the Home tab says then."""
    world.roadmate.homes.flush()
    return text(world)


def ben(world: WORLD) -> Member:
    deps = world.roadmate.deps
    with deps.sessions.read() as session:
        found = members.find(session, workspace=TEAM_ID, member=BEN.id, default=deps.settings.timezone)
    assert found is not None
    return found


def away(world: WORLD) -> tuple[Absence, ...]:
    with world.roadmate.deps.sessions.read() as session:
        return absences.set_for(session, workspace=TEAM_ID, member=BEN.id, since=date(2026, 1, 1))


def booked(world: WORLD) -> list[int]:
    with world.roadmate.deps.sessions.read() as session:
        return [each.minutes for each in ledger.page(session, workspace=TEAM_ID, member=BEN.id, limit=20).entries]


def submit(world: WORLD, **values: Any) -> Outcome:
    outcome: Outcome = world.delivery.submit("ben", values)
    assert outcome.status == 200
    return outcome


def errors(outcome: Outcome) -> Mapping[str, str]:
    assert outcome.last.kind is Kind.FIELD_ERRORS
    assert outcome.last.view is not None
    found: Mapping[str, str] = outcome.last.view["errors"]
    return found


def test_a_newcomer_sees_a_greeting_and_a_press_books_once(world: WORLD) -> None:
    page = opened(world)
    assert "Hello Ben" in page
    assert "0 h of 2 h: 2 h to go" in page
    first = press(world, "Log 1 h")
    assert first.last.kind is Kind.MODAL
    assert "Booked: 1 h on " in words(world, first.last)
    press(world, "Log 1 h")
    assert booked(world) == [60]
    page = later(world)
    assert "Hello" not in page
    assert "1 h of 2 h: 1 h to go" in page
    press(world, "Log 2 h")
    assert booked(world) == [120, 60]
    assert "3 h of 2 h: goal reached" in later(world)


def test_what_is_done_anywhere_is_shown_and_only_where_a_home_was_opened(world: WORLD) -> None:
    opened(world)
    world.say("ben", "/log 30m networking: routing")
    world.say("mei", "/log 45m networking")
    assert "30 min on Networking, Sat 21 Nov" in later(world)
    world.say("ben", "/log undo")
    assert "Last entries\n============\nNone." in later(world)
    world.delivery.direct_message("ben", "log 20m blockchain")
    assert "20 min on Blockchain" in later(world)
    assert set(world.slack.workspace.views.homes) == {BEN.id}


@SQLITE
def test_home_remembers_when_it_was_first_opened(world: WORLD) -> None:
    deps = world.roadmate.deps
    person = (TEAM_ID, BEN.id)
    with deps.sessions.read() as session:
        assert homes.openers(session, people=[person]) == frozenset()
    opened(world)
    with deps.sessions.read() as session:
        assert homes.openers(session, people=[person, (TEAM_ID, "U0SANDMEI"), ("T0OTHER", BEN.id)]) == {person}


@SQLITE
def test_opening_the_messages_tab_shows_no_home(world: WORLD) -> None:
    event = {"type": "app_home_opened", "user": BEN.id, "channel": BEN.dm, "tab": "messages"}
    assert world.delivery.event(event).status == 200
    assert world.slack.workspace.views.homes == {}


@SQLITE
def test_charts_are_drawn_and_written_where_slack_refuses_them(world: WORLD) -> None:
    world.say("ben", "/log 30m networking")
    assert any(block["type"] == "data_visualization" for block in _blocks(world))
    world.slack.faults.add("views.publish", faults.invalid_blocks())
    world.say("ben", "/log 30m blockchain")
    assert "Hours by week" in later(world)
    assert not any(block["type"] == "data_visualization" for block in home(world).view["blocks"])  # type: ignore[index]


def _blocks(world: WORLD) -> list[Mapping[str, Any]]:
    opened(world)
    view = home(world).view
    assert view is not None
    return list(view["blocks"])


def test_settings_are_saved_through_the_form(world: WORLD) -> None:
    opened(world)
    form = press(world, "Settings")
    assert form.last.kind is Kind.MODAL
    told = submit(world, goal="3h 30m", starts="05:30", wants=[])
    assert "Changed. Your weekly goal is 3 h 30 min (your own), from this week." in words(world, told.last)
    found = ben(world)
    assert (found.goal, found.has_own_goal, found.day_starts) == (210, True, time(5, 30))
    assert (found.nudged, found.hidden) == (False, True)
    page = later(world)
    assert "0 h of 3 h 30 min" in page
    assert "Weekly goal 3 h 30 min (yours) · day starts at 05:30 · weekly nudge off · hidden from" in page
    press(world, "Settings")
    assert submit(world).last.kind is Kind.MODAL_CLOSED  # as it stands there
    assert ben(world) == found
    press(world, "Settings")
    submit(world, goal="", wants=["nudge", "board"])
    assert (ben(world).has_own_goal, ben(world).nudged, ben(world).hidden) == (False, True, False)
    assert "0 h of 2 h" in later(world)
    world.say("ben", "/log 2h networking")
    later(world)
    press(world, "Settings")
    assert "is 4 h (your own), from next week." in words(world, submit(world, goal="4h").last)
    page = later(world)
    assert "2 h of 2 h: goal reached" in page
    assert "Weekly goal 4 h (yours, from next week)" in page


def test_a_day_that_starts_later_counts_from_the_next_click_on(world: WORLD) -> None:
    opened(world)
    press(world, "Settings")
    submit(world, starts="09:30")  # it is 07:00 in New York
    assert "Fri 20 Nov" in world.say("ben", "/log 30m networking").text


@SQLITE
def test_what_is_wrong_in_settings_stands_at_its_field(world: WORLD) -> None:
    opened(world)
    before = ben(world)
    press(world, "Settings")
    no_length, no_start = "Write a length of time, such as 3h or 90m.", "A day starts between 00:00 and 12:00."
    for goal, starts, wrong in (
        ("much", "04:00", {"goal": no_length}),
        ("61h", "04:00", {"goal": "A weekly goal lies between 15 min and 60 h."}),
        ("45", "04:00", {"goal": "Minutes or hours? Write 45 min or 45 h."}),
        ("", "12:01", {"starts": no_start}),
        ("x", "23:00", {"goal": no_length, "starts": no_start}),
    ):
        assert errors(submit(world, goal=goal, starts=starts)) == wrong
    assert ben(world) == before


def test_days_away_are_set_shown_and_removed(world: WORLD) -> None:
    opened(world)
    press(world, "Away")
    told = submit(world, first="2026-11-20", last="2026-11-27")
    assert told.last.kind is Kind.MODAL
    assert [(each.first, each.last) for each in away(world)] == [(date(2026, 11, 20), date(2026, 11, 27))]
    page = later(world)
    assert "Away until Fri 27 Nov: no nudges, streak kept." in page
    assert "0 h of 1 h 36 min: 1 h 36 min to go" in page
    form = press(world, "Away")
    assert "Remove" in words(world, form.last)
    press(world, "Remove", form.last)
    assert away(world) == ()
    assert "Away until" not in later(world)


@SQLITE
def test_days_away_sent_twice_are_one(world: WORLD) -> None:
    opened(world)
    for _ in range(2):
        press(world, "Away")
        submit(world, first="2026-12-01", last="2026-12-05")
    assert len(away(world)) == 1
    press(world, "Away")
    submit(world, first="2027-01-04", last="", open=["open"])
    assert [each.last for each in away(world)] == [date(2026, 12, 5), None]


@SQLITE
def test_what_is_wrong_with_days_away_stands_at_its_field(world: WORLD) -> None:
    opened(world)
    press(world, "Away")
    for first, last, field, why in (
        ("2026-12-05", "2026-12-01", "last", "before the first day"),
        ("2026-12-05", "2028-01-01", "last", "more than a year"),
        ("2026-08-01", "2026-08-05", "first", "more than 60 days ago"),
        ("2029-01-01", "2029-01-02", "first", "more than two years ahead"),
    ):
        assert why in errors(submit(world, first=first, last=last))[field]
    assert away(world) == ()


@SQLITE
def test_every_button_on_the_page_is_answered(world: WORLD) -> None:
    world.say("ben", "/log 30m networking")
    opened(world)
    buttons = [field.element["action_id"].partition("#")[0] for field in shown.buttons(home(world))]
    assert buttons == [
        *("log.book", "log.book", "log.form", "plan.open", "log.edit", "log.list"),
        *("home.settings", "home.away", "roadmate.export"),
    ]
    for number, field in enumerate(shown.buttons(home(world)), start=1):
        outcome = world.delivery.click("ben", home(world), number)
        assert (outcome.status, outcome.refused) == (200, ()), field.element
        assert "too old to use" not in outcome.text


@SQLITE
def test_an_event_while_the_database_is_away_is_asked_for_again(world: WORLD) -> None:
    file = Path(world.roadmate.deps.sessions.engine.url.database)
    world.say("ben", "/log 30m networking")
    file.rename(file.with_suffix(".away"))
    outcome = world.delivery.home_opened("ben")
    file.with_suffix(".away").rename(file)
    assert (outcome.status, outcome.shown) == (500, ())
    assert world.delivery.repeat_event().status == 200
    assert "30 min of 2 h" in text(world)


@pytest.mark.parametrize(
    ("words", "shown_then"),
    [
        ("/roadmate settings goal 1h", "0 h of 1 h"),
        ("/roadmate settings holidays 2026-11-23 to 2026-11-24", "Away from Mon 23 Nov until Tue 24 Nov"),
    ],
)
def test_what_an_admin_changes_for_all_is_shown_to_all(world: WORLD, words: str, shown_then: str) -> None:
    assert shown_then not in opened(world)
    world.say("ana", words)
    assert shown_then in later(world)
    assert set(world.slack.workspace.views.homes) == {BEN.id}


@SQLITE
@pytest.mark.parametrize("words", ["/roadmate settings timezone Asia/Tokyo", "/roadmate settings board on"])
def test_a_zone_or_a_board_for_all_concerns_every_home(world: WORLD, words: str) -> None:
    world.say("ana", "/plan")
    world.roadmate.deps.changes.take()
    world.say("ana", words)
    assert (TEAM_ID, TEAM) in world.roadmate.deps.changes.take()


@SQLITE
def test_a_holiday_that_is_removed_is_gone_from_every_home(world: WORLD) -> None:
    opened(world)
    told = world.say("ana", "/roadmate settings holidays 2026-11-23 to 2026-11-24")
    assert "Away from Mon 23 Nov" in later(world)
    listed = world.say("ana", "/roadmate settings holidays").last
    labels = [field.element["text"]["text"] for field in shown.buttons(listed)]
    assert world.delivery.click("ana", listed, labels.index("Remove") + 1).status == 200
    assert "Away from Mon 23 Nov" not in later(world)
    assert told.status == 200


@SQLITE
def test_somebody_who_moves_sees_their_new_zone(world: WORLD) -> None:
    assert "America/New_York time" in opened(world)
    user = {"id": BEN.id, "name": "ben", "real_name": BEN.real_name, "tz": "Asia/Tokyo"}
    world.roadmate.deps.changes.take()
    assert world.delivery.event({"type": "user_change", "user": user}).status == 200
    assert "Asia/Tokyo time" in later(world)
    assert world.delivery.event({"type": "user_change", "user": user}).status == 200
    assert world.roadmate.deps.changes.take() == set()


@SQLITE
def test_a_target_on_an_area_without_hours_is_shown(world: WORLD) -> None:
    assert "1 Jun 2027" not in opened(world)
    world.say("ben", "/plan networking by 1 jun 2027")
    assert "to make 1 Jun 2027:" in later(world)


@SQLITE
def test_days_away_have_an_end_or_are_told_to_have_none(world: WORLD) -> None:
    opened(world)
    press(world, "Away")
    assert errors(submit(world)) == {"last": "Name the last day, or tick “Until I say so” below."}
    both = submit(world, first="2026-12-01", last="2026-12-05", open=["open"])
    assert errors(both) == {"last": "Either a day or “Until I say so”, not both."}
    assert away(world) == ()
    submit(world, first="2026-12-01", last="", open=["open"])
    assert [(each.first, each.last) for each in away(world)] == [(date(2026, 12, 1), None)]
