"""Who answers what waits, where somebody has handed it over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.core.people import members
from bot.db.statements import dialect_insert
from bot.db.tables import handovers
from bot.features.waiting.rules.items import WaitingItem


def apply_handovers(conn: Connection, *, workspace: str, items: Sequence[WaitingItem]) -> list[WaitingItem]:
    """Return the items, those that were handed over to somebody who may still answer them waiting for that one."""
    rows = {
        row.item: row
        for row in conn.execute(
            select(handovers.c.item, handovers.c.assignee, handovers.c.handed_by, handovers.c.at).where(
                handovers.c.workspace == workspace
            )
        )
    }
    if not rows:
        return list(items)
    return [
        each.handed_to(row.assignee, by=row.handed_by, at=row.at)
        if (row := rows.get(each.ref)) and row.assignee in each.may_answer
        else each
        for each in items
    ]


def hand_over(conn: Connection, *, workspace: str, item: WaitingItem, assignee: str, by: str, now: datetime) -> None:
    """Have something wait for one person alone, in place of whoever it waited for.

    Raises:
        MemberGone: one of them was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[item.owner, assignee, by])
    values = {"member": item.owner, "assignee": assignee, "handed_by": by, "at": now}
    conn.execute(
        dialect_insert(conn, handovers)
        .values(workspace=workspace, item=item.ref, **values)
        .on_conflict_do_update(index_elements=["workspace", "item"], set_=values)
    )


def take_back(conn: Connection, *, workspace: str, ref: str) -> bool:
    """Have something wait for those who were asked at first; False where it was not handed over."""
    of_item = (handovers.c.workspace == workspace, handovers.c.item == ref)
    return conn.execute(delete(handovers).where(*of_item)).rowcount == 1


def delete_answered(conn: Connection, *, workspace: str, waiting: Collection[str]) -> int:
    """Delete the hand-overs of what no longer waits; return how many there were."""
    is_answered = (handovers.c.workspace == workspace, handovers.c.item.not_in(list(waiting)))
    return conn.execute(delete(handovers).where(*is_answered)).rowcount
