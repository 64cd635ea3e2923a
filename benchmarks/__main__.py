"""`python -m benchmarks [name ...] [--quick]`: measure, and print Markdown."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable

from benchmarks import (
    booking,
    digest,
    http_commands,
    idle_tick,
    packs,
    reads_by_size,
    sending_rate,
    startup,
    team_command,
    write_locks,
)
from benchmarks.report import ReportTable, machine_line

SUBJECTS: dict[str, Callable[..., ReportTable]] = {
    "http": http_commands.measure_http,
    "booking": booking.measure_booking,
    "crowd": http_commands.measure_crowd,
    "boards": reads_by_size.measure_reads,
    "digest": digest.measure_digest,
    "tick": idle_tick.measure_idle_tick,
    "pace": sending_rate.measure_sending_rate,
    "locks": write_locks.measure_locks,
    "team": team_command.measure_team_command,
    "packs": packs.measure_packs,
    "start": startup.measure_startup,
}
MEMORY = "/dev/shm"


def main() -> None:
    """Run what is named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What Roadmate costs, as ratios.")
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(SUBJECTS)}; all if left out")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    parser.add_argument("--memory", action="store_true", help=f"databases in memory-backed storage, {MEMORY}")
    asked = parser.parse_args()
    if asked.memory:
        tempfile.tempdir = MEMORY
    unknown = [name for name in asked.name if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there are {', '.join(SUBJECTS)}")
    print(f"{machine_line()}\n", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no server of ours is left behind
    start = time.perf_counter()
    for name in asked.name or SUBJECTS:
        print(SUBJECTS[name](quick=asked.quick).markdown(), flush=True)
    print(f"Measured in {time.perf_counter() - start:,.0f} s.")


main()
