"""The sender: leases what is due, sends it at Slack's pace, and writes down how each sending ended."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from bot.db.engine import Connection
from bot.delivery import leases, outbox, recipient_access, undelivered_notices
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import Letter, State
from bot.delivery.rate_limit import Pace
from bot.deps import Deps
from bot.features.import_export.jobs import export_upload as import_export_export_upload
from bot.features.team import jobs as team_jobs
from bot.slack.client import Ending, Slack, SlackFailure
from bot.slack.failures import Cause
from bot.slack.message import Message

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)  # well over the time that a turn may take while all is well
CLEAR_UP: Final = timedelta(seconds=30)
TURN: Final = 20  # messages of a workspace before others have their turn
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=5)  # of a workspace
LAST_RETRY: Final = timedelta(minutes=30)  # of one message
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
    """Sends a workspace's messages one after the other at a pace; several threads may deliver for several workspaces.

    `stopping` lets it leave off between two messages.
    """

    def __init__(self, deps: Deps, pace: Pace | None = None, stopping: Callable[[], bool] = lambda: False) -> None:
        self._deps = deps
        self._slack: Slack = deps.slack.patient()
        self._pace = pace or Pace(deps.clock.monotonic)
        self._stopping = stopping
        self._turns = count(1)
        self._served: dict[str, int] = {}  # the last turn of each workspace
        self._troubles: Counter[str] = Counter()  # in a row, of each workspace
        self._cleared_up: datetime | None = None

    def send(self, at: datetime, limit: int = TURN) -> list[Sent]:
        """Send at most `limit` of what is due at the moment `at`, one workspace after the other.

        Raises:
            Unavailable: the database could not do it; a message on its way then stays `sending`.
        """
        sent: list[Sent] = []
        left = limit
        while left > 0 and not self._stopping() and (letters := self.lease(at, min(TURN, left))):
            sent += self.deliver(letters, at)
            left -= len(letters)
        return sent

    def lease(self, at: datetime, limit: int = TURN) -> tuple[Letter, ...]:
        """Take what is due in one workspace, the one that had its last turn longest ago; none where there is none.

        Leases go by the clock whatever `at` is, so that another sender at work is never taken for a dead one.
        """
        now = self._deps.clock.now()
        with self._deps.sessions.read() as session:
            if not leases.has_work(session, at=at, now=now):
                return ()
        self._clear_up(at, now)
        with self._deps.sessions.read() as session:
            ready = leases.ready(session, at=at, now=now)
        for workspace in sorted(ready, key=lambda each: self._served.get(each, 0)):
            with self._deps.sessions.begin() as session:
                letters = leases.lease(session, workspace=workspace, at=at, now=now, until=now + LEASE, limit=limit)
            if letters:
                self._served[workspace] = next(self._turns)
                return letters
        return ()

    def deliver(self, letters: Sequence[Letter], at: datetime) -> list[Sent]:
        """Send what was leased, and give back what is left when Slack wants a pause or we are to stop."""
        sent: list[Sent] = []
        late = self._deps.clock.now() - at  # the moment asked for goes on with the clock
        for number, letter in enumerate(letters):
            if not self._stopping():
                self._pace.hold(letter.workspace)
            if self._stopping():
                self._release(letter.workspace, letters[number:])
                break
            one, pause = self._deliver(letter, self._deps.clock.now() - late)
            sent += [one] if one else []
            if pause:
                self._release(letter.workspace, letters[number + 1 :], pause)
                break
        return sent

    def _release(self, workspace: str, letters: Sequence[Letter], pause: timedelta | None = None) -> None:
        """Give back what is left of a turn; for the time of a pause nobody is to have it."""
        now = self._deps.clock.now()
        with self._deps.sessions.begin() as session:
            leases.release(session, letters=letters)
            if pause:
                leases.hold(session, workspace=workspace, until=now + pause, now=now)

    def _clear_up(self, at: datetime, now: datetime) -> None:
        """What a crash has left, and what came too late: looked for now and then, for that takes a while."""
        if self._cleared_up and abs(now - self._cleared_up) < CLEAR_UP:
            return
        with self._deps.sessions.read() as session:
            stale = leases.is_stale(session, at=at, now=now)
        if stale:
            with self._deps.sessions.begin() as session:
                for letter in leases.recover(session, now=now):
                    log.warning("not sent again, it may have arrived: %s", _about(letter))
                    undelivered_notices.tell(self._deps, session, letter, Cause.LOST, "interrupted", now=now)
                leases.expire(session, at=at, now=now)
        self._cleared_up = now

    def _deliver(self, letter: Letter, at: datetime) -> tuple[Sent | None, timedelta | None]:
        """One message, None where it was not ours or not theirs after all; and the pause that is wanted then."""
        with self._deps.sessions.begin() as session:
            if not leases.start(session, letter=letter, at=at, until=self._deps.clock.now() + LEASE):
                return None, None
            if not recipient_access.holds(self._deps, session, letter):
                outbox.settle(session, letter=letter, state=State.EXPIRED, error=outbox.WITHDRAWN)
                log.info("withdrawn, not theirs to read any more: %s", _about(letter))
                return None, None
        message = read(letter.message)
        failure, ts = self._call(letter, message)
        pause = self._pause(letter.workspace, failure)
        state = self._write_down(letter, failure, ts, at)
        error = failure.reason if failure else ""
        log.log(_level(state, failure), "%s %s error=%s", state.value, _about(letter), error or "-")
        return Sent(letter.workspace, letter.kind, letter.period, letter.recipient, message, state, error), pause

    def _call(self, letter: Letter, message: Message) -> tuple[SlackFailure | None, str | None]:
        """Make the call; whatever goes wrong with it is a failure."""
        try:
            if letter.kind == Kind.EXPORT:
                return None, import_export_export_upload.send(self._deps, self._slack, letter, message)
            if letter.kind == Kind.TABLE:
                return None, team_jobs.send(self._deps, self._slack, letter)
            return None, self._slack.post(letter.workspace, letter.recipient, message, thread=letter.thread)
        except SlackFailure as failure:
            return failure, None
        except Exception as error:
            log.exception("sending broke: %s", _about(letter))
            return SlackFailure(Ending.UNKNOWN, type(error).__name__), None

    def _write_down(self, letter: Letter, failure: SlackFailure | None, ts: str | None, at: datetime) -> State:
        with self._deps.sessions.begin() as session:
            if failure is None:
                outbox.settle(session, letter=letter, state=State.SENT, ts=ts)
                return State.SENT
            return self._failed(session, letter, failure, at)

    def _failed(self, session: Connection, letter: Letter, failure: SlackFailure, at: datetime) -> State:
        cause = _cause(letter, failure)
        again = failure.ending is Ending.RETRY or _may_be_let_in(letter, failure)
        if again:
            due_at = max(at, self._deps.clock.now()) + _delay(letter, failure)
            state = outbox.retry(session, letter=letter, due_at=due_at, error=failure.reason)
        else:
            state = State.UNKNOWN if failure.ending is Ending.UNKNOWN else State.FAILED
            outbox.settle(session, letter=letter, state=state, error=failure.reason)
        if cause:
            now, trying = self._deps.clock.now(), state is State.WAITING
            undelivered_notices.tell(self._deps, session, letter, cause, failure.reason, now=now, trying=trying)
        return state

    def _pause(self, workspace: str, failure: SlackFailure | None) -> timedelta | None:
        """How long nothing is sent in the workspace: as Slack says, else longer each time that it gives no answer."""
        if failure is None or (failure.ending in (Ending.STOP, Ending.FAULT)):
            self._troubles.pop(workspace, None)
            return REPAIR if failure and failure.cause is Cause.TOKEN else None
        if failure.retry_after is not None:
            return timedelta(seconds=max(1.0, failure.retry_after))
        self._troubles[workspace] += 1
        return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(self._troubles[workspace] - 1, 10)))


def read(stored: Any) -> Message:
    """A message as the outbox keeps it."""
    return Message(str(stored["text"]), tuple(stored["blocks"]))


def _cause(letter: Letter, failure: SlackFailure) -> Cause | None:
    """What stood in the way; a person has no channel that one could be outside of."""
    if failure.cause is Cause.OUTSIDE and not letter.recipient.startswith(("C", "G")):
        return Cause.PERSON
    return failure.cause


def _may_be_let_in(letter: Letter, failure: SlackFailure) -> bool:
    """A digest that was refused has surely not been sent, and comes once the bot is invited or has a good token."""
    return failure.ending is Ending.STOP and letter.kind == Kind.DIGEST


def _delay(letter: Letter, failure: SlackFailure) -> timedelta:
    """What Slack asks for, or twice as long each time; a refusal is put right by people, in no time of ours."""
    if failure.ending is Ending.STOP:
        return REPAIR
    if failure.retry_after is not None:
        return timedelta(seconds=max(1.0, failure.retry_after))
    return min(LAST_RETRY, FIRST_PAUSE * (1 << min(letter.attempts, 10)))


def _level(state: State, failure: SlackFailure | None) -> int:
    refused = failure is not None and failure.ending is not Ending.RETRY
    return logging.INFO if state in (State.SENT, State.WAITING) and not refused else logging.WARNING


def _about(letter: Letter) -> str:
    return f"kind={letter.kind} period={letter.period} workspace={letter.workspace} recipient={letter.recipient}"
