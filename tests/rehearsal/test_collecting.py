"""What the doctor has Slack check is all that Roadmate can show: a team plays everything that features declare.

The pages of the reference are written from the same play.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import FEATURES
from bot.delivery.occurrences import DeliveryKind
from bot.doctor.samples import Sample, choose_samples, list_kinds
from bot.sandbox.validation.rules import check_message, check_view
from bot.slack.message import NEW_BLOCKS
from reference import messages

BOT = Path(__file__).parents[2] / "bot"
SILENT = {"home", "ideas", "message_log"}  # features that nobody types to: Home, buttons and letters are rehearsed


@pytest.fixture(scope="module")
def rehearsed() -> tuple[Sample, ...]:
    return messages.play()[1]


@pytest.fixture(scope="module")
def chosen(rehearsed: tuple[Sample, ...]) -> list[Sample]:
    return choose_samples(rehearsed)


def windows() -> Iterator[tuple[str, str]]:
    """Yield title and callback id of each window that the code can build, where they're written out."""
    for file in BOT.rglob("*.py"):
        text = file.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "build_modal(" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "build_modal":
                names = [each.value for each in node.keywords if each.arg == "callback_id"]
                yield _constant(node.args[0]), _constant(names[0]) if names else ""


def _constant(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_every_kind_of_message_is_among_them(chosen: list[Sample]) -> None:
    assert set(DeliveryKind) <= {each.kind for each in chosen}


def test_every_window_is_among_them(chosen: list[Sample]) -> None:
    shown = [each for each in chosen if each.surface == "modal"]
    ids = {str(each.payload.get("callback_id", "")) for each in shown}
    titles = {str(each.payload["title"]["text"]) for each in shown}
    built = list(windows())
    assert len(built) > 20
    assert not {callback for _, callback in built if callback} - ids
    assert not {title for title, callback in built if title and not callback} - titles


def test_every_kind_of_block_is_among_them(rehearsed: tuple[Sample, ...], chosen: list[Sample]) -> None:
    kinds = frozenset().union(*map(list_kinds, rehearsed))
    assert kinds == frozenset().union(*map(list_kinds, chosen))
    assert {each.surface for each in chosen} == {"message", "modal", "home"}
    assert frozenset().union(*(each.block_types for each in chosen)) >= NEW_BLOCKS
    assert len(chosen) < 100, "each is a call to Slack"


def test_every_feature_says_what_brings_up_what_it_shows() -> None:
    declared = {each.name for each in FEATURES if each.samples or each.admin_samples or each.deliveries}
    assert {each.name for each in FEATURES} - declared <= SILENT


def test_the_stand_in_takes_them_as_slack_would(chosen: list[Sample]) -> None:
    for each in chosen:
        ((kind, content),) = each.arguments.items()
        check_view(content) if kind == "view" else check_message(content, posted=True)
