"""Send short plain answers over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from wsgiref.types import StartResponse

PLAIN_TEXT = "text/plain; charset=utf-8"


def send_body(
    start_response: StartResponse,
    status: HTTPStatus,
    body: bytes,
    content_type: str = PLAIN_TEXT,
    *headers: tuple[str, str],
) -> list[bytes]:
    """Send one whole body with its length; never cached, never guessed at by a browser."""
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("content-type", content_type),
            ("content-length", str(len(body))),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            *headers,
        ],
    )
    return [body]


def send_text(start_response: StartResponse, status: HTTPStatus, text: str, *headers: tuple[str, str]) -> list[bytes]:
    """Send `text` as one line."""
    return send_body(start_response, status, f"{text}\n".encode(), PLAIN_TEXT, *headers)
