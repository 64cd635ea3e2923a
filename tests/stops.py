"""Start a process of each kind, stop it at a random moment, and note how long that takes."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.ports import free_port

ROOT: Final = Path(__file__).parent.parent
KINDS: Final = ("serve", "socket", "worker")
LIMIT: Final = 5.0  # seconds from the signal to the end
PATIENCE: Final = 30.0  # seconds, after which a process that never stops is killed
EARLY_SHARE: Final = 0.5  # of the signals come while the process still starts
CLOSED: Final = "http://127.0.0.1:9/api/"  # nobody listens


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: how long it took, the exit status (or minus a signal), and what the process said.

    `was_heard`: the process listened when the signal was sent. Before that, in the milliseconds in which Python itself
    starts, a signal ends it as it ends any program.
    """

    number: int
    moment: float
    seconds: float
    status: int
    was_heard: bool
    said: str

    @property
    def is_orderly(self) -> bool:
        """Tell whether it was in time, by itself, and with the status that is promised."""
        return self.seconds < LIMIT and (self.status == 0 or (not self.was_heard and self._is_pythons_own))

    @property
    def _is_pythons_own(self) -> bool:
        return self.status == -self.number or (self.status == 1 and "KeyboardInterrupt" in self.said)

    def __str__(self) -> str:
        name = signal.Signals(self.number).name
        return f"{name} after {self.moment:.3f} s: status {self.status} in {self.seconds:.2f} s\n{self.said}"


@dataclass(slots=True)
class Stops:
    """The stops of one kind of process."""

    kind: str
    stops: list[Stop] = field(default_factory=list)

    @property
    def longest(self) -> float:
        return max(each.seconds for each in self.stops)

    @property
    def disorderly(self) -> list[Stop]:
        return [each for each in self.stops if not each.is_orderly]

    @property
    def heard(self) -> list[Stop]:
        return [each for each in self.stops if each.was_heard]

    def __str__(self) -> str:
        groups = (("heard", self.heard), ("before it listened", [it for it in self.stops if not it.was_heard]))
        ends = "; ".join(f"{name}: {_count_statuses(them)}" for name, them in groups if them)
        line = f"{self.kind}: {len(self.stops)} stops, the longest took {self.longest:.2f} s ({ends})"
        return "\n".join([line, *map(str, self.disorderly)])


def _count_statuses(them: list[Stop]) -> str:
    statuses = Counter(each.status for each in them)
    return ", ".join(f"{number} with {status}" for status, number in sorted(statuses.items()))


def stop_many(
    kind: str, count: int, folder: Path, *, longest_start: float, seed: int = 0, side_by_side: int = 3
) -> Stops:
    """Start and stop so many processes of this kind, a few at the same time."""
    generator = random.Random(f"{kind}{seed}")
    moments = [pick_moment(generator, longest_start) for _ in range(count)]
    numbers = [generator.choice((signal.SIGTERM, signal.SIGINT)) for _ in range(count)]
    stops = Stops(kind)
    with ThreadPoolExecutor(side_by_side) as pool:
        stops.stops.extend(pool.map(partial(stop_once, kind, folder), moments, numbers))
    return stops


def pick_moment(generator: random.Random, longest_start: float) -> float:
    """Return the seconds from the start to the signal: from the first millisecond to well after it is ready."""
    if generator.random() < EARLY_SHARE:
        return generator.uniform(0.001, longest_start)
    return generator.uniform(longest_start, longest_start + 0.5)


def measure_start(folder: Path) -> float:
    """Return how long a server takes to answer, under the load that there is; where nothing is kept, the first time."""
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


def stop_once(kind: str, folder: Path, moment: float, number: signal.Signals) -> Stop:
    """Start a process, stop it so many seconds later, and note how that went."""
    with running(kind, folder, PORT=str(free_port())) as process:
        time.sleep(moment)
        was_heard = catches(process.pid, signal.SIGTERM)
        started = time.monotonic()
        process.send_signal(number)
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
        return Stop(number, moment, time.monotonic() - started, process.returncode, was_heard, said)


def catches(pid: int, number: signal.Signals) -> bool:
    """Tell whether a process has a handler of its own for a signal, which Python has for SIGINT from the first."""
    found = re.search(r"^SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"), re.MULTILINE)
    return found is not None and bool(int(found[1], 16) >> (number - 1) & 1)


@contextmanager
def running(kind: str, folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process of this kind until the block ends, with a database of its own kind in the folder."""
    process = start_process([kind], folder, **settings)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def start_process(
    arguments: Sequence[str], folder: Path, *, options: Mapping[str, Any] | None = None, **settings: str
) -> subprocess.Popen[str]:
    """Start `roadmate` with these arguments; `options` are of `Popen`. Nobody listens where it looks for Slack."""
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
    usual = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={**bare, **environment, **settings},
        **{**usual, **(options or {})},
    )


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
    """Stop so many of each kind under load; returns 1 where one took too long or had to be ended."""
    with tempfile.TemporaryDirectory() as name, busy_cores():
        folder, found = Path(name), []
        longest_start = max(measure_start(folder) for _ in range(2))
        for kind in KINDS:
            found.append(stop_many(kind, count, folder, longest_start=longest_start, seed=random.randrange(10**6)))
            print(found[-1], flush=True)  # noqa: T201
    return int(any(each.disorderly for each in found))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
