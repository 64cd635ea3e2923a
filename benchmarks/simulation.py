"""`python -m benchmarks.simulation [--workspaces N] [--replicas N]`: a digest hour over PostgreSQL, in real time.

It says every half minute how far it is, and ends where nothing has happened for three.

Each replica is a process of its own with the worker's ticker and its senders. Slack takes a message a second from a
workspace, answers after a while, and refuses what comes sooner, and now and then a message besides, with Retry-After.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing.pool import AsyncResult
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import event, func, insert, select, text

from benchmarks import databases, serving
from bot.app import build_roadmate
from bot.clock import AdjustableClock
from bot.core.ledger import rollups
from bot.db.tables import entries, outbox, totals, workspaces
from bot.delivery.sender_pool import SenderPool
from bot.deps import Deps
from bot.settings import read_settings
from bot.slack.client import SlackClient, UserProfile
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import Message
from bot.worker.ticker import Ticker

DUE_AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEARNED_ON: Final = date(2026, 11, 18)
SLACKS_SECOND: Final = 1.0
TOLERANCE: Final = 0.5  # seconds, which Slack allows for in short bursts
ANSWER_SECONDS: Final = 0.1  # a usual answer's
REFUSED_SHARE: Final = 0.005  # of the messages, whatever their pace
RETRY_AFTER: Final = 3.0  # seconds
LOOK_SECONDS: Final = 2.0  # between two looks at how far it is
TICK_SECONDS: Final = 30.0
PEOPLE: Final = 100  # in each workspace, one of whom has learned
PROGRESS_SECONDS: Final = 30.0  # between two lines that say how far it is
STALLED_SECONDS: Final = 180.0  # without anything new, after which it gives up


class Stalled(Exception):
    """The replicas get nowhere."""


@dataclass(frozen=True, slots=True)
class ReplicaReport:
    """What one replica did: messages taken by Slack and by whom, refusals, claims it lost to others, its ticks."""

    taken: Counter[tuple[str, str]]
    refused: int
    too_soon: int
    digests: int  # that it wrote
    collisions: int
    look_seconds: float


@dataclass(slots=True)
class SharedSlack:
    """Slack for several processes: `last` holds for each workspace when it last took a message there."""

    last: SynchronizedArray[float]
    chance: random.Random
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: int = 0
    too_soon: int = 0

    def for_jobs(self) -> SharedSlack:
        return self

    def fetch_profile(self, workspace: str, user: str) -> UserProfile:  # noqa: ARG002
        return UserProfile(user, user, "UTC", is_admin=False, is_active=True, is_guest=False)

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:  # noqa: ARG002
        time.sleep(ANSWER_SECONDS)
        place, now = int(workspace[1:]), time.monotonic()
        with self.last.get_lock():
            is_soon = now - self.last[place] < SLACKS_SECOND - TOLERANCE
            if is_soon or self.chance.random() < REFUSED_SHARE:
                self.refused += 1
                self.too_soon += is_soon
                raise SlackFailure(FailureKind.RETRY, "ratelimited", retry_after=RETRY_AFTER)
            self.last[place] = now
        self.taken[workspace, message.text] += 1
        return f"{now:.6f}"


def simulate(
    url: str, directory: Path, *, workspace_count: int, replicas: int, people: int = PEOPLE
) -> tuple[list[ReplicaReport], Counter[str], list[float]]:
    """Fill a database and let the replicas go through a digest hour; return their reports, the states of all messages,
    and after how many seconds each was sent.
    """
    deps = _build(url, directory, AdjustableClock(DUE_AT, is_running=False))
    _fill(deps, workspace_count, people)
    context = multiprocessing.get_context("spawn")
    last = context.Array("d", workspace_count)
    began = time.time()
    with context.Pool(replicas, initializer=_share, initargs=(last,)) as pool:
        tasks = [(url, str(directory), number, began, workspace_count) for number in range(replicas)]
        running = pool.starmap_async(_run_replica, tasks, chunksize=1)
        _watch(deps, running, workspace_count)
        reports = running.get()
    with deps.database.read() as conn:
        states = Counter(conn.execute(select(outbox.c.state)).scalars())
        sent = list(conn.execute(select(outbox.c.due_at).where(outbox.c.state == "sent")).scalars())
    deps.database.close()
    return reports, states, sorted((each - DUE_AT).total_seconds() for each in sent)


def check(reports: Sequence[ReplicaReport], states: Counter[str], workspace_count: int) -> list[str]:
    """Return what is wrong: a message that came twice or got lost."""
    taken: Counter[tuple[str, str]] = sum((each.taken for each in reports), Counter())
    digests = {workspace for workspace, _ in taken}
    twice = [key for key, number in taken.items() if number > 1]
    wrong = [f"{len(twice)} came twice: {twice[:3]}"] if twice else []
    wrong += [f"{workspace_count - len(digests)} workspaces got nothing"] if len(digests) < workspace_count else []
    wrong += (
        [f"messages ended as {dict(states)}, Slack took {taken.total()}"]
        if dict(states) != {"sent": taken.total()}
        else []
    )
    return wrong


def _watch(deps: Deps, running: AsyncResult[Any], workspace_count: int) -> None:
    """Say now and then how far it is, until it has ended.

    Raises:
        Stalled: nothing was written and nothing sent for a long time.
    """
    began = changed_at = time.monotonic()
    last: Counter[str] = Counter()
    while not _has_ended(running, PROGRESS_SECONDS):
        with deps.database.read() as conn:
            rows = conn.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state)).all()
            digests = conn.execute(select(func.count(outbox.c.workspace.distinct()))).scalar_one()
        states, now = Counter(dict(map(tuple, rows))), time.monotonic()
        so_far = f"{digests:,} of {workspace_count:,} workspaces have a digest, messages: {dict(states)}"
        print(f"after {now - began:,.0f} s: {so_far}", flush=True)
        changed_at = now if states != last else changed_at
        last = states
        if now - changed_at > STALLED_SECONDS:
            raise Stalled(f"Nothing was written or sent for {now - changed_at:,.0f} s: {so_far}")


def _has_ended(running: AsyncResult[Any], within: float) -> bool:
    running.wait(within)
    return running.ready()


_LAST: Any = None


def _share(last: SynchronizedArray[float]) -> None:
    global _LAST  # noqa: PLW0603  (what a pool's processes share can only be handed over at their start)
    _LAST = last


def _build(url: str, directory: Path, clock: AdjustableClock) -> Deps:
    return build_roadmate(read_settings(serving.server_environment(url, directory)), clock=clock).deps


def _run_replica(url: str, directory: str, number: int, began: float, workspace_count: int) -> ReplicaReport:
    """Tick and send until everything has been sent, by a clock that all replicas share."""
    clock = AdjustableClock(DUE_AT + timedelta(seconds=time.time() - began))
    slack = SharedSlack(_LAST, random.Random(number))
    deps = replace(_build(url, Path(directory), clock), slack=cast("SlackClient", slack))
    claims: list[str] = []
    event.listen(
        deps.database.engine,
        "before_cursor_execute",
        lambda *args: claims.append(args[2]) if args[2].startswith("INSERT INTO occurrences") else None,
    )
    pool = SenderPool(deps)
    ticker = Ticker(deps, on_share=pool.wake)
    start = time.perf_counter()
    ticker.look(clock.now())
    look_seconds = time.perf_counter() - start
    pool.start()
    written = 0
    while True:
        written += ticker.tick(clock.now())
        if _wait_until_sent(deps, workspace_count):
            break
    pool.stop(10)
    deps.database.close()
    return ReplicaReport(slack.taken, slack.refused, slack.too_soon, written, len(claims) - written, look_seconds)


def _wait_until_sent(deps: Deps, workspace_count: int) -> bool:
    """Wait for a tick's time; return whether every workspace has its messages."""
    until = time.monotonic() + TICK_SECONDS
    open_messages = select(func.count()).where(outbox.c.state.in_(["waiting", "sending"]))
    with_messages = select(func.count(outbox.c.workspace.distinct()))
    while time.monotonic() < until:
        with deps.database.read() as conn:
            if (
                not conn.execute(open_messages).scalar_one()
                and conn.execute(with_messages).scalar_one() == workspace_count
            ):
                return True
        time.sleep(LOOK_SECONDS)
    return False


def _fill(deps: Deps, workspace_count: int, people: int) -> None:
    """Add workspaces in whose last week one of the people has learned."""
    names = [f"T{number:05}" for number in range(workspace_count)]
    seen = databases.SEEN_AT
    learned = [
        {
            "workspace": name,
            "member": "U0",
            "minutes": 60,
            "area": "networking",
            "day": LEARNED_ON,
            "source": "command",
            "request": "simulated",
            "created_at": DUE_AT - timedelta(days=5),
        }
        for name in names
    ]
    sums = [
        {"workspace": name, "member": "U0", "period": period, "subject": subject, "minutes": 60}
        for name in names
        for period, subject in rollups.rollup_keys(LEARNED_ON, "networking", None)
    ]
    with deps.database.begin() as conn:
        databases.relax_limits(conn)
        conn.execute(
            insert(workspaces),
            [{"id": name, "learning_channel": f"C{name}", "timezone": "UTC", "created_at": seen} for name in names],
        )
        conn.execute(text(_INSTALL))
        conn.execute(text(_JOIN), {"people": people})
        for table, rows in ((entries, learned), (totals, sums)):
            conn.execute(insert(table), rows)
    with deps.database.begin() as conn:
        databases.relax_limits(conn)
        conn.execute(text("ANALYZE"))  # which the server does by itself after a while


_INSTALL: Final = (
    "INSERT INTO installations (workspace, token_hash, installed_at) SELECT id, 'x', created_at FROM workspaces"
)
_JOIN: Final = """
    INSERT INTO members (workspace, id, name, created_at, profile_at)
    SELECT workspaces.id, 'U' || number, 'Ann' || number || 'a Lee', created_at, created_at
    FROM workspaces, generate_series(0, :people - 1) AS number
"""


def main() -> None:
    """Simulate, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulation", description=__doc__)
    parser.add_argument("--workspaces", type=int, default=10_000)
    parser.add_argument("--replicas", type=int, default=4)
    parser.add_argument("--people", type=int, default=PEOPLE, help="in each workspace")
    asked = parser.parse_args()
    count = asked.workspaces
    with tempfile.TemporaryDirectory() as name, databases.postgresql(Path(name)) as url:
        if url is None:
            parser.error("it needs the package of the PostgreSQL server, which is in the extra `dev`")
        try:
            found = simulate(url, Path(name), workspace_count=count, replicas=asked.replicas, people=asked.people)
        except Stalled as reason:
            raise SystemExit(str(reason)) from reason
    for line in describe(*found):
        print(line)
    if wrong := check(*found[:2], count):
        raise SystemExit("\n".join(wrong))
    print("Every workspace has its digest, nothing came twice and nothing got lost.")


def describe(reports: Sequence[ReplicaReport], states: Counter[str], after: Sequence[float]) -> list[str]:
    """Return the figures in words."""
    digests, collisions = sum(each.digests for each in reports), sum(each.collisions for each in reports)
    refused = sum(each.refused for each in reports)
    half, most, last = (after[min(len(after) - 1, int(len(after) * share))] for share in (0.5, 0.99, 1.0))
    return [
        f"{digests:,} digests, {sum(states.values()):,} messages: {dict(states)}",
        f"sent after the hour: half within {half:,.0f} s, 99 in 100 within {most:,.0f} s, the last after {last:,.0f} s",
        f"the first look took {', '.join(f'{each.look_seconds:.2f} s' for each in reports)}",
        f"digests written by each replica: {', '.join(f'{each.digests:,}' for each in reports)}",
        f"claims that another replica had won: {collisions:,} ({collisions / max(1, digests):.1%})",
        f"messages sent by each replica: {', '.join(f'{each.taken.total():,}' for each in reports)}",
        f"refused by Slack: {refused:,}, of them too soon: {sum(each.too_soon for each in reports):,}",
    ]


if __name__ == "__main__":
    main()
