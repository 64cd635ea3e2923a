"""The line of hours: each form, each order, each problem, and any text at all."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import format as calendar_format
from bot.features.hours.rules.line_parser import Code, Draft, Problem, parse
from bot.timeexpr import normalize, past_days
from bot.timeexpr.durations import parse as durations_parse
from bot.timeexpr.durations import patterns

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
    found = parse(case(text), TODAY)
    assert isinstance(found, Draft)
    assert found.what.lower() == "networking"
    assert (found.minutes, found.day, found.note.lower()) == (120, FRIDAY, "read about bgp")


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
def test_what_a_line_says(text: str, minutes: int, what: str, note: str) -> None:
    assert parse(text, TODAY) == Draft(minutes, what, TODAY, note)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem(Code.EMPTY, "")),
        (" \n ", Problem(Code.EMPTY, "")),
        ("networking", Problem(Code.NO_DURATION, "", "networking")),
        ("http 2", Problem(Code.NO_DURATION, "", "http 2")),
        ("networking: bgp", Problem(Code.NO_DURATION, "", "networking: bgp")),
        (": bgp", Problem(Code.NO_DURATION, "", ": bgp")),
        ("1:75 networking", Problem(Code.BAD_DURATION, "1:75", "networking", choices=(135,))),
        ("2h-3h networking: x", Problem(Code.BAD_DURATION, "2h-3h", "networking: x")),
        ("nan networking", Problem(Code.BAD_DURATION, "nan", "networking")),
        ("1h 30 networking", Problem(Code.BAD_DURATION, "1h 30", "networking", choices=(90,))),
        ("-2h networking", Problem(Code.NEGATIVE, "-2h", "networking", choices=(120,))),
        ("0h networking", Problem(Code.ZERO, "0h", "networking")),
        ("2 days networking", Problem(Code.WRONG_UNIT, "2 days", "networking")),
        (
            "90 networking yesterday: bgp",
            Problem(Code.HOURS_OR_MINUTES, "90", "networking yesterday: bgp", choices=(90,)),
        ),
        (
            "yesterday networking 20",
            Problem(Code.HOURS_OR_MINUTES, "20", "networking yesterday", choices=(20, 1200)),
        ),
        ("25h networking", Problem(Code.TOO_LONG, "25h", "networking")),
        ("999999999999h networking", Problem(Code.TOO_LONG, "999999999999h", "networking")),
        ("2h networking 30m", Problem(Code.TWO_DURATIONS, "2h ... 30m", "networking", choices=(120, 150))),
        ("20h aws 5h", Problem(Code.TWO_DURATIONS, "20h ... 5h", "aws", choices=(1200,))),
        ("2h", Problem(Code.NO_SUBJECT, "", "2h")),
        ("2h: bgp", Problem(Code.NO_SUBJECT, "", "2h: bgp")),
        ("2h !!", Problem(Code.NO_SUBJECT, "", "2h !!")),
        ("2h sun", Problem(Code.NO_SUBJECT, "", "2h sun", date(2026, 11, 15))),
        ("2h aws tomorrow: x", Problem(Code.FUTURE, "tomorrow", "120m aws: x", date(2026, 11, 22))),
        ("2h aws 2026-10-20", Problem(Code.TOO_OLD, "2026-10-20", "120m aws", date(2026, 10, 20))),
        ("2h aws 2026-02-30", Problem(Code.NO_SUCH_DAY, "2026-02-30", "120m aws")),
        ("2h aws 31 nov", Problem(Code.NO_SUCH_DAY, "31 nov", "120m aws")),
        ("2h aws last week", Problem(Code.VAGUE_DAY, "last week", "120m aws")),
        ("2h today aws monday", Problem(Code.TWO_DAYS, "today", "120m aws", date(2026, 11, 16))),
        ("2h aws: " + "x" * 1001, Problem(Code.NOTE_TOO_LONG, "x" * 1001, "2h aws")),
        ("x" * 3001, Problem(Code.TOO_LONG_TEXT, "x" * 50, "x" * 3001)),
        ("\ufdfa" * 3000, Problem(Code.TOO_LONG_TEXT, normalize.tidy("\ufdfa" * 3)[:50], "\ufdfa" * 3000)),
    ],
)
def test_every_problem_is_typed_and_keeps_what_was_typed(text: str, problem: Problem) -> None:
    assert parse(text, TODAY) == problem


def test_a_note_of_a_thousand_characters_fits() -> None:
    assert parse("2h aws: " + "x" * 1000, TODAY) == Draft(120, "aws", TODAY, "x" * 1000)


def test_every_doubt_of_the_parts_has_a_code() -> None:
    assert {why.value for why in (*patterns.DurationProblem, *past_days.DateProblem)} <= {code.value for code in Code}


PIECES = [
    *("2h", "90", "2", "-2h", "0h", "25h", "1:75", "1:30", ":15", "half", "an", "hour", "1h", "30", "m", "inf", "2-3h"),
    *(
        "networking",
        "aws",
        "http",
        "k8s",
        "on",
        "for",
        "sun",
        "yesterday",
        "tomorrow",
        "20",
        "nov",
        "31",
        "last",
        "week",
    ),
    *(
        ":",
        "note",
        "aws:bgp",
        "://",
        '"',
        "“",
        "-",
        "ago",
        "days",
        "3",
        "½",
        "2d",
        "at",
        ",",
        "x",
        "\n",
        "\u202e",
        "：",
    ),
]
LINES = st.one_of(
    st.text(max_size=3100),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.text(alphabet="0123456789hm:.,-/ adns½", max_size=60),
)


@settings(deadline=None)
@given(LINES, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_a_draft_within_the_limits_or_a_problem(text: str, today: date) -> None:
    found = parse(text, today)
    if isinstance(found, Problem):
        assert all(1 <= choice <= patterns.DAY for choice in found.choices)
        return
    assert 1 <= found.minutes <= patterns.DAY
    assert today - timedelta(days=past_days.OLDEST) <= found.day <= today
    assert found.what.strip()
    assert found.what.isprintable() or all(not char.isspace() or char == " " for char in found.what)
    assert len(found.note) <= 1000
    assert "\x00" not in found.what + found.note
    (found.what + found.note).encode()


@settings(deadline=None)
@given(LINES)
def test_a_choice_keeps_all_that_was_typed(text: str) -> None:
    found = parse(text, TODAY)
    if isinstance(found, Draft):
        return
    for choice in found.choices:
        again = parse(f"{choice}m {found.rest}", TODAY)
        if isinstance(again, Draft):
            assert again.minutes == choice
            assert not again.note or found.rest.endswith(again.note)
        else:
            assert again.code not in (Code.EMPTY, Code.NO_DURATION, Code.HOURS_OR_MINUTES, Code.ZERO, Code.NEGATIVE)


def test_no_choice_is_offered_that_would_not_be_read() -> None:
    assert parse("ago 1 20", TODAY) == Problem(Code.HOURS_OR_MINUTES, "20", "ago 1")


@settings(deadline=None)
@given(st.integers(1, patterns.DAY), st.integers(0, past_days.OLDEST), st.sampled_from(["networking", "ci/cd", "k8s"]))
def test_what_is_written_reads_back(minutes: int, back: int, what: str) -> None:
    day = TODAY - timedelta(days=back)
    line = f"{durations_parse.spell(minutes)} {what} {calendar_format.spell(day, TODAY)}: note"
    assert parse(line, TODAY) == Draft(minutes, what, day, "note")


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "'1",
        "a ",
        ":15 ",
        "2h ",
        "1:",
        "9",
        "a:1 :15",
        "an hour and ",
        "<",
        "half ",
        "-2 ",
        "\ufdfa",
        "1/2 ",
        "3 days ",
        " ",
        "two and a half ",
        "1h 2 x ",
        "1-",
        '"',
        ",;",
        "-",
        "2d 1d ",
        "1 1/2 ",
        "://",
        "1.",
        "three quarters of an ",
    ],
)
def test_no_line_takes_long(piece: str) -> None:
    text = (piece * 3000)[:3000]
    parse(text, TODAY)
    spent = []
    for _ in range(5):
        start = perf_counter()
        parse(text, TODAY)
        spent.append(perf_counter() - start)
    assert min(spent) < 0.5  # a pattern that backtracks without end takes minutes
