"""Target days: until when a member wants to be done with an area."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select

from bot.db.statements import Prepared
from bot.db.tables import targets
from bot.db.upsert import insert

_OF_MEMBER: Final = Prepared(
    lambda _: select(targets.c.area, targets.c.day).where(
        targets.c.workspace == bindparam("workspace"), targets.c.member == bindparam("member")
    )
)


def of_member(session: Connection, *, workspace: str, member: str) -> dict[str, date]:
    """A member's target days by area."""
    rows = _OF_MEMBER.run(session, {"workspace": workspace, "member": member})
    return {area: _day(day) for area, day in rows}


def set_day(session: Connection, *, workspace: str, member: str, area: str, day: date | None) -> bool:
    """Set a target day, or remove it; whether that changed anything."""
    key = (targets.c.workspace == workspace, targets.c.member == member, targets.c.area == area)
    before = session.execute(select(targets.c.day).where(*key)).scalar_one_or_none()
    if day is None:
        session.execute(delete(targets).where(*key))
    else:
        session.execute(
            insert(session, targets)
            .values(workspace=workspace, member=member, area=area, day=day)
            .on_conflict_do_update(index_elements=["workspace", "member", "area"], set_={"day": day})
        )
    return before != day


def _day(value: Any) -> date:
    """A day as the driver gives it: text on SQLite, a date on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value
