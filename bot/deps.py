"""What handlers and jobs are given. Nothing in here is looked up anywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.source import CatalogSource
from bot.clock import Clock
from bot.db.engine import Database
from bot.directory import Directory
from bot.feature import Feature
from bot.settings import Settings
from bot.slack.client import SlackClient
from bot.stale_homes import StaleHomes


@dataclass(frozen=True, slots=True)
class Deps:
    """The outside world, as far as the product knows it."""

    settings: Settings
    clock: Clock
    catalog: CatalogSource
    database: Database
    slack: SlackClient
    directory: Directory
    stale_homes: StaleHomes
    features: tuple[Feature, ...] = ()
