"""A workspace as it is set up, and when its messages are due."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain import weeks
from bot.domain.member import Member
from bot.domain.schedule import Slot, following


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


def next_nudge(workspace: Workspace, member: Member, now: datetime) -> datetime | None:
    """When the member's next nudge is due, in their zone; None while none is."""
    if not workspace.nudge_on or not member.nudged:
        return None
    moment = now
    while True:
        moment = following(workspace.nudge, member.zone, moment)[1]
        due = moment.astimezone(member.zone)
        if member.snoozed_until is None or member.snoozed_until <= weeks.local_day(moment, member.zone):
            return due
