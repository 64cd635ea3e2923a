"""`/roadmate milestones`: one's own, latest first, a page at a time, true after an undo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core import milestones
from bot.core.milestones import Milestone, MilestoneKind, level_milestone
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from tests.slack_driver import Driver, button_labels

FIRST = date(2026, 9, 1)


def record(driver: Driver, *reached: Milestone, day: date = FIRST) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        milestones.record_milestones(conn, workspace=TEAM_ID, member=BEN.id, reached=reached, day=day)


def test_nothing_reached_yet_is_a_friendly_start(driver: Driver) -> None:
    text = driver.say("ben", "/roadmate milestones").text
    assert text.startswith("🎉 Your milestones will be here")
    assert "/log 30m networking" in text


def test_hours_reach_a_goal_and_an_undo_takes_it_back(driver: Driver) -> None:
    driver.say("ben", "/log 2h networking")
    assert driver.say("ben", "/roadmate milestones").text == (
        "What you've reached, latest first\n🎯 Goal met in the week 16-22 Nov · Sat 21 Nov"
    )
    assert "will be here" in driver.say("mei", "/roadmate milestones").text, "nobody else's"
    driver.say("ben", "/log undo")
    assert "will be here" in driver.say("ben", "/roadmate milestones").text
    driver.say("ben", "/log redo")
    assert "Goal met in the week 16-22 Nov" in driver.say("ben", "/roadmate milestones").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_kind_is_said_in_words(driver: Driver) -> None:
    area, work = "networking", driver.roadmate.deps.catalog.shared().area("networking").assignments[0]
    record(
        driver,
        Milestone(MilestoneKind.STREAK_STEP, "3"),
        Milestone(MilestoneKind.AREA_QUARTER, area),
        Milestone(MilestoneKind.AREA_HALF, area),
        Milestone(MilestoneKind.AREA_WHOLE, "juggling"),
        Milestone(MilestoneKind.FIRST_SESSION),
        level_milestone("aws", "advanced"),
        Milestone(MilestoneKind.ASSIGNMENT_SIGNED_OFF, work.id),
    )
    assert driver.say("ben", "/roadmate milestones").text.splitlines()[1:] == [
        "🔥 Goal met 3 weeks in a row · Tue 1 Sep",
        "🎉 A quarter of the hours in Networking · Tue 1 Sep",
        "🎉 Half of the hours in Networking · Tue 1 Sep",
        "🎉 All the hours in juggling · Tue 1 Sep",
        "🎉 First talk given · Tue 1 Sep",
        "🎉 Level confirmed: advanced in AWS · Tue 1 Sep",
        f"🎉 Signed off: {work.name} · Tue 1 Sep",
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_turn(driver: Driver) -> None:
    for number in range(12):
        record(driver, Milestone(MilestoneKind.GOAL_MET, f"2026-W{number + 1:02}"), day=FIRST + timedelta(number))
    newest = driver.say("ben", "/roadmate milestones")
    assert "latest first (1-10 of 12)" in newest.text
    assert button_labels(newest) == ["Older"]
    older = driver.press("ben", newest, "Older")
    assert "(11-12 of 12)" in older.text
    assert button_labels(older) == ["Newer"]
    assert driver.press("ben", older, "Newer").text == newest.text


@pytest.mark.parametrize("way", ["mention", "message"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mention_and_a_direct_message_answer_too(driver: Driver, way: str) -> None:
    record(driver, Milestone(MilestoneKind.FIRST_SESSION))
    if way == "mention":
        answer = driver.delivery.mention("ben", "#learning", "milestones")
    else:
        answer = driver.delivery.direct_message("ben", "milestones")
    assert "First talk given" in answer.text
