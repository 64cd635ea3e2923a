"""HTTP/1.1 as clients and proxies speak it, over real connections."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

import pytest

from bot.web.http_connection import HttpConnection
from bot.web.http_server import bind_port
from tests.torture.processes import wait_until
from tests.web.http_driver import HEALTH, HttpDriver, read_all, read_answer, signed, signed_head


def test_one_connection_many_requests(http: HttpDriver) -> None:
    with http.connect() as line:
        for number in range(50):
            line.sendall(signed(b"text=%d" % number))
            assert read_answer(line).endswith(b"\r\n\r\nbooked")
    assert [body for _, body in http.seen] == [b"text=%d" % number for number in range(50)]


def test_a_request_in_single_bytes(http: HttpDriver) -> None:
    assert http.send(*(bytes([each]) for each in signed(b"text=1"))).endswith(b"booked")


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 1 << 20])
def test_bodies_up_to_the_limit(http: HttpDriver, size: int) -> None:
    body = b"a" * size
    assert http.send(signed(body)).endswith(b"booked")
    assert http.seen[0][1] == body


def test_a_body_in_chunks(http: HttpDriver) -> None:
    head = signed_head(b"text=networking", length=b"transfer-encoding: chunked\r\n")
    assert http.send(head + b"5\r\ntext=\r\na\r\nnetworking\r\n0\r\n\r\n").endswith(b"booked")
    assert http.seen[0][1] == b"text=networking"


def test_a_sender_who_asks_before_sending_the_body(http: HttpDriver) -> None:
    with http.connect() as line:
        line.sendall(signed_head(b"text=1", extra=b"expect: 100-continue\r\n"))
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"text=1")
        assert read_answer(line).endswith(b"booked")


def test_every_answer_says_when_and_how_long(http: HttpDriver) -> None:
    head, _, body = http.send(HEALTH).partition(b"\r\n\r\n")
    names = {line.split(b":")[0] for line in head.split(b"\r\n")[1:]}
    assert {b"date", b"content-length", b"content-type"} <= names
    assert b"connection" not in names
    assert body == b"ok\n"


def test_head_has_no_body(http: HttpDriver) -> None:
    with http.connect() as line:
        line.sendall(HEALTH.replace(b"GET", b"HEAD").replace(b"host: x", b"host: x\r\nconnection: close"))
        said = read_all(line)
    assert said.startswith(b"HTTP/1.1 200 ")
    assert b"\r\ncontent-length: 3\r\n" in said
    assert said.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_who_wants_it_closed_gets_it_closed(http: HttpDriver, version: bytes) -> None:
    with http.connect() as line:
        line.sendall(b"GET /healthz HTTP/%b\r\nhost: x\r\nconnection: close\r\n\r\n" % version)
        assert read_all(line).endswith(b"ok\n")


def test_the_next_request_before_the_answer_is_left_unanswered(http: HttpDriver) -> None:
    """So neither is answered in the other's place; a client sends the second again over another connection."""
    with http.connect() as line:
        line.sendall(signed(b"text=1") + signed(b"text=2"))
        said = read_all(line)
    assert said.count(b"HTTP/1.1 ") == 1
    assert [body for _, body in http.seen] == [b"text=1"]


@pytest.mark.parametrize(
    "words",
    [
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 5,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET elsewhere HTTP/1.1\r\nhost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nhost x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nx\0: y\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\ncontent-length: 0x5\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n",
    ],
)
def test_what_is_no_request(http: HttpDriver, words: bytes) -> None:
    assert http.send(words).startswith(b"HTTP/1.1 400 ")
    assert http.seen == []
    assert http.send(HEALTH).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("target", "path", "status"),
    [
        (b"/healthz?a=b", "", b"200"),
        (b"/%68ealthz", "", b"200"),
        (b"http://x/healthz", "", b"200"),
        (b"//healthz", "", b"404"),
        (b"/healthz%00", "", b"404"),
        (b"/%ff%zz", "", b"404"),
    ],
)
def test_addresses(http: HttpDriver, target: bytes, path: str, status: bytes) -> None:
    assert http.send(b"GET %b HTTP/1.1\r\nhost: x\r\n\r\n" % target).startswith(b"HTTP/1.1 " + status)


def test_two_signatures_are_none(http: HttpDriver) -> None:
    doubled = signed_head(b"text=1", extra=b"x-slack-signature: v0=0\r\n") + b"text=1"
    assert http.send(doubled).startswith(b"HTTP/1.1 401 ")


def test_an_upgrade_is_answered_as_if_it_was_not_asked_for(http: HttpDriver) -> None:
    asked = HEALTH.replace(b"host: x", b"host: x\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c")
    with http.connect() as line:
        line.sendall(asked)
        assert read_all(line).endswith(b"ok\n")


def test_draining_answers_what_is_in_hand(new_http: Callable[..., HttpDriver]) -> None:
    http = new_http(threads=1)
    http.go_on.clear()
    with http.connect() as first, http.connect() as second:
        first.sendall(signed(b"text=1"))
        second.sendall(signed(b"text=2"))  # waits for the one thread
        while not http.seen:
            time.sleep(0.01)
        drained: list[bool] = []
        draining = threading.Thread(target=lambda: drained.append(http.server.drain(10)))
        draining.start()
        time.sleep(0.2)
        with pytest.raises(OSError):  # noqa: PT011  (refused or reset, as the moment has it)
            http.send(HEALTH).index(b"HTTP")
        http.go_on.set()
        answers = [read_all(first), read_all(second)]
        draining.join()
    assert drained == [True]
    assert [each.endswith(b"booked") and b"connection: close" in each for each in answers] == [True, True]


def test_draining_gives_up(http: HttpDriver) -> None:
    http.go_on.clear()
    with http.connect() as line:
        line.sendall(signed(b"text=1"))
        while not http.seen:
            time.sleep(0.01)
        started = time.monotonic()
        assert not http.server.drain(0.3)
        assert not http.server.drain(10, lambda: True)
        assert time.monotonic() - started < 2


def test_a_port_of_two() -> None:
    with bind_port("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(OSError, match=rf"^can't listen on 127\.0\.0\.1 port {port}: it is already in use$"):
            bind_port("127.0.0.1", port)


def test_ipv6() -> None:
    with bind_port("::1", 0) as listener:
        assert listener.getsockname()[1] > 0


def test_a_closed_connection_leaves_nothing_to_a_look_for_garbage(http: HttpDriver) -> None:
    gc.collect()
    gc.disable()
    try:
        before = count_connections()
        for number in range(20):
            assert http.send(signed(b"text=%d" % number)).endswith(b"booked")
        wait_until(lambda: count_connections() <= before, 5)
    finally:
        gc.enable()


def count_connections() -> int:
    return sum(isinstance(each, HttpConnection) for each in gc.get_objects())
