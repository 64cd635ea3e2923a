"""Send requests to a guard with an app behind it that records what reaches it."""

from __future__ import annotations

import hmac
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.web.guard import Guard

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
START = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


class CountedRequests:
    """What the guard counted."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.statuses: list[int] = []

    def count_refused(self, reason: str) -> None:
        self.reasons.append(reason)

    def count_error(self, reason: str) -> None:
        pass

    def count_answered(self, door: str, command: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        self.statuses.append(status)


@dataclass
class GuardAnswer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class GuardDriver:
    """Sends requests to a guard; `reached` holds the environments that got through, with their bodies read."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.now = START
        self.count = CountedRequests()
        self.reached: list[tuple[dict[str, Any], bytes]] = []
        self.behind: Callable[..., Iterable[bytes]] = self.note
        self.guard = Guard(
            self.forward,
            secret=SECRET,
            now=now or (lambda: self.now),
            monotonic=lambda: 0.0,
            counter=self.count,
        )

    def forward(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.behind(environ, start_response)  # whatever stands there by now

    def note(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.reached.append((environ, environ["wsgi.input"].read()))
        start_response("200 OK", [("content-type", "text/plain")])
        return [b"booked"]

    def stamp(self, seconds: float = 0) -> str:
        return str(int((self.now + timedelta(seconds=seconds)).timestamp()))

    def sign(self, body: bytes, stamp: str, secret: str = SECRET) -> str:
        return "v0=" + hmac.new(secret.encode(), b"v0:%b:%b" % (stamp.encode(), body), "sha256").hexdigest()

    def environ(self, body: bytes, kind: str = FORM, **changes: Any) -> dict[str, Any]:
        """A request as Slack signs it; a change to None takes the key away."""
        stamp = self.stamp()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
            "HTTP_X_SLACK_SIGNATURE": self.sign(body, stamp),
            "wsgi.input": io.BytesIO(body),
        } | changes
        return {name: value for name, value in environ.items() if value is not None}

    def send(self, body: bytes = b"command=%2Flog", kind: str = FORM, **changes: Any) -> GuardAnswer:
        return self.ask(self.environ(body, kind, **changes))

    def ask(self, environ: dict[str, Any]) -> GuardAnswer:
        answer = GuardAnswer()

        def start_response(line: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            answer.status = int(line.split(" ", 1)[0])
            answer.headers = dict(headers)

        answer.body = b"".join(self.guard(environ, start_response))
        return answer


@pytest.fixture
def guard_driver() -> GuardDriver:
    return GuardDriver()


@pytest.fixture(scope="session")
def new_guard_driver() -> type[GuardDriver]:
    """For tests that need a guard of its own for each example."""
    return GuardDriver
