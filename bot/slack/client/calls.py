"""Make calls to Slack's Web API: which token, how long to wait, who hears how it ended, and what a failure means."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.clock import SystemClock
from bot.slack.failures import (
    DEAD_TOKEN_ERRORS,
    NO_TOKEN,
    TRANSPORT_ERRORS,
    FailureKind,
    SlackFailure,
    classify_transport_error,
    failure_from_api_error,
)
from bot.slack.slash import put_prefix

REQUEST_TIMEOUT: Final = 2  # seconds, inside a request that Slack waits three seconds for
JOB_TIMEOUT: Final = 10  # seconds, for the sender
FORM_ENCODED_METHODS: Final = frozenset(
    {
        "users.info",
        "conversations.info",
        "conversations.members",
        "files.getUploadURLExternal",
        "files.info",
        "bots.info",
    }
)  # Slack's methods for reading take forms, not JSON

log = logging.getLogger(__name__)


class ApiCalls:
    """Calls with the token of the workspace that is asked about."""

    def __init__(
        self,
        *,
        api_url: str,
        token: Callable[[str], str | None],
        timeout: int = REQUEST_TIMEOUT,
        command_prefix: str = "",
        forget_token: Callable[[str], object] = lambda _workspace: None,
        monotonic: Callable[[], float] | None = None,
        on_call: Callable[[str, str, float], object] = lambda _method, _outcome, _seconds: None,
    ) -> None:
        """Use the token that `token` gives for a workspace; one that Slack refuses is given to `forget_token`.

        `on_call` hears of each call: the method, "ok" or a word for the failure, and how many seconds it took.
        """
        self._api_url = api_url.rstrip("/") + "/"
        self.token = token
        self._forget_token = forget_token
        self._on_call = on_call
        self._timeout = timeout
        self._command_prefix = command_prefix
        self._monotonic = monotonic or SystemClock().monotonic
        self._tls = ssl.create_default_context() if self._api_url.startswith("https") else None

    def web_client(self, workspace: str) -> WebClient:
        """Return the SDK's client for a workspace: one TLS context for all, and no retries, which could send twice."""
        return self._new_web_client(self.token(workspace))

    def tokenless_client(self) -> WebClient:
        """Return the same without a token, for Bolt, which puts each request's own into a copy."""
        return self._new_web_client(None)

    @contextmanager
    def _reported(self, method: str) -> Iterator[None]:
        """Report a call and how it ended."""
        clock = SystemClock()
        began, outcome = clock.monotonic(), "ok"
        try:
            yield
        except SlackFailure as failure:
            outcome = failure.word
            raise
        finally:
            self._on_call(method, outcome, clock.monotonic() - began)

    def _new_web_client(self, token: str | None, timeout: int | None = None) -> WebClient:
        timeout = timeout or self._timeout
        return WebClient(token=token, base_url=self._api_url, timeout=timeout, ssl=self._tls, retry_handlers=[])

    def _call_method(self, workspace: str, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method; once more with the token stored by now where Slack refuses the one that was remembered."""
        answer = self._call(workspace, method, arguments)
        return answer.data if isinstance(answer.data, dict) else {}

    def _call(self, workspace: str, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        token = self.token(workspace)
        if token is None:
            raise SlackFailure(FailureKind.PERMANENT, NO_TOKEN)
        try:
            return self._call_with_token(token, method, arguments)
        except SlackFailure as failure:
            fresh = self._fresh_token(workspace, token) if failure.reason in DEAD_TOKEN_ERRORS else None
            if fresh is None:
                raise
        return self._call_with_token(fresh, method, arguments)

    def _fresh_token(self, workspace: str, refused: str | None) -> str | None:
        """Forget the token that Slack refused; return the one that is stored, if it is another."""
        self._forget_token(workspace)
        fresh = self.token(workspace)
        if not fresh or fresh == refused:
            return None
        log.info("token replaced workspace=%s", workspace)
        return fresh

    def _call_with_token(self, token: str | None, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        with self._reported(method):
            return self._make_call(token, method, arguments)

    def _make_call(self, token: str | None, method: str, arguments: Mapping[str, Any]) -> SlackResponse:
        try:
            client, values = self._new_web_client(token), put_prefix(arguments, self._command_prefix)
            return (
                client.api_call(method, data=values)
                if method in FORM_ENCODED_METHODS
                else client.api_call(method, json=values)
            )
        except SlackApiError as error:
            raise failure_from_api_error(error) from error
        except TRANSPORT_ERRORS as error:
            raise SlackFailure(classify_transport_error(error), type(error).__name__) from error
