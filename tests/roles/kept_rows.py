"""The rows of a SQLite file as they were: what has changed since, and all of it put back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = frozenset[str]  # each with its table, written out


@dataclass(frozen=True)
class Change:
    """The rows that have gone and come, and the letters among these: the workspace, whom to, and all that they say."""

    gone: Rows = frozenset()
    added: Rows = frozenset()
    letters: tuple[tuple[str, str, str], ...] = ()


class KeptRows:
    """Sees at once when nobody has written; puts back only the tables that differ, so that statements stay prepared."""

    def __init__(self, path: Path) -> None:
        self._conn = sqlite3.connect(path, isolation_level=None)
        self._conn.execute("PRAGMA synchronous=OFF")
        self._conn.execute("ATTACH ':memory:' AS kept")
        names = self._conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        self._tables = [name for (name,) in names.fetchall() if name != "sqlite_stat1"]
        for name in self._tables:
            self._conn.execute(f"CREATE TABLE kept.kept_{name} AS SELECT * FROM main.{name} WHERE 0")
        self.keep()

    def close(self) -> None:
        self._conn.close()

    def keep(self) -> None:
        """Keep the rows as they are now."""
        for name in self._tables:
            self._conn.execute(f"DELETE FROM kept.kept_{name}")
            self._conn.execute(f"INSERT INTO kept.kept_{name} SELECT * FROM main.{name}")
        self._rows = {name: self._read(name) for name in self._tables}
        self._written = {name: _write_out(rows) for name, rows in self._rows.items()}
        self._version = self._data_version()

    def undo(self) -> Change:
        """Put the rows back as they were kept; return how they differed."""
        if self._data_version() == self._version:
            return Change()
        changed = {name: now for name in self._tables if (now := self._read(name)) != self._rows[name]}
        change = self._describe(changed)
        self._conn.execute("BEGIN IMMEDIATE")
        for name in changed:
            self._conn.execute(f"DELETE FROM main.{name}")
            self._conn.execute(f"INSERT INTO main.{name} SELECT * FROM kept.kept_{name}")
        self._conn.execute("COMMIT")
        self._version = self._data_version()
        return change

    def written(self) -> Mapping[str, Rows]:
        """Return the rows of each table as they are now, written out."""
        if self._data_version() == self._version:
            return self._written
        now = {name: self._read(name) for name in self._tables}
        return {
            name: self._written[name] if rows == self._rows[name] else _write_out(rows) for name, rows in now.items()
        }

    def _describe(self, changed: dict[str, list[Any]]) -> Change:
        shown = [name for name in changed if name != "sqlite_sequence"]
        before = Rows(f"{name}{row}" for name in shown for row in self._rows[name])
        after = Rows(f"{name}{row}" for name in shown for row in changed[name])
        query = (
            "SELECT workspace, recipient, message FROM main.outbox WHERE id NOT IN (SELECT id FROM kept.kept_outbox)"
        )
        letters = tuple(
            (workspace, to, json.dumps(json.loads(told), ensure_ascii=False))
            for workspace, to, told in (self._conn.execute(query) if "outbox" in changed else ())
        )
        return Change(before - after, after - before, letters)

    def _read(self, name: str) -> list[Any]:
        return self._conn.execute(f"SELECT * FROM main.{name}").fetchall()

    def _data_version(self) -> int:
        return int(self._conn.execute("PRAGMA main.data_version").fetchone()[0])


def _write_out(rows: list[Any]) -> Rows:
    return Rows(map(repr, rows))
