"""The stand-in's page in the documentation: its example runs, and its list of methods is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from bot.sandbox.slack_api.api import METHODS
from bot.sandbox.slack_api.faults import FaultKind

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sandbox.md").read_text("utf-8")


def test_the_list_of_methods_is_whole() -> None:
    listed = PAGE.split("<!-- methods: begin -->")[1].split("<!-- methods: end -->")[0]
    assert sorted(re.findall(r"`([\w.]+)`", listed)) == sorted(METHODS)


def test_every_fault_is_told() -> None:
    assert re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE) == [kind.name for kind in FaultKind]


def test_the_example_runs(tmp_path: Path) -> None:
    [example] = [code for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "import pytest" in code]
    (tmp_path / "test_example.py").write_text(example)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_example.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
