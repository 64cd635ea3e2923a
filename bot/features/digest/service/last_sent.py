"""How the last digest ended."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import Kind, Outcome
from bot.delivery.outbox import State, Trace
from bot.delivery.undelivered import week_of_period
from bot.features.digest.rules.last_sent import Last


def find(session: Connection, *, workspace: str) -> Last | None:
    """The newest week that was dealt with, or whose message was sent again since; None where there was never one."""
    decided = occurrences.newest(session, workspace=workspace, kind=Kind.DIGEST)
    found = message(session, workspace=workspace)
    if decided and decided.outcome != Outcome.QUEUED and (found is None or decided.period > found.week):
        return Last(decided.period, decided.outcome, decided.at)
    return found


def message(session: Connection, *, workspace: str, letter: int | None = None) -> Last | None:
    """The newest digest of which there is a message, or the one of this number if it is that one."""
    trace = outbox.last(session, workspace=workspace, kind=Kind.DIGEST)
    return _last(trace) if trace and letter in (None, trace.id) else None


def _last(trace: Trace) -> Last:
    return Last(
        week=week_of_period(trace.period) or trace.period,
        ending=trace.state,
        at=trace.due_at,
        letter=trace.id,
        channel=trace.recipient,
        error=trace.error or "",
        is_on_its_way=trace.state in (State.WAITING, State.SENDING),
    )
