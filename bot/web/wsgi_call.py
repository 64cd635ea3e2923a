"""Between HTTP and WSGI: the environment of a request, and the answer of an app as bytes."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.request_context import working_on

logger = logging.getLogger(__name__)

Headers = Sequence[tuple[bytes, bytes]]
WITHOUT_BODY: Final = (204, 304)
BROKEN_LINE: Final = lazy_pattern(r"[\r\n\0]")
FIXED_ENVIRON: Final[dict[str, Any]] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,  # the body is here, whole: reading it never waits
}


@frozen
class Response:
    """Answer as bytes; what is said about the connection still goes between head and body."""

    head: bytes
    body: bytes


class BadTarget(ValueError):
    """Raised where the first line of a request names nothing that a path can be made of."""


def build_environ(
    method: str, target: bytes, version: str, headers: Headers, local: tuple[str, int]
) -> WSGIEnvironment:
    """Return the environment of a request, still without its body. Raises BadTarget."""
    path, _, query = _origin_form(target).partition(b"?")
    environ: WSGIEnvironment = {
        **FIXED_ENVIRON,
        "REQUEST_METHOD": method,
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{version}",
        "SERVER_NAME": local[0],
        "SERVER_PORT": str(local[1]),
        "wsgi.errors": sys.stderr,
    }
    for raw_name, raw_value in headers:
        if b"_" in raw_name:
            continue  # it would pass for the header with a hyphen, which a proxy may have checked
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1").strip(" \t")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in environ else value
    return environ


def _origin_form(target: bytes) -> bytes:
    """Return path and query; of a whole address, as proxies are asked for, those parts."""
    if target.startswith(b"/"):
        return target
    try:
        address = urlsplit(target)
    except ValueError as error:
        raise BadTarget from error
    if address.scheme not in (b"http", b"https"):
        raise BadTarget
    return (address.path or b"/") + (b"?" + address.query if address.query else b"")


def call_app(app: WSGIApplication, environ: WSGIEnvironment, body: bytes) -> Response:
    """Return the app's answer; 500 where it raises, or answers with what is no header."""
    environ["wsgi.input"] = BytesIO(body)
    with working_on("http", is_awaited=True):
        try:
            return _call(app, environ)
        except Exception:
            logger.exception("a request broke")
            return plain_response(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong")


def plain_response(status: HTTPStatus, text: str) -> Response:
    """Return an answer of one line."""
    body = f"{text}\n".encode()
    headers = [("content-type", "text/plain; charset=utf-8")]
    return Response(_encode_head(f"{status.value} {status.phrase}", headers, len(body)), body)


def _call(app: WSGIApplication, environ: WSGIEnvironment) -> Response:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], Any]:
        started.append((status, headers))
        return written.append

    answer: Iterable[bytes] = app(environ, start_response)
    try:
        written.extend(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = started[-1]
    body = b"".join(written)
    is_empty = environ["REQUEST_METHOD"] == "HEAD" or int(status[:3]) in WITHOUT_BODY
    return Response(_encode_head(status, headers, len(body)), b"" if is_empty else body)


def _encode_head(status: str, headers: Iterable[tuple[str, str]], length: int) -> bytes:
    """Return status line and headers. Raises ValueError where a line break would make more of them."""
    lines = [f"HTTP/1.1 {status}"]
    has_length = status[:3] == "204"
    for name, value in headers:
        has_length = has_length or name.lower() == "content-length"
        lines.append(f"{name}: {value}")
    if not has_length:
        lines.append(f"content-length: {length}")
    if any(BROKEN_LINE.search(line) for line in lines):
        raise ValueError("a line break in a header")
    return "\r\n".join(lines).encode("latin-1")
