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
from benchmarks.client import BENCH_WORKSPACE, member_ids
from benchmarks.report import ReportTable, format_milliseconds, format_ratio
from bot.app import build_roadmate
from bot.clock import AdjustableClock, Clock, SystemClock
from bot.core.people import workspaces
from bot.db.engine import Database
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import SECONDS_BETWEEN, RateLimit
from bot.delivery.sender import OutboxSender
from bot.delivery.sender_pool import WORKERS, SenderPool
from bot.deps import Deps
from bot.settings import read_settings
from bot.slack.client import SlackClient, UserProfile
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import Message
from bot.worker import due

DUE_AT = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # the hour of the nudges, also in Lisbon
SIZES = (100, 10_000)
QUICK_SIZES = (100, 1_000)
WORKSPACE_COUNTS = (1, WORKERS, 2 * WORKERS)  # workspaces
MESSAGES_EACH = 4  # messages
BURST_TOLERANCE = 0.5  # seconds: Slack allows for short bursts, and the way from our pace to it is not always as long


class RateLimitedSlack:
    """Slack as the sender sees it: take a message a second from a workspace, and refuse what comes sooner.

    `every` is the least it wants between two.
    """

    def __init__(self, monotonic: Callable[[], float], interval: float) -> None:
        self._monotonic = monotonic
        self._interval = interval
        self._lock = threading.Lock()
        self._last_post: dict[str, float] = {}
        self.taken_by_recipient: Counter[str] = Counter()  # by recipient
        self.refused_count = 0

    def for_jobs(self) -> RateLimitedSlack:
        return self

    def fetch_profile(self, workspace: str, user: str) -> UserProfile:  # noqa: ARG002
        return UserProfile(user, user, "Europe/Lisbon", is_admin=False, is_active=True, is_guest=False)

    def post_direct_message(self, workspace: str, user: str, message: Message) -> tuple[str, str]:
        return f"D{user}", self.post_message(workspace, user, message)

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:  # noqa: ARG002
        with self._lock:
            now = self._monotonic()
            if now - self._last_post.get(workspace, -SECONDS_BETWEEN) < self._interval:
                self.refused_count += 1
                raise SlackFailure(FailureKind.RETRY, "ratelimited", retry_after=SECONDS_BETWEEN)
            self._last_post[workspace] = now
            self.taken_by_recipient[channel] += 1
        return f"{now:.6f}"


def measure_sending_rate(
    *,
    quick: bool,
    sizes: tuple[int, ...] = (),
    workspace_counts: tuple[int, ...] = WORKSPACE_COUNTS,
    messages_each: int = MESSAGES_EACH,
) -> ReportTable:
    """Measure each size in a database of its own, then workspaces beside each other."""
    sizes = sizes or (QUICK_SIZES if quick else SIZES)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        found = [_send_nudges(directory, size) for size in sizes]
        rows = [
            _row(f"{size:,} nudges, one workspace", size, *figures, found[0][1] / sizes[0])
            for size, figures in zip(sizes, found, strict=True)
        ]
        rows += [_send_side_by_side(directory, number, messages_each) for number in workspace_counts]
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
        f"Side by side, the waiting is real: {messages_each} messages to each workspace, by {WORKERS} hands at most.",
    )
    return ReportTable("Nudges at Slack's pace", columns, tuple(rows), notes)


def _send_nudges(directory: Path, size: int) -> tuple[float, float, float]:
    """Return seconds of deciding and of sending all of them, and how long it took by the clock."""
    clock = AdjustableClock(DUE_AT, is_running=False)
    with ExitStack() as stack:
        deps, slack = _deps(directory / f"pace{size}.db", clock, stack)
        databases.add_members(deps.database, member_ids(size))
        with deps.database.begin() as conn:
            workspaces.update_workspace(conn, workspace=BENCH_WORKSPACE, digest_on=False, goal_minutes=180)
        start = time.perf_counter()
        written = due.queue_due(deps, DUE_AT)
        decided = time.perf_counter() - start
        sender = OutboxSender(
            deps, RateLimit(clock.monotonic, lambda seconds: clock.advance(timedelta(seconds=seconds)))
        )
        start = time.perf_counter()
        while len(slack.taken_by_recipient) < size and clock.now() < DUE_AT + timedelta(hours=6):
            if not sender.send_due(clock.now(), size):
                clock.advance(timedelta(seconds=SECONDS_BETWEEN))
        sending = time.perf_counter() - start
    _check_sent(slack, size, written)
    return decided, sending, (clock.now() - DUE_AT).total_seconds()


def _send_side_by_side(directory: Path, workspace_count: int, messages_each: int) -> tuple[str, ...]:
    """Measure so many workspaces at once, by the real clock."""
    clock = SystemClock()
    with ExitStack() as stack:
        deps, slack = _deps(directory / f"beside{workspace_count}.db", clock, stack)
        _put_messages(deps.database, workspace_count, messages_each, clock.now())
        start = time.perf_counter()
        SenderPool(deps).send_all_due(clock.now())
        taken = time.perf_counter() - start
    _check_sent(slack, workspace_count * messages_each, workspace_count * messages_each)
    what = f"{messages_each} messages each to {workspace_count:,} workspace{'s' if workspace_count > 1 else ''}"
    return (
        what,
        "",
        "",
        "",
        "",
        f"{taken:,.1f} s",
        format_ratio(taken / max(SECONDS_BETWEEN, (messages_each - 1) * SECONDS_BETWEEN)),
    )


def _put_messages(database: Database, workspace_count: int, messages_each: int, now: datetime) -> None:
    message = Message("Hello", ()).post_arguments()
    with database.begin() as conn:
        for place in range(workspace_count):
            workspaces.ensure_workspace(conn, workspace=f"T{place}", now=now)
            databases.install_workspace(conn, f"T{place}")
            for serial in range(messages_each):
                outbox.put_message(
                    conn,
                    workspace=f"T{place}",
                    kind=DeliveryKind.WELCOME,  # which leaves at any hour
                    period="2026-W48",
                    recipient=f"U{place}-{serial}",
                    message=message,
                    due_at=now,
                    expires_at=now + timedelta(hours=1),
                    now=now,
                )


def _deps(file: Path, clock: Clock, stack: ExitStack) -> tuple[Deps, RateLimitedSlack]:
    deps = build_roadmate(read_settings(serving.server_environment(f"sqlite:///{file}", file.parent)), clock=clock).deps
    stack.callback(deps.database.close)
    slack = RateLimitedSlack(
        clock.monotonic, SECONDS_BETWEEN - (BURST_TOLERANCE if isinstance(clock, SystemClock) else 0.001)
    )
    return replace(deps, slack=cast("SlackClient", slack)), slack


def _check_sent(slack: RateLimitedSlack, size: int, written: int) -> None:
    """Check that everything was sent. Raises AssertionError."""
    if (
        not (written == size == len(slack.taken_by_recipient) == slack.taken_by_recipient.total())
        or slack.refused_count
    ):
        raise AssertionError(
            f"{written} written of {size}, {slack.taken_by_recipient.total()} sent, {slack.refused_count} refused"
        )


def _row(what: str, size: int, decided: float, sending: float, clock: float, base: float) -> tuple[str, ...]:
    each = sending / size
    share = f"{each / SECONDS_BETWEEN:.1%}"
    return (
        what,
        format_milliseconds(decided / size),
        format_milliseconds(each),
        format_ratio(each / base),
        share,
        f"{clock:,.0f} s",
        format_ratio(clock / size),
    )
