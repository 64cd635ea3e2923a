"""A database of an older schema with rows in every table, and what is in a database, by names alone.

Nothing here knows `bot.db.tables`: the older tables are read from the database that the older migrations made.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, Inspector, MetaData, Table, inspect, text
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Float, Integer, String

from bot.db import migrate
from bot.db.engine import Database
from bot.db.tables import metadata

ROWS: Final = 300  # in every table
OF_THE_SCHEMA: Final = frozenset({"alembic_version", "schema_compatibility"})  # and not of anyone's data
NASTY: Final = ("", "zażółć gęślą jaźń", "日本語 🚀\n`'\";--", "a\u0301 \u202e", "NULL", "x" * 2_000)

Rows = dict[str, list[tuple[Any, ...]]]


def make_schema(database: Database, revision: str) -> None:
    """The schema of an older release, made by its own migrations."""
    with database.begin() as conn:
        command.upgrade(migrate._alembic_config(conn), revision)


def fill_every_table(database: Database, *, deleted_from: int, count: int = ROWS) -> None:
    """Rows in every table, of which those with a number from `deleted_from` on are deleted again."""
    with database.begin() as conn:
        tables = _reflect(conn)
        for table in tables.sorted_tables:
            names = [column.name for column in table.columns if not _is_numbered(column)]
            values = ", ".join(f":{name}" for name in names)
            quoted = ", ".join(f'"{name}"' for name in names)
            rows = [
                {column.name: _value(column, number) for column in table.columns if not _is_numbered(column)}
                for number in range(1, count + 1)
            ]
            conn.execute(text(f"INSERT INTO {table.name} ({quoted}) VALUES ({values})"), rows)
        for table in reversed(tables.sorted_tables):
            key = next((column.name for column in table.columns if _is_numbered(column) or column.foreign_keys), None)
            if key:
                conn.execute(text(f'DELETE FROM {table.name} WHERE "{key}" >= {deleted_from}'))


def read_all_rows(database: Database) -> Rows:
    """Every row of every table, as the driver gives it, by the table's name."""
    with database.read() as conn:
        return {name: _rows(conn, table) for name, table in _reflect(conn).tables.items()}


def read_all_names(database: Database) -> set[tuple[str, str]]:
    """Every table, column, index, constraint and sequence by its name; PostgreSQL's "not null" among them."""
    with database.read() as conn:
        found = inspect(conn)
        names = {each for table in {*found.get_table_names()} - OF_THE_SCHEMA for each in _names_of(found, table)}
        if conn.dialect.name == "postgresql":
            constraints = conn.scalars(text("SELECT conname FROM pg_constraint WHERE conrelid <> 0 AND contype = 'n'"))
            return (
                names
                | {("not null", str(each)) for each in constraints}
                | {("sequence", each) for each in found.get_sequence_names()}
            )
        return names


def read_next_ids(database: Database) -> dict[str, int]:
    """The number that the next row of each numbered table would get; none is used up."""
    with database.read() as conn:
        tables = [table for table in _reflect(conn).tables.values() if any(map(_is_numbered, table.columns))]
        if conn.dialect.name == "sqlite":
            numbers = {row.name: row.seq + 1 for row in conn.execute(text("SELECT name, seq FROM sqlite_sequence"))}
            assert numbers.keys() <= {table.name for table in tables}
            return numbers
        used = "SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM"
        return {table.name: conn.execute(text(f"{used} {table.name}_id_seq")).scalar_one() for table in tables}


def _names_of(found: Inspector, table: str) -> set[tuple[str, str]]:
    return {
        ("table", table),
        *(("column", f"{table}.{each['name']}") for each in found.get_columns(table)),
        *(("index", str(each["name"])) for each in found.get_indexes(table)),
        *(("unique", str(each["name"])) for each in found.get_unique_constraints(table)),
        *(("check", str(each["name"])) for each in found.get_check_constraints(table)),
        *(("reference", str(each["name"])) for each in found.get_foreign_keys(table)),
        ("key", str(found.get_pk_constraint(table)["name"])),
    }


def compare_with_tables(conn: Connection) -> list[Any]:
    """What Alembic finds different between the database and `bot.db.tables`."""
    options = {"include_name": lambda name, _kind, _parents: name not in OF_THE_SCHEMA}
    return list(compare_metadata(MigrationContext.configure(conn, opts=options), metadata))


def _reflect(conn: Connection) -> MetaData:
    tables = MetaData()
    tables.reflect(conn)
    for name in OF_THE_SCHEMA & tables.tables.keys():
        tables.remove(tables.tables[name])
    return tables


def _rows(conn: Connection, table: Table) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return sorted((tuple(row) for row in conn.execute(text(f"SELECT {names} FROM {table.name}"))), key=repr)


def _is_numbered(column: Column[Any]) -> bool:
    return column.name == "id" and isinstance(column.type, Integer)


def _value(column: Column[Any], number: int) -> Any:
    """A value that is this row's own, NULL in every third one where that may be."""
    if column.table.name == "entries" and column.name in {"minutes", "reverses"}:
        reverses = number - 100 if 100 < number <= 150 else None  # each of these takes an earlier one back
        return reverses if column.name == "reverses" else -number if reverses else number
    if column.nullable and number % 3 == 0:
        return None
    match column.type:
        case JSON():
            return json.dumps({"text": NASTY[number % len(NASTY)], "blocks": [number, None]})
        case Boolean():
            return number % 2 == 0
        case Date():
            return str(date(2024, 2, 29) + timedelta(days=number))
        case DateTime():
            return str(datetime(2026, 3, 29, 1, 59, 59, 999_999) + timedelta(hours=number))  # noqa: DTZ001 (UTC, as stored)
        case Integer():
            return number
        case Float():
            return number / 7
        case String(length=None):
            return NASTY[number % len(NASTY)]
        case String(length=length):
            return f"{number:04}{'ż🚀' * 100}"[:length]
        case other:
            raise LookupError(f"{column}: {other}")
