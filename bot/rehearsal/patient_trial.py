"""A trial that comes out the same on any machine: its clock stands, and the app has a minute for each answer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event

from bot.db.engine import connect_database
from bot.sandbox.user_actions.app_requests import WsgiTarget
from bot.settings import Settings, read_settings
from bot.trial import TrialRun, open_trial

TAKEN_OVER: Final = ("content_dir", "packs_dir", "command_prefix")
PATIENCE: Final = 60.0  # seconds; Slack has three, which a busy machine may not keep


def _stop_waiting(connection: Any, _record: Any) -> None:
    """Let a commit not wait for the disk: what is written here is read once."""
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def open_patient_trial(at: datetime, settings: Settings | None = None) -> Iterator[TrialRun]:
    """Open a trial with a new team, whose clock stands at this moment until it is turned.

    Of `settings` it takes content and the names of commands, never the database.
    """
    with tempfile.TemporaryDirectory() as folder:
        own = read_settings({"DATABASE_URL": f"sqlite:///{Path(folder) / 'trial.db'}"})
        settings = own.model_copy(update={name: getattr(settings or own, name) for name in TAKEN_OVER})
        database = connect_database(settings.database_url)
        event.listen(database.engine, "connect", _stop_waiting)
        with open_trial(settings, at, is_running=False, database=database) as trial:
            trial.delivery.post.target = WsgiTarget(trial.roadmate.wsgi, PATIENCE)
            yield trial
