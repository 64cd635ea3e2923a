"""Classify the ways in which a call to Slack fails."""

from __future__ import annotations

import enum
import re
import ssl
from collections.abc import Mapping
from enum import StrEnum
from http.client import HTTPException
from typing import Any, Final

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.lazy_pattern import lazy_pattern
from bot.slack.scopes import relevant_scopes


class FailureCause(StrEnum):
    """Reason why a message did not arrive; the values are short enough to be part of a notice's period."""

    RESPONSE_LOST = "los"  # it may have arrived
    CHANNEL_ARCHIVED = "arc"
    NOT_IN_CHANNEL = "out"  # no such channel, or we are not in it
    NOT_PERMITTED = "bar"  # the workspace's rules, or a permission that we lack
    TOKEN_REFUSED = "tok"  # noqa: S105  (no password)
    PERSON_GONE = "per"  # there is no such person any more
    SCOPE_MISSING = "sco"
    OUR_FAULT = "fau"


class FailureKind(enum.Enum):
    """How a call that failed has ended, which decides whether it may be made again."""

    RETRY = "retry"  # nothing happened; the same call may go through later
    PERMANENT = "stop"  # this recipient or token can never be reached like this
    RESPONSE_LOST = "unknown"  # the answer was lost: it may have been sent
    OUR_FAULT = "fault"  # our own mistake; trying again changes nothing


NO_TOKEN: Final = "no_token"  # noqa: S105  (our own word: no token is stored here that our key opens)

# Refusals that the same call can never get around.
STOP_CAUSES: Final[Mapping[str, FailureCause]] = {
    "is_archived": FailureCause.CHANNEL_ARCHIVED,
    "channel_not_found": FailureCause.NOT_IN_CHANNEL,
    "not_in_channel": FailureCause.NOT_IN_CHANNEL,
    "user_not_in_channel": FailureCause.NOT_IN_CHANNEL,
    "user_not_found": FailureCause.PERSON_GONE,
    "users_not_found": FailureCause.PERSON_GONE,
    "user_not_visible": FailureCause.PERSON_GONE,
    "user_disabled": FailureCause.PERSON_GONE,
    "cannot_dm_bot": FailureCause.PERSON_GONE,
    "account_inactive": FailureCause.TOKEN_REFUSED,
    "token_revoked": FailureCause.TOKEN_REFUSED,
    "token_expired": FailureCause.TOKEN_REFUSED,
    "invalid_auth": FailureCause.TOKEN_REFUSED,
    "not_authed": FailureCause.TOKEN_REFUSED,
    NO_TOKEN: FailureCause.TOKEN_REFUSED,
    "not_allowed_token_type": FailureCause.TOKEN_REFUSED,
    "team_access_not_granted": FailureCause.TOKEN_REFUSED,
    "team_not_found": FailureCause.TOKEN_REFUSED,
    "two_factor_setup_required": FailureCause.TOKEN_REFUSED,
    "restricted_action": FailureCause.NOT_PERMITTED,
    "restricted_action_read_only_channel": FailureCause.NOT_PERMITTED,
    "restricted_action_thread_only_channel": FailureCause.NOT_PERMITTED,
    "restricted_action_non_threadable_channel": FailureCause.NOT_PERMITTED,
    "restricted_action_thread_locked": FailureCause.NOT_PERMITTED,
    "slack_connect_canvas_sharing_blocked": FailureCause.NOT_PERMITTED,
    "slack_connect_file_link_sharing_blocked": FailureCause.NOT_PERMITTED,
    "slack_connect_lists_sharing_blocked": FailureCause.NOT_PERMITTED,
    "access_denied": FailureCause.NOT_PERMITTED,
    "accesslimited": FailureCause.NOT_PERMITTED,
    "app_access_restricted": FailureCause.NOT_PERMITTED,
    "ekm_access_denied": FailureCause.NOT_PERMITTED,
    "enterprise_is_restricted": FailureCause.NOT_PERMITTED,
    "messages_tab_disabled": FailureCause.NOT_PERMITTED,
    "missing_scope": FailureCause.SCOPE_MISSING,
    "no_permission": FailureCause.NOT_PERMITTED,
}


# Refusals of a token after which another one may be stored: the app was removed and installed again, say.
DEAD_TOKEN_ERRORS: Final = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}
)

# Of what chat.postMessage and its like document, all that is not a mistake of ours (`FailureKind.OUR_FAULT`).
FAILURE_KINDS: Final[Mapping[str, FailureKind]] = {
    **dict.fromkeys(STOP_CAUSES, FailureKind.PERMANENT),
    "ratelimited": FailureKind.RETRY,
    "rate_limited": FailureKind.RETRY,
    "message_limit_exceeded": FailureKind.RETRY,
    "service_unavailable": FailureKind.RETRY,
    "request_timeout": FailureKind.RETRY,  # the request did not arrive in one piece
    "team_added_to_org": FailureKind.RETRY,
    "org_login_required": FailureKind.RETRY,
    "external_channel_migrating": FailureKind.RETRY,
    "internal_error": FailureKind.RESPONSE_LOST,
    "fatal_error": FailureKind.RESPONSE_LOST,
}

# Besides these a failure is counted by its HTTP status, as a timeout, as the network's, or as another.
_COUNTED_REASONS: Final = frozenset(
    {*FAILURE_KINDS, "invalid_blocks", "invalid_arguments", "msg_too_long", "no_text", "expired_trigger_id"}
    | {"already_reacted", "no_reaction", "message_not_found", "cant_update_message", "not_found", "too_large"}
)
_ERROR_NAME: Final = lazy_pattern(r"[a-z0-9_]+")
_SCOPE_LIST: Final = lazy_pattern(r"[a-z0-9_.:, ]{1,150}")


# No connection, a timeout, an address that is none, or an answer that is no HTTP, no JSON, or trips the SDK.
TRANSPORT_ERRORS: Final = (
    OSError,
    HTTPException,
    ValueError,
    AttributeError,
    LookupError,  # a charset that nobody knows
    RecursionError,  # lists in lists without an end
    SlackClientError,
)


class SlackFailure(Exception):
    """Raised when a call did not succeed. `retry_after` is in seconds, where Slack gave it.

    `missing_scopes` are the permissions that the call would have needed, one of them or all; empty for other reasons.
    """

    def __init__(
        self, kind: FailureKind, reason: str, retry_after: float | None = None, missing_scopes: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.missing_scopes = missing_scopes
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after

    @property
    def word(self) -> str:
        """Return a word of a small set for the reason, which may be anything that Slack or the network says."""
        if self.reason in _COUNTED_REASONS:
            return self.reason
        if status := re.fullmatch(r"status_([1-5])\d\d", self.reason):
            return f"status_{status[1]}xx"
        if not _ERROR_NAME.fullmatch(self.reason):  # the type of an exception
            return "timeout" if "Timeout" in self.reason else "network"
        return "other"

    @property
    def label(self) -> str:
        """Return the reason with the permissions that were missing, as it is logged, stored and told to admins."""
        return " ".join((self.reason, *self.missing_scopes))

    @property
    def cause(self) -> FailureCause | None:
        """Return why the message did not arrive; None for what passes by itself."""
        match self.kind:
            case FailureKind.RETRY:
                return None
            case FailureKind.RESPONSE_LOST:
                return FailureCause.RESPONSE_LOST
            case FailureKind.PERMANENT:
                return STOP_CAUSES.get(self.reason, FailureCause.NOT_PERMITTED)
            case FailureKind.OUR_FAULT:
                return FailureCause.OUR_FAULT


def failure_from_api_error(error: SlackApiError) -> SlackFailure:
    """Return the failure that an error of the SDK stands for; an answer that is no JSON counts by its HTTP status."""
    status = getattr(error.response, "status_code", 0)
    data = error.response.data if hasattr(error.response, "data") else error.response
    reason = str(data.get("error", "")) if isinstance(data, dict) else ""
    reason = reason if _ERROR_NAME.fullmatch(reason) else ""  # for an answer that is no JSON the SDK puts the page here
    if status == 429 or reason in {"ratelimited", "rate_limited"}:
        headers = getattr(error.response, "headers", {}) or {}
        return SlackFailure(FailureKind.RETRY, "ratelimited", retry_seconds(headers.get("Retry-After")))
    if not reason and (status >= 500 or status == 200):
        return SlackFailure(FailureKind.RETRY if status == 503 else FailureKind.RESPONSE_LOST, f"status_{status}")
    kind = FAILURE_KINDS.get(reason, FailureKind.OUR_FAULT)
    return SlackFailure(kind, reason or f"status_{status}", missing_scopes=_missing_scopes(reason, data))


def _missing_scopes(reason: str, data: Any) -> tuple[str, ...]:
    """Return the permissions that Slack's answer says were needed."""
    needed = data.get("needed") if reason == "missing_scope" and isinstance(data, dict) else None
    return relevant_scopes(needed) if isinstance(needed, str) and _SCOPE_LIST.fullmatch(needed) else ()


def retry_seconds(value: Any) -> float:
    """Parse a Retry-After header, in seconds; one second where it tells nothing."""
    return float(value) if str(value).isdigit() else 1.0


def classify_transport_error(error: Exception) -> FailureKind:
    """Return whether the call may be made again: only a connection that never came about surely sent nothing."""
    cause: BaseException | None = error
    while cause is not None:
        reason = getattr(cause, "reason", None)
        if isinstance(cause, ConnectionRefusedError) or isinstance(reason, (ConnectionRefusedError, ssl.SSLError)):
            return FailureKind.RETRY
        if type(reason).__name__ == "gaierror" or type(cause).__name__ == "gaierror":
            return FailureKind.RETRY
        cause = cause.__cause__
    return FailureKind.RESPONSE_LOST
