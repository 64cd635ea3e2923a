"""Decode a file of hours, and cut it into the rows that hold anything, each with the line it starts on."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Sequence
from io import StringIO
from math import ceil
from typing import Final

from bot.features.import_export.rules.csv_format import UnreadableFile, strip_guards
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern


@frozen
class FileLimits:
    """How large a file may be. A file in Slack is read between two messages, one on the command line is not."""

    mebibytes: int
    rows: int

    @property
    def max_bytes(self) -> int:
        """Return the most bytes of a file."""
        return self.mebibytes * 1024 * 1024

    @property
    def too_large(self) -> UnreadableFile:
        """Return why a file with more bytes is not read."""
        return UnreadableFile(f"The file is larger than {self.mebibytes} MiB. {SEND_IN_PARTS}")

    def too_many(self, count: int) -> UnreadableFile:
        """Return why a file with so many rows is not read."""
        return UnreadableFile(
            f"The file has {count:,} rows, and {self.rows:,} are the most. Send it in {ceil(count / self.rows)} parts, "
            "each with the line of column names: no row is logged twice."
        )


SEND_IN_PARTS: Final = "Send it in parts: no row is logged twice."
IN_SLACK: Final = FileLimits(mebibytes=4, rows=5000)
ON_COMMAND_LINE: Final = FileLimits(mebibytes=32, rows=100_000)
DELIMITERS: Final = ",;\t|"
_DELIMITER_LINE = lazy_pattern(r"\"?sep=.\"?\s*", re.IGNORECASE)  # which some programs put first


@frozen
class FileRow:
    """The cells of a row, and the line on which it starts."""

    line: int
    cells: tuple[str, ...]


def decode_file(content: bytes, limits: FileLimits) -> str | UnreadableFile:
    """Return the text of a file in UTF-8, or in UTF-16 that says so at its start."""
    if len(content) > limits.max_bytes:
        return limits.too_large
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return UnreadableFile(f"The file isn't in UTF-8 (line {line}). Save it as “CSV UTF-8” and send it again.")
    return UnreadableFile("The file isn't text. Save it as CSV and send it again.") if "\0" in text else text


def split_rows(text: str, delimiter: str) -> list[FileRow] | UnreadableFile:
    """Return the rows of a CSV text that hold anything."""
    lines = list(StringIO(text, newline=""))
    skipped = 1 if lines and _DELIMITER_LINE.fullmatch(lines[0]) else 0
    reader = csv.reader(lines[skipped:], delimiter=delimiter, strict=True)
    rows: list[FileRow] = []
    start = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(FileRow(start, tuple(strip_guards(cell.strip(" ")) for cell in cells)))
            start = skipped + reader.line_num + 1
    except csv.Error as error:
        return UnreadableFile(f"The row that starts on line {start} has {_csv_problem(error)}")
    return rows


def first_lines(text: str, count: int) -> Sequence[str]:
    """Return the first lines of a text that hold anything, without one that only names the delimiter."""
    lines = (line for line in StringIO(text, newline="") if line.strip() and not _DELIMITER_LINE.fullmatch(line))
    return [line for line, _ in zip(lines, range(count), strict=False)]


def _csv_problem(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"a cell of more than {csv.field_size_limit():,} characters. Is a quotation mark missing?"
    return "a quotation mark too many or too few. Fix it first."
