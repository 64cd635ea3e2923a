"""Pages for those who run Roadmate: is it alive, is it ready, what has it counted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from wsgiref.types import StartResponse

import orjson

from bot.web.answers import answer, plain

logger = logging.getLogger(__name__)

Check = Callable[[], str | None]
"""None when all is well, else a few public words; may raise. It must be quick: it holds one of the threads."""

Page = Callable[[StartResponse], list[bytes]]
"""An answer that depends on nothing in the request."""

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def alive(start_response: StartResponse) -> list[bytes]:
    """200 for as long as the process answers at all; a database that is down must not get it restarted."""
    return plain(start_response, HTTPStatus.OK, "ok")


def ready(checks: Mapping[str, Check]) -> Page:
    """A page that runs all checks: 200 when each is well, else 503; a JSON object of check to "ok" or what is wrong."""

    def page(start_response: StartResponse) -> list[bytes]:
        found = {name: run(name, check) for name, check in checks.items()}
        well = all(outcome == "ok" for outcome in found.values())
        status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        return answer(start_response, status, orjson.dumps(found), "application/json")

    return page


def run(name: str, check: Check) -> str:
    """The check's outcome; of an exception only the kind is told, for its words may hold an address or a password."""
    try:
        return check() or "ok"
    except Exception as error:  # noqa: BLE001 - a check that fails in an unforeseen way is a failed check
        logger.warning("not ready: %s failed with %s", name, type(error).__name__)
        return f"failed: {type(error).__name__}"


def counted(render: Callable[[], bytes]) -> Page:
    """A page with what `render` gives."""

    def page(start_response: StartResponse) -> list[bytes]:
        return answer(start_response, HTTPStatus.OK, render(), PROMETHEUS)

    return page
