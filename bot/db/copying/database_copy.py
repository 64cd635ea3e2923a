"""Copy every row from one database to an empty one, in one transaction there, and compare both table by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, func, insert, select, text

from bot.db.copying.row_faults import CopyRefused, explain_fault, find_fault, name_row
from bot.db.copying.row_sums import RowSum
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import metadata

BATCH_SIZE: Final = 1000  # rows that are held at a time
_NO_TIME_LIMIT: Final = "SET LOCAL statement_timeout = 0"
ReportRows = Callable[[str, int], None]  # table, rows of it so far


def copy_rows(source: Connection, target: Connection, report: ReportRows) -> dict[str, int]:
    """Copy what one state of the source holds, compare, and return the number of rows by table.

    Both are open transactions: what the target gets is only there once that one is committed.

    Raises:
        CopyRefused: the target has rows, a row does not fit into it, or a table differs.
    """
    for conn in (source, target):
        if conn.dialect.name == "postgresql":
            conn.execute(text(_NO_TIME_LIMIT))
    _take_for_itself(target)
    counts = {table.name: _copy_table(source, target, table, report) for table in metadata.sorted_tables}
    if target.dialect.name == "postgresql":
        target.execute(text(f"ANALYZE {', '.join(counts)}"))  # or the first hours would go by plans for empty tables
    return counts


def count_rows(conn: Connection) -> dict[str, int]:
    """Return the number of rows by table."""
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def _take_for_itself(target: Connection) -> None:
    """Keep others from the target's tables until the transaction ends. Raises CopyRefused where one has rows."""
    if target.dialect.name == "postgresql":
        target.execute(text(f"LOCK TABLE {', '.join(metadata.tables)} IN ACCESS EXCLUSIVE MODE"))
    for table in metadata.sorted_tables:
        if target.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
            raise CopyRefused(f"the target isn't empty: its table {table.name} has rows. Name an empty database")


def _copy_table(source: Connection, target: Connection, table: Table, report: ReportRows) -> int:
    copied = RowSum()
    for batch in _read_batches(source, table):
        copied.add(batch)
        _insert_batch(target, table, [dict(row._mapping) for row in batch])
        report(table.name, copied.count)
    _carry_next_id(source, target, table)
    arrived = RowSum()
    for batch in _read_batches(target, table):
        arrived.add(batch)
    if arrived != copied:
        raise CopyRefused(_explain_difference(source, table))
    return copied.count


def _explain_difference(source: Connection, table: Table) -> str:
    """Return why a table may have come out different: the first row that SQLite holds in another type than declared."""
    rows = (dict(row._mapping) for batch in _read_batches(source, table) for row in batch)
    fault = next(filter(None, (find_fault(table, row) for row in rows)), "")
    return fault or f"the table {table.name} isn't the same in the copy; nothing was kept of it"


def _read_batches(conn: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Yield all rows in the order of their keys: a row that names another of its table comes after that one."""
    rows = select(table).order_by(*table.primary_key.columns)
    result = conn.execute(rows.execution_options(stream_results=True, yield_per=BATCH_SIZE, **AS_BOOKED))
    count = 0
    try:
        for batch in result.partitions():
            yield batch
            count += len(batch)
    except (TypeError, ValueError) as error:
        raise CopyRefused(_find_unreadable(conn, table, count)) from error
    finally:
        result.close()  # an open one would keep SQLite's snapshot beyond the transaction


def _find_unreadable(conn: Connection, table: Table, offset: int) -> str:
    """Return which of the next rows holds what its column can't, as SQLite lets it."""
    keys = select(*table.primary_key.columns).order_by(*table.primary_key.columns).offset(offset).limit(BATCH_SIZE)
    for key in conn.execute(keys.execution_options(**AS_BOOKED)).mappings().all():
        of_row = [column == key[column.name] for column in table.primary_key.columns]
        for column in table.columns:
            try:
                conn.execute(select(column).where(*of_row).execution_options(**AS_BOOKED)).all()
            except (TypeError, ValueError) as error:
                return f"{name_row(table, dict(key))}: {column.name} can't be read ({error})"
    return f"{table.name}: a row after the first {offset} can't be read"


def _insert_batch(target: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    try:
        with target.begin_nested():
            target.execute(insert(table), rows)
    except Exception as error:
        raise CopyRefused(_find_refused(target, table, rows, error)) from error


def _find_refused(target: Connection, table: Table, rows: Sequence[Mapping[str, Any]], error: Exception) -> str:
    """Return which row it was, by trying each."""
    for row in rows:
        try:
            with target.begin_nested():
                target.execute(insert(table), [row])
        except Exception as refused:  # noqa: BLE001  (whatever it is, it is why)
            return explain_fault(table, row, refused)
    return f"{table.name}: {error}"


def _carry_next_id(source: Connection, target: Connection, table: Table) -> None:
    """Have the target go on with the ids where the source stands: buttons may name rows that are gone."""
    column = table.autoincrement_column
    if column is None:
        return
    last = max(_read_last_id(source, table), target.execute(select(func.max(column))).scalar() or 0)
    if not last:
        return
    if target.dialect.name == "postgresql":
        target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), last)))
    elif table.dialect_options["sqlite"]["autoincrement"]:
        of_table = {"name": table.name, "last": last}
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), of_table)
        target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), of_table)


def _read_last_id(conn: Connection, table: Table) -> int:
    """Return the last id that was given to a row; it may be gone."""
    if conn.dialect.name == "sqlite":
        used = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return conn.execute(used, {"name": table.name}).scalar() or 0
    sequence = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {table.name}_id_seq"  # noqa: S608
    return int(conn.execute(text(sequence)).scalar_one())
