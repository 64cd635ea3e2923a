"""Parse a file of hours into rows, each parsed or rejected with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from bot.features.import_export.rules import day_cells, length_cells
from bot.features.import_export.rules.csv_cells import (
    CellError,
    HarmlessCellError,
    parse_link_cell,
    parse_note_cell,
    quoted_cell,
)
from bot.features.import_export.rules.csv_format import CsvRow, ForeignNames, RejectedRow, UnreadableFile
from bot.features.import_export.rules.day_cells import DateOrder, DayCell
from bot.features.import_export.rules.file_text import (
    IN_SLACK,
    FileLimits,
    FileRow,
    decode_file,
    first_lines,
    split_rows,
)
from bot.features.import_export.rules.known_exports import (
    COLUMNS_TEXT,
    LENGTH_UNITS,
    NAME_FIELDS,
    SUBJECT_FIELDS,
    Columns,
    column_name,
    count_known,
    find_columns,
    find_delimiter,
)
from bot.features.import_export.rules.timewarrior import is_json, read_intervals
from bot.frozen import frozen
from bot.slack.typed_text import read_typed

_MOST_TITLES: Final = 10  # lines above the column names
_TOTALS: Final = frozenset(
    {"total", "totals", "grand total", "sum", "sub total", "subtotal", "summe", "gesamt", "gesamtsumme"}
)
_EMPTY: Final = frozenset({"", "-", "(none)", "without project", "no project"})  # how programs write that there is none


@frozen
class _Table:
    """What the rows of a file have in common."""

    columns: Columns
    order: DateOrder
    are_parts: bool
    today: date


def parse_csv(
    content: bytes, today: date, limits: FileLimits = IN_SLACK
) -> tuple[CsvRow | RejectedRow, ...] | UnreadableFile:
    """Parse the rows of a file, CSV or Timewarrior's JSON, none of them after `today`; never raises."""
    text = decode_file(content, limits)
    if isinstance(text, UnreadableFile):
        return text
    rows = read_intervals(text) if is_json(text) else split_rows(text, find_delimiter(first_lines(text, _MOST_TITLES)))
    if isinstance(rows, UnreadableFile):
        return rows
    if len(rows) < 2:
        return UnreadableFile(f"The file has no rows. Its first line names the columns: {COLUMNS_TEXT}.")
    if len(rows) > limits.rows + 1:
        return limits.too_many(len(rows) - 1)
    start = max(range(min(len(rows), _MOST_TITLES)), key=lambda at: (count_known(rows[at].cells), -at))
    columns = find_columns(rows[start].cells)
    if isinstance(columns, UnreadableFile):
        return columns
    titles = [RejectedRow(row.line, "it's above the column names", is_harmless=True) for row in rows[:start]]
    return _several_people(columns, rows[start + 1 :]) or (*titles, *_parse_rows(columns, rows[start + 1 :], today))


def _several_people(columns: Columns, rows: Sequence[FileRow]) -> UnreadableFile | None:
    """Refuse an export of several people, whose hours would all be one member's."""
    no_names = {*_TOTALS, *_EMPTY, *columns.header}
    for at in columns.people:
        people = {row.cells[at].strip() for row in rows if at < len(row.cells)}
        names = sorted(each for each in people if column_name(each) not in no_names)
        if len(names) > 1:
            shown = ", ".join(map(quoted_cell, names[:3])) + (" and others" if len(names) > 3 else "")
            return UnreadableFile(f"The file has the hours of several people: {shown}. Export those of one person.")
    return None


def _parse_rows(columns: Columns, rows: Sequence[FileRow], today: date) -> Iterator[CsvRow | RejectedRow]:
    days = [row.cells[columns.index[each]] for row in rows for each in ("day", "end_day") if _has(columns, row, each)]
    lengths = [row.cells[columns.index[columns.length]] for row in rows if _has(columns, row, columns.length)]
    table = _Table(columns, day_cells.detect_date_order(days), length_cells.are_parts_of_days(lengths), today)
    for row in rows:
        try:
            yield _parse_row(table, row)
        except CellError as error:
            yield RejectedRow(row.line, str(error), isinstance(error, HarmlessCellError))


def _has(columns: Columns, row: FileRow, each: str) -> bool:
    return each in columns.index and columns.index[each] < len(row.cells)


def _parse_row(table: _Table, row: FileRow) -> CsvRow:
    columns = table.columns
    if any(row.cells[len(columns.header) :]):
        raise CellError("it has more cells than there are columns: put a text that holds commas in quotes")
    padded = (*row.cells, *[""] * (len(columns.header) - len(row.cells)))
    cells = {each: padded[at].strip() for each, at in columns.index.items()}
    subject = {each: " ".join(cells.get(each, "").split()) for each in SUBJECT_FIELDS}
    names = None if any(each in cells for each in SUBJECT_FIELDS) else _foreign_names(table, cells)
    _check_meant(table, row, cells, is_named=any(subject.values()) or bool(names and names.label))
    began = day_cells.parse_day_cell(_required_cell(cells, "day"), table.order, table.today)
    minutes = _parse_length(table, cells, began)
    if not any(subject.values()) and names is None:
        raise CellError("it names no area, roadmap or topic")
    number = cells.get("id", "")
    former = length_cells.minutes_without_seconds(cells.get(columns.length, ""))
    return CsvRow(
        line=row.line,
        minutes=minutes,
        day=began.day,
        **subject,
        note=parse_note_cell(_note(cells)),
        evidence=parse_link_cell(cells.get("evidence", "")),
        member=cells.get("member", ""),
        workspace=cells.get("workspace", ""),
        id=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        created_at=cells.get("created_at", ""),
        names=names,
        moment=began.moment,
        former_minutes=former,
    )


def _note(cells: Mapping[str, str]) -> str:
    """Return the note as its author sees it, where it may be pasted from Slack; an export of ours was read already."""
    note = cells.get("note", "")
    return note if cells.get("created_at") or cells.get("workspace") else read_typed(note)


def _check_meant(table: _Table, row: FileRow, cells: Mapping[str, str], *, is_named: bool) -> None:
    """Raise HarmlessCellError for a row that is none of hours: a sum, the column names again, a break."""
    first = column_name(row.cells[0])
    if first == table.columns.header[0] and tuple(map(column_name, row.cells)) == table.columns.header:
        raise HarmlessCellError("it repeats the column names")
    is_total = not _TOTALS.isdisjoint(cell.casefold().rstrip(" :") for cell in row.cells)
    if is_total and (not cells["day"] or not is_named or first.rstrip(":") in _TOTALS):
        raise HarmlessCellError("it is a total")
    if not cells["day"] and not is_named and not cells.get("note") and cells.get(table.columns.length):
        raise HarmlessCellError("it is a total: it has no day and no name")
    if column_name(cells.get("kind", "")) == "break":
        raise HarmlessCellError("it is a break")


def _foreign_names(table: _Table, cells: Mapping[str, str]) -> ForeignNames:
    named = {each: " ".join(cells.get(each, "").split()) for each in ("client", *NAME_FIELDS)}
    named = {each: "" if name.casefold() in _EMPTY else name for each, name in named.items()}
    tags = (tag.strip() for tag in named.pop("tags").split(table.columns.tag_separator))
    return ForeignNames(**named, tags=tuple(dict.fromkeys(filter(None, tags))))


def _parse_length(table: _Table, cells: Mapping[str, str], began: DayCell) -> int:
    """Return the minutes of the column that says how long, or else between start and end."""
    length = table.columns.length
    if cell := cells.get(length, ""):
        return length_cells.parse_length_cell(cell, LENGTH_UNITS[length], are_parts=table.are_parts)
    start = began.clock or day_cells.parse_clock_cell(cells.get("start_time", ""))
    end_day, end = began.day, day_cells.parse_clock_cell(cells.get("end_time", ""))
    if ended := cells.get("end_day", ""):
        last = day_cells.parse_day_cell(ended, table.order, table.today)
        end_day, end = last.day, last.clock or end
    if start and end is None and not cells.get("end_day", ""):
        raise HarmlessCellError("it has no end yet")
    if start is None or end is None:
        raise CellError(f"the {length or 'end'} is missing")
    spent = datetime.combine(end_day, end) - datetime.combine(began.day, start)
    if spent < timedelta() and not ended:
        spent += timedelta(days=1)  # past midnight
    return length_cells.whole_minutes(f"{start:%H:%M} to {end:%H:%M}", Fraction(int(spent.total_seconds()), 60))


def _required_cell(cells: Mapping[str, str], each: str) -> str:
    if cell := cells[each]:
        return cell
    raise CellError(f"the {each} is missing")
