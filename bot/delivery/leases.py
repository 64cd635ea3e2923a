"""Who may send what: one sender at a time has a workspace, so that its messages keep their order and Slack's pace.

While a lease of one of its messages is in force, no other sender takes any. A message leased to nobody holds the whole
workspace, which is how all senders keep to a pause that Slack asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, update

from bot.db.tables import outbox
from bot.delivery.outbox import COLUMNS, LAPSED, Letter, State

LONGEST: Final = timedelta(hours=1)  # a lease that would end later was taken by a clock that was wrong
_FIRST = outbox.alias("first")
_EARLIER = outbox.alias("earlier")
_THREAD: Final = select(_FIRST.c.sent_ts).where(_FIRST.c.id == outbox.c.follows).scalar_subquery().label("thread")
_OPEN: Final = (State.WAITING.value, State.SENDING.value)


def has_work(session: Connection, *, at: datetime, now: datetime) -> bool:
    """Whether there may be anything to send at the moment `at`, or to clear up: one look at an index."""
    row = session.execute(select(outbox.c.id).where(or_(_due(at, now), _orphaned(now))).limit(1)).first()
    return row is not None


def is_stale(session: Connection, *, at: datetime, now: datetime) -> bool:
    """Whether `expire` or `recover` has anything to do."""
    stale = or_(_late(at, now), _lapsed(at, now), _orphaned(now))
    return session.execute(select(outbox.c.id).where(stale).limit(1)).first() is not None


def ready(session: Connection, *, at: datetime, now: datetime) -> tuple[str, ...]:
    """Workspaces with something to send that no sender has at work, whoever waits longest first."""
    due_at = func.min(case((_free(at, now), outbox.c.due_at)))
    taken = func.max(case((_in_force(now), 1), else_=0))
    rows = session.execute(
        select(outbox.c.workspace)
        .where(outbox.c.state.in_(_OPEN))
        .group_by(outbox.c.workspace)
        .having(due_at.is_not(None), taken == 0)
        .order_by(due_at, outbox.c.workspace)
    )
    return tuple(row.workspace for row in rows)


def lease(
    session: Connection, *, workspace: str, at: datetime, now: datetime, until: datetime, limit: int
) -> tuple[Letter, ...]:
    """Take messages of a workspace for oneself until then; none where another sender has it."""
    free = (outbox.c.workspace == workspace, _free(at, now))
    order = (outbox.c.due_at, outbox.c.id)
    first = select(outbox.c.id).where(*free).order_by(*order).limit(1).with_for_update()
    if session.execute(first).first() is None or _is_taken(session, workspace, now):
        return ()  # of several senders that want the same first message, all but one wait for it and find it taken
    rows = session.execute(
        select(*COLUMNS, _THREAD).where(*free).order_by(*order).limit(limit).with_for_update(of=outbox)
    ).all()
    session.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(leased_until=until))
    return tuple(Letter(**{**row._mapping, "leased_until": until}) for row in rows)


def start(session: Connection, *, letter: Letter, at: datetime, until: datetime) -> bool:
    """Write down that the call is about to be made; False where the message is no longer ours to send, or too late."""
    done = session.execute(
        update(outbox)
        .where(
            outbox.c.id == letter.id,
            outbox.c.state == State.WAITING.value,
            outbox.c.leased_until == letter.leased_until,
            outbox.c.due_at <= at,
            outbox.c.expires_at > at,
        )
        .values(state=State.SENDING.value, leased_until=until, attempts=outbox.c.attempts + 1)
    )
    return done.rowcount == 1


def release(session: Connection, *, letters: Sequence[Letter]) -> None:
    """Give leased messages back unsent, for whoever comes next."""
    for letter in letters:
        session.execute(
            update(outbox)
            .where(outbox.c.id == letter.id, outbox.c.leased_until == letter.leased_until)
            .where(outbox.c.state == State.WAITING.value)
            .values(leased_until=None)
        )


def hold(session: Connection, *, workspace: str, until: datetime, now: datetime) -> None:
    """Nobody sends anything in this workspace before that moment, which is an hour away at most."""
    waits = (outbox.c.workspace == workspace, outbox.c.state == State.WAITING.value)
    keeper = select(outbox.c.id).where(*waits).order_by(outbox.c.due_at).limit(1).scalar_subquery()
    session.execute(update(outbox).where(outbox.c.id == keeper).values(leased_until=min(until, now + LONGEST)))


def expire(session: Connection, *, at: datetime, now: datetime) -> int:
    """Let go of what nobody sent in time, and of what follows something that did not arrive; returns how many."""
    gone = update(outbox).values(state=State.EXPIRED.value, leased_until=None)
    late = session.execute(gone.where(_late(at, now)))
    lapsed = session.execute(gone.where(_lapsed(at, now)).values(error=LAPSED))
    return late.rowcount + lapsed.rowcount


def recover(session: Connection, *, now: datetime) -> tuple[Letter, ...]:
    """Messages whose sender died during the call: they may have arrived, so nobody sends them again."""
    done = session.execute(
        update(outbox)
        .where(_orphaned(now))
        .values(state=State.UNKNOWN.value, error="interrupted", leased_until=None)
        .returning(*COLUMNS)
    )
    return tuple(Letter(**row._mapping) for row in done)


def _is_taken(session: Connection, workspace: str, now: datetime) -> bool:
    taken = (outbox.c.workspace == workspace, outbox.c.state.in_(_OPEN), _in_force(now))
    return session.execute(select(outbox.c.id).where(*taken).limit(1)).first() is not None


def _in_force(now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.leased_until > now, outbox.c.leased_until <= now + LONGEST)


def _unleased(now: datetime) -> ColumnElement[bool]:
    ended = or_(outbox.c.leased_until <= now, outbox.c.leased_until > now + LONGEST)
    return or_(outbox.c.leased_until.is_(None), ended)


def _due(at: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state == State.WAITING.value, outbox.c.due_at <= at, _unleased(now))


def _late(at: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state == State.WAITING.value, outbox.c.expires_at <= at, _unleased(now))


def _lapsed(at: datetime, now: datetime) -> ColumnElement[bool]:
    hopeful = [*_OPEN, State.SENT.value]
    return and_(_due(at, now), outbox.c.follows.is_not(None), ~_first_is(hopeful))


def _free(at: datetime, now: datetime) -> ColumnElement[bool]:
    """Whether a message can be sent now: one in a thread once its first is there, and after those before it."""
    turn = and_(_first_is([State.SENT.value]), ~_others_before())
    return and_(_due(at, now), outbox.c.expires_at > at, or_(outbox.c.follows.is_(None), turn))


def _first_is(states: Sequence[str]) -> ColumnElement[bool]:
    """Whether the message that this one follows is in one of these states."""
    found = select(_FIRST.c.id).where(_FIRST.c.id == outbox.c.follows, _FIRST.c.state.in_(states))
    return found.correlate(outbox).exists()


def _others_before() -> ColumnElement[bool]:
    """Whether an earlier message of the same thread is still on its way; found among the few that are."""
    same = (_EARLIER.c.follows == outbox.c.follows, _EARLIER.c.id < outbox.c.id, _EARLIER.c.state.in_(_OPEN))
    return select(_EARLIER.c.id).where(*same).correlate(outbox).exists()


def _orphaned(now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state == State.SENDING.value, _unleased(now))
