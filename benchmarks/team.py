"""`team`: `/team` of five hundred members with two years of entries, against its statements alone."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, select, text, update

from benchmarks import databases, ledger, requests, serving
from benchmarks.report import Table, median, milli, percentile, ratio, times
from benchmarks.requests import WORKSPACE
from bot.app import Roadmate, build
from bot.catalog.source import CatalogSource
from bot.clock import SystemClock, TurnableClock
from bot.db.engine import Connection, Sessions
from bot.db.tables import absences, goals, members, pairs, stucks, targets, works
from bot.db.tables import metadata as tables
from bot.settings import read_settings

ENTRIES = 208_000  # four a week of each of five hundred members, for two years
AIM = 0.200  # seconds
ADMIN, MENTOR = "U000000", "U000001"
MENTEES = 5
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KINDS = ("SQLite", "PostgreSQL")
ASKED = ("", "networking", "stuck", "coverage")
_COPIED = ("workspaces", "members", "entries", "totals", "ticks")

Work = Callable[[], object]
Statement = tuple[str, Any]


def run(*, quick: bool, entries: int = ENTRIES, rounds: int = 0, kinds: tuple[str, ...] = KINDS) -> Table:
    """One database after the other; on each, whole request and bare statements in turn."""
    rounds = rounds or (7 if quick else 31)
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as name, databases.postgresql(Path(name)) as server:
        directory = Path(name)
        urls = {"SQLite": f"sqlite:///{directory / 'team.db'}", "PostgreSQL": server}
        for kind in kinds:
            url = urls[kind]
            if url is None:
                continue
            with _running(url, directory, entries) as app:
                rows += [_row(kind, app, ADMIN, words, rounds) for words in ASKED]
                rows.append(_row(kind, app, MENTOR, "", rounds))
    notes = (
        f"{ledger.PEOPLE} members, {entries:,} entries with their sums; medians of {rounds} interleaved pairs.",
        "A request is signed and goes through the guard, Bolt, the database and the view, in this process.",
        "Its statements alone are the same ones, recorded, sent by the driver again, and every row of theirs fetched.",
        f"The aim is {milli(AIM)} for a whole answer. The mentor sees {MENTEES} mentees.",
    )
    columns = ("database", "what", "whole answer", "slowest of ten", "statements", "their time", "ratio")
    return Table("`/team` over two years", columns, tuple(rows), notes)


@contextmanager
def _running(url: str, directory: Path, entries: int) -> Iterator[Roadmate]:
    """A Roadmate over a full database."""
    settings = read_settings(serving.environment(url, directory))
    file = directory / "ledger.db" if not url.startswith("sqlite") else Path(url.removeprefix("sqlite:///"))
    ledger.make(file, entries, CatalogSource(settings.content_path()).current())
    if not url.startswith("sqlite"):
        _copy(file, url)
    app = build(settings, clock=TurnableClock(NOON, running=False), signed_at=SystemClock())
    with closing(app):
        with app.deps.sessions.begin() as session:
            databases.patient(session)
            _mentoring(session)
        yield app


def _mentoring(session: Connection) -> None:
    """Goals, days away, assignments and pairs, as a team has them."""
    ids = requests.members(ledger.PEOPLE)
    away = {"first": (NOON - timedelta(days=3)).date(), "last": (NOON + timedelta(days=3)).date()}
    task = {"assignment": "networking.cdn", "state": "handed in", "step": 1, "changed_at": NOON}
    rows: dict[Any, list[dict[str, Any]]] = {
        goals: [{"member": each, "week": "2026-W01", "minutes": 180} for each in ids[::5]],
        targets: [{"member": each, "area": "networking", "day": away["last"]} for each in ids[::7]],
        absences: [{"member": each, **away, "created_at": NOON} for each in ids[::11]],
        stucks: [{"member": each, "subject": "", "words": "state locks", "at": NOON} for each in ids[::13]],
        works: [{"member": each, **task} for each in ids[::3]],
        pairs: [
            {"mentor": MENTOR, "mentee": each, "asked_by": ADMIN, **dict.fromkeys(("mentor_at", "mentee_at"), NOON)}
            | {"created_at": NOON}
            for each in ids[2 : 2 + MENTEES]
        ],
    }
    for table, some in rows.items():
        session.execute(insert(table), [{"workspace": WORKSPACE, **row} for row in some])
    session.execute(update(members).where(members.c.id == MENTOR).values(is_mentor=True))
    session.execute(text("ANALYZE"))


def _copy(file: Path, url: str) -> None:
    """The same rows in PostgreSQL."""
    with databases.opened(f"sqlite:///{file}") as source, databases.opened(url) as target:
        for name in _COPIED:
            table = tables.tables[name]
            with source.read() as reading, target.begin() as writing:
                databases.patient(writing)
                raw: Any = writing.connection.dbapi_connection
                columns = ", ".join(column.name for column in table.c)
                with raw.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                    for row in reading.execute(select(table)):
                        copy.write_row(row)


def _row(kind: str, app: Roadmate, member: str, words: str, rounds: int) -> tuple[str, ...]:
    sessions = app.deps.sessions

    def whole() -> object:
        return _answered(app, requests.command("/team", words, member))

    whole()  # everybody is met, everything is compiled
    statements = _recorded(sessions, whole)
    works_of: tuple[Work, Work] = (whole, lambda: _replayed(sessions, statements))
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, each in zip(works_of, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append(time.perf_counter() - start)
    answer, bare = taken
    what = f"`/team {words}`".replace(" `", "`") + (", a mentor" if member == MENTOR else "")
    figures = (milli(median(answer)), milli(percentile(answer, 90)), str(len(statements)), milli(median(bare)))
    return kind, what, *figures, times(ratio(answer, bare))


def _answered(app: Roadmate, request: bytes) -> bytes:
    """The body of the answer to a request in this process. Raises AssertionError for anything but a table."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, _, value in lines}
    environ |= {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/slack/events",
        "QUERY_STRING": "",
        "CONTENT_TYPE": environ["HTTP_CONTENT_TYPE"],
        "CONTENT_LENGTH": str(len(body)),
    }
    start: Any = lambda *_: None  # noqa: E731  (of WSGI, which hands it the status and the headers)
    answer = b"".join(app.wsgi({**environ, "wsgi.input": io.BytesIO(body)}, start))
    assert b"data_table" in answer, answer[:200]
    return answer


def _recorded(sessions: Sessions, work: Work) -> list[Statement]:
    """The statements that it sends."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(sessions.engine, "before_cursor_execute", note)
    work()
    event.remove(sessions.engine, "before_cursor_execute", note)
    return seen


def _replayed(sessions: Sessions, statements: list[Statement]) -> None:
    """The driver alone: the same statements in a transaction, all rows fetched."""
    with sessions.read() as session:
        cursor = session.connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        cursor.close()
