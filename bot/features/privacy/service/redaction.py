"""Replacement of an erased member's id and name in the rows of others, which stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, cast, delete, or_, select, update

from bot.db.personal_data import PersonalData
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import (
    audit_log,
    entries,
    outbox,
)
from bot.delivery.outbox import ABOUT_KEY, NAMES_KEY
from bot.features.privacy import rules
from bot.frozen import frozen
from bot.setting_values import FORGOTTEN_MEMBER_ID

NameSpeller = Callable[[str], Collection[str]]  # all spellings of a name in messages


@frozen
class RedactedColumns:
    """The columns of one table in which others' rows can name a member: ids by themselves, and words."""

    pointing: tuple[Column[Any], ...]
    written: tuple[Column[Any], ...]
    companions: tuple[Column[Any], ...]  # ids parted by spaces

    @classmethod
    def of_table(cls, table: Table, data: PersonalData) -> RedactedColumns:
        """Return those that the features declare."""
        pointing, written = (tuple(each for each in of if each.table is table) for of in (data.pointing, data.written))
        return cls(pointing, written, (entries.c.people,) if table is entries else ())

    def may_name(self, member: str, name: str) -> ColumnElement[bool]:
        """Match the rows that may name a member."""
        words = (*self.written, *self.companions)
        return or_(
            *(each == member for each in self.pointing),
            *(each.contains(member, autoescape=True) for each in words),
            *(each.contains(f"@{name}", autoescape=True) for each in self.written if name),
        )

    def redact_row(self, conn: Connection, is_row: Sequence[ColumnElement[bool]], member: str, name: str) -> None:
        """Replace a member in one row: ids by `FORGOTTEN_MEMBER_ID`, mentions, also by name, by `NAME_REPLACEMENT`."""
        columns = {each.name: each for each in (*self.pointing, *self.written, *self.companions)}
        found = conn.execute(select(*columns.values()).where(*is_row).execution_options(**AS_BOOKED)).first()
        if found is None:
            return
        values = dict(found._mapping)
        for each in self.pointing:
            values[each.name] = FORGOTTEN_MEMBER_ID if values[each.name] == member else values[each.name]
        for each in self.written:
            if values[each.name] is None:
                continue  # none is not the same as an empty one
            word = FORGOTTEN_MEMBER_ID if each.table is audit_log else rules.NAME_REPLACEMENT
            words = rules.id_pattern(member).sub(word, values[each.name])
            values[each.name] = rules.handle_pattern(name).sub(word, words)
        for each in self.companions:
            values[each.name] = " ".join(one for one in values[each.name].split() if one != member)
        if values != dict(found._mapping):
            conn.execute(update(next(iter(columns.values())).table).where(*is_row).values(**values))


@frozen
class RedactedPerson:
    """Who is taken out of messages: their names, and the titles of their sessions that a message can still hold."""

    member: str
    name: str
    name_spellings: NameSpeller
    session_titles: tuple[str, ...] = ()

    def may_be_in(self) -> ColumnElement[bool]:
        """Match the messages that may be to, from or about them, as they are stored."""
        stored = cast(outbox.c.message, Text)
        spelled = (*self.name_spellings(self.name), *map(rules.spelled_in_list, self.session_titles))
        starts = {json.dumps(start)[1:-1] for each in spelled if (start := each.split(" ")[0].rstrip("…"))}
        named = (stored.contains(each, autoescape=True) for each in sorted({self.member, *starts}))
        return or_(outbox.c.recipient == self.member, *named)


def redact_messages(
    conn: Connection, *, message_ids: Collection[int], person: RedactedPerson, kinds_about_many: frozenset[str]
) -> None:
    """Delete those of the messages that are to, from or about a person; of those about many, replace the name."""
    columns = (outbox.c.id, outbox.c.kind, outbox.c.recipient, outbox.c.message)
    member, sessions = person.member, rules.session_line_pattern(person.session_titles)
    for row in conn.execute(select(*columns).where(outbox.c.id.in_(message_ids))).all():
        names = {person.name, _people_in_message(row.message).get(member, person.name)}
        spelled = {each for one in names for each in person.name_spellings(one)}
        patterns = (rules.id_pattern(member), rules.own_line_pattern(spelled), rules.name_pattern(spelled))
        is_named = member in _people_in_message(row.message) or rules.contains_any(row.message, *patterns)
        if row.recipient == member or (is_named and row.kind not in kinds_about_many):
            conn.execute(delete(outbox).where(outbox.c.id == row.id))
        elif is_named or rules.contains_any(row.message, sessions):
            message = rules.redact(_without_person(row.message, member), *patterns)
            message = rules.redact(message, sessions, replacement=rules.SESSION_REPLACEMENT)
            conn.execute(update(outbox).where(outbox.c.id == row.id).values(message=message))


def _people_in_message(message: Mapping[str, Any]) -> dict[str, str]:
    """Return the people in a stored message: the names they had when it was written, by id."""
    return {**message.get(NAMES_KEY, {}), **message.get(ABOUT_KEY, {})}


def _without_person(message: Mapping[str, Any], member: str) -> dict[str, Any]:
    """Return the message without a member among its people."""
    lists = {key: dict(message[key]) for key in (ABOUT_KEY, NAMES_KEY) if key in message}
    for each in lists.values():
        each.pop(member, None)
    return {**message, **lists}
