"""Days found in whole lines: which, where, and what is asked about with which choices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from time import thread_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.timeexpr.normalize import tidy
from bot.timeexpr.past_days import MOST_CHOICES, OLDEST, DateProblem, find_days

TODAY = date(2026, 11, 29)  # a Sunday
YESTERDAY, FRIDAY = date(2026, 11, 28), date(2026, 11, 27)


def november(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 11, day) for day in days)


CLEAR = [
    *(("yesterday at 3pm", "yesterday", YESTERDAY), ("Fri @ 7pm", "Fri", FRIDAY), ("sat 10:30", "sat", YESTERDAY)),
    *((words, words, FRIDAY) for words in ("27-Nov", "27-Nov-2026", "27-nov-26", "27.11.26", "27/11/26", "27.11.")),
    *((words, words, FRIDAY) for words in ("27/nov", "Nov 27", "Nov-27", "27 nov '26", "on the 27th", "two days ago")),
    *((words, words, FRIDAY) for words in ("Fri 27 Nov", "fri 27.11", "fri 11/27", "fri 27", "Friday 27th", "2d ago")),
    *(
        (words, words, FRIDAY)
        for words in (
            "friday, 2026-11-27",
            "11/27/26",
            "2 days back",
            "27. 11. 2026",
            "11-27-2026",
            "vorgestern",
            "avant-hier",
        )
    ),
    *((words, words, FRIDAY) for words in ("anteayer", "27. November", "27 novembre", "letzten Freitag", "vendredi")),
    *(
        (words, words, FRIDAY)
        for words in ("viernes pasado", "el viernes", "am Freitag", "vor 2 Tagen", "il y a 2 jours")
    ),
    *((words, words, YESTERDAY) for words in ("yesterday morning", "y'day", "yday", "sat 28", "Saturday 28th")),
    *((words, words, YESTERDAY) for words in ("gestern", "hier", "ayer", "ieri", "ontem", "gisteren", "wczoraj")),
    *((words, words, YESTERDAY) for words in ("gestern abend", "hier soir", "last night", "saturday evening")),
    *((words, words, TODAY) for words in ("heute", "aujourd'hui", "hoy", "oggi", "hoje", "vandaag", "dzisiaj")),
    *((words, words, date(2026, 11, 20)) for words in ("friday last week", "fri of last week", "last week, friday")),
    *((words, words, FRIDAY) for words in ("27‑Nov", "friday the 27th", "last friday 27 nov", "friday this week")),
    ("friday@3pm", "friday", FRIDAY),
    ("a week ago", "a week ago", date(2026, 11, 22)),
    ("mon 9-11", "mon", date(2026, 11, 23)),  # from nine to eleven
    ("fri 1.5", "fri", FRIDAY),
    ("yesterday and yesterday", "yesterday and yesterday", YESTERDAY),
    ("sunday, today", "sunday, today", TODAY),
]


@pytest.mark.parametrize(("words", "found", "day"), CLEAR)
def test_a_clear_day_is_found_wherever_it_is(words: str, found: str, day: date) -> None:
    for line in (words, f"2h docker {words}", f"{words} 2h docker", f"2h docker {words}, 30m helm"):
        (one,) = find_days(line, TODAY)
        assert (line[one.start : one.end], one.day, one.problem, one.is_weak) == (found, day, None, False)


@pytest.mark.parametrize("words", ["28/11", "11/28", "28th", "the 28th", "sat 7", "1.11.26"])
def test_a_day_that_may_be_part_of_a_name_is_weak(words: str) -> None:
    (found,) = find_days(f"2h docker {words}", TODAY)
    assert found.day
    assert found.is_weak


SEVERAL = [
    ("the other day", DateProblem.VAGUE, november(28, 27, 26, 25, 24, 23, 22)),
    ("week 48", DateProblem.VAGUE, november(29, 28, 27, 26, 25, 24, 23)),
    ("w47", DateProblem.VAGUE, november(22, 21, 20, 19, 18, 17, 16)),
    ("last week", DateProblem.VAGUE, november(22, 21, 20, 19, 18, 17, 16)),
    ("letzte Woche", DateProblem.VAGUE, november(22, 21, 20, 19, 18, 17, 16)),
    ("this week", DateProblem.VAGUE, november(29, 28, 27, 26, 25, 24, 23)),
    ("last month", DateProblem.VAGUE, (date(2026, 10, 31), date(2026, 10, 30), date(2026, 10, 29))),
    ("weekend", DateProblem.VAGUE, november(29, 28)),
    ("last weekend", DateProblem.VAGUE, november(22, 21)),
    ("the last 3 days", DateProblem.VAGUE, november(29, 28, 27)),
    ("2-3 days ago", DateProblem.VAGUE, november(27, 26)),
    ("mon-wed", DateProblem.SEVERAL, november(25, 24, 23)),
    ("between mon and wed", DateProblem.SEVERAL, november(25, 24, 23)),
    ("since friday", DateProblem.SEVERAL, november(29, 28, 27)),
    ("all week", DateProblem.VAGUE, november(29, 28, 27, 26, 25, 24, 23)),
    ("from mon to wed", DateProblem.SEVERAL, november(25, 24, 23)),
    ("fri-mon", DateProblem.SEVERAL, november(23, 22, 21, 20)),
    ("23-25 nov", DateProblem.SEVERAL, november(25, 24, 23)),
    ("nov 23-25", DateProblem.SEVERAL, november(25, 24, 23)),
    ("23. bis 25. November", DateProblem.SEVERAL, november(25, 24, 23)),
    ("23.-25.11.", DateProblem.SEVERAL, november(25, 24, 23)),
    ("23 and 25 nov", DateProblem.SEVERAL, november(25, 23)),
    ("27.11.-28.11.", DateProblem.SEVERAL, november(28, 27)),
    ("25 nov to 27 nov", DateProblem.SEVERAL, november(27, 26, 25)),
    ("today and yesterday", DateProblem.SEVERAL, november(29, 28)),
    ("today/yesterday", DateProblem.SEVERAL, november(29, 28)),
    ("mon and tue", DateProblem.SEVERAL, november(24, 23)),
    ("mon, tue", DateProblem.SEVERAL, november(24, 23)),
    ("mon, tue and wed", DateProblem.SEVERAL, november(25, 24, 23)),
    ("23rd, 24th nov", DateProblem.SEVERAL, november(24, 23)),
    ("today and tomorrow", DateProblem.SEVERAL, november(29)),
    ("yesturday", DateProblem.UNCLEAR, november(28)),
    ("yesteday", DateProblem.UNCLEAR, november(28)),
    ("last wendsday", DateProblem.UNCLEAR, november(25)),
    ("tuseday", DateProblem.UNCLEAR, november(24)),
    ("tusday", DateProblem.UNCLEAR, november(24)),
    ("novemeber 27", DateProblem.UNCLEAR, november(27)),
    ("11/5/2026", DateProblem.UNCLEAR, november(5)),  # in May where the day comes first
    ("mon 27 nov", DateProblem.NO_SUCH_DAY, november(27, 23)),
]


@pytest.mark.parametrize(("words", "problem", "choices"), SEVERAL)
def test_what_could_be_several_days_is_found_whole_with_those_in_reach(
    words: str, problem: DateProblem, choices: tuple[date, ...]
) -> None:
    for line in (f"2h docker {words}", f"{words} 2h docker", f"2h docker {words}: notes"):
        (found,) = find_days(line, TODAY)
        assert (line[found.start : found.end], found.problem, found.choices) == (words, problem, choices)
        assert not found.is_weak


@pytest.mark.parametrize(
    ("words", "today", "choices"),
    [
        ("5/11", TODAY, november(5)),
        ("11/5", TODAY, november(5)),
        ("3.11", TODAY, november(3)),
        ("28.11", TODAY, november(28)),
        ("28-11", TODAY, november(28)),
        ("11/12", date(2026, 12, 12), (date(2026, 12, 11), date(2026, 11, 12))),
    ],
)
def test_numbers_that_may_be_a_day_are_weak_and_asked_about(words: str, today: date, choices: tuple[date, ...]) -> None:
    for line in (f"2h docker {words}", f"{words} docker 2h", f"2h {words} docker"):
        (found,) = find_days(line, today)
        assert (line[found.start : found.end], found.problem, found.choices) == (words, DateProblem.UNCLEAR, choices)
        assert found.is_weak


@pytest.mark.parametrize(
    ("words", "problem", "day"),
    [
        ("tomorrow", DateProblem.FUTURE, date(2026, 11, 30)),
        ("morgen", DateProblem.FUTURE, date(2026, 11, 30)),
        ("tommorow", DateProblem.FUTURE, date(2026, 11, 30)),
        ("tomorow", DateProblem.FUTURE, date(2026, 11, 30)),
        ("next week", DateProblem.FUTURE, None),
        ("in 3 days", DateProblem.FUTURE, None),
        ("30-Nov-26", DateProblem.FUTURE, date(2026, 11, 30)),
        ("5-Oct", DateProblem.TOO_OLD, date(2026, 10, 5)),
        ("week 12", DateProblem.TOO_OLD, None),
        ("31-nov", DateProblem.NO_SUCH_DAY, None),
        ("31.11.26", DateProblem.NO_SUCH_DAY, None),
        ("31/11", DateProblem.NO_SUCH_DAY, None),
    ],
)
def test_a_day_out_of_reach_says_why(words: str, problem: DateProblem, day: date | None) -> None:
    line = f"2h docker {words}"
    (found,) = find_days(line, TODAY)
    assert (line[found.start : found.end], found.problem, found.day) == (words, problem, day)


@pytest.mark.parametrize(
    "line",
    [
        *("2h networking", "may", "march on", "second", "10 marketing plans", "30 decisions", "24/7 support", "22.04"),
        *(
            "python 3.14",
            "1/2 hour docker",
            "v1.28/11",
            "https://example.org/27-11-2026",
            ":sun: docker",
            "#fri",
            "@sat",
        ),
        *(
            "monday's talk",
            "fri-ready",
            "9 to 11 docker",
            "14:00 to 16:00",
            "9:30-12pm",
            "week",
            "99th",
            "1-2h",
            "nov",
            "9-17",
            "fri@example.org",
        ),
    ],
)
def test_what_names_no_day(line: str) -> None:
    assert find_days(line, TODAY) == ()


@pytest.mark.parametrize(
    ("line", "is_weak"),
    [("2h docker sun", False), ("sun docker 2h", False), ("sun 2h docker", False), ("the sun grid docs 2h", True)],
)
def test_a_weekday_between_other_words_is_weak(line: str, is_weak: bool) -> None:
    (found,) = find_days(line, TODAY)
    assert found.is_weak is is_weak


def test_brackets_and_quotes_around_a_day_belong_to_it() -> None:
    line = "2h docker (yesterday), helm “last friday”"
    assert [line[found.start : found.end] for found in find_days(line, TODAY)] == ["(yesterday)", "“last friday”"]


SPELLINGS = (
    *("%d %b", "%d-%b", "%d-%b-%Y", "%d-%b-%y", "%d.%m.%y", "%d/%m/%Y", "%d.%m.", "%Y-%m-%d", "%b %d", "%b-%d"),
    *("%A, %d %B %Y", "%a %d %b", "%A %dth", "the %dth of %B", "%d.%m.%Y", "%Y/%m/%d", "%d %b '%y", "%d. %B"),
)
WORDS = st.lists(
    st.sampled_from(["docker", "2h", "aws", "vpc peering", "ci/cd", "45m", "with @ben,", "k8s:"]), max_size=4
)


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(0, OLDEST), st.sampled_from(SPELLINGS), WORDS, WORDS)
def test_a_known_day_is_found_in_all_spellings(
    today: date, back: int, spelling: str, before: list[str], after: list[str]
) -> None:
    day = today - timedelta(days=back)
    if spelling == "%A %dth" and back == 28 and today.day == day.day:
        day = today  # the last such day, where February has 28 days
    words = day.strftime(spelling)
    line = " ".join([*before, words, *after])
    (found,) = find_days(line, today)
    assert line[found.start : found.end] == words
    month_first = date(day.year, day.day, day.month) if day.day <= 12 else day
    if spelling == "%d/%m/%Y" and month_first != day and 0 <= (today - month_first).days <= OLDEST:
        assert found.choices == tuple(sorted((day, month_first), reverse=True))
    else:
        assert (found.day, found.problem) == (day, None)


DAYS_BACK = st.integers(0, OLDEST)


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), DAYS_BACK, DAYS_BACK, st.sampled_from(SPELLINGS), WORDS)
def test_two_days_are_never_one_of_them(today: date, one: int, other: int, spelling: str, words: list[str]) -> None:
    days = {today - timedelta(days=back) for back in (one, other)}
    first, second = ((today - timedelta(days=back)).strftime("%d %b %Y") for back in (one, other))
    line = " ".join([*words, first, "and", second])
    (found,) = find_days(line, today)
    assert line[found.start : found.end] == f"{first} and {second}"
    assert {found.day} == days if len(days) == 1 else (found.day is None and set(found.choices) == days)


PIECES = st.sampled_from(
    [
        *(
            "mon",
            "to",
            "-",
            "and",
            ",",
            "nov",
            "23",
            "25th",
            "5/11",
            "3.11",
            ".",
            "/",
            "last",
            "week",
            "ago",
            "days",
            "a",
        ),
        *(
            "yesturday",
            "gestern",
            "lundi",
            "dernier",
            "w48",
            "2026",
            "the",
            "on",
            "(",
            ")",
            "'26",
            "morning",
            "few",
            "ſ",
        ),
    ]
)


@settings(deadline=None)
@given(
    st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=12).map("".join),
    st.dates(),
)
@example("İİ gestern", TODAY)
@example("0001-01-01 w1 last year", date(1, 1, 1))
def test_any_text_gives_days_in_order_that_can_be_booked_on(text: str, today: date) -> None:
    line, last = tidy(text), 0
    for found in find_days(line, today):
        assert last <= found.start < found.end <= len(line)
        assert found.problem or found.day
        assert list(found.choices) == sorted(set(found.choices), reverse=True)
        assert len(found.choices) <= MOST_CHOICES
        bookable = found.choices if found.problem or not found.day else (found.day,)
        assert all(0 <= (today - day).days <= OLDEST for day in bookable)
        last = found.end


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ():
        yield from texts_in(each)


def test_no_name_or_text_of_the_content_holds_a_day_but_today(real: Catalog) -> None:
    texts = {tidy(text) for each in (*real.roadmaps, *real.areas) for text in texts_in(each.model_dump())}
    assert len(texts) > 3000
    for today in (TODAY, date(2026, 10, 9), date(2026, 5, 12), date(2026, 2, 3)):
        found = {line[day.start : day.end] for line in texts for day in find_days(line, today) if not day.is_weak}
        assert {words.lower() for words in found} <= {"today"}


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "mon ",
            "mon, ",
            "mon-",
            "1 ",
            "1-",
            "1.",
            "1/1 ",
            "23 and ",
            "the ",
            "a few ",
            "last ",
            "lundi dernier ",
            "nov ",
        ),
        *(
            "yesturday ",
            "gestern ",
            "5/11 ",
            "w48 ",
            "3 days ago ",
            "last 999 weeks ",
            "last year ",
            "(",
            "'",
            "sun x ",
        ),
    ],
)
def test_no_line_takes_long(piece: str) -> None:
    line = tidy((piece * 3000)[:3000])
    seconds = []
    for _ in range(3):
        start = thread_time()
        find_days(line, TODAY)
        seconds.append(thread_time() - start)
    assert min(seconds) < 0.2  # some ten times what it takes; a pattern that backtracks without end takes minutes


@pytest.mark.parametrize(
    ("line", "words", "day"),
    [
        ("Monday, 9 videos", "Monday", date(2026, 11, 23)),
        ("on Thursday 5 chapters", "on Thursday", date(2026, 11, 26)),  # the fifth was a Thursday as well
        ("fri 9 videos", "fri", date(2026, 11, 27)),
        ("fri 20 decks", "fri", date(2026, 11, 27)),
        ("mon 9 nov docker", "mon 9 nov", date(2026, 11, 9)),
        ("fri 27 at 3pm docker", "fri 27", date(2026, 11, 27)),
        ("fri 20, docker", "fri 20", date(2026, 11, 20)),
        ("2-nov-26:11 text", "2-nov-26", date(2026, 11, 2)),
        ("2026-11-20:3h docker", "2026-11-20", date(2026, 11, 20)),
        ("20 Nov 2026:30 min", "20 Nov 2026", date(2026, 11, 20)),
        ("9.11.2026, 4 quizzes", "9.11.2026", date(2026, 11, 9)),
        ("yesterday at 3pm and docker", "yesterday", date(2026, 11, 28)),
        ("docker 3d back", "3d back", date(2026, 11, 26)),
    ],
)
def test_a_day_ends_before_numbers_that_count_something_else(line: str, words: str, day: date) -> None:
    (found,) = find_days(line, date(2026, 11, 29))
    assert (line[found.start : found.end], found.day, found.problem) == (words, day, None)


def test_a_weekday_with_a_slip_ends_before_a_count() -> None:
    (found,) = find_days("wendsday 4 pomodoros", date(2026, 11, 29))
    assert (found.end, found.choices) == (len("wendsday"), (date(2026, 11, 25),))
