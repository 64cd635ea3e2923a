"""Short plain answers of the HTTP edge."""

from __future__ import annotations

from http import HTTPStatus
from wsgiref.types import StartResponse

TEXT = "text/plain; charset=utf-8"


def answer(
    start_response: StartResponse, status: HTTPStatus, body: bytes, kind: str = TEXT, *headers: tuple[str, str]
) -> list[bytes]:
    """One whole body with its length; never cached, never guessed at by a browser."""
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("content-type", kind),
            ("content-length", str(len(body))),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            *headers,
        ],
    )
    return [body]


def plain(start_response: StartResponse, status: HTTPStatus, text: str, *headers: tuple[str, str]) -> list[bytes]:
    """`text` as one line."""
    return answer(start_response, status, f"{text}\n".encode(), TEXT, *headers)
