"""Several bookings in one line, booked together or not at all."""

from __future__ import annotations

import pytest

from bot.sandbox.slack_api.fixtures import BEN
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests.features.hours.ledger_driver import entry_facts, messages_to, press_forged
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_several_entries_are_booked_and_undone_as_one(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h networking, 30m aws yesterday, 2h k8s: operators")
    assert "3 entries" in answer.text
    for each in ("1 h on Networking, Sat 21 Nov", "30 min on Cloud Computing: AWS, Fri 20 Nov", "2 h on"):
        assert each in answer.text
    assert [each[0] for each in entry_facts(driver)] == [30, 60, 120]
    assert entry_facts(driver)[2][3] == "operators"
    undone = driver.press("ana", answer.shown[0], "Undo")
    assert "3 entries" in undone.text
    assert entry_facts(driver) == []


@SQLITE
def test_all_of_a_line_is_booked_or_nothing(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h networking, 30m quokkas")
    assert "“quokkas”" in answer.text
    assert "Nothing is logged yet: fix it and send the whole line again." in answer.text
    assert "You typed: 1h networking, 30m quokkas" in answer.text
    assert "For example" in answer.text
    assert button_labels(answer.shown[0])[-1] == "Open the form"
    assert entry_facts(driver) == []


@SQLITE
def test_a_doubt_about_one_entry_keeps_the_rest_of_the_line(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h networking, 30m security: tls, 2h aws")
    assert entry_facts(driver) == []
    first = button_labels(answer.shown[0])[0]
    value = next(iter(interactive_elements(answer.shown[0].blocks))).element["value"]
    driver.press("ana", answer.shown[0], first)
    booked = entry_facts(driver)
    assert [(each[0], each[3]) for each in booked] == [(30, "tls"), (60, ""), (120, "")]
    press_forged(driver, "log.line", value, "ana")
    assert entry_facts(driver) == booked


@SQLITE
def test_a_corrected_typing_error_is_told(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h netwroking, 30m aws")
    assert "I took “netwroking” for Networking" in answer.text
    assert len(entry_facts(driver)) == 2


@SQLITE
def test_an_invalid_duration_is_shown_with_the_whole_line(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h networking, 1e9h aws, 2h k8s")
    assert entry_facts(driver) == []
    assert "Nothing is logged yet: fix it and send the whole line again." in answer.text
    assert "You typed: 1h networking, 1e9h aws, 2h k8s" in answer.text


@SQLITE
def test_minutes_or_hours_of_one_entry_keep_the_rest_of_the_line(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h networking, 90 aws @ben")
    assert "Is “90” 1 h 30 min?" in answer.text
    assert "Nothing is logged yet: the other entry waits for your answer." in answer.text
    driver.press("ana", answer.shown[0], "1 h 30 min")
    assert [each[0] for each in entry_facts(driver)] == [60, 90]
    assert len(messages_to(driver, BEN)) == 1


@SQLITE
@pytest.mark.parametrize(
    ("length", "problem"),
    [("30h", "too long: a day only has 24 hours"), ("0h", "nothing to log")],
)
def test_an_impossible_duration_in_a_line_is_named(driver: Driver, length: str, problem: str) -> None:
    answer = driver.say("ana", f"/log 1h networking, {length} aws")
    assert f"“{length}” is {problem}" in answer.text
    assert f"You typed: 1h networking, {length} aws" in answer.text
    assert button_labels(answer.shown[0]) == ["Open the form"]
    assert entry_facts(driver) == []


@SQLITE
def test_more_than_twenty_entries_are_refused(driver: Driver) -> None:
    answer = driver.say("ana", "/log " + ", ".join(["5m aws"] * 21))
    assert "20 at most: I read 21 entries" in answer.text
    assert entry_facts(driver) == []


@SQLITE
def test_a_line_that_makes_a_long_day_asks_once_for_all(driver: Driver) -> None:
    answer = driver.say("ana", "/log 10h networking, 7h aws")
    assert "17 h" in answer.text
    assert entry_facts(driver) == []
    driver.press("ana", answer.shown[0], "Book them all")
    assert [each[0] for each in entry_facts(driver)] == [420, 600]
    more = driver.say("ana", "/log 4h networking yesterday, 8h aws")
    assert "more than a day has" in more.text
    assert len(entry_facts(driver)) == 2


@SQLITE
def test_a_line_sent_twice_is_asked_about(driver: Driver) -> None:
    driver.say("ana", "/log 1h networking, 30m aws")
    again = driver.say("ana", "/log 1h networking, 30m aws")
    assert "just now" in again.text
    assert len(entry_facts(driver)) == 2
    driver.press("ana", again.shown[0], "Book them all")
    assert len(entry_facts(driver)) == 4
