"""A whole Roadmate over the stand-in for Slack, on which lines are read and nothing is booked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.app import build_roadmate
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.db import migrate
from bot.db.engine import connect_database
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.settings import read_settings
from tests.features.hours.lines.pieces.meaning import TODAY
from tests.features.hours.lines.pieces.subjects import CONTENT


@dataclass(frozen=True, slots=True, repr=False)
class Stage:
    """What reading a line takes."""

    deps: Deps
    request: Request


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Open a stage on which it is noon of the day of the lines."""
    clock = AdjustableClock(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC), is_running=False)
    with tempfile.TemporaryDirectory() as folder, SandboxServer(SlackWorkspace(clock.now)) as slack:
        url = f"sqlite:///{Path(folder) / 'roadmate.db'}"
        database = connect_database(url)
        migrate.upgrade_schema(database)
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "SLACK_API_URL": slack.base_url,
                "DATABASE_URL": url,
            }
        )
        roadmate = build_roadmate(settings, clock=clock, catalog=CatalogSource(CONTENT), database=database)
        try:
            roadmate.deps.directory.confirm_owner()
            request = Request("T0SANDBOX", "U0SANDANA", "", "C0LEARNING", "key", "command", name="ana")
            roadmate.deps.directory.ensure_member(request.workspace, request.member, request.name)
            yield Stage(roadmate.deps, request)
        finally:
            roadmate.close()
