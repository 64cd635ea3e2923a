"""A database that there is already, to read from and to change nothing of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.commands import CommandFailure
from bot.settings import SettingError, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@contextmanager
def open_existing(database: str, option: str) -> Iterator[Connection]:
    """Open a database by its URL or path to read from it; `option` is what names it. Raises CommandFailure."""
    from bot.db import migrate
    from bot.db.engine import connect_database

    address = database if "://" in database else f"sqlite:///{Path(database).absolute()}"
    try:
        url = read_settings({"DATABASE_URL": address}).database_url
    except SettingError as error:
        raise CommandFailure(str(error).replace("DATABASE_URL", option)) from error
    file = migrate.database_file(url)
    if file and not file.is_file():
        raise CommandFailure(f"{option}: no database at {file}")
    with closing(connect_database(url)) as opened, opened.read() as conn:
        found = migrate.read_schema(conn)
        if found is None or not found.works_for(migrate.LATEST_REVISION):
            version = found.revision if found else None
            raise CommandFailure(f"{option}: the database has schema {version}, not {migrate.LATEST_REVISION}")
        yield conn
