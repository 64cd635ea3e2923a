"""Durations: every form that the contract names, the doubts, and the round trip."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timeexpr.durations.parse import DAY, Duration, DurationProblem, UnclearDuration, find, spell, take
from bot.timeexpr.normalize import tidy

FORMS = [
    ("2h", 120),
    ("90m", 90),
    ("1.5h", 90),
    ("1,5h", 90),
    (".5h", 30),
    ("1h30", 90),
    ("1h30m", 90),
    ("1h05", 65),
    ("1h5m", 65),
    ("1h 30 min", 90),
    ("1:30", 90),
    ("1:30h", 90),
    (":15", 15),
    ("24:00", 1440),
    ("2 hours", 120),
    ("2 hrs", 120),
    ("2 hrs.", 120),
    ("1 hr", 60),
    ("45 min", 45),
    ("45 mins", 45),
    ("45 minutes", 45),
    ("45min", 45),
    ("2 hours 45 min", 165),
    ("2 hours, 45 minutes", 165),
    ("1 hour and 30 minutes", 90),
    ("half an hour", 30),
    ("half-hour", 30),
    ("a half hour", 30),
    ("an hour", 60),
    ("one hour", 60),
    ("twelve hours", 720),
    ("an hour and a half", 90),
    ("2 hours and a quarter", 135),
    ("two and a half hours", 150),
    ("2 and a half hours", 150),
    ("quarter of an hour", 15),
    ("a quarter of an hour", 15),
    ("three quarters of an hour", 45),
    ("three-quarters of an hour", 45),
    ("1/2 h", 30),
    ("1/2 an hour", 30),
    ("½h", 30),
    ("1½ h", 90),
    ("1 1/2 hours", 90),
    ("+2h", 120),
    ("２ｈ", 120),
    ("2\u00a0h", 120),
    ("2   h", 120),
    ("2\u200bh", 120),
    ('"half an hour"', 30),
    ("“half an hour”", 30),
    ("'2h'", 120),
    ("2h&amp;30m", 150),
    ("2", 120),
    ("12", 720),
    ("1.5", 90),
    ("1,5", 90),
    ("½", 30),
    ("1.341h", 80),
    ("1.342h", 81),
    ("0.5 min", 1),
    ("1.5m", 2),
    ("2.49 min", 2),
]

DOUBTS = [
    ("13", DurationProblem.HOURS_OR_MINUTES, (13, 780)),
    ("24", DurationProblem.HOURS_OR_MINUTES, (24, 1440)),
    ("25", DurationProblem.HOURS_OR_MINUTES, (25,)),
    ("90", DurationProblem.HOURS_OR_MINUTES, (90,)),
    ("12.5", DurationProblem.HOURS_OR_MINUTES, (13, 750)),
    ("1500", DurationProblem.TOO_LONG, ()),
    ("1:75", DurationProblem.BAD, (135,)),
    ("1:5", DurationProblem.BAD, ()),
    ("1:30pm", DurationProblem.BAD, ()),
    ("1:30 min", DurationProblem.BAD, ()),
    ("-2h", DurationProblem.NEGATIVE, (120,)),
    ("- 2h", DurationProblem.NEGATIVE, (120,)),
    ("−2h", DurationProblem.NEGATIVE, (120,)),
    ("–2h", DurationProblem.NEGATIVE, (120,)),
    ("-2", DurationProblem.NEGATIVE, (120,)),
    ("0h", DurationProblem.ZERO, ()),
    ("0", DurationProblem.ZERO, ()),
    ("0:00", DurationProblem.ZERO, ()),
    ("0.4 min", DurationProblem.ZERO, ()),
    ("2h-3h", DurationProblem.BAD, (120, 180)),
    ("2-3h", DurationProblem.BAD, (120, 180)),
    ("2 - 3 hours", DurationProblem.BAD, (120, 180)),
    ("2 to 3 hours", DurationProblem.BAD, (120, 180)),
    ("2-3", DurationProblem.BAD, (60, 120, 180)),
    ("2h3h", DurationProblem.BAD, ()),
    ("1h5", DurationProblem.BAD, ()),
    ("1h 30", DurationProblem.BAD, (90,)),
    ("1h 75m", DurationProblem.BAD, (135,)),
    ("1.5h30m", DurationProblem.BAD, (120,)),
    ("1e9h", DurationProblem.BAD, ()),
    ("1.2.3h", DurationProblem.BAD, ()),
    ("1 000h", DurationProblem.BAD, ()),
    ("1,500h", DurationProblem.BAD, ()),
    ("1'000h", DurationProblem.BAD, ()),
    ("2 x 45 min", DurationProblem.BAD, (90,)),
    ("inf", DurationProblem.BAD, ()),
    ("nan hours", DurationProblem.BAD, ()),
    ("-infinity h", DurationProblem.BAD, ()),
    ("999999999999h", DurationProblem.TOO_LONG, ()),
    ("9" * 5000 + "h", DurationProblem.TOO_LONG, ()),
    ("25h", DurationProblem.TOO_LONG, ()),
    ("1441m", DurationProblem.TOO_LONG, ()),
    ("2d", DurationProblem.WRONG_UNIT, ()),
    ("1 day", DurationProblem.WRONG_UNIT, ()),
    ("a week", DurationProblem.WRONG_UNIT, ()),
    ("2 weeks", DurationProblem.WRONG_UNIT, ()),
    ("30s", DurationProblem.SECONDS, (1,)),
    ("1 day 2h", DurationProblem.WRONG_UNIT, ()),
]


@pytest.mark.parametrize(("text", "minutes"), FORMS)
@pytest.mark.parametrize("case", [str, str.upper, str.title])
def test_every_form_is_taken_in_any_case(text: str, minutes: int, case: type[str]) -> None:
    found = take(f"{case(text)} networking")
    assert isinstance(found, Duration)
    assert (found.minutes, found.rest) == (minutes, "networking")


@pytest.mark.parametrize(("text", "why", "choices"), DOUBTS)
def test_every_doubt_is_typed_and_keeps_the_rest(text: str, why: DurationProblem, choices: tuple[int, ...]) -> None:
    found = take(f"{text} networking")
    assert isinstance(found, UnclearDuration)
    assert (found.why, found.choices, found.rest) == (why, choices, "networking")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "networking",
        "k8s",
        "s3",
        "5g",
        "12-factor app",
        "20 nov",
        "2026-11-20",
        "20.11.",
        "3 days ago",
        "h",
        ":",
        "2h ago",
        "2hnetworking",
        "hour",
        "a",
        "happy hour",
        "at 14:00 networking",
        "@ 7pm",
        "24/7 support",
        "3-2-1 backups",
        "information",
        "nano",
    ],
)
def test_what_is_no_duration_is_left_alone(text: str) -> None:
    assert take(text) is None


@pytest.mark.parametrize(
    ("text", "minutes", "rest"),
    [
        ("networking 2h yesterday", 120, "networking yesterday"),
        ("networking for 2 hours", 120, "networking for"),
        ("networking, 2h, yesterday", 120, "networking yesterday"),
        ('networking "half an hour" yesterday', 30, "networking yesterday"),
        ("networking (2h)", 120, "networking"),
        ("networking 2", 120, "networking"),
        ("networking 1,5", 90, "networking"),
        ("k8s 2", 120, "k8s"),
        ("2 k8s", 120, "k8s"),
        ("5 whys 2h", 120, "5 whys"),
        ("3d printing 2h", 120, "3d printing"),
        ("http 2 for 1h", 60, "http 2 for"),
        ("at 14:00 networking 2h", 120, "at 14:00 networking"),
    ],
)
def test_a_duration_is_found_elsewhere(text: str, minutes: int, rest: str) -> None:
    found = find(text)
    assert isinstance(found, Duration)
    assert (found.minutes, found.rest) == (minutes, rest)


@pytest.mark.parametrize(
    "text",
    [
        "k8s basics",
        "s3",
        "log4j",
        "oauth2",
        "learn http 2 basics",
        "http 2",
        "HTTP 2",
        "tls 1.3",
        "part 2",
        "day 3",
        "log4j 2 for everyone",
        "networking 2 hours ago",
        "meet at 14:00",
    ],
)
def test_a_number_that_belongs_to_a_name_is_no_duration(text: str) -> None:
    assert find(text) is None


@pytest.mark.parametrize(
    ("text", "why", "choices"),
    [
        ("networking 90", DurationProblem.HOURS_OR_MINUTES, (90,)),
        ("networking -2h", DurationProblem.NEGATIVE, (120,)),
        ("networking -2", DurationProblem.NEGATIVE, (120,)),
        ("networking 0h", DurationProblem.ZERO, ()),
        ("networking 2 days", DurationProblem.WRONG_UNIT, ()),
        ("networking 2-3h", DurationProblem.BAD, (120, 180)),
    ],
)
def test_a_doubt_elsewhere_is_found_too(text: str, why: DurationProblem, choices: tuple[int, ...]) -> None:
    found = find(text)
    assert isinstance(found, UnclearDuration)
    assert (found.why, found.choices, found.rest) == (why, choices, "networking")


def test_without_bare_numbers_only_a_unit_counts() -> None:
    assert find("networking 2", bare=False) is None
    assert find("2 networking", bare=False) is None


def test_the_limit_is_the_callers() -> None:
    assert take("30h", most=7 * DAY) == Duration(1800, "30h", "")
    assert take("2-3h", most=150) == UnclearDuration(DurationProblem.BAD, "2-3h", "", (120,))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (120, "2 h"),
        (90, "1 h 30 min"),
        (45, "45 min"),
        (0, "0 h"),
        (-45, "-45 min"),
        (-90, "-1 h 30 min"),
        (1440, "24 h"),
        (6001, "100 h 1 min"),
    ],
)
def test_a_duration_is_written_one_way(minutes: int, words: str) -> None:
    assert spell(minutes) == words


@pytest.mark.parametrize("minutes", range(1, DAY + 1))
def test_what_is_written_reads_back(minutes: int) -> None:
    assert take(spell(minutes)) == Duration(minutes, spell(minutes), "")
    assert take(f"{minutes}m rest") == Duration(minutes, f"{minutes}m", "rest")
    clock = f"{minutes // 60}:{minutes % 60:02d}"
    assert take(clock) == Duration(minutes, clock, "")


def test_tidy_drops_what_cannot_be_seen_or_stored() -> None:
    assert tidy(" a\n\tb\x00c \u202ed\ud800 １½ ") == "a b c d\ufffd 1 1/2"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_an_answer_within_the_limits(text: str) -> None:
    for found in (take(text), find(text)):
        if isinstance(found, Duration):
            assert 1 <= found.minutes <= DAY
        elif isinstance(found, UnclearDuration):
            assert all(1 <= choice <= DAY for choice in found.choices)


@settings(deadline=None)
@given(st.text(alphabet="0123456789hm:.,-+/ xaelfnduorsit½\"'", max_size=40))
def test_nearly_durations_never_raise(text: str) -> None:
    for found in (take(text), find(text)):
        assert found is None or found.got in tidy(text)
