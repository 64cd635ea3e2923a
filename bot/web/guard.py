"""Guard the one way from Slack into Bolt. Because of it the app switches Bolt's own signature check off."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bot import request_context
from bot.metrics.requests import HTTP_DOOR
from bot.web import checks
from bot.web.access_log import RequestCounter, record_answer
from bot.web.checks import (
    REFUSAL_STATUS,
    REFUSAL_TEXT,
    RefusalReason,
    RequestRefused,
    check_body,
    is_readable_by_bolt,
    log_refusal,
)
from bot.web.responses import send_text

logger = logging.getLogger(__name__)

# Bolt gets these and what `clean_environ` adds, nothing else. Headers are not signed, and some would steer Bolt
# (x-slack-bolt-*); the query string is not signed either; and what else a server puts in is its own business.
FIXED_ENVIRON = {
    "REQUEST_METHOD": "POST",
    "SCRIPT_NAME": "",
    "QUERY_STRING": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "https",
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}
RETRY_HEADERS = ("HTTP_X_SLACK_RETRY_NUM", "HTTP_X_SLACK_RETRY_REASON")


class Guard:
    """Let a request through to `app` only when Slack signed exactly these bytes, lately, for the first time.

    Everything else is answered with 4xx and one log line, and `app` never hears of it.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        secret: str,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        counter: RequestCounter,
        path: str = "/slack/events",
        replay_window: ReplayWindow | None = None,
    ) -> None:
        self._app = app
        self._signer = checks.prepare_signer(secret)
        self._now = now
        self._monotonic = monotonic
        self._counter = counter
        self._path = path
        self._replay_window = ReplayWindow() if replay_window is None else replay_window

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if request_context.current() is None:  # another server than ours
            with request_context.working_on("http", is_awaited=True):
                return self(environ, start_response)
        started = self._monotonic()
        try:
            kind, body, key = self._admit(environ)
        except RequestRefused as refused:
            return self._refuse(refused.reason, environ, start_response)
        status = "500"

        def note_status(line: str, headers: list[tuple[str, str]], /, *rest: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = line
            return start_response(line, headers, *rest)

        try:
            answer: Iterable[bytes] = self._app(clean_environ(environ, kind, body), note_status)
        except Exception as error:  # noqa: BLE001 - the last stop before the server: Slack must get an answer
            if not is_readable_by_bolt(body, kind):  # Bolt could not make a request of it: no handler has seen it
                return self._refuse(RefusalReason.MALFORMED, environ, start_response)
            logger.error("failed: %s at %s", type(error).__name__, error_location(error))  # noqa: TRY400 - a trace shows text
            status, answer = "500", send_text(start_response, HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong")
        code = int(status[:3])
        if code >= 500:
            self._replay_window.forget(key)  # Slack may deliver it again
        record_answer(self._counter, HTTP_DOOR, code, self._monotonic() - started)
        return answer

    def body_limit(self, environ: WSGIEnvironment) -> int:
        """Return how many bytes the body may have, seen only the head: none where that is enough to refuse it."""
        try:
            self._check_head(environ, self._now().timestamp())
        except RequestRefused:
            return 0
        return checks.BODY_LIMIT

    def _check_head(self, environ: WSGIEnvironment, now: float) -> tuple[int | None, str, str, str]:
        """Return length, content type, timestamp and signature; each only looks right so far."""
        if environ.get("PATH_INFO") != self._path:
            raise RequestRefused(RefusalReason.PATH)
        if environ.get("REQUEST_METHOD") != "POST":
            raise RequestRefused(RefusalReason.METHOD)
        length = checks.check_length(environ)
        kind = checks.check_content_type(environ)
        stamp = checks.check_timestamp(environ, now)
        return length, kind, stamp, checks.check_signature(environ)

    def _admit(self, environ: WSGIEnvironment) -> tuple[str, bytes, str]:
        """Return content type, body and replay key of a request that is in order; cheap checks come first."""
        now = self._now().timestamp()
        length, kind, stamp, signature = self._check_head(environ, now)
        body = checks.read_body(environ, length)
        checks.verify_signature(self._signer, stamp, body, signature)
        if not self._replay_window.claim(signature, now):
            raise RequestRefused(RefusalReason.REPLAY)
        check_body(body, kind)
        return kind, body, signature

    def _refuse(self, reason: RefusalReason, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        log_refusal(reason, environ)
        self._counter.count_refused(reason.value)
        allow = [("allow", "POST")] if reason is RefusalReason.METHOD else []
        return send_text(start_response, REFUSAL_STATUS[reason], REFUSAL_TEXT[reason], *allow)


def clean_environ(environ: WSGIEnvironment, content_type: str, body: bytes) -> WSGIEnvironment:
    """Return a fresh environment with the checked bytes and nothing else that a sender could have put there."""
    cleaned = {
        **FIXED_ENVIRON,
        "PATH_INFO": environ["PATH_INFO"],
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": environ["HTTP_X_SLACK_REQUEST_TIMESTAMP"],
        "HTTP_X_SLACK_SIGNATURE": environ["HTTP_X_SLACK_SIGNATURE"],
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for name in RETRY_HEADERS:
        if name in environ:
            cleaned[name] = environ[name]
    return cleaned


def error_location(error: Exception) -> str:
    """Return the file and line that raised: enough to find it, and never a word of what anybody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"


REPLAY_SECONDS = 600.0  # a timestamp is good for 300 s before and 300 s after the moment it names
MAX_REPLAY_KEYS = 100_000  # keys in each of the two buckets; about 15 MB each when full


class ReplayWindow:
    """Remember keys for `seconds` at least and twice that at most; a flood past `max_keys` shortens the memory.

    Two buckets, young and old: a full or aged young one becomes the old one, and the old one is dropped whole.
    """

    def __init__(self, *, seconds: float = REPLAY_SECONDS, max_keys: int = MAX_REPLAY_KEYS) -> None:
        self._seconds = seconds
        self._max_keys = max_keys
        self._lock = threading.Lock()
        self._newer: set[str] = set()
        self._older: set[str] = set()
        self._since = 0.0

    def claim(self, key: str, now: float) -> bool:
        """Return True once for each key; `now` in seconds."""
        with self._lock:
            if now - self._since >= self._seconds or len(self._newer) >= self._max_keys:
                self._rotate(now)
            if key in self._newer or key in self._older:
                return False
            self._newer.add(key)
            return True

    def forget(self, key: str) -> None:
        """Let the key be claimed again: its first use came to nothing."""
        with self._lock:
            self._newer.discard(key)
            self._older.discard(key)

    def __len__(self) -> int:
        with self._lock:
            return len(self._newer) + len(self._older)

    def _rotate(self, now: float) -> None:
        self._older = set() if now - self._since >= 2 * self._seconds else self._newer
        self._newer = set()
        self._since = now
