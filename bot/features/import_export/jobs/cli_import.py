"""Import hours of a whole workspace from a file, for the command line: all of its rows, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.reached_by_hours import Learner
from bot.db.engine import Connection, Database
from bot.features.import_export import service
from bot.features.import_export.rules import csv_format, csv_reader, csv_subjects
from bot.features.import_export.rules.csv_format import CsvRow, ImportPlan, RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_subjects import BookableRow
from bot.features.import_export.rules.file_text import ON_COMMAND_LINE
from bot.frozen import frozen
from bot.settings import Settings

_ZONE_LEAD: Final = timedelta(hours=14)  # the time zone furthest ahead of UTC
_UNKNOWN_MEMBER: Final = "nobody here has the id “{member}”"


@frozen
class CliImportResult:
    """The result of an import: the plan of each member, and whether it was booked."""

    plans: tuple[ImportPlan, ...]
    rejected: tuple[RejectedRow, ...]
    is_booked: bool

    @property
    def total(self) -> ImportPlan:
        """Return the plans of all members as one."""
        return ImportPlan(
            tuple(booking for plan in self.plans for booking in plan.bookings),
            sum(plan.already_booked for plan in self.plans),
            sum(plan.taken_back for plan in self.plans),
            self.rejected,
        )


class CliImportRefused(Exception):
    """Raised for a file or workspace that cannot be taken; the text says why."""


class _RollbackImport(Exception):
    """Rolls back what the transaction has booked."""

    def __init__(self, result: CliImportResult) -> None:
        super().__init__()
        self.result = result


@frozen
class CliImport:
    """The context of an import: `member` gets the rows that name nobody, an empty `workspace` is the only one."""

    database: Database
    settings: Settings
    catalog: Catalog
    now: datetime
    workspace: str = ""
    member: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # what names of other programs are

    def import_file(self, content: bytes, *, dry_run: bool, skip_bad: bool) -> CliImportResult:
        """Book the rows of a file, each once; unless bad ones are skipped, a single one keeps all from being booked.

        Raises:
            CliImportRefused: the file cannot be read, or the workspace is not known.
        """
        table = csv_reader.parse_csv(content, (self.now + _ZONE_LEAD).date(), ON_COMMAND_LINE)
        if isinstance(table, UnreadableFile):
            raise CliImportRefused(table.reason)
        with self.database.read() as conn:
            workspace = self._choose_workspace(conn)
            known = self._known_members(conn, workspace, table)
            rows, rejected = self._rows_by_member(conn, table, workspace, known)
        try:
            return self._book_all(workspace, rows, known, rejected, dry_run=dry_run, skip_bad=skip_bad)
        except _RollbackImport as rollback:
            return rollback.result

    def _book_all(
        self,
        workspace: str,
        rows: Mapping[str, list[BookableRow | RejectedRow]],
        known: Mapping[str, Member],
        rejected: list[RejectedRow],
        *,
        dry_run: bool,
        skip_bad: bool,
    ) -> CliImportResult:
        with self.database.read() if dry_run else self.database.begin(alone=True) as conn:
            plans = tuple(self._book_member(conn, workspace, rows[each], known[each], dry_run=dry_run) for each in rows)
            all_rejected = sorted([*rejected, *(row for plan in plans for row in plan.rejected)], key=lambda r: r.line)
            is_accepted = skip_bad or all(row.is_harmless for row in all_rejected)
            result = CliImportResult(plans, tuple(all_rejected), is_booked=is_accepted and not dry_run)
            if not is_accepted:
                raise _RollbackImport(result)
        return result

    def _book_member(
        self,
        conn: Connection,
        workspace: str,
        rows: list[BookableRow | RejectedRow],
        member: Member,
        *,
        dry_run: bool,
    ) -> ImportPlan:
        learner = Learner(workspace, member.id, member.today(self.now), member.zone)
        if dry_run:
            return service.plan_import(conn, **learner.key, rows=rows, today=learner.today)
        return service.book_import(conn, learner, rows=rows, catalog=self.catalog, now=self.now)

    def _choose_workspace(self, conn: Connection) -> str:
        known = [each.id for each in workspaces.list_workspaces(conn, settings=self.settings)]
        if self.workspace in known:
            return self.workspace
        if len(known) == 1 and not self.workspace:
            return known[0]
        if not known:
            raise CliImportRefused(
                "no workspace is installed yet: start Roadmate once while Slack can be reached, so that Slack names it"
            )
        problem = f"there is no workspace {self.workspace}" if self.workspace else "say which --workspace"
        raise CliImportRefused(f"{problem}; known are: {', '.join(known)}")

    def _known_members(
        self, conn: Connection, workspace: str, parsed_rows: Iterable[CsvRow | RejectedRow]
    ) -> dict[str, Member]:
        """Return the known members whom the rows name."""
        ids = {row.member or self.member for row in parsed_rows if isinstance(row, CsvRow)}
        zone = self.settings.timezone
        known = (members.find_member(conn, workspace=workspace, member=each, default_zone=zone) for each in sorted(ids))
        return {member.id: member for member in known if member}

    def _rows_by_member(
        self,
        conn: Connection,
        parsed_rows: Iterable[CsvRow | RejectedRow],
        workspace: str,
        known: Mapping[str, Member],
    ) -> tuple[dict[str, list[BookableRow | RejectedRow]], list[RejectedRow]]:
        """Return the rows of each member, and the rejected ones of nobody."""
        groups = csv_format.group_by_member(
            parsed_rows,
            workspace=workspace,
            member=self.member,
            zones={each: member.zone for each, member in known.items()},
            unknown_member_text=_UNKNOWN_MEMBER,
        )
        rejected = [row for row in groups.pop("", []) if isinstance(row, RejectedRow)]
        given = self._given_names()
        rows_by_member: dict[str, list[BookableRow | RejectedRow]] = {}
        for member, rows in groups.items():
            answers = service.read_names(conn, workspace=workspace, member=member)
            remembered = {**csv_subjects.known_answers(self.catalog, answers), **given}
            resolved = csv_subjects.resolve_subjects(self.catalog, rows, remembered=remembered)
            if not isinstance(resolved, UnreadableFile):
                rows_by_member[member] = resolved
        return rows_by_member, rejected

    def _given_names(self) -> dict[str, Subject]:
        """Return what `names` say, by the key of the name. Raises CliImportRefused for a subject that is none."""
        given: dict[str, Subject] = {}
        for name, words in self.names.items():
            subject = subjects.find_exact_subject(self.catalog, words)
            if subject is None:
                raise CliImportRefused(f"“{words}” isn't an area, roadmap or topic")
            given[csv_subjects.name_key(name)] = subject
        return given
