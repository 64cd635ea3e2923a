"""How a command of the command line can fail: one line says why, and standard output is whole or left quietly."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.request_context import working_on
from bot.settings import SettingError, Settings, read_settings

if TYPE_CHECKING:
    from bot.catalog.source import CatalogSource
    from bot.db.engine import Database

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


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
    from bot.db.engine import DatabaseUnavailable, describe_failure
    from bot.db.migrate import SchemaError
    from bot.db.restore import RestoreRefused
    from bot.install.secret_key import SecretKeyError
    from bot.sandbox.terminal.session import NotUnderstoodError
    from bot.trial import TrialError

    match error:
        case DatabaseUnavailable():
            return f"DATABASE_URL: can't use the database ({error})"
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
            return f"DATABASE_URL: can't use the database ({describe_failure(error)})"
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
            raise CommandFailure(f"{variable} isn't set; `roadmate doctor` says what's missing")
    return settings


def open_content(settings: Settings, *, with_cache: bool = False) -> CatalogSource:
    """Return the content that the settings name, with its packs and the operator's layer.

    Without the cache everything is checked anew, and a broken pack's last good version isn't known.

    Raises:
        ContentError: the content has problems.
    """
    from bot.catalog.source import CatalogSource

    cache_dir = None
    if with_cache:
        from bot.app import content_cache_dir

        cache_dir = content_cache_dir()
    return CatalogSource(settings.content_path(), cache_dir, settings.packs_dir)


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
            raise OSError("can't write to standard output") from None
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
        with working_on(_command_line_name()), explain_failures(), whole_output():
            return command(*args, **kwargs)

    return run  # type: ignore[return-value]


def _command_line_name() -> str:
    """Return a command's own name, such as "db backup"; never what was typed behind it."""
    names, context = list[str](), click.get_current_context(silent=True)
    while context and context.parent:
        names.insert(0, context.command.name or "")
        context = context.parent
    return " ".join(names)


@contextmanager
def open_migrated(settings: Settings) -> Iterator[Database]:
    """Open the database, with its schema brought up to date, for one block."""
    from bot.db import migrate
    from bot.db.engine import connect_database

    with closing(connect_database(settings.database_url)) as database:
        migrate.upgrade_schema(database)
        yield database
