"""Statements for the hot path: written once with SQLAlchemy Core, run many times by the driver itself.

SQLAlchemy spends several times as long on handing a small statement to the driver as SQLite spends on running it. The
statement, its types and its dialect stay SQLAlchemy's; only the hand-over is cut short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in one dialect: its parameters by name, each with the type's conversion, and the constants."""

    sql: str
    binds: tuple[tuple[str, Process | None], ...]
    constants: dict[str, Any]
    positional: bool

    def parameters(self, values: Mapping[str, Any]) -> Any:
        known = {**self.constants, **values} if self.constants else values
        if self.positional:
            return [process(known[name]) if process else known[name] for name, process in self.binds]
        return {name: process(known[name]) if process else known[name] for name, process in self.binds}


class Prepared:
    """One statement with bound parameters, compiled once per kind of database. `build(dialect name)` writes it."""

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Execute and return the rows as the driver gives them, or no rows for a statement that has none."""
        compiled = self._compiled.get(session.dialect.name) or self._compile(session.dialect)
        cursor = session.connection.cursor()
        try:
            cursor.execute(compiled.sql, compiled.parameters(values))
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> _Compiled:
        statement = self._build(dialect.name)
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        bound = {name: bind for bind, name in compiled.bind_names.items()}
        names = compiled.positiontup or list(bound)
        self._compiled[dialect.name] = _Compiled(
            sql=str(compiled),
            binds=tuple((name, bound[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names),
            constants={name: bind.value for name, bind in bound.items() if not bind.required},
            positional=compiled.positiontup is not None,
        )
        return self._compiled[dialect.name]
