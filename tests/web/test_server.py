"""A real server in a process of its own, on loopback."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.web.http_server import check_port_free
from tests.ports import free_port

PROGRAM = """
import sys, threading, time
from bot.clock import SystemClock
from bot.stop_signal import StopSignal
from bot.web.guard import Guard
from bot.metrics.metrics import Metrics
from bot.metrics.figures import ProcessState
from bot.web.server import serve_http
from bot.web.site import build_site, build_status_pages

ticking = threading.Event()

def slow(environ, start_response):
    print("in flight", flush=True)
    time.sleep({seconds})
    start_response("200 OK", [("content-type", "text/plain")])
    return [b"done"]

metrics, clock = Metrics(), SystemClock()
guard = Guard(slow, secret="secret", now=clock.now, monotonic=clock.monotonic, counter=metrics.requests)

def site():
    threading.Thread(target=ticking.wait, name="worker").start()
    def door(environ, start_response):
        app = slow if environ["PATH_INFO"] == "/slow" else inner
        return app(environ, start_response)
    render = lambda: metrics.render(ProcessState())
    pages = build_status_pages(checks={{}}, render_metrics=render)
    inner = build_site(guard, pages=pages, on_refused=metrics.requests.count_refused)
    print("built", flush=True)
    return door

def stopped():
    time.sleep({pause})
    print("stopped", flush=True)

with StopSignal(limit={limit}).listening() as stop:
    stop.mark_started()
    serve_http(
        site,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        stop=stop,
        threads=4,
        drain_seconds={grace},
        body_limit=guard.body_limit,
        on_refused=metrics.requests.count_refused,
        on_stopping=ticking.set,
        on_stopped=stopped,
    )
print("returned", flush=True)
"""


class Served:
    """The process, and what it printed."""

    def __init__(
        self, port: int, *, seconds: float = 1.0, grace: float = 3.0, pause: float = 0.0, limit: float = 4.5
    ) -> None:
        self.port = port
        program = PROGRAM.format(seconds=seconds, grace=grace, pause=pause, limit=limit)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program, str(port)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                assert self.ask("GET", "/readyz") == (200, b"{}")
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError(f"never ready: {self.process.communicate(timeout=5)}")

    def wait_for(self, line: str) -> None:
        assert self.process.stdout is not None
        assert any(said == f"{line}\n" for said in self.process.stdout)

    def end(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit status and all that was printed since."""
        self.process.send_signal(by)
        printed, complained = self.process.communicate(timeout=30)
        return self.process.returncode, printed, complained


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(port: int) -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def begin(**settings: float) -> Served:
        served = Served(port, **settings)
        running.append(served)
        served.wait_until_ready()
        return served

    yield begin
    for served in running:
        if served.process.poll() is None:
            served.process.kill()
        served.process.communicate()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_status_0(start: Callable[..., Served], by: signal.Signals) -> None:
    assert start().end(by) == (0, "built\nstopped\nreturned\n", "")


def test_a_request_in_flight_is_answered_first(start: Callable[..., Served]) -> None:
    served = start(seconds=1.0)
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(served.ask("GET", "/slow")))
    asking.start()
    served.wait_for("in flight")
    code, printed, _ = served.end()
    asking.join()
    assert (answers, code, printed) == ([(200, b"done")], 0, "stopped\nreturned\n")


def test_a_request_that_never_ends_does_not_hold_it(start: Callable[..., Served]) -> None:
    served = start(seconds=60, grace=0.3)
    with socket.create_connection(("127.0.0.1", served.port)) as asking:
        asking.sendall(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        served.wait_for("in flight")
        code, printed, _ = served.end()
    assert (code, printed.splitlines()[0]) == (1, "stopped")


def test_the_hook_runs_once_and_may_take_longer_than_the_grace(start: Callable[..., Served]) -> None:
    assert start(grace=0.3, pause=0.8).end() == (0, "built\nstopped\nreturned\n", "")


def test_a_second_signal_is_heeded_at_once(start: Callable[..., Served]) -> None:
    served = start(seconds=60, grace=60)
    with socket.create_connection(("127.0.0.1", served.port)) as asking:
        asking.sendall(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        served.wait_for("in flight")
        served.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        code, printed, _ = served.end(signal.SIGINT)
    assert (code, printed.splitlines()[0]) == (1, "stopped")


def test_an_idle_connection_does_not_hold_it(start: Callable[..., Served]) -> None:
    served = start()
    with socket.create_connection(("127.0.0.1", served.port)) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        assert idle.recv(20).startswith(b"HTTP/1.1 200 ")
        assert served.end()[0] == 0


def test_the_guard_stands_in_front(start: Callable[..., Served]) -> None:
    served = start()
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert served.ask("GET", "/healthz") == (200, b"ok\n")
    assert served.ask("GET", "/slack/events")[0] == 405
    assert served.ask("POST", "/slack/events", b"text=1", **form)[0] == 401
    assert served.ask("POST", "/slack/events", b"[" * 100_000, **{"content-type": "application/json"})[0] == 401
    assert served.ask("GET", "/nothing")[0] == 404
    assert b'roadmate_requests_total{door="guard",outcome="timestamp"} 2.0' in served.ask("GET", "/metrics")[1]
    assert served.end()[2].splitlines() == [  # the handler of last resort shows what is at least a warning
        "refused: timestamp, path '/slack/events', length 6",
        "refused: timestamp, path '/slack/events', length 100000",
    ]


def test_a_huge_body_is_refused_from_its_length(start: Callable[..., Served]) -> None:
    served = start()
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as asking:
        asking.sendall(b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10000000\r\n\r\n")
        assert asking.recv(100).startswith(b"HTTP/1.1 413 ")
    assert served.ask("GET", "/healthz")[0] == 200


def test_the_port_is_taken(start: Callable[..., Served]) -> None:
    served = start()
    second = Served(served.port)
    printed, complained = second.process.communicate(timeout=30)
    assert second.process.returncode == 1
    assert printed == ""
    assert complained.splitlines()[-1] == (
        f"OSError: can't listen on 127.0.0.1 port {served.port}: it is already in use"
    )


def test_claim_leaves_a_free_port_free(port: int) -> None:
    check_port_free("127.0.0.1", port)
    check_port_free("127.0.0.1", port)


def test_an_address_of_somebody_else() -> None:
    with pytest.raises(OSError, match=r"^can't listen on 192\.0\.2\.1 port 3000: "):
        check_port_free("192.0.2.1", 3000)
