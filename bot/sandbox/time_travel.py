"""Time travel: what falls due on the way is sent at its own moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bot.sandbox import local_times
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace

_ONE_LOOK: Final = timedelta(days=1)
FARTHEST: Final = timedelta(days=366)
EXAMPLES: Final = "+2h, +7d, mon 09:00, 09:00 or 2026-11-23T09:00"
_SPAN: Final = re.compile(
    r"\+\s*(?=\d)(?:(?P<weeks>\d{1,4})\s*w)?\s*(?:(?P<days>\d{1,4})\s*d)?"
    r"\s*(?:(?P<hours>\d{1,5})\s*h)?\s*(?:(?P<minutes>\d{1,6})\s*m(?:in)?)?",
    re.IGNORECASE,
)
_WALL: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_ON_SCREENS: Final = frozenset(
    {ShownKind.MESSAGE, ShownKind.EPHEMERAL, ShownKind.UPDATED, ShownKind.DELETED, ShownKind.ERROR}
)


class SettableClock(Protocol):
    """A clock that can be turned forward."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        ...

    def advance_to(self, moment: datetime) -> None:
        """Turn the clock forward to this moment."""
        ...


class Timetable(Protocol):
    """The messages that the app sends on its own."""

    def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:
        """Return every moment later than `after`, up to `until`, at which something falls due."""
        ...

    def deliver(self, at: datetime) -> object:
        """Send what is due at that moment."""
        ...

    def send(self, at: datetime) -> object:
        """Send what was put off only for the moment after an answer, and claims nothing that falls due."""
        ...


class EmptyTimetable:
    """The timetable of an app that sends nothing on its own."""

    def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:  # noqa: ARG002 - the protocol's names
        """Return no moments."""
        return ()

    def deliver(self, at: datetime) -> object:  # noqa: ARG002 - the protocol's name
        """Send nothing."""
        return None

    def send(self, at: datetime) -> object:  # noqa: ARG002 - the protocol's name
        """Send nothing."""
        return None


@dataclass(frozen=True, slots=True)
class ClockArrival:
    """An item that appeared on screens while the clock was turned, and when."""

    at: datetime
    shown: ShownItem


class ClockTurner:
    """Moves one clock, stopping wherever something falls due."""

    def __init__(self, workspace: SlackWorkspace, clock: SettableClock, timetable: Timetable) -> None:
        self.clock = clock
        self._workspace = workspace
        self._timetable = timetable
        self._looked = clock.now()

    def turn_to(self, until: datetime) -> tuple[ClockArrival, ...]:
        """Turn the clock and return what appeared on the way. Raises ValueError for a moment that has passed."""
        return tuple(arrival for stop in self.stops(until) for arrival in stop)

    def stops(self, until: datetime) -> Iterator[tuple[ClockArrival, ...]]:
        """Turn the clock stop by stop, and return at each what appeared there; others may act between two stops.

        What falls due is asked for again every day, since it may change with what people do meanwhile.
        Raises ValueError for a moment that has passed.
        """
        if until < self.clock.now():
            raise ValueError("The clock is only turned forward.")
        yield from self._stops_on_the_way(until)
        if until > self.clock.now():
            self.clock.advance_to(until)

    def catch_up(self) -> tuple[ClockArrival, ...]:
        """Return what fell due since the last look, while the clock ran by itself."""
        return tuple(arrival for stop in self._stops_on_the_way(self.clock.now()) for arrival in stop)

    def follow_up(self) -> None:
        """Send what the app put off only for the moment after its answer."""
        self._timetable.send(self.clock.now())

    def _stops_on_the_way(self, until: datetime) -> Iterator[tuple[ClockArrival, ...]]:
        while self._looked < until:
            horizon = min(until, self._looked + _ONE_LOOK)
            for moment in sorted(self._timetable.moments(self._looked, horizon)):
                self._looked = max(self._looked, moment)
                yield tuple(self._stop_at(moment))
            self._looked = max(self._looked, horizon)

    def _stop_at(self, moment: datetime) -> list[ClockArrival]:
        if moment > self.clock.now():
            self.clock.advance_to(moment)
        mark = len(self._workspace.journal.shown)
        self._timetable.deliver(moment)
        return [ClockArrival(moment, one) for one in self._workspace.journal.shown[mark:] if one.kind in _ON_SCREENS]


def local_time_text(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return the moment in this zone, such as "Sat 21 Nov 12:00", with the year where it is not this one."""
    local = moment.astimezone(zone)
    return f"{local_times.day_text(local.date(), now.astimezone(zone).date())} {local:%H:%M}"


def parse_moment(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that these words mean for someone in this zone; raise ValueError with words for that person."""
    try:
        moment = (
            _after_span(words, now)
            or local_times.next_weekday(words, now, zone)
            or _next_time_of_day(words, now, zone)
            or _iso_moment(words, zone)
        )
    except OverflowError:
        moment = now + FARTHEST * 2
    if moment is None:
        raise ValueError(f"The clock understands {EXAMPLES}.")
    if moment <= now:
        raise ValueError("The clock is only turned forward.")
    if moment - now > FARTHEST:
        raise ValueError("The clock is turned a year at a time at most.")
    return moment


def _after_span(words: str, now: datetime) -> datetime | None:
    found = _SPAN.fullmatch(words.strip())
    if found is None or not any(found.groups()):
        return None
    return now + timedelta(**{unit: int(count) for unit, count in found.groupdict(default="0").items()})


def _next_time_of_day(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    found = _WALL.fullmatch(words.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    local = now.astimezone(zone)
    wall = local.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return (wall if wall > local else wall + timedelta(days=1)).astimezone(UTC)


def _iso_moment(words: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
