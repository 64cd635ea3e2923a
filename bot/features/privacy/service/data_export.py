"""A member's export of everything kept about them: its data, and the request for it, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, literal, or_, select, update

from bot.core.people import visibility
from bot.db.personal_data import PersonalData
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import (
    entries,
    mentor_notes,
    outbox,
)
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import ABOUT_KEY, MessageState, put_message

EXPORT_EXPIRY: Final = timedelta(days=1)  # after which it is not sent any more

_IMPLIED_COLUMNS: Final = frozenset({"workspace", "member"})
PRIVATE_NOTES_EXPLANATION: Final = (
    "Private notes belong to their authors, so they aren't in this file. Ask your mentors about them."
)


def read_personal_data(conn: Connection, *, workspace: str, member: str, data: PersonalData) -> dict[str, Any]:
    """Return all rows about a member by section, oldest first; entries with every version and correction.

    Ids of the content are those with which the rows were written.
    """
    found: dict[str, Any] = {"workspace": workspace, "member": member}
    for name, member_columns in data.sections.items():
        table = member_columns[0].table
        columns = [column for column in table.c if column.name not in _IMPLIED_COLUMNS or table is mentor_notes]
        theirs = or_(*(column == member for column in member_columns))
        query = select(*columns).where(table.c.workspace == workspace, theirs)
        found[name] = _read_rows(conn, query.order_by(*table.primary_key.columns))
    found["notes_about_me"] = _read_rows(conn, _select_shared_notes(workspace, member))
    private = visibility.count_private_notes(conn, workspace=workspace, member=member)
    found["private_notes_about_me"] = {"count": private, "whose": PRIVATE_NOTES_EXPLANATION}
    found["messages"] = [row for row in found["messages"] if _may_show_message(row)]
    return found | {"named_in": _read_rows(conn, _select_entries_naming(workspace, member))}


def request_export(
    conn: Connection, *, workspace: str, member: str, period: str, message: Mapping[str, Any], now: datetime
) -> bool:
    """Queue the export of a member's data, once per `period`; False where one is on its way already."""
    waiting = conn.execute(
        select(outbox.c.id)
        .where(
            outbox.c.workspace == workspace,
            outbox.c.kind == DeliveryKind.DATA_EXPORT.value,
            outbox.c.recipient == member,
        )
        .where(outbox.c.state.in_([MessageState.WAITING.value, MessageState.SENDING.value]), outbox.c.period != period)
        .limit(1)
    ).first()
    if waiting:
        return False
    put_message(
        conn,
        workspace=workspace,
        kind=DeliveryKind.DATA_EXPORT.value,
        period=period,
        recipient=member,
        message=message,
        due_at=now,
        expires_at=now + EXPORT_EXPIRY,
        now=now,
    )
    return True


def save_export_progress(conn: Connection, *, message_id: int, message: Mapping[str, Any]) -> None:
    """Save how far the sending of an export has come."""
    conn.execute(update(outbox).where(outbox.c.id == message_id).values(message=dict(message)))


def _may_show_message(row: Mapping[str, Any]) -> bool:
    """Return whether a message may be exported: one about others only once it was sent."""
    return ABOUT_KEY not in row["message"] or row["state"] in (MessageState.SENT, MessageState.UNKNOWN)


def _select_shared_notes(workspace: str, member: str) -> Select[Any]:
    """Select the notes that mentors wrote about a member and shared with them."""
    theirs = (mentor_notes.c.workspace == workspace, mentor_notes.c.member == member, mentor_notes.c.shared)
    return (
        select(mentor_notes.c.author, mentor_notes.c.words, mentor_notes.c.at)
        .where(*theirs)
        .order_by(mentor_notes.c.id)
    )


def _select_entries_naming(workspace: str, member: str) -> Select[Any]:
    """Select the entries of others that name a member."""
    people = literal(" ") + entries.c.people + literal(" ")
    return (
        select(entries.c.id, entries.c.member, entries.c.day, entries.c.minutes, entries.c.activity)
        .where(entries.c.workspace == workspace, people.contains(f" {member} ", autoescape=True))
        .order_by(entries.c.id)
    )


def _read_rows(conn: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [
        {str(name): value for name, value in row._mapping.items()}
        for row in conn.execute(query.execution_options(**AS_BOOKED))
    ]
