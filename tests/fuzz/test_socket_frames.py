"""Any frame over Socket Mode: what is a request is acknowledged once, the rest is let be, and the next is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.web.socket_mode.answers import Answers
from bot.web.socket_mode.connections import Connections
from bot.web.socket_mode.link import Link
from bot.web.socket_mode.timing import Timing
from tests.examples import examples
from tests.fuzz.mangling import mangled
from tests.fuzz.stage import FuzzStage, check_answer, watched_log
from tests.roles.visitors import Visitor
from tests.roles.walk import Door

SECONDS: Final = 20.0  # that an answer may take on a busy machine
TYPES: Final = ("slash_commands", "interactive", "events_api", "hello", "disconnect", "warning", "", None, 7)
RAW: Final = ("", "null", "[]", "17", '"x"', "{", "[" * 5_000, '{"type":"hello"}', '{"envelope_id":"a"}', "\ufeff{}")


class RecordedLink:
    """Stands for an open connection, and keeps what goes over it."""

    is_open = True
    is_doubted = False

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self._change = threading.Condition()

    def send(self, message: str) -> bool:
        with self._change:
            self.sent.append(json.loads(message))
            self._change.notify_all()
        return True

    def wait_for(self, name: str) -> bool:
        def is_there() -> bool:
            return any(each.get("envelope_id") == name for each in self.sent)

        with self._change:
            return self._change.wait_for(is_there, SECONDS)


class Socket:
    """The way from a frame to the router and back, without a network."""

    def __init__(self, fuzz: FuzzStage) -> None:
        monotonic = SystemClock().monotonic
        self.answers = Answers(fuzz.roadmate.router, monotonic, fuzz.roadmate.deps.metrics.requests)
        self.connections = Connections(
            lambda _watcher: Link.__new__(Link),
            take=self.answers.add,
            on_connected=lambda _is: None,
            on_reconnect=lambda: None,
            timing=Timing(),
            monotonic=monotonic,
        )
        self.link: Any = RecordedLink()

    def feed(self, frame: str) -> None:
        self.connections.message_came(self.link, frame)


@pytest.fixture(scope="module")
def over(fuzz: FuzzStage) -> Iterator[Socket]:
    made = Socket(fuzz)
    yield made
    assert made.answers.drain(SECONDS) == 0
    fuzz.walk.undo()


def envelope(payload: Any, name: Any, kind: Any) -> dict[str, Any]:
    return {"envelope_id": name, "type": kind, "payload": payload, "accepts_response_payload": True, "retry_attempt": 0}


@settings(max_examples=examples(30))
@given(data=st.data())
def test_any_frame(fuzz: FuzzStage, over: Socket, data: st.DataObject) -> None:
    number = f"good-{len(over.link.sent)}"
    visitor: Visitor = data.draw(st.sampled_from(fuzz.visitors))
    door: Door = data.draw(st.sampled_from(fuzz.doors))
    wrapped = envelope(fuzz.body(visitor, door), "wrong", data.draw(st.sampled_from(TYPES)))
    frames = data.draw(st.lists(mangled(wrapped).map(json.dumps) | st.sampled_from(RAW), min_size=1, max_size=3))
    before = len(over.link.sent)
    with watched_log() as log:
        for frame in frames:
            over.feed(frame)
        asking = next(each for each in fuzz.doors if each.entry_point == "/roadmate")
        over.feed(json.dumps(envelope(fuzz.body(fuzz.visitors[0], asking), number, "slash_commands")))
        assert over.link.wait_for(number), "the next request wasn't answered"
    assert not log.lines, log.lines
    for sent in over.link.sent[before:]:
        assert isinstance(sent["envelope_id"], str)
        if isinstance(sent.get("payload"), dict):
            check_answer(sent["payload"])
