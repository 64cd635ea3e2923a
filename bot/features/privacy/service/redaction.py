"""Replacement of an erased member's id and name in the rows of others, which stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Text, cast, delete, or_, select, update

from bot.db.personal_data import PersonalData
from bot.db.tables import (
    audit_log,
    entries,
    outbox,
)
from bot.delivery.outbox import ABOUT_KEY, NAMES_KEY
from bot.features.privacy import rules
from bot.setting_values import FORGOTTEN_MEMBER_ID

NameSpeller = Callable[[str], Collection[str]]  # all spellings of a name in messages


def redact_member(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    name: str,
    name_spellings: NameSpeller,
    data: PersonalData,
    kinds_about_many: frozenset[str],
) -> None:
    """Replace a member in others' rows: ids by `FORGOTTEN_MEMBER_ID`, mentions and names by `NAME_REPLACEMENT`."""
    for column in data.pointing:
        theirs = (column.table.c.workspace == workspace, column == member)
        conn.execute(update(column.table).where(*theirs).values({column.name: FORGOTTEN_MEMBER_ID}))
    _remove_companion(conn, workspace, member)
    for column in data.written:
        _redact_column(conn, column, workspace, member)
    _redact_messages(conn, workspace, member, name, name_spellings, kinds_about_many=kinds_about_many)


def _remove_companion(conn: Connection, workspace: str, member: str) -> None:
    """Remove a member from the people with whom others booked hours."""
    named = entries.c.people.contains(member, autoescape=True)
    rows = conn.execute(select(entries.c.id, entries.c.people).where(entries.c.workspace == workspace, named)).all()
    for row in rows:
        left = " ".join(each for each in row.people.split() if each != member)
        conn.execute(update(entries).where(entries.c.id == row.id).values(people=left))


def _redact_column(conn: Connection, column: Column[Any], workspace: str, member: str) -> None:
    """Replace each mention of a member in a column."""
    table, pattern = column.table, rules.id_pattern(member)
    replacement = FORGOTTEN_MEMBER_ID if table is audit_log else rules.NAME_REPLACEMENT
    named = (table.c.workspace == workspace, column.contains(member, autoescape=True))
    for row in conn.execute(select(*table.primary_key.columns, column).where(*named)).all():
        *keys, words = row
        same = (key == value for key, value in zip(table.primary_key.columns, keys, strict=True))
        conn.execute(update(table).where(*same).values({column.name: pattern.sub(replacement, words)}))


def _redact_messages(
    conn: Connection,
    workspace: str,
    member: str,
    name: str,
    name_spellings: NameSpeller,
    *,
    kinds_about_many: frozenset[str],
) -> None:
    """Delete the messages from or about a member; in messages about many, replace the name and any earlier one."""
    stored = cast(outbox.c.message, Text)
    name_starts = {json.dumps(start)[1:-1] for each in name_spellings(name) if (start := each.split(" ")[0])}
    may_name = or_(*(stored.contains(each, autoescape=True) for each in sorted({member, *name_starts})))
    rows = conn.execute(
        select(outbox.c.id, outbox.c.kind, outbox.c.message).where(outbox.c.workspace == workspace, may_name)
    ).all()
    for row in rows:
        names = {name, _people_in_message(row.message).get(member, name)}
        patterns = (
            rules.id_pattern(member),
            rules.name_pattern({each for one in names for each in name_spellings(one)}),
        )
        if member not in _people_in_message(row.message) and not rules.contains_any(row.message, *patterns):
            continue
        if row.kind in kinds_about_many:
            message = rules.redact(_without_person(row.message, member), *patterns)
            conn.execute(update(outbox).where(outbox.c.id == row.id).values(message=message))
        else:
            conn.execute(delete(outbox).where(outbox.c.id == row.id))


def _people_in_message(message: Mapping[str, Any]) -> dict[str, str]:
    """Return the people in a stored message: the names they had when it was written, by id."""
    return {**message.get(NAMES_KEY, {}), **message.get(ABOUT_KEY, {})}


def _without_person(message: Mapping[str, Any], member: str) -> dict[str, Any]:
    """Return the message without a member among its people."""
    lists = {key: dict(message[key]) for key in (ABOUT_KEY, NAMES_KEY) if key in message}
    for each in lists.values():
        each.pop(member, None)
    return {**message, **lists}
