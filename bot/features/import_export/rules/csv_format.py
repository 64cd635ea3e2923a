"""Hours as CSV: columns, rows, import plans, and an export in which no cell is taken for a formula."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any, Final, Protocol

from bot.core.ledger.rules import Booking, Entry
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

COLUMNS: Final = (
    *("id", "workspace", "member", "minutes", "area", "roadmap", "topic", "day", "note", "source", "created_at"),
)
OWN_COLUMNS: Final = (*COLUMNS, "evidence")
BYTE_ORDER_MARK: Final = "\ufeff"  # tells table programs that the text is UTF-8
# Where a program may begin to read a cell: some take a line break or a semicolon in a text for its end.
_CELL_START: Final = r"(?<![^\n\r;])"
_FORMULA_START: Final = r"(?=['\"]*[=+\-@\t\r])"
_UNGUARDED_START = lazy_pattern(_CELL_START + _FORMULA_START)
_GUARDED_START = lazy_pattern(f"{_CELL_START}'{_FORMULA_START}")


class TextSink(Protocol):
    """Takes text: a file, or standard output."""

    def write(self, text: str, /) -> object:
        """Write some text."""


@frozen
class ForeignNames:
    """What another program calls the thing that a row's time went to."""

    client: str = ""
    project: str = ""
    task: str = ""
    tags: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the one name that a person is asked about, and that the answer is remembered under."""
        work = " / ".join(filter(None, (self.project, self.task)))
        return " / ".join(filter(None, (self.client, work))) if work else ", ".join(self.tags)


@frozen
class CsvRow:
    """A row whose cells were parsed; subject and member are still words. `line` is its line in the file.

    A row of another program has its `names` in place of a subject. `moment` is when it began, where the file says so
    in UTC; `former_minutes` is what older versions booked for it, where that was another number.
    """

    line: int
    minutes: int
    day: date
    area: str = ""
    roadmap: str = ""
    topic: str = ""
    what: str = ""
    note: str = ""
    evidence: str = ""
    member: str = ""
    workspace: str = ""
    id: int | None = None
    created_at: str = ""
    names: ForeignNames | None = None
    moment: datetime | None = None
    former_minutes: int | None = None

    def in_zone(self, zone: tzinfo) -> CsvRow:
        """Return the row on the day that it was for a person in this zone; only a moment is another day elsewhere."""
        return replace(self, day=self.moment.astimezone(zone).date()) if self.moment else self


@frozen
class RejectedRow:
    """A row that is left out; one that `is_harmless` is no mistake of anybody's: a sum, a name to be left out."""

    line: int
    reason: str
    is_harmless: bool = False


@frozen
class UnknownNameRow(RejectedRow):
    """A row of another program that waits for its member to say what `name` is."""

    name: str = ""
    minutes: int = 0


@frozen
class UnreadableFile:
    """A file that cannot be read as a whole."""

    reason: str


@frozen
class ImportPlan:
    """The bookings that the rows of one member come to; booked by the act with the id `act`, if it is set.

    `already_booked` rows were booked before; `taken_back` of these were taken back since and stay out.
    """

    bookings: tuple[Booking, ...]
    already_booked: int
    taken_back: int
    rejected: tuple[RejectedRow, ...]
    act: int | None = None

    @property
    def minutes(self) -> int:
        """Return the sum of the bookings."""
        return sum(booking.minutes for booking in self.bookings)

    @property
    def unknown_names(self) -> Mapping[str, tuple[int, int]]:
        """Return the names to ask about, each with its rows and minutes, those of the most minutes first."""
        names: dict[str, tuple[int, int]] = {}
        for row in self.rejected:
            if isinstance(row, UnknownNameRow):
                rows, minutes = names.get(row.name, (0, 0))
                names[row.name] = (rows + 1, minutes + row.minutes)
        return dict(sorted(names.items(), key=lambda each: -each[1][1]))

    @property
    def left_out(self) -> tuple[RejectedRow, ...]:
        """Return the rows that are left out whatever their member answers."""
        return tuple(row for row in self.rejected if not isinstance(row, UnknownNameRow))

    @property
    def area_minutes(self) -> Mapping[str, int]:
        """Return the sums by area, largest first."""
        sums: Counter[str] = Counter()
        for booking in self.bookings:
            sums[booking.area] += booking.minutes
        return dict(sums.most_common())


def group_by_member(
    rows: Iterable[CsvRow | RejectedRow],
    *,
    workspace: str,
    member: str,
    zones: Mapping[str, tzinfo],
    unknown_member_text: str,
) -> dict[str, list[CsvRow | RejectedRow]]:
    """Group rows by member, those that name nobody are `member`'s; `zones` are those of all known members.

    Rows of another workspace or an unknown member are rejected, the latter with `unknown_member_text`. The rows of
    nobody known are under an empty id.
    """
    groups: dict[str, list[CsvRow | RejectedRow]] = {}
    for row in rows:
        owner, reason = member, ""
        if isinstance(row, CsvRow):
            owner = row.member or member
            reason = _placement_error(row, owner, workspace, zones, unknown_member_text)
        placed = row
        if isinstance(row, CsvRow):
            placed = RejectedRow(row.line, reason) if reason else row.in_zone(zones[owner])
        groups.setdefault(owner if owner in zones else "", []).append(placed)
    return groups


def write_entries(out: TextSink, entries: Iterable[Entry], columns: Sequence[str] = COLUMNS) -> None:
    """Write entries as CSV with a header; no cell can be taken for a formula."""
    write_rows(out, columns, ([getattr(entry, column) for column in columns] for entry in entries))


def write_rows(out: TextSink, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as CSV below a header; no cell can be taken for a formula."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_format_cell(value) for value in row] for row in rows)


def guard_formulas(text: str) -> str:
    """Return a cell of which no part is taken for a formula; `strip_guards` reverses it."""
    return _UNGUARDED_START.sub("'", text)


def strip_guards(cell: str) -> str:
    """Return a cell without the guards that an export put into it."""
    return _GUARDED_START.sub("", cell)


def _placement_error(
    row: CsvRow, member: str, workspace: str, known_members: Collection[str], unknown_member_text: str
) -> str:
    if row.workspace not in ("", workspace):
        return f"it's from the workspace “{row.workspace[:40]}”: empty that cell to log it here"
    if not member:
        return "it names no member: add a column for it, or use --member"
    return "" if member in known_members else unknown_member_text.format(member=member[:40])


def _format_cell(value: Any) -> Any:
    match value:
        case None:
            return ""
        case date() | datetime():
            return value.isoformat()
        case str():
            return guard_formulas(value)
        case _:
            return value
