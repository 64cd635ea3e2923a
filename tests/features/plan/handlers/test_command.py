from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.core.ledger import booking
from bot.core.ledger.rules import Booking
from bot.dispatch.request import MentionedPerson, Request, extract_people
from bot.features.plan.handlers import command
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from tests.slack_driver import Driver


def labels(shown: ShownItem) -> list[str]:
    return [field.element["text"]["text"] for field in usable_elements(shown)]


def press(driver: Driver, user: str, shown: ShownItem, label: str, nth: int = 0) -> ActionResult:
    places = [place for place, each in enumerate(labels(shown), start=1) if each == label]
    outcome: ActionResult = driver.delivery.click(user, shown, places[nth])
    assert outcome.status == 200
    assert not outcome.refused
    return outcome


def copy_message(driver: Driver, shown: ShownItem) -> ShownItem:
    """The same message as it stood, which a second press finds that is faster than the answer to the first."""
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", "U0SANDBEN", Message(shown.text, shown.blocks))
    copied: ShownItem = driver.slack.workspace.journal.shown[-1]
    return copied


def request_from_other_team(text: str, member: str = "U0SANDANA") -> Request:
    return Request("T0OTHER", member, text, "C1", f"r{text}", "command", name="other")


@pytest.mark.parametrize(
    ("text", "words", "people"),
    [
        ("networking", "networking", ()),
        ("<@U0BEN|ben>", "", (MentionedPerson("U0BEN", "ben"),)),
        ("soft <@U0BEN> skills", "soft skills", (MentionedPerson("U0BEN", ""),)),
        ("<@U0BEN|ben> <@U0BEN>", "", (MentionedPerson("U0BEN", ""),)),
        ("<@U1A> <@W2B>", "", (MentionedPerson("U1A", ""), MentionedPerson("W2B", ""))),
        ("@nobody", "", (MentionedPerson("", "nobody"),)),
        ("me@example.org", "me@example.org", ()),
        ("<!channel> <@B123> @", "<!channel> <@B123> @", ()),
    ],
)
def test_people_are_told_from_words(text: str, words: str, people: tuple[MentionedPerson, ...]) -> None:
    assert extract_people(text) == (words, people)


def test_a_new_member_sees_an_empty_plan_and_a_booking_moves_it(driver: Driver) -> None:
    assert "Your plan: 0 h of 430-700 h, 0%" in driver.say("ben", "/plan").text
    driver.say("ben", "/log 43h networking")
    driver.say("ben", "/log 2h networking")
    driver.say("ben", "/log 90m blockchain")
    text = driver.say("ben", "/plan").text
    assert "Your plan: 2 h of 430-700 h, under 1%" in text
    assert "Optional areas are extra: 1 h 30 min." in text
    assert "1. Networking: 2 h of 50-80 h" in text


def test_an_area_opens_ticks_and_reopens_in_place(driver: Driver) -> None:
    overview = driver.say("ben", "/plan")
    page = press(driver, "ben", overview.last, "Open")
    assert page.text.startswith("Networking\n")
    done = press(driver, "ben", page.last, "Done", 1)
    assert done.text.startswith("Done: Advanced firewall rules.")
    assert "1 of 3 assignments" in done.text
    assert labels(done.last).count("Reopen") == 1
    back = press(driver, "ben", done.last, "Reopen")
    assert back.text.startswith("Open again: Advanced firewall rules.")
    assert "0 of 3 assignments" in back.text
    assert "Your plan" in press(driver, "ben", back.last, "All areas").text


def test_the_same_tick_twice_counts_once(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking")
    press(driver, "ben", page.last, "Done")
    again = press(driver, "ben", driver.say("ben", "/plan networking").last, "Reopen")
    assert "0 of 3" in again.text
    assert "1 of 32" not in driver.say("ben", "/plan").text


def test_an_hour_is_logged_from_the_page_once(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking")
    assert "1 h on Networking, Sat 21 Nov" in press(driver, "ben", page.last, "Log 1 h").text
    assert "1. Networking: 1 h of 50-80 h" in driver.say("ben", "/plan").text


def test_one_click_logs_what_comes_next_once_for_each_message(driver: Driver) -> None:
    driver.say("ben", "/log 60m networking")
    first = driver.say("ben", "/plan").last
    assert "The buttons book on" in first.text
    again, other = (copy_message(driver, first) for _ in range(2))
    assert press(driver, "ben", first, "Log 1 h").text.startswith("Booked: 1 h on Networking: ")
    assert press(driver, "ben", again, "Log 1 h").text.startswith("Already booked, once: 1 h")
    assert press(driver, "ben", other, "Log 2 h").text.startswith("Booked: 2 h on Networking: ")
    driver.turn(minutes=3)
    press(driver, "ben", driver.say("ben", "/plan").last, "Log 1 h")
    assert "1. Networking: 5 h of 50-80 h" in driver.say("ben", "/plan").text


def test_the_plan_and_the_area_tell_the_forecast_and_so_does_a_booking(driver: Driver) -> None:
    driver.say("ben", "/plan")
    assert "there are none yet" in driver.say("ben", "/plan").text
    with driver.roadmate.deps.database.begin() as conn:
        for back in range(1, 9):
            day = date(2026, 11, 18) - timedelta(weeks=back)
            said = Booking(120, "networking", None, None, day, "", "command", f"w{back}")
            booking.book_entry(conn, workspace=TEAM_ID, member="U0SANDBEN", booking=said, now=driver.clock.now())
    told = "At your pace Networking is done between 9 Mar and 1 Apr 2027."  # 34 h left: 17 weeks, give or take a tenth
    assert told in driver.say("ben", "/plan").text
    assert told in driver.say("ben", "/plan networking").text
    assert told.replace("your", "this") in driver.say("ana", "/plan networking @ben").text
    booked = driver.say("ben", "/log 2h networking").text
    assert "\nAt your pace done between 2 and 24 Mar 2027.\n" in booked


def test_from_five_finishers_on_an_area_tells_what_they_took(driver: Driver) -> None:
    for person in ("ben", "chidi", "mei", "priya", "ana"):
        driver.say(person, "/log 3h networking")
        for task in driver.roadmate.deps.catalog.current().area("networking").assignments:
            assert "finishers" not in driver.say(person, "/plan networking").text
            page = compose_message(section("?"), actions(ButtonSpec("Done", "plan.tick", task.id)))
            driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", f"U0SAND{person[:3].upper()}", page)
            driver.delivery.click(person, driver.slack.workspace.journal.shown[-1], 1)
    assert "Estimate: plan 50-80 h, 5 finishers took 3 h." in driver.say("ana", "/plan networking").text


def test_a_roadmap_opens_from_the_area_it_serves(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking")
    assert "AWS" in press(driver, "ben", page.last, "Roadmap: AWS").text


@pytest.mark.parametrize(
    ("typed", "lead"),
    [
        ("NETWORKING", "Networking\n"),
        ("netwroking", "I took “netwroking” for Networking.\nNetworking\n"),
        ("kubernetes", "Kubernetes belongs to System Architecture.\nSystem Architecture\n"),
        ("ci/cd", "DevOps and CI/CD\n"),
        ("soft-skills", "Soft Skills and Leadership\n"),
    ],
)
def test_any_spelling_leads_to_the_area(driver: Driver, typed: str, lead: str) -> None:
    assert driver.say("ben", f"/plan {typed}").text.startswith(lead)


def test_words_for_several_areas_ask_with_buttons(driver: Driver) -> None:
    asked = driver.say("ben", "/plan monitoring")
    assert "Which area do you mean by “monitoring”?" in asked.text
    label = labels(asked.last)[1]
    assert press(driver, "ben", asked.last, label).text.startswith(label)


def test_words_for_nothing_say_so_with_an_example(driver: Driver) -> None:
    text = driver.say("ben", "/plan <!channel> qqqqzzzz").text
    assert "is no focus area, roadmap or topic I know." in text
    assert "For example /plan networking." in text
    assert "<!channel>" not in text


def test_mentions_and_direct_messages_are_answered_alike(driver: Driver) -> None:
    driver.say("ben", "/log 2h networking")
    assert "The plan of Ben: 2 h" in driver.delivery.direct_message("ana", "plan @ben").text
    assert "The plan of Ben: 2 h" in driver.delivery.mention("ana", "#learning", "@roadmate plan @ben").text
    assert "for admins and mentors" in driver.delivery.direct_message("mei", "/plan @ben").text


def test_help_stands_in_the_command(driver: Driver) -> None:
    for typed in ("help", "networking help"):
        assert "/plan networking by 1 jun" in driver.say("ben", f"/plan {typed}").text


def test_a_member_sees_nobody_elses_plan_whether_they_exist_or_not(driver: Driver) -> None:
    driver.say("ana", "/plan")
    known = driver.say("ben", "/plan @ana").text
    assert known == driver.say("ben", "/plan @chidi").text == driver.say("ben", "/plan networking @ana").text
    assert known == "Another member's plan is for admins and mentors. Ask an admin if you should be one."


def test_an_admin_and_a_mentor_see_a_members_plan_read_only(driver: Driver) -> None:
    driver.say("ben", "/log 2h networking")
    driver.say("mei", "/plan")
    driver.say("ana", "/team lead @mei")
    for reader in ("ana", "mei"):
        overview = driver.say(reader, "/plan @ben")
        assert overview.text.startswith("The plan of Ben: 2 h of 430-700 h")
        page = press(driver, reader, overview.last, "Open")
        assert "Networking, Ben" in page.text
        assert not {"Done", "Reopen", "Log 1 h"} & set(labels(page.last))
        assert press(driver, reader, page.last, "All areas").text.startswith("The plan of Ben")
        assert "Networking, Ben" in driver.say(reader, "/plan @ben networking").text


def test_a_role_that_ended_no_longer_opens_pages(driver: Driver) -> None:
    driver.say("ben", "/plan")
    driver.say("ana", "/team lead @mei")
    overview = driver.say("mei", "/plan @ben")
    ended = driver.say("ana", "/team mentor @mei")
    press(driver, "ana", ended.last, "End mentoring")
    assert "for admins and mentors" in press(driver, "mei", overview.last, "Open").text


def test_ones_own_name_is_ones_own_plan(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking @ben")
    assert "Done" in labels(page.last)


def test_unknown_members_are_named_and_only_one_is_shown_at_a_time(driver: Driver) -> None:
    assert "“chidi” has not used Roadmate here" in driver.say("ana", "/plan @chidi").text
    assert "“nobody” has not used Roadmate here" in driver.say("ana", "/plan @nobody").text
    assert "One member at a time" in driver.say("ana", "/plan @ben @mei").text


def test_a_settings_admin_sees_everybody(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_ADMINS="U0SANDBEN")
    driver.say("chidi", "/plan")
    assert driver.say("ben", "/plan @chidi").text.startswith("The plan of Chidi")


def test_an_admin_of_another_workspace_has_another_plan_and_sees_nobody_of_this_one(driver: Driver) -> None:
    driver.say("ana", "/log 2h networking")
    driver.say("ben", "/plan")
    deps = driver.roadmate.deps
    assert "Your plan: 0 h" in command.answer_plan(deps, request_from_other_team("")).to_message().text
    assert (
        "has not used Roadmate here"
        in command.answer_plan(deps, request_from_other_team("<@U0SANDBEN>")).to_message().text
    )


def test_an_admin_cannot_look_into_another_workspace(driver: Driver) -> None:
    deps = driver.roadmate.deps
    deps.directory.save_profile("T0OTHER", "U0STRANGER", "stranger")
    assert "has not used Roadmate here" in driver.say("ana", "/plan <@U0STRANGER>").text


@pytest.mark.parametrize("action", ["plan.open", "plan.tick", "plan.untick"])
@pytest.mark.parametrize("value", ["-", "{}x", '{"area": "gone"}', '{"page": 1}', "x" * 2000])
def test_a_value_that_is_none_of_ours_changes_nothing(driver: Driver, action: str, value: str) -> None:
    forged = compose_message(section("?"), actions(ButtonSpec("Open", action, value)))
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", "U0SANDBEN", forged)
    shown = driver.slack.workspace.journal.shown[-1]
    assert "This button is too old to use" in driver.delivery.click("ben", shown, 1).text
