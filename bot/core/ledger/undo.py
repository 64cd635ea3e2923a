"""Acts of the ledger: several rows written together, found again, undone and done again like in an editor.

An undo is an act that names the act it undoes, and so is a redo, which undoes an undo. Neither is undone in its turn:
what counts is whether an act is in effect, and that is so unless an act in effect undoes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, func, or_, select

from bot.core.ledger import postings, queries
from bot.core.ledger.rules import REFUSE_ABOVE, Entry, EntryChange, FullDay, LedgerAct, OutdatedAct
from bot.db.tables import entries

UNDO_SOURCE: Final = "undo"
REDO_SOURCE: Final = "redo"
_ACT: Final = func.coalesce(entries.c.act, entries.c.id)


def undo_act(
    conn: Connection, *, workspace: str, member: str, request: str, now: datetime, act_id: int | None = None
) -> LedgerAct | FullDay | OutdatedAct | None:
    """Undo one act of the member's, or the newest one in effect; None where there is none.

    FullDay: what would come back no longer fits in its day.
    """
    postings.lock_member_entries(conn, workspace, member)
    if before := find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return before
    known = _acts_of_member(conn, workspace, member)
    off = _acts_not_in_effect(known)
    named = (
        _act_to_undo(known, act_id)
        if act_id
        else next((each for each in known if known[each] is None and each not in off), None)
    )
    if named is None:
        return None
    if named in off:
        return _read_act(conn, workspace, off[named])
    turns = _changes_of_act(conn, workspace, named)
    later = queries.list_later_acts(conn, workspace=workspace, roots=[turn.root for turn in turns], after=named)
    if any(known[each] is None and each not in off for each in later):
        standing = queries.read_current_entries(conn, workspace=workspace, roots=[turn.root for turn in turns])
        return OutdatedAct(tuple(standing[turn.root] for turn in turns if turn.root in standing))
    return _reverse_changes(conn, workspace, member, turns, UNDO_SOURCE, act_id=named, request=request, now=now)


def redo_act(
    conn: Connection, *, workspace: str, member: str, request: str, now: datetime, act_id: int | None = None
) -> LedgerAct | FullDay | None:
    """Do again what was undone last, or by the undo `act` if that was it; None where something else was done since."""
    postings.lock_member_entries(conn, workspace, member)
    if before := find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return before
    known = _acts_of_member(conn, workspace, member)
    off = _acts_not_in_effect(known)
    if act_id in off:
        return _read_act(conn, workspace, off[act_id])
    newest = next((each for each in known if each not in off and not _is_redo(known, each)), None)
    if newest is None or known[newest] is None or act_id not in (None, newest):
        return None
    turns = _changes_of_act(conn, workspace, newest)
    return _reverse_changes(conn, workspace, member, turns, REDO_SOURCE, act_id=newest, request=request, now=now)


def find_act_of_request(conn: Connection, *, workspace: str, member: str, request: str) -> LedgerAct | None:
    """What a request has done before; None where it is new."""
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
    standing = queries.read_current_entries(conn, workspace=workspace, roots=[turn.root for turn in changes])
    steps = [
        postings.PostingStep(
            turn.root, standing.get(turn.root), turn.before.to_booking() if turn.before else None, source
        )
        for turn in changes
    ]
    return _first_full_day(conn, workspace, member, steps) or postings.write_act(
        conn, workspace=workspace, member=member, steps=steps, keys=[request], now=now, undoes=act_id
    )


def _first_full_day(
    conn: Connection, workspace: str, member: str, steps: Sequence[postings.PostingStep]
) -> FullDay | None:
    """The first day that would hold too much with what comes back."""
    coming: Counter[date] = Counter()
    going: Counter[date] = Counter()
    for step in steps:
        if step.before:
            going[step.before.day] += step.before.minutes
        if step.after:
            coming[step.after.day] += step.after.minutes
    held = queries.read_minutes_by_day(conn, workspace=workspace, member=member, days=coming)
    for day, minutes in sorted(coming.items()):
        already = held[day] - going[day]
        if already + minutes > REFUSE_ABOVE:
            return FullDay(already, is_possible=False)
    return None


def _acts_not_in_effect(undone_by_act: Mapping[int, int | None]) -> dict[int, int]:
    """The acts that are not in effect, each with the one that saw to that."""
    off: dict[int, int] = {}
    for act, undoes in undone_by_act.items():
        if act not in off and undoes is not None:
            off[undoes] = act
    return off


def _is_redo(undone_by_act: Mapping[int, int | None], act: int) -> bool:
    """Whether an act undoes an undo."""
    undoes = undone_by_act[act]
    return undoes is not None and undone_by_act.get(undoes) is not None


def _act_to_undo(undone_by_act: Mapping[int, int | None], act: int) -> int | None:
    """The act to undo by that number: a redo stands for what it did again, and an undo is not undone like this."""
    if act not in undone_by_act:
        return None
    undoes = undone_by_act[act]
    return act if undoes is None else undone_by_act.get(undoes)


def _acts_of_member(conn: Connection, workspace: str, member: str) -> dict[int, int | None]:
    """A member's acts by number, newest first, each with the act it undoes."""
    act = _ACT.label("number")
    rows = conn.execute(
        select(act, func.min(entries.c.undoes).label("undoes"))
        .where(entries.c.workspace == workspace, entries.c.member == member)
        .group_by(act)
        .order_by(act.desc())
    )
    return {row.number: row.undoes for row in rows}


def _changes_of_act(conn: Connection, workspace: str, act_id: int) -> tuple[_LedgerChange, ...]:
    """What an act did, entry by entry, in its order."""
    rows = conn.execute(
        select(*queries.ENTRY_COLUMNS, entries.c.reverses)
        .where(entries.c.workspace == workspace, or_(entries.c.id == act_id, entries.c.act == act_id))
        .order_by(entries.c.id)
    ).all()
    taken = queries.read_entry_versions(
        conn, workspace=workspace, entry_ids=[row.reverses for row in rows if row.reverses]
    )
    turns: dict[int, _LedgerChange] = {}
    for row in rows:
        turn = turns.get(row.root, _LedgerChange(row.root, None, None))
        if row.reverses:
            turns[row.root] = replace(turn, before=taken[row.reverses])
        else:
            said = {name: value for name, value in row._mapping.items() if name != "reverses"}
            turns[row.root] = replace(turn, after=Entry(**said))
    return tuple(turns.values())


def _read_act(conn: Connection, workspace: str, act_id: int) -> LedgerAct:
    """An act that was done before, as it was."""
    turns = _changes_of_act(conn, workspace, act_id)
    last = turns[-1].after or turns[-1].before
    assert last is not None
    return LedgerAct(
        act_id,
        tuple(EntryChange(turn.before, turn.after) for turn in turns),
        postings.read_entry_sums(conn, last),
        is_new=False,
    )
