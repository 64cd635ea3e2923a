"""Run the nearest tests against mutants, in a copy of the tree and each in a process of its own."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from tests.mutation.mutants import Mutant, list_mutants

COPIED: Final = (
    "bot",
    "tests",
    "content",
    "docs",
    "benchmarks",
    "reference",
    "pyproject.toml",
    "README.md",
    "PRIVACY.md",
    "CHANGELOG.md",
    "Makefile",
)
_NOT_COPIED: Final = shutil.ignore_patterns("__pycache__", "node_modules")
SPARE_SECONDS: Final = 15.0  # beyond twice what the tests take without a fault
NO_TESTS: Final = 5  # pytest's status where it has found none


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Fault:
    """A mutant of a module, which is a path from the root of the tree."""

    module: str
    mutant: Mutant

    def __str__(self) -> str:
        return f"{self.module}:{self.mutant}"


class FailingTests(Exception):
    """The tests fail without any fault, or there are none."""


def sample_faults(tree: Path, modules: Iterable[str], *, seed: str, size: int) -> list[Fault]:
    """Return so many faults of all that the modules can have; the same seed gives the same ones."""
    faults = [
        Fault(module, mutant)
        for module in modules
        for mutant in list_mutants((tree / module).read_text(encoding="utf-8"))
    ]
    return random.Random(seed).sample(faults, min(size, len(faults)))


def nearest_tests(tree: Path, module: str) -> list[str]:
    """Return the test of a module where tests mirror it, else those of its folder or of the nearest one above."""
    path = Path("tests", *Path(module).parts[1:])
    mirror = path.with_name(f"test_{path.name}")
    if (tree / mirror).is_file():
        return [str(mirror)]
    for folder in path.parents:
        if found := sorted((tree / folder).glob("test_*.py")):
            return [str(each.relative_to(tree)) for each in found]
    return []


class Workshop:
    """A copy of a tree, in which a fault is put into a module and taken out again."""

    def __init__(self, tree: Path, folder: Path, *, keyword: str = "") -> None:
        self._folder = folder
        self._keyword = ["-k", keyword] if keyword else []
        for name in COPIED:
            if (tree / name).is_dir():
                shutil.copytree(tree / name, folder / name, ignore=_NOT_COPIED)
            elif (tree / name).exists():
                shutil.copy(tree / name, folder / name)

    def measure(self, tests: Sequence[str]) -> float:
        """Return the seconds that the tests take without a fault. Raises FailingTests."""
        started = time.monotonic()
        status = self._run(tests, seconds=1200.0, quiet=False)
        if status != 0:
            raise FailingTests(f"pytest ended with {status} before anything was changed")
        return time.monotonic() - started

    def try_fault(self, fault: Fault, tests: Sequence[str], *, seconds: float) -> Outcome:
        """Return what the tests say to a fault within so many seconds."""
        path = self._folder / fault.module
        original = path.read_text(encoding="utf-8")
        path.write_text(fault.mutant.source, encoding="utf-8")
        self._forget_bytecode(path)
        try:
            status = self._run(tests, seconds=seconds)
        finally:
            path.write_text(original, encoding="utf-8")
            self._forget_bytecode(path)
        if status is None:
            return Outcome.TIMEOUT
        return Outcome.SURVIVED if status in {0, NO_TESTS} else Outcome.KILLED

    def _run(self, tests: Sequence[str], *, seconds: float, quiet: bool = True) -> int | None:
        """Return pytest's status, None where it takes longer; what it has started ends with it."""
        shutil.rmtree(self._folder / ".hypothesis", ignore_errors=True)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            *self._keyword,
            *tests,
        ]
        environ = {**os.environ, "PYTHONPATH": str(self._folder)}
        if quiet:
            environ["PYTHONDONTWRITEBYTECODE"] = "1"
        output = subprocess.DEVNULL if quiet else None
        process = subprocess.Popen(
            command, cwd=self._folder, env=environ, stdout=output, stderr=output, start_new_session=True
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end_all(process)

    def _forget_bytecode(self, path: Path) -> None:
        """Python takes bytecode for current where size and second of the source are the same."""
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()


def _end_all(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def try_faults(
    workshop: Workshop, faults: Sequence[Fault], tests: Sequence[str], *, seconds: float
) -> Iterator[tuple[Fault, Outcome]]:
    """Yield each fault with what became of it; the tests of its own module come first."""
    for fault in faults:
        yield fault, workshop.try_fault(fault, tests, seconds=seconds)
