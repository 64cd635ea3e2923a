"""The team of the roles behind its real router and its real HTTP site, and what must hold whatever comes in."""

from __future__ import annotations

import hmac
import io
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from slack_bolt import BoltRequest

from bot.clock import SystemClock
from bot.http_site import HttpSite, build_http_site
from bot.install.tokens import TokenAccess
from bot.sandbox.slack_api.workspace import SIGNING_SECRET
from bot.sandbox.validation.rules import check_message, check_view
from bot.slack.slash import put_prefix
from bot.web.checks import RequestRefused, parse_json
from tests.roles.kept_rows import Change
from tests.roles.stage import OTHER_WORKSPACE, OWN_WORKSPACE
from tests.roles.test_every_switch import DOORS
from tests.roles.visitors import VISITORS, Visitor
from tests.roles.walk import Door, Walk

PATH: Final = "/slack/events"
_PING: Final = re.compile(r"<!(?!date)|<@[UW]0SANDANA>|<!subteam")
_MENTION_OF_NASTY: Final = "<https://evil.example|ok>"
_ROWS_OF_PEOPLE: Final = ("entries(", "totals(")


class LogWatch(logging.Handler):
    """Keeps what is logged as a defect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def watched_log() -> Iterator[LogWatch]:
    """Watch the log of everything, in every thread."""
    watch = LogWatch()
    logging.getLogger().addHandler(watch)
    try:
        yield watch
    finally:
        logging.getLogger().removeHandler(watch)


@dataclass(frozen=True)
class Outcome:
    """What came of a request: the answer, everything shown in Slack, what it changed, and defects in the log."""

    status: int
    body: str
    shown: tuple[Any, ...]
    change: Change
    defects: tuple[str, ...]


class FuzzStage:
    """Sends requests over both ways in; each finds the same rows."""

    doors = DOORS
    visitors = VISITORS

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.roadmate = walk.roadmate
        deps = self.roadmate.deps
        access = TokenAccess.from_settings(deps.settings, deps.database, deps.clock)
        self.site: HttpSite = build_http_site(deps, self.roadmate.router, access, SystemClock())

    def body(self, visitor: Visitor, door: Door) -> dict[str, Any]:
        """Return what Slack sends when somebody comes to a door."""
        return self.walk.request_body(visitor, door)

    def dispatch(self, body: Mapping[str, Any]) -> Outcome:
        """Send a request as Socket Mode hands it over; 400 where it is let go there, unread, with a line in the log."""
        with self._watched() as finish:
            try:
                request = BoltRequest(mode="socket_mode", body=parse_json(json.dumps(body).encode()))
            except (RequestRefused, TypeError, AttributeError, KeyError, IndexError):
                return finish(400, "")
            response = self.roadmate.router.dispatch(request)
            return finish(response.status, response.body or "")

    def post(self, body: Mapping[str, Any]) -> Outcome:
        """Send a request over HTTP, signed."""
        return self.request(encode(body), kind_of(body))

    def request(self, content: bytes, kind: str, **changes: Any) -> Outcome:
        """Send these bytes over HTTP, signed; a change to None takes a key of the environment away."""
        stamp = str(int(SystemClock().now().timestamp()))
        signature = hmac.new(SIGNING_SECRET.encode(), b"v0:%b:%b" % (stamp.encode(), content), "sha256").hexdigest()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": PATH,
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(content)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
            "HTTP_X_SLACK_SIGNATURE": f"v0={signature}",
            "wsgi.input": io.BytesIO(content),
            "wsgi.url_scheme": "http",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
        } | changes
        statuses: list[str] = []
        with self._watched() as finish:
            answered = self.site.public(
                {name: value for name, value in environ.items() if value is not None},
                lambda status, _headers, *_: statuses.append(status),  # type: ignore[arg-type]
            )
            return finish(int(statuses[-1][:3]), b"".join(answered).decode())

    @contextmanager
    def _watched(self) -> Iterator[Any]:
        self.walk.slack.take_shown()
        with watched_log() as log:
            yield lambda status, body: Outcome(status, body, tuple(self._shown()), self.walk.undo(), tuple(log.lines))

    def _shown(self) -> Iterator[Any]:
        for words in self.walk.slack.take_shown().words:
            yield put_prefix(json.loads(words), "")


def kind_of(body: Mapping[str, Any]) -> str:
    """Return the content type in which Slack sends such a request."""
    return "application/json" if "event" in body or body.get("type") == "event_callback" else FORM


FORM: Final = "application/x-www-form-urlencoded"


def encode(body: Mapping[str, Any]) -> bytes:
    """Return the bytes of a request: events as JSON, commands as a form, the rest as JSON in a form."""
    if kind_of(body) != FORM:
        return json.dumps(body).encode()
    if "command" in body:
        flat = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        return urlencode(flat, errors="surrogatepass").encode()
    return urlencode({"payload": json.dumps(body)}).encode()


def check_outcome(outcome: Outcome) -> None:
    """Hold what must hold whatever came in."""
    assert not outcome.defects, outcome.defects
    assert outcome.status < 500, outcome.status
    assert "Traceback" not in outcome.body
    for shown in outcome.shown:
        check_shown(shown)
    if outcome.status == 200 and outcome.body.startswith("{"):
        check_answer(put_prefix(json.loads(outcome.body), ""))
    for row in (*outcome.change.added, *outcome.change.gone):
        if row.startswith(_ROWS_OF_PEOPLE):
            assert OWN_WORKSPACE in row or OTHER_WORKSPACE in row, f"booked for nobody: {row}"


def check_answer(answer: Any) -> None:
    """Hold that Slack takes what is answered in the body of a response."""
    if "response_action" in answer:
        if "view" in answer:
            check_shown(answer["view"])
    elif "blocks" in answer or "text" in answer:
        check_message(answer)
        check_words(answer)
        assert str(answer.get("text", "")).strip(), "an answer without words"


def check_shown(shown: Any) -> None:
    """Hold that Slack takes a message, a window or a Home, and that nobody is called by it."""
    if isinstance(shown, str):  # an emoji
        return
    if isinstance(shown, list):
        check_view({"type": "home", "blocks": shown})
    elif shown.get("type") in ("modal", "home"):
        check_view(shown)
    else:
        check_message(shown, posted=True)
    check_words(shown)


def check_words(part: Any) -> None:
    """Hold that no text with markup pings anybody or hides a foreign link."""
    if isinstance(part, Mapping):
        if part.get("type") == "mrkdwn":
            assert not _PING.search(part["text"]), part["text"]
            assert _MENTION_OF_NASTY not in part["text"], part["text"]
        for inner in part.values():
            check_words(inner)
    elif isinstance(part, list):
        for inner in part:
            check_words(inner)
