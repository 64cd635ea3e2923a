"""Any bytes on a connection: no answer but a refusal, no failure of ours, and the next one is answered at once."""

from __future__ import annotations

import hmac
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.sandbox.slack_api.workspace import SIGNING_SECRET
from bot.web.http_connection import ConnectionLimits
from bot.web.http_server import HttpServer, bind_port
from tests.examples import examples
from tests.fuzz.stage import FORM, PATH, FuzzStage, check_outcome, encode, kind_of, watched_log

SECONDS: Final = 5.0  # that an answer may take on a busy machine
PAGES: Final = (PATH, "/healthz", "/readyz", "/metrics", "/slack/install", "/slack/oauth_redirect", "/", "/../x", "*")
METHODS: Final = ("GET", "POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "TRACE", "G" * 40, "")
HEADERS: Final = (
    b"content-length: 5",
    b"content-length: -1",
    b"content-length: 99999999999",
    b"transfer-encoding: chunked",
    b"transfer-encoding: gzip, chunked",
    b"content-type: multipart/form-data; boundary=x",
    b"content-encoding: gzip",
    b"expect: 100-continue",
    b"connection: upgrade",
    b"x-slack-signature: v0=",
    b"x-slack-request-timestamp: 0",
    b"x-slack-bolt-lazy-only: 1",
    b"x\x00y: z",
    b" folded",
    b"host: " + b"h" * 9000,
    b"",
)


@pytest.fixture(scope="module")
def port(fuzz: FuzzStage) -> Iterator[int]:
    with bind_port("127.0.0.1", 0) as listener:
        server = HttpServer(
            fuzz.site.public,
            listener,
            threads=2,
            body_limit=fuzz.site.body_limit,
            limits=ConnectionLimits(head_seconds=0.5, body_seconds=0.5, linger_seconds=0.2),
        )
        server.start()
        yield int(listener.getsockname()[1])
        server.close()


def exchange(port: int, content: bytes) -> bytes:
    """Send these bytes and no more; return what comes back until the server closes. Raises TimeoutError."""
    held = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=SECONDS)) as line, suppress(ConnectionError):
        line.sendall(content)
        line.shutdown(socket.SHUT_WR)
        while piece := line.recv(65536):
            held += piece
    return held


def signed_request(body: bytes, kind: str) -> bytes:
    stamp = int(SystemClock().now().timestamp())
    signature = hmac.new(SIGNING_SECRET.encode(), b"v0:%d:%b" % (stamp, body), "sha256").hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\nx-slack-request-timestamp: {stamp}\r\n"
        f"x-slack-signature: v0={signature}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@st.composite
def spoiled(draw: st.DrawFn, content: bytes) -> bytes:
    """Draw the bytes cut off, doubled, changed, or with something put in between."""
    place = draw(st.integers(0, 1000)) * len(content) // 1000  # ids and times make it longer by a byte or two at times
    match draw(st.sampled_from(["cut", "double", "change", "put in"])):
        case "cut":
            return content[:place]
        case "double":
            return content[:place] + content[max(0, place - draw(st.integers(1, 200))) :]
        case "change":
            return content[:place] + draw(st.binary(min_size=1, max_size=3)) + content[place + 1 :]
    return content[:place] + draw(st.sampled_from(HEADERS) | st.binary(max_size=40)) + b"\r\n" + content[place:]


def check_answer(held: bytes) -> None:
    """Hold that it is nothing, or answers of ours that say who is at fault."""
    if held:
        assert held.startswith(b"HTTP/1.1 "), held[:80]
        assert held[9:10] in b"24" or held[9:12] == b"503", held[:80]  # `/readyz` may say so
        assert b"Traceback" not in held


def is_well(port: int) -> bool:
    return exchange(port, b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


@settings(max_examples=examples(25))
@given(data=st.data())
def test_a_signed_request_with_any_bytes_spoiled(fuzz: FuzzStage, port: int, data: st.DataObject) -> None:
    body = fuzz.body(data.draw(st.sampled_from(fuzz.visitors)), data.draw(st.sampled_from(fuzz.doors)))
    content = data.draw(spoiled(signed_request(encode(body), kind_of(body))))
    with watched_log() as log:
        check_answer(exchange(port, content))
        assert is_well(port)
    fuzz.walk.undo()
    assert not log.lines


@settings(max_examples=examples(25))
@given(
    st.sampled_from(METHODS),
    st.sampled_from(PAGES) | st.text(max_size=20),
    st.lists(st.sampled_from(HEADERS), max_size=3),
    st.binary(max_size=60),
)
def test_any_path_method_and_headers(port: int, method: str, path: str, headers: list[bytes], body: bytes) -> None:
    line = f"{method} {path} HTTP/1.1\r\nhost: x\r\n".encode(errors="replace")
    with watched_log() as log:
        check_answer(exchange(port, line + b"".join(each + b"\r\n" for each in headers) + b"\r\n" + body))
        assert is_well(port)
    assert not log.lines


@settings(max_examples=examples(25))
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode), st.sampled_from([FORM, "application/json"]))
def test_any_signed_body(fuzz: FuzzStage, body: bytes, kind: str) -> None:
    outcome = fuzz.request(body, kind)
    check_outcome(outcome)
    assert not outcome.change.added
