"""What tests of a placement do as Mei, and look up."""

from __future__ import annotations

from bot.core import levels
from bot.core.knowing.asking import shuffle_question
from bot.core.knowing.states import KnownState, read_states
from bot.dispatch.request import Request
from bot.features.placement import service
from bot.features.placement.service import Placement
from bot.sandbox.slack_api.fixtures import MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests.slack_driver import Driver

LETTERS = "ABCD"


def placement_of(driver: Driver, roadmap: str = "aws", user: str = MEI.id) -> Placement:
    with driver.roadmate.deps.database.read() as conn:
        found = service.find_placement(conn, workspace=TEAM_ID, member=user, roadmap=roadmap)
    assert found
    return found


def states_of(driver: Driver, user: str = MEI.id) -> dict[str, KnownState]:
    with driver.roadmate.deps.database.read() as conn:
        return dict(read_states(conn, workspace=TEAM_ID, member=user))


def level_of(driver: Driver, roadmap: str = "aws", user: str = MEI.id) -> str | None:
    with driver.roadmate.deps.database.read() as conn:
        mine = levels.list_member_levels(conn, workspace=TEAM_ID, member=user)
    return next((each.effective_level for each in mine if each.roadmap == roadmap), None)


def letter(driver: Driver, *, right: bool, roadmap: str = "aws") -> str:
    """Return the button that is right, or wrong, for the question that waits for Mei."""
    waiting = placement_of(driver, roadmap).waiting
    assert waiting
    reference = driver.roadmate.deps.catalog.shared().find_question(waiting.question)
    assert reference
    place = shuffle_question(reference, member=MEI.id).right_place
    return LETTERS[place if right else (place + 1) % 4]


def answer_up_to(driver: Driver, shown: ActionResult, height: int, roadmap: str = "aws") -> ActionResult:
    """Let Mei be right about all that is at most this high, and wrong about the rest, until a level is found."""
    while waiting := placement_of(driver, roadmap).waiting:
        driver.turn(seconds=20)
        shown = driver.press("mei", shown, letter(driver, right=waiting.height <= height, roadmap=roadmap))
    return shown


def as_button(value: str, user: str = MEI.id) -> Request:
    return Request(TEAM_ID, user, value, "C0LEARNING", "r", "button")
