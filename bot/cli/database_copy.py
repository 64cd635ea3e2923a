"""`roadmate db copy`: everything into another database, which is proved to be the same before it is kept."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from bot.cli.commands import CommandFailure, explained, require_settings
from bot.slack.mrkdwn import format_count

if TYPE_CHECKING:
    from bot.db.engine import Database
    from bot.settings import Settings

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

_ROWS_PER_LINE = 100_000  # where the lines of progress go to a file
_STOP_FIRST = "stop `serve`, `socket`, `worker` and whatever else has it open, or try it with --while-running"


@click.command("copy")
@click.argument("url")
@click.option(
    "--while-running",
    is_flag=True,
    help="Try it while Roadmate runs: what is written meanwhile isn't copied.",
)
@explained
def copy(url: str, *, while_running: bool) -> None:
    """Copy everything to the empty database at URL, and prove the copy equal before it is kept."""
    from bot.db.copying.row_faults import CopyRefused
    from bot.db.engine import CommitUncertain, DatabaseUnavailable, connect_database
    from bot.settings import SettingError, read_settings

    settings = require_settings()
    try:
        target_url = read_settings({"DATABASE_URL": url}).database_url
    except SettingError as error:
        raise CommandFailure(str(error).replace("DATABASE_URL", "URL")) from error
    if not while_running:
        _refuse_if_in_use(settings.database_url)
    try:
        with (
            closing(connect_database(settings.database_url)) as source,
            closing(connect_database(target_url)) as target,
        ):
            _refuse_itself(source, target)
            _make_schema(target)
            _copy_and_compare(source, target, settings, while_running=while_running)
    except CopyRefused as error:
        raise CommandFailure(str(error)) from error
    except CommitUncertain as error:
        raise CommandFailure(
            f"the copy may be complete or not: empty the new database and try again: {error}"
        ) from error
    except DatabaseUnavailable as error:
        raise CommandFailure(f"the copy failed, and nothing was kept of it: {error}") from error


def _refuse_if_in_use(url: str) -> None:
    """Refuse to copy what others write to: what comes after the copy has begun would be lost. Raises CommandFailure."""
    from bot.db import migrate, open_elsewhere
    from bot.db.engine import connect_database

    file = migrate.database_file(url)
    if file:
        if not file.exists():
            raise CommandFailure(f"DATABASE_URL: there is no database at {file}")
        if open_elsewhere.is_file_in_use(file):
            raise CommandFailure(f"{file} is in use: {_STOP_FIRST}")
        return
    with closing(connect_database(url)) as database, database.read() as conn:
        if others := open_elsewhere.count_other_connections(conn):
            raise CommandFailure(f"the database has {format_count(others, 'more connection')}: {_STOP_FIRST}")


def _refuse_itself(source: Database, target: Database) -> None:
    """Refuse to copy a database onto itself, by whatever names. Raises CommandFailure."""
    from bot.db.copying.same_database import is_same_database

    if is_same_database(source, target):
        raise CommandFailure("that's the same database as DATABASE_URL: give the URL of another one, which is empty")


def _make_schema(target: Database) -> None:
    """Make the tables in an empty database, and leave any other as it is. Raises SchemaError."""
    from bot.db import migrate

    with target.read() as conn:
        is_empty = migrate.read_schema_version(conn) is None
        if not is_empty:
            migrate.require_own_schema(conn)
    if is_empty:
        migrate.upgrade_schema(target)


def _copy_and_compare(source: Database, target: Database, settings: Settings, *, while_running: bool) -> None:
    from bot.cli.copied_reads import compare_reads
    from bot.cli.progress import ProgressLine
    from bot.clock import SystemClock
    from bot.db import migrate
    from bot.db.copying.database_copy import copy_rows

    progress = ProgressLine(sys.stderr, "Copying")

    def report(table: str, count: int) -> None:
        if progress.is_watched or count % _ROWS_PER_LINE == 0:
            progress.say(f"Copying {table}: {format_count(count, 'row')}")

    with source.read() as snapshot, target.begin(alone=True) as into:
        migrate.require_own_schema(snapshot)
        copied = copy_rows(snapshot, into, report)
        progress.say("Comparing the export, totals and leaderboards")
        compare_reads(snapshot, into, settings=settings, today=SystemClock().now().date())
        progress.clear()
        _check_later_rows(source, copied, while_running=while_running)
    rows, tables = sum(copied.values()), sum(count > 0 for count in copied.values())
    click.echo(
        f"Copied: {format_count(copied['workspaces'], 'workspace')}, {format_count(copied['members'], 'member')}, "
        f"{format_count(copied['entries'], 'entry', 'entries')} "
        f"({format_count(rows, 'row')} in {format_count(tables, 'table')})"
    )
    click.echo("The same in both: every row, the next ids, the export, totals and leaderboards")


def _check_later_rows(source: Database, copied: dict[str, int], *, while_running: bool) -> None:
    """Say which tables have other numbers of rows by now. Raises CommandFailure unless that was expected."""
    from bot.db.copying.database_copy import count_rows

    with source.read() as later:
        changed = {name: count - copied[name] for name, count in count_rows(later).items() if count != copied[name]}
    if changed:
        rows = ", ".join(f"{name} {difference:+,}" for name, difference in changed.items())
        if not while_running:
            raise CommandFailure(
                f"somebody has written meanwhile ({rows}), so nothing was kept of the copy: {_STOP_FIRST}"
            )
        click.echo(f"Written meanwhile, so missing in the copy: {rows}")
