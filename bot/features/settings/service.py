"""What admins set for the whole workspace: written in one transaction with what the audit log says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.calendar.weeks import week_of
from bot.core.audit import log
from bot.core.audit.log import ACT
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.core.people.workspace import SETTINGS, Workspace, in_short
from bot.core.time_off.absence import TEAM
from bot.delivery import outbox
from bot.delivery.occurrences import Kind
from bot.settings import Settings


def choose(
    session: Connection, *, workspace: str, actor: str, values: Mapping[str, Any], settings: Settings, now: datetime
) -> tuple[Workspace, tuple[str, ...]]:
    """Set values by column; a raised goal holds from next week on. Returns what is in force then, and what differs."""
    before = workspaces.get(session, workspace=workspace, settings=settings)
    columns = {column: value for column, value in values.items() if column != "goal_minutes"}
    if columns:
        workspaces.change(session, workspace=workspace, **columns)
    if "goal_minutes" in values:
        week, minutes = week_of(before.today(now)), values["goal_minutes"]
        goals.set_goal(session, workspace=workspace, member=TEAM, minutes=minutes, week=week)
    after = workspaces.get(session, workspace=workspace, settings=settings)
    _take_effect(session, before, after)
    changed = tuple(name for name in SETTINGS if in_short(name, before) != in_short(name, after))
    for name in changed:
        detail = f"{in_short(name, before)} -> {in_short(name, after)}"
        log.note(session, workspace=workspace, actor=actor, act=ACT, now=now, subject=name, detail=detail)
    return after, changed


def _take_effect(session: Connection, before: Workspace, after: Workspace) -> None:
    """What is on its way obeys the new settings too."""
    if before.digest_on and not after.digest_on:
        outbox.withdraw_all(session, workspace=after.id, kind=Kind.DIGEST)
    if after.learning_channel and before.learning_channel != after.learning_channel:
        outbox.redirect(session, workspace=after.id, kind=Kind.DIGEST, recipient=after.learning_channel)
    if before.nudge_on and not after.nudge_on:
        for kind in (Kind.NUDGE, Kind.AGAIN):
            outbox.withdraw_all(session, workspace=after.id, kind=kind)
