"""Questions that an admin stopped are not asked to find a level either."""

from __future__ import annotations

from sqlalchemy import insert

from bot.core.knowing.asking import question_version
from bot.db.tables import question_verdicts
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.features.placement.steps import placement_of
from tests.slack_driver import Driver


def test_a_question_that_an_admin_stopped_is_not_asked(driver: Driver) -> None:
    deps = driver.roadmate.deps
    shown = driver.say("mei", "/roadmate placement aws")
    first = placement_of(driver).asked[0].question
    catalog = deps.catalog.shared()
    others = [each for topic in catalog.path("aws") for each in catalog.questions(topic.id) if each.id != first]
    with deps.database.begin() as conn:
        for each in others[1::2]:
            row = {"question": each.id, "version": question_version(each.question), "verdict": "stopped"}
            conn.execute(insert(question_verdicts).values(workspace=TEAM_ID, **row, by_member="", at=deps.clock.now()))
    for _ in range(7):
        shown = driver.press("mei", shown, "A")
    asked = {each.question for each in placement_of(driver).asked[1:]}
    assert len(asked) == 7
    assert asked <= {each.id for each in others[::2]}
