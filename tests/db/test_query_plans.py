"""No statement of a transaction that writes hours, or forgets somebody, reads a whole table or workspace of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import undo
from bot.core.people import members
from bot.db import tables
from bot.db.engine import Database
from tests.features.privacy.service.test_erasure import HER, NOW, PRIYA, book, insert_a_year_of_data
from tests.features.privacy.service.test_erasure_steps import begin, go_on, said

Statement = tuple[str, Any]
BIG: tuple[str, ...] = ("entries", "totals", "outbox", "audit_log", "occurrences", "handled_events")
WHO: dict[str, Any] = {"workspace": "T1", "member": HER, "now": NOW}
ROWS = 20_000  # enough for PostgreSQL to prefer an index


class WriteRecorder:
    """Notes each statement of the transactions that write, with its parameters."""

    def __init__(self, database: Database) -> None:
        self.statements: dict[str, Any] = {}
        event.listen(database.engine, "before_cursor_execute", self._note)

    def _note(self, conn: Connection, _cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        is_many = rest[-1]
        if not conn.get_execution_options().get("read_only"):
            self.statements.setdefault(statement, parameters[0] if is_many else parameters)


def fill(conn: Connection) -> None:
    """Add hours of many others, so that a look-up without an index shows."""
    series = (
        f"WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {ROWS})"
        " INSERT INTO entries (workspace, member, minutes, area, day, source, request, created_at)"
        " SELECT 'T1', 'U' || (n % 500), 5, 'networking', '2026-11-20', 'command', 'r' || n, '2026-11-20 12:00:00'"
        " FROM series"
    )
    if conn.dialect.name == "postgresql":
        series = series.replace("'2026-11-20', 'command'", "DATE '2026-11-20', 'command'").replace(
            "'2026-11-20 12:00:00'", "TIMESTAMPTZ '2026-11-20 12:00:00Z'"
        )
    conn.execute(text(series))
    rows = [
        {"workspace": "T1", "member": f"U{number % 500}", "period": f"p{number // 500}", "subject": "", "minutes": 5}
        for number in range(ROWS)
    ]
    conn.execute(tables.totals.insert(), rows)


def write_everything(database: Database) -> None:
    """Log, edit, delete, undo, redo, import and revise, and then forget."""
    with database.begin() as conn:
        first = book(conn, HER, "first")
        ledger_booking.book_entries(conn, **WHO, bookings=[said(""), said("", minutes=5)], request="several")
        ledger_booking.correct_entry(conn, **WHO, entry_id=first.entry_id, booking=said("edit", minutes=7))
        undo.undo_act(conn, **WHO, request="undo")
        undo.redo_act(conn, **WHO, request="redo")
        undo.undo_act(conn, **WHO, request="undo by id", act_id=first.entry_id)
        ledger_booking.revise_request(conn, **WHO, original_request="several", bookings=[said("")], request="several@2")
        ledger_booking.delete_entry(conn, **WHO, entry_id=first.entry_id, request="delete")
    begin(database)
    go_on(database)


def scans(conn: Connection, statement: str, parameters: Any) -> list[str]:
    """Return the lines of the plan that read a whole big table, or a whole workspace of it."""
    if conn.dialect.name == "sqlite":
        plan = [str(row[3]) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        tables_read = "|".join(BIG)
        whole = re.compile(rf"SCAN (?:{tables_read}|reversal)\b|SEARCH (?:{tables_read}) .*\(workspace=\?\)$")
    else:
        plan = [str(row[0]) for row in conn.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
        whole = re.compile(r"Seq Scan on (?:entries|totals)\b")
    return [line for line in plan if whole.search(line)]


def test_no_write_reads_all_there_is(people: Database) -> None:
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
        fill(conn)
        insert_a_year_of_data(conn)
        conn.execute(text("ANALYZE entries" if conn.dialect.name == "postgresql" else "SELECT 1"))
        conn.execute(text("ANALYZE totals" if conn.dialect.name == "postgresql" else "SELECT 1"))
    recorder = WriteRecorder(people)
    write_everything(people)
    asked = {
        statement: parameters
        for statement, parameters in recorder.statements.items()
        if statement.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}
    }
    with people.read() as conn:
        found = {statement: lines for statement, values in asked.items() if (lines := scans(conn, statement, values))}
    assert found == {}
    assert sum("entries" in each for each in asked) > 8


SCANNING: dict[str, Callable[[], str]] = {
    "a scan": lambda: "SELECT id FROM entries WHERE minutes > 1000000",
    "either of two": lambda: "SELECT id FROM entries WHERE workspace = 'T1' AND (minutes > 0 OR act = 7)",
}


@pytest.mark.parametrize("kind", SCANNING)
def test_what_reads_all_is_noticed(people: Database, kind: str) -> None:
    with people.begin() as conn:
        fill(conn)
        if conn.dialect.name == "postgresql":
            conn.execute(text("ANALYZE entries"))  # without figures of its own it may take any plan
        assert scans(conn, SCANNING[kind](), ())
