"""Open a connection: ask Slack where, go there. Each way in which that fails is an `OpeningError` of one line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPException
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

MAX_MESSAGE: Final = 4 * 2**20  # bytes; Slack's largest requests are far smaller
MAX_HOLD: Final = 60.0  # seconds that a Retry-After is believed
CLOSE_SECONDS: Final = 0.5  # for the other side to say goodbye too
FINAL_ERRORS: Final = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_not_installed",
        "forbidden_for_app",
        "invalid_app_id",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)  # no later attempt with this token can do better

# The libraries log what goes over the wire, people's words and tokens included, and say failures in their own words.
SILENT: Final = logging.getLogger(f"{__name__}.silent")
SILENT.setLevel(logging.CRITICAL + 1)


class OpeningError(Exception):
    """Raised when there is no connection to be had; one line says why."""

    def __init__(self, reason: str, *, is_final: bool = False, hold: float = 0.0) -> None:
        super().__init__(reason)
        self.is_final = is_final
        self.hold = hold  # seconds that Slack wants us to stay away


def fetch_url(client: WebClient, app_token: str, seconds: float) -> str:
    """Ask Slack for the address of a new connection. Raises OpeningError."""
    asking = WebClient(
        base_url=client.base_url,
        timeout=max(1, round(seconds)),
        ssl=client.ssl,
        proxy=client.proxy,
        logger=SILENT,
        retry_handlers=[],
    )
    try:
        url = asking.apps_connections_open(app_token=app_token).get("url")
    except SlackApiError as error:
        raise _explain_refusal(error) from error
    except (OSError, HTTPException) as error:
        raise OpeningError(f"can't reach Slack: {describe_error(error)}") from error
    except (
        SlackClientError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        RecursionError,
    ) as error:  # no answer of Slack's has this shape
        raise OpeningError("Slack's answer makes no sense") from error
    if not isinstance(url, str) or not re.match(r"wss?://", url):
        raise OpeningError("Slack's answer holds no address")
    return url


def _explain_refusal(error: SlackApiError) -> OpeningError:
    response = error.response
    said = response.data.get("error") if isinstance(response.data, dict) else None
    name = said if isinstance(said, str) and re.fullmatch(r"[a-z0-9_]{1,60}", said) else None
    if response.status_code == 429 or name == "ratelimited":
        return OpeningError("Slack asks to wait (ratelimited)", hold=_read_hold(response.headers))
    reason = name or f"HTTP status {response.status_code}"
    return OpeningError(f"Slack gives no connection ({reason})", is_final=name in FINAL_ERRORS)


def _read_hold(headers: dict[str, str]) -> float:
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return min(float(said), MAX_HOLD) if re.fullmatch(r"\d{1,6}", said) else 1.0


@contextmanager
def connected_to(url: str, client: WebClient, seconds: float) -> Iterator[ClientConnection]:
    """Go to the address; closed at the end. Raises OpeningError if it cannot be opened."""
    opening = partial(
        connect,
        url,
        ssl=client.ssl if url.startswith("wss:") else None,
        proxy=client.proxy or True,
        compression=None,
        open_timeout=seconds,
        close_timeout=CLOSE_SECONDS,
        ping_interval=None,  # a link looks after its own
        max_size=MAX_MESSAGE,
        logger=SILENT,
    )
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(opening())
        except (OSError, EOFError, WebSocketException, ImportError, ValueError) as error:
            raise OpeningError(f"can't open Slack's socket: {describe_error(error)}") from error
        yield connection


def describe_error(error: BaseException) -> str:
    """Return one line for what the network said; never an address, for those hold a ticket."""
    cause = getattr(error, "reason", None)
    if isinstance(cause, OSError):
        error = cause
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).partition("\n")[0][:80]
    return type(error).__name__
