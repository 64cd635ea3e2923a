"""Health, readiness and metrics of all three processes, on a port of their own."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.ports import free_port
from tests.test_cli import BOT_TOKEN, CLOSED, Process
from tests.web.socket_mode.hub import Hub

PAGES = ("/healthz", "/readyz", "/metrics")


@contextmanager
def running(kind: str, folder: Path, **settings: str) -> Iterator[Process]:
    given = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": CLOSED,
        "DATABASE_URL": f"sqlite:///{folder / 'roadmate.db'}",
        "XDG_CACHE_HOME": str(folder.parent / "cache"),  # the content is checked once
        "LOG_LEVEL": "WARNING",
        "ROADMATE_HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }
    process = Process([kind], {**given, **settings}, folder)
    try:
        yield process
    finally:
        process.kill()


def wait_for_page(process: Process, path: str) -> tuple[int, str]:
    deadline = time.monotonic() + 30
    while True:
        try:
            return process.page(path)
        except URLError:
            assert time.monotonic() < deadline, process.end()
            time.sleep(0.05)


@pytest.mark.parametrize("kind", ["serve", "socket", "worker"])
def test_a_port_of_its_own(kind: str, tmp_path: Path) -> None:
    public, status = free_port(), free_port()
    with running(kind, tmp_path, PORT=str(public), ROADMATE_STATUS_PORT=str(status)) as process:
        process.port = status
        assert wait_for_page(process, "/healthz") == (200, "ok\n")
        assert process.page("/readyz") == (200, '{"database":"ok"}')
        metrics = process.page("/metrics")[1]
        assert "roadmate_database_up 1.0" in metrics
        assert 'roadmate_build_info{version="' in metrics
        if kind == "socket":
            wait_for_metrics(process, "roadmate_socket_connected 0.0")
        else:
            assert "roadmate_socket_connected" not in metrics
        assert process.page("/slack/events")[0] == 404
        process.port = public
        if kind == "serve":
            assert [wait_for_page(process, path)[0] for path in PAGES] == [404, 404, 404]
        else:
            with pytest.raises(URLError):
                process.page("/healthz")
        process.port = status
        end_in_order(process)


def test_a_socket_process_tells_whether_slack_reaches_it(tmp_path: Path) -> None:
    status, hub = free_port(), Hub()
    with (
        closing(hub),
        running("socket", tmp_path, SLACK_API_URL=hub.api_url, ROADMATE_STATUS_PORT=str(status)) as process,
    ):
        process.port = status
        wait_for_page(process, "/healthz")
        wait_for_metrics(process, "roadmate_socket_connected 1.0", "roadmate_socket_reconnects_total 0.0")
        hub.go_away()
        wait_for_metrics(process, "roadmate_socket_connected 0.0", "roadmate_socket_reconnects_total 0.0")
        assert process.page("/healthz") == (200, "ok\n")
        assert process.page("/readyz") == (200, '{"database":"ok"}')
        hub.come_back()
        wait_for_metrics(process, "roadmate_socket_connected 1.0", "roadmate_socket_reconnects_total 1.0")
        end_in_order(process)


def wait_for_metrics(process: Process, *lines: str) -> None:
    deadline = time.monotonic() + 30
    while not set(lines) <= set((found := metrics_of(process)).splitlines()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def end_in_order(process: Process) -> None:
    code, printed, complained = process.end()
    assert (code, printed) == (0, ""), complained
    assert "Traceback" not in complained


def test_a_status_port_that_is_taken(tmp_path: Path) -> None:
    status = free_port()
    with running("worker", tmp_path, ROADMATE_STATUS_PORT=str(status)) as first:
        first.port = status
        wait_for_page(first, "/healthz")
        with running("worker", tmp_path, ROADMATE_STATUS_PORT=str(status)) as second:
            code, printed, complained = second.end(stop=False)
            assert (code, printed) == (1, "")
            assert complained == f"Error: can't listen on 127.0.0.1 port {status}: it is already in use\n"


def test_the_database_goes_away_and_comes_back(tmp_path: Path) -> None:
    """Locked, gone, and replaced by something else: never a 500, never a stack trace, never longer than it takes."""
    status, file = free_port(), tmp_path / "roadmate.db"
    with running("worker", tmp_path, ROADMATE_STATUS_PORT=str(status)) as process:
        process.port = status
        wait_for_page(process, "/healthz")
        assert is_ready(process)
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert not is_ready(process)
        shown = metrics_of(process)
        assert "roadmate_database_up 1.0" in shown  # it can still be read
        assert "roadmate_database_writable 0.0" in shown
        other.execute("ROLLBACK")
        other.close()
        assert is_ready(process)
        assert "roadmate_database_writable 1.0" in metrics_of(process)

        away = tmp_path / "away"
        away.mkdir()
        for each in tmp_path.glob("roadmate.db*"):
            each.rename(away / each.name)
        for put_there in (lambda: None, file.mkdir, lambda: file.write_bytes(b"no database" * 1000)):
            put_there()
            assert not is_ready(process)
            assert "roadmate_database_up 0.0" in metrics_of(process)
            clear(tmp_path)
        for each in away.iterdir():
            each.rename(tmp_path / each.name)
        assert is_ready(process)
        assert "roadmate_database_up 1.0" in metrics_of(process)
        end_in_order(process)


def clear(folder: Path) -> None:
    """Take away whatever stands in the database's place."""
    for each in folder.glob("roadmate.db*"):
        each.rmdir() if each.is_dir() else each.unlink()


def is_ready(process: Process) -> bool:
    """Ask until the kept answer is a new one."""
    time.sleep(0.3)
    started = time.monotonic()
    code, text = process.page("/readyz")
    assert time.monotonic() - started < 4
    assert json.loads(text).keys() == {"database"}
    assert process.page("/healthz") == (200, "ok\n")
    return code == 200


def metrics_of(process: Process) -> str:
    code, text = process.page("/metrics")
    assert code == 200
    return text
