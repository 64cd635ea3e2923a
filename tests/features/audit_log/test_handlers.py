"""The audit log as admins read it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.slack_api.call_log import Outcome
from bot.sandbox.validation.interactive_fields import fields

World = Any  # of tests/conftest.py
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def press(world: World, outcome: Outcome, label: str, user: str = "ana") -> Outcome:
    labels = [field.element["text"]["text"] for field in fields(outcome.last.blocks)]
    pressed: Outcome = world.delivery.click(user, outcome.last, labels.index(label) + 1)
    assert (pressed.status, pressed.refused) == (200, ())
    return pressed


def test_what_admins_did_stands_there_newest_first(world: World) -> None:
    world.say("ben", "/plan")
    world.say("ana", "/roadmate settings goal 3h")
    asked = world.say("ana", "/team mentor @ben")
    assert "mentor" in asked.text
    world.say("ana", "/roadmate settings holidays 24 dec Grandma's birthday")
    press(world, world.say("ana", "/roadmate settings holidays"), "Remove")
    world.say("ana", "/roadmate digest preview")
    lines = world.say("ana", "/roadmate audit").text.split("\n")
    assert [line.removeprefix("Sat 21 Nov 12:00 Ana: ") for line in lines[1:6]] == [
        "looked at the digest of 16-22 Nov before others",
        "removed a team holiday, Thu 24 Dec",
        "added a team holiday, Thu 24 Dec",
        "made Ben a mentor",
        "changed the weekly goal, 2 h → 3 h",
    ]
    assert "Grandma" not in "\n".join(lines)


@SQLITE
def test_only_admins_read_it(world: World) -> None:
    world.say("ana", "/roadmate settings goal 3h")
    first = world.say("ana", "/roadmate audit")
    assert "changed the weekly goal" in first.text
    world.say("ana", "/team mentor @ben")
    for user in ("ben", "mei"):
        assert world.say(user, "/roadmate audit").text.startswith("The audit log is for admins.")


@SQLITE
def test_it_is_turned_page_by_page(world: World) -> None:
    for number in range(23):
        world.say("ana", f"/roadmate settings goal {30 + number}m")
    page = world.say("ana", "/roadmate audit")
    assert page.text.count("changed the weekly goal") == 20
    older = press(world, page, "Older")
    assert older.text.count("changed the weekly goal") == 3
    assert "2 h → 30 min" in older.text
    assert press(world, older, "Newer").text == page.text
