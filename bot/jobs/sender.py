"""The sender: leases what is due, sends it at Slack's pace, and writes down how each sending ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.db.sessions import Session
from bot.deps import Deps
from bot.jobs import exports
from bot.jobs.pace import Pace
from bot.services import outbox
from bot.services.occurrences import Kind
from bot.services.outbox import Letter, State
from bot.slack import Ending, Slack, SlackFailure
from bot.views.message import Message

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)  # well over the time that a call may take
BATCH: Final = 20
FIRST_RETRY: Final = timedelta(seconds=15)
LAST_RETRY: Final = timedelta(minutes=30)
REPAIR: Final = timedelta(minutes=15)  # how soon a digest notices that somebody let the bot in


@dataclass(frozen=True, slots=True)
class Sent:
    """A message and how its sending ended; `recipient` is the channel or the person."""

    workspace: str
    kind: str
    period: str
    recipient: str
    message: Message
    state: State
    error: str = ""


class Sender:
    """Sends at a pace, one message after the other; `stopping` lets it leave off between two of them."""

    def __init__(self, deps: Deps, pace: Pace | None = None, stopping: Callable[[], bool] = lambda: False) -> None:
        self._deps = deps
        self._slack: Slack = deps.slack.patient()
        self._pace = pace or Pace(deps.clock.monotonic)
        self._stopping = stopping

    def send(self, at: datetime, limit: int = BATCH) -> list[Sent]:
        """Send at most `limit` of what is due at the moment `at`.

        Leases go by the clock whatever `at` is, so that another sender at work is never taken for a dead one.

        Raises:
            Unavailable: the database could not do it; a message on its way then stays `sending`.
        """
        found = (self._deliver(letter, at) for letter in self._lease(at, limit))
        return [sent for sent in found if sent]

    def _lease(self, at: datetime, limit: int) -> tuple[Letter, ...]:
        now = self._deps.clock.now()
        with self._deps.sessions.read() as session:
            if not outbox.has_work(session, at=at, now=now):
                return ()
        with self._deps.sessions.begin() as session:
            lost = outbox.recover(session, now=now)
            outbox.expire(session, at=at, now=now)
            letters = outbox.lease(session, at=at, now=now, until=now + LEASE, limit=limit)
        for letter in lost:
            log.warning("not sent again, it may have arrived: %s", _about(letter))
        return letters

    def _deliver(self, letter: Letter, at: datetime) -> Sent | None:
        """One message; None where it was not ours to send after all."""
        if not self._stopping():
            self._pace.hold(letter.workspace)
        if self._stopping():
            with self._deps.sessions.begin() as session:
                outbox.release(session, letter=letter)
            return None
        with self._deps.sessions.begin() as session:
            if not outbox.start(session, letter=letter, at=at, until=self._deps.clock.now() + LEASE):
                return None
        message = read(letter.message)
        state, failure = self._call(letter, message, at)
        error = failure.reason if failure else ""
        log.log(_level(state, failure), "%s %s error=%s", state.value, _about(letter), error or "-")
        return Sent(letter.workspace, letter.kind, letter.period, letter.recipient, message, state, error)

    def _call(self, letter: Letter, message: Message, at: datetime) -> tuple[State, SlackFailure | None]:
        """Make the call and write down how it ended."""
        failure: SlackFailure | None = None
        ts: str | None = None
        try:
            ts = self._hand_over(letter, message)
        except SlackFailure as failed:
            failure = failed
        except Exception as error:
            log.exception("sending broke: %s", _about(letter))
            failure = SlackFailure(Ending.UNKNOWN, type(error).__name__)
        with self._deps.sessions.begin() as session:
            if failure is None:
                outbox.settle(session, letter=letter, state=State.SENT, ts=ts)
                return State.SENT, None
            return self._failed(session, letter, failure, at), failure

    def _hand_over(self, letter: Letter, message: Message) -> str:
        """Raises SlackFailure."""
        if letter.kind == Kind.EXPORT:
            return exports.send(self._deps, self._slack, letter, message)
        return self._slack.post(letter.workspace, letter.recipient, message)

    def _failed(self, session: Session, letter: Letter, failure: SlackFailure, at: datetime) -> State:
        if failure.ending is Ending.RETRY or _may_be_let_in(letter, failure):
            again = max(at, self._deps.clock.now()) + _delay(letter, failure)
            if failure.retry_after is not None:
                outbox.hold(session, workspace=letter.workspace, until=again)
            return outbox.retry(session, letter=letter, due_at=again, error=failure.reason)
        state = State.UNKNOWN if failure.ending is Ending.UNKNOWN else State.FAILED
        outbox.settle(session, letter=letter, state=state, error=failure.reason)
        return state


def read(stored: Any) -> Message:
    """A message as the outbox keeps it."""
    return Message(str(stored["text"]), tuple(stored["blocks"]))


def _may_be_let_in(letter: Letter, failure: SlackFailure) -> bool:
    """A digest that was refused has surely not been sent, and comes once the bot is invited or has a good token."""
    return failure.ending is Ending.STOP and letter.kind == Kind.DIGEST


def _delay(letter: Letter, failure: SlackFailure) -> timedelta:
    """What Slack asks for, or twice as long each time; a refusal is put right by people, in no time of ours."""
    if failure.ending is Ending.STOP:
        return REPAIR
    if failure.retry_after is not None:
        return timedelta(seconds=max(1.0, failure.retry_after))
    doublings = min(letter.attempts, 10)
    return min(LAST_RETRY, FIRST_RETRY * (1 << doublings))


def _level(state: State, failure: SlackFailure | None) -> int:
    refused = failure is not None and failure.ending is not Ending.RETRY
    return logging.INFO if state in (State.SENT, State.WAITING) and not refused else logging.WARNING


def _about(letter: Letter) -> str:
    return f"kind={letter.kind} period={letter.period} workspace={letter.workspace} recipient={letter.recipient}"
