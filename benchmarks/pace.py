"""`pace`: nudges at the rate that Slack takes: many by a clock that is turned, and workspaces side by side."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from benchmarks import databases, serving
from benchmarks.report import Table, milli, times
from benchmarks.requests import WORKSPACE, members
from bot.app import build
from bot.clock import Clock, SystemClock, TurnableClock
from bot.core.people import workspaces
from bot.db.engine import Sessions
from bot.delivery import outbox
from bot.delivery.occurrences import Kind
from bot.delivery.rate_limit import EVERY, Pace
from bot.delivery.sender import Sender
from bot.delivery.sender_pool import HANDS, Crew
from bot.deps import Deps
from bot.settings import read_settings
from bot.slack.client import Ending, Slack, SlackFailure
from bot.slack.message import Message
from bot.worker import due

DUE = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # the hour of the nudges, also in Lisbon
SIZES = (100, 10_000)
QUICK = (100, 1_000)
BESIDE = (1, HANDS, 2 * HANDS)  # workspaces
EACH = 4  # messages
TOLERANCE = 0.5  # seconds: Slack allows for short bursts, and the way from our pace to it is not always as long


class Limited:
    """As much of Slack as the sender sees: takes a message a second from a workspace, and refuses what comes sooner.

    `every` is the least it wants between two.
    """

    def __init__(self, monotonic: Callable[[], float], every: float) -> None:
        self._monotonic = monotonic
        self._every = every
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self.taken: Counter[str] = Counter()  # by recipient
        self.refused = 0

    def patient(self) -> Limited:
        return self

    def post(self, workspace: str, channel: str, message: Message, *, thread: str | None = None) -> str:  # noqa: ARG002
        with self._lock:
            now = self._monotonic()
            if now - self._last.get(workspace, -EVERY) < self._every:
                self.refused += 1
                raise SlackFailure(Ending.RETRY, "ratelimited", retry_after=EVERY)
            self._last[workspace] = now
            self.taken[channel] += 1
        return f"{now:.6f}"


def run(*, quick: bool, sizes: tuple[int, ...] = (), beside: tuple[int, ...] = BESIDE, each: int = EACH) -> Table:
    """Each size in a database of its own; then workspaces beside each other."""
    sizes = sizes or (QUICK if quick else SIZES)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        found = [_nudges(directory, size) for size in sizes]
        rows = [
            _row(f"{size:,} nudges, one workspace", size, *figures, found[0][1] / sizes[0])
            for size, figures in zip(sizes, found, strict=True)
        ]
        rows += [_beside(directory, number, each) for number in beside]
    columns = (
        "what",
        "decided and written, each",
        "sent by us, each",
        "to the smallest",
        "of Slack's second",
        "took, by the clock",
        "to Slack's pace",
    )
    notes = (
        "One workspace: the clock is turned instead of waiting, so that what is left is what we take.",
        "That is lease, start and settle: two commits for each message, waiting for the disk, on SQLite.",
        "Nobody got a second message, and Slack refused none: it wants a second between two, half of one in real time.",
        f"Side by side, the waiting is real: {each} messages to each workspace, by {HANDS} hands at most.",
    )
    return Table("Nudges at Slack's pace", columns, tuple(rows), notes)


def _nudges(directory: Path, size: int) -> tuple[float, float, float]:
    """Seconds of deciding and of sending all of them, and how long it took by the clock."""
    clock = TurnableClock(DUE, running=False)
    with ExitStack() as stack:
        deps, slack = _deps(directory / f"pace{size}.db", clock, stack)
        databases.people(deps.sessions, members(size))
        with deps.sessions.begin() as session:
            workspaces.change(session, workspace=WORKSPACE, digest_on=False)
        start = time.perf_counter()
        written = due.run_once(deps, DUE)
        decided = time.perf_counter() - start
        sender = Sender(deps, Pace(clock.monotonic, lambda seconds: clock.turn(timedelta(seconds=seconds))))
        start = time.perf_counter()
        while len(slack.taken) < size and clock.now() < DUE + timedelta(hours=6):
            if not sender.send(clock.now(), size):
                clock.turn(timedelta(seconds=EVERY))
        sending = time.perf_counter() - start
    _check(slack, size, written)
    return decided, sending, (clock.now() - DUE).total_seconds()


def _beside(directory: Path, number: int, each: int) -> tuple[str, ...]:
    """So many workspaces at once, by the real clock."""
    clock = SystemClock()
    with ExitStack() as stack:
        deps, slack = _deps(directory / f"beside{number}.db", clock, stack)
        _put(deps.sessions, number, each, clock.now())
        start = time.perf_counter()
        Crew(deps).run(clock.now())
        taken = time.perf_counter() - start
    _check(slack, number * each, number * each)
    what = f"{each} messages each to {number:,} workspace{'s' if number > 1 else ''}"
    return what, "", "", "", "", f"{taken:,.1f} s", times(taken / max(EVERY, (each - 1) * EVERY))


def _put(sessions: Sessions, number: int, each: int, now: datetime) -> None:
    message = Message("Hello", ()).payload()
    with sessions.begin() as session:
        for place in range(number):
            for serial in range(each):
                outbox.put(
                    session,
                    workspace=f"T{place}",
                    kind=Kind.NUDGE,
                    period="2026-W48",
                    recipient=f"U{place}-{serial}",
                    message=message,
                    due_at=now,
                    expires_at=now + timedelta(hours=1),
                    now=now,
                )


def _deps(file: Path, clock: Clock, stack: ExitStack) -> tuple[Deps, Limited]:
    deps = build(read_settings(serving.environment(f"sqlite:///{file}", file.parent)), clock=clock).deps
    stack.callback(deps.sessions.close)
    slack = Limited(clock.monotonic, EVERY - (TOLERANCE if isinstance(clock, SystemClock) else 0.001))
    return replace(deps, slack=cast("Slack", slack)), slack


def _check(slack: Limited, size: int, written: int) -> None:
    """Raises AssertionError."""
    if not (written == size == len(slack.taken) == slack.taken.total()) or slack.refused:
        raise AssertionError(f"{written} written of {size}, {slack.taken.total()} sent, {slack.refused} refused")


def _row(what: str, size: int, decided: float, sending: float, clock: float, base: float) -> tuple[str, ...]:
    each = sending / size
    share = f"{each / EVERY:.1%}"
    return what, milli(decided / size), milli(each), times(each / base), share, f"{clock:,.0f} s", times(clock / size)
