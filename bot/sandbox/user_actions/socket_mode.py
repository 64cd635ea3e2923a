"""Requests to an app in Socket Mode: they go over a connection that the app has opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack_api.socket_connections import NoConnectionError, SocketConnections
from bot.sandbox.user_actions.app_requests import APP_TIMEOUT, AppResponse, TimedOutError, UnreachableError
from bot.sandbox.user_actions.recorded_target import read_request


@dataclass(frozen=True, slots=True)
class SocketTarget:
    """An app that has connected; its acknowledgement is the answer."""

    connections: SocketConnections
    seconds: float = APP_TIMEOUT

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:  # noqa: ARG002 - sockets have none
        """Send over a connection. Raises TimedOutError without an acknowledgement, UnreachableError without an app."""
        request = read_request(body)
        kind = envelope_type(request)
        try:
            answer = self.connections.request(
                kind,
                request,
                seconds=self.seconds,
                accepts_answer=kind != "events_api",
                retry=int(headers.get("X-Slack-Retry-Num", 0)),
                reason=headers.get("X-Slack-Retry-Reason", ""),
            )
        except TimeoutError as slow:
            raise TimedOutError from slow
        except NoConnectionError as absent:
            raise UnreachableError from absent
        return _as_response(answer)


def envelope_type(request: Mapping[str, Any]) -> str:
    """Return the type of the envelope in which a request travels."""
    if "command" in request:
        return "slash_commands"
    return "events_api" if request.get("type") == "event_callback" else "interactive"


def _as_response(answer: Any) -> AppResponse:
    """Return the acknowledgement as the response that it stands for."""
    if not answer:
        return AppResponse(200, "")
    if isinstance(answer, str):
        return AppResponse(200, answer, {"content-type": "text/plain; charset=utf-8"})
    return AppResponse(200, json.dumps(answer), {"content-type": "application/json"})
