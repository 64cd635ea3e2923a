"""Statements for the hot path: written once with SQLAlchemy Core, run many times by the driver itself.

SQLAlchemy spends several times as long on handing a small statement to the driver as SQLite spends on running it. The
statement, its types and its dialect stay SQLAlchemy's; only the hand-over is cut short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from bot.db.resolved_reads import resolve_statement

BindProcessor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _CompiledStatement:
    """A statement in one dialect: its parameters by name, each with the type's conversion, and the constants."""

    sql: str
    binds: tuple[tuple[str, BindProcessor | None], ...]
    constants: dict[str, Any]
    positional: bool

    def parameters(self, values: Mapping[str, Any]) -> Any:
        known = {**self.constants, **values} if self.constants else values
        if self.positional:
            return [process(known[name]) if process else known[name] for name, process in self.binds]
        return {name: process(known[name]) if process else known[name] for name, process in self.binds}


class PreparedStatement:
    """One statement with bound parameters, compiled once per kind of database. `build(dialect name)` writes it."""

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build = build
        self._compiled: dict[str, _CompiledStatement] = {}

    def run(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Execute and return the rows as the driver gives them, or no rows for a statement that has none."""
        compiled = self._compiled.get(conn.dialect.name) or self._compile(conn.dialect)
        cursor = conn.connection.cursor()
        try:
            cursor.execute(resolve_statement(conn, compiled.sql), compiled.parameters(values))
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> _CompiledStatement:
        statement = self._build(dialect.name)
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        bound = {name: bind for bind, name in compiled.bind_names.items()}
        names = compiled.positiontup or list(bound)
        self._compiled[dialect.name] = _CompiledStatement(
            sql=str(compiled),
            binds=tuple((name, bound[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names),
            constants={name: bind.value for name, bind in bound.items() if not bind.required},
            positional=compiled.positiontup is not None,
        )
        return self._compiled[dialect.name]


def dialect_insert(conn: Connection, table: Table) -> sqlite.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`, in this database's dialect."""
    return dialect_insert_for(conn.dialect.name, table)


def dialect_insert_for(dialect: str, table: Table) -> sqlite.Insert:
    """The same by the dialect's name."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (slow to import, and a start on SQLite does without)

    return postgresql.insert(table)  # type: ignore[return-value]
