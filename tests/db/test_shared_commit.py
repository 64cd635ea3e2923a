"""Those who write at the same time share a commit: what is answered is what is there, whoever fails."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.clock import AdjustableClock
from bot.db.engine import Connection, DatabaseUnavailable
from bot.db.sqlite_database import WRITER_CACHE_KB, SqliteDatabase
from bot.db.tables import handled_events
from bot.db.write_turns import WriteTurns
from tests.conftest import NOON, SqliteTestDatabase
from tests.fast_sqlite import connect_sqlite

WRITERS = 8
WRITES = 20  # of each writer
JOIN_SECONDS = 30.0  # on a busy machine those who are to share take longer to come than the product waits for them


@pytest.fixture
def path(sqlite_database: SqliteTestDatabase, tmp_path: Path) -> Path:
    sqlite_database.create(tmp_path)
    return tmp_path / "roadmate.db"


@pytest.fixture
def sqlite(path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(connect_sqlite(path).engine, join_seconds=JOIN_SECONDS)
    yield database
    database.close()


class Commits:
    """Counts commits, and lets some fail just before they are tried."""

    def __init__(self, database: SqliteDatabase, fails: Callable[[], bool] = lambda: False) -> None:
        self.count = 0
        self._fails = fails
        event.listen(database.engine, "commit", self._note)

    def _note(self, _conn: Connection) -> None:
        self.count += 1
        if self._fails():
            raise sqlite3.DatabaseError("disk I/O error")


def add(conn: Connection, name: str) -> None:
    conn.execute(insert(handled_events).values(event=name, at=NOON))


def names(path: Path) -> list[str]:
    """What another process would find."""
    with sqlite3.connect(path) as connection:
        return [name for (name,) in connection.execute("SELECT event FROM handled_events ORDER BY event")]


class Held:
    """Somebody's transaction that stays open until all those who are to share it wait behind it."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._pool = ThreadPoolExecutor(WRITERS)
        self.writes: list[Future[None]] = []

    def then(self, work: Callable[[Connection], None], *, alone: bool = False) -> None:
        """Have this done by the next in the line."""
        before = self._database.load().waiting_writers
        self.writes.append(self._pool.submit(self._write, work, alone=alone))
        while self._database.load().waiting_writers == before:
            time.sleep(0)

    def _write(self, work: Callable[[Connection], None], *, alone: bool) -> None:
        with self._database.begin(alone=alone) as conn:
            work(conn)

    def errors(self) -> list[type[BaseException] | None]:
        found = [each.exception(10) for each in self.writes]
        self._pool.shutdown()
        return [each and type(each) for each in found]


def test_those_who_wait_share_one_commit(sqlite: SqliteDatabase, path: Path) -> None:
    commits, held = Commits(sqlite), Held(sqlite)
    with sqlite.begin() as conn:
        add(conn, "0")
        for number in range(1, 6):
            held.then(lambda conn, number=number: add(conn, str(number)))  # type: ignore[misc]
    assert names(path) == [*"012345"], "nobody goes on before the commit"
    assert held.errors() == [None] * 5
    assert commits.count == 1


def test_the_connection_that_writes_keeps_more_of_the_file_in_memory(sqlite: SqliteDatabase) -> None:
    asked, kilobytes = text("PRAGMA cache_size"), []
    for opened in (sqlite.begin(), sqlite.begin(alone=True), sqlite.read(), sqlite.glance()):
        with opened as conn:
            kilobytes.append(-int(conn.execute(asked).scalar_one()))
    assert kilobytes == [WRITER_CACHE_KB, WRITER_CACHE_KB, 2000, 2000]


def test_what_takes_long_has_a_commit_of_its_own_and_keeps_its_place(sqlite: SqliteDatabase, path: Path) -> None:
    commits, held, seen = Commits(sqlite), Held(sqlite), list[list[str]]()

    def look(conn: Connection, name: str) -> None:
        seen.append(names(path))
        add(conn, name)

    with sqlite.begin() as conn:
        add(conn, "0")
        held.then(lambda conn: look(conn, "1"))
        held.then(lambda conn: look(conn, "2"), alone=True)
        held.then(lambda conn: look(conn, "3"))
    assert held.errors() == [None] * 3
    assert (seen, commits.count) == ([[], [*"01"], [*"012"]], 3)


def break_key(conn: Connection) -> None:
    add(conn, "broken")
    add(conn, "0")


def give_up(conn: Connection) -> None:
    add(conn, "given up")
    raise LookupError


def test_an_error_takes_back_only_its_own(sqlite: SqliteDatabase, path: Path) -> None:
    commits, held = Commits(sqlite), Held(sqlite)
    with sqlite.begin() as conn:
        add(conn, "0")
        for work in (break_key, give_up, lambda conn: add(conn, "1")):
            held.then(work)
    assert held.errors() == [IntegrityError, LookupError, None]
    assert (names(path), commits.count) == (["0", "1"], 1)


def test_a_first_who_fails_leaves_the_others_their_own(sqlite: SqliteDatabase, path: Path) -> None:
    held = Held(sqlite)
    with pytest.raises(LookupError), sqlite.begin() as conn:
        held.then(lambda conn: add(conn, "1"))
        give_up(conn)
    assert (held.errors(), names(path)) == ([None], ["1"])


def test_a_commit_that_fails_is_told_to_all_and_to_those_who_looked_at_it(sqlite: SqliteDatabase, path: Path) -> None:
    Commits(sqlite, lambda: True)
    held = Held(sqlite)
    with pytest.raises(DatabaseUnavailable), sqlite.begin() as conn:
        add(conn, "0")
        held.then(break_key)  # "0" is there already, it would be said
        held.then(lambda conn: add(conn, "1"))
    assert (held.errors(), names(path)) == ([DatabaseUnavailable] * 2, [])


def test_a_full_disk_takes_back_all_and_is_told_to_all(sqlite: SqliteDatabase, path: Path) -> None:
    held = Held(sqlite)

    def fill(conn: Connection) -> None:
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
        conn.execute(text(f"PRAGMA max_page_count={pages}"))
        for number in range(10_000):
            add(conn, f"{number:05}" + "x" * 150)

    with pytest.raises(DatabaseUnavailable), sqlite.begin() as conn:
        add(conn, "0")
        held.then(fill)
        held.then(lambda conn: add(conn, "1"))
    assert held.errors() == [DatabaseUnavailable, None]
    assert names(path) == ["1"], "whoever came after that has a new transaction"


def test_a_turn_that_does_not_come_in_time_is_given_up_and_not_lost() -> None:
    turns = WriteTurns()
    assert turns.take(1)
    assert not turns.take(0.001)
    turns.release()
    assert turns.take(0.001)
    assert not turns.pass_on()


def test_who_is_interrupted_while_they_wait_leaves_the_line() -> None:
    turns, main = WriteTurns(), threading.main_thread().ident
    assert main is not None
    assert turns.take(0)

    def interrupt() -> None:
        while not len(turns):
            time.sleep(0)
        signal.pthread_kill(main, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        turns.take(10)
    turns.release()
    assert turns.take(0), "the turn was passed on to somebody who has gone"


def test_a_database_file_out_of_reach_is_said_to_be_the_database_s_fault(tmp_path: Path) -> None:
    (tmp_path / "no folder").touch()
    database = connect_sqlite(tmp_path / "no folder" / "roadmate.db")
    for use in (database.begin, database.read, database.glance):
        with pytest.raises(DatabaseUnavailable), use() as conn:
            conn.execute(text("SELECT 1"))
    database.close()


def test_turns_are_taken_in_the_order_of_coming() -> None:
    turns, taken = WriteTurns(), list[int]()
    assert turns.take(1)

    def take(number: int) -> None:
        assert turns.take(10)
        taken.append(number)
        turns.release()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        while len(turns) <= number:
            time.sleep(0)
    turns.release()
    for thread in threads:
        thread.join()
    assert taken == [*range(5)]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_answered_is_exactly_what_is_there(sqlite: SqliteDatabase, path: Path, seed: int) -> None:
    chance = random.Random(seed)
    commits = Commits(sqlite, lambda: chance.random() < 0.1)
    answered: list[str] = []

    def write(writer: int) -> None:
        chance = random.Random(f"{seed} {writer}")
        for number in range(WRITES):
            work = chance.choices((add, _swallow, _fail, _break), (6, 1, 1, 1))[0]
            name = f"{writer}:{number:03}"
            try:
                with sqlite.begin(alone=chance.random() < 0.1) as conn:
                    work(conn, name)
            except (DatabaseUnavailable, LookupError, IntegrityError):
                continue
            answered.append(name)

    with ThreadPoolExecutor(WRITERS) as pool:
        assert [*pool.map(write, range(WRITERS))] == [None] * WRITERS
    assert names(path) == sorted(answered)
    assert 0 < commits.count < len(answered), "some share a commit"


def _swallow(conn: Connection, name: str) -> None:
    add(conn, name)
    with pytest.raises(IntegrityError):
        add(conn, name)


def _fail(conn: Connection, name: str) -> None:
    add(conn, name)
    raise LookupError


def _break(conn: Connection, name: str) -> None:
    add(conn, name)
    add(conn, name)


KILLED = """
import sys, threading
from datetime import datetime, UTC
from sqlalchemy import event, insert
from bot.db.engine import connect_database
from bot.db.tables import handled_events

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
database = connect_database(sys.argv[1])
lock = threading.Lock()

def write(writer):
    number = 0
    while True:
        number += 1
        with database.begin() as conn:
            conn.execute(insert(handled_events).values(event=f"{writer}:{number}", at=NOON))
        with lock:
            print(f"{writer}:{number}", flush=True)

@event.listens_for(database.engine, "commit")
def note(conn):
    with lock:
        print("commit", flush=True)

for writer in range(8):
    threading.Thread(target=write, args=(writer,)).start()
"""


def test_kill_9_amid_shared_commits_loses_nothing_that_was_answered(path: Path) -> None:
    """Whatever a process has said that it wrote is there after it was killed, with several in each commit."""
    command = [sys.executable, "-c", KILLED, f"sqlite:///{path}"]
    answered, commits = set[str](), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:
        assert process.stdout
        for line in process.stdout:
            commits += line == "commit\n"
            answered |= {line.strip()} - {"commit"}
            if len(answered) == 400:
                break
        os.kill(process.pid, signal.SIGKILL)
        rest = [line.strip() for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    assert commits < len(answered) / 2, "they share commits"
    assert answered | ({*rest} - {"commit"}) <= {*names(path)}


def test_a_file_that_is_replaced_meanwhile_is_not_joined(
    sqlite: SqliteDatabase, path: Path, clock: AdjustableClock
) -> None:
    held, other = Held(sqlite), path.with_name("other.db")
    with sqlite3.connect(path) as source, sqlite3.connect(other) as target:
        source.backup(target)
    with sqlite.begin() as conn:
        conn.execute(select(handled_events))
        held.then(lambda conn: add(conn, "new"))
        other.replace(path)
    assert (held.errors(), names(path)) == ([None], ["new"])
