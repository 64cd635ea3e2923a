"""The next step that a mentor sets for a member: one at a time, the newest holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.core.people import members
from bot.core.plan.state import Advice
from bot.db.tables import advice, outbox
from bot.db.upsert import insert
from bot.delivery.occurrences import Kind

_COLUMNS = tuple(advice.c[name] for name in Advice.__slots__)


def current(session: Connection, *, workspace: str, member: str) -> Advice | None:
    """What was set last, and not set aside; it need not be open any more."""
    row = session.execute(select(*_COLUMNS).where(advice.c.workspace == workspace, advice.c.member == member)).first()
    return Advice(**row._mapping) if row else None


def give(session: Connection, *, workspace: str, member: str, given: Advice, minutes: int) -> None:
    """Set a step in place of the one before; `minutes` are those that are on it by now. Raises Gone."""
    members.hold(session, workspace=workspace, people=[given.mentor, member])
    values = {"mentor": given.mentor, "subject": given.subject, "words": given.words, "at": given.at}
    session.execute(
        insert(session, advice)
        .values(workspace=workspace, member=member, minutes=minutes, **values)
        .on_conflict_do_update(index_elements=["workspace", "member"], set_={**values, "minutes": minutes})
    )


def set_aside(session: Connection, *, workspace: str, member: str, subject: str) -> Advice | None:
    """Take away what was set for the member, if it still is this; None where it is not."""
    row = session.execute(
        delete(advice)
        .where(advice.c.workspace == workspace, advice.c.member == member, advice.c.subject == subject)
        .returning(*_COLUMNS)
    ).first()
    return Advice(**row._mapping) if row else None


def was_asked(session: Connection, *, workspace: str, member: str, value: str) -> bool:
    """Whether a letter of ours to this member carries a button with this value: nobody else can have made it."""
    rows = session.execute(
        select(outbox.c.message).where(
            outbox.c.workspace == workspace, outbox.c.kind == Kind.WORD.value, outbox.c.recipient == member
        )
    )
    return any(value == each for row in rows for each in _values(row.message))


def _values(message: Mapping[str, Any]) -> list[str]:
    blocks = message.get("blocks", ())
    return [str(each.get("value")) for block in blocks for each in block.get("elements", ()) if "action_id" in each]
