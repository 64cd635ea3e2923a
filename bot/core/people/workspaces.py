"""Workspaces and their settings: what an admin has chosen in Slack wins over the environment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from bot import setting_values
from bot.calendar.schedule import parse_slot
from bot.core.people.members import zone
from bot.core.people.workspace import Origin, Workspace
from bot.db.statements import Prepared
from bot.db.tables import entries, occurrences, workspaces
from bot.db.upsert import insert
from bot.settings import Settings

Mark = tuple[Any, ...]  # to be compared with nothing but another one

USUAL_GOAL: Final = 120  # minutes a week, as the tables have it
_MARKS: Final = Prepared(lambda _: select(*(column for column in workspaces.c if column.name != "created_at")))


def find(session: Connection, *, workspace: str, settings: Settings) -> Workspace | None:
    """One workspace; None if nobody in it has ever spoken to us."""
    row = session.execute(select(workspaces).where(workspaces.c.id == workspace)).first()
    return _workspace(row, settings) if row else None


def get(session: Connection, *, workspace: str, settings: Settings) -> Workspace:
    """The workspace of somebody who has spoken to us. Raises LookupError."""
    found = find(session, workspace=workspace, settings=settings)
    if found is None:
        raise LookupError(workspace)
    return found


def everywhere(session: Connection, *, settings: Settings) -> tuple[Workspace, ...]:
    """All workspaces."""
    return tuple(_workspace(row, settings) for row in session.execute(select(workspaces).order_by(workspaces.c.id)))


def marks(session: Connection) -> dict[str, Mark]:
    """By workspace what decides when anything falls due there: its settings, and how often its people changed."""
    return {row[0]: tuple(row) for row in _MARKS.run(session, {})}


def last_seen(session: Connection, *, workspace: str) -> datetime | None:
    """The last moment at which anything was booked or sent in a workspace."""
    moments = (
        select(func.max(entries.c.created_at)).where(entries.c.workspace == workspace),
        select(func.max(occurrences.c.claimed_at)).where(occurrences.c.workspace == workspace),
    )
    found = [moment for moment in (session.execute(query).scalar_one() for query in moments) if moment]
    return max(found) if found else None


def welcome(session: Connection, *, workspace: str, now: datetime, bot_user: str | None = None) -> None:
    """Make sure that the workspace has its row."""
    row = insert(session, workspaces).values(id=workspace, created_at=now, bot_user=bot_user)
    keep = row.on_conflict_do_update(index_elements=["id"], set_={"bot_user": bot_user})
    session.execute(keep if bot_user else row.on_conflict_do_nothing())


def change(session: Connection, *, workspace: str, **values: Any) -> None:
    """Set what an admin has chosen."""
    session.execute(update(workspaces).where(workspaces.c.id == workspace).values(**values))


def origins(session: Connection, *, workspace: str, settings: Settings) -> dict[str, Origin]:
    """Where each setting comes from, by column; a switch or goal at its default counts as the default."""
    row = session.execute(select(workspaces).where(workspaces.c.id == workspace)).one()
    found: dict[str, Origin] = {}
    for name in ("timezone", "learning_channel", "digest", "nudge"):
        outside = Origin.ENVIRONMENT if name in settings.model_fields_set else Origin.DEFAULT
        found[name] = Origin.HERE if getattr(row, name) else outside
    for name in ("digest_parts", "board_by"):
        found[name] = Origin.DEFAULT if getattr(row, name) is None else Origin.HERE
    outside = Origin.ENVIRONMENT if "retention" in settings.model_fields_set else Origin.DEFAULT
    found["retention_months"] = outside if row.retention_months is None else Origin.HERE
    defaults = {"board_on": False, "digest_on": True, "nudge_on": True, "goal_minutes": USUAL_GOAL}
    same = {name: getattr(row, name) == usual for name, usual in defaults.items()}
    return found | {name: Origin.DEFAULT if usual else Origin.HERE for name, usual in same.items()}


def _workspace(row: Any, settings: Settings) -> Workspace:
    return Workspace(
        id=row.id,
        bot_user=row.bot_user,
        zone=zone(row.timezone, settings.timezone),
        learning_channel=row.learning_channel or settings.learning_channel,
        digest=parse_slot(row.digest) if row.digest else settings.digest,
        nudge=parse_slot(row.nudge) if row.nudge else settings.nudge,
        digest_on=row.digest_on,
        nudge_on=row.nudge_on,
        board_on=row.board_on,
        goal=row.goal_minutes,
        digest_parts=setting_values.parts_in(row.digest_parts),
        board_by=row.board_by or "hours",
        retention=settings.retention if row.retention_months is None else row.retention_months,
    )
