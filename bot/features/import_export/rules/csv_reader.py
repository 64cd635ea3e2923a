"""Parse a CSV file of hours into rows, each parsed or rejected with a reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Final

from bot.features.import_export.rules.csv_cells import (
    CellError,
    DateOrder,
    DurationUnit,
    detect_date_order,
    parse_day_cell,
    parse_link_cell,
    parse_minutes_cell,
    parse_note_cell,
    quoted_cell,
)
from bot.features.import_export.rules.csv_format import (
    BYTE_ORDER_MARK,
    CsvRow,
    RejectedRow,
    UnreadableFile,
    strip_guards,
)

MAX_BYTES: Final = 1024 * 1024
MAX_ROWS: Final = 5000

_COLUMN_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("day", "date"),
    "minutes": ("minutes", "minute", "mins", "min"),
    "hours": ("hours", "hour", "hrs", "h"),
    "duration": ("duration", "time", "length", "time spent"),
    "area": ("area",),
    "roadmap": ("roadmap",),
    "topic": ("topic",),
    "what": ("what", "subject", "on"),
    "note": ("note", "notes", "comment", "comments", "description"),
    "evidence": ("evidence", "link", "url"),
    "member": ("member",),
    "workspace": ("workspace",),
    "id": ("id",),
    "created_at": ("created at",),
}
_FIELD_BY_COLUMN: Final = {name: field for field, names in _COLUMN_NAMES.items() for name in names}
_DURATION_UNITS: Final = {"minutes": DurationUnit.MINUTES, "hours": DurationUnit.HOURS, "duration": DurationUnit.EITHER}
_SUBJECT_FIELDS: Final = ("area", "roadmap", "topic", "what")
_COLUMNS_TEXT: Final = "day, minutes (or hours, or duration), area (or what) and, if you like, note and evidence"
_SEND_IN_PARTS: Final = "Send it in parts: no row is booked twice."
TOO_LARGE: Final = UnreadableFile(f"The file is larger than 1 MiB. {_SEND_IN_PARTS}")
_DELIMITER_LINE = re.compile(r"\"?sep=.\"?\s*", re.IGNORECASE)  # which some programs put first


@dataclass(frozen=True, slots=True)
class _CsvRecord:
    """The cells of a row, and the line on which it starts."""

    line: int
    cells: tuple[str, ...]


def parse_csv(content: bytes, today: date) -> tuple[CsvRow | RejectedRow, ...] | UnreadableFile:
    """Parse the rows of a CSV file, none of them after `today`; never raises."""
    if len(content) > MAX_BYTES:
        return TOO_LARGE
    try:
        text = content.decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        return UnreadableFile("The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.")
    if "\0" in text:
        return UnreadableFile("The file is no text. Save it as CSV and send it again.")
    records = _read_records(list(StringIO(text, newline="")))
    if isinstance(records, UnreadableFile):
        return records
    if len(records) < 2:
        return UnreadableFile(f"The file has no rows. Its first line names the columns: {_COLUMNS_TEXT}.")
    header = _parse_header(records[0].cells)
    return header if isinstance(header, UnreadableFile) else tuple(_parse_rows(header, records[0], records[1:], today))


def _read_records(lines: Sequence[str]) -> list[_CsvRecord] | UnreadableFile:
    """Return the rows that hold anything, the header first."""
    skipped = 1 if lines and _DELIMITER_LINE.fullmatch(lines[0]) else 0
    reader = csv.reader(lines[skipped:], delimiter=_find_delimiter(lines[skipped:]), strict=True)
    records: list[_CsvRecord] = []
    start = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append(_CsvRecord(start, tuple(strip_guards(cell.strip(" ")) for cell in cells)))
            start = skipped + reader.line_num + 1
            if len(records) > MAX_ROWS + 1:
                return UnreadableFile(f"The file has more than {MAX_ROWS:,} rows. {_SEND_IN_PARTS}")
    except csv.Error:
        return UnreadableFile(
            f"The row that starts on line {start} has a quotation mark too many or too few. Mend it first."
        )
    return records


def _find_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that makes the most known columns of the first line."""
    head = next((line for line in lines if line.strip()), "")
    return max(
        ",;\t",
        key=lambda each: sum(_column_name(cell.strip('" \r\n')) in _FIELD_BY_COLUMN for cell in head.split(each)),
    )


def _parse_header(cells: Sequence[str]) -> dict[str, int] | UnreadableFile:
    """Return the column index of each field; unknown columns are ignored."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        field = _FIELD_BY_COLUMN.get(_column_name(cell), "")
        if field in columns:
            both = f"{quoted_cell(cells[columns[field]])} and {quoted_cell(cell)}"
            return UnreadableFile(f"The columns {both} say the same. Keep one of them.")
        if field:
            columns[field] = index
    lengths = [field for field in _DURATION_UNITS if field in columns]
    if len(lengths) > 1:
        return UnreadableFile(f"The columns “{lengths[0]}” and “{lengths[1]}” both say how long. Keep one of them.")
    if "day" not in columns or not lengths or not any(field in columns for field in _SUBJECT_FIELDS):
        return UnreadableFile(f"The first line has to name the columns: {_COLUMNS_TEXT}.")
    return columns


def _parse_rows(
    columns: Mapping[str, int], header_record: _CsvRecord, records: Sequence[_CsvRecord], today: date
) -> Iterator[CsvRow | RejectedRow]:
    width, column = len(header_record.cells), columns["day"]
    order = detect_date_order(record.cells[column].strip() for record in records if len(record.cells) > column)
    for record in records:
        try:
            cells = _fit_to_width(record.cells, width)
            yield _parse_row(record.line, {field: cells[index] for field, index in columns.items()}, order, today)
        except CellError as error:
            yield RejectedRow(record.line, str(error))


def _fit_to_width(cells: Sequence[str], width: int) -> Sequence[str]:
    """Return the cells of a row, as many as there are columns; CellError if there are more."""
    if any(cells[width:]):
        raise CellError("it has more cells than there are columns: put a text that holds commas in quotes")
    return (*cells, *[""] * (width - len(cells)))


def _parse_row(line: int, cells: Mapping[str, str], order: DateOrder, today: date) -> CsvRow:
    length = next(field for field in _DURATION_UNITS if field in cells)
    subject = {field: " ".join(cells.get(field, "").split()) for field in _SUBJECT_FIELDS}
    day = parse_day_cell(_required_cell(cells, "day"), order, today)
    minutes = parse_minutes_cell(_required_cell(cells, length), _DURATION_UNITS[length])
    if not any(subject.values()):
        raise CellError("it names no area, roadmap or topic")
    number = cells.get("id", "").strip()
    return CsvRow(
        line=line,
        minutes=minutes,
        day=day,
        **subject,
        note=parse_note_cell(cells.get("note", "")),
        evidence=parse_link_cell(cells.get("evidence", "").strip()),
        member=cells.get("member", "").strip(),
        workspace=cells.get("workspace", "").strip(),
        id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        created_at=cells.get("created_at", "").strip(),
    )


def _required_cell(cells: Mapping[str, str], field: str) -> str:
    if cell := cells[field].strip():
        return cell
    raise CellError(f"the {field} is missing")


def _column_name(cell: str) -> str:
    return " ".join(cell.casefold().replace("_", " ").split())
