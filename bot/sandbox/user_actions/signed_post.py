"""Signs requests as Slack does and sends them, with what goes wrong on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from bot.sandbox.user_actions.app_target import AppResponse, AppTarget, TimedOutError, UnreachableError

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
        """Sends a slash command."""
        return self._send(urlencode(fields), FORM, {})

    def payload(self, payload: Mapping[str, Any]) -> AppResponse:
        """Sends an interaction: a form with one field of JSON."""
        return self._send(urlencode({"payload": json.dumps(payload)}), FORM, {})

    def event(self, envelope: Mapping[str, Any], retry: int = 0, reason: str = "http_timeout") -> AppResponse:
        """Sends an event; `retry` above 0 marks it as that repetition of the same one."""
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
    """The answer, or the word for why there is none that counts."""
    try:
        answer = send()
    except TimedOutError:
        return None, "operation_timeout"
    except UnreachableError:
        return None, "dispatch_failed"
    return answer, "" if 200 <= answer.status < 300 else "dispatch_failed"
