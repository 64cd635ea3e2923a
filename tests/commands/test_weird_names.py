"""Names that show nothing, or that two people have, wherever the team is listed."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.db.tables import members
from bot.sandbox.slack_api.fixtures import BEN, MEI
from tests.slack_driver import Driver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LISTS = ("/team", "/team coverage", "/leaderboard", "/roadmate privacy", "/roadmate digest")


def rename(driver: Driver, **names: str) -> None:
    """Name people as an earlier version stored them, without looking at what shows."""
    with driver.roadmate.deps.database.begin() as conn:
        for member, name in names.items():
            conn.execute(update(members).where(members.c.id == member).values(name=name))


@pytest.mark.parametrize(
    "name", ["<>", "\u200b", "\u3164", "   ", "@", "\u200f\u202e", "\u0301", "x" * 200, "<!channel>"]
)
def test_no_name_breaks_a_page_or_leaves_a_row_empty(driver: Driver, name: str) -> None:
    for who in ("ben", "mei"):
        driver.say(who, "/log 1h networking")
    driver.say("ana", "/roadmate settings board on")
    rename(driver, **{BEN.id: name})
    for words in LISTS:
        outcome = driver.say("ana", words)
        assert (outcome.status, outcome.refused) == (200, ()), words
    cells = [row[0]["text"] for block in driver.say("ana", "/team").last.blocks for row in block.get("rows", ())]
    assert all(cell.strip("\u200b\u3164 @") for cell in cells)
    assert "<!channel>" not in driver.say("ana", "/leaderboard").text.replace("&lt;", "")


def test_two_people_of_one_name_are_told_apart_everywhere(driver: Driver) -> None:
    for who in ("ben", "mei"):
        driver.say(who, "/log 1h networking")
    driver.say("ana", "/roadmate settings board on")
    rename(driver, **{BEN.id: "Kim Lee", MEI.id: "Kim\u200b  lee"})
    for words in ("/team", "/leaderboard"):
        text = driver.say("ana", words).text
        assert f"({BEN.id[-4:]})" in text
        assert f"({MEI.id[-4:]})" in text
    assert "Do you mean a member?" in driver.say("ana", "/team kim lee").text
