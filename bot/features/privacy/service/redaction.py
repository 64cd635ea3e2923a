"""Somebody's id and name in the rows of others: replaced, so that what is the others' stays theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from sqlalchemy import Column, Connection, Text, cast, delete, or_, select, update

from bot.db.tables import (
    absences,
    advice,
    audit,
    entries,
    gatherings,
    levels,
    outbox,
    pairs,
    remarks,
    stucks,
    work_steps,
)
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import ABOUT, NAMES
from bot.features.privacy.rules import redaction
from bot.setting_values import FORGOTTEN

# Columns in others' rows that hold an id and nothing else.
POINTING: Final[tuple[Column[Any], ...]] = (
    *(work_steps.c.actor, levels.c.confirmed_by, stucks.c.over_by, advice.c.mentor),
    *(pairs.c.asked_by, pairs.c.ended_by, audit.c.actor, audit.c.subject),
)
# Columns with words of others, in which somebody may be mentioned.
WRITTEN: Final[tuple[Column[Any], ...]] = (
    *(entries.c.note, entries.c.evidence, work_steps.c.words, work_steps.c.link, stucks.c.words, advice.c.words),
    *(remarks.c.words, gatherings.c.title, absences.c.label, audit.c.detail, audit.c.subject),
)
Spell = Callable[[str], Collection[str]]  # all the ways in which a name stands in messages

# Messages about many people; any other that names somebody is about them.
BROAD: Final = frozenset(
    {
        *(Kind.DIGEST, Kind.NUDGE, Kind.AGAIN, Kind.SUMMARY, Kind.MENTOR, Kind.NOTICE, Kind.EXPORT),
        *(Kind.SESSION, Kind.REMIND, Kind.TABLE),
    }
)


def remove(session: Connection, *, workspace: str, member: str, name: str, spell: Spell) -> None:
    """Take a person out of all that is others': ids give way to `forgotten`, mentions and names to `somebody`."""
    for column in POINTING:
        theirs = (column.table.c.workspace == workspace, column == member)
        session.execute(update(column.table).where(*theirs).values({column.name: FORGOTTEN}))
    _companions(session, workspace, member)
    for column in WRITTEN:
        _rewrite(session, column, workspace, member)
    _letters(session, workspace, member, name, spell)


def _companions(session: Connection, workspace: str, member: str) -> None:
    """Those with whom hours were spent: one fewer."""
    named = entries.c.people.contains(member, autoescape=True)
    rows = session.execute(select(entries.c.id, entries.c.people).where(entries.c.workspace == workspace, named)).all()
    for row in rows:
        left = " ".join(each for each in row.people.split() if each != member)
        session.execute(update(entries).where(entries.c.id == row.id).values(people=left))


def _rewrite(session: Connection, column: Column[Any], workspace: str, member: str) -> None:
    """Put other words in the place of each mention."""
    table, pattern = column.table, redaction.of_id(member)
    instead = FORGOTTEN if table is audit else redaction.SOMEBODY
    named = (table.c.workspace == workspace, column.contains(member, autoescape=True))
    for row in session.execute(select(*table.primary_key.columns, column).where(*named)).all():
        *keys, words = row
        same = (key == value for key, value in zip(table.primary_key.columns, keys, strict=True))
        session.execute(update(table).where(*same).values({column.name: pattern.sub(instead, words)}))


def _letters(session: Connection, workspace: str, member: str, name: str, spell: Spell) -> None:
    """A letter from or about the person goes; a message about many loses the name, also one they had before."""
    stored = cast(outbox.c.message, Text)
    looked_for = {json.dumps(start)[1:-1] for each in spell(name) if (start := each.split(" ")[0])}
    near = or_(*(stored.contains(each, autoescape=True) for each in sorted({member, *looked_for})))
    rows = session.execute(
        select(outbox.c.id, outbox.c.kind, outbox.c.message).where(outbox.c.workspace == workspace, near)
    ).all()
    for row in rows:
        names = {name, _people(row.message).get(member, name)}
        patterns = (redaction.of_id(member), redaction.of_name({each for one in names for each in spell(one)}))
        if member not in _people(row.message) and not redaction.is_in(row.message, *patterns):
            continue
        if row.kind in BROAD:
            message = redaction.without(_unlisted(row.message, member), *patterns)
            session.execute(update(outbox).where(outbox.c.id == row.id).values(message=message))
        else:
            session.execute(delete(outbox).where(outbox.c.id == row.id))


def _people(message: Mapping[str, Any]) -> dict[str, str]:
    """Who is named in a stored message, by id, as they were called when it was written."""
    return {**message.get(NAMES, {}), **message.get(ABOUT, {})}


def _unlisted(message: Mapping[str, Any], member: str) -> dict[str, Any]:
    """The same message without somebody among its people."""
    lists = {key: dict(message[key]) for key in (ABOUT, NAMES) if key in message}
    for each in lists.values():
        each.pop(member, None)
    return {**message, **lists}
