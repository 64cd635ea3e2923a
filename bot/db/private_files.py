"""Make files that nobody but the user who runs Roadmate can read, whatever the umask says."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
OTHERS: Final = 0o077  # every right of group and others
SQLITE_SUFFIXES: Final = ("", "-wal", "-shm")  # the database and what SQLite keeps beside it while it is open


def create_private_file(path: Path) -> None:
    """Create an empty file that only its owner can read. Raises FileExistsError, and OSError where it cannot be."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
    try:
        os.fchmod(handle, PRIVATE)  # a umask may have taken rights of the owner
    finally:
        os.close(handle)


def prepare_sqlite_file(path: Path) -> bool:
    """Create a database file privately where there is none, else take others' rights away; True if they had some.

    SQLite gives the files that it makes beside a database the rights of the database. What cannot be changed, such as
    a file of another owner, is left as it is; `list_readable_files` names it.
    """
    with suppress(OSError):
        create_private_file(path)
        return False
    changed = False
    for file in list_readable_files(path):
        with suppress(OSError):
            file.chmod(file.stat().st_mode & ~OTHERS & 0o777)
            changed = True
    return changed


def list_readable_files(path: Path) -> tuple[Path, ...]:
    """Return which files of a SQLite database others than their owner may read or write."""
    files = (path.with_name(path.name + suffix) for suffix in SQLITE_SUFFIXES)
    return tuple(file for file in files if file.is_file() and file.stat().st_mode & OTHERS)
