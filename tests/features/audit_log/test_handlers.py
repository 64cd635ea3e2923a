"""The audit log as admins read it."""

from __future__ import annotations

import pytest

from bot.sandbox.slack_api.journal import ActionResult
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def press(driver: Driver, on: ActionResult, label: str) -> ActionResult:
    outcome = driver.press("ana", on, label)
    assert outcome.status == 200
    return outcome


def test_acts_of_admins_are_listed_newest_first(driver: Driver) -> None:
    driver.say("ben", "/plan")
    driver.say("ana", "/roadmate settings goal 3h")
    assert "mentor" in driver.say("ana", "/team mentor @ben").text
    driver.say("ana", "/roadmate settings holidays 24 dec Grandma's birthday")
    press(driver, driver.say("ana", "/roadmate settings holidays"), "Remove")
    driver.say("ana", "/roadmate digest preview")
    lines = driver.say("ana", "/roadmate audit").text.split("\n")
    assert [line.removeprefix("Sat 21 Nov 12:00 Ana: ") for line in lines[1:6]] == [
        "previewed the digest of 16-22 Nov",
        "removed a team holiday, Thu 24 Dec",
        "added a team holiday, Thu 24 Dec",
        "made Ben a mentor",
        "changed the weekly goal, 2 h → 3 h",
    ]
    assert "Grandma" not in "\n".join(lines)


@SQLITE
def test_only_admins_read_it(driver: Driver) -> None:
    driver.say("ana", "/roadmate settings goal 3h")
    first = driver.say("ana", "/roadmate audit")
    assert "changed the weekly goal" in first.text
    driver.say("ana", "/team mentor @ben")
    for user in ("ben", "mei"):
        assert driver.say(user, "/roadmate audit").text.startswith("The audit log is for admins.")


@SQLITE
def test_the_log_is_read_page_by_page(driver: Driver) -> None:
    for number in range(23):
        driver.say("ana", f"/roadmate settings goal {30 + number}m")
    page = driver.say("ana", "/roadmate audit")
    assert page.text.count("changed the weekly goal") == 20
    older = press(driver, page, "Older")
    assert older.text.count("changed the weekly goal") == 3
    assert "2 h → 30 min" in older.text
    assert press(driver, older, "Newer").text == page.text
