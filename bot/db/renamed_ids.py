"""Ids that content has given up, and the ids that took their place.

Rows stay as they were written: whoever selects them is given current ids (`bot.db.resolved_reads`). What changes or
deletes rows by an id has to name the old ids too, which is what `names` is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, insert, select

from bot.lazy_pattern import lazy_pattern

CARRIED: Final = "renamed_ids"  # what a lent connection has as its `info`: the `RenamedIds` that hold for it
AS_BOOKED: Final = {"ids_as_booked": True}  # execution options of a statement that wants ids as rows have them
_ID: Final = lazy_pattern(r"[a-z][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)?")  # they go into SQL as they are
_SECOND_HALF: Final = lazy_pattern(r"[/:]")  # of a roadmap the category or the level, of a topic the question


class RenamedIds:
    """Old ids, each with the one that holds now; an id of two halves follows its first one and keeps its second."""

    were_any: ClassVar[bool] = False  # in this process: until then no connection is asked what it carries

    def __init__(self, renamed: Mapping[str, str] | None = None) -> None:
        """Take old ids, each with the next one; chains are followed to their end.

        Raises:
            ValueError: what is no id, or a circle of ids.
        """
        given = dict(renamed or {})
        self._next = {old: new for old, new in given.items() if not _follows_first_half(old, new, given)}
        for each in (*self._next, *self._next.values()):
            if not _ID.fullmatch(each):
                raise ValueError(f"{each!r} is no id")
        ends = {old: self._follow(old) for old in self._next}
        self.current: Mapping[str, str] = {old: end for old, end in ends.items() if old != end} | self._odd_halves()
        self._old_ids: dict[str, tuple[str, ...]] = {}
        for old, end in self.current.items():
            self._old_ids[end] = (*self._old_ids.get(end, ()), old)
        self.names: Mapping[str, str] = {**self.current, **{end: end for end in self._old_ids}}
        """All names of ids that have several, each with the current one, which is one of them."""
        RenamedIds.were_any |= bool(self.current)
        self.resolved_sql: dict[tuple[str, str], str] = {}  # what `resolved_reads` made of statements, by dialect

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.current)

    def resolve(self, item_id: str) -> str:
        """Return the id that holds now."""
        if found := self.current.get(item_id):
            return found
        first, rest = _halves(item_id)
        return self.current.get(first, first) + rest

    def old_ids_of(self, item_id: str) -> tuple[str, ...]:
        """Return all ids that rows may have in place of a current one."""
        first, rest = _halves(item_id)
        followed = [old + rest for old in self._old_ids.get(first, ()) if self.resolve(old + rest) == item_id]
        return tuple(dict.fromkeys((*self._old_ids.get(item_id, ()), *followed)))

    def _follow(self, item_id: str) -> str:
        seen = {item_id}
        while (following := self._step(item_id)) != item_id:
            item_id = following
            if item_id in seen:
                raise ValueError(f"{item_id!r} is renamed in a circle")
            seen.add(item_id)
        return item_id

    def _step(self, item_id: str) -> str:
        if item_id in self._next:
            return self._next[item_id]
        first, rest = _halves(item_id)
        return self._next.get(first, first) + rest

    def _odd_halves(self) -> dict[str, str]:
        """Return ids whose first half was renamed, and then both: the new first half alone doesn't lead to them."""
        rests = {rest for _, rest in map(_halves, self._next) if rest}
        old_halves = [each for each in self._next if not _halves(each)[1]]
        ids = {half + rest for half in old_halves for rest in rests} - self._next.keys()
        return {each: self._follow(each) for each in ids}


def _follows_first_half(old: str, new: str, given: Mapping[str, str]) -> bool:
    """Return whether an id was renamed just because its first half was; most ids of questions were."""
    first, rest = _halves(old)
    return bool(rest) and given.get(first, "") + rest == new


def _halves(item_id: str) -> tuple[str, str]:
    """Return the two halves of an id, the second with what parts them; it's empty where there is only one."""
    found = _SECOND_HALF.search(item_id)
    return (item_id[: found.start()], item_id[found.start() :]) if found else (item_id, "")


NO_RENAMES: Final = RenamedIds()


class IdRenames:
    """The renames in force on a database, for all its connections; they are swapped whole."""

    def __init__(self) -> None:
        self.now = NO_RENAMES

    def replace(self, renamed: Mapping[str, str]) -> None:
        """Put other renames in force; the same ones are left as they are. Raises ValueError, see `RenamedIds`."""
        new = RenamedIds(renamed)
        if new.current != self.now.current:
            self.now = new or NO_RENAMES


def renames_of(conn: Connection) -> RenamedIds:
    """Return the renames that hold for a connection; none for one that wasn't lent by a `Database`."""
    found: RenamedIds = conn.info.get(CARRIED, NO_RENAMES) if RenamedIds.were_any else NO_RENAMES
    return found


def resolve(conn: Connection, item_id: str) -> str:
    """Return the id that holds now."""
    return renames_of(conn).resolve(item_id)


def names(conn: Connection, column: Column[Any], item_id: str) -> ColumnElement[bool]:
    """Return the condition for rows, as they are written, that name an id or one that it had before."""
    renames = renames_of(conn)
    current = renames.resolve(item_id) if renames else item_id
    old_ids = renames.old_ids_of(current) if renames else ()
    return column.in_((current, *old_ids)) if old_ids else column == current


def take_over_rows(conn: Connection, column: Column[str], item_id: str, **key: str) -> None:
    """Write what rows under old ids of this one hold under the id itself, since it is about to be changed.

    They are replaced by the one that is read of them; without old rows nothing happens. `key`: other columns' values.
    """
    old_ids = renames_of(conn).old_ids_of(item_id)
    if not old_ids:
        return
    table: Table = column.table
    theirs = [table.c[name] == value for name, value in key.items()]
    booked = select(column).where(*theirs, column.in_(old_ids)).limit(1).execution_options(**AS_BOOKED)
    if conn.execute(booked).first() is None:
        return
    rows = [dict(row) for row in conn.execute(select(table).where(*theirs, column == item_id)).mappings()]
    conn.execute(delete(table).where(*theirs, column.in_((item_id, *old_ids))))
    conn.execute(insert(table), rows)
