"""Everything that people do, thousands of times, with an eye on memory, threads, files and connections."""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.clock import SystemClock
from bot.db.engine import Database
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.validation.errors import RefusedError
from tests.faults import FaultyServer
from tests.slack_world import add_person
from tests.torture.message_feed import MessageFeed
from tests.torture.processes import RoadmateProcess

SOAK: Final = int(os.environ.get("SOAK", "20000"))  # requests
SEED: Final = int(os.environ.get("SEED", "0")) or random.randrange(10**6)
SECONDS: Final = 3600  # after which it is given up
WARM_SHARE: Final = 0.4  # of the requests, in which caches fill: SQLite's pages above all, 2 MB a connection
MAX_GROWTH: Final = 2.0  # megabytes in a thousand requests, once it is warm: by the end all of SQLite's pages
MAX_MEMORY: Final = 300  # megabytes
LOOK_SECONDS: Final = 2.0
MAX_THREADS, MAX_FILES, MAX_SOCKETS = 64, 160, 96
LINES: Final = (
    "/log {n}m networking", "/log 1h 5m cloud yesterday", "/log", "/log list", "/log undo", "/log help",
    "/log nonsense words",
    "/roadmap", "/roadmap aws", "/roadmap aws scaling", "/roadmap next", "/roadmap quiz aws", "/roadmap search pods",
    "/plan", "/plan networking", "/plan team", "/leaderboard", "/leaderboard month", "/team", "/team coverage",
    "/roadmate", "/roadmate settings", "/roadmate away", "/roadmate goal", "/roadmate who networking",
    "/roadmate privacy", "/roadmate waiting", "/roadmate milestones", "/roadmate content",
)  # fmt: skip
SAID: Final = ("log 20m docker", "how do I scale pods?", "help", "what next?", "thanks!")


@dataclass(frozen=True)
class Sample:
    """What a process holds at a moment: megabytes, and how many of the rest."""

    at: float
    memory: float
    threads: int
    files: int
    sockets: int
    requests: int

    @classmethod
    def take(cls, process: RoadmateProcess, at: float, requests: int) -> Sample:
        """Read what the system knows of a process."""
        proc = Path(f"/proc/{process.pid}")
        status = (proc / "status").read_text(encoding="ascii")
        found = {name: int(value) for name, value in re.findall(r"^(VmRSS|Threads):\s+(\d+)", status, re.MULTILINE)}
        links = []
        for each in (proc / "fd").iterdir():
            try:
                links.append(str(each.readlink()))
            except OSError:  # closed by now
                continue
        sockets = sum(link.startswith("socket:") for link in links)
        return cls(at, found["VmRSS"] / 1024, found["Threads"], len(links), sockets, requests)

    def __str__(self) -> str:
        return (
            f"| {self.at:5.0f} s | {self.requests:8,} | {self.memory:6.1f} MB | {self.threads:7} | {self.files:5} "
            f"| {self.sockets:7} |"
        )


class Everybody:
    """People who do all that one can do, at random."""

    def __init__(self, slack: FaultyServer, port: int, seed: int) -> None:
        self.slack = slack
        self.delivery = Delivery(slack, f"http://127.0.0.1:{port}", signed_at=SystemClock().now)
        self.done: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._people = [SlackUser(f"U0SOAK{number:02d}", f"soak{number}", f"Soak {number}") for number in range(40)]
        for person in self._people:
            add_person(slack.workspace, person)

    @contextmanager
    def busy(self, clients: int = 3) -> Iterator[None]:
        """Let so many act at the same time until the block ends."""
        with ThreadPoolExecutor(clients, "person") as pool:
            acting = [pool.submit(self._act_on) for _ in range(clients)]
            try:
                yield
            finally:
                self._stopping.set()
            for each in acting:
                each.result()

    def _act_on(self) -> None:
        while not self._stopping.is_set():
            self._act(self._random.choice(self._people).id)

    def _act(self, user: str) -> None:
        kind = self._random.choices(("command", "event", "home"), (7, 2, 1))[0]
        outcome = self._begin(kind, user)
        self._note(kind, outcome)
        for _ in range(self._random.randrange(3)):
            if not outcome.shown:
                return
            shown = outcome.shown[-1]
            fields = [field.element for field in usable_elements(shown)]
            if shown.view and self._random.random() < 0.5:
                outcome = self._try("form", lambda: self.delivery.submit(user, {}))
            elif buttons := [n for n, each in enumerate(fields, 1) if each["type"] == "button"]:
                number = self._random.choice(buttons)
                outcome = self._try("button", lambda n=number, s=shown: self.delivery.click(user, s, n))
            else:
                return

    def _begin(self, kind: str, user: str) -> ActionResult:
        if kind == "event":
            return self.delivery.direct_message(user, self._random.choice(SAID))
        if kind == "home":
            return self.delivery.home_opened(user)
        name, _, words = self._random.choice(LINES).partition(" ")
        return self.delivery.command(user, name, words.format(n=self._random.randrange(1, 50)), channel="#learning")

    def _try(self, kind: str, act: Callable[[], ActionResult]) -> ActionResult:
        try:
            outcome = act()
        except (RefusedError, LookupError):  # what was shown is gone, or the form wants more
            return ActionResult(200)
        self._note(kind, outcome)
        return outcome

    def _note(self, kind: str, outcome: ActionResult) -> None:
        with self._lock:
            self.done[kind if outcome.status in (0, 200) else f"status {outcome.status}"] += 1


def slope(samples: list[Sample]) -> float:
    """Return the growth of memory in megabytes in a thousand requests, by least squares."""
    mean_done = sum(each.requests for each in samples) / len(samples)
    mean = sum(each.memory for each in samples) / len(samples)
    spread = sum((each.requests - mean_done) ** 2 for each in samples)
    return 1000 * sum((each.requests - mean_done) * (each.memory - mean) for each in samples) / spread


def test_a_soak_bounds_memory_threads_files_and_connections(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer
) -> None:
    process = torture("serve", MALLOC_ARENA_MAX="2")  # as in all that is installed
    process.start_up()
    people, samples = Everybody(slack, process.port, SEED), list[Sample]()
    started = time.monotonic()
    feed = MessageFeed(database, slack.workspace)
    with feed.feeding(), people.busy():
        while people.done.total() < SOAK:
            time.sleep(LOOK_SECONDS)
            at = time.monotonic() - started
            assert at < SECONDS
            samples.append(Sample.take(process, at, people.done.total()))
    assert process.stop() == 0
    warm = [each for each in samples if each.requests > SOAK * WARM_SHARE]
    growth = slope(warm)
    print(f"\n{database.engine.dialect.name}, seed {SEED}: {dict(people.done)}; {growth:+.2f} MB in 1,000 requests")  # noqa: T201
    print("| after | requests | memory | threads | files | sockets |")  # noqa: T201
    for each in samples[:: max(1, len(samples) // 10)]:
        print(each)  # noqa: T201
    assert not [outcome for outcome in people.done if outcome.startswith("status 5")], people.done
    assert max(each.memory for each in samples) < MAX_MEMORY
    assert growth < MAX_GROWTH
    assert max(each.threads for each in samples) < MAX_THREADS
    assert max(each.files for each in samples) < MAX_FILES
    assert max(each.sockets for each in samples) < MAX_SOCKETS
