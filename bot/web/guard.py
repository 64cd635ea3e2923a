"""The one door from Slack into Bolt. Because of it the app switches Bolt's own signature check off."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from bot.web import checks
from bot.web.answers import plain
from bot.web.body import check_body, is_readable
from bot.web.refusal import STATUS, TEXT, Reason, Refused, report
from bot.web.replay import Replay

logger = logging.getLogger(__name__)

# Bolt gets these and what `hand_over` adds, nothing else. Headers are not signed, and some would steer Bolt
# (x-slack-bolt-*); the query string is not signed either; and granian mixes the process's environment in.
FIXED = {
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
RETRIES = ("HTTP_X_SLACK_RETRY_NUM", "HTTP_X_SLACK_RETRY_REASON")


class Tally(Protocol):
    """What the guard counts."""

    def rejected(self, reason: str) -> None: ...

    def answered(self, status: int, seconds: float) -> None: ...


class Guard:
    """Lets a request through to `app` only when Slack signed exactly these bytes, lately, for the first time.

    Everything else is answered with 4xx and one log line, and `app` never hears of it.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        secret: str,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        tally: Tally,
        path: str = "/slack/events",
        replay: Replay | None = None,
    ) -> None:
        self._app = app
        self._signer = checks.signer(secret)
        self._now = now
        self._monotonic = monotonic
        self._tally = tally
        self._path = path
        self._replay = Replay() if replay is None else replay

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = self._monotonic()
        try:
            kind, body, key = self._admit(environ)
        except Refused as refused:
            return self._refuse(refused.reason, environ, start_response)
        status = "500"

        def note(line: str, headers: list[tuple[str, str]], /, *rest: Any) -> Callable[[bytes], object]:
            nonlocal status
            status = line
            return start_response(line, headers, *rest)

        try:
            answer: Iterable[bytes] = self._app(hand_over(environ, kind, body), note)
        except Exception as error:  # noqa: BLE001 - the last stop before the server: Slack must get an answer
            if not is_readable(body, kind):  # Bolt could not make a request of it: no handler has seen it
                return self._refuse(Reason.MALFORMED, environ, start_response)
            logger.error("failed: %s at %s", type(error).__name__, place_of(error))  # noqa: TRY400 - a trace shows text
            status, answer = "500", plain(start_response, HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong")
        code = int(status[:3])
        if code >= 500:
            self._replay.forget(key)  # Slack may deliver it again
        self._tally.answered(code, self._monotonic() - started)
        return answer

    def _admit(self, environ: WSGIEnvironment) -> tuple[str, bytes, str]:
        """Content type, body and replay key of a request that is in order; cheap checks first."""
        if environ.get("PATH_INFO") != self._path:
            raise Refused(Reason.PATH)
        if environ.get("REQUEST_METHOD") != "POST":
            raise Refused(Reason.METHOD)
        now = self._now().timestamp()
        length = checks.check_length(environ)
        kind = checks.check_content_type(environ)
        stamp = checks.check_timestamp(environ, now)
        signature = checks.check_signature(environ)
        body = checks.read_body(environ, length)
        checks.verify(self._signer, stamp, body, signature)
        if not self._replay.take(signature, now):
            raise Refused(Reason.REPLAY)
        check_body(body, kind)
        return kind, body, signature

    def _refuse(self, reason: Reason, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        report(reason, environ)
        self._tally.rejected(reason.value)
        allow = [("allow", "POST")] if reason is Reason.METHOD else []
        return plain(start_response, STATUS[reason], TEXT[reason], *allow)


def hand_over(environ: WSGIEnvironment, kind: str, body: bytes) -> WSGIEnvironment:
    """A fresh environment with the checked bytes and nothing that was not asked for."""
    handed = {
        **FIXED,
        "PATH_INFO": environ["PATH_INFO"],
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": environ["HTTP_X_SLACK_REQUEST_TIMESTAMP"],
        "HTTP_X_SLACK_SIGNATURE": environ["HTTP_X_SLACK_SIGNATURE"],
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for name in RETRIES:
        if name in environ:
            handed[name] = environ[name]
    return handed


def place_of(error: Exception) -> str:
    """File and line that raised: enough to find it, and never a word of what anybody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
