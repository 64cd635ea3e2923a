"""What makes a moment a present that one walks into: a session tomorrow, somebody stuck, work that waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.demo.cast import HANNA, TOMAS, zone_of
from bot.demo.flows import announces, hands_in, signs_off
from bot.demo.script import Act, Deed, presses, says, writes
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, PRIYA, SlackUser

_SESSIONS: Final = (
    (MEI, "Packet captures at both ends", "16:00"),
    (PRIYA, "Requests, limits, and who pays", "15:30"),
    (BEN, "An alert worth waking up for", "10:00"),
    (ANA, "Reading the bill together", "11:00"),
)


def acts(first_monday: date, endings: Sequence[datetime]) -> Iterator[Act]:
    """Return what leads up to each ending, and for the first also what comes of it."""
    for number, end in enumerate(endings):
        here = _Ending(first_monday, end)
        yield from _session(here, number)
        if number == 0:
            yield from _what_waits(here)
            yield from _what_comes_of_it(here)


class _Ending:
    """The working days around an ending, on each one's own calendar."""

    def __init__(self, first_monday: date, end: datetime) -> None:
        self._first_monday = first_monday
        self._end = end

    def working_day(self, who: SlackUser, away: int) -> date:
        """Return the working day so many away from the ending: -1 is the last one that is over, 1 the next one."""
        day = self._end.astimezone(zone_of(who)).date()
        step = timedelta(days=1 if away > 0 else -1)
        for _ in range(abs(away)):
            day += step
            while day.weekday() > 4:
                day += step
        return day

    def act(self, away: int, at: str, who: SlackUser, do: Deed) -> Act:
        """Return an act on that working day."""
        days = (self.working_day(who, away) - self._first_monday).days
        return Act(days // 7, days % 7, time.fromisoformat(at), who, do)


def _session(here: _Ending, number: int) -> Iterator[Act]:
    """Yield how a session of the next working day comes about."""
    host, title, at = _SESSIONS[number % len(_SESSIONS)]
    day = here.working_day(host, 1)
    yield here.act(-2, "16:35", host, announces(host, f'"{title}" {day.isoformat()} {at}'))
    for who, when in ((PRIYA, "11:20"), (HANNA, "09:25"), (TOMAS, "10:40"), (ANA, "11:45")):
        if who is not host:
            yield here.act(-1, when, who, presses(who, "Join", "You're in"))


def _what_waits(here: _Ending) -> Iterator[Act]:
    note = "CloudFront in front of the docs site. Hit rate 61 to 93 percent, p95 from Singapore 900 ms to 140 ms."
    link = "https://git.example.com/platform/docs-cdn/-/merge_requests/7"
    yield here.act(-1, "17:50", MEI, hands_in(MEI, "networking", "Content delivery network", link=link, note=note))
    line = "/roadmate stuck state management: the lock stays after a cancelled job, force-unlock wants an id"
    yield here.act(-1, "15:20", HANNA, says(HANNA, line, "You're stuck"))
    yield here.act(-1, "10:10", HANNA, says(HANNA, "/roadmate level devops intermediate", "DevOps intermediate"))
    yield here.act(-1, "11:35", TOMAS, says(TOMAS, "/roadmate mentor @ben", "Asked Ben"))
    yield here.act(
        -1,
        "15:40",
        ANA,
        writes(ANA, "@hanna is it the pipeline's role again? Chidi had that too. Ping me and we look together"),
    )


def _what_comes_of_it(here: _Ending) -> Iterator[Act]:
    yield here.act(2, "12:40", PRIYA, signs_off(PRIYA, "Content delivery network"))
    yield here.act(2, "10:30", BEN, presses(BEN, "Confirm intermediate", "Confirmed"))
    yield here.act(2, "10:35", BEN, presses(BEN, "Accept", ""))
    yield here.act(3, "09:40", HANNA, presses(HANNA, "Solved it", ""))
    yield here.act(3, "11:25", ANA, signs_off(ANA, "Multi-region infrastructure script"))
