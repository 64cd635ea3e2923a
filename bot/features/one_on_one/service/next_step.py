"""The next step that a mentor sets for a member: one at a time, the newest holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.core.people import members
from bot.core.plan.member_plan import AssignedNextStep
from bot.db.renamed_ids import names
from bot.db.statements import dialect_insert
from bot.db.tables import assigned_next_steps, outbox
from bot.delivery.occurrences import DeliveryKind

_COLUMNS = tuple(assigned_next_steps.c[name] for name in AssignedNextStep.__match_args__)


def find_assigned_step(conn: Connection, *, workspace: str, member: str) -> AssignedNextStep | None:
    """Return the step that was set last and not set aside; it may be done by now."""
    row = conn.execute(
        select(*_COLUMNS).where(assigned_next_steps.c.workspace == workspace, assigned_next_steps.c.member == member)
    ).first()
    return AssignedNextStep(**row._mapping) if row else None


def assign_next_step(
    conn: Connection, *, workspace: str, member: str, next_step: AssignedNextStep, minutes: int
) -> None:
    """Set a step in place of the one before; `minutes` are those booked on it so far.

    Raises: MemberGone.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[next_step.mentor, member])
    values = {"mentor": next_step.mentor, "subject": next_step.subject, "words": next_step.words, "at": next_step.at}
    conn.execute(
        dialect_insert(conn, assigned_next_steps)
        .values(workspace=workspace, member=member, minutes=minutes, **values)
        .on_conflict_do_update(index_elements=["workspace", "member"], set_={**values, "minutes": minutes})
    )


def decline_next_step(conn: Connection, *, workspace: str, member: str, subject: str) -> AssignedNextStep | None:
    """Delete the member's assigned step and return it; None where it is another one by now."""
    row = conn.execute(
        delete(assigned_next_steps)
        .where(
            assigned_next_steps.c.workspace == workspace,
            assigned_next_steps.c.member == member,
            names(conn, assigned_next_steps.c.subject, subject),
        )
        .returning(*_COLUMNS)
    ).first()
    return AssignedNextStep(**row._mapping) if row else None


def was_question_sent(conn: Connection, *, workspace: str, member: str, value: str) -> bool:
    """Return whether a message of ours to this member carries a button with this value: so nobody has forged it."""
    rows = conn.execute(
        select(outbox.c.message).where(
            outbox.c.workspace == workspace,
            outbox.c.kind == DeliveryKind.MENTOR_MESSAGE.value,
            outbox.c.recipient == member,
        )
    )
    return any(value == each for row in rows for each in _button_values(row.message))


def _button_values(message: Mapping[str, Any]) -> list[str]:
    blocks = message.get("blocks", ())
    return [str(each.get("value")) for block in blocks for each in block.get("elements", ()) if "action_id" in each]
