from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.settings.rules import (
    MAX_WEEKLY_GOAL,
    MIN_WEEKLY_GOAL,
    SETTING_PARSERS,
    SettingChange,
    encode_digest_parts,
    parse_day_start,
    parse_setting,
    parse_switch,
    parse_weekly_goal,
)
from bot.setting_values import Part, RejectedSetting, SettingErrorReason, decode_digest_parts, parse_retention


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("3h", 180), ("3", 180), ("90m", 90), ("15m", 15), ("60h", 3600), ("2h a week", 120), ("1h30 per week", 90)],
)
def test_a_goal_is_minutes_a_week(words: str, minutes: int) -> None:
    assert parse_weekly_goal(words) == minutes


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        *((words, SettingErrorReason.RANGE) for words in ("14m", "61h", "0", "-2h", "2 days")),
        *((words, SettingErrorReason.GOAL) for words in ("", "lots", "3h a month", "3h networking")),
    ],
)
def test_what_is_no_goal_says_why(words: str, reason: SettingErrorReason) -> None:
    rejected = parse_weekly_goal(words)
    assert isinstance(rejected, RejectedSetting)
    assert rejected.reason is reason


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *(("24 months", 24), ("3", 3), ("120months", 120), ("2 years", 24), ("10y", 120), ("off", 0), ("Never", 0)),
        *(
            (wrong, SettingErrorReason.RETENTION)
            for wrong in ("2", "121", "11 years", "", "0", "soon", "24 weeks", "-3", "1.5 years")
        ),
    ],
)
def test_a_retention_is_months(words: str, expected: int | SettingErrorReason) -> None:
    parsed = parse_retention(words)
    assert (parsed.reason if isinstance(parsed, RejectedSetting) else parsed) == expected


def test_a_bare_number_over_twelve_asks_whether_minutes_or_hours() -> None:
    unclear = RejectedSetting(SettingErrorReason.HOURS_OR_MINUTES, "goal", "20", minute_options=(20, 1200))
    assert parse_weekly_goal("20") == unclear
    assert parse_weekly_goal("45") == replace(unclear, typed="45", minute_options=(45, 2700))
    assert parse_weekly_goal("61") == replace(unclear, typed="61", minute_options=(61,))


@given(st.text(max_size=80))
def test_any_text_is_a_goal_within_its_bounds_or_says_why_not(words: str) -> None:
    goal = parse_weekly_goal(words)
    assert isinstance(goal, RejectedSetting) or MIN_WEEKLY_GOAL <= goal <= MAX_WEEKLY_GOAL


@given(st.sampled_from(sorted(SETTING_PARSERS)), st.text(max_size=80))
def test_any_text_is_a_setting_or_says_why_not(name: str, words: str) -> None:
    assert isinstance(parse_setting(name, words), SettingChange | RejectedSetting)


@pytest.mark.parametrize(("words", "on"), [("on", True), ("OFF", False), ("maybe", None), ("", None)])
def test_a_switch_is_on_or_off(words: str, on: bool | None) -> None:
    assert parse_switch(words) is on


@pytest.mark.parametrize(
    ("name", "words", "values"),
    [
        ("board", "on", {"board_on": True}),
        ("Board", "OFF", {"board_on": False}),
        ("digest", "off", {"digest_on": False}),
        ("digest", "Monday 9:05", {"digest": "mon 09:05", "digest_on": True}),
        ("digest", "default", {"digest": None, "digest_on": True}),
        ("nudge", "thu 16:00", {"nudge": "thu 16:00", "nudge_on": True}),
        ("channel", "<#C0LEARNING|learning>", {"learning_channel": "C0LEARNING"}),
        ("channel", "<#C0SECRET01|>", {"learning_channel": "C0SECRET01"}),
        ("channel", "C0LEARNING", {"learning_channel": "C0LEARNING"}),
        ("channel", "default", {"learning_channel": None}),
        ("timezone", "Europe/Berlin", {"timezone": "Europe/Berlin"}),
        ("timezone", "europe/berlin", {"timezone": "Europe/Berlin"}),
        ("timezone", "new york", {"timezone": "America/New_York"}),
        ("timezone", "default", {"timezone": None}),
        ("goal", "2h", {"goal_minutes": 120}),
    ],
)
def test_words_become_values_of_the_workspace(name: str, words: str, values: dict[str, object]) -> None:
    assert parse_setting(name, words) == SettingChange(name.casefold(), values)


@pytest.mark.parametrize(
    ("name", "words", "reason", "suggestion"),
    [
        ("bord", "on", SettingErrorReason.NAME, "board"),
        ("colour", "red", SettingErrorReason.NAME, ""),
        ("board", "maybe", SettingErrorReason.SWITCH, ""),
        ("digest", "25:00", SettingErrorReason.SLOT, ""),
        ("channel", "#learning", SettingErrorReason.CHANNEL, ""),
        ("channel", "<@U0ANA>", SettingErrorReason.CHANNEL, ""),
        ("timezone", "Europe/Belrin", SettingErrorReason.ZONE, "Europe/Berlin"),
        ("timezone", "../etc/passwd", SettingErrorReason.ZONE, ""),
        ("goal", "lots", SettingErrorReason.GOAL, ""),
        ("digest", "parts chart, bord", SettingErrorReason.DIGEST_PART, "board"),
        ("digest", "parts", SettingErrorReason.DIGEST_PART, ""),
        ("board", "by name", SettingErrorReason.RANKING, ""),
        ("nudge", "thu 22:00", SettingErrorReason.QUIET_HOURS, ""),
    ],
)
def test_what_is_no_setting_says_why_and_suggests_what_is_close(
    name: str, words: str, reason: SettingErrorReason, suggestion: str
) -> None:
    rejected = parse_setting(name, words)
    assert isinstance(rejected, RejectedSetting)
    assert (rejected.reason, rejected.suggestion) == (reason, suggestion)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        *(("05:00", 300), ("5", 300), ("5am", 300), ("5:30 a.m.", 330), ("at 04.15", 255), ("4h30", 270)),
        *(("00:00", 0), ("midnight", 0), ("12am", 0), ("12:00", 720), ("noon", 720), ("12pm", 720)),
    ],
)
def test_a_day_starts_between_midnight_and_noon(words: str, minutes: int) -> None:
    assert parse_day_start(words) == minutes


@pytest.mark.parametrize(
    "words", ["12:01", "13:00", "5pm", "24:00", "5:60", "0am", "13am", "early", "", "5:00:00", "-1"]
)
def test_other_times_start_no_day(words: str) -> None:
    assert parse_day_start(words) == RejectedSetting(SettingErrorReason.DAY_START, "day", words)


def test_a_misspelt_holiday_is_recognised() -> None:
    assert parse_setting("holydays", "24 dec") == RejectedSetting(
        SettingErrorReason.NAME, "", "holydays", suggestion="holidays"
    )


@pytest.mark.parametrize(
    ("name", "words", "values"),
    [
        ("digest", "parts board chart", {"digest_parts": "chart,board"}),
        ("digest", "Parts Talks,streaks", {"digest_parts": "talks,streaks"}),
        ("digest", "parts all", {"digest_parts": None}),
        ("digest", "parts none", {"digest_parts": ""}),
        ("digest", f"parts {' '.join(Part)}", {"digest_parts": None}),
        ("board", "by goal", {"board_by": "goal"}),
        ("board", "BY hours", {"board_by": None}),
    ],
)
def test_parts_and_ranking_are_settings_of_their_own(name: str, words: str, values: dict[str, object]) -> None:
    head = words.split()[0].casefold()
    assert parse_setting(name, words) == SettingChange(f"{name} {head}", values)


@given(st.sets(st.sampled_from(list(Part))))
def test_parts_are_read_back_as_they_were_stored(parts: set[Part]) -> None:
    stored = encode_digest_parts(parts)
    assert decode_digest_parts(stored) == parts
    assert stored is None or len(stored) <= 120


def test_a_part_that_no_longer_exists_is_left_out() -> None:
    assert decode_digest_parts("chart,horoscope") == {Part.CHART}
    assert decode_digest_parts("") == frozenset()
