"""Files of any size and coding: read, or refused with the row that is wrong."""

from __future__ import annotations

import time
from datetime import date

import pytest

from bot.features.import_export.rules.csv_format import CsvRow, UnreadableFile
from bot.features.import_export.rules.csv_reader import parse_csv
from bot.features.import_export.rules.file_text import IN_SLACK, ON_COMMAND_LINE

TODAY = date(2026, 11, 21)
HEAD = "day,minutes,area,note\n"
ROW = "2026-11-20,90,Networking,é\n"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_coding_that_says_which_it_is_is_read(coding: str) -> None:
    found = parse_csv((HEAD + ROW).encode(coding), TODAY)
    assert not isinstance(found, UnreadableFile)
    [row] = found
    assert isinstance(row, CsvRow)
    assert (row.minutes, row.note) == (90, "é")


def test_utf_16_of_either_byte_order_is_read() -> None:
    for coding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        assert isinstance(parse_csv(mark + (HEAD + ROW).encode(coding), TODAY), tuple)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((HEAD + ROW).encode("cp1252"), "The file isn't in UTF-8 (line 2). Save it as “CSV UTF-8” and send it again."),
        (b"\xff\xfe" + b"\x00\xd8\x00", "The file isn't in UTF-8 (line 1)."),
        (
            (HEAD + ROW + "2026-11-20,90," + "x" * 1_000_000).encode(),
            "The row that starts on line 3 has a cell of more than 131,072",
        ),
        (
            (HEAD + ROW + '2026-11-20,90,"' + ROW * 10_000).encode(),
            "The row that starts on line 3 has a cell of more than",
        ),
        (
            (HEAD + ROW * 12_345).encode(),
            "The file has 12,345 rows, and 5,000 are the most. Send it in 3 parts, each with",
        ),
        (b"x" * (IN_SLACK.max_bytes + 1), "The file is larger than 4 MiB. Send it in parts: no row is logged twice."),
    ],
)
def test_a_file_that_is_not_read_says_where_it_is_wrong(content: bytes, words: str) -> None:
    found = parse_csv(content, TODAY)
    assert isinstance(found, UnreadableFile)
    assert found.reason.startswith(words)


@pytest.mark.drawn(3)
def test_a_hundred_thousand_rows_are_read_within_seconds() -> None:
    content = (HEAD + ROW * ON_COMMAND_LINE.rows).encode()
    started_at = time.perf_counter()
    assert len(parse_csv(content, TODAY, ON_COMMAND_LINE)) == ON_COMMAND_LINE.rows  # type: ignore[arg-type]
    assert time.perf_counter() - started_at < 20
