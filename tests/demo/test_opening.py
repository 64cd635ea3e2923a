"""The working copy: kept where it was left, put back to the start when asked to, and one process's alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.folders import DemoFolders, HistoryFolder, HistoryState, code_version
from bot.demo.opening import SEED, DemoOptions, DemoRun, open_demo
from bot.sandbox.slack_api.fixtures import MEI
from bot.settings import read_settings

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.timeout(600)]
END = datetime(2026, 11, 25, 13, 40, tzinfo=UTC)


class Visits:
    """Visits to a demo whose history is made already."""

    def __init__(self, base: Path, whole: HistoryFolder) -> None:
        self.told: list[str] = []
        self.now = END
        self.folders = DemoFolders(base)
        settings = read_settings({})
        self.options = DemoOptions(base, settings, self.told.append, self._refuse, now=lambda: self.now)
        place = self.folders.find_history(code_version(settings.content_path()), SEED)
        shutil.copytree(whole.path, place.path)
        place.close(whole.read_workspace(), _with_version(whole.read_state(), code_version(settings.content_path())))

    def _refuse(self, week: int, weeks: int) -> None:
        raise AssertionError("nothing is made anew")

    def visit(self, *, reset: bool = False, says: str = "") -> str:
        """Open the working copy, log something if that is said, and return Mei's newest entries."""
        with open_demo(self.folders, self.folders.work, self.options, reset=reset) as run:
            if says:
                run.team.hands.say(MEI, says, "Logged")
            return newest_entries(run)


def _with_version(state: HistoryState | None, version: str) -> HistoryState:
    assert state is not None
    return replace(state, version=version)


def newest_entries(run: DemoRun) -> str:
    return run.team.hands.say(MEI, "/log list", "").text


@pytest.fixture
def visits(tmp_path: Path, whole_history: HistoryFolder) -> Visits:
    return Visits(tmp_path / "demo", whole_history)


def test_a_visit_goes_on_where_the_last_one_was_left_until_it_is_put_back(visits: Visits) -> None:
    assert "left by a visitor" in visits.visit(says="/log 1h bgp: left by a visitor")
    visits.now += timedelta(minutes=5)
    assert "left by a visitor" in visits.visit()
    assert visits.told == []
    assert "left by a visitor" not in visits.visit(reset=True)


def test_a_copy_that_nobody_closed_or_of_other_code_is_replaced_with_a_line(visits: Visits) -> None:
    visits.visit(says="/log 1h bgp: left by a visitor")
    visits.folders.work.mark_open()  # as after a crash
    assert "left by a visitor" not in visits.visit(says="/log 1h bgp: left again")
    state = visits.folders.work.read_state()
    visits.folders.work.close(visits.folders.work.read_workspace(), _with_version(state, "older"))
    assert "left again" not in visits.visit()
    assert visits.told == [
        "Your last copy wasn't closed, so here is a fresh one.",
        "Roadmate has changed since your last visit, so here is a fresh copy.",
    ]
