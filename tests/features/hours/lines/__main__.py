"""Count what becomes of many lines of known meaning, by verdict and kind.

python -m tests.features.hours.lines --lines 100000 --seed 1
python -m tests.features.hours.lines --kind length:german --lines 500 --show 5
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.features.hours.lines.judge import Verdict, judge
from tests.features.hours.lines.kinds import KINDS
from tests.features.hours.lines.pieces.chooser import seeded
from tests.features.hours.lines.pieces.meaning import Line
from tests.features.hours.lines.stage import open_stage

say = partial(print, flush=True)
Counts = Counter[tuple[Verdict, str]]
Shortest = dict[tuple[Verdict, str], list[tuple[str, str]]]


def main(argv: Sequence[str]) -> int:
    """Print the counts, and the shortest lines that went wrong in each way."""
    wanted = read_arguments(argv)
    kinds = [kind for kind in KINDS if not wanted.kind or kind.startswith(tuple(wanted.kind))]
    started = time.monotonic()
    jobs = range(wanted.processes)
    run = partial(
        run_share, kinds=kinds, seed=wanted.seed, lines=wanted.lines, shares=wanted.processes, show=wanted.show
    )
    counts: Counts = Counter()
    shortest: Shortest = {}
    with ProcessPoolExecutor(wanted.processes) as pool:
        for counted, found in pool.map(run, jobs):
            counts += counted
            for key, examples in found.items():
                shortest[key] = sorted(shortest.get(key, []) + examples, key=_by_length)[: wanted.show]
    print_counts(counts)
    print_shortest(counts, shortest)
    wrong = sum(count for (verdict, _), count in counts.items() if not verdict.is_right)
    say(f"\n{wanted.lines} lines, seed {wanted.seed}, {time.monotonic() - started:.0f} s: {wrong} wrong")
    return 1 if wrong else 0


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.features.hours.lines",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same lines")
    parser.add_argument("--kind", action="append", default=[], help="only kinds that begin so; may be repeated")
    parser.add_argument("--show", type=int, default=1, help="lines to show for each verdict and kind")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args(argv)


def make_lines(kinds: Sequence[str], seed: int, numbers: Sequence[int]) -> Iterator[Line]:
    """Yield the lines of these numbers; the kinds take turns."""
    for number in numbers:
        yield KINDS[kinds[number % len(kinds)]](seeded(seed * 1_000_003 + number))


def run_share(
    share: int, *, kinds: Sequence[str], seed: int, lines: int, shares: int, show: int
) -> tuple[Counts, Shortest]:
    """Judge one process's share of the lines."""
    counts: Counts = Counter()
    shortest: Shortest = {}
    with open_stage() as stage:
        for line in make_lines(kinds, seed, range(share, lines, shares)):
            judgement = judge(stage, line)
            key = (judgement.verdict, line.kind)
            counts[key] += 1
            if not judgement.verdict.is_right:
                examples = [*shortest.get(key, []), (line.text, judgement.detail)]
                shortest[key] = sorted(set(examples), key=_by_length)[:show]
    return counts, shortest


def _by_length(example: tuple[str, str]) -> tuple[int, str]:
    return len(example[0]), example[0]


def print_counts(counts: Counts) -> None:
    """Print a row for each kind and a column for each verdict."""
    verdicts = [verdict for verdict in Verdict if any(key[0] is verdict for key in counts)]
    kinds = sorted({kind for _, kind in counts})
    for number, verdict in enumerate(verdicts):
        say(f"{'   .' * number}   {verdict.value}")
    for kind in kinds:
        say(f"{kind:28}" + "".join(f"{counts[verdict, kind] or '.':>8}" for verdict in verdicts))
    totals = {verdict: sum(counts[verdict, kind] for kind in kinds) for verdict in verdicts}
    say(f"{'all':28}" + "".join(f"{totals[verdict]:>8}" for verdict in verdicts))
    for verdict in verdicts:
        say(f"{verdict.value:36}{totals[verdict]:>8}")


def print_shortest(counts: Counts, shortest: Shortest) -> None:
    """Print the shortest lines that went wrong, the most frequent ways first."""
    for verdict, kind in sorted(shortest, key=lambda key: -counts[key]):
        say(f"\n{counts[verdict, kind]} x {kind}: {verdict.value}")
        for text, detail in shortest[verdict, kind]:
            say(f"    {text!r}\n        {detail}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
