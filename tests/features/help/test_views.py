"""Help is short, and its window is written from the commands: nothing is left out but what is for admins."""

from __future__ import annotations

import pytest

from bot.app import COMMANDS
from bot.dispatch import help as dispatch_help
from bot.features.help import views
from bot.sandbox.validation.rules import check_message
from bot.slack.modals import Modal
from bot.slack.slash import put_prefix
from bot.timeexpr.durations import parse
from bot.timeexpr.durations.parse import Duration
from tests.slack_driver import message_text

NAMES = [command.name for command in COMMANDS]


def window_text(window: Modal) -> str:
    return str(put_prefix(list(window.blocks), ""))


def test_the_first_page_is_five_lines_that_are_commands() -> None:
    page = dispatch_help.render_first_help()
    check_message(page.post_arguments(), posted=True)
    _, *lines = page.text.splitlines()
    assert len(lines) == 5
    text = message_text(page)
    assert {name for name in NAMES if f"/{name} " in text} == {"roadmap", "log", "plan", "roadmate"}


@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_a_command_is_short(name: str) -> None:
    page = views.render_command_help(COMMANDS, name)
    check_message(page.post_arguments())
    assert message_text(page, "x-").startswith(f"/x-{name}: ")
    assert len(page.text.splitlines()) <= 6


@pytest.mark.parametrize("is_admin", [True, False])
def test_the_window_has_every_form_but_those_of_admins(is_admin: bool) -> None:
    parts = views.list_parts(COMMANDS, is_admin=is_admin)
    shown = [form for part in parts for form in part.forms]
    wanted = [form for command in COMMANDS for form in command.usages if is_admin or not form.for_admins]
    assert [form for form in wanted if form not in shown and form.usage != "help"] == []
    assert [form for form in shown if form not in wanted] == []
    assert any(form.for_admins for form in shown) is is_admin
    rows = views.render_everything(COMMANDS, is_admin=is_admin).blocks
    labels = [block["accessory"]["text"]["text"] for block in rows if "accessory" in block]
    assert len(labels) == len(set(labels)) == len(parts)


@pytest.mark.parametrize("key", [part.key for part in views.list_parts(COMMANDS, is_admin=True)])
def test_a_part_opens_with_all_of_its_forms(key: str) -> None:
    window = views.render_part(COMMANDS, key, is_admin=True)
    text = window_text(window)
    [part] = [part for part in views.list_parts(COMMANDS, is_admin=True) if part.key == key]
    for form in part.forms:
        assert f"/{part.command.name} {form.usage}".strip() in text


@pytest.mark.parametrize("key", ["-", "nonsense", "<!channel>"])
def test_anything_else_opens_everything(key: str) -> None:
    everything = views.render_everything(COMMANDS, is_admin=False)
    assert views.render_part(COMMANDS, key, is_admin=False) == everything


def test_the_durations_in_the_help_are_understood() -> None:
    for example in views.DURATION_EXAMPLES.strip("`").split("` `"):
        assert isinstance(parse.take(example), Duration), example
