"""Messages that wait to be sent, as many as a sender may want; and what became of each."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.db.engine import Database, DatabaseUnavailable
from bot.db.tables import outbox
from bot.delivery.outbox import put_message
from bot.sandbox.slack_api.fixtures import LEARNING, TEAM_ID
from bot.sandbox.slack_api.workspace import SlackWorkspace
from tests.torture.processes import wait_until

PREFIX: Final = "Torture message"
KIND: Final = "session"  # which goes to a channel, and is never moot
KEPT_WAITING: Final = 5
LOOK_SECONDS: Final = 0.3
EVER: Final = timedelta(days=3650)


@dataclass(frozen=True)
class Fates:
    """How the messages ended: by state, and how often Slack has shown each."""

    states: Counter[str]
    shown_by_state: dict[str, Counter[int]]

    @property
    def doubles(self) -> int:
        """Return how many were shown more than once."""
        return sum(number for shown in self.shown_by_state.values() for times, number in shown.items() if times > 1)

    @property
    def lost(self) -> int:
        """Return how many are said to be sent and were never shown."""
        return self.shown_by_state.get("sent", Counter())[0]


class MessageFeed:
    """Keeps some messages waiting."""

    def __init__(
        self,
        database: Database,
        workspace: SlackWorkspace,
        keep: int = KEPT_WAITING,
        *,
        teams: Sequence[str] = (TEAM_ID,),
        ever_due: bool = False,
    ) -> None:
        """Keep `keep` messages waiting in all `teams` together; those `ever_due` are so whatever a clock shows."""
        self._database = database
        self._teams = teams
        self._earlier = EVER if ever_due else timedelta(0)
        self._workspace = workspace
        self._keep = keep
        self._stopping = threading.Event()
        self._number = 0

    @contextmanager
    def feeding(self) -> Iterator[None]:
        """Keep a few messages waiting until the block ends; while the database is away, none come."""
        self._stopping.clear()
        thread = threading.Thread(target=self._run, name="feed", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            thread.join()

    def count_shown(self) -> int:
        """Return how many messages Slack has shown, welcomes of the crowd among them, which may come before ours."""
        with self._workspace.lock:
            return sum(map(len, self._workspace.messages.values()))

    def shown(self) -> Counter[str]:
        """Return how often Slack has shown each."""
        with self._workspace.lock:
            texts = [message["text"] for message in self._workspace.messages.get(LEARNING.id, {}).values()]
        return Counter(text for text in texts if text.startswith(PREFIX))

    def time_next(self, seconds: float) -> float:
        """Return the seconds until Slack shows another one. Raises TimeoutError."""
        before = self.count_shown()
        return wait_until(lambda: self.count_shown() > before, seconds)

    def fates(self) -> Fates:
        """Return what became of all."""
        shown = self.shown()
        states: Counter[str] = Counter()
        shown_by_state: dict[str, Counter[int]] = {}
        with self._database.read() as conn:
            for state, message in conn.execute(select(outbox.c.state, outbox.c.message)):
                if message["text"].startswith(PREFIX):
                    states[state] += 1
                    shown_by_state.setdefault(state, Counter())[shown[message["text"]]] += 1
        return Fates(states, shown_by_state)

    def count_in_hand(self) -> int:
        """Return how many messages somebody is sending, or was when they were stopped."""
        with self._database.read() as conn:
            return int(conn.execute(select(func.count()).where(outbox.c.state == "sending")).scalar_one())

    def settle(self, seconds: float = 60.0) -> None:
        """Wait until none is on its way any more. Raises TimeoutError."""
        wait_until(lambda: not self._count_open(), seconds)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                for _ in range(self._keep - self._count_open()):
                    self._put()
            except DatabaseUnavailable:
                continue

    def _count_open(self) -> int:
        of_ours = (outbox.c.state.in_(["waiting", "sending"]), outbox.c.kind == KIND)
        with self._database.read() as conn:
            return int(conn.execute(select(func.count()).where(*of_ours)).scalar_one())

    def _put(self) -> None:
        now = SystemClock().now()
        self._number += 1
        with self._database.begin() as conn:
            put_message(
                conn,
                workspace=self._teams[self._number % len(self._teams)],
                kind=KIND,
                period=f"t{self._number}",
                recipient=LEARNING.id,  # a channel has no night
                message={"text": f"{PREFIX} {self._number}.", "blocks": []},
                due_at=now - self._earlier,
                expires_at=now + timedelta(hours=6) + self._earlier,
                now=now,
            )
