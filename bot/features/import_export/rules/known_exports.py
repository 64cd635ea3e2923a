"""The columns of a table of hours: our own, and those of the exports of other programs, known by their header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.features.import_export.rules.csv_cells import quoted_cell
from bot.features.import_export.rules.csv_format import UnreadableFile
from bot.features.import_export.rules.file_text import DELIMITERS
from bot.features.import_export.rules.length_cells import LengthUnit
from bot.frozen import frozen

ColumnNames = Mapping[str, tuple[str, ...]]

SUBJECT_FIELDS: Final = ("area", "roadmap", "topic", "what")
NAME_FIELDS: Final = ("project", "task", "tags")
LENGTH_UNITS: Final = {
    "minutes": LengthUnit.MINUTES,
    "hours": LengthUnit.HOURS,
    "seconds": LengthUnit.SECONDS,
    "duration": LengthUnit.UNKNOWN,
}
COLUMNS_TEXT: Final = "day, minutes (or hours, or duration), area (or what) and, if you like, note and evidence"
_OWN_COLUMNS: Final[ColumnNames] = {
    "day": ("day", "date"),
    "minutes": ("minutes", "minute", "mins", "min", "duration minutes", "duration (minutes)", "duration (min)"),
    "hours": ("hours", "hour", "hrs", "h", "duration (h)", "duration (hours)", "duration (decimal)"),
    "seconds": ("seconds", "secs", "duration seconds", "duration (seconds)", "duration (s)"),
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
_DAY_NAMES: Final = frozenset(_OWN_COLUMNS["day"])
_OTHERS_NAMES: Final[ColumnNames] = {
    "client": ("client", "customer"),
    "project": ("project",),
    "task": ("task", "activity"),
    "tags": ("tags", "tag"),
}
_SPAN: Final[ColumnNames] = {
    "day": ("start date",),
    "start_time": ("start time",),
    "end_day": ("end date", "stop date"),
    "end_time": ("end time", "stop time"),
}


@frozen
class TableForm:
    """A table that is known by the columns in `marks`; of the names of a field the first that is there counts."""

    marks: frozenset[str]
    columns: ColumnNames
    tag_separator: str | None = ","  # None: white space


INTERVAL_COLUMNS: Final = ("start", "end", "annotation", "interval tags")  # what intervals in JSON are read into
_SIMPLE_TIME_TRACKER: Final[ColumnNames] = {
    "day": ("time started",),
    "end_day": ("time ended",),
    "duration": ("duration",),
    "project": ("activity name",),
    "tags": ("record tags", "activity tags"),
    "note": ("comment",),
}
_CLOCKIFY: Final[ColumnNames] = {
    **_SPAN,
    **_OTHERS_NAMES,
    "hours": ("duration (h)",),
    "note": ("description",),
    "person": ("email", "user"),
    "kind": ("type",),
}
_TOGGL_TRACK: Final[ColumnNames] = {
    **_SPAN,
    **_OTHERS_NAMES,
    "duration": ("duration",),
    "note": ("description",),
    "person": ("email", "user", "member"),
}
_HARVEST: Final[ColumnNames] = {
    **_OTHERS_NAMES,
    "day": ("date",),
    "hours": ("hours",),
    "note": ("notes",),
    "person": ("email", "last name", "first name"),
}
_KIMAI: Final[ColumnNames] = {
    **_OTHERS_NAMES,
    "day": ("date",),
    "start_time": ("from", "begin", "in"),
    "end_time": ("to", "end", "out"),
    "duration": ("duration", "h:m", "time"),
    "note": ("description",),
    "person": ("username", "name", "user"),
}
_KIMAI_IN_GERMAN: Final[ColumnNames] = {
    "day": ("datum",),
    "start_time": ("von", "beginn"),
    "end_time": ("bis", "ende"),
    "duration": ("dauer",),
    "client": ("kunde",),
    "project": ("projekt",),
    "task": ("tätigkeit",),
    "tags": ("schlagworte",),
    "note": ("beschreibung",),
    "person": ("name", "benutzer"),
}
_TIMEWARRIOR: Final[ColumnNames] = {
    "day": ("start",),
    "end_day": ("end",),
    "tags": ("tags", "interval tags"),
    "note": ("annotation", "description"),
}
KNOWN_EXPORTS: Final = (
    TableForm(frozenset({"activity name", "time started", "time ended"}), _SIMPLE_TIME_TRACKER),
    TableForm(frozenset({"start date", "duration (h)"}), _CLOCKIFY),
    TableForm(frozenset({"start date", "start time", "description"}), _TOGGL_TRACK),
    TableForm(frozenset({"date", "project", "task", "hours"}), _HARVEST),
    TableForm(frozenset({"date", "customer", "project", "activity"}), _KIMAI),
    TableForm(frozenset({"datum", "dauer", "kunde", "projekt"}), _KIMAI_IN_GERMAN),
    TableForm(frozenset({"start", "end", "tags"}), _TIMEWARRIOR, tag_separator=None),
    TableForm(frozenset(INTERVAL_COLUMNS), _TIMEWARRIOR),
)
_OWN_SPAN: Final[ColumnNames] = {"start_time": ("start", "start time", "from"), "end_time": ("end", "end time", "to")}
_OWN_FORM: Final = TableForm(frozenset(), {**_OWN_COLUMNS, **_OTHERS_NAMES, **_OWN_SPAN})
_KNOWN_NAMES: Final = frozenset(
    name for form in (_OWN_FORM, *KNOWN_EXPORTS) for names in form.columns.values() for name in names
)


@frozen
class Columns:
    """Where each field stands in a row below this header, by index; `length` is the field that says how long.

    `people` are all columns that name a person, in the export of another program.
    """

    header: tuple[str, ...]
    index: Mapping[str, int]
    length: str
    tag_separator: str | None = ","
    people: tuple[int, ...] = ()


def find_columns(header: Sequence[str]) -> Columns | UnreadableFile:
    """Return the columns of a header; unknown ones are ignored, whatever their order."""
    names = [column_name(cell) for cell in header]
    has_subject = any(name in _OWN_COLUMNS[each] for name in names for each in SUBJECT_FIELDS)
    has_day = not _DAY_NAMES.isdisjoint(names)
    for form in () if has_subject else KNOWN_EXPORTS:
        if form.marks <= set(names) and not (form.columns is _TIMEWARRIOR and has_day):
            return _columns(names, form)
    return _double_column(header, names) or _check_complete(_columns(names, _OWN_FORM), header)


def find_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that makes the most known columns of one of these lines."""
    return max(DELIMITERS, key=lambda each: max((count_known(line.split(each)) for line in lines), default=0))


def count_known(cells: Sequence[str]) -> int:
    """Return how many cells are the name of a column that we know."""
    return sum(column_name(cell.strip('" \r\n')) in _KNOWN_NAMES for cell in cells)


def column_name(cell: str) -> str:
    """Return the name of a column as it is compared."""
    return " ".join(cell.casefold().replace("_", " ").strip(' ?"').split())


def _columns(names: Sequence[str], form: TableForm) -> Columns:
    found = {each: [names.index(name) for name in wanted if name in names] for each, wanted in form.columns.items()}
    index = {each: at[0] for each, at in found.items() if at}
    length = next((each for each in LENGTH_UNITS if each in index), "")
    return Columns(tuple(names), index, length, form.tag_separator, tuple(found.get("person", ())))


def _check_complete(columns: Columns, header: Sequence[str]) -> Columns | UnreadableFile:
    is_named = any(each in columns.index for each in (*SUBJECT_FIELDS, *NAME_FIELDS))
    missing = [
        what
        for what, is_there in (
            ("on which day (a column “day”)", "day" in columns.index),
            (
                "how long (“minutes”, “hours” or “duration”)",
                bool(columns.length) or _OWN_SPAN.keys() <= columns.index.keys(),
            ),
            ("on what (“area” or “what”)", is_named),
        )
        if not is_there
    ]
    if not missing:
        return columns
    shown = ", ".join(quoted_cell(cell) for cell in header[:6] if cell) + (" and more" if len(header) > 6 else "")
    return UnreadableFile(
        f"I found no column that says {', and none that says '.join(missing)}. The first line has {shown}. "
        f"Columns I know: {COLUMNS_TEXT}."
    )


def _double_column(header: Sequence[str], names: Sequence[str]) -> UnreadableFile | None:
    """Refuse a table that says the same twice in two columns, which may differ."""
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        each = next((each for each, wanted in _OWN_COLUMNS.items() if name in wanted), "")
        if each in found:
            both = f"{quoted_cell(header[found[each]])} and {quoted_cell(header[at])}"
            return UnreadableFile(f"The columns {both} say the same. Keep one of them.")
        if each:
            found[each] = at
    lengths = [each for each in LENGTH_UNITS if each in found]
    if len(lengths) < 2:
        return None
    return UnreadableFile(f"The columns “{lengths[0]}” and “{lengths[1]}” both say how long. Keep one of them.")
