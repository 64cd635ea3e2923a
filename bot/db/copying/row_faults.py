"""Why a row of one database does not fit into another: which row, which column, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Integer, String, Table

_MAX_INTEGER: Final = 2**31 - 1  # of PostgreSQL's, which SQLite doesn't know
NUL: Final = "\x00"


class CopyRefused(Exception):
    """Raised where the target can't be, or isn't, the same as the source; nothing is kept of a copy that has begun."""


def name_row(table: Table, row: Mapping[str, Any]) -> str:
    """Return how an operator finds a row."""
    key = ", ".join(f"{column.name}={row[column.name]!r}" for column in table.primary_key.columns)
    return f"{table.name} ({key})"


def find_fault(table: Table, row: Mapping[str, Any]) -> str:
    """Return which column of a row holds what PostgreSQL doesn't take, and why; empty where there is none."""
    faults = ((column.name, _fault_of(column.type, row[column.name])) for column in table.columns)
    return next((f"{name_row(table, row)}: {name} {fault}" for name, fault in faults if fault), "")


def explain_fault(table: Table, row: Mapping[str, Any], error: Exception) -> str:
    """Return what of a row the target has refused, and why."""
    reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return find_fault(table, row) or f"{name_row(table, row)}: {reason}"


def _fault_of(kind: Any, value: Any) -> str:
    if isinstance(kind, String):
        if not isinstance(value, str):
            return "" if value is None else f"is no text but {type(value).__name__}"
        if NUL in value:
            return "has a NUL character, which PostgreSQL keeps in no text"
        if kind.length and len(value) > kind.length:
            return f"has {len(value)} characters, and {kind.length} have room"
    if isinstance(kind, Integer) and isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return f"is {value}, beyond what PostgreSQL keeps in an integer"
    return ""
