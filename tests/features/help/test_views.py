"""Help is written from the commands, all of them, on one screen."""

from __future__ import annotations

import pytest

from bot.dispatch import help as dispatch_help
from bot.dispatch.commands import COMMANDS
from bot.features.help import views
from bot.sandbox.validation.rules import check_message
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.parse import Duration


@pytest.mark.parametrize("prefix", ["", "team-"])
def test_everything_is_on_one_screen(prefix: str) -> None:
    page = dispatch_help.everything(prefix)
    check_message(page.payload(), posted=True)
    assert len(page.text) < 1500
    for command in COMMANDS:
        assert f"/{prefix}{command.name}: {command.summary}" in page.text
        assert all(form.usage in page.text for form in command.forms)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_a_command_has_a_page_of_its_own(name: str) -> None:
    page = views.command(name, "x-")
    check_message(page.payload())
    assert page.text.startswith(f"/x-{name}: ")
    for form in next(command for command in COMMANDS if command.name == name).forms:
        assert f"{f'/x-{name} {form.usage}'.strip()} {form.does.replace('`', '')}" in page.text
    others = {command.name for command in COMMANDS} - {name, "roadmate"}
    assert not any(f"/x-{other}" in page.text for other in others)


def test_the_durations_in_the_help_are_understood() -> None:
    for shown in views.DURATIONS.strip("`").split("` `"):
        assert isinstance(parse.take(shown), Duration), shown
