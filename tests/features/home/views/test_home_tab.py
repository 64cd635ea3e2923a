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
from bot.core.plan import next_moves, progress
from bot.core.plan.progress import LearningRecord
from bot.core.time_off import TimeOff
from bot.features.home.rules import HomeSnapshot
from bot.features.home.views import home_tab
from bot.sandbox.validation.rules import check_view
from bot.slack.message import block_plain_text
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
            step=next_moves.choose_next_step(catalog, record),
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


def test_a_newcomer_reads_what_a_first_week_looks_like_and_no_zeros(catalog: Catalog) -> None:
    blocks = page(catalog, newcomer(catalog))
    text = page_text(blocks)
    assert text.startswith(
        "👋 Welcome, Ben !here\nYour first week\n1. Learn for half an hour. TCP/IP & the Layers (Netw"
    )
    assert "2. Log it in one line, like /log 30m networking." in text
    assert "3. Stuck? /roadmate stuck" in text
    assert "Your goal: 2 h a week." in text
    assert "The plan has 10 areas. First come Networking, Infrastructure as Code, Cloud Computing and System" in text
    assert not any(zero in text for zero in (" 0 h", "0%", "▱", "Streak", "Last entries"))
    assert [label for label, _, _ in buttons(blocks)] == [
        "Log 1 h",
        "I know this",
        "Something else",
        "Not for me",
        "Log other hours",
        "Open the plan",
        "Settings",
        "Time off",
        "Export my data",
    ]


def test_a_page_has_the_week_the_plan_charts_entries_and_settings(catalog: Catalog) -> None:
    blocks = page(catalog, busy(catalog))
    text = page_text(blocks)
    for line in (
        "This week, 16-22 Nov",
        "🎯 30 min of 2 h: 1 h 30 min to go\n▰▰▱▱▱▱▱▱▱▱ 25%",
        "🔥 Streak: goal met 3 weeks in a row · logged 2 days in a row · best 7 weeks",
        "➡️ Next: ",
        "▰▱▱▱▱▱▱▱▱▱ 2% Networking: 1 h of 50-80 h",
        "At this pace you finish Networking between 14 and 28 May 2027.",
        "▰▰▰▰▰▰▱▱▱▱ 26 Oct-1 Nov: 1 h 30 min\n▱▱▱▱▱▱▱▱▱▱ 2-8 Nov: 0 h\n",
        "1 h on Networking, Fri 20 Nov",
        "Goal 2 h a week (team default) · day starts at 04:00 · weekly nudge on · ",
    ):
        assert line in text, line
    assert len(blocks) < 50
    assert "Welcome" not in text
    assert not any(mark in text for mark in ("<!", "<@"))


def test_the_buttons_book_once_until_something_was_booked(catalog: Catalog) -> None:
    def log_payloads(last_row: int) -> list[PendingEntryPayload]:
        shown = buttons(page(catalog, busy(catalog, last_row=last_row)))
        return [decode_payload(PendingEntryPayload, value) for _, action, value in shown if action == "log.book"]

    first, again, later = log_payloads(9), log_payloads(9), log_payloads(10)
    assert [(each.minutes, each.day) for each in first] == [(60, TODAY)]
    assert first == again
    assert not {each.key for each in first} & {each.key for each in later}


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
        (GoalProgress("2026-W47", 120, 120, 5, 120), "🎯 2 h of 2 h: goal met\n▰▰▰▰▰▰▰▰▰▰ 100%"),
        (GoalProgress("2026-W47", 120, 120, 5, 500), "8 h 20 min of 2 h: goal met"),
        (
            GoalProgress("2026-W47", 120, 72, 3, 30),
            "30 min of 1 h 12 min (2 h, minus 2 days away): 42 min to go",
        ),
        (GoalProgress("2026-W47", 120, 96, 4, 0), "(2 h, minus 1 day away): 1 h 36 min to go"),
        (GoalProgress("2026-W47", 120, 0, 0, 0), "🎯 0 h this week; you're away all week, so there's no goal."),
    ],
)
def test_the_week_is_shown_against_the_goal_that_days_away_leave(
    catalog: Catalog, week: GoalProgress, words: str
) -> None:
    assert words in page_text(page(catalog, busy(catalog, week=week)))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 19), date(2026, 11, 27), "📅 Away until Fri 27 Nov: no nudges, your streak is safe."),
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
    assert "Goal 1 h 30 min a week (your own) · day starts at 05:30 · weekly nudge off · hidden from the leader" in text


def test_a_finished_plan_offers_no_step(catalog: Catalog) -> None:
    blocks = page(catalog, busy(catalog, step=None))
    assert "Everything in the plan is done." in page_text(blocks)
    assert not any(action == "log.book" for _, action, _ in buttons(blocks))
    assert "1. Learn something for half an hour." in page_text(page(catalog, newcomer(catalog, step=None)))


def test_a_streak_says_only_what_there_is() -> None:
    assert streak_text.streak_text(Streak(1, 0, 1)) == "🔥 Streak: goal met 1 week in a row"
    assert streak_text.streak_text(Streak(0, 1, 4)) == "🔥 Streak: logged 1 day in a row · best 4 weeks"


def test_areas_of_which_it_is_too_early_to_say_share_a_line(catalog: Catalog) -> None:
    early = tuple(AreaForecast(name, TODAY, ForecastState.TOO_EARLY, 600, 2) for name in ("Networking", "Blockchain"))
    outlooks = (*early, busy(catalog).outlooks[0], AreaForecast("Soft Skills", TODAY, ForecastState.REACHED))
    text = page_text(page(catalog, busy(catalog, outlooks=outlooks)))
    assert "I can forecast Networking and Blockchain after three full weeks of logging in each." in text
    assert text.count("I can forecast") == 1
    assert "you finish Networking between 14 and 28 May 2027." in text
    alone = page_text(page(catalog, busy(catalog, outlooks=early[:1])))
    assert "I can forecast Networking after three full weeks" in alone
    assert "I can forecast Networking, Blockchain, Networking, Blockchain and 2 more after" in page_text(
        page(catalog, busy(catalog, outlooks=early * 3))
    )


def test_areas_of_which_one_says_the_same_share_a_line(catalog: Catalog) -> None:
    far = [AreaForecast(name, TODAY, ForecastState.RANGE, 600, 8) for name in ("Networking", "Blockchain")]
    vague = [replace(each, first_day=date(2027, 3, 1)) for each in far]
    text = page_text(page(catalog, busy(catalog, outlooks=(*far, *vague))))
    assert "At this pace Networking and Blockchain take more than two years each." in text
    assert "Not enough hours in Networking and Blockchain yet for a useful forecast." in text
    aimed = replace(far[0], target_day=date(2027, 6, 1))
    text = page_text(page(catalog, busy(catalog, outlooks=(aimed, far[1]))))
    assert "At this pace Networking takes more than two years." in text
    assert "At this pace Blockchain takes more than two years." in text


def test_bars_of_text_stand_for_charts_which_slack_draws_in_messages_only(catalog: Catalog) -> None:
    shown = page(catalog, busy(catalog))
    assert (
        "Hours by week\n▰▰▰▰▱▱▱▱▱▱ 19-25 Oct: 1 h\n▰▰▰▰▰▰▱▱▱▱ 26 Oct-1 Nov: 1 h 30 min\n▱▱▱▱▱▱▱▱▱▱ 2-8 Nov: 0 h\n"
        in page_text(shown)
    )
    assert not any(block["type"] == "data_visualization" for block in shown)


def test_weeks_before_the_first_hours_are_no_zeros(catalog: Catalog) -> None:
    late = busy(catalog, weeks=(*((week, 0) for week, _ in WEEKS[:-1]), WEEKS[-1]))
    assert "Hours by week\n▰▰▰▰▰▰▰▰▰▰ 16-22 Nov: 30 min\n" in page_text(page(catalog, late))
    none = busy(catalog, weeks=tuple((week, 0) for week, _ in WEEKS))
    assert "Hours by week" not in page_text(page(catalog, none))


def test_each_entry_has_a_button_that_names_it(catalog: Catalog) -> None:
    blocks = page(catalog, busy(catalog, entries=(entry(1), replace(entry(2), minutes=30))))
    edits = [block["accessory"]["accessibility_label"] for block in blocks if "accessory" in block]
    assert edits == ["Edit 1 h on Networking, Fri 20 Nov", "Edit 30 min on Networking, Fri 20 Nov"]


def test_entries_that_read_the_same_have_buttons_that_do_not(catalog: Catalog) -> None:
    blocks = page(catalog, busy(catalog, entries=(entry(1), entry(2), replace(entry(3), minutes=30))))
    labels = [block["accessory"]["accessibility_label"] for block in blocks if block.get("accessory")]
    assert labels[:2] == ["Edit 1 of 2: 1 h on Networking, Fri 20 Nov", "Edit 2 of 2: 1 h on Networking, Fri 20 Nov"]
    assert len(set(labels)) == 3


def test_entries_that_differ_only_where_slack_cuts_have_buttons_that_do_not(catalog: Catalog) -> None:
    twins = [replace(entry(number), topic=longest_topic(catalog), minutes=60) for number in (1, 2)]
    blocks = page(catalog, busy(catalog, entries=(twins[0], replace(twins[1], day=date(2026, 11, 19)))))
    labels = [block["accessory"]["accessibility_label"] for block in blocks if block.get("accessory")]
    assert [label[:14] for label in labels] == ["Edit 1 of 2: 1", "Edit 2 of 2: 1"], "they are cut before the day"
    assert all(len(label) <= 75 for label in labels)


def longest_topic(catalog: Catalog) -> str:
    return max(catalog.index.topics.values(), key=lambda each: len(each.label)).id


def test_only_areas_in_progress_are_shown_with_bars(catalog: Catalog) -> None:
    record = LearningRecord({"networking": 25 * 60, "certifications": 60}, frozenset({"soft-skills.mentoring"}))
    areas = progress.list_area_progress(catalog, record)
    text = page_text(page(catalog, busy(catalog, areas=areas)))
    assert "▰▰▰▰▰▱▱▱▱▱ 50% Networking: 25 h of 50-80 h" in text
    assert "Certifications (optional): 1 h, the estimate varies" in text
    assert "more areas in the plan." in text
    assert "Blockchain" not in text


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
