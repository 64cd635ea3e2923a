"""The line of hours: each form, each order, each problem, and any text at all."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import date_text
from bot.features.hours.rules.line_parser import LineProblem, LineProblemCode, ParsedEntry, parse_line
from bot.timeexpr import normalize, past_days
from bot.timeexpr.durations import parse, patterns

TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2h networking yesterday: read about BGP",
        "2h yesterday networking: read about BGP",
        "networking 2h yesterday: read about BGP",
        "networking yesterday 2h: read about BGP",
        "yesterday 2h networking: read about BGP",
        "yesterday networking 2h: read about BGP",
        "2 networking yesterday: read about BGP",
        "networking 2 yesterday: read about BGP",
        "yesterday networking 2: read about BGP",
        "i spent 2 hours on networking on friday : read about BGP",
        "2h of networking 2026-11-20:read about BGP",
        '"2h" networking "last friday" :read about BGP',
        "learning networking for 2 hours, yesterday: read about BGP",
        "２ｈ networking (fri 20 nov)：read about BGP",
        "+2h networking, 20.11.2026: read about BGP",
        "2h\tnetworking\nyesterday: read about BGP",
        "20 nov 2h networking: read about BGP",
        "2h a day ago networking: read about BGP",
    ],
)
@pytest.mark.parametrize("case", [str, str.upper, str.title])
def test_the_order_is_free_where_it_is_clear(text: str, case: type[str]) -> None:
    parsed = parse_line(case(text), TODAY)
    assert isinstance(parsed, ParsedEntry)
    assert parsed.what.lower() == "networking"
    assert (parsed.minutes, parsed.day, parsed.note.lower()) == (120, FRIDAY, "read about bgp")


@pytest.mark.parametrize(
    ("text", "minutes", "what", "note"),
    [
        ("2h networking", 120, "networking", ""),
        ("1:30 networking", 90, "networking", ""),
        (":15 networking", 15, "networking", ""),
        ("networking :15", 15, "networking", ""),
        ("networking 1:30: bgp", 90, "networking", "bgp"),
        ("2h networking :15 labs", 120, "networking", "15 labs"),
        ("2h networking: slept at 1:30", 120, "networking", "slept at 1:30"),
        ("2h networking: a\nb: c", 120, "networking", "a\nb: c"),
        ("2h networking: a\r\nb\x00c", 120, "networking", "a\nb c"),
        ("2h networking:", 120, "networking", ""),
        ("2h https://example.org/a networking", 120, "https://example.org/a networking", ""),
        ("2h networking: https://example.org", 120, "networking", "https://example.org"),
        ("2h <mailto:a@example.org> networking", 120, "<mailto:a@example.org> networking", ""),
        ("2h ci/cd", 120, "ci/cd", ""),
        ("2h c++", 120, "c++", ""),
        ("2h .net", 120, ".net", ""),
        ("2h http 2", 120, "http 2", ""),
        ("2 k8s", 120, "k8s", ""),
        ("2h 12-factor app", 120, "12-factor app", ""),
        ("2h 24/7 support", 120, "24/7 support", ""),
        ("2h tls 1.3", 120, "tls 1.3", ""),
        ("2h r&amp;d", 120, "r&amp;d", ""),
        ("2h about learning", 120, "about learning", ""),
        ("2h learning", 120, "learning", ""),
        ("2h in", 120, "in", ""),
        ('2h "networking".', 120, "networking", ""),
        ("24h networking", 1440, "networking", ""),
        ("networking half an hour", 30, "networking", ""),
        ("2h networking at 14:00", 120, "networking at 14:00", ""),
    ],
)
def test_a_line_is_parsed(text: str, minutes: int, what: str, note: str) -> None:
    assert parse_line(text, TODAY) == ParsedEntry(minutes, what, TODAY, note)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", LineProblem(LineProblemCode.EMPTY, "")),
        (" \n ", LineProblem(LineProblemCode.EMPTY, "")),
        ("networking", LineProblem(LineProblemCode.NO_DURATION, "", "networking")),
        ("http 2", LineProblem(LineProblemCode.NO_DURATION, "", "http 2")),
        ("networking: bgp", LineProblem(LineProblemCode.NO_DURATION, "", "networking: bgp")),
        (": bgp", LineProblem(LineProblemCode.NO_DURATION, "", ": bgp")),
        ("1:75 networking", LineProblem(LineProblemCode.BAD_DURATION, "1:75", "networking", choices=(135,))),
        ("2h-3h networking: x", LineProblem(LineProblemCode.BAD_DURATION, "2h-3h", "networking: x")),
        ("nan networking", LineProblem(LineProblemCode.BAD_DURATION, "nan", "networking")),
        ("1h 30 networking", LineProblem(LineProblemCode.BAD_DURATION, "1h 30", "networking", choices=(90,))),
        ("-2h networking", LineProblem(LineProblemCode.NEGATIVE, "-2h", "networking", choices=(120,))),
        ("0h networking", LineProblem(LineProblemCode.ZERO, "0h", "networking")),
        ("2 days networking", LineProblem(LineProblemCode.WRONG_UNIT, "2 days", "networking")),
        (
            "90 networking yesterday: bgp",
            LineProblem(LineProblemCode.HOURS_OR_MINUTES, "90", "networking yesterday: bgp", choices=(90,)),
        ),
        (
            "yesterday networking 20",
            LineProblem(LineProblemCode.HOURS_OR_MINUTES, "20", "networking yesterday", choices=(20, 1200)),
        ),
        ("25h networking", LineProblem(LineProblemCode.TOO_LONG, "25h", "networking")),
        ("999999999999h networking", LineProblem(LineProblemCode.TOO_LONG, "999999999999h", "networking")),
        (
            "2h networking 30m",
            LineProblem(LineProblemCode.TWO_DURATIONS, "2h ... 30m", "networking", choices=(120, 150)),
        ),
        ("20h aws 5h", LineProblem(LineProblemCode.TWO_DURATIONS, "20h ... 5h", "aws", choices=(1200,))),
        ("2h", LineProblem(LineProblemCode.NO_SUBJECT, "", "2h")),
        ("2h: bgp", LineProblem(LineProblemCode.NO_SUBJECT, "", "2h: bgp")),
        ("2h !!", LineProblem(LineProblemCode.NO_SUBJECT, "", "2h !!")),
        ("2h sun", LineProblem(LineProblemCode.NO_SUBJECT, "", "2h sun", date(2026, 11, 15))),
        ("2h aws tomorrow: x", LineProblem(LineProblemCode.FUTURE, "tomorrow", "120m aws: x", date(2026, 11, 22))),
        ("2h aws 2026-10-20", LineProblem(LineProblemCode.TOO_OLD, "2026-10-20", "120m aws", date(2026, 10, 20))),
        ("2h aws 2026-02-30", LineProblem(LineProblemCode.NO_SUCH_DAY, "2026-02-30", "120m aws")),
        ("2h aws 31 nov", LineProblem(LineProblemCode.NO_SUCH_DAY, "31 nov", "120m aws")),
        ("2h aws last week", LineProblem(LineProblemCode.VAGUE_DAY, "last week", "120m aws")),
        ("2h today aws monday", LineProblem(LineProblemCode.TWO_DAYS, "today", "120m aws", date(2026, 11, 16))),
        ("2h aws: " + "x" * 1001, LineProblem(LineProblemCode.NOTE_TOO_LONG, "x" * 1001, "2h aws")),
        ("x" * 3001, LineProblem(LineProblemCode.TOO_LONG_TEXT, "x" * 50, "x" * 3001)),
        (
            "\ufdfa" * 3000,
            LineProblem(LineProblemCode.TOO_LONG_TEXT, normalize.tidy("\ufdfa" * 3)[:50], "\ufdfa" * 3000),
        ),
    ],
)
def test_every_problem_is_typed_and_keeps_what_was_typed(text: str, problem: LineProblem) -> None:
    assert parse_line(text, TODAY) == problem


def test_a_note_of_a_thousand_characters_fits() -> None:
    assert parse_line("2h aws: " + "x" * 1000, TODAY) == ParsedEntry(120, "aws", TODAY, "x" * 1000)


def test_every_problem_of_durations_and_days_has_a_code() -> None:
    assert {problem.value for problem in (*patterns.DurationProblem, *past_days.DateProblem)} <= {
        code.value for code in LineProblemCode
    }


PIECES = [
    *("2h", "90", "2", "-2h", "0h", "25h", "1:75", "1:30", ":15", "half", "an", "hour", "1h", "30", "m", "inf", "2-3h"),
    *("networking", "aws", "http", "k8s", "on", "for", "sun", "yesterday", "tomorrow", "20", "nov", "31", "last"),
    *("week", ":", "note", "aws:bgp", "://", '"', "“", "-", "ago", "days", "3", "½", "2d", "at", ",", "x", "\n"),
    *("\u202e", "："),
]
LINES = st.one_of(
    st.text(max_size=3100),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.text(alphabet="0123456789hm:.,-/ adns½", max_size=60),
)


@settings(deadline=None)
@given(LINES, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_an_entry_within_the_limits_or_a_problem(text: str, today: date) -> None:
    parsed = parse_line(text, today)
    if isinstance(parsed, LineProblem):
        assert all(1 <= choice <= patterns.DAY for choice in parsed.choices)
        return
    assert 1 <= parsed.minutes <= patterns.DAY
    assert today - timedelta(days=past_days.OLDEST) <= parsed.day <= today
    assert parsed.what.strip()
    assert parsed.what.isprintable() or all(not char.isspace() or char == " " for char in parsed.what)
    assert len(parsed.note) <= 1000
    assert "\x00" not in parsed.what + parsed.note
    (parsed.what + parsed.note).encode()


@settings(deadline=None)
@given(LINES)
def test_a_choice_keeps_all_that_was_typed(text: str) -> None:
    parsed = parse_line(text, TODAY)
    if isinstance(parsed, ParsedEntry):
        return
    for choice in parsed.choices:
        again = parse_line(f"{choice}m {parsed.rest}", TODAY)
        if isinstance(again, ParsedEntry):
            assert again.minutes == choice
            assert not again.note or parsed.rest.endswith(again.note)
        else:
            codes = LineProblemCode
            about_duration = (codes.NO_DURATION, codes.HOURS_OR_MINUTES, codes.ZERO, codes.NEGATIVE)
            assert again.code not in (codes.EMPTY, *about_duration)


def test_a_choice_that_could_not_be_parsed_is_not_offered() -> None:
    assert parse_line("ago 1 20", TODAY) == LineProblem(LineProblemCode.HOURS_OR_MINUTES, "20", "ago 1")


@settings(deadline=None)
@given(st.integers(1, patterns.DAY), st.integers(0, past_days.OLDEST), st.sampled_from(["networking", "ci/cd", "k8s"]))
def test_a_written_entry_parses_back(minutes: int, days_ago: int, what: str) -> None:
    day = TODAY - timedelta(days=days_ago)
    line = f"{parse.spell(minutes)} {what} {date_text.day_text(day, TODAY)}: note"
    assert parse_line(line, TODAY) == ParsedEntry(minutes, what, day, "note")


@pytest.mark.parametrize(
    "piece",
    [
        *("1 ", "'1", "a ", ":15 ", "2h ", "1:", "9", "a:1 :15", "an hour and ", "<", "half ", "-2 ", "\ufdfa"),
        *("1/2 ", "3 days ", " ", "two and a half ", "1h 2 x ", "1-", '"', ",;", "-", "2d 1d ", "1 1/2 ", "://"),
        *("1.", "three quarters of an "),
    ],
)
def test_no_line_takes_long(piece: str) -> None:
    text = (piece * 3000)[:3000]
    parse_line(text, TODAY)
    seconds = []
    for _ in range(5):
        start = perf_counter()
        parse_line(text, TODAY)
        seconds.append(perf_counter() - start)
    assert min(seconds) < 0.5  # a pattern that backtracks without end takes minutes
