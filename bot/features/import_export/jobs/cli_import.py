"""Hours of a whole workspace out of a file, for the command line: all of its rows, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.people import members, workspaces
from bot.db.engine import Connection, Database
from bot.features.import_export import service
from bot.features.import_export.rules import csv_format, csv_reader, csv_subjects
from bot.features.import_export.rules.csv_format import CsvRow, ImportPlan, RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_subjects import BookableRow
from bot.settings import Settings

_ZONE_LEAD: Final = timedelta(hours=14)  # somewhere it is that much later than in UTC
_UNKNOWN_MEMBER: Final = "nobody here has the id “{member}”"


@dataclass(frozen=True, slots=True)
class CliImportResult:
    """What the rows came to, and whether that was booked."""

    plans: tuple[ImportPlan, ...]
    rejected: tuple[RejectedRow, ...]
    is_booked: bool

    @property
    def total(self) -> ImportPlan:
        """All members' together."""
        bookings = tuple(booking for plan in self.plans for booking in plan.bookings)
        return ImportPlan(
            bookings,
            sum(plan.already_booked for plan in self.plans),
            sum(plan.taken_back for plan in self.plans),
            self.rejected,
        )


class CliImportRefused(Exception):
    """The file, or the choice of workspace, cannot be taken; the words say why."""


class _RollbackImport(Exception):
    """Undoes what the transaction has booked."""

    def __init__(self, result: CliImportResult) -> None:
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True)
class CliImport:
    """What a file is loaded with: `member` has the rows that name nobody, an empty `workspace` is the only one."""

    sessions: Database
    settings: Settings
    catalog: Catalog
    now: datetime
    workspace: str = ""
    member: str = ""

    def import_file(self, content: bytes, *, dry_run: bool, skip_bad: bool) -> CliImportResult:
        """Book the rows of a file, each once; unless bad ones are skipped, a single one keeps all from being booked.

        Raises Refused.
        """
        table = csv_reader.parse_csv(content, (self.now + _ZONE_LEAD).date())
        if isinstance(table, UnreadableFile):
            raise CliImportRefused(table.reason)
        with self.sessions.read() as conn:
            place = self._choose_workspace(conn)
            days = self._today_by_member(conn, place, table)
        rows, bad = self._rows_by_member(table, place, days)
        try:
            return self._book_all(place, rows, days, bad, dry_run=dry_run, skip_bad=skip_bad)
        except _RollbackImport as failed:
            return failed.result

    def _book_all(
        self,
        workspace: str,
        rows: Mapping[str, list[BookableRow | RejectedRow]],
        todays: Mapping[str, date],
        rejected: list[RejectedRow],
        *,
        dry_run: bool,
        skip_bad: bool,
    ) -> CliImportResult:
        with self.sessions.read() if dry_run else self.sessions.begin() as conn:
            made = tuple(
                self._book_member(conn, workspace, each, rows[each], todays[each], dry_run=dry_run) for each in rows
            )
            every = sorted([*rejected, *(row for plan in made for row in plan.rejected)], key=lambda row: row.line)
            whole = not every or skip_bad
            loaded = CliImportResult(made, tuple(every), is_booked=whole and not dry_run)
            if not whole:
                raise _RollbackImport(loaded)
        return loaded

    def _book_member(
        self,
        conn: Connection,
        workspace: str,
        member: str,
        rows: list[BookableRow | RejectedRow],
        today: date,
        *,
        dry_run: bool,
    ) -> ImportPlan:
        if dry_run:
            return service.plan_import(conn, workspace=workspace, member=member, rows=rows, today=today)
        return service.book_import(conn, workspace=workspace, member=member, rows=rows, today=today, now=self.now)

    def _choose_workspace(self, conn: Connection) -> str:
        known = [place.id for place in workspaces.list_workspaces(conn, settings=self.settings)]
        if self.workspace in known:
            return self.workspace
        if self.workspace:
            raise CliImportRefused(f"there is no workspace {self.workspace}; known are: {', '.join(known) or 'none'}")
        if len(known) != 1:
            raise CliImportRefused(f"say which --workspace; known are: {', '.join(known) or 'none'}")
        return known[0]

    def _today_by_member(
        self, conn: Connection, workspace: str, parsed_rows: Iterable[CsvRow | RejectedRow]
    ) -> dict[str, date]:
        """The members that the rows are of, each with their own today."""
        names = {row.member or self.member for row in parsed_rows if isinstance(row, CsvRow)}
        default = self.settings.timezone
        found = (
            members.find_member(conn, workspace=workspace, member=name, default_zone=default) for name in sorted(names)
        )
        return {member.id: member.today(self.now) for member in found if member}

    def _rows_by_member(
        self, parsed_rows: Iterable[CsvRow | RejectedRow], workspace: str, todays: Mapping[str, date]
    ) -> tuple[dict[str, list[BookableRow | RejectedRow]], list[RejectedRow]]:
        """The rows of each member, and the bad ones that are nobody's."""
        found = csv_format.group_by_member(
            parsed_rows,
            workspace=workspace,
            member=self.member,
            known_members=todays,
            unknown_member_text=_UNKNOWN_MEMBER,
        )
        bad = [row for row in found.pop("", []) if isinstance(row, RejectedRow)]
        read = {member: csv_subjects.resolve_subjects(self.catalog, rows) for member, rows in found.items()}
        return {member: rows for member, rows in read.items() if not isinstance(rows, UnreadableFile)}, bad
