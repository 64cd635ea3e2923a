"""Lengths in cells: to the nearest minute however they are written, and never a spreadsheet's part of a day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.import_export.rules.csv_cells import CellError, HarmlessCellError
from bot.features.import_export.rules.length_cells import LengthUnit, are_parts_of_days, parse_length_cell

PART = "“{}” looks like a spreadsheet's part of a day, which is {}: show the column as a duration, or write {}h"


@pytest.mark.parametrize(
    ("cell", "unit", "minutes"),
    [
        *(("1:30:59", "", 91), ("1.5164", "", 91), ("0:00:59", "", 1), ("0:0:30", "", 1), ("1:30:29", "hours", 90)),
        *(("1:30", "", 90), ("01:30:00", "hours", 90), ("1h 30m", "", 90), ("1:29:56", "", 90), ("1:0:0", "", 60)),
        *(
            ("PT1H30M", "", 90),
            ("PT90M", "minutes", 90),
            ("P0DT1H30M", "", 90),
            ("pt5400s", "", 90),
            ("PT1.5H", "", 90),
        ),
        *(
            ("5400", "seconds", 90),
            ("30", "seconds", 1),
            ("90.5", "minutes", 91),
            ("1,5", "hours", 90),
            ("0.01", "hours", 1),
        ),
        *(("0.0625", "hours", 4), ("1.125", "", 68), ("0.5", "", 30), ("24:00:00", "", 1440), ("+2", "hours", 120)),
    ],
)
def test_a_length_is_read_to_the_nearest_minute(cell: str, unit: str, minutes: int) -> None:
    assert parse_length_cell(cell, LengthUnit(unit)) == minutes


@pytest.mark.parametrize(
    ("cell", "unit"), [("0:00:29", ""), ("0:0:0", ""), ("29", "seconds"), ("PT20S", ""), ("0.4", "minutes")]
)
def test_less_than_half_a_minute_keeps_no_other_row_out(cell: str, unit: str) -> None:
    with pytest.raises(HarmlessCellError, match="is less than half a minute"):
        parse_length_cell(cell, LengthUnit(unit))


@pytest.mark.parametrize(
    ("cell", "unit", "reason"),
    [
        ("0.0625", "", PART.format("0.0625", "1 h 30 min", "0.0625")),
        (".125", "", PART.format(".125", "3 h", ".125")),
        ("0,0416666667", "", PART.format("0,0416666667", "1 h", "0,0416666667")),
        ("0", "seconds", "“0” is zero"),
        ("25:00:00", "", "“25:00:00” is more than a day has"),
        ("86460", "seconds", "“86460” is more than a day has"),
        ("-1:30:00", "", "“-1:30:00” is negative"),
        ("-5", "minutes", "“-5” is negative"),
        ("PT", "", "“PT” isn't a length of time: write 90 minutes as 90m, 1:30 or 1.5h"),
        ("1:75:00", "", "“1:75:00” isn't a length of time: write 90 minutes as 90m, 1:30 or 1.5h"),
    ],
)
def test_a_length_that_is_none_says_why(cell: str, unit: str, reason: str) -> None:
    with pytest.raises(CellError) as found:
        parse_length_cell(cell, LengthUnit(unit))
    assert str(found.value) == reason


@pytest.mark.parametrize(
    ("cells", "are_parts"),
    [
        (["0.0625", "0.5"], True),
        (["0.0625", "0.5", "", "1:30"], True),
        (["0.0625", "1.5"], False),
        (["0.25", "0.5"], False),
        (["90m"], False),
        ([], False),
    ],
)
def test_a_column_tells_whether_it_holds_parts_of_days(cells: list[str], are_parts: bool) -> None:
    assert are_parts_of_days(cells) is are_parts


def test_every_number_of_such_a_column_is_a_doubt() -> None:
    with pytest.raises(CellError) as found:
        parse_length_cell("0.5", LengthUnit.HOURS, are_parts=True)
    assert str(found.value) == PART.format("0.5", "12 h", "0.5")
    assert parse_length_cell("1:30", LengthUnit.HOURS, are_parts=True) == 90


@given(st.integers(30, 86400))
def test_all_ways_to_write_a_length_are_rounded_alike(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    nearest = minutes + (rest >= 30)
    clock = f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
    assert parse_length_cell(clock, LengthUnit.UNKNOWN) == nearest
    assert parse_length_cell(f"PT{minutes}M{rest}S", LengthUnit.UNKNOWN) == nearest
    assert parse_length_cell(str(seconds), LengthUnit.SECONDS) == nearest


def outcome(cell: str, unit: LengthUnit) -> int | str:
    try:
        return parse_length_cell(cell, unit)
    except CellError as error:
        return str(error)


@given(
    st.text(st.sampled_from("0123456789:.,hmsPTHMS -+"), max_size=14) | st.text(max_size=20),
    st.sampled_from(LengthUnit),
)
def test_any_text_is_a_length_or_a_reason(cell: str, unit: LengthUnit) -> None:
    found = outcome(cell, unit)
    assert found if isinstance(found, str) else 1 <= found <= 1440
