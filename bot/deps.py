"""What handlers and jobs are given. Nothing in here is looked up anywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.source import CatalogSource
from bot.clock import Clock
from bot.db.engine import Sessions
from bot.directory import People
from bot.settings import Settings
from bot.slack.client import Slack
from bot.stale_homes import Changes


@dataclass(frozen=True, slots=True)
class Deps:
    """The outside world, as far as the product knows it."""

    settings: Settings
    clock: Clock
    catalog: CatalogSource
    sessions: Sessions
    slack: Slack
    people: People
    changes: Changes
