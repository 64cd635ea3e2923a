"""What Slack gives for the code that an installation ends with, and every way in which that can fail."""

from __future__ import annotations

import http.client
import logging
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

EXCHANGE_SECONDS: Final = 5  # a person waits, and one of the server's threads with them
_WORD: Final = re.compile(r"[a-z_]{1,60}")


class Refusal(StrEnum):
    """Why nothing was installed; each has its page."""

    REQUEST = "request"  # not what Slack sends
    STATE = "state"  # forged, expired, used, or another browser's
    CANCELLED = "cancelled"
    CODE = "code"  # Slack does not take it any more
    ORGANISATION = "organisation"
    ROTATION = "rotation"  # tokens that run out after twelve hours
    SETUP = "setup"  # our own settings, or an answer nobody foresaw
    AWAY = "away"  # Slack cannot be reached
    BUSY = "busy"
    DATABASE = "database"


class NotInstalled(Exception):
    """Nothing was installed; `detail` is a word for the log and never a secret."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Grant:
    """What Slack gave for a code."""

    workspace: str
    team: str
    enterprise: str | None
    bot_user: str
    app: str
    token: str = field(repr=False)


class Exchange:
    """Exchanges codes for tokens, with one try each: a code is good only once."""

    def __init__(
        self, *, api_url: str, client_id: str, client_secret: SecretStr, timeout: int = EXCHANGE_SECONDS
    ) -> None:
        self._url = api_url.rstrip("/") + "/"
        self._client_id = client_id
        self._client_secret = client_secret
        self._timeout = timeout
        self._tls = ssl.create_default_context() if self._url.startswith("https") else None

    def __call__(self, code: str) -> Grant:
        """The grant for a code. Raises NotInstalled."""
        try:
            answer = self._client().oauth_v2_access(
                client_id=self._client_id, client_secret=self._client_secret.get_secret_value(), code=code
            )
        except SlackApiError as error:
            raise _refused(error) from None  # the error's words hold all that Slack answered
        except (SlackClientError, OSError, ValueError, http.client.HTTPException) as error:
            raise NotInstalled(Refusal.AWAY, type(error).__name__) from None
        return read_grant(answer.data if isinstance(answer.data, dict) else {})

    def _client(self) -> WebClient:
        # The library's log can hold codes and tokens, so this client writes into one that nobody reads.
        silent = logging.Logger("silent", logging.CRITICAL + 1)  # noqa: LOG001 - apart from the others on purpose
        return WebClient(base_url=self._url, timeout=self._timeout, ssl=self._tls, retry_handlers=[], logger=silent)


class _Team(BaseModel):
    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,64}$")]
    name: str = ""


class _Enterprise(BaseModel):
    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,64}$")]


class _Granted(BaseModel):
    """The parts that we use of what oauth.v2.access answers for one workspace."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: Annotated[str, Field(min_length=1)]
    token_type: Literal["bot"]
    bot_user_id: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,63}$")]
    app_id: str = ""
    team: _Team
    enterprise: _Enterprise | None = None


def read_grant(answer: Mapping[str, Any]) -> Grant:
    """Slack's answer to an exchange. Raises NotInstalled."""
    if answer.get("is_enterprise_install") or not answer.get("team"):
        raise NotInstalled(Refusal.ORGANISATION)
    if "expires_in" in answer or "refresh_token" in answer:
        raise NotInstalled(Refusal.ROTATION)
    try:
        granted = _Granted.model_validate(answer)
    except ValidationError as error:
        place = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise NotInstalled(Refusal.SETUP, ".".join(map(str, place))) from None
    return Grant(
        workspace=granted.team.id,
        team=granted.team.name or granted.team.id,
        enterprise=granted.enterprise.id if granted.enterprise else None,
        bot_user=granted.bot_user_id,
        app=granted.app_id,
        token=granted.access_token,
    )


def _refused(error: SlackApiError) -> NotInstalled:
    status = getattr(error.response, "status_code", 0)
    said = str(error.response.get("error", "")) if hasattr(error.response, "get") else ""
    reason = said if _WORD.fullmatch(said) else f"status_{status}"
    if reason in {"invalid_code", "code_already_used", "code_expired"}:
        return NotInstalled(Refusal.CODE, reason)
    passing = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
    if status == 429 or status >= 500 or reason in passing:
        return NotInstalled(Refusal.AWAY, reason)
    return NotInstalled(Refusal.SETUP, reason)
