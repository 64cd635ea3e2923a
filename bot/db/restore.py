"""Put a backup back in the place of a SQLite database, whole or not at all, and never under a running process."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.db import migrate, private_files
from bot.db.compatibility import FoundSchema, schema_compatibility
from bot.db.open_elsewhere import lock_whole_file
from bot.db.sqlite_database import LOCK_TIMEOUT_MS
from bot.db.tables import metadata
from bot.frozen import frozen

# Whoever has opened the old file meanwhile and waits for its lock has given up by then, and opens the new one.
HOLD_SECONDS: Final = LOCK_TIMEOUT_MS / 1000 + 0.5
_FIRST_TABLES: Final = frozenset({"entries", "members", "workspaces"})  # that every schema has


class RestoreRefused(Exception):
    """Raised where a backup is not put back; nothing was changed. The text says why."""


@frozen
class Restored:
    """What was put back, and where the database of before is now; None if there was none."""

    revision: str
    entries: int
    previous: Path | None


def restore_backup(backup: Path, target: Path, *, now: datetime, hold_seconds: float = HOLD_SECONDS) -> Restored:
    """Put a backup in the place of the database at `target`, which is kept beside it.

    At every moment, also after a crash, `target` is the whole old database or the whole new one.

    Raises:
        RestoreRefused: the backup is damaged or none of Roadmate's, or a process has the database open.
        OSError: a file cannot be read or written.
    """
    target = target.resolve()
    if not backup.is_file():
        raise RestoreRefused(f"there is no backup at {backup}")
    if target.exists() and backup.samefile(target):
        raise RestoreRefused(f"{backup} is the database itself; name a backup of it")
    with _checked_copy(backup, target.parent) as (copy, revision, entries):
        previous = _replace_database(copy, target, now, hold_seconds)
    return Restored(revision, entries, previous)


@contextmanager
def _checked_copy(backup: Path, folder: Path) -> Iterator[tuple[Path, str, int]]:
    """Yield a checked copy of the backup, with its schema and number of entries; it is gone after the block."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".restore-", suffix=".db")  # private
    os.close(handle)
    copy = Path(name)
    try:
        try:
            revision, entries = _copy_and_check(backup, copy)
        except sqlite3.Error as error:
            raise RestoreRefused(f"{backup} can't be restored: {error}") from error
        _sync(copy)
        yield copy, revision, entries
    finally:
        for suffix in (*private_files.SQLITE_SUFFIXES, "-journal"):
            Path(name + suffix).unlink(missing_ok=True)


def _copy_and_check(backup: Path, copy: Path) -> tuple[str, int]:
    """Copy the backup, with what lies in a log beside it; return its schema and number of entries."""
    has_log = backup.with_name(backup.name + "-wal").exists()
    how = "mode=ro" if has_log else "mode=ro&immutable=1"  # a backup may lie where nothing can be written
    address = f"{backup.resolve().as_uri()}?{how}"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as into:
        source.backup(into)
        into.execute("PRAGMA journal_mode=DELETE")
        verdict = str(into.execute("PRAGMA integrity_check").fetchone()[0])
        if verdict != "ok":
            raise RestoreRefused(f"{backup} is damaged: {verdict.splitlines()[0]}")
        return _require_known_schema(backup, into), int(into.execute("SELECT count(*) FROM entries").fetchone()[0])


def _require_tables(backup: Path, version: str, tables: set[str]) -> None:
    """Check that a backup of this release's own schema has all its tables. Raises RestoreRefused."""
    if version == migrate.LATEST_REVISION and (missing := metadata.tables.keys() - tables):
        raise RestoreRefused(f"{backup} isn't complete: the table is missing: {min(missing)}")


def _require_known_schema(backup: Path, copy: sqlite3.Connection) -> str:
    """Return the schema of a backup. Raises RestoreRefused for one that this release does not know."""
    tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    row = copy.execute("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in tables else None
    if row is None or row[0] is None or not tables >= _FIRST_TABLES:
        raise RestoreRefused(f"{backup} holds no data of Roadmate's")
    found = FoundSchema(str(row[0]), _read_mark(copy, tables, str(row[0])))
    try:
        migrate.refuse_newer_schema(found)
    except migrate.SchemaError as error:
        raise RestoreRefused(f"{backup}: {error}") from error
    _require_tables(backup, str(row[0]), tables)
    return str(row[0])


def _read_mark(copy: sqlite3.Connection, tables: set[str], revision: str) -> str:
    """Return since which schema releases work over the backup's."""
    if schema_compatibility.name not in tables:
        return revision
    mark = f"SELECT compatible_since FROM {schema_compatibility.name} WHERE revision = ?"  # noqa: S608
    row = copy.execute(mark, [revision]).fetchone()
    return str(row[0]) if row else revision


def _replace_database(copy: Path, target: Path, now: datetime, hold_seconds: float) -> Path | None:
    """Put the copy in the place of the database; return where the old one is now."""
    if not target.exists():
        _remove_logs(target)
        _move_into_place(copy, target)
        return None
    previous = target.with_name(f"{target.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    if previous.exists():
        raise RestoreRefused(f"{previous} exists; try again in a second")
    _write_log_into(target, kept_log=_log_of(previous))
    with _locked(target):
        _give_second_name(target, previous)
        _remove_logs(target)
        _move_into_place(copy, target)
        threading.Event().wait(hold_seconds)
    return previous


def _write_log_into(target: Path, kept_log: Path) -> None:
    """Have SQLite write its log into the database, so that one file is all of it.

    That fails where the database is damaged: then its log is kept as it was, for SQLite throws it away.
    """
    with suppress(FileNotFoundError):
        _give_second_name(_log_of(target), kept_log)
    try:
        with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as old:
            old.execute("PRAGMA journal_mode=DELETE")  # needs the file for itself
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return
        kept_log.unlink(missing_ok=True)
        raise _in_use(target) from error
    kept_log.unlink(missing_ok=True)


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Hold the lock that keeps SQLite from reading a file, whatever is in it. Raises RestoreRefused if it is in use."""
    with target.open("r+b") as file:
        try:
            lock_whole_file(file)
        except (BlockingIOError, PermissionError) as error:
            raise _in_use(target) from error
        yield


def _in_use(target: Path) -> RestoreRefused:
    return RestoreRefused(f"{target} is in use: stop `serve`, `socket`, `worker` and whatever else has it open")


def _log_of(database: Path) -> Path:
    return database.with_name(database.name + "-wal")


def _give_second_name(file: Path, name: Path) -> None:
    """Give a file a second name, under which it stays when the first one goes. Raises FileNotFoundError."""
    try:
        name.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:  # not every file system can
        private_files.create_private_file(name)
        shutil.copyfile(file, name)
        _sync(name)
    with suppress(OSError):
        name.chmod(private_files.PRIVATE)


def _remove_logs(target: Path) -> None:
    """Remove what would be taken for the log of the new database, and destroy it."""
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)


def _move_into_place(copy: Path, target: Path) -> None:
    copy.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
