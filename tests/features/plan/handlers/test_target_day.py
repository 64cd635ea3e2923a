"""`/plan AREA by DAY`: set, changed, removed, and what is said to words that set nothing."""

from __future__ import annotations

from datetime import date

from bot.core.plan import member_plan
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import compose_message
from tests.slack_driver import Driver


def days(driver: Driver, member: str = "U0SANDBEN") -> dict[str, date]:
    with driver.roadmate.deps.database.read() as conn:
        return member_plan.read_target_days(conn, workspace=TEAM_ID, member=member)


def press(driver: Driver, shown: ShownItem, label: str) -> ActionResult:
    labels = [field.element["text"]["text"] for field in usable_elements(shown)]
    outcome: ActionResult = driver.delivery.click("ben", shown, labels.index(label) + 1)
    return outcome


def test_a_target_is_set_shown_and_removed(driver: Driver) -> None:
    text = driver.say("ben", "/plan networking by 1 jun").text
    assert text.startswith("Target set: 1 Jun 2027.\nNetworking\n")
    assert "there are none yet; to make 1 Jun 2027: 1.8 h a week." in text  # 50 h in 27 weeks and a day
    assert days(driver) == {"networking": date(2027, 6, 1)}
    assert "to make 1 Jun 2027" in driver.say("ben", "/plan networking").text
    assert "to make 1 Jun 2027" not in driver.say("mei", "/plan networking").text
    assert "Target is already: 1 Jun 2027." in driver.say("ben", "/plan networking BY 2027-06-01").text
    assert driver.say("ben", "/plan networking by off").text.startswith("Target removed.")
    assert driver.say("ben", "/plan networking by off").text.startswith("There was no target day here.")
    assert days(driver) == {}


def test_an_area_whose_estimate_varies_can_have_one_too(driver: Driver) -> None:
    assert "\nTarget: 1 Jun 2027.\n" in driver.say("ben", "/plan certifications by 1 jun").text


NOT_SET = {
    "networking by foo": "“foo” is no day I understand.",
    "networking by 30 feb": "There is no such day as “30 feb”.",
    "networking by yesterday": "“yesterday” is not ahead of us",
    "networking by 1 jun 2050": "a target lies within 5 years, by 21 Nov 2031.",
    "by 1 jun": "Which area is it for?",
    "qqqqzzzz by 1 jun": "“qqqqzzzz” is no focus area",
    "networking by 1 jun @ana": "Everyone sets their own target days",
}


def test_words_that_set_nothing_say_why(driver: Driver) -> None:
    for typed, words in NOT_SET.items():
        assert words in driver.say("ben", f"/plan {typed}").text, typed
    assert days(driver) == days(driver, "U0SANDANA") == {}


def test_ones_own_name_may_stand_there(driver: Driver) -> None:
    driver.say("ben", "/plan networking @ben by 1 jun")
    assert days(driver) == {"networking": date(2027, 6, 1)}


def test_an_area_in_doubt_is_asked_about_and_the_day_kept(driver: Driver) -> None:
    asked = driver.say("ben", "/plan monitoring by 1 jun")
    assert "Which area do you mean by “monitoring”? I keep the day: 1 Jun 2027." in asked.text
    label = usable_elements(asked.last)[0].element["text"]["text"]
    assert f"Target set: 1 Jun 2027.\n{label}\n" in press(driver, asked.last, label).text
    assert list(days(driver).values()) == [date(2027, 6, 1)]


def test_a_ticket_that_is_none_of_ours_sets_nothing(driver: Driver) -> None:
    unfit = ['"day":"2026-11-21"', '"day":"2050-01-01"', '"day":"x"']
    for value in ("-", '{"area":"gone","day":"2027-06-01"}', *(f'{{"area":"networking",{day}}}' for day in unfit)):
        forged = compose_message(section("?"), actions(ButtonSpec("Go", "plan.aim", value)))
        driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", "U0SANDBEN", forged)
        shown = driver.slack.workspace.journal.shown[-1]
        assert "This button is too old to use" in press(driver, shown, "Go").text, value
    assert days(driver) == {}
