"""A team that hid AWS goes on without it everywhere, and what people did there keeps its names and its hours."""

from __future__ import annotations

import pytest

from bot.core.content.content_changes import NewChange, save_change
from bot.core.content.packs_off import roadmap_item
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.slack_driver import Driver

ANA = "ana"


def hide_aws(driver: Driver) -> None:
    deps = driver.roadmate.deps
    with deps.database.begin() as conn:
        change = NewChange(roadmap_item("aws"), "hidden", value=True)
        save_change(conn, change, workspace=TEAM_ID, by_member="U0ANA", now=driver.clock.now())
    deps.catalog.changed(TEAM_ID)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_aws(driver: Driver) -> None:
    driver.say(ANA, "/log 3h aws iam policies yesterday")
    driver.say(ANA, "/roadmap aws.iam-policies known")
    before = {words: driver.say(ANA, words).text for words in ("/log list", "/plan cloud-computing")}
    hide_aws(driver)

    for words in ("/roadmap", "/roadmap next", "/roadmap mine", "/plan", "/plan team", "/team coverage"):
        assert "*AWS*" not in driver.say(ANA, words).text, words
    assert "AWS is off" in driver.say(ANA, "/roadmap aws").text
    assert "AWS is off" in driver.say(ANA, "/roadmap quiz aws").text
    assert driver.say(ANA, "/log list").text == before["/log list"]
    plan = driver.say(ANA, "/plan cloud-computing").text
    assert plan.partition("Next topics")[0] == before["/plan cloud-computing"].partition("Next topics")[0]
    assert "(AWS," in before["/plan cloud-computing"]
    assert "(AWS," not in plan
