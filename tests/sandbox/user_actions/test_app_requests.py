"""An app behind HTTP and an app in this process are treated alike."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from bot.sandbox.user_actions.app_requests import AppTarget, HttpTarget, TimedOutError, UnreachableError, WsgiTarget

released = threading.Event()


def tiny(environ: Any, start: Any) -> Iterable[bytes]:
    request = Request(environ)
    if request.get_data(as_text=True) == "late":
        released.wait(5)
    response = Response(f"{request.path} {request.headers['X-Word']} {request.get_data(as_text=True)}", 201)
    response.headers["X-Answer"] = "yes"
    return response(environ, start)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, tiny, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/base"
    released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["http", "wsgi"])
def make(request: pytest.FixtureRequest, address: str) -> Callable[[float], AppTarget]:
    if request.param == "http":
        return lambda seconds: HttpTarget(address.removesuffix("/base"), seconds)
    return lambda seconds: WsgiTarget(tiny, seconds)


def test_a_request_arrives_whole(make: Callable[[float], AppTarget]) -> None:
    answer = make(3).send("/path", {"X-Word": "w"}, "body é")
    assert (answer.status, answer.body) == (201, "/path w body é")
    assert answer.headers["x-answer"] == "yes"


def test_too_late(make: Callable[[float], AppTarget]) -> None:
    with pytest.raises(TimedOutError):
        make(0.1).send("/path", {"X-Word": "w"}, "late")


def test_a_base_url_may_have_a_path(address: str) -> None:
    assert HttpTarget(address).send("/path", {"X-Word": "w"}, "").body.startswith("/base/path")


def test_nobody_there() -> None:
    with pytest.raises(UnreachableError):
        HttpTarget("http://127.0.0.1:1").send("/", {}, "")


def test_an_exception_in_this_process_is_not_hidden() -> None:
    def broken(environ: Any, start: Any) -> Iterable[bytes]:
        raise RuntimeError("oops")

    with pytest.raises(RuntimeError, match="oops"):
        WsgiTarget(broken).send("/", {}, "")


def test_three_seconds_unless_told_otherwise() -> None:
    assert HttpTarget("http://x").seconds == WsgiTarget(tiny).seconds == 3.0
