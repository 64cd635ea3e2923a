"""The page of the App Home: its words, buttons and charts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak
from bot.core.ledger.rules import Entry
from bot.core.people.member import Member
from bot.core.plan import progress
from bot.core.plan.progress import LearningRecord
from bot.core.time_off import TimeOff
from bot.features.home.rules import HomeSnapshot
from bot.features.home.views import home_tab
from bot.sandbox.validation.rules import check_view
from bot.slack.message import block_plain_text, resolve_blocks
from bot.slack.payloads import PendingEntryPayload, PlanPagePayload, decode_payload
from bot.slack.slash import put_prefix_in_text
from bot.ui import streak_text
from tests.slack_driver import label_of

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEKS = tuple(
    (f"2026-W{number}", minutes) for number, minutes in zip(range(42, 48), (0, 60, 90, 0, 150, 30), strict=True)
)
NASTY = "<!channel> *x* `y` <@U0SANDMEI>"


def member(**changed: Any) -> Member:
    usual: dict[str, Any] = {
        "workspace": "T1",
        "id": "U1",
        "name": "@Ben <!here>",
        "zone": ZoneInfo("America/New_York"),
        "is_admin": False,
        "is_mentor": False,
        "is_active": True,
        "hidden": False,
        "nudged": True,
        "snoozed_until": None,
        "goal": 120,
        "has_own_goal": False,
        "created_at": NOW,
    }
    return Member(**{**usual, **changed})


def entry(number: int, note: str = "") -> Entry:
    return Entry(number, number, "T1", "U1", 60, "networking", None, None, TODAY, note, "command", NOW)


def newcomer(catalog: Catalog, minutes: dict[str, int] | None = None, **changed: Any) -> HomeSnapshot:
    record = LearningRecord(minutes or {}, frozenset())
    return replace(
        HomeSnapshot(
            member=member(),
            today=TODAY,
            week=GoalProgress("2026-W47", 120, 120, 5, 0),
            streak=Streak(0, 0, 0),
            absences=(),
            areas=progress.list_area_progress(catalog, record),
            step=progress.choose_next_step(catalog, record),
            outlooks=(),
            entries=(),
            weeks=tuple((week, 0) for week, _ in WEEKS),
            last_row=0,
        ),
        **changed,
    )


def busy(catalog: Catalog, **changed: Any) -> HomeSnapshot:
    hours = {area.id: 60 * (number + 1) for number, area in enumerate(catalog.areas)}
    forecast = AreaForecast(
        "Networking", TODAY, ForecastState.RANGE, 600, 8, first_day=date(2027, 5, 14), last_day=date(2027, 5, 28)
    )
    usual = {
        "week": GoalProgress("2026-W47", 120, 120, 5, 30),
        "streak": Streak(3, 2, 7),
        "outlooks": (forecast,),
        "entries": tuple(entry(number, NASTY) for number in range(1, 6)),
        "weeks": WEEKS,
        "last_row": 9,
    }
    return newcomer(catalog, hours, **{**usual, **changed})


def page(catalog: Catalog, home: HomeSnapshot) -> home_tab.HomeBlocks:
    blocks = home_tab.render_home(home, catalog)
    check_view({"type": "home", "blocks": list(blocks)})
    return blocks


def page_text(blocks: home_tab.HomeBlocks) -> str:
    return put_prefix_in_text("\n".join(filter(None, map(block_plain_text, blocks))), "")


def buttons(blocks: home_tab.HomeBlocks) -> list[tuple[str, str, str]]:
    """Label, action and value of each."""
    elements = [
        element for block in blocks for element in [block.get("accessory"), *block.get("elements", ())] if element
    ]
    return [
        (label_of(each), each["action_id"].partition("#")[0], each["value"])
        for each in elements
        if each["type"] == "button"
    ]


def test_a_newcomer_is_greeted_in_two_lines_and_shown_zeros(catalog: Catalog) -> None:
    blocks = page(catalog, newcomer(catalog))
    text = page_text(blocks)
    greeting = page_text(blocks[:1])
    assert greeting.startswith("Hello Ben &lt;!here&gt;.")
    assert "Nothing booked yet. Start with /log 1h networking, or with a button below." in greeting
    assert len(greeting.split("\n")) == 2
    assert "░░░░░░░░░░ 0 h of 2 h: 2 h to go" in text
    assert "Your plan: 0 h of 430-700 h, 0%" in text
    assert "Streak" not in text
    assert not any(block["type"] == "data_visualization" for block in blocks)
    assert [label for label, _, _ in buttons(blocks)] == [
        "Log 1 h",
        "Log 2 h",
        "Log hours",
        "Open the plan",
        "Settings",
        "Away",
        "Export my data",
    ]


def test_a_page_has_the_week_the_plan_charts_entries_and_settings(catalog: Catalog) -> None:
    blocks = page(catalog, busy(catalog))
    text = page_text(blocks)
    for line in (
        "This week, 16-22 Nov",
        "▓▓░░░░░░░░ 30 min of 2 h: 1 h 30 min to go",
        "🔥 Streak: goal met 3 weeks in a row · logged 2 days in a row · best 7 weeks",
        "Next: ",
        "▓░░░░░░░░░ Networking 1 h of 50-80 h",
        "At this pace you finish Networking between 14 and 28 May 2027.",
        "26 Oct-1 Nov: 1 h 30 min\n▓▓▓▓▓▓░░░░\n2-8 Nov: 0 h\n░░░░░░░░░░\n",
        "Others",
        "1 h on Networking, Fri 20 Nov",
        "Weekly goal 2 h (the workspace's) · day starts at 04:00 · weekly nudge on · shown on the leaderboard",
    ):
        assert line in text, line
    assert len(blocks) < 50
    assert "Hello" not in text
    assert not any(mark in text for mark in ("<!", "<@"))


def test_the_buttons_book_once_until_something_was_booked(catalog: Catalog) -> None:
    def log_payloads(last_row: int) -> list[PendingEntryPayload]:
        shown = buttons(page(catalog, busy(catalog, last_row=last_row)))
        return [decode_payload(PendingEntryPayload, value) for _, action, value in shown if action == "log.book"]

    first, again, later = log_payloads(9), log_payloads(9), log_payloads(10)
    assert [(each.minutes, each.day) for each in first] == [(60, TODAY), (120, TODAY)]
    assert first == again
    assert not {each.key for each in first} & {each.key for each in later}
    assert len({each.key for each in first}) == 2


def test_each_entry_can_be_edited_and_the_plan_opened(catalog: Catalog) -> None:
    shown = buttons(page(catalog, busy(catalog)))
    assert [value for _, action, value in shown if action == "log.edit"] == ["1", "2", "3", "4", "5"]
    assert ("All entries", "log.list", "0") in shown
    assert ("Open the plan", "plan.open", PlanPagePayload().encode()) in shown
    actions = {action for _, action, _ in shown}
    assert {"home.settings", "home.away", "roadmate.export", "log.form"} <= actions


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (GoalProgress("2026-W47", 120, 120, 5, 120), "▓▓▓▓▓▓▓▓▓▓ 2 h of 2 h: goal reached"),
        (GoalProgress("2026-W47", 120, 120, 5, 500), "8 h 20 min of 2 h: goal reached"),
        (
            GoalProgress("2026-W47", 120, 72, 3, 30),
            "30 min of 1 h 12 min: 42 min to go\nThe goal of 2 h is lowered for 2 days away.",
        ),
        (GoalProgress("2026-W47", 120, 96, 4, 0), "lowered for 1 day away."),
        (GoalProgress("2026-W47", 120, 0, 0, 0), "0 h. You are away all week, so there is no goal."),
    ],
)
def test_the_week_is_shown_against_the_goal_that_days_away_leave(
    catalog: Catalog, week: GoalProgress, words: str
) -> None:
    assert words in page_text(page(catalog, busy(catalog, week=week)))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 19), date(2026, 11, 27), "Away until Fri 27 Nov: no nudges, streak kept."),
        (date(2026, 11, 19), None, "Away until you say otherwise:"),
        (date(2026, 12, 28), date(2027, 1, 3), "Away from Mon 28 Dec until Sun 3 Jan 2027:"),
        (date(2026, 12, 24), date(2026, 12, 24), "Away on Thu 24 Dec:"),
        (TODAY, TODAY, "Away today:"),
    ],
)
def test_days_away_are_shown(catalog: Catalog, first: date, last: date | None, words: str) -> None:
    assert words in page_text(page(catalog, busy(catalog, absences=(TimeOff(first, last),))))


def test_settings_in_force_are_shown(catalog: Catalog) -> None:
    chosen = member(goal=90, has_own_goal=True, nudged=False, hidden=True, day_starts=time(5, 30))
    text = page_text(page(catalog, busy(catalog, member=chosen, week=GoalProgress("2026-W47", 90, 90, 5, 30))))
    assert "Weekly goal 1 h 30 min (yours) · day starts at 05:30 · weekly nudge off · hidden from the leader" in text


def test_a_finished_plan_offers_no_step(catalog: Catalog) -> None:
    blocks = page(catalog, busy(catalog, step=None))
    assert "Everything in the plan is done." in page_text(blocks)
    assert not any(action == "log.book" for _, action, _ in buttons(blocks))
    assert "Start with /log 1h networking." in page_text(page(catalog, newcomer(catalog, step=None)))


def test_a_streak_says_only_what_there_is() -> None:
    assert streak_text.streak_text(Streak(1, 0, 1)) == "🔥 Streak: goal met 1 week in a row"
    assert streak_text.streak_text(Streak(0, 1, 4)) == "🔥 Streak: logged 1 day in a row · best 4 weeks"


def test_areas_of_which_it_is_too_early_to_say_share_a_line(catalog: Catalog) -> None:
    early = tuple(AreaForecast(name, TODAY, ForecastState.TOO_EARLY, 600, 2) for name in ("Networking", "Blockchain"))
    outlooks = (*early, busy(catalog).outlooks[0], AreaForecast("Soft Skills", TODAY, ForecastState.REACHED))
    text = page_text(page(catalog, busy(catalog, outlooks=outlooks)))
    assert "Too early to say when Networking and Blockchain are done: each takes three full weeks of hours." in text
    assert text.count("Too early") == 1
    assert "you finish Networking between 14 and 28 May 2027." in text
    alone = page_text(page(catalog, busy(catalog, outlooks=early[:1])))
    assert "I can forecast Networking after three full weeks" in alone
    assert "Networking, Blockchain and 2 more are done" in page_text(page(catalog, busy(catalog, outlooks=early * 3)))


def test_bars_of_text_stand_for_charts_which_slack_draws_in_messages_only(catalog: Catalog) -> None:
    home = busy(catalog)
    shown = page(catalog, home)
    written = page_text(shown)
    assert (
        "Hours by week\n12-18 Oct: 0 h\n░░░░░░░░░░\n19-25 Oct: 1 h\n▓▓▓▓░░░░░░\n26 Oct-1 Nov: 1 h 30 min\n▓▓▓▓▓▓░░░░"
        in written
    )
    assert "Hours by area so far\n" in written
    others = sum(60 * number for number in range(1, len(catalog.areas) + 1) if number <= len(catalog.areas) - 5)
    assert f"Others: {others // 60} h" in written
    assert not any(block["type"] == "data_visualization" for block in shown)


def test_each_bar_is_read_after_what_it_stands_for(catalog: Catalog) -> None:
    for block in resolve_blocks(home_tab.chart_blocks(busy(catalog))):
        cells = [cell["text"] for cell in block["fields"]]
        assert len(cells) <= 10
        assert all(set(bar) <= {"▓", "░"} for bar in cells[1::2])
        assert all(label.endswith((" h", " min")) for label in cells[::2])


def test_a_chart_needs_something_to_compare(catalog: Catalog) -> None:
    one = busy(catalog, areas=progress.list_area_progress(catalog, LearningRecord({"networking": 60}, frozenset())))
    titles = [block["text"]["text"] for block in resolve_blocks(home_tab.chart_blocks(one)) if "text" in block]
    assert titles == ["*Hours by week*"]
    assert home_tab.chart_blocks(newcomer(catalog)) == []


def test_much_content_and_long_notes_keep_within_a_hundred_blocks(catalog: Catalog) -> None:
    areas = tuple(
        progress.measure_area(_renamed(catalog.areas[0], number), LearningRecord({f"area-{number}": 600}, frozenset()))
        for number in range(100)
    )
    outlooks = tuple(replace(busy(catalog).outlooks[0], area_name=f"Area {number}") for number in range(100))
    entries = tuple(entry(number, "<&>" * 400) for number in range(5))
    blocks = page(catalog, busy(catalog, areas=areas, outlooks=outlooks, entries=entries))
    assert len(blocks) < 60
    assert len(json.dumps(blocks)) < 60_000


def _renamed(area: Area, number: int) -> Area:
    return area.model_copy(update={"id": f"area-{number}", "name": f"Area {number} " + "x" * 120})
