"""The steps of an erasure. Each finds its rows outside of the write lock, and changes a few in each transaction.

A step yields a position after each transaction: it can be left there, and be begun again at that position or before.
Begun again where it was left, it comes further each time, however short the time that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, Integer, Table, delete, func, or_, select

from bot.core.content.content_changes import mark_changed
from bot.db.engine import Database
from bot.db.personal_data import PersonalData
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import content_changes, entries, erasures, outbox, pairs, session_attendees, sessions
from bot.db.tables import members as people
from bot.delivery.occurrences import DeliveryKind
from bot.features.privacy.rules import MESSAGE_RETENTION, ErasureTexts
from bot.features.privacy.service import erasure_notifications, redaction
from bot.frozen import frozen

ROWS_AT_ONCE: Final = 50  # changed in one transaction, so that no booking waits long for it
MESSAGES_AT_ONCE: Final = 10  # these are long
_SESSION_KINDS: Final = (DeliveryKind.SESSION, DeliveryKind.SESSION_QUESTION, DeliveryKind.SESSION_REMINDER)
IDS_AT_ONCE: Final = 20_000  # looked through in one reading
MESSAGE_IDS_AT_ONCE: Final = 1_000

T = TypeVar("T")
Step = Callable[[Database, "RunningErasure", "ErasureRules", int], Iterator[int]]
Keys = tuple[Any, ...]  # the primary key of a row


@frozen
class ErasureRules:
    """How members are erased; `data` and `kinds_about_many` are what the features declare."""

    texts: ErasureTexts
    data: PersonalData
    kinds_about_many: frozenset[str]
    default_zone: ZoneInfo  # of members without a zone


@frozen
class RunningErasure:
    """An erasure that has begun: whose and why, and how far it has come."""

    workspace: str
    member: str
    name: str
    reason: str
    is_summed: bool
    step: str
    position: int
    started_at: datetime


def list_steps(data: PersonalData) -> list[tuple[str, Step]]:
    """Return the steps in their order, by name: messages while it is known what they can hold, hours last."""
    done_by_hand = {pairs, sessions, erasures, people, outbox}
    own = [each.column for each in data.owned if each.column.table not in done_by_hand]
    pointing = {column.table: None for column in (*data.pointing, *data.written, entries.c.people)}
    tables = [table for table in pointing if table is not entries]
    return [
        ("messages", redact_messages),
        ("pairs", end_pairs),
        ("sessions", cancel_sessions),
        *((f"own {column}", _deletion_of(column)) for column in (*own, people.c.id)),
        *((f"named in {table.name}", _redaction_of(table)) for table in (*tables, entries)),
    ]


def redact_messages(database: Database, erasure: RunningErasure, rules: ErasureRules, position: int) -> Iterator[int]:
    """Delete the messages to, from and about the member; messages about many lose the member."""
    since = erasure.started_at - MESSAGE_RETENTION - timedelta(days=7)
    with database.read() as conn:
        hosted = (sessions.c.workspace == erasure.workspace, sessions.c.host == erasure.member)
        titles = conn.execute(select(sessions.c.title).where(*hosted, sessions.c.starts_at > since)).scalars()
        person = redaction.RedactedPerson(erasure.member, erasure.name, rules.texts.name_spellings, tuple(titles))
    found = person.may_be_in()
    for ids, until in _find_ids(
        database, outbox, erasure.workspace, found, position=position, step=MESSAGE_IDS_AT_ONCE
    ):
        for batch in _in_batches(ids, MESSAGES_AT_ONCE):
            with database.begin(alone=True) as conn:
                redaction.redact_messages(
                    conn, message_ids=batch, person=person, kinds_about_many=rules.kinds_about_many
                )
            yield batch[-1]
        yield until


def end_pairs(database: Database, erasure: RunningErasure, rules: ErasureRules, _position: int) -> Iterator[int]:
    """Delete the member's pairs, and notify the other one of each that was active."""
    theirs = or_(pairs.c.mentor == erasure.member, pairs.c.mentee == erasure.member)
    for pair_id, *_ in _find_keys(database, pairs, erasure.workspace, theirs):
        with database.begin(alone=True) as conn:
            gone = conn.execute(delete(pairs).where(pairs.c.id == pair_id).returning(*pairs.c)).first()
            if gone is not None and gone.ended_at == erasure.started_at:
                is_mentor = gone.mentor != erasure.member
                erasure_notifications.notify_partner(
                    conn,
                    workspace=erasure.workspace,
                    partner=gone.mentor if is_mentor else gone.mentee,
                    is_mentor=is_mentor,
                    pair_id=gone.id,
                    texts=rules.texts,
                    default_zone=rules.default_zone,
                    now=erasure.started_at,
                )
        yield 0


def cancel_sessions(database: Database, erasure: RunningErasure, rules: ErasureRules, _position: int) -> Iterator[int]:
    """Delete the sessions that the member hosts, and notify those who joined one that was to come."""
    for session_id, *_ in _find_keys(database, sessions, erasure.workspace, sessions.c.host == erasure.member):
        joined = session_attendees.c.session == session_id
        for keys in _in_batches(_find_keys(database, session_attendees, erasure.workspace, joined), MESSAGES_AT_ONCE):
            with database.begin(alone=True) as conn:
                _let_attendees_go(conn, erasure, rules, session_id, keys)
            yield 0
        about = (outbox.c.kind.in_([kind.value for kind in _SESSION_KINDS]),)
        its = or_(outbox.c.period == f"s{session_id:x}", outbox.c.period.startswith(f"s{session_id:x}@"))
        messages = _find_keys(database, outbox, erasure.workspace, *about, its)
        for keys in _in_batches(messages, ROWS_AT_ONCE):
            with database.begin(alone=True) as conn:
                _delete_rows(conn, outbox, keys)
            yield 0
        with database.begin(alone=True) as conn:
            _delete_rows(conn, sessions, [(session_id,)])
        yield 0


def _let_attendees_go(
    conn: Connection, erasure: RunningErasure, rules: ErasureRules, session_id: int, keys: Sequence[Keys]
) -> None:
    session = conn.execute(select(sessions).where(sessions.c.id == session_id)).first()
    is_cancelled = session is not None and session.cancelled_at == erasure.started_at
    for member in _delete_rows(conn, session_attendees, keys, session_attendees.c.member):
        if session is not None and is_cancelled and member != erasure.member:
            erasure_notifications.notify_attendee(
                conn,
                session=session,
                attendee=member,
                texts=rules.texts,
                default_zone=rules.default_zone,
                now=erasure.started_at,
            )


def _deletion_of(column: Column[Any]) -> Step:
    """Return the step that deletes the rows that are the member's by this column; of the ledger the newest first."""

    def step(database: Database, erasure: RunningErasure, _rules: ErasureRules, _position: int) -> Iterator[int]:
        table: Table = column.table
        for keys in _in_batches(_find_keys(database, table, erasure.workspace, column == erasure.member), ROWS_AT_ONCE):
            with database.begin(alone=True) as conn:
                _delete_rows(conn, table, keys)
            yield 0

    return step


def _redaction_of(table: Table) -> Step:
    """Return the step that takes the member out of a table of others' rows."""

    def step(database: Database, erasure: RunningErasure, rules: ErasureRules, position: int) -> Iterator[int]:
        columns = redaction.RedactedColumns.of_table(table, rules.data)
        named = columns.may_name(erasure.member, erasure.name)
        for keys, until in _find_named(database, table, erasure.workspace, named, position):
            for batch in _in_batches(keys, ROWS_AT_ONCE):
                with database.begin(alone=True) as conn:
                    for key in batch:
                        columns.redact_row(conn, _is_row(table, key), erasure.member, erasure.name)
                    if table is content_changes:
                        mark_changed(conn, workspace=erasure.workspace)
            yield until

    return step


def _find_named(
    database: Database, table: Table, workspace: str, named: ColumnElement[bool], position: int
) -> Iterator[tuple[list[Keys], int]]:
    if _is_numbered(table):
        for ids, until in _find_ids(database, table, workspace, named, position=position, step=IDS_AT_ONCE):
            yield [(each,) for each in ids], until
    elif not position:  # such tables are small: they are looked through at once
        yield _find_keys(database, table, workspace, named), 1


def _find_ids(
    database: Database, table: Table, workspace: str, condition: ColumnElement[bool], *, position: int, step: int
) -> Iterator[tuple[list[int], int]]:
    """Yield the ids of rows that meet a condition, a range of ids in each reading, with the end of the range."""
    with database.read() as conn:
        last = conn.execute(select(func.max(table.c.id))).scalar() or 0
    while position < last:
        ids = select(table.c.id, table.c.workspace).where(table.c.id > position, table.c.id <= position + step)
        with database.read() as conn:  # the workspace is compared here: SQLite would take its index, not the range
            rows = conn.execute(ids.where(condition).order_by(table.c.id).execution_options(**AS_BOOKED))
            found = [row.id for row in rows if row.workspace == workspace]
        position += step
        yield found, position


def _find_keys(database: Database, table: Table, workspace: str, *conditions: ColumnElement[bool]) -> list[Keys]:
    """Return the keys of rows that meet the conditions, the highest first."""
    keys = table.primary_key.columns
    found = select(*keys).where(table.c.workspace == workspace, *conditions).order_by(*(key.desc() for key in keys))
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(found.execution_options(**AS_BOOKED))]


def _delete_rows(conn: Connection, table: Table, keys: Iterable[Keys], *returned: Column[Any]) -> list[Any]:
    """Delete rows by their keys; returns a column of those that were there, if asked for.

    Each by itself: for a list of keys of several columns SQLite reads the whole table.
    """
    what = returned or tuple(table.primary_key.columns)[:1]
    rows = (conn.execute(delete(table).where(*_is_row(table, key)).returning(*what)).first() for key in keys)
    return [row[0] for row in rows if row is not None]


def _in_batches(found: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(found), size):
        yield found[start : start + size]


def _is_row(table: Table, key: Keys) -> tuple[ColumnElement[bool], ...]:
    return tuple(column == value for column, value in zip(table.primary_key.columns, key, strict=True))


def _is_numbered(table: Table) -> bool:
    return table.primary_key.columns.keys() == ["id"] and isinstance(table.c.id.type, Integer)
