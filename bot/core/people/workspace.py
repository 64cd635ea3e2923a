"""A workspace as it is set up, and when its messages are due."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import setting_values
from bot.calendar import weeks
from bot.calendar.schedule import Slot, following, latest, spell_slot
from bot.core.people.member import Member
from bot.core.time_off.absence import Absence, days_present, is_away
from bot.setting_values import Part
from bot.timeexpr.durations import parse

DIGEST_GRACE: Final = timedelta(hours=48)  # later than that the week is no news any more
SETTINGS: Final = ("digest", "channel", "digest parts", "nudge", "timezone", "goal", "board", "board by", "retention")
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
    digest_parts: frozenset[str] = frozenset(Part)
    board_by: str = "hours"  # or "goal": by share of one's own
    retention: int = setting_values.USUAL  # months; 0 keeps everything

    def today(self, now: datetime) -> date:
        """The day that counts for boards and digests at the moment `now`."""
        return weeks.local_day(now, self.zone)


class Origin(enum.Enum):
    """Where a setting in force comes from."""

    HERE = "here"  # an admin chose it in Slack
    ENVIRONMENT = "environment"  # whoever runs Roadmate chose it
    DEFAULT = "default"


def in_short(name: str, place: Workspace) -> str:
    """A setting that is in force, as the audit log has it."""
    return {
        "digest": spell_slot(place.digest) if place.digest_on else "off",
        "channel": place.learning_channel or "none",
        "digest parts": parts_in_short(place.digest_parts),
        "nudge": spell_slot(place.nudge) if place.nudge_on else "off",
        "timezone": place.zone.key,
        "goal": parse.spell(place.goal),
        "board": "on" if place.board_on else "off",
        "board by": place.board_by,
        "retention": setting_values.spell(place.retention),
    }[name]


def parts_in_short(parts: Collection[str]) -> str:
    """`everything`, `chart, board`, or `nothing but the hours`, which are always there."""
    if set(parts) >= set(Part):
        return "everything"
    return ", ".join(part for part in Part if part in parts) or "nothing but the hours"


def next_digest(workspace: Workspace, now: datetime, done: Collection[str] | None = None) -> datetime | None:
    """When the next digest goes out, in the workspace's zone; None while none does.

    `done` are the weeks whose digest has been dealt with. Where they are known, it may be a moment that has passed:
    that digest is still worth sending, and goes out at once.
    """
    if not workspace.digest_on or not workspace.learning_channel:
        return None
    week, due = latest(workspace.digest, workspace.zone, now)
    if done is None or weeks.shift(week, -1) in done or now - due > DIGEST_GRACE:
        week, due = following(workspace.digest, workspace.zone, now)
    while weeks.shift(week, -1) in (done or ()):
        week, due = following(workspace.digest, workspace.zone, due)
    return due.astimezone(workspace.zone)


def next_nudge(
    workspace: Workspace,
    member: Member,
    now: datetime,
    absences: Sequence[Absence] = (),
    done: Collection[str] = (),
) -> datetime | None:
    """When the member's next nudge is due, in their zone, days away left out; None while none is.

    `done` are the weeks whose nudge has been dealt with.
    """
    if not workspace.nudge_on or not member.nudged:
        return None
    moment = now
    for _ in range(LOOKED_AHEAD):
        week, moment = following(workspace.nudge, member.zone, moment)
        day = member.today(moment)
        snoozed = member.snoozed_until is not None and day < member.snoozed_until
        if week not in done and not snoozed and not is_away(day, absences) and days_present(week, absences):
            return moment.astimezone(member.zone)
    return None
