"""Hours as a table in a file: its columns, what a row says, and a writing in which nothing is taken for a formula."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from bot.core.ledger.rules import Booking, Entry

COLUMNS: Final = (
    *("id", "workspace", "member", "minutes", "area", "roadmap", "topic", "day", "note", "source", "created_at"),
)
OWN_COLUMNS: Final = (*COLUMNS, "evidence")
MARK: Final = "\ufeff"  # tells table programs that the text is UTF-8
# Where a program may begin to read a cell: some take a line break or a semicolon in a text for its end.
_START: Final = r"(?<![^\n\r;])"
_FORMULA: Final = r"(?=['\"]*[=+\-@\t\r])"
_OPEN = re.compile(_START + _FORMULA)
_GUARDED = re.compile(f"{_START}'{_FORMULA}")


class Writable(Protocol):
    """Where text goes: a file, or standard output."""

    def write(self, text: str, /) -> object:
        """Take some text."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be read; what it is booked on, and for whom, are still words. `line` is its place in the file."""

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


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be booked as it stands."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class NoSheet:
    """The file as a whole cannot be read."""

    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What booking the rows of one member would do, or has done by the act `act`.

    `known` rows were booked before, and of these `gone` ones were taken back since and stay out.
    """

    bookings: tuple[Booking, ...]
    known: int
    gone: int
    bad: tuple[Bad, ...]
    act: int | None = None

    @property
    def minutes(self) -> int:
        """What the bookings add up to."""
        return sum(booking.minutes for booking in self.bookings)

    @property
    def areas(self) -> Mapping[str, int]:
        """The same by area, most first."""
        sums: Counter[str] = Counter()
        for booking in self.bookings:
            sums[booking.area] += booking.minutes
        return dict(sums.most_common())


def by_member(
    rows: Iterable[Ready | Bad], *, workspace: str, member: str, known: Collection[str], stranger: str
) -> dict[str, list[Ready | Bad]]:
    """Whose the rows are: `member`'s where they name nobody. Those of a stranger or of another workspace are bad.

    `stranger` says what is wrong with a name that is not `known`; the bad rows of nobody stand under an empty name.
    """
    found: dict[str, list[Ready | Bad]] = {}
    for row in rows:
        whose = (row.member or member) if isinstance(row, Ready) else member
        why = _misplaced(row, whose, workspace, known, stranger) if isinstance(row, Ready) else ""
        found.setdefault(whose if whose in known else "", []).append(Bad(row.line, why) if why else row)
    return found


def write(out: Writable, entries: Iterable[Entry], columns: Sequence[str] = COLUMNS) -> None:
    """Entries as CSV with a header; no cell can be taken for a formula."""
    write_rows(out, columns, ([getattr(entry, column) for column in columns] for entry in entries))


def write_rows(out: Writable, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as CSV below a header; no cell can be taken for a formula."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)


def guarded(text: str) -> str:
    """A cell of which no part is taken for a formula; `bare` takes the guards off again."""
    return _OPEN.sub("'", text)


def bare(cell: str) -> str:
    """A cell without the guards that an export put into it."""
    return _GUARDED.sub("", cell)


def _misplaced(row: Ready, whose: str, workspace: str, known: Collection[str], stranger: str) -> str:
    if row.workspace not in ("", workspace):
        return f"it belongs to the workspace “{row.workspace[:40]}”: empty that cell to book it here"
    if not whose:
        return "it names no member: add a column for it, or give --member"
    return "" if whose in known else stranger.format(member=whose[:40])


def _cell(value: Any) -> Any:
    match value:
        case None:
            return ""
        case date() | datetime():
            return value.isoformat()
        case str():
            return guarded(value)
        case _:
            return value
