"""The dependencies that handlers and jobs are given; they look nothing up elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bot.clock import Clock
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.db.engine import Database
from bot.directory import Directory
from bot.events_in_hand import EventsInHand
from bot.feature import Feature, WordIndex, collect_commands
from bot.metrics.metrics import Metrics
from bot.newcomers import Newcomers
from bot.settings import Settings
from bot.slack.client import SlackClient
from bot.slack.command import Command
from bot.stale_homes import StaleHomes


@dataclass(frozen=True)
class Deps:
    """The outside world, as far as the product knows it."""

    settings: Settings
    clock: Clock
    catalog: WorkspaceCatalogs
    database: Database
    slack: SlackClient
    directory: Directory
    stale_homes: StaleHomes
    features: tuple[Feature, ...] = ()
    events_in_hand: EventsInHand = field(default_factory=EventsInHand)
    newcomers: Newcomers = field(default_factory=Newcomers)
    metrics: Metrics = field(default_factory=Metrics)

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The slash commands, as the features declare them."""
        return collect_commands(self.features)

    @cached_property
    def words(self) -> WordIndex:
        """What the features declare for words that are typed."""
        return WordIndex.build(self.features)
