"""The four paths that Roadmate answers on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import orjson

from bot.web.checks import REFUSAL_STATUS, REFUSAL_TEXT, RefusalReason, log_refusal
from bot.web.responses import send_body, send_text

SLACK_PATH = "/slack/events"


READ_METHODS = ("GET", "HEAD")


def build_site(
    slack: WSGIApplication,
    *,
    checks: Mapping[str, HealthCheck],
    render_metrics: Callable[[], bytes],
    on_refused: Callable[[str], None],
) -> WSGIApplication:
    """Slack's requests go to `slack` (the guarded app), three pages are ours, all else is 404."""
    pages: dict[str, StatusPage] = {
        "/healthz": alive_page,
        "/readyz": ready_page(checks),
        "/metrics": metrics_page(render_metrics),
    }

    def site(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == SLACK_PATH:
            return slack(environ, start_response)
        page = pages.get(path or "")
        if page is not None and environ.get("REQUEST_METHOD") in READ_METHODS:
            return page(start_response)
        reason = RefusalReason.PATH if page is None else RefusalReason.METHOD
        log_refusal(reason, environ)
        on_refused(reason.value)
        allow = [] if page is None else [("allow", ", ".join(READ_METHODS))]
        return send_text(start_response, REFUSAL_STATUS[reason], REFUSAL_TEXT[reason], *allow)

    return site


logger = logging.getLogger(__name__)


HealthCheck = Callable[[], str | None]


"""None when all is well, else a few public words; may raise. It must be quick: it holds one of the threads."""


StatusPage = Callable[[StartResponse], list[bytes]]


"""An answer that depends on nothing in the request."""


PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def alive_page(start_response: StartResponse) -> list[bytes]:
    """200 for as long as the process answers at all; a database that is down must not get it restarted."""
    return send_text(start_response, HTTPStatus.OK, "ok")


def ready_page(checks: Mapping[str, HealthCheck]) -> StatusPage:
    """A page that runs all checks: 200 when each is well, else 503; a JSON object of check to "ok" or what is wrong."""

    def page(start_response: StartResponse) -> list[bytes]:
        found = {name: run_check(name, check) for name, check in checks.items()}
        well = all(outcome == "ok" for outcome in found.values())
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        return send_body(start_response, status, orjson.dumps(found), "application/json")

    return page


def run_check(name: str, check: HealthCheck) -> str:
    """The check's outcome; of an exception only the kind is told, for its words may hold an address or a password."""
    try:
        return check() or "ok"
    except Exception as error:  # noqa: BLE001 - a check that fails in an unforeseen way is a failed check
        logger.warning("not ready: %s failed with %s", name, type(error).__name__)
        return f"failed: {type(error).__name__}"


def metrics_page(render: Callable[[], bytes]) -> StatusPage:
    """A page with what `render` gives."""

    def page(start_response: StartResponse) -> list[bytes]:
        return send_body(start_response, HTTPStatus.OK, render(), PROMETHEUS_TYPE)

    return page
