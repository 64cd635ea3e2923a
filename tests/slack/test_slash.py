"""The prefix of the commands is put on where texts leave, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.app import COMMANDS
from bot.slack.blocks import section
from bot.slack.message import compose_message
from bot.slack.mrkdwn import clip, escape, strip_markup
from bot.slack.slash import (
    LONGEST_PREFIX,
    SLASH,
    put_prefix,
    put_prefix_in_text,
    release_room,
    reserve_room,
)
from tests.slack_driver import Driver

BOT = Path(__file__).parents[2] / "bot"
TYPED = st.text(st.characters(codec="utf-8"))


def test_each_command_gets_the_prefix_wherever_it_stands() -> None:
    assert put_prefix_in_text(f"`{SLASH}log` or `{SLASH}plan`", "team-") == "`/team-log` or `/team-plan`"
    message = {"text": f"{SLASH}log", "blocks": [{"text": {"text": f"{SLASH}log"}}, 3, None, True]}
    assert put_prefix(message, "") == {"text": "/log", "blocks": [{"text": {"text": "/log"}}, 3, None, True]}


@given(TYPED)
def test_what_people_type_gets_none(typed: str) -> None:
    for shown in (escape(typed), strip_markup(typed)):
        assert put_prefix_in_text(shown, "team-") == shown


@given(TYPED)
def test_a_slash_that_people_type_stays(typed: str) -> None:
    shown = escape(f"{typed}/log")
    assert put_prefix_in_text(shown, "team-") == shown


def test_what_is_cut_fits_with_the_longest_prefix_too() -> None:
    long, prefix = f"`{SLASH}log list` tells more. " * 400, "a" * LONGEST_PREFIX
    assert len(put_prefix_in_text(clip(long, 3000), prefix)) <= 3000
    for block in compose_message(section(long)).plain_fallback().blocks:
        assert len(put_prefix_in_text(block["text"]["text"], prefix)) <= 3000


@given(TYPED, st.integers(30, 80))
def test_texts_without_a_command_are_cut_as_ever(typed: str, limit: int) -> None:
    shown = escape(typed)
    assert release_room(reserve_room(shown)) == shown
    assert len(clip(shown, limit)) <= limit


def test_a_placeholder_that_somebody_types_is_dropped(driver: Driver) -> None:
    said = driver.say("ben", f"/log 1h networking: before{SLASH}log after")
    assert "Logged" in said.text
    assert "beforelog after" in driver.say("ben", "/log list").text


def literals(path: Path) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text())
    documented = (each for each in ast.walk(tree) if isinstance(each, ast.Module | ast.ClassDef | ast.FunctionDef))
    docstrings = {id(head.value) for each in documented for head in each.body[:1] if isinstance(head, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_text_of_ours_spells_a_command_without_its_prefix() -> None:
    names = "|".join(command.name for command in COMMANDS)
    spelled = re.compile(rf"(?<![\w/])/(?:{names})\b")
    folders = ("features", "ui", "dispatch", "delivery", "commands", "core")
    paths = [path for folder in folders for path in (BOT / folder).rglob("*.py")]
    assert len(paths) > 200
    assert [(path.name, text) for path in paths for text in literals(path) if spelled.search(text)] == []
