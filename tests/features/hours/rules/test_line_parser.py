"""The line of hours: each form, each order, each problem, and any text at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import date_text
from bot.features.hours.rules.line_parser import parse_line
from bot.features.hours.rules.line_parts import LineProblem, LineProblemCode, ParsedEntry
from bot.timeexpr import normalize, past_days
from bot.timeexpr.durations import parse, patterns
from bot.timeexpr.durations.parse import find_lengths

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
        ("2h <mailto:a@example.org> networking", 120, "<mailto:a@example.org> networking", ""),
        ("2h ci/cd", 120, "ci/cd", ""),
        ("2h c++", 120, "c++", ""),
        ("2h .net", 120, ".net", ""),
        ("2h http 2", 120, "http 2", ""),
        ("2h 12-factor app", 120, "12-factor app", ""),
        ("2h 24/7 support", 120, "24/7 support", ""),
        ("2h tls 1.3", 120, "tls 1.3", ""),
        ("2h r&d", 120, "r&d", ""),
        ('2h "networking".', 120, "networking", ""),
        ("24h networking", 1440, "networking", ""),
        ("networking half an hour", 30, "networking", ""),
        ("2h networking at 14:00", 120, "networking", "at 14:00"),
        ("2h networking at 14:00: bgp", 120, "networking", "at 14:00: bgp"),
        ("from 14:00 to 16:00 networking", 120, "networking", ""),
        ("2h from 14:00 to 16:00 networking", 120, "networking", "from 14:00 to 16:00"),
        ("2h networking 3 chapters", 120, "networking 3 chapters", ""),
        ("networking: 2h", 120, "networking", ""),
        ("networking: 2h: bgp", 120, "networking", "bgp"),
        ("2h: networking", 120, "networking", ""),
        ("today: 2h networking: bgp", 120, "networking", "bgp"),
        ("2h networking :tada:", 120, "networking", ""),
        ("43m :kubernetes: kubernetes", 43, "kubernetes", ""),
        ("2h networking: done :tada: today", 120, "networking", "done :tada: today"),
        (":books: 2h networking :books:: bgp", 120, "networking", "bgp"),
        ("1h.30m networking", 90, "networking", ""),
        ("1h networking :)", 60, "networking :)", ""),
        ("2h networking (incl. 30m break)", 120, "networking (incl. 30m break)", ""),
        ("networking (2h)", 120, "networking", ""),
        ("[1h] networking", 60, "networking", ""),
        ("http 2 :05", 5, "http 2", ""),
    ],
)
def test_a_line_is_parsed(text: str, minutes: int, what: str, note: str) -> None:
    parsed = parse_line(text, TODAY)
    assert isinstance(parsed, ParsedEntry)
    assert (parsed.minutes, parsed.what, parsed.day, parsed.note) == (minutes, what, TODAY, note)


@pytest.mark.parametrize(
    ("text", "note", "evidence"),
    [
        ("2h https://example.org/a?b=1:2 networking", "", "https://example.org/a?b=1:2"),
        ("2h networking: https://example.org", "", "https://example.org"),
        ("2h networking: read https://example.org.", "read https://example.org.", ""),
        ("2h networking https://a.example https://b.example: x", "https://b.example: x", "https://a.example"),
        (f"2h networking https://example.org/{'a' * 500}", f"https://example.org/{'a' * 500}", ""),
    ],
)
def test_a_lone_link_is_the_evidence_and_others_stay_in_the_note(text: str, note: str, evidence: str) -> None:
    parsed = parse_line(text, TODAY)
    assert isinstance(parsed, ParsedEntry)
    assert (parsed.what, parsed.note, parsed.evidence) == ("networking", note, evidence)


def test_people_are_named_before_the_note_alone() -> None:
    parsed = parse_line("2h <@U1|ben> networking @mei: with <@U2>", TODAY)
    assert isinstance(parsed, ParsedEntry)
    assert (parsed.what, parsed.people, parsed.note) == ("networking", "<@U1|ben> @mei", "with <@U2>")


@pytest.mark.parametrize(
    ("text", "code", "fragment", "line"),
    [
        ("", LineProblemCode.EMPTY, "", ""),
        (" \n ", LineProblemCode.EMPTY, "", ""),
        ("networking", LineProblemCode.NO_DURATION, "", "networking"),
        ("http 2", LineProblemCode.NO_DURATION, "", "http 2"),
        ("networking: bgp", LineProblemCode.NO_DURATION, "", "networking: bgp"),
        ("nan networking", LineProblemCode.BAD_DURATION, "nan", "networking"),
        ("0h networking", LineProblemCode.ZERO, "0h", "networking"),
        ("2 days networking", LineProblemCode.WRONG_UNIT, "2 days", "networking"),
        ("3 chapters networking", LineProblemCode.COUNTED, "3 chapters", "networking"),
        ("25h networking", LineProblemCode.TOO_LONG, "25h", "networking"),
        ("999999999999h networking", LineProblemCode.TOO_LONG, "999999999999h", "networking"),
        ("2h", LineProblemCode.NO_SUBJECT, "", "120m"),
        ("2h !!", LineProblemCode.NO_SUBJECT, "", "120m"),
        ("2h sun", LineProblemCode.NO_SUBJECT, "", "120m sun"),
        ("2h aws tomorrow: x", LineProblemCode.FUTURE, "tomorrow", "120m aws: x"),
        ("2h aws 2026-10-20", LineProblemCode.TOO_OLD, "2026-10-20", "120m aws"),
        ("2h aws 2026-02-30", LineProblemCode.NO_SUCH_DAY, "2026-02-30", "120m aws"),
        ("2h aws 31 nov", LineProblemCode.NO_SUCH_DAY, "31 nov", "120m aws"),
        ("2h aws: " + "x" * 1001, LineProblemCode.NOTE_TOO_LONG, "x" * 1001, "120m aws"),
        ("x" * 3001, LineProblemCode.TOO_LONG_TEXT, "x" * 50, "x" * 3001),
    ],
)
def test_every_problem_is_typed_and_keeps_what_was_typed(
    text: str, code: LineProblemCode, fragment: str, line: str
) -> None:
    problem = parse_line(text, TODAY)
    assert isinstance(problem, LineProblem)
    assert (problem.code, problem.fragment, problem.parts.line, problem.choices) == (code, fragment, line, ())


@pytest.mark.parametrize(
    ("text", "code", "fragment", "lines"),
    [
        ("1:75 networking", LineProblemCode.BAD_DURATION, "1:75", ["135m networking"]),
        ("1h 30 networking", LineProblemCode.BAD_DURATION, "1h 30", ["90m networking"]),
        ("-2h networking", LineProblemCode.NEGATIVE, "-2h", ["120m networking"]),
        ("2h-3h networking: x", LineProblemCode.BAD_DURATION, "2h-3h", ["120m networking: x", "180m networking: x"]),
        ("90 networking yesterday: bgp", LineProblemCode.HOURS_OR_MINUTES, "90", ["90m networking yesterday: bgp"]),
        (
            "yesterday networking 20",
            LineProblemCode.HOURS_OR_MINUTES,
            "20",
            ["20m networking yesterday", "1200m networking yesterday"],
        ),
        (
            "2h networking 30m",
            LineProblemCode.TWO_DURATIONS,
            "2h ... 30m",
            ["120m networking: 30m", "30m networking: 2h", "150m networking"],
        ),
        ("2026-11-20 10:00 11:30 aws", LineProblemCode.BAD_DURATION, "10:00 11:30", ["90m aws 2026-11-20"]),
        ("20h aws 5h", LineProblemCode.TWO_DURATIONS, "20h ... 5h", ["1200m aws: 5h", "300m aws: 20h"]),
        (
            "1h aws today and yesterday",
            LineProblemCode.SEVERAL_DAYS,
            "today and yesterday",
            ["30m aws 2026-11-20\nlog 30m aws 2026-11-21", "60m aws 2026-11-20\nlog 60m aws 2026-11-21"],
        ),
        (
            "1h today aws monday",
            LineProblemCode.SEVERAL_DAYS,
            "today ... monday",
            ["30m aws 2026-11-16\nlog 30m aws 2026-11-21", "60m aws 2026-11-16\nlog 60m aws 2026-11-21"],
        ),
    ],
)
def test_a_doubt_offers_lines_that_keep_all_that_was_typed(
    text: str, code: LineProblemCode, fragment: str, lines: list[str]
) -> None:
    problem = parse_line(text, TODAY)
    assert isinstance(problem, LineProblem)
    assert (problem.code, problem.fragment, [each.line for each in problem.choices]) == (code, fragment, lines)


def test_a_note_of_a_thousand_characters_fits() -> None:
    parsed = parse_line("2h aws: " + "x" * 1000, TODAY)
    assert isinstance(parsed, ParsedEntry)
    assert parsed.note == "x" * 1000


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
        assert all(0 <= choice.minutes <= patterns.DAY for choice in parsed.choices)
        return
    assert 1 <= parsed.minutes <= patterns.DAY
    assert today - timedelta(days=past_days.OLDEST) <= parsed.day <= today
    assert parsed.what.strip()
    assert parsed.what.isprintable() or all(not char.isspace() or char == " " for char in parsed.what)
    assert len(parsed.note) <= 1000
    assert "\x00" not in parsed.what + parsed.note
    (parsed.what + parsed.note).encode()


def letters(text: str) -> list[str]:
    return sorted(char for char in normalize.tidy(text).casefold() if char.isalnum())


@settings(deadline=None)
@given(LINES)
def test_a_choice_says_what_its_button_does_and_keeps_all_that_was_typed(text: str) -> None:
    parsed = parse_line(text, TODAY)
    if isinstance(parsed, ParsedEntry):
        return
    for choice in parsed.choices:
        if choice.spread:
            assert choice.line.count("\nlog ") >= 1
            continue
        again = parse_line(choice.line, TODAY)
        if isinstance(again, ParsedEntry):
            assert choice.minutes in (0, again.minutes)
            assert choice.day in (None, again.day)
        assert set(letters(parsed.parts.words)) <= set(letters(choice.line))


@settings(deadline=None)
@given(LINES)
def test_the_parts_of_an_entry_are_read_as_the_same_entry(text: str) -> None:
    parsed = parse_line(text, TODAY)
    if not isinstance(parsed, ParsedEntry) or parsed.what.casefold().startswith("ago"):  # "1h ago" is no length
        return
    if find_lengths(parsed.what):  # a sign stood beside it: `0S"1:A`; nothing is called so
        return
    again = parse_line(parsed.parts.line, TODAY)
    assert isinstance(again, ParsedEntry), again
    assert replace(again, is_day_named=True, has_unit=True) == replace(parsed, is_day_named=True, has_unit=True)


def test_a_choice_that_could_not_be_parsed_is_not_offered() -> None:
    problem = parse_line("ago 1 20", TODAY)
    assert isinstance(problem, LineProblem)
    assert (problem.code, problem.choices) == (LineProblemCode.HOURS_OR_MINUTES, ())


@settings(deadline=None)
@given(st.integers(1, patterns.DAY), st.integers(0, past_days.OLDEST), st.sampled_from(["networking", "ci/cd", "k8s"]))
def test_a_written_entry_parses_back(minutes: int, days_ago: int, what: str) -> None:
    day = TODAY - timedelta(days=days_ago)
    line = f"{parse.spell(minutes)} {what} {date_text.day_text(day, TODAY)}: note"
    assert parse_line(line, TODAY) == ParsedEntry(minutes, what, day, "note", is_day_named=True)


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
