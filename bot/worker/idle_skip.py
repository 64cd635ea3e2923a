"""Workspaces that the ticker need not look at: nothing falls due there before a moment, unless somebody acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.quiet_hours import QUIET_UNTIL
from bot.calendar.schedule import Slot
from bot.core.people.workspace import Workspace
from bot.core.people.workspaces import Mark


@dataclass(frozen=True, slots=True)
class _Lull:
    """The workspace's mark when nothing was found to be due, and how long that holds while the mark stays the same."""

    mark: Mark
    since: datetime
    until: datetime


class Lulls:
    """What one process has seen. That nothing is sent twice rests on the claims alone, never on this."""

    def __init__(self) -> None:
        self._known: dict[str, _Lull] = {}

    def holds(self, workspace: str, mark: Mark, now: datetime) -> bool:
        """Whether nothing can be due; any change of the settings, or of the people, ends a lull."""
        lull = self._known.get(workspace)
        return lull is not None and lull.since <= now < lull.until and lull.mark == mark

    def note(self, workspace: str, mark: Mark, now: datetime, until: datetime) -> None:
        """Nothing was due at `now`; the mark was read before that look."""
        self._known[workspace] = _Lull(mark, now, until)


def end(slots: Iterable[tuple[Slot, ZoneInfo]], place: Workspace, now: datetime) -> datetime:
    """When something may fall due next: at a weekly time or, as what the night keeps back does, in a morning."""
    known = set(slots)
    weekly = (schedule.following(slot, zone, now)[1] for slot, zone in known)
    mornings = (_morning(zone, now) for zone in {place.zone, *(zone for _, zone in known)})
    return min([*weekly, *mornings])


def _morning(zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    near = (datetime.combine(today + timedelta(days=days), QUIET_UNTIL, tzinfo=zone) for days in range(3))
    return next(moment for each in near if (moment := each.astimezone(UTC)) > now)
