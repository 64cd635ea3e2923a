"""People who log at the same time, and try again with the same request until they are told that it is logged."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from bot.sandbox.slack_api import messages, payloads
from bot.sandbox.slack_api.fixtures import BOT, LEARNING, SlackUser, dm_channel
from bot.sandbox.slack_api.workspace import SIGNING_SECRET, SlackWorkspace
from bot.sandbox.user_actions.app_requests import HttpTarget, SignedPost, try_send
from tests.slack_world import add_person

ANSWER_SECONDS: Final = 3.0  # for which Slack waits
AGAIN_SECONDS: Final = 1.05  # until a request is sent again: signed in the same second it would be a copy
THINK_SECONDS: Final = 0.02
DAYS: Final = 27  # as far back as they log
EACH_DAY: Final = 38  # minutes are 1 to 38, which is under the hours at which a day is doubted
EVENTS_SHARE: Final = 0.25  # are direct messages, the rest slash commands

ACKNOWLEDGED: Final = "acknowledged"
NOT_LOGGED: Final = "told that it isn't logged"
UNCERTAIN: Final = "told that it may be logged"
UNCERTAIN: Final = "told that it may be logged"
STRANGE: Final = "strange"

Line = tuple[str, int, int]  # member, minutes, days ago: nobody asks for the same twice


@dataclass
class Tally:
    """What was asked for, and what came of it."""

    acknowledged: set[Line] = field(default_factory=set)
    asked: set[Line] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    slowest: float = 0.0


class Crowd:
    """People of the stand-in's workspace, a few of whom log at the same time."""

    def __init__(self, workspace: SlackWorkspace, ports: list[int], *, seed: int, people: int = 60) -> None:
        self.workspace = workspace
        self.tally = Tally()
        self._ports = ports
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._people = [SlackUser(f"U0TORT{number:03d}", f"tort{number}", f"Tort {number}") for number in range(people)]
        for person in self._people:
            add_person(workspace, person)
        self._lines = self._make_lines()

    def _make_lines(self) -> Iterator[tuple[SlackUser, Line]]:
        for days, minutes, person in itertools.product(range(DAYS), range(1, EACH_DAY + 1), self._people):
            yield person, (person.id, minutes, days)
        raise RuntimeError("they have logged all that they can")

    @contextmanager
    def logging(self, clients: int = 4) -> Iterator[Tally]:
        """Let so many log at the same time until the block ends; who has not been told by then tries on."""
        self._stopping.clear()
        with ThreadPoolExecutor(clients, "client") as pool:
            running = [pool.submit(self._log_on) for _ in range(clients)]
            try:
                yield self.tally
            finally:
                self._stopping.set()
                for each in running:
                    each.result()  # why a client gave up says more than that somebody waited for it

    def log_one(self, *, patience: float = 60.0) -> float:
        """Let somebody log one line until it is acknowledged; returns the seconds that took."""
        started = time.monotonic()
        with self._lock:
            person, line = next(self._lines)
        self._log_until_told(person, line, patience)
        return time.monotonic() - started

    def _log_on(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                person, line = next(self._lines)
            self._log_until_told(person, line, patience=60.0)
            time.sleep(THINK_SECONDS)

    def _log_until_told(self, person: SlackUser, line: Line, patience: float) -> None:
        """Send the same request until it is acknowledged. Raises TimeoutError."""
        by_event = self._random.random() < EVENTS_SHARE
        make = self._event if by_event else self._command
        request, until = make(person, line), time.monotonic() + patience
        with self._lock:
            self.tally.asked.add(line)
        history: list[str] = []
        for attempt in itertools.count():
            outcome, words, seconds = self._send(person, request, by_event, attempt)
            if words.startswith("You already logged") and any(UNCERTAIN in each for each in history):
                outcome = ACKNOWLEDGED  # as they were told it would be
            history.append(f"{outcome} in {seconds:.2f} s")
            self._note(line, outcome, f"{words} after {history}", seconds)
            if outcome in (ACKNOWLEDGED, STRANGE):
                return
            if by_event and outcome in (NOT_LOGGED, UNCERTAIN):
                request = make(person, line)  # Slack sends an event no more that was taken: a person types it again
            if time.monotonic() > until:
                raise TimeoutError(f"not acknowledged within {patience:g} s: {self.tally.outcomes}")
            time.sleep(AGAIN_SECONDS)

    def _send(self, person: SlackUser, request: dict[str, Any], by_event: bool, attempt: int) -> tuple[str, str, float]:
        """Return what came of it, the words, and the seconds that it took."""
        mark = self.workspace.next_ts()
        port = self._random.choice(self._ports)
        target = HttpTarget(f"http://127.0.0.1:{port}", ANSWER_SECONDS + 1)
        post = SignedPost(target, SIGNING_SECRET, lambda: datetime.now(UTC), "/slack/events")
        started = time.monotonic()
        answer, reason = try_send(lambda: post.event(request, attempt) if by_event else post.form(request))
        seconds = time.monotonic() - started
        if answer is None or answer.status != 200:
            return (reason if answer is None else f"status {answer.status}"), "", seconds
        words = self._read_messages(person, mark) if by_event else str(orjson.loads(answer.body)["text"])
        return _judge(words), words, seconds

    def _read_messages(self, person: SlackUser, since: str) -> str:
        """Return what the app has written to somebody since then, in their conversation."""
        with self.workspace.lock:
            written = self.workspace.messages.get(person.dm, {})
            return "\n".join(
                str(message["text"]) for ts, message in written.items() if ts > since and message["user"] == BOT.id
            )

    def _note(self, line: Line, outcome: str, words: str, seconds: float) -> None:
        with self._lock:
            self.tally.outcomes[outcome] += 1
            self.tally.slowest = max(self.tally.slowest, seconds)
            if outcome == ACKNOWLEDGED:
                self.tally.acknowledged.add(line)
            if outcome == STRANGE:
                self.tally.strange.append(words)

    def _command(self, person: SlackUser, line: Line) -> dict[str, Any]:
        trigger = self.workspace.trigger(person.id)
        permits = {"trigger_id": trigger, "response_url": f"{self.workspace.base_url}/response/none"}
        return payloads.command_form(person, LEARNING, "/log", _words(line), **permits)

    def _event(self, person: SlackUser, line: Line) -> dict[str, Any]:
        message = messages.post_as_user(self.workspace, person.id, dm_channel(person), f"log {_words(line)}")
        inner = payloads.message_event(self.workspace, "message", dm_channel(person), message)
        return payloads.event_envelope(self.workspace, inner)


def _words(line: Line) -> str:
    _, minutes, days = line
    return f"{minutes}m networking {datetime.now(UTC).date() - timedelta(days):%Y-%m-%d}"


def _judge(words: str) -> str:
    """Say in a word what an answer means. An event that is answered for the second time has no words."""
    if words.startswith(("✅ Logged", "✅ Already logged")) or not words:
        return ACKNOWLEDGED
    if words.startswith("⚠️ I couldn't tell"):
        return UNCERTAIN
    return NOT_LOGGED if words.startswith("⚠️ Not logged") else STRANGE
