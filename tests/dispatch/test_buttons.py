"""Every button keeps its word: it is in the table, and in another state than it was drawn in it does nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import bot
from bot.dispatch.request import Request
from bot.slack.blocks import ButtonSpec, actions, split_state
from bot.slack.message import compose_message
from tests.dispatch.button_table import CLICKS, FORMS, STATE_CLICKS
from tests.roles.stage import PEOPLE, RoleScene
from tests.roles.test_every_entry_point import CASES

ROOT = Path(bot.__file__).parent
STATE_PARAMETER = 5  # of ButtonSpec, behind label, action, value, style and confirm
NAMED_ACTIONS = {"JOIN_ACTION": "session.join", "LEAVE_ACTION": "session.leave"}


def test_every_button_and_form_is_in_the_table(stage: RoleScene) -> None:
    kinds = stage.roadmate.router.handlers_by_kind()
    assert set(kinds["click"]) == set(CLICKS)
    assert set(kinds["form"]) == set(FORMS)


def drawn_buttons() -> Iterator[tuple[str, str, ast.Call]]:
    """Return every ButtonSpec in the code with its action and its place."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ButtonSpec" and len(node.args) > 1:
                yield action_of(node.args[1]), f"{path.relative_to(ROOT)}:{node.lineno}", node


def action_of(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "team.lead" if ast.unparse(node) == "f'team.{role}'" else ast.unparse(node)
    if isinstance(node, ast.Name):
        return NAMED_ACTIONS.get(node.id, node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_drawn_button_that_needs_a_state_carries_one() -> None:
    found = [each for each in drawn_buttons() if each[0] in STATE_CLICKS]
    for action, place, call in found:
        has_state = len(call.args) > STATE_PARAMETER or any(each.arg == "state" for each in call.keywords)
        assert has_state, f"{action} is drawn without a state in {place}"
    missing = set(STATE_CLICKS) - {action for action, _, _ in found}
    assert missing == {"team.mentor"}, "drawn by the same f-string as team.lead"


@pytest.mark.parametrize("action", STATE_CLICKS)
@pytest.mark.parametrize("drawn", ["", "another"])
def test_a_button_of_another_state_or_of_none_changes_nothing(stage: RoleScene, action: str, drawn: str) -> None:
    cases = [case for case in CASES if case.entry_point == f"click {action}"]
    deps, handler = stage.roadmate.router.handlers_by_kind()["click"][action]
    stage.restore()
    for person in sorted({person for case in cases for person in case.allowed}):
        workspace, member = PEOPLE[person]
        deps.directory.ensure_member(workspace, member, person)
        before = stage.rows()
        press = Request(workspace, member, cases[0].text, "C0LEARNING", f"old-{person}", "button", trigger_id="t")
        assert handler(deps, replace(press, drawn_state=drawn))
        assert stage.rows() == before, f"an old {action} of {person} did something"


def test_a_button_tells_its_state_beside_its_value() -> None:
    message = compose_message(
        actions(ButtonSpec("End", "pair.end", "7", state="active"), ButtonSpec("Open", "a.b", "x"))
    )
    values = [each["value"] for each in message.blocks[0]["elements"]]
    assert [split_state(value) for value in values] == [("7", "active"), ("x", "")]


def test_a_value_and_its_state_are_no_longer_than_a_button_carries() -> None:
    with pytest.raises(ValueError, match=r"pair\.end is longer"):
        actions(ButtonSpec("End", "pair.end", "x" * 1995, state="active"))
