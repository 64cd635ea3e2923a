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

from benchmarks import client, databases, serving
from benchmarks.client import BENCH_WORKSPACE
from benchmarks.report import ReportTable, format_milliseconds, format_ratio, median, median_ratio, percentile
from bot.app import Roadmate, build_roadmate
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock, SystemClock
from bot.db.engine import Connection, Database
from bot.db.tables import assignment_progress, goals, help_requests, members, pairs, target_days, time_off
from bot.db.tables import metadata as tables
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.settings import Settings, read_settings

ENTRIES = 208_000  # four a week of each of five hundred members, for two years
AIM_SECONDS = 0.200  # seconds
ADMIN, MENTOR = "U000000", "U000001"
MENTEES = 5
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KINDS = ("SQLite", "PostgreSQL")
TEAM_QUERIES = ("", "networking", "stuck", "coverage signoffs")
_COPIED = ("workspaces", "members", "entries", "totals", "ticks")

Measured = Callable[[], object]
RecordedStatement = tuple[str, Any]


def measure_team_command(
    *, quick: bool, entries: int = ENTRIES, rounds: int = 0, kinds: tuple[str, ...] = KINDS
) -> ReportTable:
    """Measure one database after the other; on each, whole request and bare statements in turn."""
    rounds = rounds or (7 if quick else 31)
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as name, databases.postgresql(Path(name)) as server:
        directory = Path(name)
        urls = {"SQLite": f"sqlite:///{directory / 'team.db'}", "PostgreSQL": server}
        for kind in kinds:
            url = urls[kind]
            if url is None:
                continue
            with _filled_roadmate(url, directory, entries) as app:
                rows += [_row(kind, app, ADMIN, words, rounds) for words in TEAM_QUERIES]
                rows.append(_row(kind, app, MENTOR, "", rounds))
    notes = (
        (
            f"{databases.LEDGER_MEMBERS} members, {entries:,} entries with their sums; "
            f"medians of {rounds} interleaved pairs."
        ),
        "A request is signed and goes through the guard, Bolt, the database and the view, in this process.",
        "Its statements alone are the same ones, recorded, sent by the driver again, and every row of theirs fetched.",
        f"The aim is {format_milliseconds(AIM_SECONDS)} for a whole answer. The mentor sees {MENTEES} mentees.",
    )
    columns = ("database", "what", "whole answer", "slowest of ten", "statements", "their time", "ratio")
    return ReportTable("`/team` over two years", columns, tuple(rows), notes)


@contextmanager
def _filled_roadmate(url: str, directory: Path, entries: int) -> Iterator[Roadmate]:
    """Open a Roadmate over a full database."""
    with SandboxServer(SlackWorkspace(SystemClock().now)) as slack:  # is asked whether it takes tables and charts
        environment = serving.server_environment(url, directory) | {"SLACK_API_URL": slack.base_url}
        yield from _open_filled(read_settings(environment), url, directory, entries)


def _open_filled(settings: Settings, url: str, directory: Path, entries: int) -> Iterator[Roadmate]:
    file = directory / "ledger.db" if not url.startswith("sqlite") else Path(url.removeprefix("sqlite:///"))
    databases.make_ledger_file(file, entries, CatalogSource(settings.content_path()).current())
    if not url.startswith("sqlite"):
        _copy_to_postgresql(file, url)
    app = build_roadmate(settings, clock=AdjustableClock(NOON, is_running=False), signature_clock=SystemClock())
    with closing(app):
        with app.deps.database.begin() as conn:
            databases.relax_limits(conn)
            _add_mentoring(conn)
        yield app


def _add_mentoring(conn: Connection) -> None:
    """Add goals, days away, assignments and pairs, as a team has them."""
    ids = client.member_ids(databases.LEDGER_MEMBERS)
    away = {"first": (NOON - timedelta(days=3)).date(), "last": (NOON + timedelta(days=3)).date()}
    task = {"assignment": "networking.cdn", "state": "handed in", "step": 1, "changed_at": NOON}
    rows: dict[Any, list[dict[str, Any]]] = {
        goals: [{"member": each, "week": "2026-W01", "minutes": 180} for each in ids[::5]],
        target_days: [{"member": each, "area": "networking", "day": away["last"]} for each in ids[::7]],
        time_off: [{"member": each, **away, "created_at": NOON} for each in ids[::11]],
        help_requests: [{"member": each, "subject": "", "words": "state locks", "at": NOON} for each in ids[::13]],
        assignment_progress: [{"member": each, **task} for each in ids[::3]],
        pairs: [
            {"mentor": MENTOR, "mentee": each, "asked_by": ADMIN, **dict.fromkeys(("mentor_at", "mentee_at"), NOON)}
            | {"created_at": NOON}
            for each in ids[2 : 2 + MENTEES]
        ],
    }
    for table, some in rows.items():
        conn.execute(insert(table), [{"workspace": BENCH_WORKSPACE, **row} for row in some])
    conn.execute(update(members).where(members.c.id == MENTOR).values(is_mentor=True))
    conn.execute(text("ANALYZE"))


def _copy_to_postgresql(file: Path, url: str) -> None:
    """Copy the same rows into PostgreSQL."""
    with databases.open_database(f"sqlite:///{file}") as source, databases.open_database(url) as target:
        for name in _COPIED:
            table = tables.tables[name]
            with source.read() as reading, target.begin() as writing:
                databases.relax_limits(writing)
                raw: Any = writing.connection.dbapi_connection
                columns = ", ".join(column.name for column in table.c)
                with raw.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                    for row in reading.execute(select(table)):
                        copy.write_row(row)


def _row(kind: str, app: Roadmate, member: str, words: str, rounds: int) -> tuple[str, ...]:
    database = app.deps.database

    def whole() -> object:
        return _answer_body(app, client.signed_command("/team", words, member))

    whole()  # everybody is met, everything is compiled
    statements = _record_statements(database, whole)
    works_of: tuple[Measured, Measured] = (whole, lambda: _replay_statements(database, statements))
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, each in zip(works_of, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append(time.perf_counter() - start)
    answer, bare = taken
    what = f"`/team {words}`".replace(" `", "`") + (", a mentor" if member == MENTOR else "")
    figures = (
        format_milliseconds(median(answer)),
        format_milliseconds(percentile(answer, 90)),
        str(len(statements)),
        format_milliseconds(median(bare)),
    )
    return kind, what, *figures, format_ratio(median_ratio(answer, bare))


def _answer_body(app: Roadmate, request: bytes) -> bytes:
    """Return the body of the answer to a request in this process. Raises AssertionError for anything but a table."""
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


def _record_statements(database: Database, work: Measured) -> list[RecordedStatement]:
    """Record the statements that it sends."""
    seen: list[RecordedStatement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return seen


def _replay_statements(database: Database, statements: list[RecordedStatement]) -> None:
    """Run the driver alone: the same statements in a transaction, all rows fetched."""
    with database.read() as conn:
        cursor = conn.connection.cursor()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        cursor.close()
