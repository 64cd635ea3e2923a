"""A shell in an empty folder, with little content, and no setting of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests/catalog/sample"

Shell = Callable[..., Result]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `roadmate pack` with words; `typed` is what somebody answers."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("SLACK_", "ROADMATE_", "GIT_")) or name in {"PORT", "DATABASE_URL"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("ROADMATE_CONTENT_DIR", str(SAMPLE))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*words: str, typed: str | None = None) -> Result:
        result = CliRunner().invoke(main, ["pack", *words], input=typed)
        unexpected = result.exception if not isinstance(result.exception, SystemExit) else None
        assert unexpected is None, repr(unexpected)
        return result

    return run
