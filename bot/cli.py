"""Run the command line. Each command builds what it needs and says in one line why it could not be done."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar

import click

from bot.settings import SettingError, Settings, read_dotenv, read_settings

if TYPE_CHECKING:
    from bot.app import Roadmate
    from bot.catalog.catalog import Catalog
    from bot.db.engine import Database
    from bot.doctor import Finding
    from bot.features.import_export.jobs.cli_import import CliImportResult
    from bot.stop_signal import StopSignal

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

CommandT = TypeVar("CommandT", bound=Callable[..., Any])
MAX_BAD_ROWS_SHOWN: Final = 20
LAST_SECONDS: Final = 0.3  # of the time to stop: for the database, and for Python to end
MOMENT_TYPE: Final = click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])


class CommandFailure(click.ClickException):
    """Raised when a command could not be done; one line says why."""

    exit_code = 1


@contextmanager
def explain_failures() -> Iterator[None]:
    """Turn what can go wrong at the start into one line and exit status 1."""
    try:
        yield
    except Exception as error:
        reason = _failure_reason(error)
        if reason is None:
            raise
        raise CommandFailure(reason) from error


def _failure_reason(error: Exception) -> str | None:
    """Return the one line for an error that is expected to happen; None for one of ours."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.catalog.loading.content_files import ContentError
    from bot.db.engine import DatabaseUnavailable
    from bot.db.migrate import SchemaError
    from bot.db.restore import RestoreRefused
    from bot.install.secret_key import SecretKeyError
    from bot.sandbox.terminal.session import NotUnderstoodError
    from bot.trial import TrialError

    match error:
        case DatabaseUnavailable():
            return f"DATABASE_URL: the database cannot be used ({error})"
        case (
            ContentError()
            | SchemaError()
            | SecretKeyError()
            | NotUnderstoodError()
            | TrialError()
            | RestoreRefused()
            | OSError()
        ):
            return str(error)
        case SQLAlchemyError():
            return f"DATABASE_URL: {type(error).__name__}"
    return None


def require_settings(**needed: str) -> Settings:
    """Read the settings, with what the command cannot do without: environment variables by field."""
    try:
        settings = read_settings(os.environ, Path(".env") if Path(".env").is_file() else None)
    except SettingError as error:
        raise CommandFailure(str(error)) from error
    if settings.slack_client_id and needed.pop("slack_bot_token", None):
        needed |= {"slack_client_secret": "SLACK_CLIENT_SECRET", "secret_key": "ROADMATE_SECRET_KEY"}
    for field, variable in needed.items():
        if getattr(settings, field) is None:
            raise CommandFailure(f"{variable} is not set; `roadmate doctor` tells what is missing")
    return settings


@contextmanager
def whole_output() -> Iterator[None]:
    """Write all output before the command ends; leave quietly, as tools do, once nobody reads it any more."""
    if sys.stdout is None:  # closed by whoever started it; what is opened next must not take its number
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    try:
        try:
            yield
        except SystemExit:
            sys.stdout.flush()
            raise
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        sys.exit(128 + signal.SIGPIPE)
    except OSError:
        if _discard_output():
            raise OSError("standard output cannot be written") from None
        raise


def _discard_output() -> bool:
    """Send what could not be written nowhere, since Python would try again at its end and complain; True if any."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return True
    return False


def explained(command: CommandT) -> CommandT:
    """Wrap a command so that its failures are one line."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with explain_failures(), whole_output():
            return command(*args, **kwargs)

    return run  # type: ignore[return-value]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="roadmate")
def main() -> None:
    """Roadmate: a Slack bot with which a team learns together."""


@main.command()
@click.option("--reset", is_flag=True, help="Forget what was tried before, and start anew.")
@explained
def chat(reset: bool) -> None:
    """Chat with the bot in this terminal; no Slack needed."""
    from bot.trial import open_trial, reset_trial

    settings = _settings_of_trial(reset=reset)
    while True:
        with open_trial(settings) as trial:
            code = trial.chat()
        if code is not None:
            sys.exit(code)
        reset_trial(settings)


@main.command()
@click.argument("message")
@click.option("--as", "person", default="ana", show_default=True, help="Who says it.")
@click.option("--json", "as_json", is_flag=True, help="The calls that Slack would get.")
@explained
def say(message: str, person: str, as_json: bool) -> None:
    """Say one thing to the bot and print the reply."""
    from bot.trial import open_trial

    with open_trial(_settings_of_trial()) as trial:
        sys.exit(trial.say(message, person=person, as_json=as_json))


@main.command()
@click.option("--port", default=8765, show_default=True, help="Where the page is served, on loopback.")
@click.option("--reset", is_flag=True, help="Forget what was tried before, and start anew.")
@explained
def sandbox(port: int, reset: bool) -> None:
    """A small Slack in the browser, with the real bot in it."""
    from bot.trial import open_trial

    with open_trial(_settings_of_trial(reset=reset)) as trial:
        trial.serve_page(port, click.echo)


def _settings_of_trial(*, reset: bool = False) -> Settings:
    """Return the settings of a trial, whose database is another one than the real workspace's."""
    from bot.trial import reset_trial, trial_settings

    settings = trial_settings(require_settings(), os.environ)
    if reset:
        reset_trial(settings)
    return settings


@contextmanager
def running_process(**needed: str) -> Iterator[tuple[Roadmate, StopSignal]]:
    """Run a Roadmate until the block ends, with the status pages. The signals are heard from the first moment on.

    `needed` is as `require_settings` takes it.
    """
    from bot.log_lines import set_up_logging
    from bot.stop_signal import StopSignal

    with StopSignal().listening() as stop:
        settings = require_settings(**needed)
        set_up_logging(settings.log_level, settings.log_format)
        from bot import app
        from bot.web.server import serving_status

        with app.running_roadmate(settings, lambda: max(0.0, stop.time_left() - LAST_SECONDS)) as roadmate:
            stop.mark_started()
            with serving_status(roadmate.http.status, host=settings.host, port=settings.status_port):
                yield roadmate, stop


@main.command()
@click.option("--no-worker", is_flag=True, help="Only answer; another process sends.")
@explained
def serve(no_worker: bool) -> None:
    """Answer Slack over HTTP on $PORT."""
    needed = {"slack_bot_token": "SLACK_BOT_TOKEN", "slack_signing_secret": "SLACK_SIGNING_SECRET"}
    with running_process(**needed) as (roadmate, stop):
        from bot.web.server import serve_http

        serve_http(
            lambda: roadmate.start(with_sending=not no_worker).wsgi,
            host=roadmate.deps.settings.host,
            port=roadmate.deps.settings.port,
            stop=stop,
            body_limit=roadmate.http.body_limit,
            on_refused=roadmate.http.metrics.count_refused,
            on_stopping=roadmate.begin_stop,
            on_stopped=lambda: roadmate.stop(stop.time_left() - LAST_SECONDS),
        )


@main.command()
@click.option("--no-worker", is_flag=True, help="Only answer; another process sends.")
@explained
def socket(no_worker: bool) -> None:
    """Answer Slack over Socket Mode."""
    with running_process(slack_bot_token="SLACK_BOT_TOKEN", slack_app_token="SLACK_APP_TOKEN") as (roadmate, stop):  # noqa: S106
        from bot.web.socket_mode.run import run_socket_mode

        token, metrics = roadmate.deps.settings.slack_app_token, roadmate.http.metrics
        metrics.set_socket_connected(False)
        roadmate.start(with_sending=not no_worker)
        status = run_socket_mode(
            roadmate.router,
            app_token=token.get_secret_value() if token else "",
            on_stopped=lambda: roadmate.stop(stop.time_left() - LAST_SECONDS),
            stop_event=stop.event,
            on_connected=metrics.set_socket_connected,
            on_reconnect=metrics.count_reconnect,
        )
    sys.exit(status)


@main.command()
@explained
def worker() -> None:
    """Only schedule and send."""
    with running_process(slack_bot_token="SLACK_BOT_TOKEN") as (roadmate, stop):  # noqa: S106
        roadmate.start(with_sending=True)
        stop.wait()


@main.command()
@click.option("--at", type=MOMENT_TYPE, help="The moment; now if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and change nothing.")
@explained
def deliver(at: datetime | None, dry_run: bool) -> None:
    """Send what is due at a moment, once, and exit."""
    from bot import trial

    settings = require_settings()
    if not (settings.slack_bot_token or settings.slack_client_id):
        settings = trial.trial_settings(settings, os.environ)
    if missed := trial.deliver_due(settings, at, dry_run=dry_run, write=click.echo):
        raise CommandFailure(missed)


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@explained
def db_upgrade() -> None:
    """Bring the schema up to date."""
    from bot.db import migrate
    from bot.db.engine import connect_database

    with closing(connect_database(require_settings().database_url)) as database:
        is_changed = migrate.upgrade_schema(database)
    click.echo(f"{'The schema is now' if is_changed else 'Nothing to do: the schema is'} {migrate.LATEST_REVISION}.")


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


@db.command("forget-workspace")
@click.argument("workspace")
@click.option("--yes", is_flag=True, help="Delete; without it, only say what would be deleted.")
@explained
def db_forget_workspace(workspace: str, yes: bool) -> None:
    """Delete everything of a WORKSPACE, by its id, in which Roadmate is not installed."""
    from bot.clock import SystemClock
    from bot.core.people import leftover_workspaces
    from bot.core.people.installation import list_installed
    from bot.features.privacy.jobs import erase_leftover
    from bot.sandbox.slack_api.fixtures import TEAM_ID

    with _open_migrated(require_settings()) as database:
        with database.read() as conn:
            found = leftover_workspaces.count_rows(conn, workspace=workspace)
            known = workspace in leftover_workspaces.list_workspace_ids(conn)
            all_installed = list_installed(conn)
        installed, is_certain = workspace in all_installed, workspace == TEAM_ID or bool(all_installed)
        if not known:
            raise CommandFailure(f"there is nothing of workspace {workspace}")
        if installed or not is_certain:
            reason = "is installed there" if installed else "has not started since its upgrade, so it may be installed"
            raise CommandFailure(f"{workspace}: Roadmate {reason}; nothing is deleted")
        size = f"{workspace}: {found.members} members, {found.entries} entries"
        if not yes:
            raise CommandFailure(f"{size}; this cannot be undone: repeat with --yes to delete it all")
        erase_leftover(database, workspace, SystemClock().now())
    click.echo(f"Deleted {size}.")


@db.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@explained
def db_restore(file: Path) -> None:
    """Put the backup FILE in the place of the database, which is kept beside it. Stop every process first."""
    from bot.clock import SystemClock
    from bot.db import migrate, restore

    target = migrate.database_file(require_settings().database_url)
    if target is None:
        raise CommandFailure("only SQLite is restored by `roadmate db restore`; use pg_restore or psql for PostgreSQL")
    restored = restore.restore_backup(file, target, now=SystemClock().now())
    click.echo(f"Restored: {target} (schema {restored.revision}, entries: {restored.entries})")
    if restored.previous:
        click.echo(f"The database of before is kept: {restored.previous}")
    if restored.revision != migrate.LATEST_REVISION:
        click.echo(f"The next start brings its schema to {migrate.LATEST_REVISION}.")


@main.group()
def keys() -> None:
    """The keys that seal the workspaces' tokens."""


@keys.command("rotate")
@explained
def keys_rotate() -> None:
    """Seal every workspace's token anew with the first key, once every process has it."""
    from bot.install import installations
    from bot.install.secret_key import SecretKey

    settings = require_settings(secret_key="ROADMATE_SECRET_KEY")  # noqa: S106
    key = SecretKey(settings.secret_key.get_secret_value() if settings.secret_key else "")
    with _open_migrated(settings) as database, database.begin() as conn:
        result = installations.reseal_all(conn, key=key)
    click.echo(f"Sealed anew with the first key: {result.resealed_count}")
    if result.unopened:
        names = ", ".join(result.unopened)
        raise CommandFailure(f"no key opens the token of {names}: add the key that sealed it, or install there again")
    click.echo("Every token is sealed with the first key; the others can go.")


@main.command()
@click.option("--member", help="Only this member, by Slack user id.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option("--workspace", help="Only this workspace, by its id; one that removed the app has to be named.")
@explained
def export(member: str | None, since: datetime | None, workspace: str | None) -> None:
    """Print every entry in force as CSV."""
    from bot.core.ledger import queries
    from bot.core.people import leftover_workspaces
    from bot.features.import_export.rules import csv_format

    with _open_migrated(require_settings()) as database, database.read() as conn:
        entries = queries.iterate_entries(
            conn, workspace=workspace, member=member, since=since.date() if since else None
        )
        csv_format.write_entries(sys.stdout, entries)
        left = () if workspace else leftover_workspaces.list_with_entries(conn)
    if left:
        click.echo(f"Left out, as Roadmate isn't installed there: {', '.join(left)}. Use --workspace ID.", err=True)


@main.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--member", default="", help="Whose the rows are that name no member, by Slack user id.")
@click.option("--workspace", default="", help="Which workspace, by its id; needed only where there are several.")
@click.option("--name", "names", multiple=True, metavar="NAME=SUBJECT", help="What a project of another program is.")
@click.option("--dry-run", is_flag=True, help="Say what would be booked, and change nothing.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out. Else one keeps all from being booked.")
@explained
def import_hours(
    file: BinaryIO, *, member: str, workspace: str, names: tuple[str, ...], dry_run: bool, skip_bad: bool
) -> None:
    """Book the hours of a CSV FILE, each row once however often it comes; - reads standard input."""
    from bot.app import content_cache_dir
    from bot.catalog.source import CatalogSource
    from bot.clock import SystemClock
    from bot.features.import_export.jobs.cli_import import CliImport, CliImportRefused
    from bot.features.import_export.rules.file_text import ON_COMMAND_LINE

    settings = require_settings()
    catalog = CatalogSource(settings.content_path(), content_cache_dir()).current()
    with _open_migrated(settings) as database:
        given = {name: subject for name, _, subject in (each.rpartition("=") for each in names)}
        cli_import = CliImport(database, settings, catalog, SystemClock().now(), workspace, member, given)
        try:
            result = cli_import.import_file(
                file.read(ON_COMMAND_LINE.max_bytes + 1), dry_run=dry_run, skip_bad=skip_bad
            )
        except CliImportRefused as refused:
            raise CommandFailure(str(refused)) from refused
    _report_import(result, catalog, skip_bad=skip_bad)


@contextmanager
def _open_migrated(settings: Settings) -> Iterator[Database]:
    """Open the database, with its schema brought up to date, for one block."""
    from bot.db import migrate
    from bot.db.engine import connect_database

    with closing(connect_database(settings.database_url)) as database:
        migrate.upgrade_schema(database)
        yield database


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
        raise CommandFailure(f"nothing was booked: bad rows: {bad}; fix them, or leave them out with --skip-bad")
    total = result.total
    rows = format_count(len(total.bookings), "row")
    click.echo(f"{'Booked' if result.is_booked else 'Would book'}: {rows}, {spell(total.minutes)}")
    for area, minutes in total.area_minutes.items():
        click.echo(f"  {catalog.area(area).name}: {spell(minutes)}")
    taken_back = f", {total.taken_back} taken back since" if total.taken_back else ""
    click.echo(f"Booked before: {format_count(total.already_booked, 'row')}{taken_back}")
    click.echo(f"Left out: {format_count(len(total.rejected), 'row')}")


@main.group()
def content() -> None:
    """The roadmaps and the plan."""


@content.command("check")
@click.argument(
    "directory", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--against", metavar="DATABASE", help="A database, by URL or path, whose ids have to be there.")
@explained
def content_check(directory: Path | None, against: str | None) -> None:
    """Report every problem of the content at once."""
    from bot.catalog.source import CatalogSource

    catalog = CatalogSource(directory or require_settings().content_path()).current()
    if against:
        _require_ids_of(against, catalog)
    subtopics = sum(len(each.topic.subtopics) for each in catalog.topics)
    counts = f"{len(catalog.roadmaps)} roadmaps, {len(catalog.topics)} topics, {subtopics} subtopics"
    click.echo(f"Content is in order: {counts}.")
    if against:
        click.echo("It has every id that people's data points at.")


def _require_ids_of(against: str, catalog: Catalog) -> None:
    """Fail when a database, given by URL or path, has rows that name ids which the catalog lacks. Changes nothing."""
    from bot.core import used_ids
    from bot.db import migrate
    from bot.db.engine import connect_database

    address = against if "://" in against else f"sqlite:///{Path(against).absolute()}"
    try:
        url = read_settings({"DATABASE_URL": address}).database_url
    except SettingError as error:
        raise CommandFailure(str(error).replace("DATABASE_URL", "--against")) from error
    file = migrate.database_file(url)
    if file and not file.is_file():
        raise CommandFailure(f"--against: there is no database at {file}")
    with closing(connect_database(url)) as database, database.read() as conn:
        version = migrate.read_schema_version(conn)
        if version != migrate.LATEST_REVISION:
            raise CommandFailure(f"--against: the database has schema {version}, not {migrate.LATEST_REVISION}")
        missing = used_ids.find_missing_ids(conn, catalog=catalog)
    if missing:
        raise CommandFailure(str(used_ids.missing_ids_problem(missing)))


@content.command("export")
@explained
def content_export() -> None:
    """Print the roadmaps' plugin configuration as JSON."""
    from bot.catalog.source import CatalogSource

    configuration = CatalogSource(require_settings().content_path()).current().plugin_configuration()
    click.echo(json.dumps(configuration, indent=2, ensure_ascii=False))


@main.command()
@click.option("--url", help="Where Slack reaches `roadmate serve`; left out for Socket Mode.")
@explained
def manifest(url: str | None) -> None:
    """Print the Slack app manifest."""
    from bot.app import COMMANDS
    from bot.manifest import build_manifest

    if url and not re.fullmatch(r"https://[^\s/]+(/[^\s]*)?", url):
        raise click.UsageError("--url must be an address such as https://roadmate.example.com")
    click.echo(json.dumps(build_manifest(require_settings(), COMMANDS, url), indent=2, ensure_ascii=False))


@main.command()
@click.option("--online", is_flag=True, help="Ask Slack too: token, permissions, channel and messages.")
@explained
def doctor(online: bool) -> None:
    """Say what is missing or risky."""
    from bot.clock import SystemClock
    from bot.doctor import Severity, examine_setup

    settings = require_settings()
    from_file = read_dotenv(Path(".env")) if Path(".env").is_file() else {}
    findings = list(examine_setup(settings, {**from_file, **os.environ}, SystemClock().now()))
    if online:
        findings += _examine_slack(settings)
    for finding in findings:
        click.echo(f"{finding.severity.value:8} {finding.text}")
    if any(finding.severity is Severity.BROKEN for finding in findings):
        sys.exit(1)


def _examine_slack(settings: Settings) -> list[Finding]:
    """Return what Slack itself says of this installation."""
    from bot.app import COMMANDS
    from bot.doctor_online import examine_slack
    from bot.slack.client import SlackClient

    secret = settings.slack_bot_token
    token = secret.get_secret_value() if secret else None
    slack = SlackClient(
        api_url=settings.slack_api_url, token=lambda _workspace: token, command_prefix=settings.command_prefix
    )
    return list(examine_slack(settings, slack.for_jobs(), COMMANDS))
