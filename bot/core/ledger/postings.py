"""Write rows into the ledger, an act at a time, and count them in the totals in the same transaction."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, bindparam, func, insert, select

from bot.calendar.weeks import week_of
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS, ALL_TIME, RollupKey, rollup_keys
from bot.core.ledger.rules import CONTENT_FIELDS, Booking, Entry, EntryChange, EntrySums, LedgerAct
from bot.core.people import erasures
from bot.db.renamed_ids import AS_BOOKED, renames_of
from bot.db.statements import PreparedStatement, Step, run_together
from bot.db.tables import entries
from bot.frozen import frozen

_ROWS_AT_ONCE: Final = 500
_LOCK_SPACE: Final = 7_218_412  # an arbitrary number of ours among PostgreSQL's advisory locks
_LOCK: Final = PreparedStatement(
    lambda _: select(func.pg_advisory_xact_lock(bindparam("space", type_=Integer), bindparam("key", type_=Integer)))
)


@frozen
class PostingStep:
    """One entry of an act before and after it; `source` tells why the old version gives way."""

    root: int | None
    before: Entry | None
    after: Booking | None
    source: str = "edit"


def lock_member_entries(conn: Connection, workspace: str, member: str) -> None:
    """Lock this member's entries against other transactions until this one ends, to write some.

    Raises: MemberBeingErased.
    """
    run_locked(conn, workspace, member)


def run_locked(conn: Connection, workspace: str, member: str, *steps: Step) -> None:
    """Lock this member's entries, and run statements in the same round trip.

    Raises: MemberBeingErased, with whom everything that was run has to be rolled back.
    """
    erasure = Step(erasures.IS_RUNNING, {"workspace": workspace, "member": member})
    run_together(conn, *_waiting_steps(conn, workspace, member), erasure, *steps)
    if erasure.rows:
        raise erasures.MemberBeingErased(member)


def wait_for_entries(conn: Connection, workspace: str, member: str) -> None:
    """Wait until nobody else writes entries of this member."""
    run_together(conn, *_waiting_steps(conn, workspace, member))


def _waiting_steps(conn: Connection, workspace: str, member: str) -> list[Step]:
    """Return what waits for others' transactions; nothing on SQLite, which has one writer anyway."""
    if conn.dialect.name != "postgresql":
        return []
    key = zlib.crc32(f"{workspace} {member}".encode()) - 2**31
    return [Step(_LOCK, {"space": _LOCK_SPACE, "key": key})]


def write_act(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    steps: Sequence[PostingStep],
    keys: Sequence[str],
    now: datetime,
    undoes: int | None = None,
) -> LedgerAct:
    """Bring each entry from `before` to `after` as one act, and count it in the totals.

    Each row is written once under its key; a single key is that of the whole act, and its rows are numbered.
    """
    shared = {"workspace": workspace, "member": member, "created_at": now, "undoes": undoes}
    booked_ids = _read_booked_ids(conn, steps) if renames_of(conn) else {}
    rows = [row | booked_ids.get(row["reverses"], {}) for step in steps for row in _posting_rows(step)]
    numbered = (keys[0] if number == 1 else f"{keys[0]}#{number}" for number in range(1, len(rows) + 1))
    for key, row in zip(numbered if len(keys) == 1 else keys, rows, strict=True):
        row.update(shared, request=key)
    ids = iter(_insert_rows(conn, rows))
    changes: list[EntryChange] = []
    act_id = 0
    for step in steps:
        reversal_id = next(ids) if step.before else 0
        entry_id = next(ids) if step.after else 0
        act_id = act_id or reversal_id or entry_id
        after = _new_entry(step, entry_id, workspace, member, now) if step.after else None
        changes.append(EntryChange(step.before, after))
    minutes: Counter[RollupKey] = Counter()
    for row in rows:
        minutes.update(dict.fromkeys(rollup_keys(row["day"], row["area"], row["topic"]), row["minutes"]))
    sums = rollups.add_minutes(conn, workspace=workspace, member=member, minutes=minutes)
    last = changes[-1].after or changes[-1].before
    assert last is not None
    return LedgerAct(
        act_id, tuple(changes), EntrySums(sums[ALL_TIME, last.area], sums[week_of(last.day), ALL_SUBJECTS])
    )


def read_entry_sums(conn: Connection, entry: Entry) -> EntrySums:
    """Return the sums of an entry's area and week as they are now."""
    workspace, member = entry.workspace, entry.member
    all_time = rollups.read_minutes_by_subject(conn, workspace=workspace, member=member)
    week = rollups.read_minutes_by_subject(conn, workspace=workspace, member=member, period=week_of(entry.day))
    return EntrySums(all_time.get(entry.area, 0), week.get(ALL_SUBJECTS, 0))


def _read_booked_ids(conn: Connection, steps: Sequence[PostingStep]) -> dict[int | None, dict[str, Any]]:
    """Return the ids with which what is taken back was booked: the row that takes it back has the same."""
    reversed_ids = [step.before.id for step in steps if step.before]
    booked = select(entries.c.id, entries.c.area, entries.c.roadmap, entries.c.topic)
    found: dict[int | None, dict[str, Any]] = {}
    for start in range(0, len(reversed_ids), _ROWS_AT_ONCE):
        batch = booked.where(entries.c.id.in_(reversed_ids[start : start + _ROWS_AT_ONCE]))
        rows = conn.execute(batch.execution_options(**AS_BOOKED)).mappings()
        found |= {row["id"]: {name: row[name] for name in ("area", "roadmap", "topic")} for row in rows}
    return found


def _posting_rows(step: PostingStep) -> Iterator[dict[str, Any]]:
    """Yield the row that reverses the old version, then the row that books the new one."""
    old, new = step.before, step.after
    none = {"reverses": None, "evidence": "", "activity": "", "people": ""}
    if old:
        content = {name: getattr(old, name) for name in ("area", "roadmap", "topic", "day", "note")}
        yield none | content | {"minutes": -old.minutes, "reverses": old.id, "root": old.root, "source": step.source}
    if new:
        yield none | {name: getattr(new, name) for name in (*CONTENT_FIELDS, "source")} | {"root": step.root}


def _new_entry(step: PostingStep, entry_id: int, workspace: str, member: str, now: datetime) -> Entry:
    """Return the version that the step has booked under this id."""
    content = {name: getattr(step.after, name) for name in (*CONTENT_FIELDS, "source")}
    return Entry(id=entry_id, root=step.root or entry_id, workspace=workspace, member=member, created_at=now, **content)


def _insert_rows(conn: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the rows of one act, which the first names; returns their ids in this order."""
    first = conn.execute(insert(entries).values(**rows[0]).returning(entries.c.id)).scalar_one()
    if len(rows) == 1:
        return [first]
    returning = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    return [first, *conn.execute(returning, [{**row, "act": first} for row in rows[1:]]).scalars()]
