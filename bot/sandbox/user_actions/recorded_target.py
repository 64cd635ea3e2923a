"""Requests to the app as they are written down in the traffic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.slack_api.traffic import Direction
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.app_requests import AppResponse, AppTarget, TimedOutError, UnreachableError


@dataclass(frozen=True, slots=True)
class RecordedTarget:
    """An app whose every request and answer is written down."""

    inner: AppTarget
    workspace: SlackWorkspace

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Send as the app behind it does; raise what that raises."""
        started = perf_counter()
        try:
            answer = self.inner.send(path, headers, body)
        except TimedOutError:
            self._write_down(body, "", 0, started, "operation_timeout")
            raise
        except UnreachableError:
            self._write_down(body, "", 0, started, "dispatch_failed")
            raise
        refused = "" if 200 <= answer.status < 300 else "dispatch_failed"
        self._write_down(body, answer.body, answer.status, started, refused)
        return answer

    def _write_down(self, body: str, answered: str, status: int, started: float, refused: str) -> None:
        milliseconds = (perf_counter() - started) * 1000
        request = read_request(body)
        self.workspace.traffic.add(
            at=self.workspace.now(),
            direction=Direction.TO_APP,
            method=request_name(request),
            request=request,
            answer_text=answered,
            status=status,
            milliseconds=milliseconds,
            refused=refused,
        )


def read_request(body: str) -> dict[str, Any]:
    """Return what a request of Slack says: the form of a command, the payload of an interaction, an event."""
    if body.startswith("{"):
        return dict(json.loads(body))
    form = dict(parse_qsl(body, keep_blank_values=True))
    return dict(json.loads(form["payload"])) if "payload" in form else form


def request_name(request: Mapping[str, Any]) -> str:
    """Return what a request of Slack is called: "/log", "block_actions", "event message"."""
    if "command" in request:
        return str(request["command"])
    event = request.get("event")
    if isinstance(event, Mapping):
        return f"event {event.get('type', '')}"
    return str(request.get("type", "request"))
