"""The sender: leases what is due, sends it at Slack's pace, and writes down how each sending ended."""

from __future__ import annotations

import logging
import random
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from bot.core.people import installation
from bot.db.engine import Connection, DatabaseUnavailable
from bot.delivery import departures, leases, outbox, recipients
from bot.delivery.held_leases import LEASE_TIME, HeldLeases
from bot.delivery.left_workspaces import LeftWorkspaces
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState, OutboxMessage
from bot.delivery.rate_limit import RateLimit
from bot.delivery.undelivered_messages import admin_notices
from bot.deps import Deps
from bot.frozen import frozen
from bot.request_context import working_on
from bot.slack.client import SlackClient
from bot.slack.failures import NO_TOKEN, FailureCause, FailureKind, SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)
CLEANUP_INTERVAL: Final = timedelta(seconds=30)
BATCH_SIZE: Final = 20  # messages of a workspace before others have their turn
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=5)  # of a workspace
LONGEST_RETRY: Final = timedelta(minutes=30)  # of one message
ACCESS_RETRY: Final = timedelta(minutes=15)  # how soon a digest notices that somebody let the bot in


@frozen
class SendResult:
    """A message and how its sending ended; `recipient` is the channel or the person."""

    workspace: str
    kind: str
    period: str
    recipient: str
    message: Message
    state: MessageState
    error: str = ""


class OutboxSender:
    """Sends a workspace's messages in order, at Slack's pace; several threads may send for different workspaces.

    Once `is_stopping` returns true, it stops before the next message.
    """

    def __init__(
        self, deps: Deps, rate_limit: RateLimit | None = None, is_stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._deps = deps
        self._slack: SlackClient = deps.slack.for_jobs()
        kinds = [each for feature in deps.features for each in feature.deliveries]
        self._kinds = frozenset(each.kind for each in kinds)
        self._senders = {each.kind: each.send for each in kinds if each.send}
        self._moot_checks = {each.kind: each.is_moot for each in kinds if each.is_moot}
        self._rate_limit = rate_limit or RateLimit(deps.clock.monotonic)
        self._is_stopping = is_stopping
        self._held = HeldLeases(deps.database, deps.clock)
        self._ready: deque[str] = deque()  # workspaces that had something to send at the last look
        self._last_ready = ""  # the last one that was found
        self._order = random.Random()  # noqa: S311  (it only has to differ between processes)
        self._left = LeftWorkspaces(deps.clock.monotonic)
        self._failures_in_row: Counter[str] = Counter()  # in a row, of each workspace
        self._channels: dict[int, str] = {}  # of messages to people that Slack has taken and nobody has recorded
        self._cleaned_up_at: datetime | None = None

    def send_due(self, at: datetime, limit: int = BATCH_SIZE) -> list[SendResult]:
        """Send at most `limit` of what is due at the moment `at`, one workspace after the other.

        Raises:
            DatabaseUnavailable: the database could not do it; a message on its way then stays `sending`.
        """
        sent: list[SendResult] = []
        left, late = limit, self._deps.clock.now() - at
        while left > 0 and not self._is_stopping():
            at = self._deps.clock.now() - late  # the moment asked for goes on with the clock
            if not (batch := self.lease_batch(at, min(BATCH_SIZE, left))):
                break
            sent += self.send_batch(batch, at)
            left -= len(batch)
        return sent

    def lease_batch(self, at: datetime, limit: int = BATCH_SIZE) -> tuple[OutboxMessage, ...]:
        """Lease what is due in the next workspace, each in its turn; returns nothing where nothing is due.

        Leases go by the clock whatever `at` is, so that a running sender is never taken for a crashed one.
        """
        now = self._deps.clock.now()
        with self._deps.database.glance() as conn:
            if not leases.has_work(conn, at=at, now=now, kinds=self._kinds):
                self._ready.clear()
                return ()
        self._clean_up(at, now)
        late = now - at  # the moment asked for goes on with the clock
        for rested_first in (True, False):  # where others were quicker in all that are rested, those are left that rest
            if not self._ready:
                self._look(late, rested_first=rested_first)
            while self._ready:
                if batch := self._lease(self._ready.popleft(), late, limit):
                    return batch
                self._order.shuffle(self._ready)  # somebody goes through the same ones: not side by side
        return ()

    def _look(self, late: timedelta, *, rested_first: bool) -> None:
        """List who is next. Each process begins somewhere of its own, where there are more than a list holds."""
        now, without = self._deps.clock.now(), self._left.list_left()
        with self._deps.database.read() as conn:
            look = partial(leases.list_ready_workspaces, conn, at=now - late, now=now, kinds=self._kinds)
            look = partial(look, without=without, rested_first=rested_first)
            found = look(after=self._last_ready)
            if not self._last_ready and len(found) == leases.READY_AT_ONCE:
                found = look(after=self._order.choice(installation.list_installed(conn)))
        self._last_ready = found[-1] if found else self._last_ready
        self._ready.extend(found)

    def _lease(self, workspace: str, late: timedelta, limit: int) -> tuple[OutboxMessage, ...]:
        with self._deps.database.begin() as conn:
            now = self._deps.clock.now()
            at = now - late
            batch = leases.lease_messages(
                conn, workspace=workspace, at=at, now=now, until=now + LEASE_TIME, limit=limit, kinds=self._kinds
            )
            last = leases.find_last_departure(conn, workspace=workspace, at=at) if batch else None
        if last:
            self._rate_limit.note_departure(workspace, (at - last).total_seconds())
        return batch

    def send_batch(self, batch: Sequence[OutboxMessage], at: datetime) -> list[SendResult]:
        """Send what was leased; release the rest when Slack wants a pause or the sender is to stop."""
        with self._held.hold(batch):
            return self._send_held(batch, at)

    def _send_held(self, batch: Sequence[OutboxMessage], at: datetime) -> list[SendResult]:
        sent: list[SendResult] = []
        late = self._deps.clock.now() - at  # the moment asked for goes on with the clock
        for number, queued in enumerate(batch):
            if not self._is_stopping():
                self._rate_limit.wait_turn(queued.workspace)
            if self._is_stopping() or self._deps.database.is_upgraded:
                self._release_rest(queued.workspace, batch[number:])
                break
            with working_on(f"message {queued.kind}", workspace=queued.workspace, request_id=queued.request):
                result, pause = self._try_one(queued, self._deps.clock.now() - late)
            sent += [result] if result else []
            if pause is not None:
                self._release_rest(queued.workspace, batch[number + 1 :], pause)
                break
        return sent

    def _try_one(self, queued: OutboxMessage, at: datetime) -> tuple[SendResult | None, timedelta | None]:
        """Send one message; one at which our own code fails is put off, and keeps no other waiting."""
        try:
            return self._send_one(queued, at)
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("put off, it can't be sent: %s", _log_label(queued))
            self._postpone(queued, max(at, self._deps.clock.now()) + LONGEST_RETRY)
            return None, None

    def _release_rest(self, workspace: str, batch: Sequence[OutboxMessage], pause: timedelta | None = None) -> None:
        """Release the rest of a batch; during a `pause` no sender may lease it."""
        now = self._deps.clock.now()
        with self._deps.database.begin(finishing=True) as conn:
            for queued in batch:
                leases.release_leases(conn, batch=(queued,), ends=self._held.ends_of(queued))
            if pause:
                leases.pause_workspace(conn, workspace=workspace, until=now + pause, now=now)

    def _clean_up(self, at: datetime, now: datetime) -> None:
        """Recover what a crash left and expire what is too late; at most every `CLEANUP_INTERVAL`, since it is slow."""
        if self._cleaned_up_at and abs(now - self._cleaned_up_at) < CLEANUP_INTERVAL:
            return
        with self._deps.database.read() as conn:
            stale = leases.needs_cleanup(conn, at=at, now=now, kinds=self._kinds)
        if stale:
            with self._deps.database.begin() as conn:
                for queued in leases.recover_interrupted(
                    conn, now=now, in_hand=self._held.list_ids(), kinds=self._kinds
                ):
                    with working_on(f"message {queued.kind}", workspace=queued.workspace, request_id=queued.request):
                        log.warning("not sent again, it may have arrived: %s", _log_label(queued))
                        admin_notices.notify_admins(
                            self._deps, conn, queued, FailureCause.RESPONSE_LOST, "interrupted", now=now
                        )
                    self._deps.metrics.delivery.count_message(queued.kind, MessageState.UNKNOWN.value)
                expired = leases.expire_messages(conn, at=at, now=now, kinds=self._kinds)
            if expired:
                log.warning("too late to be sent messages=%d", expired)
                self._deps.metrics.delivery.count_expired(expired)
        self._cleaned_up_at = now

    def _send_one(self, queued: OutboxMessage, at: datetime) -> tuple[SendResult | None, timedelta | None]:
        """Send one message; returns the result, None if it does not leave now, and a pause."""
        late = self._deps.clock.now() - at
        if failure := recipients.refresh_recipient(self._deps, self._slack, queued):
            return None, self._postpone_unknown(queued, failure, at)
        if not (self._may_leave(queued, at) and self._start_sending(queued, at)):
            return None, None
        message, due_at = message_from_stored(queued.message), queued.due_at
        called_at = self._deps.clock.now() - late
        self._rate_limit.note_departure(queued.workspace, 0)
        failure, ts = self._post_to_slack(queued, message)
        pause = self._pause_after(queued.workspace, failure)
        state = self._record_outcome(queued, failure, ts, called_at)
        error = failure.label if failure else ""
        self._deps.metrics.delivery.count_message(queued.kind, state.value)
        if state is MessageState.SENT:
            self._deps.metrics.delivery.observe_delay(queued.kind, (self._deps.clock.now() - due_at).total_seconds())
        log.log(_log_level(state, failure), "%s %s error=%s", state.value, _log_label(queued), error or "-")
        return SendResult(queued.workspace, queued.kind, queued.period, queued.recipient, message, state, error), pause

    def _may_leave(self, queued: OutboxMessage, at: datetime) -> bool:
        """Return whether a message may leave now; put it off, or expire it where its reason is gone."""
        due_at = departures.next_departure(self._deps, queued, at, self._moot_checks.get(queued.kind))
        if due_at <= at:
            return True
        self._postpone(queued, due_at)
        log.info("not now: %s until=%s", _log_label(queued), due_at.isoformat())
        return False

    def _start_sending(self, queued: OutboxMessage, at: datetime) -> bool:
        """Record that the call is about to be made; False where the message is not ours to send or theirs to read."""
        until = self._deps.clock.now() + LEASE_TIME
        ends = self._held.add_end(queued, until)
        with self._deps.database.begin() as conn:
            if not leases.mark_sending(conn, queued=queued, at=at, until=until, ends=ends):
                return False
            if recipients.may_still_receive(self._deps, conn, queued):
                return True
            outbox.record_result(conn, queued=queued, state=MessageState.EXPIRED, error=outbox.WITHDRAWN)
        log.info("withdrawn, not theirs to read any more: %s", _log_label(queued))
        return False

    def _postpone_unknown(self, queued: OutboxMessage, failure: SlackFailure, at: datetime) -> timedelta | None:
        """Put a message off whose reader Slack tells nothing of for now; return how long to pause."""
        self._postpone(queued, max(at, self._deps.clock.now()) + _retry_delay(queued, failure))
        log.info("put off, nothing known of the recipient: %s error=%s", _log_label(queued), failure.reason)
        return self._pause_after(queued.workspace, failure)

    def _postpone(self, queued: OutboxMessage, due_at: datetime) -> None:
        with self._deps.database.begin(finishing=True) as conn:
            leases.postpone_message(conn, queued=queued, due_at=due_at, ends=self._held.ends_of(queued))

    def _post_to_slack(self, queued: OutboxMessage, message: Message) -> tuple[SlackFailure | None, str | None]:
        """Call Slack, and return the failure or the ts; any exception becomes a failure."""
        try:
            if send := self._senders.get(queued.kind):
                return None, send(self._deps, self._slack, queued, message)
            return None, self._post_message(queued, message)
        except SlackFailure as failure:
            return failure, None
        except Exception as error:
            log.exception("sending broke: %s", _log_label(queued))
            return SlackFailure(FailureKind.RESPONSE_LOST, type(error).__name__), None

    def _post_message(self, queued: OutboxMessage, message: Message) -> str:
        """Post to a channel, a thread or a person; of a person's conversation the channel is remembered."""
        if queued.thread or not queued.recipient.startswith(("U", "W")):
            return self._slack.post_message(queued.workspace, queued.recipient, message, thread_ts=queued.thread)
        self._channels[queued.id], ts = self._slack.post_direct_message(queued.workspace, queued.recipient, message)
        return ts

    def _record_outcome(
        self, queued: OutboxMessage, failure: SlackFailure | None, ts: str | None, at: datetime
    ) -> MessageState:
        with self._deps.database.begin(finishing=True) as conn:
            channel = self._channels.pop(queued.id, "")
            if failure is None:
                outbox.record_result(conn, queued=queued, state=MessageState.SENT, sent_ts=ts, called_at=at)
                if channel:
                    outbox.record_channel(conn, message_id=queued.id, channel=channel)
                return MessageState.SENT
            return self._record_failure(conn, queued, failure, at)

    def _record_failure(
        self, conn: Connection, queued: OutboxMessage, failure: SlackFailure, at: datetime
    ) -> MessageState:
        cause = _failure_cause(queued, failure)
        is_retried = failure.kind is FailureKind.RETRY or _may_regain_access(queued, failure)
        if is_retried:
            due_at = max(at, self._deps.clock.now()) + _retry_delay(queued, failure)
            state = outbox.reschedule(conn, queued=queued, due_at=due_at, error=failure.label)
        else:
            state = MessageState.UNKNOWN if failure.kind is FailureKind.RESPONSE_LOST else MessageState.FAILED
            outbox.record_result(conn, queued=queued, state=state, error=failure.label)
        if cause:
            admin_notices.notify_admins(self._deps, conn, queued, cause, failure.label, now=self._deps.clock.now())
        return state

    def _pause_after(self, workspace: str, failure: SlackFailure | None) -> timedelta | None:
        """Return how long to pause a workspace: as long as Slack says, else longer with each failure in a row.

        Zero where only this process has to stay away.
        """
        if failure and failure.reason == NO_TOKEN:
            self._leave_to_others(workspace)
            return timedelta(0)
        if failure is None:
            self._left.forget(workspace)
        pause = self._choose_pause(workspace, failure)
        if pause and failure:
            reason = "failing" if failure.retry_after is None else "ratelimited"
            self._deps.metrics.delivery.count_pause(reason, pause.total_seconds())
        return pause

    def _leave_to_others(self, workspace: str) -> None:
        """Lease nothing of a workspace for a while: a process with the right key may have its token."""
        if self._left.leave(workspace):
            log.error("left to other processes, no token here workspace=%s: see roadmate doctor", workspace)

    def _choose_pause(self, workspace: str, failure: SlackFailure | None) -> timedelta | None:
        if failure is None or (failure.kind in (FailureKind.PERMANENT, FailureKind.OUR_FAULT)):
            self._failures_in_row.pop(workspace, None)
            return ACCESS_RETRY if failure and failure.cause is FailureCause.TOKEN_REFUSED else None
        if failure.retry_after is not None:
            return timedelta(seconds=max(1.0, failure.retry_after))
        self._failures_in_row[workspace] += 1
        return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(self._failures_in_row[workspace] - 1, 10)))


def message_from_stored(stored: Any) -> Message:
    """Build a message from its stored form in the outbox."""
    return Message(str(stored["text"]), tuple(stored["blocks"]))


def _failure_cause(queued: OutboxMessage, failure: SlackFailure) -> FailureCause | None:
    """Return the cause of a failure; "not in the channel" means for a person that they are gone."""
    if failure.cause is FailureCause.NOT_IN_CHANNEL and outbox.is_to_person(queued.recipient):
        return FailureCause.PERSON_GONE
    return failure.cause


def _may_regain_access(queued: OutboxMessage, failure: SlackFailure) -> bool:
    """Return whether a refused message is tried again: any is while the token is refused, as the workspace may install
    the app again; a digest also until the bot is invited.
    """
    if failure.kind is not FailureKind.PERMANENT:
        return False
    return failure.cause is FailureCause.TOKEN_REFUSED or queued.kind == DeliveryKind.DIGEST


def _retry_delay(queued: OutboxMessage, failure: SlackFailure) -> timedelta:
    """Return when to try again: after a refusal `ACCESS_RETRY`, else as Slack says, else twice as long each time.

    At once where another process may have the token that this one lacks.
    """
    if failure.reason == NO_TOKEN:
        return timedelta(0)
    if failure.kind is FailureKind.PERMANENT:
        return ACCESS_RETRY
    if failure.retry_after is not None:
        return timedelta(seconds=max(1.0, failure.retry_after))
    return min(LONGEST_RETRY, FIRST_PAUSE * (1 << min(queued.attempts, 10)))


def _log_level(state: MessageState, failure: SlackFailure | None) -> int:
    refused = failure is not None and failure.kind is not FailureKind.RETRY
    return logging.INFO if state in (MessageState.SENT, MessageState.WAITING) and not refused else logging.WARNING


def _log_label(queued: OutboxMessage) -> str:
    return f"kind={queued.kind} period={queued.period} workspace={queued.workspace} recipient={queued.recipient}"
