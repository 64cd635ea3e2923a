"""Exchange the code that an installation ends with for a token, and check that the browser is the one it began in."""

from __future__ import annotations

import http.client
import logging
import re
import secrets
import ssl
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal
from wsgiref.types import WSGIEnvironment

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.frozen import frozen
from bot.install.secret_key import SecretKey
from bot.lazy_pattern import lazy_pattern

EXCHANGE_TIMEOUT: Final = 5  # a person waits, and one of the server's threads with them
_ERROR_WORD: Final = lazy_pattern(r"[a-z_]{1,60}")


class InstallRefusal(StrEnum):
    """Reason why nothing was installed; each has its page."""

    BAD_REQUEST = "request"  # not what Slack sends
    BAD_STATE = "state"  # forged, expired, used, or another browser's
    CANCELLED = "cancelled"
    BAD_CODE = "code"  # Slack does not take it any more
    WHOLE_ORGANISATION = "organisation"
    TOKEN_ROTATION = "rotation"  # noqa: S105  (tokens that run out after twelve hours)
    MISCONFIGURED = "setup"  # our own settings, or an answer nobody foresaw
    SLACK_UNREACHABLE = "away"  # Slack cannot be reached
    TOO_MANY_AT_ONCE = "busy"
    DATABASE_UNAVAILABLE = "database"


class NotInstalled(Exception):
    """Raised when nothing was installed; `detail` is a word for the log and never a secret."""

    def __init__(self, refusal: InstallRefusal, detail: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.detail = detail


@frozen
class OAuthGrant:
    """Token that Slack gave for a code, and for whom."""

    workspace: str
    team_name: str
    enterprise: str | None
    bot_user_id: str
    app_id: str
    token: str = field(repr=False)
    installed_by: str | None = None


class CodeExchange:
    """Exchange codes for tokens, with one try each: a code is good only once."""

    def __init__(
        self, *, api_url: str, client_id: str, client_secret: SecretStr, timeout: int = EXCHANGE_TIMEOUT
    ) -> None:
        self._url = api_url.rstrip("/") + "/"
        self._client_id = client_id
        self._client_secret = client_secret
        self._timeout = timeout
        self._tls = ssl.create_default_context() if self._url.startswith("https") else None

    def __call__(self, code: str) -> OAuthGrant:
        """Return the grant for a code. Raises NotInstalled."""
        try:
            answer = self._client().oauth_v2_access(
                client_id=self._client_id, client_secret=self._client_secret.get_secret_value(), code=code
            )
        except SlackApiError as error:
            raise _not_installed_from_error(error) from None  # the error's words hold all that Slack answered
        except (SlackClientError, OSError, ValueError, http.client.HTTPException) as error:
            raise NotInstalled(InstallRefusal.SLACK_UNREACHABLE, type(error).__name__) from None
        return parse_grant(answer.data if isinstance(answer.data, dict) else {})

    def _client(self) -> WebClient:
        # The library's log can hold codes and tokens, so this client writes into one that nobody reads.
        silent = logging.Logger("silent", logging.CRITICAL + 1)  # noqa: LOG001 - apart from the others on purpose
        return WebClient(base_url=self._url, timeout=self._timeout, ssl=self._tls, retry_handlers=[], logger=silent)


class _OAuthTeam(BaseModel):
    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,64}$")]
    name: str = ""


class _OAuthUser(BaseModel):
    id: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,63}$")]


class _OAuthEnterprise(BaseModel):
    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,64}$")]


class _OAuthResponse(BaseModel):
    """Parts that we use of what oauth.v2.access answers for one workspace."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: Annotated[str, Field(min_length=1)]
    token_type: Literal["bot"]
    bot_user_id: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,63}$")]
    app_id: str = ""
    team: _OAuthTeam
    enterprise: _OAuthEnterprise | None = None
    authed_user: _OAuthUser | None = None


def parse_grant(answer: Mapping[str, Any]) -> OAuthGrant:
    """Parse Slack's answer to an exchange. Raises NotInstalled."""
    if answer.get("is_enterprise_install") or not answer.get("team"):
        raise NotInstalled(InstallRefusal.WHOLE_ORGANISATION)
    if "expires_in" in answer or "refresh_token" in answer:
        raise NotInstalled(InstallRefusal.TOKEN_ROTATION)
    try:
        granted = _OAuthResponse.model_validate(answer)
    except ValidationError as error:
        location = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise NotInstalled(InstallRefusal.MISCONFIGURED, ".".join(map(str, location))) from None
    return OAuthGrant(
        workspace=granted.team.id,
        team_name=granted.team.name or granted.team.id,
        enterprise=granted.enterprise.id if granted.enterprise else None,
        bot_user_id=granted.bot_user_id,
        app_id=granted.app_id,
        token=granted.access_token,
        installed_by=granted.authed_user.id if granted.authed_user else None,
    )


def _not_installed_from_error(error: SlackApiError) -> NotInstalled:
    status = getattr(error.response, "status_code", 0)
    word = str(error.response.get("error", "")) if hasattr(error.response, "get") else ""
    reason = word if _ERROR_WORD.fullmatch(word) else f"status_{status}"
    if reason in {"invalid_code", "code_already_used", "code_expired"}:
        return NotInstalled(InstallRefusal.BAD_CODE, reason)
    passing = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
    if status == 429 or status >= 500 or reason in passing:
        return NotInstalled(InstallRefusal.SLACK_UNREACHABLE, reason)
    return NotInstalled(InstallRefusal.MISCONFIGURED, reason)


STATE_SECONDS: Final = 600
# With this prefix browsers take the cookie only from this very host, over HTTPS.
STATE_COOKIE: Final = "__Host-roadmate-install"
_STATE_PATTERN: Final = lazy_pattern(
    r"(?P<nonce>[\w-]{22})\.(?P<until>\d{1,12})\.(?P<signature>[0-9a-f]{64})", re.ASCII
)


class StateIssuer:
    """Make states and check them; a state is good for ten minutes and only beside the cookie it was made with."""

    def __init__(self, key: SecretKey, now: Callable[[], datetime]) -> None:
        self._key = key
        self._now = now

    def issue(self) -> tuple[str, str]:
        """Return a new state and the value of the cookie that goes with it."""
        nonce, cookie = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        until = int(self._now().timestamp()) + STATE_SECONDS
        return f"{nonce}.{until}.{self._key.sign(_signed_text(nonce, until, cookie))}", cookie

    def check(self, state: str, cookie: str) -> str:
        """Return the nonce of a good state, under which it is used only once. Raises NotInstalled."""
        parts = _STATE_PATTERN.fullmatch(state)
        if parts is None:
            raise NotInstalled(InstallRefusal.BAD_STATE, "malformed")
        if not cookie:
            raise NotInstalled(InstallRefusal.BAD_STATE, "no_cookie")
        if not self._key.is_signed(_signed_text(parts["nonce"], int(parts["until"]), cookie), parts["signature"]):
            raise NotInstalled(InstallRefusal.BAD_STATE, "forged")
        if self._now().timestamp() >= int(parts["until"]):
            raise NotInstalled(InstallRefusal.BAD_STATE, "expired")
        return parts["nonce"]


def cookie_header(value: str) -> tuple[str, str]:
    """Return the header that gives the browser its cookie; an empty value takes it back."""
    seconds = STATE_SECONDS if value else 0
    return "set-cookie", f"{STATE_COOKIE}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


def read_cookie(environ: WSGIEnvironment) -> str:
    """Return the cookie's value; empty if the browser has none."""
    pairs = (part.strip().partition("=") for part in (environ.get("HTTP_COOKIE") or "").split(";"))
    return next((value for name, _, value in pairs if name == STATE_COOKIE), "")


def _signed_text(nonce: str, until: int, cookie: str) -> str:
    return f"install state:{nonce}:{until}:{cookie}"
