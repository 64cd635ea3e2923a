"""The first and the last moments of a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stops import catches, running


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("kind", ["serve", "socket", "worker"])
def test_a_signal_in_the_first_moment_that_it_is_heard(kind: str, number: signal.Signals, tmp_path: Path) -> None:
    """Most of the time it is still loading its own command line then."""
    with running(kind, tmp_path, PORT="0") as process:
        until = time.monotonic() + 30
        while not catches(process.pid, signal.SIGTERM):
            assert time.monotonic() < until
        process.send_signal(number)
        started = time.monotonic()
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said) == (0, "")
        assert time.monotonic() - started < 2


PROGRAM = """
import atexit, os, sys
from bot import cli
from bot.__main__ import run

@cli.main.command(name="worker")
def ends() -> None:
    atexit.register(os.write, 1, b"Python's own end")
    print("printed", end=" ")
    {end}

sys.argv[1:] = ["worker"]
run()
"""


@pytest.mark.parametrize(
    ("end", "status", "complained"),
    [
        ("return", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("raise cli.commands.CommandFailure('no port')", 1, "Error: no port"),
        ("raise ValueError('a mistake')", 1, "ValueError: a mistake"),
        ("raise KeyboardInterrupt", 1, "Aborted!"),
    ],
)
def test_a_running_command_ends_with_its_process(end: str, status: int, complained: str) -> None:
    """All that was printed is there, and Python's own end, which takes long, is left out."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end=end)],
        cwd=Path(__file__).parents[1],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, "printed ")
    assert (done.stderr.splitlines() or [""])[-1] == complained


def test_any_other_command_ends_as_programs_do(tmp_path: Path) -> None:
    with running("--version", tmp_path) as process:
        assert (process.communicate(timeout=30)[1], process.returncode) == ("", 0)
