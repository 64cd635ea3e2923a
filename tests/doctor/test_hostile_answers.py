"""Whatever stands where Slack should be: the doctor says so in a line, and comes to an end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from websockets.sync.server import ServerConnection, serve

from bot.doctor.findings import Finding, fine
from bot.doctor.patience import Patience
from tests.doctor.doctor_driver import Doctor

OK_JSON = json.dumps({"ok": True, "team_id": "T1", "user_id": "U1", "bot_id": "B1", "bot": {"app_id": "A1"}})
Answer = tuple[int, str, bytes]  # status, content type, body

HOSTILE: dict[str, Answer] = {
    "a charset nobody knows": (200, "application/json; charset=nonsense", b'{"ok":true}'),
    "lists in lists without an end": (200, "application/json", b"[" * 200_000),
    "a number of ten thousand digits": (200, "application/json", b'{"ok": true, "x": ' + b"9" * 10_000 + b"}"),
    "half a character": (200, "application/json", rb'{"ok": true, "team_id": "\ud800", "url": "\ud800"}'),
    "no JSON": (200, "application/json", bytes(range(256))),
    "a list": (200, "application/json", b"[1]"),
    "another server's page": (502, "text/html", b"<html><h1>Bad gateway</h1></html>"),
    "wrong types": (200, "application/json", b'{"ok": true, "team_id": [1], "user_id": {}, "bot_id": 7, "url": 5}'),
    "an error of a wrong type": (200, "application/json", b'{"ok": false, "error": {"a": 1}, "needed": 7}'),
}


class HostileSlack(ThreadingHTTPServer):
    """Answers every method but api.test as it is told to."""

    daemon_threads = True
    answer_to: Callable[[str], Answer]


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        method = self.path.rpartition("/")[2]
        server = self.server
        assert isinstance(server, HostileSlack)
        status, kind, body = (
            (200, "application/json", b'{"ok": true}') if method == "api.test" else server.answer_to(method)
        )
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def hostile() -> Iterator[HostileSlack]:
    with HostileSlack(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def at(server: HostileSlack) -> str:
    return f"http://127.0.0.1:{server.server_port}/api/"


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=list(HOSTILE))
def test_an_answer_that_is_none_of_slack_s_is_a_finding(examine: Doctor, hostile: HostileSlack, answer: Answer) -> None:
    hostile.answer_to = lambda _method: answer
    found = examine(SLACK_API_URL=at(hostile))
    assert [text for text in found.broken if text.startswith("Socket Mode: ")], found.broken
    assert not [text for text in found.broken + found.warnings if "\n" in text or len(text) > 200]


@pytest.mark.parametrize(
    "hello",
    ["[" * 100_000, "[]", '{"type": "hello", "connection_info": [1], "num_connections": "x"}', '"\\ud800"', "no JSON"],
)
def test_a_hello_of_another_shape_is_a_finding(examine: Doctor, hostile: HostileSlack, hello: str) -> None:
    def greet(connection: ServerConnection) -> None:
        connection.send(hello)

    with serve(greet, "127.0.0.1", 0) as sockets:
        threading.Thread(target=sockets.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{sockets.socket.getsockname()[1]}/"
        answer = json.dumps({**json.loads(OK_JSON), "url": url}).encode()
        hostile.answer_to = lambda _method: (200, "application/json", answer)
        found = examine(SLACK_API_URL=at(hostile))
    assert [text for text in found.broken + found.fine if text.startswith("Socket Mode: ")]


def test_an_answer_that_never_ends_is_left_behind() -> None:
    never = threading.Event()

    def ask() -> Iterator[Finding]:
        patience.note("asking")
        yield fine("it answers")
        never.wait()

    patience = Patience(silence=0.05)
    with closing(patience.follow(ask())) as followed:
        news = list(followed)
    never.set()
    texts = [each if isinstance(each, str) else each.text for each in news]
    assert texts == ["asking", "it answers", "Slack began an answer that didn't end within 0 s"]


def test_what_the_questions_raise_is_raised_to_who_follows_them() -> None:
    def ask() -> Iterator[Finding]:
        yield fine("it answers")
        raise LookupError

    with pytest.raises(LookupError):
        list(Patience().follow(ask()))
