"""`roadmate db` and `roadmate keys`: the database, and the keys that seal tokens in it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from bot.cli.commands import CommandFailure, explained, open_migrated, require_settings
from bot.cli.database_copy import copy
from bot.slack.mrkdwn import format_count

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@explained
def db_upgrade() -> None:
    """Bring the schema up to date."""
    from bot.db import compatibility, migrate
    from bot.db.engine import connect_database

    with closing(connect_database(require_settings().database_url)) as database:
        with database.read() as conn:
            before = migrate.read_schema(conn)
        notice = compatibility.notice_of(before, migrate.LATEST_REVISION) if before else None
        is_changed = not notice and migrate.upgrade_schema(database)  # which would log the notice too
    if notice:
        click.echo(f"Nothing to do: {notice}.")
    elif is_changed:
        click.echo(f"The schema is now {migrate.LATEST_REVISION}.")
        if before and migrate.is_compatible_upgrade(before):
            click.echo("Running processes of the release before go on; restart them with this one, in any order.")
        elif before:
            click.echo("Running processes of the release before do nothing more until you restart them with this one.")
    else:
        click.echo(f"Nothing to do: the schema is already {migrate.LATEST_REVISION}.")


@db.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@explained
def db_backup(file: Path) -> None:
    """Copy a live database to FILE, and check the copy."""
    from bot.db import migrate
    from bot.db.engine import connect_database

    with closing(connect_database(require_settings().database_url)) as database:
        migrate.backup_database(database, file)
    click.echo(f"Copied and checked: {file}")


db.add_command(copy)


@db.command("forget-workspace")
@click.argument("workspace")
@click.option("--yes", is_flag=True, help="Delete it. Without this, only say what would be deleted.")
@explained
def db_forget_workspace(workspace: str, yes: bool) -> None:
    """Delete everything of a WORKSPACE (its id) where Roadmate isn't installed any more."""
    from bot.clock import SystemClock
    from bot.core.people import leftover_workspaces
    from bot.core.people.installation import list_installed
    from bot.db import migrate
    from bot.features.privacy.jobs import erase_leftover
    from bot.sandbox.slack_api.fixtures import TEAM_ID

    with open_migrated(require_settings()) as database:
        with database.read() as conn:
            migrate.require_own_schema(conn)
            found = leftover_workspaces.count_rows(conn, workspace=workspace)
            known = workspace in leftover_workspaces.list_workspace_ids(conn)
            all_installed = list_installed(conn)
        installed, is_certain = workspace in all_installed, workspace == TEAM_ID or bool(all_installed)
        if not known:
            raise CommandFailure(f"nothing is kept of workspace {workspace}")
        if installed or not is_certain:
            reason = "is installed there" if installed else "hasn't started since its upgrade, so it may be installed"
            raise CommandFailure(f"{workspace}: Roadmate {reason}; nothing is deleted")
        size = (
            f"{workspace}: {format_count(found.members, 'member')}, {format_count(found.entries, 'entry', 'entries')}"
        )
        if not yes:
            raise CommandFailure(f"{size}; this can't be undone. Repeat it with --yes to delete all of it")
        erase_leftover(database, workspace, SystemClock().now())
    click.echo(f"Deleted {size}.")


@db.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@explained
def db_restore(file: Path) -> None:
    """Replace the database with the backup FILE; the old one is kept beside it. Stop every process first."""
    from bot.clock import SystemClock
    from bot.db import migrate, restore

    target = migrate.database_file(require_settings().database_url)
    if target is None:
        raise CommandFailure("`roadmate db restore` only restores SQLite; for PostgreSQL use pg_restore or psql")
    restored = restore.restore_backup(file, target, now=SystemClock().now())
    click.echo(f"Restored: {target} (schema {restored.revision}, entries: {restored.entries})")
    if restored.previous:
        click.echo(f"The old database is kept: {restored.previous}")
    if restored.revision != migrate.LATEST_REVISION:
        click.echo(f"The next start upgrades its schema to {migrate.LATEST_REVISION}.")


@click.group()
def keys() -> None:
    """The keys that encrypt the workspaces' tokens."""


@keys.command("rotate")
@explained
def keys_rotate() -> None:
    """Encrypt every workspace's token again with the first key. Every process needs that key first."""
    from bot.install import installations
    from bot.install.secret_key import SecretKey

    settings = require_settings(secret_key="ROADMATE_SECRET_KEY")  # noqa: S106
    key = SecretKey(settings.secret_key.get_secret_value() if settings.secret_key else "")
    with open_migrated(settings) as database, database.begin() as conn:
        result = installations.reseal_all(conn, key=key)
    if result.resealed_count:
        click.echo(f"Encrypted again with the first key: {result.resealed_count}")
    if result.unopened:
        names = ", ".join(result.unopened)
        raise CommandFailure(
            f"no key opens the token of {names}: add the key it was encrypted with, or install Roadmate there again"
        )
    if result.resealed_count:
        click.echo("Every token now uses the first key; you can remove the others.")
    else:
        click.echo("Nothing to do: every token already uses the first key.")
        click.echo("To change to another key, put it first everywhere, restart every process, and run this again.")
