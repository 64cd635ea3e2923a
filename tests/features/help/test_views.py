"""Help is written from the commands, all of them, on one screen."""

from __future__ import annotations

import pytest

from bot.app import COMMANDS
from bot.dispatch import help as dispatch_help
from bot.features.help import views
from bot.sandbox.validation.rules import check_message
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.parse import Duration
from tests.slack_driver import message_text


@pytest.mark.parametrize("prefix", ["", "team-"])
def test_everything_is_on_one_screen(prefix: str) -> None:
    page = dispatch_help.render_all_commands(COMMANDS)
    check_message(page.post_arguments(), posted=True)
    text = message_text(page, prefix)
    assert len(text) < 1500
    for command in COMMANDS:
        assert f"/{prefix}{command.name}: {command.summary}" in text
        assert all(form.usage in text for form in command.usages)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_a_command_has_a_page_of_its_own(name: str) -> None:
    page = views.render_command_help(COMMANDS, name)
    check_message(page.post_arguments())
    text = message_text(page, "x-")
    assert text.startswith(f"/x-{name}: ")
    for form in next(command for command in COMMANDS if command.name == name).usages:
        assert f"{f'/x-{name} {form.usage}'.strip()} {form.effect.replace('`', '')}" in text
    others = {command.name for command in COMMANDS} - {name, "roadmate"}
    assert not any(f"/x-{other}" in text for other in others)


def test_the_durations_in_the_help_are_understood() -> None:
    for example in views.DURATION_EXAMPLES.strip("`").split("` `"):
        assert isinstance(parse.take(example), Duration), example
