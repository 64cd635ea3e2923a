"""Tell who is being erased at this moment: they count nowhere, and nothing is written for them until that has ended."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.db.statements import PreparedStatement
from bot.db.tables import erasures

IS_RUNNING: Final = PreparedStatement(
    lambda _: select(erasures.c.reason).where(
        erasures.c.workspace == bindparam("workspace"), erasures.c.member == bindparam("member")
    )
)


class MemberGone(LookupError):
    """A member is not known, or was forgotten meanwhile. Nothing was written."""


class MemberBeingErased(MemberGone):
    """A member is being erased at this moment. Nothing was written."""


def is_being_erased(conn: Connection, *, workspace: str, member: str) -> bool:
    """Return whether the erasure of a member has begun and not ended."""
    return bool(IS_RUNNING.run(conn, {"workspace": workspace, "member": member}))


def refuse_during_erasure(conn: Connection, *, workspace: str, member: str) -> None:
    """Refuse to write anything for a member who is being erased.

    Raises: MemberBeingErased.
    """
    if is_being_erased(conn, workspace=workspace, member=member):
        raise MemberBeingErased(member)
