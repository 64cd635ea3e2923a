"""`python -m benchmarks [name ...] [--quick]`: measure, and print Markdown."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable

from benchmarks import answers, boards, booking, crowd, digests, idle, pace, starting, team
from benchmarks.report import Table, machine

SUBJECTS: dict[str, Callable[..., Table]] = {
    "http": answers.run,
    "booking": booking.run,
    "crowd": crowd.run,
    "boards": boards.run,
    "digest": digests.run,
    "tick": idle.run,
    "pace": pace.run,
    "team": team.run,
    "start": starting.run,
}


def main() -> None:
    """Run what is named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What Roadmate costs, as ratios.")
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(SUBJECTS)}; all if left out")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    asked = parser.parse_args()
    unknown = [name for name in asked.name if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there are {', '.join(SUBJECTS)}")
    print(f"{machine()}\n", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no server of ours is left behind
    start = time.perf_counter()
    for name in asked.name or SUBJECTS:
        print(SUBJECTS[name](quick=asked.quick).markdown(), flush=True)
    print(f"Measured in {time.perf_counter() - start:,.0f} s.")


main()
