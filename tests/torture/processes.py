"""Real processes of Roadmate that are killed, frozen and starved; what they say goes into a file of each."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET
from tests.ports import free_port
from tests.stops import start_process

START_SECONDS: Final = 60.0  # on a machine that has a lot else to do
LOOK_SECONDS: Final = 0.02


def wait_until(is_so: Callable[[], Any], seconds: float = START_SECONDS) -> float:
    """Wait until this is so; returns the seconds that took. Raises TimeoutError."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not so after {seconds:g} s")
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - started


@dataclass
class RoadmateProcess:
    """`roadmate serve`, `socket` or `worker`, which may be started again after its end; the port stays the same."""

    arguments: tuple[str, ...]
    folder: Path
    settings: Mapping[str, str]
    name: str = "roadmate"
    options: Mapping[str, Any] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[str] | None = None

    @property
    def log(self) -> Path:
        """The file that has what all its runs have said."""
        return self.folder / f"{self.name}.log"

    @property
    def pid(self) -> int:
        assert self.running
        return self.running.pid

    def start(self) -> None:
        """Start it, without a wait for anything."""
        is_serving = self.arguments[0] == "serve"
        own = {"PORT": str(self.port)} if is_serving else {"ROADMATE_STATUS_PORT": str(self.port)}
        with self.log.open("a", encoding="utf-8") as said:
            options = {"stderr": said, **self.options}
            settings = {"PYTHONFAULTHANDLER": "1", **own, **self.settings}
            self.running = start_process(self.arguments, self.folder, options=options, **settings)

    def start_up(self) -> float:
        """Start it, and wait until it answers; returns the seconds that took.

        Raises:
            RuntimeError: it ended, or does not answer; with the last lines of its log, or where its threads are.
        """
        self.start()
        try:
            return wait_until(lambda: self.ask("/healthz")[0] == 200 or self._fail_if_ended())
        except TimeoutError:
            self.send_signal(signal.SIGABRT)
            time.sleep(1)
            raise RuntimeError("it doesn't answer:\n" + "\n".join(self.log_lines()[-200:])) from None

    def ask(self, path: str, seconds: float = 5.0) -> tuple[int, str]:
        """Return status and text of a status page; 0 where no answer comes."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def metric(self, name: str) -> float | None:
        """Return the value of a metric without labels."""
        found = re.search(rf"^{name} (\S+)$", self.ask("/metrics")[1], re.MULTILINE)
        return float(found[1]) if found else None

    def send_signal(self, number: signal.Signals) -> None:
        assert self.running
        self.running.send_signal(number)

    def kill(self) -> None:
        """Kill it by SIGKILL, which it cannot hear."""
        if self.running:
            self.running.kill()
            self.running.wait()

    def stop(self) -> int:
        """Ask it to stop, as a supervisor does; returns its status."""
        assert self.running
        self.running.terminate()
        return self.running.wait(20)

    def log_lines(self) -> list[str]:
        """Return the lines that it has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []

    def _fail_if_ended(self) -> bool:
        assert self.running
        if self.running.poll() is not None:
            raise RuntimeError(f"it ended with {self.running.returncode}: " + "\n".join(self.log_lines()[-20:]))
        return False


def slack_settings(api_url: str, database_url: str, cache_home: Path, **more: str) -> dict[str, str]:
    """Return the settings of a process over the stand-in for Slack."""
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": database_url,
        "XDG_CACHE_HOME": str(cache_home),
        "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
        **more,
    }
