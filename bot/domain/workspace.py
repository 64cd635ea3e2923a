"""A workspace as it is set up, and when its messages are due."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import weeks
from bot.domain.absence import Absence, days_present, is_away
from bot.domain.member import Member
from bot.domain.schedule import Slot, following

LOOKED_AHEAD: Final = 60  # weeks in which a next nudge is looked for


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace as it is set up now. `goal` is in minutes a week."""

    id: str
    bot_user: str | None
    zone: ZoneInfo
    learning_channel: str | None
    digest: Slot
    nudge: Slot
    digest_on: bool
    nudge_on: bool
    board_on: bool
    goal: int

    def today(self, now: datetime) -> date:
        """The day that counts for boards and digests at the moment `now`."""
        return weeks.local_day(now, self.zone)


class Origin(enum.Enum):
    """Where a setting in force comes from."""

    HERE = "here"  # an admin chose it in Slack
    ENVIRONMENT = "environment"  # whoever runs Roadmate chose it
    DEFAULT = "default"


def next_digest(workspace: Workspace, now: datetime) -> datetime | None:
    """When the next digest goes out, in the workspace's zone; None while none does."""
    if not workspace.digest_on or not workspace.learning_channel:
        return None
    return following(workspace.digest, workspace.zone, now)[1].astimezone(workspace.zone)


def next_nudge(
    workspace: Workspace, member: Member, now: datetime, absences: Sequence[Absence] = ()
) -> datetime | None:
    """When the member's next nudge is due, in their zone, days away left out; None while none is."""
    if not workspace.nudge_on or not member.nudged:
        return None
    moment = now
    for _ in range(LOOKED_AHEAD):
        week, moment = following(workspace.nudge, member.zone, moment)
        day = member.today(moment)
        snoozed = member.snoozed_until is not None and day < member.snoozed_until
        if not snoozed and not is_away(day, absences) and days_present(week, absences):
            return moment.astimezone(member.zone)
    return None
