"""The base of all deliveries: who does it, how it is sent, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.slack_api.journal import ActionResult, JournalMark
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import SIGNING_SECRET
from bot.sandbox.user_actions.app_requests import AppTarget, HttpTarget, SignedPost, WsgiTarget
from bot.sandbox.user_actions.recorded_target import RecordedTarget
from bot.sandbox.user_actions.socket_mode import SocketTarget
from bot.sandbox.validation.errors import RefusedError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class DeliveryBase:
    """Sends signed requests for one workspace to one app.

    `target` is a base URL, a WSGI app of this process or, in Socket Mode, the app's connections. `signed_at` is the
    clock of the signatures, for when the workspace's own clock was turned but the app compares with the real one.
    """

    def __init__(
        self,
        server: SandboxServer,
        target: str | WSGIApplication | SocketTarget,
        *,
        signing_secret: str = SIGNING_SECRET,
        path: str = "/slack/events",
        signed_at: Callable[[], datetime] | None = None,
        seconds: float = 3.0,
    ) -> None:
        self.server = server
        self.workspace = server.workspace
        self.target = target
        self.signing_secret = signing_secret
        goal = _find_way(target, seconds)
        recorded = RecordedTarget(goal, self.workspace)
        self.post = SignedPost(recorded, signing_secret, signed_at or self.workspace.now, path)

    def _person(self, words: str) -> SlackUser:
        """Return the person with this id, handle or name; raise `RefusedError` when there is none."""
        person = self.workspace.find_person(words)
        if person is None:
            raise RefusedError("user_not_found", words)
        return person

    def _outcome(self, person: SlackUser, mark: JournalMark, status: int, ts: str = "") -> ActionResult:
        journal = self.workspace.journal
        with self.workspace.lock:
            seen = tuple(one for one in self.workspace.seen_by(person.id, mark.shown) if one.user != person.id)
            return ActionResult(status, seen, journal.calls_since(mark), journal.refused_since(mark), ts)

    def _mark(self) -> JournalMark:
        with self.workspace.lock:
            return self.workspace.journal.mark()


def _find_way(target: str | WSGIApplication | SocketTarget, seconds: float) -> AppTarget:
    if isinstance(target, SocketTarget):
        return target
    return HttpTarget(target, seconds) if isinstance(target, str) else WsgiTarget(target, seconds)


def parse_json_object(body: str) -> dict[str, Any]:
    """Return the JSON object of an answer; raise `RefusedError` when it is anything else."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise RefusedError("invalid_response")
    return answer
