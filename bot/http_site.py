"""Build what Roadmate answers over HTTP: Slack behind the guard, the pages that install it, and the status pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from bot.clock import Clock
from bot.db.engine import Database, DatabaseUpgraded
from bot.db.write_check import check_writable
from bot.delivery import records
from bot.deps import Deps
from bot.dispatch.bolt_over_wsgi import BoltOverWsgi
from bot.dispatch.router import Router
from bot.dispatch.shared_replays import SharedReplayWindow
from bot.frozen import frozen
from bot.install.tokens import TokenAccess
from bot.metrics.figures import OutboxDepth, ProcessState
from bot.web import site
from bot.web.guard import Guard, ReplayWindow
from bot.web.timed_check import TimedCheck

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
T = TypeVar("T")


@frozen
class HttpSite:
    """What is answered on the public port, and the status pages for a port of their own.

    `body_limit` tells from a request's head how many bytes its body may have.
    """

    public: WSGIApplication
    status: WSGIApplication
    body_limit: Callable[[WSGIEnvironment], int]


def build_http_site(deps: Deps, router: Router, access: TokenAccess, signature_clock: Clock) -> HttpSite:
    """Build it; with a status port in the settings, the public one has no status pages."""
    requests = deps.metrics.requests
    secret = deps.settings.slack_signing_secret
    slack: WSGIApplication = _answer_not_found
    body_limit: Callable[[WSGIEnvironment], int] = _read_no_body
    if secret:
        slack = guard = Guard(
            BoltOverWsgi(router),
            secret=secret.get_secret_value(),
            now=signature_clock.now,
            monotonic=deps.clock.monotonic,
            counter=requests,
            replay_window=_replay_window(deps.database),
        )
        body_limit = guard.body_limit
    pages = _build_status_pages(deps)
    has_own_port = deps.settings.status_port is not None
    public = site.build_site(slack, pages={} if has_own_port else pages, on_refused=requests.count_refused)
    status = site.serve_pages(pages, on_refused=requests.count_refused)
    return HttpSite(access.with_install_pages(public, deps), status, body_limit)


def _replay_window(database: Database) -> ReplayWindow:
    """Return the memory of requests: SQLite serves one process; several share PostgreSQL, and their memory with it."""
    return SharedReplayWindow(database) if database.engine.dialect.name == "postgresql" else ReplayWindow()


def _build_status_pages(deps: Deps) -> dict[str, site.StatusPage]:
    """Return pages that never wait long for the database, nor ask it the same twice at a time."""
    database, monotonic = deps.database, deps.clock.monotonic
    is_writable = TimedCheck(lambda: _check_database(database), monotonic=monotonic)
    read_outbox = TimedCheck(lambda: _read_outbox(deps), monotonic=monotonic)
    # Broken content is no reason not to be ready: the last good one is in force.
    return site.build_status_pages(
        checks={"database": is_writable},
        list_notices=lambda: {"schema": notice} if (notice := deps.database.schema_notice) else {},
        render_metrics=lambda: deps.metrics.render(_read_state(deps, read_outbox, is_writable)),
    )


def _check_database(database: Database) -> str | None:
    try:
        check_writable(database)
    except DatabaseUpgraded as error:
        return str(error)  # not secret, and what the operator needs to know
    return None


def _read_outbox(deps: Deps) -> OutboxDepth:
    with deps.database.read() as conn:
        return records.read_depth(conn, now=deps.clock.now())


def _read_state(
    deps: Deps, read_outbox: Callable[[], OutboxDepth], check_database: Callable[[], str | None]
) -> ProcessState:
    """Return how things are, as far as that can be told: the other figures are wanted most while something is wrong."""
    outbox = _try_read("outbox", read_outbox)
    return ProcessState(
        outbox=outbox,
        is_writable=outbox is not None and _try_read("write", lambda: check_database() or "") == "",
        is_schema_expected=not deps.database.is_upgraded,
        load=deps.database.load(),
        content_version=deps.catalog.shared().version,
        content_problems=len(deps.catalog.problems),
    )


def _try_read(what: str, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - whatever the reason, the page is answered
        log.warning("metrics without the database: %s failed with %s", what, type(error).__name__)
        return None


def _read_no_body(_environ: WSGIEnvironment) -> int:
    """Refuse every body: nothing that is answered without a signing secret has one."""
    return 0


def _answer_not_found(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 404 for every request from Slack: without a signing secret there is only Socket Mode."""
    start_response("404 Not Found", [("content-type", "text/plain")])
    return [b"not found"]
