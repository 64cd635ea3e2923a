"""Run servers in processes of their own: `python -m benchmarks.serving empty|roadmate PORT`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import WSGIApplication

from benchmarks import client
from bot.stop_signal import StopSignal
from bot.web import server

ROOT = Path(__file__).parent.parent
START_TIMEOUT = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class RunningServer:
    """Server that answers."""

    port: int
    pid: int

    def peak_memory(self) -> int | None:
        """Return the most memory it ever held, in bytes; None where the system does not tell."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def empty_app() -> WSGIApplication:
    """Build the least that Bolt can do: check the signature, find the listener, say ok."""
    from slack_bolt import Ack, App  # noqa: PLC0415  (each server loads its own packages only)
    from slack_bolt.adapter.wsgi import SlackRequestHandler  # noqa: PLC0415
    from slack_bolt.authorization import AuthorizeResult  # noqa: PLC0415

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-benchmark")

    app = App(signing_secret=client.SIGNING_SECRET, authorize=authorize, process_before_response=True)

    @app.command("/empty")
    def answer(ack: Ack) -> None:
        ack("ok")

    return SlackRequestHandler(app)


def roadmate_app() -> WSGIApplication:
    """Build the whole of Roadmate with the settings of the environment, but no worker: nothing is due."""
    from bot.app import build_roadmate  # noqa: PLC0415
    from bot.log_lines import set_up_logging  # noqa: PLC0415
    from bot.settings import read_settings  # noqa: PLC0415

    set_up_logging("WARNING")
    return build_roadmate(read_settings(os.environ)).wsgi


def server_environment(url: str, cache: Path) -> dict[str, str]:
    """Return settings that reach no Slack, with a content cache of their own."""
    return {
        "SLACK_BOT_TOKEN": client.BENCH_TOKEN,
        "SLACK_SIGNING_SECRET": client.SIGNING_SECRET,
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "DATABASE_URL": url,
        "LOG_LEVEL": "WARNING",
        "XDG_CACHE_HOME": str(cache),
    }


@contextmanager
def running_server(kind: str, settings: Mapping[str, str] | None = None) -> Iterator[RunningServer]:
    """Run a server of ours until the block ends."""
    port = free_port()
    with run_python(["-m", "benchmarks.serving", kind, str(port)], settings or {}) as child:
        wait_until_up(port, child)
        yield RunningServer(port, child.pid)


@contextmanager
def run_python(arguments: list[str], settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run this Python with these arguments until the block ends."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "ROADMATE_"))}
    child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env={**inherited, **settings})
    try:
        yield child
    finally:
        child.terminate()
        child.wait(30)


def wait_until_up(port: int, child: subprocess.Popen[bytes]) -> None:
    """Wait until it answers anything at all, asked every millisecond. Raises RuntimeError when it does not come up."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and child.poll() is None:
        try:
            client.send_once(port, client.health_request())
        except client.RequestFailed:
            return  # the empty handler has no such page, but it is there
        except OSError:
            time.sleep(0.001)
        else:
            return
    raise RuntimeError("the server didn't start")


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    kinds: dict[str, Callable[[], WSGIApplication]] = {"empty": empty_app, "roadmate": roadmate_app}
    with StopSignal().listening() as stop_signal:
        stop_signal.mark_started()
        limit = 1 << 20  # bytes of body
        server.serve_http(
            kinds[sys.argv[1]], host="127.0.0.1", port=int(sys.argv[2]), stop=stop_signal, body_limit=lambda _: limit
        )
