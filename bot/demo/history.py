"""Make a history by playing the app with the turned clock, and let a kept one live on."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import event

from bot.db.engine import Database, connect_database
from bot.demo import cast
from bot.demo.acts import Hands
from bot.demo.folders import HistoryFolder, HistoryState
from bot.demo.living import LivingTeam
from bot.demo.player import DirectTarget, play
from bot.demo.story import WEEKS, Story
from bot.sandbox.slack_api.fixtures import ANA, SlackUser
from bot.sandbox.slack_api.snapshot import restore_snapshot, take_snapshot
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.settings import Settings
from bot.trial import RoadmateTimetable, TrialRun, open_trial

LIVES_ON: Final = timedelta(weeks=3)  # a history that ended longer ago is made anew
NEW_ENDING: Final = timedelta(hours=40)  # after so long it is made to look like a present again
_UNREAD: Final = timedelta(hours=20)  # what came in the last hours is unread
_LEARNS_ITSELF: Final = timedelta(hours=12)  # before the first Monday, for a quiet start
Progress = Callable[[int, int], object]


def demo_settings(settings: Settings, folder: HistoryFolder) -> Settings:
    """Return the settings of a demo: all as they come, but for the content and the database."""
    return Settings.model_validate(
        {"DATABASE_URL": folder.database_url, "ROADMATE_CONTENT_DIR": str(settings.content_path())}
    )


def first_monday_before(end: datetime, weeks: int = WEEKS) -> date:
    """Return the Monday so many weeks before the one of the week of this moment."""
    today = end.astimezone(ZoneInfo(ANA.zone)).date()
    return today - timedelta(days=today.weekday(), weeks=weeks)


def build_history(
    folder: HistoryFolder,
    settings: Settings,
    *,
    version: str,
    seed: int,
    end: datetime,
    weeks: int = WEEKS,
    on_week: Progress = lambda _week, _weeks: None,
    is_strict: bool = True,
) -> HistoryState:
    """Make a history that ends at `end` in an empty folder. Not strict, an act that can't be done is left out.

    Raises:
        ActError: the app refused what the script says.
    """
    first_monday = first_monday_before(end, weeks)
    start = datetime.combine(first_monday, time(0), tzinfo=UTC) - _LEARNS_ITSELF
    state = HistoryState(version, seed, first_monday, start, (end,))
    with opened_stopped(folder, settings, start, _people_alone) as trial:
        team = living_team(trial, state, is_strict=is_strict)
        total = (end.date() - first_monday).days // 7 + 1
        for week in range(total):
            on_week(week + 1, total)
            _play_until(team, trial, min(start + timedelta(weeks=week + 1), end - _UNREAD))
        _play_until(team, trial, end - _UNREAD)
        _read_all(trial.delivery.workspace)
        _play_until(team, trial, end)
        for person in cast.TEAM:
            team.hands.open_home(person)
        snapshot = take_snapshot(trial.delivery.workspace)
    state = replace(state, reached=end)
    folder.close(snapshot, state)
    return state


def live_on(folder: HistoryFolder, settings: Settings, state: HistoryState, until: datetime) -> HistoryState:
    """Play what happened since a kept history ended, in its folder."""
    endings = state.endings if until - state.endings[-1] < NEW_ENDING else (*state.endings, until)
    now = replace(state, endings=endings)
    snapshot = folder.read_workspace()
    folder.mark_open()
    with opened_stopped(folder, settings, state.reached, restoring(snapshot)) as trial:
        team = living_team(trial, now, is_strict=False)
        play(team, trial.clock, until)
        snapshot = take_snapshot(trial.delivery.workspace)
    now = replace(now, reached=until)
    folder.close(snapshot, now)
    return now


def living_team(trial: TrialRun, state: HistoryState, *, is_strict: bool) -> LivingTeam:
    """Return the team of this history, which goes on living in an opened trial."""
    timetable = RoadmateTimetable(trial.roadmate)
    story = Story(state.seed, state.first_monday, state.endings)
    hands = Hands(trial.delivery, timetable)
    return LivingTeam(hands, timetable, state.first_monday, story.acts, is_strict=is_strict)


def restoring(snapshot: Any) -> Callable[[SlackWorkspace], tuple[SlackUser, ...]]:
    """Return what fills a workspace with what was kept of it."""

    def fill(workspace: SlackWorkspace) -> tuple[SlackUser, ...]:
        restore_snapshot(workspace, snapshot)
        return ()

    return fill


def _people_alone(workspace: SlackWorkspace) -> tuple[SlackUser, ...]:
    """Fill a workspace with the cast; nobody has spoken to Roadmate yet."""
    workspace.people = {person.id: person for person in cast.everyone()}
    cast.open_channels(workspace)
    return ()


def _play_until(team: LivingTeam, trial: TrialRun, until: datetime) -> None:
    if until > trial.clock.now():
        play(team, trial.clock, until)


def _read_all(workspace: SlackWorkspace) -> None:
    for person in cast.TEAM:
        for channel in workspace.channels.values():
            if person.id in channel.members:
                workspace.mark_read(person.id, channel.id)


@contextmanager
def opened_stopped(
    folder: HistoryFolder, settings: Settings, at: datetime, fill: Callable[[SlackWorkspace], tuple[SlackUser, ...]]
) -> Iterator[TrialRun]:
    """Open a trial whose clock is only turned, on a database that doesn't wait for the disk."""
    database = _connect_quickly(folder)
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)  # nearly all that is made here is gone by itself
    try:
        with open_trial(demo_settings(settings, folder), at, fill=fill, is_running=False, database=database) as trial:
            trial.delivery.post.target = DirectTarget(trial.roadmate.wsgi)
            yield trial
    finally:
        gc.set_threshold(*thresholds)


def _connect_quickly(folder: HistoryFolder) -> Database:
    database = connect_database(folder.database_url)
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return database
