"""Everything that is kept about one person, for themselves; and their asking for it, once at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, Connection, Select, Table, literal, or_, select, update

from bot.core.people import visibility
from bot.db.tables import (
    absences,
    advice,
    audit,
    entries,
    gatherings,
    goals,
    guests,
    levels,
    members,
    occurrences,
    outbox,
    pairs,
    remarks,
    stucks,
    targets,
    ticks,
    work_steps,
    works,
)
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import ABOUT, State, put

WORTH_SENDING: Final = timedelta(days=1)  # after which nobody waits for it any more

# The person's columns in each table that has rows of theirs. `totals` are left out: they are sums of `entries`.
KEPT: Final[Mapping[str, tuple[Table, tuple[Column[Any], ...]]]] = {
    "settings": (members, (members.c.id,)),
    "entries": (entries, (entries.c.member,)),
    "ticks": (ticks, (ticks.c.member,)),
    "assignments": (works, (works.c.member,)),
    "assignment_steps": (work_steps, (work_steps.c.member,)),
    "levels": (levels, (levels.c.member,)),
    "stuck": (stucks, (stucks.c.member,)),
    "next_step": (advice, (advice.c.member,)),
    "pairs": (pairs, (pairs.c.mentor, pairs.c.mentee)),
    "notes_by_me": (remarks, (remarks.c.author,)),
    "sessions_hosted": (gatherings, (gatherings.c.host,)),
    "sessions_joined": (guests, (guests.c.member,)),
    "absences": (absences, (absences.c.member,)),
    "goals": (goals, (goals.c.member,)),
    "targets": (targets, (targets.c.member,)),
    "occasions": (occurrences, (occurrences.c.recipient,)),
    "messages": (outbox, (outbox.c.recipient,)),
    "audit": (audit, (audit.c.actor, audit.c.subject)),
}
_PLAIN: Final = frozenset({"workspace", "member"})
PRIVATE: Final = "Their authors keep these for themselves, so they are not in here. Ask your mentors for them."


def everything(session: Connection, *, workspace: str, member: str) -> dict[str, Any]:
    """All rows about a member by subject, entries with every version and correction, oldest first."""
    found: dict[str, Any] = {"workspace": workspace, "member": member}
    for name, (table, whose) in KEPT.items():
        columns = [column for column in table.c if column.name not in _PLAIN or table is remarks]
        theirs = or_(*(column == member for column in whose))
        query = select(*columns).where(table.c.workspace == workspace, theirs)
        found[name] = _rows(session, query.order_by(*table.primary_key.columns))
    found["notes_about_me"] = _rows(session, _shared_with(workspace, member))
    private = visibility.private_notes(session, workspace=workspace, member=member)
    found["private_notes_about_me"] = {"count": private, "whose": PRIVATE}
    found["messages"] = [row for row in found["messages"] if _may_be_told(row)]
    return found | {"named_in": _rows(session, _named_in(workspace, member))}


def ask_for(
    session: Connection, *, workspace: str, member: str, period: str, message: Mapping[str, Any], now: datetime
) -> bool:
    """Have one's data sent, once per `period`; False where it is on its way already."""
    waiting = session.execute(
        select(outbox.c.id)
        .where(outbox.c.workspace == workspace, outbox.c.kind == Kind.EXPORT.value, outbox.c.recipient == member)
        .where(outbox.c.state.in_([State.WAITING.value, State.SENDING.value]), outbox.c.period != period)
        .limit(1)
    ).first()
    if waiting:
        return False
    put(
        session,
        workspace=workspace,
        kind=Kind.EXPORT.value,
        period=period,
        recipient=member,
        message=message,
        due_at=now,
        expires_at=now + WORTH_SENDING,
        now=now,
    )
    return True


def remember(session: Connection, *, letter: int, message: Mapping[str, Any]) -> None:
    """Write down how far the sending of an export has come."""
    session.execute(update(outbox).where(outbox.c.id == letter).values(message=dict(message)))


def _may_be_told(row: Mapping[str, Any]) -> bool:
    """What tells of others is only the reader's once it has reached them: the right to see it may end before."""
    return ABOUT not in row["message"] or row["state"] in (State.SENT, State.UNKNOWN)


def _shared_with(workspace: str, member: str) -> Select[Any]:
    """What mentors have written about the person and shared with them."""
    theirs = (remarks.c.workspace == workspace, remarks.c.member == member, remarks.c.shared)
    return select(remarks.c.author, remarks.c.words, remarks.c.at).where(*theirs).order_by(remarks.c.id)


def _named_in(workspace: str, member: str) -> Select[Any]:
    """The hours of others that name the person."""
    people = literal(" ") + entries.c.people + literal(" ")
    return (
        select(entries.c.id, entries.c.member, entries.c.day, entries.c.minutes, entries.c.activity)
        .where(entries.c.workspace == workspace, people.contains(f" {member} ", autoescape=True))
        .order_by(entries.c.id)
    )


def _rows(session: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row._mapping.items()} for row in session.execute(query)]
