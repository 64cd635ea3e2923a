"""Change the settings of a workspace, in one transaction with the lines of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.calendar.weeks import week_of
from bot.core import audit_log
from bot.core.audit_log import SETTINGS_CHANGED
from bot.core.goals import goals
from bot.core.people import workspaces
from bot.core.people.workspaces import SETTING_NAMES, Workspace, setting_text
from bot.core.time_off import WHOLE_TEAM
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.settings import Settings


def change_settings(
    conn: Connection, *, workspace: str, actor: str, values: Mapping[str, Any], settings: Settings, now: datetime
) -> tuple[Workspace, tuple[str, ...]]:
    """Set values by column; a raised goal holds from next week on. Return the new state and what differs."""
    before = workspaces.read_workspace(conn, workspace=workspace, settings=settings)
    columns = {column: value for column, value in values.items() if column != "goal_minutes"}
    if columns:
        workspaces.update_workspace(conn, workspace=workspace, **columns)
    if "board_on" in values:
        workspaces.confirm_setup_step(conn, workspace=workspace, step="board")
    if "goal_minutes" in values:
        week, minutes = week_of(before.today(now)), values["goal_minutes"]
        goals.set_weekly_goal(conn, workspace=workspace, member=WHOLE_TEAM, minutes=minutes, week=week)
    after = workspaces.read_workspace(conn, workspace=workspace, settings=settings)
    _apply_to_outbox(conn, before, after)
    changed = tuple(name for name in SETTING_NAMES if setting_text(name, before) != setting_text(name, after))
    for name in changed:
        detail = f"{setting_text(name, before)} -> {setting_text(name, after)}"
        audit_log.record_act(
            conn, workspace=workspace, actor=actor, act=SETTINGS_CHANGED, now=now, subject=name, detail=detail
        )
    return after, changed


def _apply_to_outbox(conn: Connection, before: Workspace, after: Workspace) -> None:
    """Make waiting messages obey the new settings too."""
    if before.digest_on and not after.digest_on:
        outbox.withdraw_kind(conn, workspace=after.id, kind=DeliveryKind.DIGEST)
    if after.learning_channel and before.learning_channel != after.learning_channel:
        outbox.redirect_waiting(conn, workspace=after.id, kind=DeliveryKind.DIGEST, recipient=after.learning_channel)
    if before.nudge_on and not after.nudge_on:
        for kind in (DeliveryKind.NUDGE, DeliveryKind.SNOOZED_NUDGE):
            outbox.withdraw_kind(conn, workspace=after.id, kind=kind)
