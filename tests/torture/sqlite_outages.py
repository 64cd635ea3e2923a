"""SQLite that is full, read-only, locked, busy or gone under a running server."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.faults import FaultyServer
from tests.torture.outages import live_through
from tests.torture.postgresql import fill_disk
from tests.torture.processes import RoadmateProcess

WRITABLE_BYTES: Final = 65_536


@contextmanager
def full_by_limit(process: RoadmateProcess, file: Path) -> Iterator[None]:
    """Let no file of the process be written beyond its beginning: to SQLite a disk that is full.

    Not just beyond its end: the log of writes begins anew within its old size now and then, and that may last for long.
    """
    wal = file.with_name(file.name + "-wal").stat().st_size
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (min(wal, WRITABLE_BYTES), resource.RLIM_INFINITY))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def read_only(process: RoadmateProcess, file: Path) -> Iterator[None]:
    """Forbid all writing, also to who has the files open, as a kernel does that found the disk broken."""
    files = [str(file), f"{file}-wal"]  # the third, which is shared memory, would end the process with SIGBUS
    subprocess.run(["chattr", "+i", *files], check=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)


HOLD_LOCK: Final = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
while True:
    held.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
    held.execute("ROLLBACK")
    time.sleep(float(sys.argv[3]))
"""


@contextmanager
def another_process(file: Path, holds: float, rests: float) -> Iterator[None]:
    """Let another process hold the write lock for so many seconds at a time."""
    command = [sys.executable, "-c", HOLD_LOCK, str(file), str(holds), str(rests)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        yield
        other.kill()


def locked(_process: RoadmateProcess, file: Path) -> AbstractContextManager[None]:
    """Another process has the write lock all the time."""
    return another_process(file, 3600, 0)


def busy(_process: RoadmateProcess, file: Path) -> AbstractContextManager[None]:
    """Another process has the write lock most of the time, for less than the limit."""
    return another_process(file, 0.4, 0.1)


@contextmanager
def gone(process: RoadmateProcess, file: Path) -> Iterator[None]:
    """Move the files away, and back."""
    files = list(file.parent.glob(file.name + "*"))
    away = file.parent / "away"
    away.mkdir()
    for each in files:
        each.rename(away / each.name)
    yield
    for made in file.parent.glob(file.name + "*"):
        made.unlink()
    for each in files:
        (away / each.name).rename(each)


SqliteOutage = Callable[[RoadmateProcess, Path], AbstractContextManager[None]]


@pytest.mark.parametrize("outage", [full_by_limit, read_only, locked, busy, gone], ids=lambda it: it.__name__)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_outages(
    torture: Callable[..., RoadmateProcess], slack: FaultyServer, database_url: str, outage: SqliteOutage
) -> None:
    if outage is read_only and os.geteuid():
        pytest.skip("only root can forbid writing to open files")
    process, file = torture("serve"), Path(database_url.removeprefix("sqlite:///"))
    process.start_up()  # so that the files are there
    process.kill()
    lived = live_through(
        process, slack, _late(outage, process, file), takes_none=outage is not busy, is_unready=outage is not busy
    )
    print(f"\nSQLite, {outage.__name__}: {lived}")  # noqa: T201


@contextmanager
def _late(outage: SqliteOutage, process: RoadmateProcess, file: Path) -> Iterator[None]:
    """Begin the outage only when it is entered: the process it is for has to run by then."""
    with outage(process, file):
        yield


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.skipif(bool(os.geteuid()), reason="only root may mount a small disk")
def test_a_disk_that_is_really_full(
    torture: Callable[..., RoadmateProcess], slack: FaultyServer, tmp_path: Path, sqlite_template: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], check=True)
    try:
        file = disk / "roadmate.db"
        shutil.copy(sqlite_template, file)
        process = torture("serve", url=f"sqlite:///{file}")
        lived = live_through(process, slack, fill_disk(disk / "ballast"))
        process.kill()
        print(f"\nSQLite, full file system: {lived}")  # noqa: T201
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
