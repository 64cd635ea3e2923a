"""The reading of a table of hours that somebody has in a file: each row is ready to be booked, or bad and why."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Final

from bot.features.import_export.rules.csv_cells import (
    Misfit,
    Order,
    Unit,
    order_of,
    read_day,
    read_link,
    read_minutes,
    read_note,
    shown,
)
from bot.features.import_export.rules.csv_format import MARK, Bad, NoSheet, Ready, bare

MOST_BYTES: Final = 1024 * 1024
MOST_ROWS: Final = 5000

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
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
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names}
_LENGTHS: Final = {"minutes": Unit.MINUTES, "hours": Unit.HOURS, "duration": Unit.EITHER}
_SUBJECTS: Final = ("area", "roadmap", "topic", "what")
_WANTED: Final = "day, minutes (or hours, or duration), area (or what) and, if you like, note and evidence"
_PARTS: Final = "Send it in parts: no row is booked twice."
TOO_LARGE: Final = NoSheet(f"The file is larger than 1 MiB. {_PARTS}")
_DELIMITER_LINE = re.compile(r"\"?sep=.\"?\s*", re.IGNORECASE)  # which some programs put first


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells of a row, and the line on which it starts."""

    line: int
    cells: tuple[str, ...]


def read(content: bytes, today: date) -> tuple[Ready | Bad, ...] | NoSheet:
    """The rows of a CSV file, none of them in the future of `today`; never an exception."""
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    try:
        text = content.decode().removeprefix(MARK)
    except UnicodeDecodeError:
        return NoSheet("The file is not in UTF-8. Save it as “CSV UTF-8” and send it again.")
    if "\0" in text:
        return NoSheet("The file is no text. Save it as CSV and send it again.")
    records = _records(list(StringIO(text, newline="")))
    if isinstance(records, NoSheet):
        return records
    if len(records) < 2:
        return NoSheet(f"The file has no rows. Its first line names the columns: {_WANTED}.")
    header = _header(records[0].cells)
    return header if isinstance(header, NoSheet) else tuple(_rows(header, records[0], records[1:], today))


def _records(lines: Sequence[str]) -> list[_Record] | NoSheet:
    """The rows that hold anything, the header first."""
    before = 1 if lines and _DELIMITER_LINE.fullmatch(lines[0]) else 0
    reader = csv.reader(lines[before:], delimiter=_delimiter(lines[before:]), strict=True)
    found: list[_Record] = []
    start = before + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(_Record(start, tuple(bare(cell.strip(" ")) for cell in cells)))
            start = before + reader.line_num + 1
            if len(found) > MOST_ROWS + 1:
                return NoSheet(f"The file has more than {MOST_ROWS:,} rows. {_PARTS}")
    except csv.Error:
        return NoSheet(f"The row that starts on line {start} has a quotation mark too many or too few. Mend it first.")
    return found


def _delimiter(lines: Sequence[str]) -> str:
    """The one that makes the most columns of the first line ones that we know."""
    head = next((line for line in lines if line.strip()), "")
    return max(",;\t", key=lambda each: sum(_name(cell.strip('" \r\n')) in _FIELDS for cell in head.split(each)))


def _header(cells: Sequence[str]) -> dict[str, int] | NoSheet:
    """The place of each field; a column that is none of ours is left alone."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = _FIELDS.get(_name(cell), "")
        if field in found:
            both = f"{shown(cells[found[field]])} and {shown(cell)}"
            return NoSheet(f"The columns {both} say the same. Keep one of them.")
        if field:
            found[field] = place
    lengths = [field for field in _LENGTHS if field in found]
    if len(lengths) > 1:
        return NoSheet(f"The columns “{lengths[0]}” and “{lengths[1]}” both say how long. Keep one of them.")
    if "day" not in found or not lengths or not any(field in found for field in _SUBJECTS):
        return NoSheet(f"The first line has to name the columns: {_WANTED}.")
    return found


def _rows(header: Mapping[str, int], head: _Record, records: Sequence[_Record], today: date) -> Iterator[Ready | Bad]:
    width, column = len(head.cells), header["day"]
    order = order_of(record.cells[column].strip() for record in records if len(record.cells) > column)
    for record in records:
        try:
            cells = _within(record.cells, width)
            yield _row(record.line, {field: cells[place] for field, place in header.items()}, order, today)
        except Misfit as misfit:
            yield Bad(record.line, str(misfit))


def _within(cells: Sequence[str], width: int) -> Sequence[str]:
    """The cells of a row, as many as there are columns. Raises Misfit."""
    if any(cells[width:]):
        raise Misfit("it has more cells than there are columns: put a text that holds commas in quotes")
    return (*cells, *[""] * (width - len(cells)))


def _row(line: int, cells: Mapping[str, str], order: Order, today: date) -> Ready:
    """Raises Misfit."""
    length = next(field for field in _LENGTHS if field in cells)
    subject = {field: " ".join(cells.get(field, "").split()) for field in _SUBJECTS}
    day = read_day(_needed(cells, "day"), order, today)
    minutes = read_minutes(_needed(cells, length), _LENGTHS[length])
    if not any(subject.values()):
        raise Misfit("it names no area, roadmap or topic")
    number = cells.get("id", "").strip()
    return Ready(
        line=line,
        minutes=minutes,
        day=day,
        **subject,
        note=read_note(cells.get("note", "")),
        evidence=read_link(cells.get("evidence", "").strip()),
        member=cells.get("member", "").strip(),
        workspace=cells.get("workspace", "").strip(),
        id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        created_at=cells.get("created_at", "").strip(),
    )


def _needed(cells: Mapping[str, str], field: str) -> str:
    if cell := cells[field].strip():
        return cell
    raise Misfit(f"the {field} is missing")


def _name(cell: str) -> str:
    return " ".join(cell.casefold().replace("_", " ").split())
