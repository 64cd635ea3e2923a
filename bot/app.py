"""The composition root: builds a working Roadmate from the settings. Nothing else builds its parts."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from slack_bolt.authorization import AuthorizeResult

from bot.catalog.loading.content_files import ContentError
from bot.catalog.source import CatalogSource
from bot.clock import Clock, SystemClock
from bot.commands import messages
from bot.commands import roadmate as roadmate_command
from bot.commands import team as team_command
from bot.core import used_ids
from bot.core.content import seen_ids
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.db import migrate
from bot.db.engine import Database, connect_database
from bot.delivery import undelivered_messages
from bot.deps import Deps
from bot.directory import Directory
from bot.dispatch import errors
from bot.dispatch.request_kinds import REQUEST_KINDS
from bot.dispatch.router import CommandHandler, Router
from bot.feature import Feature, collect_commands
from bot.features import (
    audit_log,
    content,
    digest,
    entries,
    help_requests,
    helpful_links,
    home,
    hours,
    ideas,
    import_export,
    knowing,
    leaderboard,
    learning_together,
    levels,
    mentor_summary,
    mentorship,
    message_log,
    milestones,
    nudge,
    one_on_one,
    placement,
    plan,
    preferences,
    privacy,
    questions,
    quiz,
    roadmap,
    sessions,
    settings,
    setup,
    suggestions,
    team,
    time_off,
    waiting,
    weekly_summary,
    welcome,
)
from bot.features import help as help_feature
from bot.features.home import handlers as home_handlers
from bot.features.home.jobs import HomeRefresher
from bot.frozen import frozen
from bot.http_site import HttpSite, build_http_site
from bot.install import uninstall
from bot.install.tokens import TokenAccess
from bot.metrics.metrics import Metrics
from bot.release import RELEASE
from bot.settings import Settings
from bot.slack.client import SlackClient
from bot.stale_homes import StaleHomes
from bot.worker.worker import Worker

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

STOP_SECONDS: Final = 4.0  # for the background work to end

# All features, the most used commands first: Bolt tries its listeners in this order.
FEATURES: Final[tuple[Feature, ...]] = (
    roadmap.FEATURE,
    hours.FEATURE,
    helpful_links.FEATURE,
    plan.FEATURE,
    leaderboard.FEATURE,
    knowing.FEATURE,
    levels.FEATURE,
    placement.FEATURE,
    help_requests.FEATURE,
    one_on_one.FEATURE,
    mentorship.FEATURE,
    waiting.FEATURE,
    sessions.FEATURE,
    ideas.FEATURE,
    time_off.FEATURE,
    digest.FEATURE,
    nudge.FEATURE,
    weekly_summary.FEATURE,
    mentor_summary.FEATURE,
    entries.FEATURE,
    message_log.FEATURE,
    questions.FEATURE,
    quiz.FEATURE,
    milestones.FEATURE,
    import_export.FEATURE,
    team.FEATURE,
    learning_together.FEATURE,
    home.FEATURE,
    audit_log.FEATURE,
    content.FEATURE,
    suggestions.FEATURE,
    settings.FEATURE,
    setup.FEATURE,
    preferences.FEATURE,
    privacy.FEATURE,
    welcome.FEATURE,
    help_feature.FEATURE,
    undelivered_messages.FEATURE,
)

COMMANDS: Final = collect_commands(FEATURES)


@frozen
class Roadmate:
    """A whole Roadmate: its dependencies, the router, the WSGI app that Slack calls, and the background work."""

    deps: Deps
    router: Router
    http: HttpSite
    worker: Worker
    homes: HomeRefresher

    @property
    def wsgi(self) -> WSGIApplication:
        """The WSGI app that Slack calls."""
        return self.http.public

    def start(self, *, with_sending: bool) -> Roadmate:
        """Start the background work; `with_sending` unless another process sends the messages."""
        self.worker.start(with_sending=with_sending)
        self.homes.start()
        return self

    def begin_stop(self) -> None:
        """Begin nothing new in the background; returns at once."""
        self.worker.begin_stop()

    def stop(self, within: float = STOP_SECONDS) -> None:
        """Stop the background work once the messages in hand are sent, or so many seconds have passed.

        A message that is still in hand then stays leased. A second call does nothing.
        """
        self.begin_stop()
        until = self.deps.clock.monotonic() + within
        self.homes.stop(within)
        self.worker.stop(until - self.deps.clock.monotonic())

    def close(self, within: float = STOP_SECONDS) -> None:
        """Stop, and close the database."""
        self.stop(within)
        self.deps.database.close()


def build_roadmate(
    settings: Settings,
    *,
    clock: Clock | None = None,
    signature_clock: Clock | None = None,
    catalog: CatalogSource | None = None,
    database: Database | None = None,
    features: tuple[Feature, ...] = FEATURES,
) -> Roadmate:
    """Build everything; nothing is started and Slack is not called. `signature_clock` times the signatures.

    A given `catalog` or `database` takes the place of the one that the settings name.

    Raises:
        ContentError: the content has problems.
        SchemaError, DatabaseUnavailable: can't use the database.
        SecretKeyError: the key for the workspaces' tokens is not a valid key.
    """
    time = clock or SystemClock()
    catalog = catalog or CatalogSource(settings.content_path(), content_cache_dir(), settings.packs_dir)
    database = database or connect_database(settings.database_url)
    migrate.upgrade_schema(database)
    access = TokenAccess.from_settings(settings, database, time)
    metrics = Metrics(
        (*(each.name for each in collect_commands(features)), *REQUEST_KINDS),
        reasons=errors.OUTCOMES,
        kinds=[delivery.kind for feature in features for delivery in feature.deliveries],
        release=RELEASE,
    )
    slack = SlackClient(
        api_url=settings.slack_api_url,
        token=access.token_for,
        command_prefix=settings.command_prefix,
        forget_token=access.forget_token,
        monotonic=time.monotonic,
        on_call=metrics.slack.count_call,
    )
    people = Directory(
        settings=settings, clock=time, database=database, slack=slack, confirm_owner=access.confirm_owner
    )
    catalogs = WorkspaceCatalogs(catalog, database)
    catalogs.read_changes()
    deps = Deps(settings, time, catalogs, database, slack, people, StaleHomes(), features, metrics=metrics)
    homes = HomeRefresher(deps)
    router = build_router(deps, access, homes)
    return Roadmate(deps, router, build_http_site(deps, router, access, signature_clock or time), Worker(deps), homes)


@contextmanager
def running_roadmate(
    settings: Settings, time_to_stop: Callable[[], float] = lambda: STOP_SECONDS
) -> Iterator[Roadmate]:
    """Build a Roadmate that is closed when the block ends.

    Raises:
        ContentError: the content has lost ids that rows name; and what `build_roadmate` raises.
    """
    roadmate = build_roadmate(settings)
    try:
        _refuse_lost_ids(roadmate.deps)
        _remember_items(roadmate.deps)
        yield roadmate
    finally:
        roadmate.close(time_to_stop())


def _refuse_lost_ids(deps: Deps) -> None:
    with deps.database.read() as conn:
        missing = used_ids.find_missing_ids(conn, catalog=deps.catalog.shared(), with_scans=False)
        if problems := used_ids.missing_ids_problems(conn, missing):
            raise ContentError((*deps.catalog.problems, *problems))  # a pack that is left out may be why


def _remember_items(deps: Deps) -> None:
    with deps.database.begin() as conn:
        seen_ids.record_items(conn, catalog=deps.catalog.shared(), now=deps.clock.now())


def build_router(deps: Deps, access: TokenAccess, homes: HomeRefresher) -> Router:
    """Build the Bolt app with every listener; it answers after the commit, and checks no token by calling Slack."""
    router = Router(
        name="roadmate",
        command_prefix=deps.settings.command_prefix,
        logger=_bolt_logger(),
        client=deps.slack.tokenless_client(),
        authorize=_authorize,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,  # the guard in front has done it, on the raw bytes
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,  # conversation.py ignores every bot, ourselves among them
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    for feature in deps.features:
        if feature.register:
            feature.register(router, deps)
        # A feature that keeps finished answers, as the roadmap does, has answered its command itself.
        if feature.command and feature.answer and feature.command.name not in router.commands:
            router.on_command(deps, feature.command.name, feature.answer)
    team_command.register(router, deps)
    roadmate_command.register(router, deps)
    home_handlers.register(router, deps, homes.open_home)
    router.register_listeners()
    messages.register(router, deps, command_handlers(deps.features))
    uninstall.register(router, deps, access.forget_token)
    errors.register(router, deps)
    return router


def command_handlers(features: tuple[Feature, ...] = FEATURES) -> dict[str, CommandHandler]:
    """Return the handlers of the commands by name, in the order in which the commands are listed."""
    handlers = {each.command.name: each.answer for each in features if each.command and each.answer}
    return {
        **handlers,
        team_command.NAME: team_command.answer_team,
        roadmate_command.NAME: roadmate_command.answer_roadmate,
    }


def content_cache_dir() -> Path | None:
    """Return the folder that keeps checked content for the next start; None without a home folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME")
    if not base:
        return None
    return Path(base) / ("roadmate" if os.environ.get("XDG_CACHE_HOME") else ".cache/roadmate")


def _bolt_logger() -> logging.Logger:
    """Return Bolt's logger, set to errors: it warns of tokens to ignore, and details hold people's words.

    Bolt gives its loggers the level of this one, or the root's level when it is given none.
    """
    bolt_log = logging.getLogger("slack_bolt")
    bolt_log.setLevel(logging.ERROR)
    return bolt_log


def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Let Bolt go on: `dispatch/identity.py` decides whose request it is, and calls name their workspace's token."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)
