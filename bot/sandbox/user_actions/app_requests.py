"""Requests to the app, signed as Slack does: to a URL, or to a WSGI app in this process. Both have three seconds."""

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


import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

APP_TIMEOUT: Final = 3.0


class TimedOutError(Exception):
    """The app did not answer in time."""


class UnreachableError(Exception):
    """No answer came over the connection."""


@dataclass(frozen=True, slots=True)
class AppResponse:
    """The answer of the app; header names are in lower case."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


class AppTarget(Protocol):
    """Something that takes a request."""

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Post the body; raise `TimedOutError` or `UnreachableError`."""


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """An app behind a base URL."""

    base_url: str
    seconds: float = APP_TIMEOUT

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Post over a new connection."""
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
        """Call the app as a server would."""
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


FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
USER_AGENT: Final = "Slackbot 1.0 (+https://api.slack.com/robots)"


class SignedPost:
    """The way from Slack to the app."""

    def __init__(self, target: AppTarget, secret: str, signed_at: Callable[[], datetime], path: str) -> None:
        self.target = target
        self.path = path
        self._verifier = SignatureVerifier(secret)
        self._signed_at = signed_at

    def form(self, fields: Mapping[str, str]) -> AppResponse:
        """Send a slash command."""
        return self._send(urlencode(fields), FORM, {})

    def payload(self, payload: Mapping[str, Any]) -> AppResponse:
        """Send an interaction: a form with one field of JSON."""
        return self._send(urlencode({"payload": json.dumps(payload)}), FORM, {})

    def event(self, envelope: Mapping[str, Any], retry: int = 0, reason: str = "http_timeout") -> AppResponse:
        """Send an event; `retry` above 0 marks it as that repetition of the same one."""
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return self._send(json.dumps(envelope), JSON, headers)

    def _send(self, body: str, content_type: str, extra: Mapping[str, str]) -> AppResponse:
        stamp = str(int(self._signed_at().timestamp()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": USER_AGENT,
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": self._verifier.generate_signature(timestamp=stamp, body=body) or "",
            **extra,
        }
        return self.target.send(self.path, headers, body)


def try_send(send: Callable[[], AppResponse]) -> tuple[AppResponse | None, str]:
    """Send a request; return the answer, or the word for why there is none that counts."""
    try:
        answer = send()
    except TimedOutError:
        return None, "operation_timeout"
    except UnreachableError:
        return None, "dispatch_failed"
    return answer, "" if 200 <= answer.status < 300 else "dispatch_failed"
