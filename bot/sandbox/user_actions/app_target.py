"""Where the stand-in's requests go: an app behind a URL, or a WSGI app in this process. Both have three seconds."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from werkzeug.test import Client

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

APP_TIMEOUT: Final = 3.0


class TimedOutError(Exception):
    """The app did not answer in time."""


class UnreachableError(Exception):
    """No answer came over the connection."""


@dataclass(frozen=True, slots=True)
class AppResponse:
    """What the app answered; header names are in lower case."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


class AppTarget(Protocol):
    """Something that takes a request."""

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Posts the body; raises `TimedOutError` or `UnreachableError`."""


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """An app behind a base URL."""

    base_url: str
    seconds: float = APP_TIMEOUT

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Posts over a new connection."""
        parts = urlsplit(self.base_url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=self.seconds)
        try:
            connection.request("POST", parts.path.rstrip("/") + path, body.encode(), dict(headers))
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            return AppResponse(response.status, text, {name.lower(): value for name, value in response.getheaders()})
        except TimeoutError as slow:
            raise TimedOutError from slow
        except (OSError, http.client.HTTPException) as broken:
            raise UnreachableError from broken
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class WsgiTarget:
    """A WSGI app in this process, run in a thread of its own so that it can be late; its exceptions come through."""

    app: WSGIApplication
    seconds: float = APP_TIMEOUT

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Calls the app as a server would."""
        answers: list[AppResponse] = []
        failures: list[BaseException] = []

        def run() -> None:
            try:
                response = Client(self.app).post(path, data=body.encode(), headers=dict(headers))
                named = {name.lower(): value for name, value in response.headers.items()}
                answers.append(AppResponse(response.status_code, response.get_data(as_text=True), named))
                response.close()
            except BaseException as failure:  # noqa: BLE001 - raised again in the caller's thread
                failures.append(failure)

        thread = threading.Thread(target=run, name="sandbox-request", daemon=True)
        thread.start()
        thread.join(self.seconds)
        if failures:
            raise failures[0]
        if not answers:
            raise TimedOutError
        return answers[0]
