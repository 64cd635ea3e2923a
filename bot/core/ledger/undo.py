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
from bot.core.ledger.rules import REFUSE_ABOVE, Change, Done, Entry, FullDay, Outdated
from bot.db.tables import entries

UNDO: Final = "undo"
REDO: Final = "redo"
_ACT: Final = func.coalesce(entries.c.act, entries.c.id)


def undo(
    session: Connection, *, workspace: str, member: str, request: str, now: datetime, act: int | None = None
) -> Done | FullDay | Outdated | None:
    """Undo one act of the member's, or the newest one in effect; None where there is none.

    FullDay: what would come back no longer fits in its day.
    """
    postings.alone(session, workspace, member)
    if before := done_under(session, workspace=workspace, member=member, request=request):
        return before
    known = _acts(session, workspace, member)
    off = _undone(known)
    named = (
        _meant(known, act) if act else next((each for each in known if known[each] is None and each not in off), None)
    )
    if named is None:
        return None
    if named in off:
        return _again(session, workspace, off[named])
    turns = _turns(session, workspace, named)
    later = queries.acts_on(session, workspace=workspace, roots=[turn.root for turn in turns], after=named)
    if any(known[each] is None and each not in off for each in later):
        standing = queries.versions(session, workspace=workspace, roots=[turn.root for turn in turns])
        return Outdated(tuple(standing[turn.root] for turn in turns if turn.root in standing))
    return _reverse(session, workspace, member, turns, UNDO, act=named, request=request, now=now)


def redo(
    session: Connection, *, workspace: str, member: str, request: str, now: datetime, act: int | None = None
) -> Done | FullDay | None:
    """Do again what was undone last, or by the undo `act` if that was it; None where something else was done since."""
    postings.alone(session, workspace, member)
    if before := done_under(session, workspace=workspace, member=member, request=request):
        return before
    known = _acts(session, workspace, member)
    off = _undone(known)
    if act in off:
        return _again(session, workspace, off[act])
    newest = next((each for each in known if each not in off and not _is_redo(known, each)), None)
    if newest is None or known[newest] is None or act not in (None, newest):
        return None
    turns = _turns(session, workspace, newest)
    return _reverse(session, workspace, member, turns, REDO, act=newest, request=request, now=now)


def done_under(session: Connection, *, workspace: str, member: str, request: str) -> Done | None:
    """What a request has done before; None where it is new."""
    row = session.execute(
        select(_ACT).where(entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request)
    ).first()
    return _again(session, workspace, row[0]) if row else None


@dataclass(frozen=True, slots=True)
class _Turn:
    """What an act did to one entry: from one version, if any, to another, if any."""

    root: int
    before: Entry | None
    after: Entry | None


def _reverse(
    session: Connection,
    workspace: str,
    member: str,
    turns: Sequence[_Turn],
    source: str,
    *,
    act: int,
    request: str,
    now: datetime,
) -> Done | FullDay:
    """Bring the entries of an act, which are where it left them, back to where they were before it."""
    standing = queries.versions(session, workspace=workspace, roots=[turn.root for turn in turns])
    steps = [
        postings.Step(turn.root, standing.get(turn.root), turn.before.booking() if turn.before else None, source)
        for turn in turns
    ]
    return _overfull(session, workspace, member, steps) or postings.write(
        session, workspace=workspace, member=member, steps=steps, keys=[request], now=now, undoes=act
    )


def _overfull(session: Connection, workspace: str, member: str, steps: Sequence[postings.Step]) -> FullDay | None:
    """The first day that would hold too much with what comes back."""
    coming: Counter[date] = Counter()
    going: Counter[date] = Counter()
    for step in steps:
        if step.before:
            going[step.before.day] += step.before.minutes
        if step.after:
            coming[step.after.day] += step.after.minutes
    held = queries.held(session, workspace=workspace, member=member, days=coming)
    for day, minutes in sorted(coming.items()):
        already = held[day] - going[day]
        if already + minutes > REFUSE_ABOVE:
            return FullDay(already, possible=False)
    return None


def _undone(known: Mapping[int, int | None]) -> dict[int, int]:
    """The acts that are not in effect, each with the one that saw to that."""
    off: dict[int, int] = {}
    for act, undoes in known.items():
        if act not in off and undoes is not None:
            off[undoes] = act
    return off


def _is_redo(known: Mapping[int, int | None], act: int) -> bool:
    """Whether an act undoes an undo."""
    undoes = known[act]
    return undoes is not None and known.get(undoes) is not None


def _meant(known: Mapping[int, int | None], act: int) -> int | None:
    """The act to undo by that number: a redo stands for what it did again, and an undo is not undone like this."""
    if act not in known:
        return None
    undoes = known[act]
    return act if undoes is None else known.get(undoes)


def _acts(session: Connection, workspace: str, member: str) -> dict[int, int | None]:
    """A member's acts by number, newest first, each with the act it undoes."""
    act = _ACT.label("number")
    rows = session.execute(
        select(act, func.min(entries.c.undoes).label("undoes"))
        .where(entries.c.workspace == workspace, entries.c.member == member)
        .group_by(act)
        .order_by(act.desc())
    )
    return {row.number: row.undoes for row in rows}


def _turns(session: Connection, workspace: str, act: int) -> tuple[_Turn, ...]:
    """What an act did, entry by entry, in its order."""
    rows = session.execute(
        select(*queries.ENTRY, entries.c.reverses)
        .where(entries.c.workspace == workspace, or_(entries.c.id == act, entries.c.act == act))
        .order_by(entries.c.id)
    ).all()
    taken = queries.by_number(session, workspace=workspace, numbers=[row.reverses for row in rows if row.reverses])
    turns: dict[int, _Turn] = {}
    for row in rows:
        turn = turns.get(row.root, _Turn(row.root, None, None))
        if row.reverses:
            turns[row.root] = replace(turn, before=taken[row.reverses])
        else:
            said = {name: value for name, value in row._mapping.items() if name != "reverses"}
            turns[row.root] = replace(turn, after=Entry(**said))
    return tuple(turns.values())


def _again(session: Connection, workspace: str, act: int) -> Done:
    """An act that was done before, as it was."""
    turns = _turns(session, workspace, act)
    last = turns[-1].after or turns[-1].before
    assert last is not None
    return Done(
        act, tuple(Change(turn.before, turn.after) for turn in turns), postings.sums_of(session, last), fresh=False
    )
