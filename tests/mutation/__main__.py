"""Say how much the tests notice: put small faults into modules, one at a time, and run the nearest tests.

python -m tests.mutation                          every group of groups.py
python -m tests.mutation sender --size 40         one of them
python -m tests.mutation bot/web/guard.py         a module, against the test that mirrors it
python -m tests.mutation bot/web/guard.py --tests tests/web/test_guard.py tests/web/test_replay.py
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from tests.mutation.groups import GROUPS, Group
from tests.mutation.runs import SPARE_SECONDS, Fault, Outcome, Workshop, sample_faults, try_faults

ROOT: Final = Path(__file__).parent.parent.parent

say = partial(print, flush=True)


def main(argv: Sequence[str]) -> int:
    """Print what became of each fault, and the survivors at the end."""
    wanted = read_arguments(argv)
    names = [each for each in wanted.what if each in GROUPS]
    groups = {name: GROUPS[name] for name in names or ([] if wanted.what else GROUPS)}
    if modules := [each for each in wanted.what if each not in GROUPS]:
        groups["modules"] = Group(tuple(modules), tuple(wanted.tests))
    survivors = [fault for name, group in groups.items() for fault in run_group(name, group, wanted)]
    say(f"\n{len(survivors)} survived" if survivors else "\nNone survived")
    for fault in survivors:
        say(f"  {fault}")
    return 0


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", nargs="*", help=f"groups ({', '.join(GROUPS)}) or modules; nothing for every group")
    parser.add_argument("--tests", nargs="+", default=[], help="the tests for modules; the nearest ones if not given")
    parser.add_argument("--seed", default="1", help="the same seed picks the same faults of the same source")
    parser.add_argument("--size", type=int, default=25, help="faults in each group")
    parser.add_argument("--only", nargs="+", default=[], metavar="MODULE:LINE", help="of the sample only these")
    parser.add_argument("-k", dest="keyword", default="not postgresql", help="which tests, as pytest has it")
    parser.add_argument("--tree", type=Path, default=ROOT, help="another checkout, say of an older release")
    return parser.parse_args(argv)


def run_group(name: str, group: Group, wanted: argparse.Namespace) -> list[Fault]:
    """Print what became of each fault of a group; return those that no test noticed."""
    tests = group.list_tests(wanted.tree)
    faults = sample_faults(wanted.tree, group.list_modules(wanted.tree), seed=wanted.seed, size=wanted.size)
    if wanted.only:
        faults = [fault for fault in faults if f"{fault.module}:{fault.mutant.line}" in wanted.only]
    counts: Counter[Outcome] = Counter()
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(wanted.tree, Path(folder), keyword=wanted.keyword)
        took = workshop.measure(tests)
        say(f"{name}: {len(faults)} faults, seed {wanted.seed}; the tests take {took:.0f} s")
        for fault, outcome in try_faults(workshop, faults, tests, seconds=2 * took + SPARE_SECONDS):
            say(f"  {outcome.value:8} {fault}")
            counts[outcome] += 1
            survivors += [fault] if outcome is Outcome.SURVIVED else []
    say(f"{name}: " + ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome))
    return survivors


if __name__ == "__main__":
    started = time.monotonic()
    status = main(sys.argv[1:])
    say(f"took {time.monotonic() - started:.0f} s")
    sys.exit(status)
