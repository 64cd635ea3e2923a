"""Days in cells: as programs and people write them with their year, and the truth about all others."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.import_export.rules.csv_cells import CellError
from bot.features.import_export.rules.day_cells import DateOrder, parse_clock_cell, parse_day_cell

TODAY = date(2026, 11, 21)
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2026-11-20",
            "2026/11/20",
            "2026.11.20",
            "20.11.2026",
            "20.11.2026.",
            "20/11/2026",
            "11/20/2026",
            "20-11-2026",
        ),
        *(
            "20.11.26",
            "20/11/26",
            "11/20/26",
            "20-Nov-2026",
            "20-Nov-26",
            "20 Nov 2026",
            "20. November 2026",
            "Nov 20, 2026",
        ),
        *("November 20th, 2026", "Fri 20 Nov 2026", "Friday, November 20, 2026", "20 Nov '26", "nov-20-2026"),
        *(
            "20/11/2026 9:00",
            "11/20/2026 9:00 AM",
            "11/20/2026, 09:00:00 p.m.",
            "20.11.2026 14:30 Uhr",
            "20 Nov 2026, 9am",
        ),
        *("2026-11-20T09:00:00+01:00", "2026-11-20T23:30:00-0800", "2026-11-20 09:00:00.123", "20261120T090000"),
        *("2026-11-20T09:00:00Z", "20261120T090000Z", "2026-11-20 09:00 UTC", "Nov 20, 2026 at 9:00 AM"),
    ],
)
def test_a_day_is_read(cell: str) -> None:
    assert parse_day_cell(cell, DateOrder.UNKNOWN, TODAY).day == FRIDAY


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("03/04/2026", "“03/04/2026” can be 3 Apr or 4 Mar: write 2026-04-03 or the other"),
        ("20-11-26", "“20-11-26” can be 20 Nov 2026 or 26 Nov 2020: write 2026-11-20 or the other"),
        ("31/11/2026", "“31/11/2026” isn't a day"),
        ("2026-13-01", "“2026-13-01” isn't a day"),
        ("Mon 20 Nov 2026", "“Mon 20 Nov 2026” isn't a day"),
        ("31-Feb-2026", "“31-Feb-2026” isn't a day"),
        ("20-Foo-2026", "“20-Foo-2026” isn't a day with its year: write it like 2026-11-21"),
        ("Nov 20", "“Nov 20” isn't a day with its year: write it like 2026-11-21"),
        ("46346", "“46346” is a spreadsheet's number for 20 Nov 2026: show the column as dates"),
        ("20/11/2027 9:00", "Sat 20 Nov 2027 is in the future"),
        ("20.11.2006", "Mon 20 Nov 2006 is more than ten years ago"),
    ],
)
def test_a_day_that_is_none_says_why(cell: str, reason: str) -> None:
    with pytest.raises(CellError) as found:
        parse_day_cell(cell, DateOrder.UNKNOWN, TODAY)
    assert str(found.value) == reason


def test_only_a_moment_in_utc_is_the_same_everywhere() -> None:
    assert parse_day_cell("2026-11-20T09:00:00+01:00", DateOrder.UNKNOWN, TODAY).moment is None
    assert parse_day_cell("2026-11-20T09:00:00Z", DateOrder.UNKNOWN, TODAY).moment is not None
    ahead = parse_day_cell("2026-11-22T01:00:00Z", DateOrder.UNKNOWN, TODAY)  # is still today further west
    assert ahead.day == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        *(("9:00", time(9)), ("09:00:30", time(9, 0, 30)), ("12:05 AM", time(0, 5)), ("12:05 pm", time(12, 5))),
        *(("02:44:33 PM", time(14, 44, 33)), ("25:00", None), ("13:00 PM", None), ("9", None), ("", None), ("x", None)),
    ],
)
def test_a_time_of_day_is_read(cell: str, clock: time | None) -> None:
    assert parse_clock_cell(cell) == clock


DAYS = st.dates(TODAY - timedelta(days=3600), TODAY)
NAMED = ["%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%A, %B %d, %Y", "%d-%b-%y", "%d %B %y"]
CLOCKS = st.sampled_from(["", " 9:00", " 09:00:59", " 9:00 PM", ", 9:00 AM"])


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y", *NAMED]), CLOCKS)
def test_every_day_is_read_in_every_form_that_says_its_order(day: date, form: str, clock: str) -> None:
    assert parse_day_cell(day.strftime(form) + clock, DateOrder.UNKNOWN, TODAY).day == day


@given(
    DAYS,
    st.sampled_from("/-"),
    st.sampled_from(["%Y", "%y"]),
    CLOCKS,
    st.sampled_from([DateOrder.DAY, DateOrder.MONTH]),
)
def test_a_column_that_tells_its_order_leaves_no_doubt(
    day: date, separator: str, year: str, clock: str, order: DateOrder
) -> None:
    parts = ["%d", "%m", year] if order is DateOrder.DAY else ["%m", "%d", year]
    assert parse_day_cell(day.strftime(separator.join(parts)) + clock, order, TODAY).day == day


def outcome(cell: str) -> date | str:
    try:
        return parse_day_cell(cell, DateOrder.UNKNOWN, TODAY).day
    except CellError as error:
        return str(error)


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%m-%d-%y"]))
def test_a_day_without_an_order_is_right_or_asked_about(day: date, form: str) -> None:
    found = outcome(day.strftime(form))
    assert found == day or " can be " in str(found)


@given(st.text(st.sampled_from("0123456789/-.: TZapmNov,'"), max_size=24) | st.text(max_size=24))
def test_any_text_is_a_day_or_a_reason(cell: str) -> None:
    assert outcome(cell)
