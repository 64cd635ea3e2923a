"""Whoever does not sign holds no thread, no place for long, and nobody up."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.web.http_driver import HEALTH, HttpDriver, read_all, read_answer, signed, signed_head

NewHttp = Callable[..., HttpDriver]
HEAD = b"POST /slack/events HTTP/1.1\r\nhost: x\r\n"
# What a stranger can write without the secret: the head looks right, the signature is wrong.


def unproven(length: bytes = b"content-length: 100000") -> bytes:
    """A head with a wrong signature, made now: signatures grow stale."""
    return signed_head(b"another body", length=length + b"\r\n")


FIRST_WORDS: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: b"",
    "no newline ever": lambda: b"G" * 50,
    "a trickled head": lambda: HEAD,
    "a trickled header": lambda: HEAD + b"x-slack-signature: v0=",
    "a body that never comes": unproven,
    "a trickled body": lambda: unproven() + b"text=",
    "chunks that never end": lambda: unproven(b"transfer-encoding: chunked") + b"5\r\ntext=\r\n",
}


@contextlib.contextmanager
def trickling(lines: list[socket.socket], piece: bytes = b"x") -> Iterator[None]:
    """Send a byte over each connection now and then, as long as it takes them."""
    done = threading.Event()

    def trickle() -> None:
        while not done.wait(0.1):
            for line in lines:
                with contextlib.suppress(OSError):
                    line.sendall(piece)

    sending = threading.Thread(target=trickle)
    sending.start()
    try:
        yield
    finally:
        done.set()
        sending.join()


@pytest.mark.parametrize("words", FIRST_WORDS.values(), ids=FIRST_WORDS.keys())
@pytest.mark.parametrize("is_trickled", [False, True], ids=["silent", "trickled"])
def test_a_connection_has_its_time(new_http: NewHttp, words: Callable[[], bytes], is_trickled: bool) -> None:
    http = new_http(head_seconds=0.4, body_seconds=0.4, linger_seconds=0.3)
    with ExitStack() as stack:
        line = stack.enter_context(http.connect())
        line.sendall(words())
        if is_trickled:
            stack.enter_context(trickling([line]))
        started = time.monotonic()
        said = read_all(line)
        assert time.monotonic() - started < 3
    if words() or is_trickled:
        assert said.startswith((b"HTTP/1.1 408 ", b"HTTP/1.1 400 "))
    assert (http.seen, http.statuses) == ([], [])
    assert http.send(HEALTH).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("words", FIRST_WORDS.values(), ids=FIRST_WORDS.keys())
def test_two_hundred_at_once_keep_nobody_from_being_answered(new_http: NewHttp, words: Callable[[], bytes]) -> None:
    """With the times that are in force, and with two threads: one request could hold half of them."""
    http = new_http(threads=2)
    with ExitStack() as stack:
        lines = [stack.enter_context(http.connect()) for _ in range(200)]
        for line in lines:
            line.sendall(words())
        stack.enter_context(trickling(lines))
        for number in range(10):
            started = time.monotonic()
            assert http.send(signed(b"text=%d" % number)).endswith(b"booked")
            assert time.monotonic() - started < 1
        started = time.monotonic()
        assert http.server.drain(3.0)
        assert time.monotonic() - started < 3
    assert len(http.seen) == 10


def test_more_connections_than_places(new_http: NewHttp) -> None:
    http = new_http(connections=50, head_seconds=30.0)
    with ExitStack() as stack:
        quiet = stack.enter_context(http.connect())
        quiet.sendall(HEALTH)
        read_answer(quiet)  # between two requests, as a proxy's connection is
        crowd = [stack.enter_context(http.connect()) for _ in range(300)]
        assert http.send(signed(b"text=1")).endswith(b"booked")
        crowd[0].settimeout(5)
        assert read_all(crowd[0]) == b""  # the oldest gave its place up
        quiet.sendall(HEALTH)
        assert read_answer(quiet).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (lambda: HEAD + b"content-length: 100000\r\n\r\n", b"400"),  # no content type
        (lambda: signed_head(b"", length=b"content-length: 10000000\r\n"), b"413"),
        (lambda: signed_head(b"", length=b"content-length: 99999999999999999999999\r\n"), b"4"),
        (lambda: unproven().replace(b"v0=", b"v1="), b"401"),
        (lambda: unproven().replace(b"x-slack-signature", b"x-slack_signature"), b"401"),
        (lambda: unproven().replace(b"timestamp: ", b"timestamp: 1"), b"401"),
        (lambda: b"POST /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n", b"405"),
        (lambda: b"POST /elsewhere HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", b"404"),
    ],
)
def test_what_the_head_is_enough_to_refuse_is_refused_without_the_body(
    http: HttpDriver, head: Callable[[], bytes], status: bytes
) -> None:
    with http.connect() as line:
        line.sendall(head())
        said = read_all(line)  # the server closes first
    assert said.startswith(b"HTTP/1.1 " + status)
    assert b"\r\nconnection: close\r\n" in said
    assert http.seen == []


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 20_000,
        b"GET /healthz HTTP/1.1\r\n" + b"x: y\r\n" * 5_000,
        b"GET /healthz HTTP/1.1\r\nx: " + b"y" * 20_000,
    ],
    ids=["address", "many headers", "one header"],
)
def test_a_head_has_its_size(http: HttpDriver, head: bytes) -> None:
    assert http.send(head).startswith(b"HTTP/1.1 431 ")


def test_chunks_are_counted(http: HttpDriver) -> None:
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    with http.connect() as line:
        line.sendall(unproven(b"transfer-encoding: chunked"))
        with contextlib.suppress(OSError):
            for _ in range(30):
                line.sendall(chunk)
        assert read_all(line).startswith((b"HTTP/1.1 413 ", b""))
    assert http.refused == ["too_large"]


def test_all_bodies_together_have_their_size(new_http: NewHttp) -> None:
    http = new_http(held_bytes=250_000)
    with ExitStack() as stack:
        lines = [stack.enter_context(http.connect()) for _ in range(4)]
        for line in lines:
            line.sendall(unproven() + b"a" * 90_000)
        assert wait_for(lambda: http.refused)
        assert set(http.refused) == {"too_much_at_once"}
        assert http.send(signed(b"text=1")).endswith(b"booked")
    assert wait_for(lambda: http.server.held_bytes == 0)


def wait_for(condition: Callable[[], object]) -> bool:
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(condition())


def test_who_does_not_take_the_answer_is_dropped(new_http: NewHttp) -> None:
    http = new_http(idle_seconds=0.3, linger_seconds=0.3)
    with http.connect() as line:
        line.sendall(HEALTH)
        assert read_answer(line).startswith(b"HTTP/1.1 200 ")
        started = time.monotonic()
        assert read_all(line) == b""
        assert time.monotonic() - started < 2


def test_a_connection_closed_half_way_is_forgotten(http: HttpDriver) -> None:
    with http.connect() as line:
        line.sendall(unproven() + b"text=")
        line.shutdown(socket.SHUT_WR)
        assert read_all(line) == b""
    assert http.server.held_bytes == 0


def test_a_request_closed_half_way_after_it_is_answered(http: HttpDriver) -> None:
    with http.connect() as line:
        line.sendall(signed(b"text=1"))
        line.shutdown(socket.SHUT_WR)
        assert read_all(line).endswith(b"booked")


def test_a_whole_request_with_noise_behind_it_is_answered_and_nothing_else(http: HttpDriver) -> None:
    with contextlib.closing(http.connect()) as line:
        line.sendall(signed(b"command=%2Flog") + b"\x00noise\r\n\r\n")
        answer = read_all(line)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert len(http.seen) == 1
