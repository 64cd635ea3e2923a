"""Open the demo: a working copy of its history, made first if there is none, that goes on living while one looks."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.clock import SystemClock
from bot.db.engine import connect_database
from bot.demo import history
from bot.demo.folders import DemoFolders, HistoryFolder, HistoryState, code_version
from bot.demo.guide import DemoGuide
from bot.demo.history import LIVES_ON
from bot.demo.living import LivingTeam
from bot.demo.player import play
from bot.frozen import frozen
from bot.sandbox.slack_api.snapshot import take_snapshot
from bot.settings import Settings
from bot.trial import TrialRun, open_trial

SEED: Final = 7
Write = Callable[[str], object]


@frozen
class DemoOptions:
    """How a demo is opened: where it keeps things, with which seed, at which moment, and how it tells what it does."""

    base: Path
    settings: Settings
    write: Write
    on_week: history.Progress
    seed: int = SEED
    now: Callable[[], datetime] = SystemClock().now


@frozen
class DemoRun:
    """An opened demo."""

    trial: TrialRun
    team: LivingTeam
    was_restarted: threading.Event

    def serve(self, port: int, on_open: Callable[[str], object]) -> None:
        """Serve the page until it is interrupted or put back to the start. Raises OSError when the port is taken."""
        stops: list[Callable[[], None]] = []

        def restart() -> None:
            self.was_restarted.set()
            threading.Thread(target=stops[0], name="demo-restart", daemon=True).start()  # it waits for its own request

        def opened(address: str, stop: Callable[[], None]) -> None:
            stops.append(stop)
            on_open(address)

        guide = DemoGuide(self.trial.roadmate.deps, restart)
        self.trial.serve_page(port, opened, timetable=self.team, guide=guide)


def serve_demo(options: DemoOptions, port: int, on_open: Callable[[str], object], *, reset: bool = False) -> None:
    """Serve the demo, again from the start whenever a visitor wants that, until it is interrupted.

    Raises:
        OSError: the port is taken, or the cache can't be written.
    """
    folders = DemoFolders(options.base)
    with _own_copy(folders, options.write) as place:
        starts_over, announce = reset, on_open
        while True:
            with open_demo(folders, place, options, reset=starts_over) as run:
                run.serve(port, announce)
            if not run.was_restarted.is_set():
                return
            starts_over, announce = True, lambda _address: options.write("Back to the start.")


@contextmanager
def open_demo(
    folders: DemoFolders, place: HistoryFolder, options: DemoOptions, *, reset: bool = False
) -> Iterator[DemoRun]:
    """Open the copy in this place, or a fresh one, and let it live on until now; it is kept when the block ends."""
    version = code_version(options.settings.content_path())
    state = _usable_copy(place, version, options, reset=reset)
    if state is None:
        state = _copy_history(folders, place, version, options)
    now = max(options.now(), state.reached)
    snapshot = place.read_workspace()
    place.mark_open()
    trial_settings = history.demo_settings(options.settings, place)
    database, fill = connect_database(place.database_url), history.restoring(snapshot)
    with open_trial(trial_settings, state.reached, fill=fill, database=database) as trial:
        try:
            team = history.living_team(trial, state, is_strict=False)
            if now > trial.clock.now():
                play(team, trial.clock, now)
            yield DemoRun(trial, team, threading.Event())
        finally:
            state = replace(state, reached=trial.clock.now())
            snapshot = take_snapshot(trial.delivery.workspace)
    place.close(snapshot, state)


def ensure_history(folders: DemoFolders, version: str, options: DemoOptions) -> HistoryFolder:
    """Return the history that this code makes, made now or lived on if that is needed."""
    kept, now = folders.find_history(version, options.seed), options.now()
    state = kept.read_state()
    if state is not None and now - state.reached < history.NEW_ENDING:
        return kept
    with folders.making() as made:
        if state is not None and now - state.reached <= LIVES_ON:
            shutil.copytree(kept.path, made.path, dirs_exist_ok=True)
            history.live_on(made, options.settings, state, now)
        else:
            history.build_history(
                made,
                options.settings,
                version=version,
                seed=options.seed,
                end=now,
                on_week=options.on_week,
                is_strict=False,  # a team with one act missing is worth more to a visitor than none
            )
        folders.put(made, kept)
    folders.drop_other_histories(kept)
    return kept


def _usable_copy(place: HistoryFolder, version: str, options: DemoOptions, *, reset: bool) -> HistoryState | None:
    """Return the state of a copy that one can go on with; None, with a line that says why, where there is none."""
    if reset or not place.path.exists():
        return None
    state = place.read_state()
    if state is None:
        options.write("Your last copy wasn't closed, so here is a fresh one.")
    elif state.version != version or state.seed != options.seed:
        options.write("Roadmate has changed since your last visit, so here is a fresh copy.")
    elif options.now() - state.reached > LIVES_ON:
        options.write("Your last visit was weeks ago, so here is a fresh copy.")
    else:
        return state
    return None


def _copy_history(folders: DemoFolders, place: HistoryFolder, version: str, options: DemoOptions) -> HistoryState:
    kept = ensure_history(folders, version, options)
    folders.copy(kept, place)
    state = place.read_state()
    assert state is not None, "a copy of a whole history is whole"
    return state


@contextmanager
def _own_copy(folders: DemoFolders, write: Write) -> Iterator[HistoryFolder]:
    """Yield the place of the working copy; another one, gone after the block, while another process has that."""
    with folders.holding_work() as is_ours:
        if is_ours:
            yield folders.work
            return
        write("Another sandbox has your copy open, so this one gets a copy of its own, gone when it ends.")
        with folders.making() as other:
            yield HistoryFolder(other.path / "work")
