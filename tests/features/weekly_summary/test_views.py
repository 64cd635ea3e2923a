"""A member's own week in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.catalog.catalog import Catalog
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord
from bot.features.weekly_summary import views
from bot.features.weekly_summary.rules import WeeklySummary
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload, decode_payload
from tests.slack_driver import label_of, message_text

MONDAY = date(2026, 11, 23)
WEEK = GoalProgress("2026-W47", 120, 120, 5, 200)
NOTHING = WeeklySummary(replace(WEEK, minutes_done=0), (), (), (), Streak(0, 0, 0), None)


def full(catalog: Catalog) -> WeeklySummary:
    area = catalog.areas[0]
    forecast = AreaForecast(
        area.name, MONDAY, ForecastState.RANGE, first_day=date(2027, 5, 14), last_day=date(2027, 5, 28)
    )
    areas = (("networking", 140), ("gone-since", 60))
    return WeeklySummary(WEEK, areas, (area.assignments[0].id,), ("blockchain",), Streak(3, 1, 3), forecast)


def week(summary: WeeklySummary, catalog: Catalog, **more: Any) -> Message:
    summary = replace(summary, next_step=choose_next_step(catalog, LearningRecord({}, frozenset())))
    message = views.render_weekly_summary(summary, catalog=catalog, today=MONDAY, key="summary:2026-W47", **more)
    check_message(message.post_arguments(), posted=True)
    return message


def buttons(message: Message) -> list[dict[str, Any]]:
    return [button for block in message.blocks if block["type"] == "actions" for button in block["elements"]]


def test_a_summary_says_what_was_done_and_what_comes_next(catalog: Catalog) -> None:
    lines = message_text(week(full(catalog), catalog)).split("\n")
    assert lines[:4] == [
        "Your week, 16-22 Nov",
        "🎯 3 h 20 min of 2 h: goal met.",
        "By area: Networking 2 h 20 min, gone-since 1 h",
        f"Done: {catalog.areas[0].assignments[0].name}",
    ]
    assert lines[4].startswith("🎉 You finished every assignment of ")
    assert lines[5] == "🔥 Streak: goal met 3 weeks in a row · logged 1 day in a row"
    assert lines[6] == "At this pace you finish Networking between 14 and 28 May 2027."
    assert lines[7].startswith("➡️ Next: ")
    assert "/roadmate summary off stops it." in lines[8]


def test_the_buttons_book_today_and_once(catalog: Catalog) -> None:
    shown = buttons(week(full(catalog), catalog))
    assert [label_of(button) for button in shown] == [
        *("Log 1 h", "I know this", "Something else", "Not for me", "Log other hours")
    ]
    payload = decode_payload(PendingEntryPayload, shown[0]["value"])
    assert (payload.key, payload.minutes, payload.day) == ("summary:2026-W47:60", 60, MONDAY)


def test_an_empty_week_is_one_kind_line(catalog: Catalog) -> None:
    lines = week(NOTHING, catalog).text.split("\n")
    assert lines[0].startswith("Quiet week (16-22 Nov). Half an hour would be a fresh start.")
    assert lines[1].startswith("➡️ Next: ")
    assert len(lines) == 3


def test_days_away_explain_the_goal(catalog: Catalog) -> None:
    lowered = replace(NOTHING, goal_progress=GoalProgress("2026-W47", 120, 72, 3, 30))
    assert "30 min of 1 h 12 min. Your goal was 1 h 12 min instead of 2 h, with 2 days off." in (
        week(lowered, catalog).text
    )
    away = replace(NOTHING, goal_progress=GoalProgress("2026-W47", 120, 0, 0, 30))
    assert "30 min, in a week you were away." in week(away, catalog).text
    empty = replace(NOTHING, goal_progress=GoalProgress("2026-W47", 120, 0, 0, 0))
    assert "You were away (16-22 Nov)" in week(empty, catalog).text


def test_a_requested_summary_says_how_to_have_it_sent(catalog: Catalog) -> None:
    text = message_text(week(NOTHING, catalog, is_requested=True), "team-")
    assert text.endswith("/team-roadmate summary on sends it every Monday.")


def test_many_assignments_are_counted(catalog: Catalog) -> None:
    ticked = tuple(assignment.id for area in catalog.areas for assignment in area.assignments)
    assert f"and {len(ticked) - 8} more\n" in week(replace(full(catalog), ticked_assignments=ticked), catalog).text


def test_the_switch_says_when_the_next_one_comes() -> None:
    next_at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    on, off = (views.render_summary_switch(is_enabled=each, next_at=next_at, today=MONDAY) for each in (True, False))
    assert "is on. The next one comes on Mon 30 Nov 09:00." in on.text
    assert "is off. /roadmate summary on" in message_text(off)
    assert "I don't know “&lt;!here&gt;” here." in views.render_unknown_switch("<!here>").text
