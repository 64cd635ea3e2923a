"""Build what Roadmate answers over HTTP: Slack behind the guard, the pages that install it, and the status pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.clock import Clock
from bot.db.engine import Database, DatabaseUpgraded
from bot.db.write_check import check_writable
from bot.delivery import records
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.dispatch.shared_replays import SharedReplayWindow
from bot.install.tokens import TokenAccess
from bot.release import RELEASE
from bot.web import site
from bot.web.guard import Guard, ReplayWindow
from bot.web.metrics import Metrics
from bot.web.timed_check import TimedCheck

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
OutboxCounts = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class HttpSite:
    """What is answered on the public port, and the status pages for a port of their own.

    `body_limit` tells from a request's head how many bytes its body may have.
    """

    public: WSGIApplication
    status: WSGIApplication
    metrics: Metrics
    body_limit: Callable[[WSGIEnvironment], int]


def build_http_site(deps: Deps, router: Router, access: TokenAccess, signature_clock: Clock) -> HttpSite:
    """Build it; with a status port in the settings, the public one has no status pages."""
    metrics = Metrics(RELEASE)
    secret = deps.settings.slack_signing_secret
    slack: WSGIApplication = _answer_not_found
    body_limit: Callable[[WSGIEnvironment], int] = _read_no_body
    if secret:
        slack = guard = Guard(
            SlackRequestHandler(router),
            secret=secret.get_secret_value(),
            now=signature_clock.now,
            monotonic=deps.clock.monotonic,
            counter=metrics,
            replay_window=_replay_window(deps.database),
        )
        body_limit = guard.body_limit
    pages = _build_status_pages(deps, metrics)
    has_own_port = deps.settings.status_port is not None
    public = site.build_site(slack, pages={} if has_own_port else pages, on_refused=metrics.count_refused)
    status = site.serve_pages(pages, on_refused=metrics.count_refused)
    return HttpSite(access.with_install_pages(public, deps), status, metrics, body_limit)


def _replay_window(database: Database) -> ReplayWindow:
    """Return the memory of requests: SQLite serves one process; several share PostgreSQL, and their memory with it."""
    return SharedReplayWindow(database) if database.engine.dialect.name == "postgresql" else ReplayWindow()


def _build_status_pages(deps: Deps, metrics: Metrics) -> dict[str, site.StatusPage]:
    """Return pages that never wait long for the database, nor ask it the same twice at a time."""
    is_writable = TimedCheck(lambda: _check_database(deps.database), monotonic=deps.clock.monotonic)
    count_outbox = TimedCheck(lambda: _count_outbox(deps.database), monotonic=deps.clock.monotonic)
    # Broken content is no reason not to be ready: the last good one is in force.
    return site.build_status_pages(
        checks={"database": is_writable},
        list_notices=lambda: {"schema": notice} if (notice := deps.database.schema_notice) else {},
        render_metrics=lambda: metrics.render(_try_count(count_outbox), len(deps.catalog.problems)),
    )


def _check_database(database: Database) -> str | None:
    try:
        check_writable(database)
    except DatabaseUpgraded as error:
        return str(error)  # not secret, and what the operator needs to know
    return None


def _count_outbox(database: Database) -> OutboxCounts:
    with database.read() as conn:
        return records.count_by_state(conn)


def _try_count(count_outbox: Callable[[], OutboxCounts]) -> OutboxCounts | None:
    """Return the counts; None where the database does not give them, whatever the reason."""
    try:
        return count_outbox()
    except Exception as error:  # noqa: BLE001 - the other figures are wanted most while something is wrong
        log.warning("metrics without the outbox: %s", type(error).__name__)
        return None


def _read_no_body(_environ: WSGIEnvironment) -> int:
    """Refuse every body: nothing that is answered without a signing secret has one."""
    return 0


def _answer_not_found(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 404 for every request from Slack: without a signing secret there is only Socket Mode."""
    start_response("404 Not Found", [("content-type", "text/plain")])
    return [b"not found"]
