"""Start a process of each kind, stop it at a random moment, and note how long that takes."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
KINDS: Final = ("serve", "socket", "worker")
LIMIT: Final = 5.0  # seconds from the signal to the end
PATIENCE: Final = 30.0  # seconds, after which a process that never stops is killed
EARLY_SHARE: Final = 0.5  # of the signals come while the process still starts
CLOSED: Final = "http://127.0.0.1:9/api/"  # nobody listens


@dataclass(slots=True)
class Stops:
    """How long the stops of one kind of process took, and how they ended: an exit status, or minus a signal."""

    kind: str
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    logged: Counter[str] = field(default_factory=Counter)

    @property
    def longest(self) -> float:
        return max(self.seconds)

    def __str__(self) -> str:
        ends = ", ".join(f"{number} with {status}" for status, number in sorted(self.statuses.items()))
        return f"{self.kind}: {len(self.seconds)} stops, the longest took {self.longest:.2f} s ({ends})"


def stop_many(kind: str, count: int, folder: Path, *, seed: int = 0, side_by_side: int = 3) -> Stops:
    """Start and stop so many processes of this kind, a few at the same time."""
    generator = random.Random(f"{kind}{seed}")
    longest_start = measure_start(folder)
    moments = [pick_moment(generator, longest_start) for _ in range(count)]
    numbers = [generator.choice((signal.SIGTERM, signal.SIGINT)) for _ in range(count)]
    stops = Stops(kind)
    with ThreadPoolExecutor(side_by_side) as pool:
        for seconds, status, complained in pool.map(partial(stop_once, kind, folder), moments, numbers):
            stops.seconds.append(seconds)
            stops.statuses[status] += 1
            stops.logged.update(complained)
    return stops


def pick_moment(generator: random.Random, longest_start: float) -> float:
    """Return the seconds from the start to the signal: from the first millisecond to well after it is ready."""
    if generator.random() < EARLY_SHARE:
        return generator.uniform(0.001, longest_start)
    return generator.uniform(longest_start, longest_start + 1.0)


def measure_start(folder: Path) -> float:
    """Return how long a server takes to answer, under the load that there is."""
    port = free_port()
    started = time.monotonic()
    with running("serve", folder, PORT=str(port)) as process:
        while time.monotonic() - started < PATIENCE and process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
                    line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
                    if line.recv(12) == b"HTTP/1.1 200":
                        return time.monotonic() - started
            except OSError:
                time.sleep(0.02)
        process.kill()
        raise RuntimeError(f"the server did not start: {process.communicate()[1]}")


def stop_once(kind: str, folder: Path, moment: float, number: signal.Signals) -> tuple[float, int, list[str]]:
    """Return the seconds that the stop took, the status, and the last line that it logged."""
    with running(kind, folder, PORT=str(free_port())) as process:
        time.sleep(moment)
        started = time.monotonic()
        process.send_signal(number)
        try:
            _, complained = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return PATIENCE, -signal.SIGKILL, []
        return time.monotonic() - started, process.returncode, complained.splitlines()[-1:]


@contextmanager
def running(kind: str, folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process of this kind until the block ends, with a database of its own kind in the folder."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        "PYTHONPATH": os.pathsep.join((str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")]))),
        "XDG_CACHE_HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'roadmate.db'}",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": CLOSED,
        "LOG_LEVEL": "WARNING",
        "ROADMATE_HOST": "127.0.0.1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", kind],
        env={**bare, **environment, **settings},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core busy until the block ends."""
    context = multiprocessing.get_context("spawn")
    burners = [context.Process(target=_burn, daemon=True) for _ in range(os.cpu_count() or 2)]
    for each in burners:
        each.start()
    try:
        yield
    finally:
        for each in burners:
            each.terminate()
            each.join()


def _burn() -> None:
    while True:
        sum(range(10_000))


def main(count: int) -> int:
    """Stop so many of each kind under load; returns 1 where one took too long."""
    with tempfile.TemporaryDirectory() as name, busy_cores():
        found = []
        for kind in KINDS:
            found.append(stop_many(kind, count, Path(name), seed=random.randrange(10**6)))
            print(found[-1], flush=True)  # noqa: T201
    return int(max(each.longest for each in found) >= LIMIT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
