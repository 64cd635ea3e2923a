"""Why a message did not arrive."""

from __future__ import annotations

import enum
import re
import ssl
from collections.abc import Mapping
from enum import StrEnum
from http.client import HTTPException
from typing import Any, Final

from slack_sdk.errors import SlackApiError, SlackClientError


class FailureCause(StrEnum):
    """What stood in the way; the values are short enough to be part of a notice's period."""

    RESPONSE_LOST = "los"  # the answer: it may have arrived
    CHANNEL_ARCHIVED = "arc"  # the channel
    NOT_IN_CHANNEL = "out"  # no such channel, or we are not in it
    NOT_PERMITTED = "bar"  # the workspace's rules, or a permission that we lack
    TOKEN_REFUSED = "tok"  # noqa: S105  (no password)
    PERSON_GONE = "per"  # there is no such person any more
    OUR_FAULT = "fau"  # our own mistake


class FailureKind(enum.Enum):
    """How a call that failed has ended."""

    RETRY = "retry"  # nothing happened; the same call may go through later
    PERMANENT = "stop"  # this recipient or token can never be reached like this
    RESPONSE_LOST = "unknown"  # the answer was lost: it may have been sent
    OUR_FAULT = "fault"  # our own mistake; trying again changes nothing


# Who is stopped by a refusal that the same call can never get around.
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
    "missing_scope": FailureCause.NOT_PERMITTED,
    "no_permission": FailureCause.NOT_PERMITTED,
}


# All that chat.postMessage and its like document; what is not here is our own mistake too.
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
    "agent_prompt_display_not_allowed": FailureKind.OUR_FAULT,
    "as_user_not_supported": FailureKind.OUR_FAULT,
    "attachment_payload_limit_exceeded": FailureKind.OUR_FAULT,
    "cannot_reply_to_message": FailureKind.OUR_FAULT,
    "deprecated_endpoint": FailureKind.OUR_FAULT,
    "draft_already_deleted": FailureKind.OUR_FAULT,
    "draft_already_sent": FailureKind.OUR_FAULT,
    "draft_has_conflict": FailureKind.OUR_FAULT,
    "draft_not_found": FailureKind.OUR_FAULT,
    "duplicate_channel_not_found": FailureKind.OUR_FAULT,
    "duplicate_message_not_found": FailureKind.OUR_FAULT,
    "invalid_arg_name": FailureKind.OUR_FAULT,
    "invalid_arguments": FailureKind.OUR_FAULT,
    "invalid_array_arg": FailureKind.OUR_FAULT,
    "invalid_blocks": FailureKind.OUR_FAULT,  # met with plain sections before anybody hears of it
    "invalid_blocks_format": FailureKind.OUR_FAULT,
    "invalid_charset": FailureKind.OUR_FAULT,
    "invalid_form_data": FailureKind.OUR_FAULT,
    "invalid_metadata_format": FailureKind.OUR_FAULT,
    "invalid_metadata_schema": FailureKind.OUR_FAULT,
    "invalid_post_type": FailureKind.OUR_FAULT,
    "markdown_text_conflict": FailureKind.OUR_FAULT,
    "metadata_must_be_sent_from_app": FailureKind.OUR_FAULT,
    "metadata_too_large": FailureKind.OUR_FAULT,
    "method_deprecated": FailureKind.OUR_FAULT,
    "missing_file_data": FailureKind.OUR_FAULT,
    "missing_post_type": FailureKind.OUR_FAULT,
    "msg_blocks_too_long": FailureKind.OUR_FAULT,
    "msg_too_long": FailureKind.OUR_FAULT,
    "no_text": FailureKind.OUR_FAULT,
    "send_on_behalf_not_allowed": FailureKind.OUR_FAULT,
    "too_many_attachments": FailureKind.OUR_FAULT,
    "too_many_contact_cards": FailureKind.OUR_FAULT,
}


_ERROR_NAME: Final = re.compile(r"[a-z0-9_]+")


# No connection, a timeout, an address that is none, or an answer that is no HTTP, no JSON, or trips the SDK.
TRANSPORT_ERRORS: Final = (OSError, HTTPException, ValueError, AttributeError, SlackClientError)


class SlackFailure(Exception):
    """A call did not succeed. `retry_after` is in seconds, where Slack said so."""

    def __init__(self, kind: FailureKind, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after

    @property
    def cause(self) -> FailureCause | None:
        """What stands in the way of this call; None for what passes by itself."""
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
    status = getattr(error.response, "status_code", 0)
    data = error.response.data if hasattr(error.response, "data") else error.response
    reason = str(data.get("error", "")) if isinstance(data, dict) else ""
    reason = reason if _ERROR_NAME.fullmatch(reason) else ""  # for an answer that is no JSON the SDK puts the page here
    if status == 429 or reason in {"ratelimited", "rate_limited"}:
        headers = getattr(error.response, "headers", {}) or {}
        return SlackFailure(FailureKind.RETRY, "ratelimited", _retry_seconds(headers.get("Retry-After")))
    if not reason and (status >= 500 or status == 200):
        return SlackFailure(FailureKind.RETRY if status == 503 else FailureKind.RESPONSE_LOST, f"status_{status}")
    return SlackFailure(FAILURE_KINDS.get(reason, FailureKind.OUR_FAULT), reason or f"status_{status}")


def _retry_seconds(value: Any) -> float:
    return float(value) if str(value).isdigit() else 1.0


def classify_transport_error(error: Exception) -> FailureKind:
    """Only a connection that never came about is sure to have sent nothing."""
    cause: BaseException | None = error
    while cause is not None:
        reason = getattr(cause, "reason", None)
        if isinstance(cause, ConnectionRefusedError) or isinstance(reason, (ConnectionRefusedError, ssl.SSLError)):
            return FailureKind.RETRY
        if type(reason).__name__ == "gaierror" or type(cause).__name__ == "gaierror":
            return FailureKind.RETRY
        cause = cause.__cause__
    return FailureKind.RESPONSE_LOST
