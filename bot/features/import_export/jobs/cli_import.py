"""Hours of a whole workspace out of a file, for the command line: all of its rows, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.people import members, workspaces
from bot.db.engine import Connection, Sessions
from bot.features.import_export import service
from bot.features.import_export.rules import csv_format, csv_reader, csv_subjects
from bot.features.import_export.rules.csv_format import Bad, NoSheet, Plan, Ready
from bot.features.import_export.rules.csv_subjects import Meant
from bot.settings import Settings

_AHEAD: Final = timedelta(hours=14)  # somewhere it is that much later than in UTC
_STRANGER: Final = "nobody here has the id “{member}”"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the rows came to, and whether that was booked."""

    plans: tuple[Plan, ...]
    bad: tuple[Bad, ...]
    booked: bool

    @property
    def whole(self) -> Plan:
        """All members' together."""
        bookings = tuple(booking for plan in self.plans for booking in plan.bookings)
        return Plan(bookings, sum(plan.known for plan in self.plans), sum(plan.gone for plan in self.plans), self.bad)


class Refused(Exception):
    """The file, or the choice of workspace, cannot be taken; the words say why."""


class _BadRows(Exception):
    """Undoes what the transaction has booked."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


@dataclass(frozen=True, slots=True)
class Loading:
    """What a file is loaded with: `member` has the rows that name nobody, an empty `workspace` is the only one."""

    sessions: Sessions
    settings: Settings
    catalog: Catalog
    now: datetime
    workspace: str = ""
    member: str = ""

    def load(self, content: bytes, *, dry_run: bool, skip_bad: bool) -> Loaded:
        """Book the rows of a file, each once; unless bad ones are skipped, a single one keeps all from being booked.

        Raises Refused.
        """
        table = csv_reader.read(content, (self.now + _AHEAD).date())
        if isinstance(table, NoSheet):
            raise Refused(table.why)
        with self.sessions.read() as session:
            place = self._place(session)
            days = self._days(session, place, table)
        rows, bad = self._rows(table, place, days)
        try:
            return self._book(place, rows, days, bad, dry_run=dry_run, skip_bad=skip_bad)
        except _BadRows as failed:
            return failed.loaded

    def _book(
        self,
        place: str,
        rows: Mapping[str, list[Meant | Bad]],
        days: Mapping[str, date],
        bad: list[Bad],
        *,
        dry_run: bool,
        skip_bad: bool,
    ) -> Loaded:
        with self.sessions.read() if dry_run else self.sessions.begin() as session:
            made = tuple(self._plan(session, place, each, rows[each], days[each], dry_run=dry_run) for each in rows)
            every = sorted([*bad, *(row for plan in made for row in plan.bad)], key=lambda row: row.line)
            whole = not every or skip_bad
            loaded = Loaded(made, tuple(every), booked=whole and not dry_run)
            if not whole:
                raise _BadRows(loaded)
        return loaded

    def _plan(
        self, session: Connection, place: str, member: str, rows: list[Meant | Bad], today: date, *, dry_run: bool
    ) -> Plan:
        if dry_run:
            return service.plan(session, workspace=place, member=member, rows=rows, today=today)
        return service.book(session, workspace=place, member=member, rows=rows, today=today, now=self.now)

    def _place(self, session: Connection) -> str:
        known = [place.id for place in workspaces.everywhere(session, settings=self.settings)]
        if self.workspace in known:
            return self.workspace
        if self.workspace:
            raise Refused(f"there is no workspace {self.workspace}; known are: {', '.join(known) or 'none'}")
        if len(known) != 1:
            raise Refused(f"say which --workspace; known are: {', '.join(known) or 'none'}")
        return known[0]

    def _days(self, session: Connection, place: str, table: Iterable[Ready | Bad]) -> dict[str, date]:
        """The members that the rows are of, each with their own today."""
        names = {row.member or self.member for row in table if isinstance(row, Ready)}
        default = self.settings.timezone
        found = (members.find(session, workspace=place, member=name, default=default) for name in sorted(names))
        return {member.id: member.today(self.now) for member in found if member}

    def _rows(
        self, table: Iterable[Ready | Bad], place: str, days: Mapping[str, date]
    ) -> tuple[dict[str, list[Meant | Bad]], list[Bad]]:
        """The rows of each member, and the bad ones that are nobody's."""
        found = csv_format.by_member(table, workspace=place, member=self.member, known=days, stranger=_STRANGER)
        bad = [row for row in found.pop("", []) if isinstance(row, Bad)]
        read = {member: csv_subjects.read(self.catalog, rows) for member, rows in found.items()}
        return {member: rows for member, rows in read.items() if not isinstance(rows, NoSheet)}, bad
