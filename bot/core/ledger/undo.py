"""Undo and redo acts of the ledger, which are rows written together, like in an editor.

An undo is an act that names the act it undoes, and so is a redo, which undoes an undo. Neither is undone in its turn:
what counts is whether an act is in effect, and that is so unless an act in effect undoes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, func, select

from bot.core.ledger import postings, queries
from bot.core.ledger.postings import PostingStep
from bot.core.ledger.rules import REFUSE_ABOVE, Entry, EntryChange, FullDay, LedgerAct, OutdatedAct
from bot.db.tables import entries

UNDO_SOURCE: Final = "undo"
REDO_SOURCE: Final = "redo"
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
    acts = _acts_of_member(conn, workspace, member)
    undone_by = _acts_not_in_effect(acts)
    newest = next((each for each in acts if acts[each] is None and each not in undone_by), None)
    target = _act_to_undo(acts, act_id) if act_id else newest
    if target is None:
        return None
    if target in undone_by:
        return _read_act(conn, workspace, undone_by[target])
    changes = _changes_of_act(conn, workspace, target)
    roots = [change.root for change in changes]
    later = queries.list_later_acts(conn, workspace=workspace, roots=roots, after=target)
    if any(acts[each] is None and each not in undone_by for each in later):
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
    acts = _acts_of_member(conn, workspace, member)
    undone_by = _acts_not_in_effect(acts)
    if act_id in undone_by:
        return _read_act(conn, workspace, undone_by[act_id])
    newest = next((each for each in acts if each not in undone_by and not _is_redo(acts, each)), None)
    if newest is None or acts[newest] is None or act_id not in (None, newest):
        return None
    changes = _changes_of_act(conn, workspace, newest)
    return _reverse_changes(conn, workspace, member, changes, REDO_SOURCE, act_id=newest, request=request, now=now)


def find_act_of_request(conn: Connection, *, workspace: str, member: str, request: str) -> LedgerAct | None:
    """Return what a request has done before; None where it is new."""
    row = conn.execute(
        select(_ACT).where(entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request)
    ).first()
    return _read_act(conn, workspace, row[0]) if row else None


@dataclass(frozen=True, slots=True)
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


def _acts_not_in_effect(acts: Mapping[int, int | None]) -> dict[int, int]:
    """Return the acts that are not in effect, each with the act that undid it."""
    undone_by: dict[int, int] = {}
    for act, undoes in acts.items():
        if act not in undone_by and undoes is not None:
            undone_by[undoes] = act
    return undone_by


def _is_redo(acts: Mapping[int, int | None], act: int) -> bool:
    """Return whether an act undoes an undo."""
    undoes = acts[act]
    return undoes is not None and acts.get(undoes) is not None


def _act_to_undo(acts: Mapping[int, int | None], act: int) -> int | None:
    """Return the act to undo: for a redo the act it redid; an undo is not undone like this."""
    if act not in acts:
        return None
    undoes = acts[act]
    return act if undoes is None else acts.get(undoes)


def _acts_of_member(conn: Connection, workspace: str, member: str) -> dict[int, int | None]:
    """Return a member's acts by id, newest first, each with the act it undoes."""
    rows = conn.execute(
        select(_ACT, func.min(entries.c.undoes))
        .where(entries.c.workspace == workspace, entries.c.member == member)
        .group_by(_ACT)
        .order_by(_ACT.desc())
    )
    return {act: undoes for act, undoes in rows}  # noqa: C416  (rows are no pairs to the type checker)


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
