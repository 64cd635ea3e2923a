"""Set states and undo that: rows that are only ever added.

Those written together are one act, named by the id of the first of them. `restores` names the row that an undo brought
back, so that the act which wrote that one can be undone in its turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from bot.core.knowing.states import KnownState, StateSource, TopicState, build_state
from bot.core.ledger.postings import lock_member_entries
from bot.db.tables import topic_state_acts
from bot.frozen import frozen

_ROWS_AT_ONCE: Final = 200
_COLUMNS: Final = tuple(
    topic_state_acts.c[name] for name in ("id", "subject", "state", "since", "source", "actor", "restores")
)
_ACT: Final = func.coalesce(topic_state_acts.c.act, topic_state_acts.c.id)


@frozen
class StateChange:
    """What an act did to one subject; None where nothing is said of it."""

    subject: str
    before: KnownState | None
    after: KnownState | None


@frozen
class StateAct:
    """States that were set, or set back, together. `is_new` is false where the same request did so before.

    Without changes it has no id: there was nothing to do.
    """

    id: int
    changes: tuple[StateChange, ...]
    is_new: bool = True


@frozen
class _StateRow:
    """A row as it is stored: what holds of a subject from it on, and which row it restores."""

    id: int
    subject: str
    known: KnownState | None
    restores: int | None

    @property
    def origin(self) -> int:
        """The row in which this state was first written; 0 where nothing had ever been said."""
        return self.id if self.restores is None else self.restores


def lock_states(conn: Connection, *, workspace: str, member: str) -> None:
    """Keep a member's states as they are until this transaction ends, so that what is read is what it changes.

    Raises: MemberBeingErased.
    """
    lock_member_entries(conn, workspace, member)


def set_states(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    states: Mapping[str, TopicState | None],
    by: StateSource,
    actor: str,
    now: datetime,
    day: date,
    request: str,
) -> StateAct:
    """Set the states of one or many subjects as one act, once for each request; None takes a state away.

    A state counts from `day`, which is the member's own. What is set again by the same word keeps its day.

    Raises: MemberBeingErased.
    """
    lock_member_entries(conn, workspace, member)
    if before := _find_act_of_request(conn, workspace, member, request):
        return before
    current = _read_newest(conn, workspace, member, states)
    wanted = {
        subject: KnownState(subject, state, day, by, actor) if state else None for subject, state in states.items()
    }
    steps = [_step_to(current.get(subject), subject, after) for subject, after in wanted.items()]
    return _write_act(conn, workspace, member, steps, by=by, actor=actor, now=now, request=request)


def undo_states(
    conn: Connection, *, workspace: str, member: str, act: int, now: datetime, request: str
) -> StateAct | None:
    """Set what an act changed back to what it was; an undo is undone in the same way. None for no act of theirs.

    A subject that was set again since stays as it is; an act without changes says that all of them do.

    Raises: MemberBeingErased.
    """
    lock_member_entries(conn, workspace, member)
    if before := _find_act_of_request(conn, workspace, member, request):
        return before
    rows = _read_act_rows(conn, workspace, member, act)
    if not rows:
        return None
    subjects = [row.subject for row in rows]
    current = _read_newest(conn, workspace, member, subjects)
    earlier = _read_newest(conn, workspace, member, subjects, before=act)
    steps = [
        _step_back(current[row.subject], earlier.get(row.subject))
        for row in rows
        if row.origin == current[row.subject].origin
    ]
    return _write_act(
        conn, workspace, member, steps, by=StateSource.SELF, actor=member, now=now, request=request, undoes=act
    )


@frozen
class _StateStep:
    """One subject of an act: its newest row until now, what holds after it, and the row that this restores."""

    subject: str
    newest: _StateRow | None
    after: KnownState | None
    restores: int | None = None


def _step_back(newest: _StateRow, earlier: _StateRow | None) -> _StateStep:
    """Return the step that brings a subject back to an earlier row."""
    if earlier is None:
        return _StateStep(newest.subject, newest, None, restores=0)
    return _StateStep(newest.subject, newest, earlier.known, restores=earlier.origin)


def _step_to(newest: _StateRow | None, subject: str, after: KnownState | None) -> _StateStep:
    """Return the step that brings a subject to a state, which keeps its day where the same was said before."""
    known = newest.known if newest else None
    is_same = known and after and replace(after, since=known.since) == known
    return _StateStep(subject, newest, known if is_same else after)


def _write_act(
    conn: Connection,
    workspace: str,
    member: str,
    steps: Sequence[_StateStep],
    *,
    by: StateSource,
    actor: str,
    now: datetime,
    request: str,
    undoes: int | None = None,
) -> StateAct:
    """Write the rows of an act; the first of them bears the request and names the act."""
    changes = tuple(StateChange(each.subject, each.newest.known if each.newest else None, each.after) for each in steps)
    if not steps:
        return StateAct(0, ())
    shared = {"workspace": workspace, "member": member, "at": now, "undoes": undoes}
    rows = [shared | _row_values(each, by, actor) for each in steps]
    act = conn.execute(
        insert(topic_state_acts).values(**rows[0], request=request).returning(topic_state_acts.c.id)
    ).scalar_one()
    if rows[1:]:
        conn.execute(insert(topic_state_acts), [row | {"act": act} for row in rows[1:]])
    return StateAct(act, changes)


def _row_values(step: _StateStep, by: StateSource, actor: str) -> dict[str, Any]:
    after = step.after
    return {
        "subject": step.subject,
        "state": after.state.value if after else "",
        "since": after.since if after else None,
        "source": (after.by if after else by).value,
        "actor": after.actor if after else actor,
        "restores": step.restores,
    }


def _find_act_of_request(conn: Connection, workspace: str, member: str, request: str) -> StateAct | None:
    """Return what a request has done before; None where it is new."""
    columns = topic_state_acts.c
    act = conn.execute(
        select(_ACT).where(columns.workspace == workspace, columns.member == member, columns.request == request)
    ).scalar()
    if act is None:
        return None
    rows = _read_act_rows(conn, workspace, member, act)
    before = _read_newest(conn, workspace, member, [row.subject for row in rows], before=act)
    changes = (
        StateChange(row.subject, before[row.subject].known if row.subject in before else None, row.known)
        for row in rows
    )
    return StateAct(act, tuple(changes), is_new=False)


def _read_act_rows(conn: Connection, workspace: str, member: str, act: int) -> tuple[_StateRow, ...]:
    """Return the rows of a member's act, in their order; none where it is no act, or somebody else's."""
    columns = topic_state_acts.c
    first = conn.execute(
        select(*_COLUMNS).where(
            columns.id == act, columns.act.is_(None), columns.workspace == workspace, columns.member == member
        )
    ).first()
    if first is None:
        return ()
    rest = conn.execute(select(*_COLUMNS).where(columns.act == act).order_by(columns.id))
    return tuple(_parse_row(row) for row in (first, *rest))


def _read_newest(
    conn: Connection, workspace: str, member: str, subjects: Iterable[str], *, before: int | None = None
) -> dict[str, _StateRow]:
    """Return the newest row of each of these subjects, or the newest before a row."""
    columns, wanted = topic_state_acts.c, list(subjects)
    found: dict[str, _StateRow] = {}
    for start in range(0, len(wanted), _ROWS_AT_ONCE):
        newest = (
            select(func.max(columns.id))
            .where(
                columns.workspace == workspace,
                columns.member == member,
                columns.subject.in_(wanted[start : start + _ROWS_AT_ONCE]),
            )
            .group_by(columns.subject)
        )
        if before is not None:
            newest = newest.where(columns.id < before)
        rows = conn.execute(select(*_COLUMNS).where(columns.id.in_(newest)))
        found |= {row.subject: _parse_row(row) for row in rows}
    return found


def _parse_row(row: Any) -> _StateRow:
    known = build_state(row.subject, row.state, row.since, row.source, row.actor) if row.state else None
    return _StateRow(row.id, row.subject, known, row.restores)
