"""Who sees whose plan."""

from __future__ import annotations

from collections.abc import Callable

from bot.dispatch.request import Request
from bot.features.plan.handlers import command
from tests.fixtures.installed import join_workspace
from tests.slack_driver import Driver, button_labels


def request_from_other_team(text: str, member: str = "U0SANDANA") -> Request:
    return Request("T0OTHER", member, text, "C1", f"r{text}", "command", name="other")


def test_a_member_sees_nobody_elses_plan_whether_that_member_exists_or_not(driver: Driver) -> None:
    driver.say("ana", "/plan")
    refusal = driver.say("ben", "/plan @ana").text
    assert refusal == driver.say("ben", "/plan @chidi").text == driver.say("ben", "/plan networking @ana").text
    assert refusal == "Another member's plan is for admins and mentors. An admin can give you access."


def test_an_admin_and_a_mentor_see_a_members_plan_read_only(driver: Driver) -> None:
    driver.say("ben", "/log 2h networking")
    driver.say("mei", "/plan")
    driver.say("ana", "/team lead @mei")
    for reader in ("ana", "mei"):
        overview = driver.say(reader, "/plan @ben")
        assert overview.text.startswith("Ben's plan: 2 h of 430-700 h")
        page = driver.press(reader, overview, "Open")
        assert "Networking, Ben" in page.text
        assert not {"Done", "Reopen", "Log 1 h"} & set(button_labels(page))
        assert driver.press(reader, page, "All areas").text.startswith("Ben's plan")
        assert "Networking, Ben" in driver.say(reader, "/plan @ben networking").text


def test_a_mentor_whose_role_ended_no_longer_opens_pages(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    driver.say("ana", "/team lead @mei")
    overview = driver.say("mei", "/plan @ben")
    ended = driver.say("ana", "/team mentor @mei")
    driver.press("ana", ended, "End mentoring")
    assert "for admins and mentors" in driver.press("mei", overview, "Open").text


def test_a_members_own_name_opens_their_own_plan(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking @ben")
    assert "Log 1 h" in button_labels(page)


def test_unknown_members_are_named_and_only_one_is_shown_at_a_time(driver: Driver) -> None:
    assert "“chidi” hasn't used Roadmate here" in driver.say("ana", "/plan @chidi").text
    assert "“nobody” hasn't used Roadmate here" in driver.say("ana", "/plan @nobody").text
    assert "One member at a time" in driver.say("ana", "/plan @ben @mei").text


def test_an_admin_by_the_settings_sees_everybodys_plan(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_ADMINS="U0SANDBEN")
    driver.say("chidi", "/plan")
    assert driver.say("ben", "/plan @chidi").text.startswith("Chidi's plan")


def test_an_admin_of_another_workspace_has_another_plan_and_sees_nobody_of_this_one(driver: Driver) -> None:
    driver.say("ana", "/log 2h networking")
    driver.say("ben", "/plan")
    deps = driver.roadmate.deps
    join_workspace(deps, "T0OTHER", "U0SANDANA", is_admin=True)
    assert "Your first month" in command.answer_plan(deps, request_from_other_team("")).to_message().text
    assert (
        "hasn't used Roadmate here"
        in command.answer_plan(deps, request_from_other_team("<@U0SANDBEN>")).to_message().text
    )


def test_an_admin_cannot_look_into_another_workspace(driver: Driver) -> None:
    deps = driver.roadmate.deps
    join_workspace(deps, "T0OTHER", "U0STRANGER")
    assert "hasn't used Roadmate here" in driver.say("ana", "/plan <@U0STRANGER>").text
