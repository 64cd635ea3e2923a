"""What a cruel operator does besides: no home, few files, odd zones, a hangup, two processes on one file."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.db.engine import Database
from tests.faults import FaultyServer
from tests.torture.clients import Crowd
from tests.torture.invariants import check_file, check_ledger, check_messages
from tests.torture.message_feed import MessageFeed
from tests.torture.processes import RoadmateProcess, wait_until

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def starve(files: int) -> Callable[[], None]:
    """Return what lets a process that starts have no more files and connections open than so many."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


@SQLITE
@pytest.mark.parametrize("zone", ["Pacific/Chatham", "Nowhere/At_All", ":", "EST5EDT4,M3.2.0,M11.1.0"])
def test_an_odd_zone_of_the_machine_changes_no_day(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer, zone: str
) -> None:
    process = torture("serve", TZ=zone)
    process.start_up()
    crowd = Crowd(slack.workspace, [process.port], seed=3)
    crowd.log_one()
    assert process.stop() == 0
    assert check_ledger(database, crowd) == 1


@SQLITE
def test_more_connections_than_files(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer
) -> None:
    """A flood of connections uses up all files; when it ends, all is well, and meanwhile no core burns."""
    process = torture("serve")
    process.options = {"preexec_fn": starve(64)}
    process.start_up()
    crowd = Crowd(slack.workspace, [process.port], seed=4)
    crowd.log_one()
    with ExitStack() as lines:
        for _ in range(200):
            lines.enter_context(socket.create_connection(("127.0.0.1", process.port), timeout=5))
        before, started = processor_seconds(process.pid), time.monotonic()
        time.sleep(5)
        share = (processor_seconds(process.pid) - before) / (time.monotonic() - started)
    took = crowd.log_one(patience=20)
    print(f"\n200 connections and 64 files: {share:.0%} of a core meanwhile, logged {took:.2f} s after")  # noqa: T201
    assert share < 0.5
    assert len(process.log_lines()) < 60, "\n".join(process.log_lines()[-20:])
    assert check_ledger(database, crowd) == 2
    assert process.stop() == 0


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@SQLITE
def test_two_servers_on_one_file(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer
) -> None:
    """Nobody should, and nothing is lost or sent twice by it."""
    pair = [torture("serve", name=f"serve{number}") for number in range(2)]
    for each in pair:
        each.start_up()
    crowd, feed = Crowd(slack.workspace, [each.port for each in pair], seed=5), MessageFeed(database, slack.workspace)
    with feed.feeding(), crowd.logging():
        time.sleep(15)
    feed.settle()
    for each in pair:
        assert each.stop() == 0
    print(f"\ntwo servers on one file: {check_ledger(database, crowd)} entries, {dict(check_messages(feed))}")  # noqa: T201
    check_file(database)
    assert crowd.tally.acknowledged == crowd.tally.asked


@SQLITE
def test_a_port_that_is_taken(torture: Callable[..., RoadmateProcess]) -> None:
    first, second = torture("serve"), torture("serve", name="second")
    first.start_up()
    second.port = first.port
    second.start()
    assert second.running
    assert second.running.wait(30) == 1
    [line] = second.log_lines()
    assert line.endswith(f"can't listen on 127.0.0.1 port {first.port}: it is already in use")
    assert first.ask("/healthz")[0] == 200


@SQLITE
@pytest.mark.parametrize("arguments", [("serve",), ("worker",)])
def test_a_hangup_stops_it_as_any_signal_to_stop_does(
    torture: Callable[..., RoadmateProcess], arguments: tuple[str, ...]
) -> None:
    process = torture(*arguments)
    process.start_up()
    process.send_signal(signal.SIGHUP)
    assert process.running
    assert process.running.wait(10) == 0


@SQLITE
def test_a_process_that_is_to_outlive_its_terminal_does(torture: Callable[..., RoadmateProcess]) -> None:
    process = torture("serve")
    process.options = {"preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)}  # as nohup does
    process.start_up()
    process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert process.ask("/healthz")[0] == 200
    assert process.stop() == 0


def unfriendly(folder: Path) -> dict[str, Any]:
    """Return options of a process whose output goes nowhere, in a folder that nobody may write to."""
    bare = folder / "bare"
    bare.mkdir()
    bare.chmod(0o555)
    return {"cwd": bare, "preexec_fn": close_output}


def close_output() -> None:
    """Close standard input and output, as some supervisors do."""
    starve(128)()
    os.close(0)
    os.close(1)


def live_in_an_unfriendly_place(process: RoadmateProcess, folder: Path, slack: FaultyServer) -> Crowd:
    """Serve without a home, a temporary directory, a zone or output; returns who has logged there."""
    process.options = unfriendly(folder)
    process.start_up()
    crowd = Crowd(slack.workspace, [process.port], seed=6)
    crowd.log_one()
    process.send_signal(signal.SIGHUP)
    wait_until(lambda: process.running and process.running.poll() is not None, 10)
    return crowd


UNFRIENDLY = {"HOME": "/nonexistent/home", "TMPDIR": "/nonexistent/tmp", "TZ": "Nowhere/At_All", "LANG": "xx_XX.none"}
