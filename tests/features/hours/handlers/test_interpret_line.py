"""Several bookings in one line, booked together or not at all."""

from __future__ import annotations

import pytest

from bot.sandbox.slack_api.fixtures import ANA, BEN
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests.features.hours.ledger_driver import entry_facts, list_entries, messages_to, press_forged
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_several_entries_are_booked_and_undone_as_one(driver: Driver) -> None:
    answer = driver.say("ana", "/log 1h networking, 30m aws yesterday, 2h k8s: operators")
    assert "3 entries" in answer.text
    for each in ("1 h on Networking (Sat 21 Nov)", "30 min on Cloud Computing: AWS (Fri 20 Nov)", "2 h on"):
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
    assert "I read “netwroking” as Networking" in answer.text
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
    driver.press("ana", answer.shown[0], "Log them all")
    assert [each[0] for each in entry_facts(driver)] == [420, 600]
    more = driver.say("ana", "/log 4h networking yesterday, 8h aws")
    assert "a day only has 24 hours" in more.text
    assert len(entry_facts(driver)) == 2


@SQLITE
def test_a_line_sent_twice_is_asked_about(driver: Driver) -> None:
    driver.say("ana", "/log 1h networking, 30m aws")
    again = driver.say("ana", "/log 1h networking, 30m aws")
    assert "a moment ago" in again.text
    assert len(entry_facts(driver)) == 2
    driver.press("ana", again.shown[0], "Log them all")
    assert len(entry_facts(driver)) == 4


@SQLITE
@pytest.mark.parametrize(("button", "days"), [("Fri 20 Nov for all", [20, 20]), ("Fri 20 Nov for one", [21, 20])])
def test_a_day_at_the_end_of_several_entries_is_asked_about(driver: Driver, button: str, days: list[int]) -> None:
    asked = driver.say("ana", "/log 1h networking and 30m aws yesterday")
    assert "Is Fri 20 Nov the day of all entries or of one?" in asked.text
    assert entry_facts(driver) == []
    driver.press("ana", asked.shown[0], button)
    assert [each.day.day for each in sorted(list_entries(driver, ANA.id), key=lambda e: -e.minutes)] == days
    by_itself = driver.say("ana", "/log 1h networking yesterday: x, 2h k8s")
    assert "2 entries" in by_itself.text


@SQLITE
@pytest.mark.parametrize(
    ("line", "button", "facts"),
    [
        ("30m docker 1h aws", "1 h 30 min in two entries", [(30, "devops-cicd"), (60, "cloud-computing")]),
        ("2h docker minus 30m lunch", "1 h 30 min", [(90, "devops-cicd")]),
        ("docker", "1 h", [(60, "devops-cicd")]),
        ("1h aws, networking", "1 h in all", [(30, "cloud-computing"), (30, "networking")]),
        ("1h aws, networking", "1 h each", [(60, "cloud-computing"), (60, "networking")]),
        ("1h aws mon and tue", "1 h each", [(60, "cloud-computing"), (60, "cloud-computing")]),
        ("90 networking", "1 h 30 min", [(90, "networking")]),
        ("9 to 11 networking", "2 h", [(120, "networking")]),
        ("1h networking 5/11 yesturday", "Fri 20 Nov", [(60, "networking")]),
    ],
)
def test_the_button_of_a_question_books_what_it_says(
    driver: Driver, line: str, button: str, facts: list[tuple[int, str]]
) -> None:
    asked = driver.say("ana", f"/log {line}")
    assert entry_facts(driver) == []
    driver.press("ana", asked.shown[0], button)
    assert [each[:2] for each in entry_facts(driver)] == facts


@SQLITE
def test_a_number_before_a_word_that_is_no_name_has_no_button(driver: Driver) -> None:
    for line in ("20 minits docker", "2 quokkas", "3 rounds networking"):
        asked = driver.say("ana", f"/log {line}")
        assert "How long" in asked.text
        assert button_labels(asked.shown[0]) == ["Open the form"]


@SQLITE
def test_more_than_five_answers_stand_in_rows(driver: Driver) -> None:
    asked = driver.say("ana", "/log 1h networking last week")
    rows = [block["elements"] for block in asked.shown[0].blocks if block["type"] == "actions"]
    assert [len(row) for row in rows] == [5, 3]
