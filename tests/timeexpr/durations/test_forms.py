"""The grammar of lengths: every form with its minutes and its place, and what must never come of any text."""

from __future__ import annotations

from time import thread_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.timeexpr.durations.parse import DAY, DurationProblem, FoundLength, LengthKind, find_lengths, tidy
from tests.examples import examples

BAD, COUNTED, SECONDS = DurationProblem.BAD, DurationProblem.COUNTED, DurationProblem.SECONDS
WRONG_UNIT = DurationProblem.WRONG_UNIT

LENGTHS = {
    "1h.30m": 90,
    "2h.5m": 125,
    "1h.30": 90,
    "1h:30m": 90,
    "1h+30m": 90,
    "1h,30m": 90,
    "1h, 30m": 90,
    "1 Std. 30 Min.": 90,
    "1:30:00": 90,
    "1:30:59": 91,
    "1h 30m 15s": 90,
    "1h30m45s": 91,
    "30m 10s": 30,
    "forty five minutes": 45,
    "forty-five minutes": 45,
    "twenty mins": 20,
    "ninety-nine minutes": 99,
    "an hour and 15 minutes": 75,
    "a hundred minutes": 100,
    "one hundred and twenty-five minutes": 125,
    "two hundred min": 200,
    "1 and a half hours": 90,
    "hour and a half": 90,
    "half hour": 30,
    "an hour and a quarter": 75,
    "10 Minuten": 10,
    "45 Min.": 45,
    "2 Stunden": 120,
    "1 Stunde und 30 Minuten": 90,
    "eine halbe Stunde": 30,
    "anderthalb Stunden": 90,
    "2 heures": 120,
    "une demi-heure": 30,
    "deux heures et demie": 150,
    "dos horas": 120,
    "media hora": 30,
    "una hora y media": 90,
    "2 horas e 15 minutos": 135,
    "un'ora e mezza": 90,
    "mezz'ora": 30,
    "2 ore": 120,
    "half uur": 30,
    "2 uur": 120,
    "2 godz. 30 min": 150,
    "~2h": 120,
}
SPANS = {
    "from 14:00 to 16:00": 120,
    "14:00-16:00": 120,
    "14:00 – 16:00": 120,
    "14:00 -> 16:00": 120,
    "14-16 Uhr": 120,
    "9.30-11 Uhr": 90,
    "9:30-12pm": 150,
    "9.30am-11am": 90,
    "9-11am": 120,
    "9am to 11": 120,
    "11-1pm": 120,
    "11am to 1": 120,
    "10 a.m. to 12 p.m.": 120,
    "between 2pm and 4pm": 120,
    "de 9h à 11h": 120,
    "from 9 to 5": 480,
    "from 11 to 1": 120,
    "9am-5pm": 480,
    "23:00-01:00": 120,
    "11pm-1am": 120,
    "9am to noon": 180,
    "10 to noon": 120,
    "noon-2": 120,
    "10pm - midnight": 120,
    "from 9h30 to 11h": 90,
}
DOUBTS = {
    "1h and 30": (BAD, (90,)),
    "1h, 30": (BAD, (90,)),
    "1h 1.5m": (BAD, (62,)),
    "2 huors": (BAD, (120,)),
    "30 minuets": (BAD, (30,)),
    "1h 30 mintues": (BAD, (90,)),
    "a couple of hours": (BAD, (120,)),
    "a few hours": (BAD, ()),
    "several hours": (BAD, ()),
    "all day": (BAD, ()),
    "9h-11h": (BAD, (120, 540, 660)),
    "1:30-2:30": (BAD, (60, 90, 150)),
    "2h-3h": (BAD, (120, 180)),
    "1-2h": (BAD, (60, 120)),
    "2 or 3 hours": (BAD, (120, 180)),
    "two to three hours": (BAD, (120, 180)),
    "30-45m": (BAD, (30, 45)),
    "2 x 45 min": (BAD, (90,)),
    "2*45m": (BAD, (90,)),
    "45 min x 2": (BAD, (90,)),
    "2 sessions of 45 min": (BAD, (90,)),
    "an hour or two": (BAD, (60, 120)),
    "an hour thirty": (BAD, (90,)),
    "1 1/2 to 2 hours": (BAD, (90, 120)),
    "half to one hour": (BAD, (30, 60)),
    "1h 15 to 1h 30": (BAD, (75, 90)),
    "two hours forty-five": (BAD, (165,)),
    "2h3h": (BAD, ()),
    "2h/3h": (BAD, ()),
    "5m2": (BAD, ()),
    "1h 30m5": (BAD, ()),
    "1,500 min": (BAD, ()),
    "2h.5": (BAD, ()),
    "1h5": (BAD, ()),
    "30s": (SECONDS, (1,)),
    "45 sec": (SECONDS, (1,)),
    "90s": (SECONDS, (2,)),
    "20 Sekunden": (SECONDS, (1,)),
    "2 days": (WRONG_UNIT, ()),
    "half a day": (WRONG_UNIT, ()),
    "2-3 days": (WRONG_UNIT, ()),
    "1 day 2h": (WRONG_UNIT, ()),
    "3 chapters": (COUNTED, ()),
    "2 sessions": (COUNTED, ()),
    "two pomodoros": (COUNTED, ()),
    "10 Seiten": (COUNTED, ()),
    "1 lab": (COUNTED, ()),
    "2-3 chapters": (COUNTED, ()),
}
BARE_DOUBTS = {
    "9 to 11": (120,),
    "9-11": (120,),
    "9-5": (480, 300),
    "2-3": (60, 120, 180),
    "20-30": (20, 30),
    "15-20": (300, 15, 20),
}
CLOCK_TIMES = [
    "at 3pm",
    "at noon",
    "@ 7pm",
    "@ 19:00",
    "at 14:00",
    "at 9",
    "um 15 Uhr",
    "15 Uhr",
    "14.30 Uhr",
    "3pm",
    "10 o'clock",
]
SURROUNDINGS = [("", ""), ("", " networking"), ("networking ", ""), ("k8s (", ") labs"), ("aws: ", ", yesterday")]


def _only(before: str, text: str, after: str) -> FoundLength:
    """Return the one length of the line, which must be the whole text."""
    line = before + text + after
    (found,) = find_lengths(line)
    assert line[found.start : found.end] == text
    return found


@pytest.mark.parametrize(("text", "minutes"), [*LENGTHS.items(), *SPANS.items()])
@pytest.mark.parametrize("around", SURROUNDINGS)
def test_every_form_is_found_whole(text: str, minutes: int, around: tuple[str, str]) -> None:
    found = _only(around[0], text, around[1])
    kind = LengthKind.SPAN if text in SPANS else LengthKind.LENGTH
    assert (found.minutes, found.problem, found.choices, found.kind) == (minutes, None, (), kind)


@pytest.mark.parametrize(("text", "doubt"), DOUBTS.items())
@pytest.mark.parametrize("around", SURROUNDINGS)
def test_every_doubt_is_found_whole(
    text: str, doubt: tuple[DurationProblem, tuple[int, ...]], around: tuple[str, str]
) -> None:
    found = _only(around[0], text, around[1])
    assert (found.problem, found.choices, found.has_unit) == (*doubt, True)


@pytest.mark.parametrize(("text", "choices"), BARE_DOUBTS.items())
def test_a_range_of_bare_numbers_is_a_doubt_at_the_ends_of_a_line(text: str, choices: tuple[int, ...]) -> None:
    for found in (_only("", text, " docker"), _only("docker ", text, "")):
        assert (found.problem, found.choices, found.has_unit) == (BAD, choices, False)
    assert find_lengths(f"docker {text} compose") == ()


@pytest.mark.parametrize("text", CLOCK_TIMES)
@pytest.mark.parametrize("around", SURROUNDINGS)
def test_a_time_of_the_clock_is_no_length(text: str, around: tuple[str, str]) -> None:
    found = _only(around[0], text, around[1])
    assert (found.kind, found.problem, found.choices) == (LengthKind.CLOCK_TIME, None, ())


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("2h networking at 14:00", ["2h", "at 14:00"]),
        ("2h; 30m", ["2h", "30m"]),
        ("2h networking and 30m aws", ["2h", "30m"]),
        ("5 whys 2h", ["2h"]),
        ("2h area 51", ["2h"]),
        ("one to one 1h", ["1h"]),
        ("2 networking 3", ["2"]),
        ("2h - 3 tier apps", ["2h"]),
        ("2h 12-factor app", ["2h"]),
        ("2h 20 nov", ["2h"]),
        ("1h a second look", ["1h"]),
        ("3d printing 2h", ["3d", "2h"]),
        ("3 days ago 2h", ["2h"]),
        ("2 terraform modules", ["2"]),
        ("1h 30 s3 backend", ["1h 30"]),
        ("exam 9 to 11", ["9 to 11"]),
        ("11pm to 12:30am page shield", ["11pm to 12:30am"]),
        ("de 14h à 16h module layout", ["de 14h à 16h"]),
        ("9 to 11 pages", ["9 to 11 pages"]),
    ],
)
def test_what_stands_beside_a_length_stays_what_it_is(line: str, texts: list[str]) -> None:
    assert [line[found.start : found.end] for found in find_lengths(line)] == texts


@pytest.mark.parametrize(
    "line",
    [
        *(
            "http 2",
            "tls 1.3",
            "chapter 3",
            "lab 1",
            "layer 7",
            "k8s",
            "24/7 support",
            "2026-11-20",
            "27-Nov",
            "3x faster",
        ),
        *(
            "one to one",
            "9 to late docker",
            "2h ago",
            "1h 30m ago",
            "networking:15",
            "happy hour",
            "log4j 2 for everyone",
            "20.11.",
        ),
    ],
)
def test_a_number_that_belongs_to_a_name_or_a_day_is_no_length(line: str) -> None:
    assert find_lengths(line) == ()


ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _in_words(number: int, dash: str) -> str:
    if number < 20:
        return ONES[number - 1]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (dash + ONES[ones - 1] if ones else "")


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, int]:
    """Draw a length in one of its spellings, with its minutes."""
    total = draw(st.integers(1, DAY))
    hours, minutes = divmod(total, 60)
    minute = draw(
        st.sampled_from(["m", " m", "min", " min", " mins", " minutes", "-minute", " Minuten", " minutos", " minuti"])
    )
    forms = [f"{total}{minute}", f"+{total}{minute}", f"{hours}:{minutes:02d}", f"{hours}:{minutes:02d}:00"]
    if hours:
        hour = draw(
            st.sampled_from(
                ["h", " h", "hr", " hrs", " hours", " Std.", " Stunden", " heures", " horas", " ore", " uur"]
            )
        )
        joint = draw(st.sampled_from([" ", "", ".", ",", ", ", " and ", ", and ", " & ", " und ", " et "]))
        forms += [f"{hours}{hour}{joint}{minutes}{minute}", f"{hours}h{minutes:02d}", f"{hours}h{minutes:02d}m"]
        forms += [f"{_in_words(hours, '-')} hours and {minutes} minutes", f"{hours}h {minutes}m 20s"]
    if not minutes:
        forms += [f"{hours}h", f"{hours} Stunden", f"{_in_words(hours, ' ')} hours", f"{hours}.0h"]
    if minutes == 30:
        forms += [f"{hours}.5h", f"{hours},5 Stunden", f"{hours} 1/2 hours"]
        forms += (
            [f"{hours} and a half hours", f"{_in_words(hours, '-')} hours and a half"] if hours else ["half an hour"]
        )
    if total < 100:
        forms += [f"{_in_words(total, dash)} minutes" for dash in "- "]
    start = draw(st.integers(7 * 60, DAY - 1))
    end = (start + total) % DAY
    if total <= 12 * 60:
        clocks = [f"{each // 60}:{each % 60:02d}" for each in (start, end)]
        forms += ["-".join(clocks), " - ".join(clocks), f"from {' to '.join(clocks)}"]
        halves = [f"{each // 60 % 12 or 12}:{each % 60:02d}{'ap'[each // 720]}m" for each in (start, end)]
        forms += ["-".join(halves), f"between {' and '.join(halves)}"]
    return draw(st.sampled_from(forms)), total


@settings(deadline=None, max_examples=examples(150))
@given(spelled(), st.sampled_from(SURROUNDINGS))
@example(("1h.05m", 65), SURROUNDINGS[1])
def test_a_length_is_found_with_its_minutes_in_all_its_spellings(
    length: tuple[str, int], around: tuple[str, str]
) -> None:
    found = _only(around[0], length[0], around[1])
    assert (found.minutes, found.problem) == (length[1], None)


@settings(deadline=None, max_examples=examples(100))
@given(
    spelled(),
    st.sampled_from(["", ".", ":", "/", "+", "'", "-", "_", "~"]),
    st.integers(0, 10**6),
    st.sampled_from(["", "h", "x"]),
)
def test_half_a_length_is_never_found(length: tuple[str, int], glue: str, more: int, unit: str) -> None:
    lengths = [found for found in find_lengths(f"{length[0]}{glue}{more}{unit}") if found.has_unit]
    whole = len(length[0])
    assert all(found.problem or found.end > whole or found.kind is LengthKind.CLOCK_TIME for found in lengths)


PIECES = [
    *("2h", "90", "2", "-2h", "0h", "25h", "1:75", "1:30", ":15", "half", "an", "hour", "1h", "30", "m", "inf", "2-3h"),
    *(
        "from",
        "to",
        "at",
        "pm",
        "9",
        "14:00",
        "-",
        "and",
        "a",
        "Uhr",
        "x",
        "days",
        "ago",
        "s",
        "chapters",
        "huors",
        "few",
    ),
    *(
        "couple",
        "of",
        "all",
        "day",
        "forty",
        "five",
        "1/2",
        "½",
        ",",
        ".",
        "'",
        "(",
        ":",
        "http",
        "networking",
        "o'clock",
    ),
    *("1,500", ".5", "=", "＝", "٣", "İ", "ß", "\u202e", "@", "&amp;", "~", "→", "until", "zwei", "Stunden", "y"),
]
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.text(alphabet="0123456789hm:.,-+/ xaelfnduorsit½\"'", max_size=60),
)


@settings(deadline=None, max_examples=examples(200))
@given(ANY_TEXT)
def test_any_text_gives_lengths_in_order_and_within_the_limits(text: str) -> None:
    line = tidy(text)
    last = 0
    for found in find_lengths(line):
        assert last <= found.start < found.end <= len(line)
        last = found.end
        assert all(1 <= choice <= DAY for choice in found.choices)
        assert len(set(found.choices)) == len(found.choices)
        if found.problem is None:
            assert found.choices == ()
            assert found.kind is LengthKind.CLOCK_TIME or 1 <= found.minutes <= DAY


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1 ",
            "'1",
            "a ",
            ":15 ",
            "2h ",
            "1:",
            "9",
            "a:1 :15",
            "an hour and ",
            "half ",
            "-2 ",
            "1/2 ",
            "1-",
            "2x",
            "1h,",
        ),
        *(
            "two and a half ",
            "forty five ",
            "1h 2 x ",
            "2d 1d ",
            "1.",
            "from 9 to ",
            "9am-",
            "2h-",
            "1h30",
            "h",
            "m2",
            "of ",
        ),
        *("1h 30m 15s ", "three quarters of an ", "a couple of ", "(", "1'", "2h3", "9 pm ", "p ", "huors "),
    ],
)
def test_no_line_takes_long(piece: str) -> None:
    line = tidy((piece * 3000)[:3000])
    seconds = []
    for _ in range(3):
        start = thread_time()
        find_lengths(line)
        seconds.append(thread_time() - start)
    assert min(seconds) < 0.1  # a pattern that backtracks without end takes minutes
