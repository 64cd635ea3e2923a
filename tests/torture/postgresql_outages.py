"""PostgreSQL that only reads, is locked, slow, full, stopped, killed or frozen under a running server."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.db import migrate
from bot.db.engine import connect_database
from tests.faults import FaultyServer
from tests.torture.outages import live_through
from tests.torture.postgresql import PostgresqlServer
from tests.torture.processes import RoadmateProcess
from tests.torture.slow_proxy import slow_proxy

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # which these do not use


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    """A server of our own that may be stopped; in a place where its own user gets to."""
    with TemporaryDirectory(prefix="roadmate-pg-") as folder, PostgresqlServer.running(Path(folder)) as made:
        opened = connect_database(made.url)
        migrate.upgrade_schema(opened)
        opened.close()
        yield made


@contextmanager
def pg_read_only(server: PostgresqlServer) -> Iterator[None]:
    """Every session only reads from now on, as after a failover to a standby."""
    server.set("default_transaction_read_only", "on")
    yield
    server.set("default_transaction_read_only", "off")


@contextmanager
def pg_locked(server: PostgresqlServer) -> Iterator[None]:
    """Another session has locked the ledger."""
    with server.session() as conn:
        conn.exec_driver_sql("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def pg_stopped(server: PostgresqlServer) -> Iterator[None]:
    """The server is stopped, and started again."""
    server.stop()
    yield
    server.start()


@contextmanager
def pg_killed(server: PostgresqlServer) -> Iterator[None]:
    """The server dies without a goodbye, and starts again at once."""
    server.send_signal(signal.SIGQUIT)
    server.start()
    yield


@contextmanager
def pg_frozen(server: PostgresqlServer) -> Iterator[None]:
    """No process of the server gets to run."""
    pids = server.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in reversed(pids):
        os.kill(pid, signal.SIGCONT)


PgOutage = Callable[[PostgresqlServer], AbstractContextManager[None]]


@pytest.mark.parametrize(
    "outage", [pg_read_only, pg_locked, pg_stopped, pg_killed, pg_frozen], ids=lambda it: it.__name__
)
def test_postgresql_outages(
    torture: Callable[..., RoadmateProcess], slack: FaultyServer, server: PostgresqlServer, outage: PgOutage
) -> None:
    server.empty()
    lived = live_through(
        torture("serve", url=server.url),
        slack,
        outage(server),
        takes_none=outage is not pg_killed,
        is_unready=outage not in (pg_killed, pg_locked),
    )
    print(f"\nPostgreSQL, {outage.__name__.removeprefix('pg_')}: {lived}")  # noqa: T201


@pytest.mark.parametrize("delay", [0.02, 0.2])
def test_a_slow_postgresql(
    torture: Callable[..., RoadmateProcess], slack: FaultyServer, server: PostgresqlServer, delay: float
) -> None:
    """Every answer of the server comes late by so many seconds; what takes too long is not logged, and told so."""
    server.empty()
    with slow_proxy(server.socket_path) as proxy:
        process = torture("serve", url=server.url_through(proxy.port))
        lived = live_through(process, slack, proxy.slowed(delay), takes_none=False, is_unready=False)
    print(f"\nPostgreSQL, {delay * 1000:.0f} ms later: {lived}")  # noqa: T201


@pytest.mark.skipif(bool(os.geteuid()), reason="only root may mount a small disk")
def test_a_full_disk_below_postgresql(
    torture: Callable[..., RoadmateProcess], slack: FaultyServer, server: PostgresqlServer
) -> None:
    server.empty()
    with server.small_tablespace(megabytes=24) as ballast:
        process = torture("serve", url=server.url)
        lived = live_through(process, slack, ballast, is_unready=False)
        process.kill()
    print(f"\nPostgreSQL, full disk: {lived}")  # noqa: T201
