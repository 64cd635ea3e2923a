"""Serve the paths that Roadmate answers on: Slack's, and the status pages there or on a port of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import orjson

from bot.web.checks import REFUSAL_STATUS, REFUSAL_TEXT, RefusalReason, log_refusal
from bot.web.responses import send_body, send_text

logger = logging.getLogger(__name__)

SLACK_PATH = "/slack/events"
READ_METHODS = ("GET", "HEAD")
PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Returns None when all is well, else a few public words; may raise. It must be quick: it holds one of the threads.
HealthCheck = Callable[[], str | None]
# Returns by name what is worth saying though all is well, in public words.
ListNotices = Callable[[], dict[str, str]]
# Answers without a look at the request.
StatusPage = Callable[[StartResponse], list[bytes]]


def build_site(
    slack: WSGIApplication, *, pages: Mapping[str, StatusPage], on_refused: Callable[[str], None]
) -> WSGIApplication:
    """Send Slack's requests to `slack` (the guarded app), answer the pages, and 404 for all else."""
    others = serve_pages(pages, on_refused=on_refused)

    def site(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app = slack if environ.get("PATH_INFO") == SLACK_PATH else others
        return app(environ, start_response)

    return site


def build_status_pages(
    *, checks: Mapping[str, HealthCheck], render_metrics: Callable[[], bytes], list_notices: ListNotices = dict
) -> dict[str, StatusPage]:
    """Return the three pages for whoever watches over the process, by path."""
    return {
        "/healthz": alive_page,
        "/readyz": ready_page(checks, list_notices),
        "/metrics": metrics_page(render_metrics),
    }


def serve_pages(pages: Mapping[str, StatusPage], *, on_refused: Callable[[str], None]) -> WSGIApplication:
    """Answer these pages, and 404 for all else."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = pages.get(environ.get("PATH_INFO") or "")
        if page is not None and environ.get("REQUEST_METHOD") in READ_METHODS:
            return page(start_response)
        reason = RefusalReason.PATH if page is None else RefusalReason.METHOD
        log_refusal(reason, environ)
        on_refused(reason.value)
        allow = [] if page is None else [("allow", ", ".join(READ_METHODS))]
        return send_text(start_response, REFUSAL_STATUS[reason], REFUSAL_TEXT[reason], *allow)

    return serve


def alive_page(start_response: StartResponse) -> list[bytes]:
    """200 for as long as the process answers at all; a database that is down must not get it restarted."""
    return send_text(start_response, HTTPStatus.OK, "ok")


def ready_page(checks: Mapping[str, HealthCheck], list_notices: ListNotices = dict) -> StatusPage:
    """Return a page that runs all checks: 200 if each is well, else 503; in JSON, "ok" or what is wrong by check.

    Notices are added, and make no difference to the status.
    """

    def page(start_response: StartResponse) -> list[bytes]:
        outcomes = {name: run_check(name, check) for name, check in checks.items()}
        is_ready = all(outcome == "ok" for outcome in outcomes.values())
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return send_body(start_response, status, orjson.dumps(outcomes | list_notices()), "application/json")

    return page


def run_check(name: str, check: HealthCheck) -> str:
    """Return a check's outcome; of an exception only its type, for its words may hold an address or a password."""
    try:
        return check() or "ok"
    except Exception as error:  # noqa: BLE001 - a check that fails in an unforeseen way is a failed check
        logger.warning("not ready: %s failed with %s", name, type(error).__name__)
        return f"failed: {type(error).__name__}"


def metrics_page(render: Callable[[], bytes]) -> StatusPage:
    """Return a page with what `render` gives."""

    def page(start_response: StartResponse) -> list[bytes]:
        return send_body(start_response, HTTPStatus.OK, render(), PROMETHEUS_TYPE)

    return page
