"""Statements for the hot path: written once with SQLAlchemy Core, run many times by the driver itself.

SQLAlchemy spends several times as long on handing a small statement to the driver as SQLite spends on running it. The
statement, its types and its dialect stay SQLAlchemy's; only the hand-over is cut short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Executable, SelectBase, Table, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from bot.db.resolved_reads import resolve_statement
from bot.frozen import frozen

BindProcessor = Callable[[Any], Any]
_POSTGRESQL: Final = "postgresql"
_PUT_OFF: Final = "statements_put_off"  # what a lent connection has as its `info`


@frozen
class _CompiledStatement:
    """A statement in one dialect: the names of its parameters, those whose type converts them, and the constants.

    A parameter is handed over once, however often it's used.
    """

    sql: str
    names: tuple[str, ...]
    conversions: tuple[tuple[str, BindProcessor], ...]
    constants: dict[str, Any]
    has_rows: bool

    def parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters by name, in the order of `names`."""
        known = {**self.constants, **values} if self.constants else values
        given = {name: known[name] for name in self.names}
        for name, convert in self.conversions:
            given[name] = convert(given[name])
        return given


class PreparedStatement:
    """One statement with bound parameters, compiled once per kind of database. `build(dialect name)` writes it."""

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build = build
        self._compiled: dict[str, _CompiledStatement] = {}

    def run(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Execute and return the rows as the driver gives them, or no rows for a statement that has none."""
        return run_together(conn, Step(self, values))[0]

    def execute(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        """Hand it to the driver; return its cursor."""
        compiled = self._in_dialect(conn)
        raw: Any = conn.connection.dbapi_connection
        sql, parameters = resolve_statement(conn, compiled.sql), compiled.parameters(values)
        if conn.dialect.name != _POSTGRESQL:
            return raw.execute(sql, parameters)
        # Planning takes the server several times as long as running it: from the first use on it can keep the plan.
        return _raw_cursor(raw).execute(sql, list(parameters.values()), prepare=True)

    def fetch_rows(self, conn: Connection, cursor: Any) -> list[Any]:
        """Return the rows that the statement has found, as the driver gives them; none of a statement that has none."""
        rows = list(cursor.fetchall()) if self._in_dialect(conn).has_rows else []
        cursor.close()
        return rows

    def _in_dialect(self, conn: Connection) -> _CompiledStatement:
        return self._compiled.get(conn.dialect.name) or self._compile(conn.dialect)

    def _compile(self, dialect: Dialect) -> _CompiledStatement:
        statement = self._build(dialect.name)
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=type(dialect)(paramstyle="pyformat"))  # type: ignore[call-arg]
        assert isinstance(compiled, SQLCompiler)
        bound = {name: bind for bind, name in compiled.bind_names.items()}
        converted = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in bound.items()}
        self._compiled[dialect.name] = _CompiledStatement(
            sql=str(compiled) % _places(bound, dialect),
            names=tuple(bound),
            conversions=tuple((name, convert) for name, convert in converted.items() if convert),
            constants={name: bind.value for name, bind in bound.items() if not bind.required},
            has_rows=isinstance(statement, SelectBase) or bool(compiled.effective_returning),
        )
        return self._compiled[dialect.name]


def _places(names: Iterable[str], dialect: Dialect) -> dict[str, str]:
    """Return what stands for each parameter: a number for PostgreSQL, so that its driver need not look for names."""
    if dialect.name == _POSTGRESQL:
        return {name: f"${number}" for number, name in enumerate(names, start=1)}
    return {name: f":{name}" for name in names}


def _raw_cursor(connection: Any) -> Any:
    from psycopg import RawCursor  # noqa: PLC0415  (only with PostgreSQL)

    return RawCursor(connection)


@dataclass(slots=True)
class Step:
    """A prepared statement with its values; once it has run, with its rows."""

    statement: PreparedStatement
    values: Mapping[str, Any]
    rows: list[Any] = field(default_factory=list)


def run_together(conn: Connection, *steps: Step) -> list[list[Any]]:
    """Run statements one after the other, and return the rows of each; on PostgreSQL in one round trip.

    What was put off runs before them. An error in one of them is raised, and the others don't count.
    """
    put_off = conn.info.pop(_PUT_OFF, ()) if conn.dialect.name == _POSTGRESQL else ()
    _run_steps(conn, (*put_off, *steps))
    return [each.rows for each in steps]


def put_off(conn: Connection, *steps: Step) -> None:
    """Run statements whose rows nobody reads in this transaction: on PostgreSQL together with what comes next, which
    may be the commit."""
    if conn.dialect.name == _POSTGRESQL:
        conn.info.setdefault(_PUT_OFF, []).extend(steps)
    else:
        _run_steps(conn, steps)


def put_off_begin(conn: Connection) -> None:
    """Begin a transaction on PostgreSQL, on a connection whose driver begins none itself, with its first statement."""
    conn.info[_PUT_OFF] = [_BEGIN]


def run_put_off(conn: Connection) -> None:
    """Run what was put off."""
    if _PUT_OFF in conn.info:
        run_together(conn)


def forget_put_off(conn: Connection) -> None:
    """Forget it: the transaction is rolled back. A connection that broke meanwhile has forgotten it by itself."""
    if not conn.invalidated:
        conn.info.pop(_PUT_OFF, None)


def commit_put_off(conn: Connection) -> None:
    """Run what was put off and commit, in one round trip; a commit that follows finds nothing to do."""
    steps = conn.info.pop(_PUT_OFF, [])
    if steps and steps != [_BEGIN]:
        _run_steps(conn, [*steps, _COMMIT])


def _run_steps(conn: Connection, steps: Sequence[Step]) -> None:
    if conn.dialect.name != _POSTGRESQL or len(steps) == 1:
        for each in steps:
            each.rows = each.statement.fetch_rows(conn, each.statement.execute(conn, each.values))
        return
    with conn.connection.dbapi_connection.pipeline():  # type: ignore[union-attr]
        cursors = [each.statement.execute(conn, each.values) for each in steps]
    for each, cursor in zip(steps, cursors, strict=True):
        each.rows = each.statement.fetch_rows(conn, cursor)


_BEGIN: Final = Step(PreparedStatement(lambda _: text("BEGIN")), {})
_COMMIT: Final = Step(PreparedStatement(lambda _: text("COMMIT")), {})


def dialect_insert(conn: Connection, table: Table) -> sqlite.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`, in this database's dialect."""
    return dialect_insert_for(conn.dialect.name, table)


def dialect_insert_for(dialect: str, table: Table) -> sqlite.Insert:
    """The same by the dialect's name."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow to import, and a start on SQLite does without)

    return postgresql.insert(table)  # type: ignore[return-value]
