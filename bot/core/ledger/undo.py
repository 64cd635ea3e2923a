"""Undo and redo acts of the ledger, which are rows written together, like in an editor.

An undo is an act that names the act it undoes, and so is a redo, which undoes an undo. Neither is undone in its turn:
what counts is whether an act is in effect, and that is so unless an act in effect undoes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, func, select

from bot.core.ledger import postings, queries
from bot.core.ledger.postings import PostingStep
from bot.core.ledger.rules import REFUSE_ABOVE, Entry, EntryChange, FullDay, LedgerAct, OutdatedAct
from bot.db.tables import entries
from bot.frozen import frozen

UNDO_SOURCE: Final = "undo"
REDO_SOURCE: Final = "redo"
_ROWS_AT_ONCE: Final = 20
_ACT: Final = func.coalesce(entries.c.act, entries.c.id)


def undo_act(
    conn: Connection, *, workspace: str, member: str, request: str, now: datetime, act_id: int | None = None
) -> LedgerAct | FullDay | OutdatedAct | None:
    """Undo the member's act `act_id`, or the newest one in effect; None where there is none.

    FullDay: what would come back no longer fits in its day.
    """
    postings.lock_member_entries(conn, workspace, member)
    if before := find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return before
    target = _act_to_undo(conn, workspace, member, act_id) if act_id else _find_newest_act(conn, workspace, member)
    if target is None:
        return None
    if undone_by := _find_undoing_act(conn, workspace, target):
        return _read_act(conn, workspace, undone_by)
    changes = _changes_of_act(conn, workspace, target)
    roots = [change.root for change in changes]
    later = queries.list_later_acts(conn, workspace=workspace, roots=roots, after=target)
    if any(_is_booking_in_effect(conn, workspace, each) for each in later):
        current = queries.read_current_entries(conn, workspace=workspace, roots=roots)
        return OutdatedAct(tuple(current[root] for root in roots if root in current))
    return _reverse_changes(conn, workspace, member, changes, UNDO_SOURCE, act_id=target, request=request, now=now)


def redo_act(
    conn: Connection, *, workspace: str, member: str, request: str, now: datetime, act_id: int | None = None
) -> LedgerAct | FullDay | None:
    """Redo what was undone last, or by the undo `act_id` if that was it; None where something else was done since."""
    postings.lock_member_entries(conn, workspace, member)
    if before := find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return before
    is_own = act_id is not None and _find_own_act(conn, workspace, member, act_id) is not None
    if act_id and is_own and (undone_by := _find_undoing_act(conn, workspace, act_id)):
        return _read_act(conn, workspace, undone_by)
    own_acts = _iterate_acts(conn, workspace, member)
    newest = next((each for each in own_acts if not _is_settled(conn, workspace, each)), None)
    if newest is None or newest.undoes is None or act_id not in (None, newest.id):
        return None
    changes = _changes_of_act(conn, workspace, newest.id)
    return _reverse_changes(conn, workspace, member, changes, REDO_SOURCE, act_id=newest.id, request=request, now=now)


def find_act_of_request(conn: Connection, *, workspace: str, member: str, request: str) -> LedgerAct | None:
    """Return what a request has done before; None where it is new."""
    row = conn.execute(
        select(_ACT).where(entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request)
    ).first()
    return _read_act(conn, workspace, row[0]) if row else None


@frozen
class _LedgerChange:
    """What an act did to one entry: from one version, if any, to another, if any."""

    root: int
    before: Entry | None
    after: Entry | None


def _reverse_changes(
    conn: Connection,
    workspace: str,
    member: str,
    changes: Sequence[_LedgerChange],
    source: str,
    *,
    act_id: int,
    request: str,
    now: datetime,
) -> LedgerAct | FullDay:
    """Bring the entries of an act, which are where it left them, back to where they were before it."""
    current = queries.read_current_entries(conn, workspace=workspace, roots=[change.root for change in changes])
    steps = [
        PostingStep(each.root, current.get(each.root), each.before.to_booking() if each.before else None, source)
        for each in changes
    ]
    return _first_full_day(conn, workspace, member, steps) or postings.write_act(
        conn, workspace=workspace, member=member, steps=steps, keys=[request], now=now, undoes=act_id
    )


def _first_full_day(conn: Connection, workspace: str, member: str, steps: Sequence[PostingStep]) -> FullDay | None:
    """Return the first day that would hold too much with what comes back."""
    added: Counter[date] = Counter()
    removed: Counter[date] = Counter()
    for step in steps:
        if step.before:
            removed[step.before.day] += step.before.minutes
        if step.after:
            added[step.after.day] += step.after.minutes
    minutes_by_day = queries.read_minutes_by_day(conn, workspace=workspace, member=member, days=added)
    for day, minutes in sorted(added.items()):
        already = minutes_by_day[day] - removed[day]
        if already + minutes > REFUSE_ABOVE:
            return FullDay(already, is_possible=False)
    return None


@frozen
class _Act:
    """An act of a member's, and the act that it undoes, if any."""

    id: int
    undoes: int | None


def _find_newest_act(conn: Connection, workspace: str, member: str) -> int | None:
    """Return the member's newest act in effect that is neither an undo nor a redo."""
    acts = (each.id for each in _iterate_acts(conn, workspace, member) if each.undoes is None)
    return next((each for each in acts if _find_undoing_act(conn, workspace, each) is None), None)


def _act_to_undo(conn: Connection, workspace: str, member: str, act_id: int) -> int | None:
    """Return the act to undo: for a redo the act it redid; an undo is not undone like this."""
    act = _find_own_act(conn, workspace, member, act_id)
    if act is None:
        return None
    if act.undoes is None:
        return act.id
    return _read_undone_act(conn, workspace, act.undoes)


def _find_own_act(conn: Connection, workspace: str, member: str, act_id: int) -> _Act | None:
    """Return an act of the member's by its id, which is that of its first row."""
    row = conn.execute(
        select(entries.c.workspace, entries.c.member, entries.c.undoes).where(
            entries.c.id == act_id, entries.c.act.is_(None)
        )
    ).first()
    return _Act(act_id, row.undoes) if row and (row.workspace, row.member) == (workspace, member) else None


def _read_undone_act(conn: Connection, workspace: str, act_id: int) -> int | None:
    """Return the act that this one undoes."""
    undoes = select(entries.c.undoes).where(entries.c.id == act_id, entries.c.workspace == workspace)
    return conn.execute(undoes).scalar()


def _find_undoing_act(conn: Connection, workspace: str, act_id: int) -> int | None:
    """Return the act in effect that undoes this one; None where this one is in effect."""
    undoing = select(_ACT).where(entries.c.undoes == act_id).distinct().order_by(_ACT.desc())
    acts = conn.execute(undoing).scalars().all()
    return next((each for each in acts if _find_undoing_act(conn, workspace, each) is None), None)


def _is_booking_in_effect(conn: Connection, workspace: str, act_id: int) -> bool:
    """Return whether an act counts and is neither an undo nor a redo."""
    is_booking = _read_undone_act(conn, workspace, act_id) is None
    return is_booking and _find_undoing_act(conn, workspace, act_id) is None


def _is_settled(conn: Connection, workspace: str, act: _Act) -> bool:
    """Return whether an act says nothing about what can be redone: it was undone, or is a redo."""
    is_redo = act.undoes is not None and _read_undone_act(conn, workspace, act.undoes) is not None
    return is_redo or _find_undoing_act(conn, workspace, act.id) is not None


def _iterate_acts(conn: Connection, workspace: str, member: str) -> Iterator[_Act]:
    """Yield a member's acts, newest first, a page of rows at a time: mostly one of the first is what is looked for."""
    mine = select(entries.c.id, _ACT.label("act"), entries.c.undoes)
    mine = mine.where(entries.c.workspace == workspace, entries.c.member == member)
    before, last = None, 0
    while True:
        page = mine if before is None else mine.where(entries.c.id < before)
        rows = conn.execute(page.order_by(entries.c.id.desc()).limit(_ROWS_AT_ONCE)).all()
        for row in rows:
            if row.act != last:
                last = row.act
                yield _Act(row.act, row.undoes)
        if len(rows) < _ROWS_AT_ONCE:
            return
        before = rows[-1].id


def _changes_of_act(conn: Connection, workspace: str, act_id: int) -> tuple[_LedgerChange, ...]:
    """Return what an act did, entry by entry, in its order."""
    rows = queries.list_rows_of_act(conn, workspace=workspace, act_id=act_id)
    reversed_ids = [row.reverses for row in rows if row.reverses]
    reversed_entries = queries.read_entry_versions(conn, workspace=workspace, entry_ids=reversed_ids)
    changes: dict[int, _LedgerChange] = {}
    for row in rows:
        change = changes.get(row.root, _LedgerChange(row.root, None, None))
        if row.reverses:
            changes[row.root] = replace(change, before=reversed_entries[row.reverses])
        else:
            content = {name: value for name, value in row._mapping.items() if name != "reverses"}
            changes[row.root] = replace(change, after=Entry(**content))
    return tuple(changes.values())


def _read_act(conn: Connection, workspace: str, act_id: int) -> LedgerAct:
    """Return an act that was done before, as it was."""
    changes = _changes_of_act(conn, workspace, act_id)
    last = changes[-1].after or changes[-1].before
    assert last is not None
    sums = postings.read_entry_sums(conn, last)
    return LedgerAct(act_id, tuple(EntryChange(each.before, each.after) for each in changes), sums, is_new=False)
