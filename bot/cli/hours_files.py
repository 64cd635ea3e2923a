"""`roadmate export` and `import`: hours as CSV."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from bot.cli.commands import CommandFailure, explained, open_content, open_migrated, require_settings

if TYPE_CHECKING:
    from bot.catalog.catalog import Catalog
    from bot.features.import_export.jobs.cli_import import CliImportResult

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

MAX_BAD_ROWS_SHOWN: Final = 20


@click.command()
@click.option("--member", help="Only this member, by Slack user id.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option(
    "--workspace",
    help="Only this workspace, by its id. A workspace that removed the app is left out unless you name it here.",
)
@explained
def export(member: str | None, since: datetime | None, workspace: str | None) -> None:
    """Print every entry that counts as CSV."""
    from bot.core.ledger import queries
    from bot.core.people import leftover_workspaces
    from bot.features.import_export.rules import csv_format

    with open_migrated(require_settings()) as database, database.read() as conn:
        entries = queries.iterate_entries(
            conn, workspace=workspace, member=member, since=since.date() if since else None
        )
        csv_format.write_entries(sys.stdout, entries)
        left = () if workspace else leftover_workspaces.list_with_entries(conn)
    if left:
        click.echo(f"Left out, as Roadmate isn't installed there: {', '.join(left)}. Use --workspace ID.", err=True)


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--member", default="", help="Who rows without a member belong to, by Slack user id.")
@click.option("--workspace", default="", help="Which workspace, by its id; only needed if there are several.")
@click.option(
    "--name", "names", multiple=True, metavar="NAME=SUBJECT", help="What a project of another program stands for."
)
@click.option("--dry-run", is_flag=True, help="Say what would be logged, and change nothing.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out. Without it, one bad row stops the import.")
@explained
def import_hours(
    file: BinaryIO, *, member: str, workspace: str, names: tuple[str, ...], dry_run: bool, skip_bad: bool
) -> None:
    """Log the hours of a CSV FILE, each row only once however often you import it; - reads standard input."""
    from bot.clock import SystemClock
    from bot.features.import_export.jobs.cli_import import CliImport, CliImportRefused
    from bot.features.import_export.rules.file_text import ON_COMMAND_LINE

    settings = require_settings()
    catalog = open_content(settings, with_cache=True).current()
    with open_migrated(settings) as database:
        given = {name: subject for name, _, subject in (each.rpartition("=") for each in names)}
        cli_import = CliImport(database, settings, catalog, SystemClock().now(), workspace, member, given)
        try:
            result = cli_import.import_file(
                file.read(ON_COMMAND_LINE.max_bytes + 1), dry_run=dry_run, skip_bad=skip_bad
            )
        except CliImportRefused as refused:
            raise CommandFailure(str(refused)) from refused
    _report_import(result, catalog, skip_bad=skip_bad)


def _report_import(result: CliImportResult, catalog: Catalog, *, skip_bad: bool) -> None:
    """Print what was booked to standard output, and bad rows to standard error."""
    from bot.features.import_export.rules.csv_format import UnknownNameRow
    from bot.slack.mrkdwn import format_count
    from bot.timeexpr.durations.parse import spell

    for row in result.rejected[:MAX_BAD_ROWS_SHOWN]:
        answer = f": give --name '{row.name}=SUBJECT'" if isinstance(row, UnknownNameRow) else ""
        click.echo(f"line {row.line}: {row.reason}{answer}", err=True)
    if len(result.rejected) > MAX_BAD_ROWS_SHOWN:
        click.echo(f"and {len(result.rejected) - MAX_BAD_ROWS_SHOWN} more", err=True)
    bad = sum(not row.is_harmless for row in result.rejected)
    if bad and not skip_bad:
        raise CommandFailure(f"nothing was logged, bad rows: {bad}. Fix them, or leave them out with --skip-bad")
    total = result.total
    rows = format_count(len(total.bookings), "row")
    click.echo(f"{'Logged' if result.is_booked else 'Would log'}: {rows}, {spell(total.minutes)}")
    for area, minutes in total.area_minutes.items():
        click.echo(f"  {catalog.area(area).name}: {spell(minutes)}")
    taken_back = f", {total.taken_back} undone since" if total.taken_back else ""
    click.echo(f"Already logged: {format_count(total.already_booked, 'row')}{taken_back}")
    click.echo(f"Left out: {format_count(len(total.rejected), 'row')}")
