"""Entries listed, deleted, undone, redone and explained, end to end."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from bot.core.ledger import booking as ledger_booking
from bot.features.entries.payloads import EntryListPayload
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests import faults
from tests.features.hours.ledger_driver import list_entries, press_forged
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday
MEI = "U0SANDMEI"


def minutes(driver: Driver, user: str = BEN.id) -> list[int]:
    return [entry.minutes for entry in list_entries(driver, user)]


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.say(user, f"/log {words}")
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def lines(outcome: ActionResult) -> list[str]:
    return outcome.text.split("\n")


def button_value(shown: ShownItem, label: str) -> str:
    """Return what a button carries; that of an old message can be pressed after the message was replaced."""
    return next(
        str(each.element["value"])
        for each in interactive_elements(shown.blocks)
        if each.element["text"]["text"] == label
    )


def correct_newest(driver: Driver, minutes: int, note: str = "") -> int:
    """Correct the newest entry as the form does, and return its id."""
    (entry, *_) = sorted(list_entries(driver), key=lambda each: -each.id)
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
    """Give Ben ten entries, one a day back from yesterday; every third on the REST API."""
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
        "list 3": "I don't know “3” as days or a focus area.",
        "list blockchain last month": "Blockchain, October: no entries.",
    }
    for words, head in heads.items():
        assert head in lines(say(filled, words))[0], words
    assert "VPC is part of" not in say(filled, "list networking").text
    assert "AWS is part of Cloud Computing.\nCloud Computing: no entries." in say(filled, "list aws").text


@SQLITE
def test_words_that_name_no_area_keep_the_days(filled: Driver) -> None:
    assert "I see two periods in “week month”." in say(filled, "list week month").text
    unknown = say(filled, "list week qqqqzzzz <!channel>")
    assert "as days or a focus area." in unknown.text
    assert "3-14 nov" in unknown.text
    assert "<!" not in unknown.text
    question = say(filled, "list monitoring week")
    assert "Which “monitoring”?" in question.text
    assert ", 16-22 Nov" in filled.press("ben", question, button_labels(question)[0]).text


@SQLITE
def test_pages_can_be_turned_and_one_that_is_gone_shows_the_first(filled: Driver) -> None:
    first = say(filled, "list month")
    assert [line.split(" ")[0] for line in lines(first)[1::2]] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    second = filled.press("ben", first, "Older")
    assert lines(second)[0] == "November: 55 min in 10 entries, newest first (9-10)"
    assert "10 min on Networking, Wed 11 Nov\n> no 10" in second.text
    assert button_labels(second) == ["Edit", "Delete", "Edit", "Delete", "Newer", "This week", "All"]
    assert "(1-8)" in filled.press("ben", second, "Newer").text
    assert "16-22 Nov: 15 min in 5 entries" in filled.press("ben", first, "This week").text
    for each in ("0", "800", EntryListPayload(offset=800).encode(), "{}"):
        page = press_forged(filled, "log.list", each)
        assert "All entries: 55 min in 10 entries, newest first (1-8)" in page.text, each
    last = press_forged(filled, "log.list", "8")
    assert "(9-10)" in last.text
    filled.turn(days=7)
    assert "23-29 Nov: no entries." in filled.press("ben", last, "This week").text  # the week that is running now


def test_a_deleted_entry_comes_back_by_one_press(driver: Driver) -> None:
    say(driver, "1h networking: first")
    say(driver, "2h networking: second")
    page = say(driver, "list")
    question = driver.delivery.click("ben", page.last, 2, confirmed=False)
    assert "2 h on Networking, Sat 21 Nov: you can undo that." in question.text
    deleted = driver.press("ben", page, "Delete")
    assert lines(deleted) == [
        "↩️ Deleted: 2 h on Networking (Sat 21 Nov)",
        "Networking: 1 h of 50-80 h · This week: 1 h",
    ]
    again = press_forged(driver, "log.delete", button_value(page.last, "Delete"))
    assert "Already deleted: 2 h on Networking" in again.text
    assert minutes(driver) == [60]
    undone = driver.press("ben", deleted, "Undo")
    assert lines(undone) == [
        "✅ Restored: 2 h on Networking (Sat 21 Nov)",
        "🎯 Goal met this week",
        "Networking: 3 h of 50-80 h · This week: 3 h",
    ]
    assert [entry.note for entry in list_entries(driver)] == ["second", "first"]
    redone = driver.press("ben", undone, "Redo")
    assert "Deleted again: 2 h on Networking" in redone.text
    assert "Restored: 2 h" in driver.press("ben", redone, "Undo").text
    assert minutes(driver) == [120, 60]


def test_the_answer_to_a_booking_undoes_it_and_the_undo_can_be_redone(driver: Driver) -> None:
    booked = say(driver, "2h networking: x")
    question = driver.delivery.click("ben", booked.last, 3, confirmed=False)
    assert "2 h on Networking (Sat 21 Nov) will be taken back." in question.text
    undone = driver.press("ben", booked, "Undo")
    assert "↩️ Undone: 2 h on Networking (Sat 21 Nov)" in undone.text
    again = press_forged(driver, "log.undo", button_value(booked.last, "Undo"))
    assert "Already undone.\n↩️ Undone: 2 h" in again.text
    assert minutes(driver) == []
    assert "Restored: 2 h on Networking" in driver.press("ben", undone, "Redo").text
    assert [(entry.minutes, entry.note) for entry in list_entries(driver)] == [(120, "x")]


def test_a_button_pressed_twice_acts_once(driver: Driver) -> None:
    say(driver, "1h networking")
    deleted = driver.press("ben", say(driver, "list"), "Delete")
    act = button_value(deleted.last, "Undo")
    undone = press_forged(driver, "log.back", act)
    assert "Already undone.\n✅ Restored: 1 h" in press_forged(driver, "log.back", act).text
    redo = button_value(undone.last, "Redo")
    assert "Deleted again: 1 h" in press_forged(driver, "log.again", redo).text
    assert "Already restored.\n↩️ Deleted again" in press_forged(driver, "log.again", redo).text
    assert minutes(driver) == []


def test_undo_walks_back_act_by_act_and_redo_forth(driver: Driver) -> None:
    say(driver, "1h networking")
    say(driver, "2h blockchain")
    correct_newest(driver, 90, "better")
    driver.press("ben", say(driver, "list networking"), "Delete")
    answers = [lines(say(driver, "undo"))[0] for _ in range(5)]
    assert answers == [
        "✅ Restored: 1 h on Networking (Sat 21 Nov)",
        "↩️ Undone, back to 2 h on Blockchain (Sat 21 Nov), was 1 h 30 min on Blockchain (Sat 21 Nov)",
        "↩️ Undone: 2 h on Blockchain (Sat 21 Nov)",
        "↩️ Undone: 1 h on Networking (Sat 21 Nov)",
        "Nothing to undo. A mark on a topic is undone by /roadmap undo.",
    ]
    assert minutes(driver) == []
    answers = [lines(say(driver, "redo"))[0] for _ in range(5)]
    assert [line.split(" (")[0] for line in answers] == [
        "✅ Restored: 1 h on Networking",
        "✅ Restored: 2 h on Blockchain",
        "✅ Changed again to 1 h 30 min on Blockchain",
        "↩️ Deleted again: 1 h on Networking",
        "Nothing to redo.",
    ]
    assert [(entry.minutes, entry.note) for entry in list_entries(driver)] == [(90, "better")]
    say(driver, "undo last")
    say(driver, "15m networking")
    assert "Nothing to redo." in say(driver, "redo").text


def test_a_redo_button_does_only_what_its_own_undo_undid(driver: Driver) -> None:
    say(driver, "1h networking")
    say(driver, "2h blockchain")
    newer, older = (button_value(say(driver, "undo").last, "Redo") for _ in range(2))
    assert "Nothing to redo." in press_forged(driver, "log.again", newer).text
    assert minutes(driver) == []
    assert "Restored: 1 h on Networking" in press_forged(driver, "log.again", older).text
    assert "Restored: 2 h on Blockchain" in press_forged(driver, "log.again", newer).text


def test_an_undo_that_slack_delivers_twice_undoes_one_act(driver: Driver) -> None:
    say(driver, "1h networking")
    say(driver, "2h networking")
    driver.slack.faults.add("chat.postMessage", faults.rate_limited())
    assert driver.delivery.direct_message("ben", "log undo").status == 500
    driver.turn(seconds=5)
    again = driver.delivery.repeat_event(seen_by=BEN.id)
    assert "Already undone.\n↩️ Undone: 2 h on Networking" in again.text
    assert minutes(driver) == [60]


def test_nobody_can_change_the_entries_of_others(driver: Driver) -> None:
    say(driver, "2h networking")
    (entry,) = list_entries(driver)
    say(driver, "1h blockchain", "mei")
    for action in ("log.delete", "log.back", "log.undo"):
        assert "I can't find that entry of yours" in press_forged(driver, action, str(entry.id), MEI).text, action
        assert "I can't find that entry of yours" in press_forged(driver, action, "999999999", MEI).text, action
    assert "Nothing to redo." in press_forged(driver, "log.again", str(entry.id), MEI).text
    assert (minutes(driver), minutes(driver, MEI)) == ([120], [60])


@SQLITE
@pytest.mark.parametrize("action", ["log.delete", "log.back", "log.again", "log.list", "log.why"])
def test_an_invalid_button_value_changes_nothing(driver: Driver, action: str) -> None:
    say(driver, "2h networking")
    values = ["-", "abc", "-1", "1.5", "٣", "9" * 10, "{}x", "null", "x" * 2000]
    values += [json.dumps({"area": "juggling"}), json.dumps({"first": "2026-02-30"}), json.dumps({"offset": -1})]
    for value in values:
        answer = press_forged(driver, action, value)
        assert "This button has expired. Nothing changed; please type the command again." in answer.text, value
    assert minutes(driver) == [120]


def test_an_act_that_later_changes_build_on_is_not_undone_by_itself(driver: Driver) -> None:
    booked = say(driver, "2h networking")
    correct_newest(driver, 90)
    refused = driver.press("ben", booked, "Undo")
    assert "I can't undo that step by itself" in refused.text
    assert "• 1 h 30 min on Networking (Sat 21 Nov)" in refused.text
    assert minutes(driver) == [90]
    assert "Deleted: 1 h 30 min on Networking" in driver.press("ben", refused, "Delete").text
    assert "They're deleted now." in press_forged(driver, "log.back", button_value(booked.last, "Undo")).text


@SQLITE
def test_what_no_longer_fits_its_day_is_not_brought_back(driver: Driver) -> None:
    say(driver, "15h networking")
    undone = say(driver, "undo")
    say(driver, "16h blockchain")
    deleted = driver.press("ben", say(driver, "list"), "Delete")
    say(driver, "15h networking")
    refused = driver.press("ben", deleted, "Undo")
    assert "A day with 15 h can't take these hours back." in refused.text
    assert "Nothing to redo." in driver.press("ben", undone, "Redo").text
    assert minutes(driver) == [900]


BOOKED_AT = " on 21 Nov 07:00"  # in New York


def test_why_shows_every_row_and_ends_at_the_total(driver: Driver) -> None:
    say(driver, "2h networking yesterday")
    correct_newest(driver, 90)
    say(driver, "1h blockchain")
    say(driver, "undo")
    say(driver, "redo")
    assert lines(say(driver, "why")) == [
        "Where your 2 h 30 min come from: All entries, 6 lines",
        f"+2 h Fri 20 Nov, Networking: logged with /log{BOOKED_AT}",
        f"-2 h Fri 20 Nov, Networking: replaced by a change{BOOKED_AT}",
        f"+1 h 30 min Fri 20 Nov, Networking: changed with the form{BOOKED_AT}",
        f"+1 h Sat 21 Nov, Blockchain: logged with /log{BOOKED_AT}",
        f"-1 h Sat 21 Nov, Blockchain: undone{BOOKED_AT}",
        f"+1 h Sat 21 Nov, Blockchain: restored{BOOKED_AT}",
        "Total: 2 h 30 min",
    ]
    assert lines(say(driver, "why networking"))[-1] == "Total: 1 h 30 min"
    assert ": nothing logged." in say(driver, "why last month").text
    assert "I see two periods" in say(driver, "why week month").text


@SQLITE
def test_each_page_of_why_carries_on_from_the_other(filled: Driver) -> None:
    for _ in range(10):
        say(filled, "undo")
    newest = say(filled, "why")
    carried = re.search(r"From older lines: (.+)", newest.text)
    assert carried
    assert newest.text.endswith("Total: 0 h")
    older = filled.press("ben", newest, "Older")
    assert older.text.endswith(f"So far, with newer lines to come: {carried[1]}")
    assert "From older lines" not in older.text
    assert filled.press("ben", older, "Newer").text == newest.text
    assert press_forged(filled, "log.why", EntryListPayload(offset=400).encode()).text == newest.text


@SQLITE
@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("undo everything", "/log undo undoes your last change, one at a time."),
        ("undo 2", "/log undo undoes your last change, one at a time."),
        ("redo twice", "/log redo restores what you undid last, one at a time."),
        ("edit 2h", "Press Edit on the entry you want to change."),
        ("edit last", "Press Edit on the entry you want to change."),
        ("delete last", "Press Delete on the entry you want to remove. Nothing is deleted yet."),
        ("delete qqqq", "Press Delete on the entry you want to remove. Nothing is deleted yet."),
        ("remove", "Press Delete on the entry you want to remove. Nothing is deleted yet."),
    ],
)
def test_words_that_change_entries_show_them_with_their_buttons(driver: Driver, words: str, lead: str) -> None:
    say(driver, "1h networking")
    shown = say(driver, words)
    assert shown.text.startswith(f"{lead}")
    assert "1 h on Networking, Sat 21 Nov" in shown.text
    assert button_labels(shown)[:2] == ["Edit", "Delete"]
    assert minutes(driver) == [60]


@pytest.mark.parametrize("words", ["edit networking", "delete networking today", "delete week networking"])
def test_days_and_areas_narrow_what_is_to_be_changed(driver: Driver, words: str) -> None:
    say(driver, "1h networking")
    say(driver, "30m terraform")
    shown = say(driver, words).text
    assert "1 h on Networking" in shown
    assert "Terraform" not in shown
    assert sorted(minutes(driver)) == [30, 60]


@pytest.mark.parametrize("words", ["undo last", "undo"])
def test_the_last_change_is_undone_and_brought_back_by_name(driver: Driver, words: str) -> None:
    say(driver, "1h networking")
    say(driver, words)
    assert minutes(driver) == []
    say(driver, "redo last")
    assert minutes(driver) == [60]
