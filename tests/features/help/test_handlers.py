"""The Help button and its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import COMMANDS
from bot.dispatch import error_views
from bot.sandbox.slack_api.fixtures import ANA, TEAM_ID
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from tests.slack_driver import Driver, button_labels


def press_help(driver: Driver, message: Message) -> str:
    """Show Ana a message and press_help its Help button; return what she sees in its place."""
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", ANA.id, message)
    outcome = driver.press("ana", driver.slack.workspace.journal.shown[-1], "Help")
    assert (outcome.status, outcome.last.kind) == (200, "updated")
    return outcome.text


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_the_button_opens_the_page_of_its_command(driver: Driver, name: str) -> None:
    text = press_help(driver, error_views.render_unknown_words("foo", name, ("bar",)))
    command = next(each for each in COMMANDS if each.name == name)
    assert command.summary in text
    assert sum(each.summary in text for each in COMMANDS) == 1


@pytest.mark.parametrize("value", ["-", "nonsense", "<!channel>"])
def test_any_other_value_opens_the_first_page(driver: Driver, value: str) -> None:
    text = press_help(driver, compose_message(section("?"), actions(ButtonSpec("Help", "help.open", value))))
    assert "Five things to start with" in text
    assert len(text.splitlines()) == 6


def test_commands_are_shown_with_their_prefix(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_COMMAND_PREFIX="team-")
    text = press_help(driver, compose_message(section("?"), actions(ButtonSpec("Help", "help.open", "/team-log"))))
    assert "/team-log 2h networking" in text


def test_help_in_a_direct_message_is_answered_there(driver: Driver) -> None:
    outcome = driver.delivery.direct_message("ana", "help log")
    assert "Log hours you learned" in outcome.text
    assert "Who learned how much" not in outcome.text


def test_everything_opens_in_a_window_and_admins_see_what_is_theirs(driver: Driver) -> None:
    for person, sees_audit in (("ana", True), ("mei", False)):
        window = driver.press(person, driver.say(person, "/roadmate help"), "More")
        assert window.last.kind == "modal"
        opened = driver.press(person, window, "Open The workspace")
        assert "/roadmate settings" in str(opened.last.view)
        assert ("/roadmate audit" in str(opened.last.view)) is sees_audit
        assert "Open Your own week" in button_labels(driver.press(person, opened, "All commands"))


@pytest.mark.parametrize(("person", "sees"), [("ana", True), ("ben", False)])
def test_the_forms_of_admins_stand_in_their_help_alone(driver: Driver, person: str, sees: bool) -> None:
    window = driver.press(person, driver.say(person, "/team help"), "All of /team")
    assert ("/team lead @member" in str(window.last.view)) is sees
