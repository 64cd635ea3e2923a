"""A copy is every row of every table with its type, or nothing; what doesn't fit is named."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, insert, select, text

from bot.db.copying.database_copy import BATCH_SIZE, copy_rows, count_rows
from bot.db.copying.row_faults import CopyRefused
from bot.db.copying.row_sums import RowSum
from bot.db.engine import Database, connect_database
from bot.db.tables import (
    entries,
    import_names,
    metadata,
    outbox,
    question_cards,
    time_off,
    workspaces,
)
from tests.db.filled_schema import fill_every_table, read_all_rows, read_next_ids
from tests.examples import examples

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
ROWS = 106  # of which the last take earlier entries back
DELETED_FROM = 104


@pytest.fixture
def make_sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Callable[[str], Database]]:
    """Makes an empty migrated file by name."""
    made: list[Database] = []

    def make(name: str) -> Database:
        shutil.copy(sqlite_template, tmp_path / name)
        made.append(connect_database(f"sqlite:///{tmp_path / name}"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def copy(source: Database, target: Database) -> dict[str, int]:
    with source.read() as snapshot, target.begin(alone=True) as into:
        return copy_rows(snapshot, into, lambda _table, _count: None)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_table_there_and_back_is_the_same_to_the_last_character(
    database: Database, make_sqlite: Callable[[str], Database]
) -> None:
    source, back = make_sqlite("source.db"), make_sqlite("back.db")
    fill_every_table(source, deleted_from=DELETED_FROM, count=ROWS)
    counts = copy(source, database)
    assert counts.keys() == metadata.tables.keys()
    assert all(count in (ROWS, DELETED_FROM - 1) for count in counts.values()), counts
    assert copy(database, back) == counts
    assert read_all_rows(back) == read_all_rows(source)
    numbers = read_next_ids(source)
    assert len(numbers) > 10
    assert set(numbers.values()) == {ROWS + 1}  # also where the last rows are gone
    assert read_next_ids(back) == numbers
    in_between = read_next_ids(database)
    assert {name: in_between[name] for name in numbers} == numbers


# What SQLAlchemy's types let in, as the product writes it; a text without NUL, which PostgreSQL refuses.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()).map(  # noqa: DTZ001
    lambda moment: moment.astimezone(UTC).replace(fold=0)
)
FLOATS = st.floats(allow_nan=False).map(lambda number: number + 0.0)  # SQLite has no zero below zero
NUMBERS = st.integers(-(2**31) + 1, 2**31 - 1)
JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
DRAWN: dict[Table, st.SearchStrategy[dict[str, Any]]] = {
    import_names: st.fixed_dictionaries({"area": st.none() | TEXTS, "topic": st.none() | TEXTS, "at": MOMENTS}),
    question_cards: st.fixed_dictionaries(
        {
            "stability": FLOATS,
            "difficulty": FLOATS,
            "due_at": MOMENTS,
            "reviewed_at": MOMENTS,
            "reviews": NUMBERS,
            "lapses": NUMBERS,
        }
    ),
    time_off: st.fixed_dictionaries(
        {"first": st.dates(), "last": st.none() | st.dates(), "label": TEXTS, "created_at": MOMENTS}
    ),
    outbox: st.fixed_dictionaries(
        {
            "message": st.dictionaries(TEXTS, JSON_VALUES, max_size=3),  # a bare number is one of SQLite's own to it
            "attempts": NUMBERS,
            "due_at": MOMENTS,
            "expires_at": MOMENTS,
            "leased_until": st.none() | MOMENTS,
            "created_at": MOMENTS,
        }
    ),
}
KEYS: dict[Table, dict[str, str]] = {
    import_names: {"workspace": "T1", "member": "U1", "name": "{}"},
    question_cards: {"workspace": "T1", "member": "U1", "topic": "{}"},
    time_off: {"workspace": "T1", "member": "U1"},
    outbox: {"workspace": "T1", "kind": "k", "period": "{}", "recipient": "U1", "state": "waiting"},
}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whatever_a_column_holds_arrives(database: Database, make_sqlite: Callable[[str], Database]) -> None:
    """All examples are rows of one copy, which costs as much for one row as for a hundred."""
    source = make_sqlite("source.db")
    drawn = {table: draw_rows(table) for table in DRAWN}
    with source.begin() as conn:
        for table, rows in drawn.items():
            conn.execute(insert(table), rows)
    copied = copy(source, database)
    for table, rows in drawn.items():
        with database.read() as conn:
            columns = [table.c[name] for name in sorted(rows[0])]
            arrived = [tuple(row) for row in conn.execute(select(*columns))]
        assert copied[table.name] == len(rows)
        assert sorted(map(repr, arrived)) == sorted(repr(tuple(row[name] for name in sorted(row))) for row in rows)


def draw_rows(table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []

    @settings(max_examples=examples(30), phases=[Phase.generate])
    @given(DRAWN[table])
    def collect(row: dict[str, Any]) -> None:
        rows.append({name: value.format(len(rows)) for name, value in KEYS[table].items()} | row)

    collect()
    return rows


@given(st.lists(st.tuples(st.integers() | st.booleans() | st.none() | TEXTS | MOMENTS | JSON_VALUES)), st.randoms())
def test_a_sum_knows_rows_and_not_their_order(rows: list[tuple[Any]], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    assert sum_of(mixed) == sum_of(rows)
    if rows:
        changed = random.randrange(len(rows))
        other = [*rows[:changed], (("other", rows[changed]),), *rows[changed + 1 :]]
        assert sum_of(other) != sum_of(rows)
        assert sum_of(rows[1:]) != sum_of(rows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, None),
        ("", None),
        ("1", 1),
        (1, 1.0),
        ("2026-11-29", date(2026, 11, 29)),
        (NOON, NOON.replace(microsecond=1)),
        ({"a": 1}, {"a": True}),
        ("e\u0301", "\u00e9"),
        (b"1", "1"),
    ],
)
def test_a_sum_knows_types(one: Any, other: Any) -> None:
    assert sum_of([(one,)]) != sum_of([(other,)])


def test_a_sum_does_not_mind_how_json_is_written() -> None:
    assert sum_of([({"a": 1, "b": [None]},)]) == sum_of([({"b": [None], "a": 1},)])


def sum_of(rows: list[Any]) -> RowSum:
    found = RowSum()
    found.add(rows)
    return found


def entry(**values: Any) -> dict[str, Any]:
    usual = {"workspace": "T1", "member": "U1", "minutes": 60, "area": "networking", "day": date(2026, 11, 29)}
    return {**usual, "source": "command", "request": "r1", "created_at": NOON, **values}


REFUSED_CHANGES = {
    "note = 'a' || char(0) || 'b'": "entries (id=2): note has a NUL character, which PostgreSQL keeps in no text",
    "area = printf('%.65c', 'x')": "entries (id=2): area has 65 characters, and 64 have room",
    "minutes = 2147483648": "entries (id=2): minutes is 2147483648, beyond what PostgreSQL keeps in an integer",
    "note = x'00ff'": "entries (id=2): note is no text but bytes",
    "day = 'soon'": "entries (id=2): day can't be read (Invalid isoformat string: 'soon')",
    "reverses = 77, minutes = -60": 'entries (id=2): insert or update on table "entries" violates foreign key',
}


def test_a_row_that_postgresql_refuses_is_named_and_nothing_is_kept(
    postgresql_database: Any, make_sqlite: Callable[[str], Database], tmp_path: Path
) -> None:
    source = make_sqlite("source.db")
    with source.begin() as conn:
        conn.execute(insert(workspaces).values(id="T1", created_at=NOON))
        conn.execute(insert(entries), [entry(request=f"r{number}") for number in range(1, BATCH_SIZE + 2)])
        conn.execute(text("CREATE TABLE whole AS SELECT * FROM entries WHERE id = 2"))
    target = postgresql_database.open()
    try:
        for change, reason in REFUSED_CHANGES.items():
            execute(tmp_path / "source.db", f"UPDATE entries SET {change} WHERE id = 2")
            with pytest.raises(CopyRefused) as refused:
                copy(source, target)
            assert str(refused.value).startswith(reason)
            with target.read() as conn:
                assert set(count_rows(conn).values()) == {0}
            execute(tmp_path / "source.db", "REPLACE INTO entries SELECT * FROM whole")
        assert copy(source, target)["entries"] == BATCH_SIZE + 1
    finally:
        postgresql_database.empty()


def execute(file: Path, statement: str) -> None:
    """Execute a statement past the checks of foreign keys."""
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute(statement)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_copy_is_of_one_moment_whatever_is_written_meanwhile(
    database: Database, make_sqlite: Callable[[str], Database]
) -> None:
    source = make_sqlite("source.db")
    with source.begin() as conn:
        conn.execute(insert(entries), [entry(request=f"r{number}") for number in range(BATCH_SIZE + 1)])
    seen: list[tuple[str, int]] = []

    def write_more(table: str, count: int) -> None:
        seen.append((table, count))
        with source.begin() as conn:
            conn.execute(insert(entries).values(entry(request=f"later{len(seen)}")))
            conn.execute(insert(workspaces).values(id=f"T{len(seen)}", created_at=NOON))

    with source.read() as snapshot, database.begin(alone=True) as into:
        copied = copy_rows(snapshot, into, write_more)
    assert seen == [("entries", BATCH_SIZE), ("entries", BATCH_SIZE + 1)]
    assert (copied["entries"], copied["workspaces"]) == (BATCH_SIZE + 1, 0)
    with source.read() as conn:
        assert count_rows(conn)["entries"] == BATCH_SIZE + 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_target_with_a_row_in_any_table_is_refused(
    database: Database, make_sqlite: Callable[[str], Database]
) -> None:
    source, full = make_sqlite("source.db"), make_sqlite("full.db")
    fill_every_table(full, deleted_from=2, count=1)
    for table in metadata.sorted_tables:
        with full.read() as rows:
            [row] = rows.execute(select(table)).mappings()
        with database.begin() as conn, pytest.raises(CopyRefused, match="the target isn't empty: its table"):
            conn.execute(insert(table), [dict(row)])
            with source.read() as snapshot:
                copy_rows(snapshot, conn, lambda _table, _count: None)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_difference_is_found_before_anything_is_kept(
    database: Database, make_sqlite: Callable[[str], Database]
) -> None:
    source = make_sqlite("source.db")
    with source.begin() as conn:
        conn.execute(insert(entries), entry())

    def copy_spoilt() -> None:
        with source.read() as snapshot, database.begin(alone=True) as into:
            spoil = partial(into.execute, text("UPDATE entries SET minutes = 61"))
            copy_rows(snapshot, into, lambda _table, _count: spoil())

    with pytest.raises(CopyRefused, match="the table entries isn't the same in the copy"):
        copy_spoilt()
    with database.read() as conn:
        assert set(count_rows(conn).values()) == {0}
