"""A plan's total is the same on every page that shows one, whatever was chosen in it."""

from __future__ import annotations

import pytest

from bot.core.plan import member_plan, progress
from bot.core.plan.progress import PlanSummary
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.slack.message import block_plain_text
from bot.slack.mrkdwn import format_percent
from bot.ui.hours_range import total_hours
from tests.slack_driver import Driver

HOURS = ("6h networking", "5h infrastructure as code yesterday", "4h certifications fri", "3h blockchain thu")


def read_summary(driver: Driver) -> PlanSummary:
    catalog = driver.roadmate.deps.catalog.shared()
    with driver.roadmate.deps.database.read() as conn:
        now = driver.clock.now()
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member=BEN.id, now=now)
    return progress.summarize_plan(progress.list_area_progress(catalog, record))


def home_text(driver: Driver) -> str:
    driver.delivery.home_opened("ben")
    return "\n".join(map(block_plain_text, driver.slack.workspace.views.homes[BEN.id]["blocks"]))


def teams_row(driver: Driver) -> str:
    shown = driver.say("ana", "/team").last
    assert shown
    return next(str(row) for block in shown.blocks for row in block.get("rows", ()) if "Ben" in str(row))


@pytest.mark.parametrize(
    ("changes", "minutes", "low", "high"),
    [
        ([], 11, 430, 700),
        (["/plan choose 2, 10"], 9, 40, 60),
        (["/plan estimate certifications 10h"], 15, 440, 710),
        (["/plan estimate certifications 1000h", "/plan hide 1"], 9, 1380, 1620),
        (["/plan only 10"], 4, 0, 0),
        (["/plan only 10", "/plan estimate 10 1h"], 4, 1, 1),
        (["/plan this quarter: 7"], 14, 470, 770),
        (["/plan hide 1-9", "/plan this quarter: 2"], 5, 40, 60),
    ],
)
def test_every_page_counts_what_was_chosen(
    driver: Driver, changes: list[str], minutes: int, low: int, high: int
) -> None:
    for line in HOURS:
        driver.say("ben", f"/log {line}")
    for change in changes:
        assert "✅" in driver.say("ben", change).text
    summary = read_summary(driver)
    assert (summary.minutes, summary.low_hours, summary.high_hours) == (minutes * 60, low, high)
    total, share = total_hours(summary.minutes, low, high), format_percent(summary.share)
    assert f"Your plan: {total}, {share if high else 'the estimate varies'}" in driver.say("ben", "/plan").text
    assert f"Ben's plan: {total}, {share if high else 'the estimate varies'}" in driver.say("ana", "/plan @ben").text
    assert f"Your plan: {total}" in home_text(driver)
    assert share in teams_row(driver) or not high
    assert f"Plan: {share}." in driver.say("ana", "/team @ben").text
