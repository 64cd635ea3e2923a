"""A whole history, made once for all tests that look at it; those run in one process (`tests.one_process`)."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.demo import history
from bot.demo.folders import HistoryFolder
from bot.demo.opening import DemoRun
from bot.settings import read_settings

END: Final = datetime(2026, 11, 25, 13, 40, tzinfo=UTC)  # a Wednesday; the clocks changed on the way


@pytest.fixture(scope="session")
def whole_history(tmp_path_factory: pytest.TempPathFactory) -> HistoryFolder:
    folder = HistoryFolder(tmp_path_factory.mktemp("history"))
    history.build_history(folder, read_settings({}), version="1", seed=7, end=END)
    return folder


@pytest.fixture
def opened(whole_history: HistoryFolder, tmp_path: Path) -> Iterator[DemoRun]:
    """A copy of the history, open at its end."""
    copy = HistoryFolder(tmp_path / "copy")
    shutil.copytree(whole_history.path, copy.path)
    with open_copy(copy) as run:
        yield run


@contextmanager
def open_copy(copy: HistoryFolder) -> Iterator[DemoRun]:
    state = copy.read_state()
    assert state is not None
    settings = read_settings({})
    with history.opened_stopped(copy, settings, state.reached, history.restoring(copy.read_workspace())) as trial:
        yield DemoRun(trial, history.living_team(trial, state, is_strict=True), threading.Event())
