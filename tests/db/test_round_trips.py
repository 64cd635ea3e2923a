"""On PostgreSQL a booking waits for the server twice; dead connections are found before they are used."""

from __future__ import annotations

import select as sockets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import insert, literal_column, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.db.engine import Database, DatabaseUnavailable, connect_database
from bot.db.statements import PreparedStatement, Step, put_off, run_together
from bot.db.tables import handled_events
from bot.dispatch.shared_replays import SharedReplayWindow
from tests.conftest import NOON, PostgresqlTestDatabase
from tests.db.distant import open_through, socket_of
from tests.slack_driver import Driver

QUIET = 0.03  # seconds without a word from the client: it waits for an answer
TRIES = 5  # of which the best counts: a busy machine may fall silent in the middle of a sentence

_NUMBER = PreparedStatement(lambda _: select(literal_column("1")))
_BROKEN = PreparedStatement(lambda _: text("SELECT nothing FROM nowhere"))
_ADD = PreparedStatement(lambda _: insert(handled_events).values(event="one", at=NOON))


class CountingProxy:
    """Stands between client and server, and lets answers through only when the client has nothing more to say."""

    def __init__(self, target: str) -> None:
        self.trips = 0
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with suppress(ConnectionError), closing(client), socket.socket(socket.AF_UNIX) as server:
            server.connect(self._target)
            held = b""
            while True:
                ready, _, _ = sockets.select([client, server], [], [], QUIET if held else None)
                for each in ready:
                    data = each.recv(65536)
                    if not data:
                        return
                    if each is client:
                        server.sendall(data)
                    else:
                        held += data
                if held and not ready:
                    self.trips += 1
                    client.sendall(held)
                    held = b""

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def proxy(postgresql_database: PostgresqlTestDatabase) -> Iterator[CountingProxy]:
    with closing(CountingProxy(socket_of(postgresql_database.url))) as proxy:
        yield proxy
    postgresql_database.empty()


@pytest.fixture
def distant(postgresql_database: PostgresqlTestDatabase, proxy: CountingProxy) -> Iterator[Database]:
    """A database at the end of a line on which each answer takes its time."""
    with open_through(postgresql_database.url, proxy.port) as database:
        yield database


@pytest.fixture
def database_url(distant: Database) -> str:
    """What the driver's world is built over."""
    return distant.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def open_database(distant: Database) -> Any:
    return lambda: distant


@pytest.fixture
def postgresql(postgresql_database: PostgresqlTestDatabase) -> Iterator[Database]:
    """A database on a line that doesn't wait."""
    with closing(connect_database(postgresql_database.url)) as database:
        yield database
    postgresql_database.empty()


def _end(database: Database, connection: int) -> None:
    """Have the server end a connection, and wait until it has."""
    with database.glance() as conn:
        conn.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": connection})


@contextmanager
def counted(proxy: CountingProxy, found: list[int]) -> Iterator[None]:
    before = proxy.trips
    yield
    found.append(proxy.trips - before)


def test_a_booking_takes_two_round_trips_and_its_replay_guard_one(driver: Driver, proxy: CountingProxy) -> None:
    driver.say("ana", "/log 10m networking")
    trips: list[int] = []
    for number in range(TRIES):
        with counted(proxy, trips):
            assert "Logged" in driver.say("ana", f"/log {11 + number}m networking").text
    assert min(trips) == 3, trips


def test_a_transaction_takes_as_many_round_trips_as_it_waits_for_answers(
    distant: Database, proxy: CountingProxy
) -> None:
    with distant.begin() as conn:
        _NUMBER.run(conn, {})
    kinds = {1: [_NUMBER], 2: [_NUMBER, _NUMBER, _NUMBER]}
    for expected, together in kinds.items():
        trips: list[int] = []
        for _ in range(TRIES):
            with counted(proxy, trips), distant.begin() as conn:
                if expected == 1:
                    put_off(conn, *(Step(each, {}) for each in together))
                else:
                    assert run_together(conn, *(Step(each, {}) for each in together)) == [[(1,)]] * 3
        assert min(trips) == expected, trips


def test_what_is_put_off_comes_before_what_is_asked_next(distant: Database) -> None:
    with distant.begin() as conn:
        put_off(conn, Step(_ADD, {}))
        assert conn.execute(text("SELECT event FROM handled_events")).scalars().all() == ["one"]
    with pytest.raises(IntegrityError), distant.begin() as conn:
        put_off(conn, Step(_ADD, {}))
        conn.execute(text("SELECT 1"))
    with pytest.raises(DatabaseUnavailable), distant.begin() as conn:
        put_off(conn, Step(_BROKEN, {}))
    with pytest.raises(LookupError), distant.begin() as conn:
        put_off(conn, Step(_BROKEN, {}))
        raise LookupError
    with distant.begin() as conn:
        assert run_together(conn, Step(_NUMBER, {})) == [[(1,)]], "nothing is left of it"


def test_a_statement_that_fails_among_others_says_why(distant: Database) -> None:
    with pytest.raises(DatabaseUnavailable, match="does not exist"), distant.begin() as conn:
        run_together(conn, Step(_NUMBER, {}), Step(_BROKEN, {}), Step(_NUMBER, {}))


def test_connections_that_the_server_has_ended_are_not_used(distant: Database, proxy: CountingProxy) -> None:
    with distant.begin() as first, distant.begin() as second:
        for conn in (first, second):
            conn.execute(text("SELECT 1"))
    ended = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    with distant.begin() as conn:
        conn.execute(ended)
    time.sleep(2 * QUIET)  # until the proxy has passed the end on
    for _ in range(3):
        with distant.begin() as conn:
            assert _NUMBER.run(conn, {}) == [(1,)]


@pytest.mark.parametrize("swallows", [False, True], ids=["told at once", "swallowed by the caller"])
def test_a_connection_that_ends_amid_a_transaction_is_said_to_be_the_database_s_fault(
    postgresql: Database, *, swallows: bool
) -> None:
    with pytest.raises(DatabaseUnavailable), postgresql.begin() as conn:
        _ADD.run(conn, {})
        _end(postgresql, conn.execute(text("SELECT pg_backend_pid()")).scalar_one())
        with suppress(OperationalError if swallows else ()):
            conn.execute(text("SELECT 1"))
    with postgresql.read() as conn:
        assert not conn.execute(text("SELECT * FROM handled_events")).all()


def test_a_connection_that_has_forgotten_its_statements_fails_once_and_not_for_ever(postgresql: Database) -> None:
    for _ in range(8):  # the driver prepares what it has seen a few times
        with postgresql.begin() as conn:
            _NUMBER.run(conn, {})
    with postgresql.glance() as conn:
        raw: Any = conn.connection.dbapi_connection
        raw.pgconn.exec_(b"DISCARD ALL")
    with pytest.raises(DatabaseUnavailable, match="prepared statement"), postgresql.begin() as conn:
        _NUMBER.run(conn, {})
    for _ in range(2):
        with postgresql.begin() as conn:
            assert _NUMBER.run(conn, {}) == [(1,)]


def test_the_server_compiles_nothing(distant: Database) -> None:
    with distant.read() as conn:
        assert conn.execute(text("SHOW jit")).scalar_one() == "off"


def test_a_replay_is_found_in_one_round_trip(distant: Database, proxy: CountingProxy) -> None:
    windows, trips = [SharedReplayWindow(distant), SharedReplayWindow(distant)], list[int]()
    assert windows[0].claim("warm", 0.0)
    for number in range(TRIES):
        with counted(proxy, trips):
            assert windows[0].claim(f"key {number}", 0.0)
        assert not windows[1].claim(f"key {number}", 0.0)
    assert min(trips) == 1, trips
