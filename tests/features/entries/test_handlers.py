"""Looking back: entries listed, deleted, undone, done again and explained, end to end."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.features.entries.payloads import EntryListPayload
from bot.sandbox.slack_api.fixtures import BEN, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import compose_message
from tests import faults
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday
MEI = "U0SANDMEI"


def entries(driver: Driver, user: str = BEN.id) -> tuple[Entry, ...]:
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        return queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=100).entries


def minutes(driver: Driver, user: str = BEN.id) -> list[int]:
    return [entry.minutes for entry in entries(driver, user)]


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.say(user, f"/log {words}")
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def lines(outcome: ActionResult) -> list[str]:
    return outcome.text.split("\n")


def labels(shown: ShownItem) -> list[str]:
    return [field.element["text"]["text"] for field in interactive_elements(shown.blocks)]


def press(driver: Driver, shown: ShownItem, label: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.delivery.click(user, shown, labels(shown).index(label) + 1)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def button_value(shown: ShownItem, label: str) -> str:
    """What a button carries; an old message's can still be pressed when the message was replaced."""
    return next(
        str(each.element["value"])
        for each in interactive_elements(shown.blocks)
        if each.element["text"]["text"] == label
    )


def press_forged(driver: Driver, action: str, value: str, user: str = BEN.id) -> ActionResult:
    """A press on a button of our own making, as a second click or an old message would be."""
    driver.roadmate.deps.slack.post_ephemeral(
        TEAM_ID, LEARNING.id, user, compose_message(section("?"), actions(ButtonSpec("Go", action, value)))
    )
    return press(driver, driver.slack.workspace.journal.shown[-1], "Go", user)


def correct_newest(driver: Driver, minutes: int, note: str = "") -> int:
    """Correct the newest entry as the form does; returns its number."""
    (entry, *_) = sorted(entries(driver), key=lambda each: -each.id)
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        booking = replace(entry.to_booking(f"form:{entry.id}"), minutes=minutes, note=note, source="form")
        done = ledger_booking.correct_entry(
            conn,
            workspace=TEAM_ID,
            member=BEN.id,
            entry_id=entry.root,
            booking=booking,
            now=deps.clock.now(),
        )
    assert done
    return entry.root


@pytest.fixture
def filled(driver: Driver) -> Driver:
    """Ben has ten entries, one a day back from yesterday; every third on the REST API."""
    for number in range(1, 11):
        say(driver, f"{number}m {'rest api' if number % 3 == 0 else 'networking'} {number} days ago: no {number}")
    return driver


@SQLITE
def test_entries_are_listed_by_days_and_area_in_any_order(filled: Driver) -> None:
    heads = {
        "list": "All entries: 55 min in 10 entries, newest first (1-8)",
        "list all": "All entries: 55 min in 10 entries, newest first (1-8)",
        "history": "All entries: 55 min in 10 entries, newest first (1-8)",
        "list week": "16-22 Nov: 15 min in 5 entries, newest first",
        "list last week": "9-15 Nov: 40 min in 5 entries, newest first",
        "list 2026-W46": "9-15 Nov: 40 min in 5 entries, newest first",
        "list month": "November: 55 min in 10 entries, newest first (1-8)",
        "list networking": "Networking: 37 min in 7 entries, newest first",
        "list networking week": "Networking, 16-22 Nov: 12 min in 4 entries, newest first",
        "list week networking": "Networking, 16-22 Nov: 12 min in 4 entries, newest first",
        "list 12-13 nov rest": "REST API",
        "list mon": "Mon 16 Nov: 5 min in 1 entry, newest first",
        "list 3": "“3”: I know no such days or focus area.",
        "list blockchain last month": "Blockchain, October: no entries.",
    }
    for words, head in heads.items():
        assert head in lines(say(filled, words))[0], words
    assert "VPC belongs to" not in say(filled, "list networking").text
    assert "AWS belongs to Cloud Computing.\nCloud Computing: no entries." in say(filled, "list aws").text


@SQLITE
def test_words_that_name_nothing_keep_what_was_understood(filled: Driver) -> None:
    assert "I read two periods in “week month”." in say(filled, "list week month").text
    unknown = say(filled, "list week qqqqzzzz <!channel>")
    assert "I know no such days or focus area." in unknown.text
    assert "3-14 nov" in unknown.text
    assert "<!" not in unknown.text
    asked = say(filled, "list monitoring week")
    assert "Which area do you mean by “monitoring”?" in asked.text
    assert ", 16-22 Nov" in press(filled, asked.last, labels(asked.last)[0]).text


@SQLITE
def test_pages_are_turned_and_one_that_is_gone_gives_the_first(filled: Driver) -> None:
    first = say(filled, "list month")
    assert [line.split(" ")[0] for line in lines(first)[1::2]] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    second = press(filled, first.last, "Older")
    assert lines(second)[0] == "November: 55 min in 10 entries, newest first (9-10)"
    assert "10 min on Networking, Wed 11 Nov\n> no 10" in second.text
    assert labels(second.last) == ["Edit", "Delete", "Edit", "Delete", "Newer", "This week", "All"]
    assert "(1-8)" in press(filled, second.last, "Newer").text
    assert "16-22 Nov: 15 min in 5 entries" in press(filled, first.last, "This week").text
    for each in ("0", "800", EntryListPayload(offset=800).encode(), "{}"):
        assert "All entries: 55 min in 10 entries, newest first (1-8)" in press_forged(filled, "log.list", each).text, (
            each
        )
    last = press_forged(filled, "log.list", "8")
    assert "(9-10)" in last.text
    filled.turn(days=7)
    assert "23-29 Nov: no entries." in press(filled, last.last, "This week").text  # the week that is running now


def test_a_deleted_entry_comes_back_by_one_press(driver: Driver) -> None:
    say(driver, "1h networking: first")
    say(driver, "2h networking: second")
    page = say(driver, "list")
    asked = driver.delivery.click("ben", page.last, 2, confirmed=False)
    assert "2 h on Networking, Sat 21 Nov will no longer count." in asked.text
    deleted = press(driver, page.last, "Delete")
    assert lines(deleted) == [
        "Deleted: 2 h on Networking, Sat 21 Nov",
        "Networking: 1 h of 50-80 h · This week: 1 h",
    ]
    again = press_forged(driver, "log.delete", button_value(page.last, "Delete"))
    assert "That was deleted before: 2 h on Networking" in again.text
    assert minutes(driver) == [60]
    undone = press(driver, deleted.last, "Undo")
    assert lines(undone) == [
        "Undone: the deletion of 2 h on Networking, Sat 21 Nov. It counts again.",
        "Networking: 3 h of 50-80 h · This week: 3 h",
    ]
    assert [entry.note for entry in entries(driver)] == ["second", "first"]
    redone = press(driver, undone.last, "Redo")
    assert "Done again: the deletion of 2 h on Networking" in redone.text
    assert "Undone: the deletion of 2 h" in press(driver, redone.last, "Undo").text
    assert minutes(driver) == [120, 60]


def test_a_booking_is_undone_where_it_was_answered_and_can_be_turned_round(driver: Driver) -> None:
    booked = say(driver, "2h networking: x")
    asked = driver.delivery.click("ben", booked.last, 1, confirmed=False)
    assert "2 h on Networking, Sat 21 Nov will no longer count." in asked.text
    undone = press(driver, booked.last, "Undo")
    assert "Undone: the booking of 2 h on Networking, Sat 21 Nov. It no longer counts." in undone.text
    assert (
        "counts once. Undone: the booking" in press_forged(driver, "log.undo", button_value(booked.last, "Undo")).text
    )
    assert minutes(driver) == []
    assert "Done again: the booking of 2 h on Networking" in press(driver, undone.last, "Redo").text
    assert [(entry.minutes, entry.note) for entry in entries(driver)] == [(120, "x")]


def test_a_button_pressed_twice_acts_once(driver: Driver) -> None:
    say(driver, "1h networking")
    deleted = press(driver, say(driver, "list").last, "Delete")
    act = button_value(deleted.last, "Undo")
    undone = press_forged(driver, "log.back", act)
    assert "That was done before, and counts once. Undone: the deletion" in press_forged(driver, "log.back", act).text
    redo = button_value(undone.last, "Redo")
    assert "Done again: the deletion of 1 h" in press_forged(driver, "log.again", redo).text
    assert "That was done before, and counts once. Done again" in press_forged(driver, "log.again", redo).text
    assert minutes(driver) == []


def test_undo_walks_back_act_by_act_and_redo_forth(driver: Driver) -> None:
    say(driver, "1h networking")
    say(driver, "2h blockchain")
    correct_newest(driver, 90, "better")
    press(driver, say(driver, "list networking").last, "Delete")
    told = [lines(say(driver, "undo"))[0] for _ in range(5)]
    assert told == [
        "Undone: the deletion of 1 h on Networking, Sat 21 Nov. It counts again.",
        "Undone: the correction of 2 h on Blockchain, Sat 21 Nov to 1 h 30 min on Blockchain, Sat 21 Nov",
        "Undone: the booking of 2 h on Blockchain, Sat 21 Nov. It no longer counts.",
        "Undone: the booking of 1 h on Networking, Sat 21 Nov. It no longer counts.",
        "There is nothing to undo. Book hours with /log 2h networking.",
    ]
    assert minutes(driver) == []
    told = [lines(say(driver, "redo"))[0] for _ in range(5)]
    assert [line.split(",")[0] for line in told] == [
        "Done again: the booking of 1 h on Networking",
        "Done again: the booking of 2 h on Blockchain",
        "Done again: the correction of 2 h on Blockchain",
        "Done again: the deletion of 1 h on Networking",
        "There is nothing to do again: /log redo does what /log undo undid",
    ]
    assert [(entry.minutes, entry.note) for entry in entries(driver)] == [(90, "better")]
    say(driver, "undo last")
    say(driver, "15m networking")
    assert "There is nothing to do again" in say(driver, "redo").text


def test_a_redo_button_does_only_what_its_own_undo_undid(driver: Driver) -> None:
    say(driver, "1h networking")
    say(driver, "2h blockchain")
    newer, older = (button_value(say(driver, "undo").last, "Redo") for _ in range(2))
    assert "There is nothing to do again" in press_forged(driver, "log.again", newer).text
    assert minutes(driver) == []
    assert "the booking of 1 h on Networking" in press_forged(driver, "log.again", older).text
    assert "the booking of 2 h on Blockchain" in press_forged(driver, "log.again", newer).text


def test_an_undo_that_slack_delivers_again_undoes_no_second_act(driver: Driver) -> None:
    say(driver, "1h networking")
    say(driver, "2h networking")
    driver.slack.faults.add("chat.postMessage", faults.rate_limited())
    assert driver.delivery.direct_message("ben", "log undo").status == 500
    driver.turn(seconds=5)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert "counts once. Undone: the booking of 2 h on Networking" in again.text
    assert minutes(driver) == [60]


def test_nobody_changes_somebody_elses_entries(driver: Driver) -> None:
    say(driver, "2h networking")
    (entry,) = entries(driver)
    say(driver, "1h blockchain", "mei")
    for action in ("log.delete", "log.back", "log.undo"):
        assert "There is no such entry of yours" in press_forged(driver, action, str(entry.id), MEI).text, action
        assert "There is no such entry of yours" in press_forged(driver, action, "999999999", MEI).text, action
    assert "There is nothing to do again" in press_forged(driver, "log.again", str(entry.id), MEI).text
    assert (minutes(driver), minutes(driver, MEI)) == ([120], [60])


@SQLITE
@pytest.mark.parametrize("action", ["log.delete", "log.back", "log.again", "log.list", "log.why"])
def test_a_value_that_is_none_of_ours_changes_nothing(driver: Driver, action: str) -> None:
    say(driver, "2h networking")
    unfit = ["-", "abc", "-1", "1.5", "٣", "9" * 10, "{}x", "null", "x" * 2000]
    unfit += [json.dumps({"area": "juggling"}), json.dumps({"first": "2026-02-30"}), json.dumps({"offset": -1})]
    for each in unfit:
        assert "This button is too old to use, and nothing was changed." in press_forged(driver, action, each).text, (
            each
        )
    assert minutes(driver) == [120]


def test_a_correction_that_others_stand_on_is_not_undone_by_itself(driver: Driver) -> None:
    booked = say(driver, "2h networking")
    correct_newest(driver, 90)
    stuck = press(driver, booked.last, "Undo")
    assert "That can no longer be undone by itself" in stuck.text
    assert "• 1 h 30 min on Networking, Sat 21 Nov" in stuck.text
    assert minutes(driver) == [90]
    assert "Deleted: 1 h 30 min on Networking" in press(driver, stuck.last, "Delete").text
    assert "They were deleted." in press_forged(driver, "log.back", button_value(booked.last, "Undo")).text


@SQLITE
def test_what_no_longer_fits_its_day_stays_away(driver: Driver) -> None:
    say(driver, "15h networking")
    undone = say(driver, "undo")
    say(driver, "16h blockchain")
    deleted = press(driver, say(driver, "list").last, "Delete")
    say(driver, "15h networking")
    stuck = press(driver, deleted.last, "Undo")
    assert "a day that holds 15 h now would have more than 24 h" in stuck.text
    assert "There is nothing to do again" in press(driver, undone.last, "Redo").text
    assert minutes(driver) == [900]


WHEN = " on 21 Nov 07:00"  # in New York


def test_why_shows_every_row_and_ends_at_the_total(driver: Driver) -> None:
    say(driver, "2h networking yesterday")
    correct_newest(driver, 90)
    say(driver, "1h blockchain")
    say(driver, "undo")
    say(driver, "redo")
    told = lines(say(driver, "why"))
    assert told == [
        "How 2 h 30 min came about: All entries, 6 lines",
        f"+2 h Fri 20 Nov, Networking: booked with /log{WHEN}",
        f"-2 h Fri 20 Nov, Networking: taken back for a correction{WHEN}",
        f"+1 h 30 min Fri 20 Nov, Networking: corrected with the form{WHEN}",
        f"+1 h Sat 21 Nov, Blockchain: booked with /log{WHEN}",
        f"-1 h Sat 21 Nov, Blockchain: taken back by undo{WHEN}",
        f"+1 h Sat 21 Nov, Blockchain: brought back{WHEN}",
        "Total: 2 h 30 min",
    ]
    assert lines(say(driver, "why networking"))[-1] == "Total: 1 h 30 min"
    assert "nothing was booked, so the total is 0 h" in say(driver, "why last month").text
    assert "I read two periods" in say(driver, "why week month").text


@SQLITE
def test_why_is_paged_and_each_page_carries_on_from_the_other(filled: Driver) -> None:
    for _ in range(10):
        say(filled, "undo")
    newest = say(filled, "why")
    carried = re.search(r"Carried over from older lines: (.+)", newest.text)
    assert carried
    assert newest.text.endswith("Total: 0 h")
    older = press(filled, newest.last, "Older")
    assert older.text.endswith(f"Carried on to newer lines: {carried[1]}")
    assert "Carried over" not in older.text
    assert press(filled, older.last, "Newer").text == newest.text
    assert press_forged(filled, "log.why", EntryListPayload(offset=400).encode()).text == newest.text


@SQLITE
def test_other_words_after_undo_and_redo_get_help(driver: Driver) -> None:
    say(driver, "1h networking")
    for words in ("undo everything", "redo twice"):
        assert "/log 2h networking" in say(driver, words).text
    assert minutes(driver) == [60]
