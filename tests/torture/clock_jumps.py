"""Clocks that jump under a running worker: nothing twice, nothing missed, and it goes on.

The machine's clock stays as it is: libfaketime shows the process another one (`apt install faketime`).
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.clock import AdjustableClock
from tests.faults import FaultyServer
from tests.fixtures.team import Team
from tests.torture.invariants import check_messages
from tests.torture.message_feed import PREFIX, MessageFeed
from tests.torture.processes import RoadmateProcess, wait_until

PLACES: Final = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime")
_FILES: Final = [Path(place, "libfaketime.so.1") for place in (os.environ.get("FAKETIME") or PLACES[0], *PLACES)]
LIBRARY: Final = next((str(file) for file in _FILES if file.is_file()), "")
GO_ON_SECONDS: Final = 15.0  # after a jump: a tick at once, a lease that may have to end, one message a second
PEOPLE: Final = ("U1", "U2", "U3")

pytestmark = pytest.mark.skipif(not LIBRARY, reason="there is no libfaketime; FAKETIME names its folder")


@dataclass
class ShownClock:
    """The clock that a process is shown: the machine's and an offset, which is read anew each time."""

    file: Path

    def settings(self) -> dict[str, str]:
        """Return what has a process show this clock to itself."""
        return {
            "LD_PRELOAD": LIBRARY,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",  # seconds; to read the file for each look at the clock takes a core
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def show(self, moment: datetime) -> None:
        """Let it be this moment now, and go on from there."""
        self.jump(moment - datetime.now(UTC), absolute=True)

    def jump(self, by: timedelta, *, absolute: bool = False) -> None:
        """Set it forward or back."""
        offset = by.total_seconds() + (0 if absolute else self.offset)
        self.file.with_suffix(".new").write_text(f"{offset:+.3f}s\n", encoding="ascii")
        self.file.with_suffix(".new").replace(self.file)

    @property
    def offset(self) -> float:
        return float(self.file.read_text(encoding="ascii").strip().removesuffix("s"))


@pytest.fixture
def shown(tmp_path: Path) -> ShownClock:
    return ShownClock(tmp_path / "offset")


def posts(slack: FaultyServer) -> Counter[str]:
    """Return what was posted by channel, without the messages that are only there to see that it goes on."""
    with slack.workspace.lock:
        return Counter(
            channel
            for channel, messages in slack.workspace.messages.items()
            for message in messages.values()
            if not message["text"].startswith(PREFIX)
        )


def prepare(team: Team, day: date) -> None:
    """Let three people have logged in the weeks around this day."""
    for user in PEOPLE:
        team.join(user)
        for weeks in (-1, 0):
            team.book(user, 60, day + timedelta(weeks=weeks))


def settled_posts(slack: FaultyServer, expected: int) -> Counter[str]:
    """Wait until so many were posted in the channel, and a little for any that should not have been."""
    wait_until(lambda: posts(slack)["C0LEARNING"] >= expected, 90)
    time.sleep(3)
    return posts(slack)


def test_jumps_of_minutes_and_days_double_and_miss_nothing(
    torture: Callable[..., RoadmateProcess],
    make_team: Callable[..., Team],
    slack: FaultyServer,
    shown: ShownClock,
    clock: AdjustableClock,
) -> None:
    """A digest with its thread and three nudges are due on Monday at nine; then the clock is turned about."""
    slots = {"ROADMATE_DIGEST": "mon 09:00", "ROADMATE_NUDGE": "mon 09:00"}
    team = make_team(**slots)
    prepare(team, date(2026, 11, 18))
    shown.show(datetime(2026, 11, 23, 8, 59, 50, tzinfo=UTC))
    process = torture("worker", **shown.settings(), **slots)
    process.start_up()
    feed = MessageFeed(team.deps.database, slack.workspace, ever_due=True)
    with feed.feeding():
        wait_until(lambda: posts(slack).total() == 5, 90)
        first = settled_posts(slack, 2)
        waits = {}
        for minutes in (5, -5, 24 * 60, -24 * 60, -3 * 60, 2 * 60):
            shown.jump(timedelta(minutes=minutes))
            waits[minutes] = feed.time_next(GO_ON_SECONDS)
            time.sleep(2)
        assert posts(slack) == first, "turned about, it sends nothing again"
        shown.show(datetime(2026, 11, 30, 9, 4, tzinfo=UTC))
        second = settled_posts(slack, 3)
    assert process.stop() == 0
    check_messages(feed)
    print(f"\njumps: messages go on after {max(waits.values()):.1f} s at most; {dict(first)}, a week on {dict(second)}")  # noqa: T201
    assert first["C0LEARNING"] == 2
    assert second["C0LEARNING"] == 3, "the quiet week over which it jumped has its digest, without a thread"
    assert all(number <= 2 for channel, number in second.items() if channel != "C0LEARNING")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (datetime(2027, 3, 28, 0, 59, 50, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, 20, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 29, 50, tzinfo=UTC), datetime(2026, 10, 25, 1, 31, tzinfo=UTC)),
    ],
    ids=["half past two does not come", "half past two comes twice"],
)
def test_a_digest_at_half_past_two_comes_once_when_the_clocks_change(
    torture: Callable[..., RoadmateProcess],
    make_team: Callable[..., Team],
    slack: FaultyServer,
    shown: ShownClock,
    before: datetime,
    after: datetime,
) -> None:
    slots = {"ROADMATE_DIGEST": "sun 02:30", "ROADMATE_TIMEZONE": "Europe/Berlin"}
    team = make_team(**slots)
    prepare(team, before.date() - timedelta(days=3))
    shown.show(before)
    process = torture("worker", **shown.settings(), **slots)
    process.start_up()
    wait_until(lambda: re.search(r"^roadmate_database_up 1", process.ask("/metrics")[1], re.MULTILINE))
    time.sleep(12)  # over the first half past two, where there are two
    shown.show(after)
    found = settled_posts(slack, 2)
    shown.jump(timedelta(hours=-2))
    time.sleep(3)
    shown.jump(timedelta(hours=4))
    time.sleep(3)
    assert process.stop() == 0
    assert posts(slack)["C0LEARNING"] == found["C0LEARNING"] == 2, "the digest and its thread"
