"""The commands as data: registered, documented everywhere, and every form that help shows is understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import COMMANDS, command_handlers
from bot.manifest import build_manifest
from bot.sandbox.slack_api.journal import ActionResult
from bot.settings import read_settings
from bot.slack.command import Command, get_command
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EACH = pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.name)
PAGE = (Path(__file__).parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
FORMS = [(one.name, form.usage) for one in COMMANDS for form in one.usages]
NOT_UNDERSTOOD = (
    "I do not understand",
    "I know nothing called",
    "is no focus area",
    "I don't know",
    "How long",
    "our mistake",
    "has expired",
    "is no setting",
    "Help: /roadmate help.",
)
WAYS = {
    "command": lambda driver, name, words: driver.say("ana", f"/{name} {words}"),
    "mention": lambda driver, name, words: driver.delivery.mention("ana", "#learning", f"{name} {words}"),
    "message": lambda driver, name, words: driver.delivery.direct_message("ana", f"{name} {words}"),
}


def test_no_two_commands_collide() -> None:
    names = [one.name for one in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]{1,26}", name) for name in names)
    for one in COMMANDS:
        usages = [form.usage for form in one.usages]
        assert len(set(usages)) == len(usages), one.name


def test_every_command_has_its_feature() -> None:
    assert set(command_handlers()) == {one.name for one in COMMANDS}
    assert len(command_handlers()) == len(COMMANDS)


@EACH
def test_a_command_is_found_by_its_name(one: Command) -> None:
    assert get_command(COMMANDS, one.name) is one


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        get_command(COMMANDS, "dance")


@EACH
def test_the_page_of_commands_has_each_of_its_forms(one: Command) -> None:
    part = PAGE.split(f"\n## /{one.name}\n")[1].split("\n## ")[0]
    for form in one.usages:
        assert f"| `/{one.name} {form.usage}".rstrip() in part


@EACH
@pytest.mark.parametrize("url", [None, "https://roadmate.example.com"])
@pytest.mark.parametrize("prefix", ["", "team-"])
def test_the_manifest_has_the_command(one: Command, url: str | None, prefix: str) -> None:
    made = build_manifest(read_settings({"ROADMATE_COMMAND_PREFIX": prefix}), COMMANDS, url)
    (entry,) = [each for each in made["features"]["slash_commands"] if each["command"] == f"/{prefix}{one.name}"]
    assert (entry["description"], entry["usage_hint"], entry["should_escape"]) == (one.summary, one.hint, True)
    assert len(one.summary) <= 100
    assert ("url" in entry) == (url is not None)


@SQLITE
@pytest.mark.parametrize("way", WAYS)
def test_every_form_that_help_shows_is_understood(driver: Driver, way: str) -> None:
    for person in ("ben", "mei"):
        driver.say(person, "/plan")  # who is named must have used Roadmate
    for name, usage in FORMS:
        driver.turn(minutes=3)
        words = usage.replace("@member", "@ben")
        outcome: ActionResult = WAYS[way](driver, name, words)
        assert (outcome.status, outcome.refused, outcome.error) == (200, (), ""), (name, usage)
        assert outcome.text or any(one.view for one in outcome.shown), (name, usage)
        wrong = [sign for sign in NOT_UNDERSTOOD if sign in outcome.text]
        assert not wrong or usage in ("", "help"), (name, usage, outcome.text)


@SQLITE
@EACH
def test_words_for_nothing_are_not_understood(driver: Driver, one: Command) -> None:
    text = driver.say("ana", f"/{one.name} 2h qqqqzzzz vvvvxxxx").text
    assert any(sign in text for sign in NOT_UNDERSTOOD), text


@SQLITE
@EACH
def test_every_command_explains_itself(driver: Driver, one: Command) -> None:
    page = driver.say("ben", f"/{one.name} help")
    assert page.status == 200
    assert f"/{one.name}" in page.text
    said = driver.say("ben", f"/{one.name} {one.example}") if one.example else page
    assert not [sign for sign in NOT_UNDERSTOOD if sign in said.text and sign not in page.text]


@SQLITE
def test_a_prefix_stands_before_every_command(make_driver: Callable[..., Driver]) -> None:
    driver = make_driver(ROADMATE_COMMAND_PREFIX="team-")
    for one in COMMANDS:
        assert f"/team-{one.name}" in driver.say("ben", f"/team-{one.name} help").text
