"""Acts of the ledger: several rows written together, found again, undone and done again like in an editor.

An undo is an act that names the act it undoes, and so is a redo, which undoes an undo. Neither is undone in its turn:
what counts is whether an act is in effect, and that is so unless an act in effect undoes it.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, or_, select, text

from bot.db.tables import entries
from bot.domain.ledger import REFUSE_ABOVE, SAID, Booking, Change, Done, Entry, FullDay, Outdated, Sums
from bot.domain.periods import ALL, EVERYTHING, Cell, cells
from bot.domain.weeks import week_of
from bot.services import ledger, totals

UNDO: Final = "undo"
REDO: Final = "redo"
_ACT: Final = func.coalesce(entries.c.act, entries.c.id)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of an act: what stands of it, and what is to stand. `source` tells why the old version gives way."""

    root: int | None
    before: Entry | None
    after: Booking | None
    source: str = "edit"


def alone(session: Connection, workspace: str, member: str) -> None:
    """Let no other transaction change this member's entries until this one ends; SQLite has one writer anyway."""
    if session.dialect.name == "postgresql":
        key = zlib.crc32(f"{workspace} {member}".encode())
        session.execute(text("SELECT pg_advisory_xact_lock(7218412, :key)"), {"key": key - 2**31})


def undo(
    session: Connection, *, workspace: str, member: str, request: str, now: datetime, act: int | None = None
) -> Done | FullDay | Outdated | None:
    """Undo one act of the member's, or the newest one in effect; None where there is none.

    FullDay: what would come back no longer fits in its day.
    """
    alone(session, workspace, member)
    if before := done_under(session, workspace=workspace, member=member, request=request):
        return before
    target, undone_by = _newest(session, workspace, member) if act is None else _named(session, workspace, member, act)
    if target is None:
        return None
    if undone_by is not None:
        return _again(session, workspace, undone_by)
    return _reverse(session, workspace, member, target, UNDO, request=request, now=now)


def redo(
    session: Connection, *, workspace: str, member: str, request: str, now: datetime, act: int | None = None
) -> Done | FullDay | Outdated | None:
    """Do again what was undone last, or by the undo `act` if that was it; None where something else was done since."""
    alone(session, workspace, member)
    if before := done_under(session, workspace=workspace, member=member, request=request):
        return before
    off: dict[int, int] = {}
    known = _acts(session, workspace, member)
    for found, undoes in known.items():
        if found in off:
            continue
        is_undo = undoes is not None and known.get(undoes) is None
        if undoes is None or (is_undo and act not in (None, found)):
            break
        if is_undo:
            return _reverse(session, workspace, member, found, REDO, request=request, now=now)
        off[undoes] = found
    return _again(session, workspace, off[act]) if act in off else None


def done_under(session: Connection, *, workspace: str, member: str, request: str) -> Done | None:
    """What a request has done before; None where it is new."""
    row = session.execute(
        select(_ACT).where(entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request)
    ).first()
    return _again(session, workspace, row[0]) if row else None


def write(
    session: Connection,
    *,
    workspace: str,
    member: str,
    steps: Sequence[Step],
    request: str,
    now: datetime,
    undoes: int | None = None,
) -> Done:
    """Bring each entry from what stands to what is to stand, as one act, and count it in the totals."""
    same = {"workspace": workspace, "member": member, "created_at": now, "undoes": undoes}
    rows = [row for step in steps for row in _rows(step)]
    for number, row in enumerate(rows, start=1):
        row.update(same, request=request if number == 1 else f"{request}#{number}")
    ids = iter(_insert(session, rows))
    changes: list[Change] = []
    act = 0
    for step in steps:
        taken = next(ids) if step.before else 0
        number = next(ids) if step.after else 0
        act = act or taken or number
        changes.append(Change(step.before, _entry(step, number, workspace, member, now) if step.after else None))
    minutes: Counter[Cell] = Counter()
    for row in rows:
        minutes.update(dict.fromkeys(cells(row["day"], row["area"], row["topic"]), row["minutes"]))
    sums = totals.add(session, workspace=workspace, member=member, minutes=minutes)
    last = changes[-1].after or changes[-1].before
    assert last is not None
    return Done(act, tuple(changes), Sums(sums[ALL, last.area], sums[week_of(last.day), EVERYTHING]))


def sums_of(session: Connection, of: Entry) -> Sums:
    """Where the area and the week of an entry stand."""
    ever = totals.of_member(session, workspace=of.workspace, member=of.member)
    week = totals.of_member(session, workspace=of.workspace, member=of.member, period=week_of(of.day))
    return Sums(ever.get(of.area, 0), week.get(EVERYTHING, 0))


def _rows(step: Step) -> Iterator[dict[str, Any]]:
    """What takes back the version that stands, then what books the one that is to stand."""
    old, new = step.before, step.after
    none = {"reverses": None, "evidence": "", "activity": "", "people": ""}
    if old:
        said = {name: getattr(old, name) for name in ("area", "roadmap", "topic", "day", "note")}
        yield none | said | {"minutes": -old.minutes, "reverses": old.id, "root": old.root, "source": step.source}
    if new:
        yield none | {name: getattr(new, name) for name in (*SAID, "source")} | {"root": step.root}


def _entry(step: Step, number: int, workspace: str, member: str, now: datetime) -> Entry:
    """The version that the step has booked under this number."""
    said = {name: getattr(step.after, name) for name in (*SAID, "source")}
    return Entry(id=number, root=step.root or number, workspace=workspace, member=member, created_at=now, **said)


def _insert(session: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Write the rows of one act, of which the first names it; their numbers, in this order."""
    first = session.execute(insert(entries).values(**rows[0]).returning(entries.c.id)).scalar_one()
    if len(rows) == 1:
        return [first]
    returning = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    return [first, *session.execute(returning, [{**row, "act": first} for row in rows[1:]]).scalars()]


@dataclass(frozen=True, slots=True)
class _Turn:
    """What an act did to one entry: from one version, if any, to another, if any."""

    root: int
    before: Entry | None
    after: Entry | None


def _reverse(
    session: Connection, workspace: str, member: str, act: int, source: str, *, request: str, now: datetime
) -> Done | FullDay | Outdated:
    """Bring the entries of an act back to where they were before it, if they still are where it left them."""
    turns = _turns(session, workspace, act)
    standing = ledger.versions(session, workspace=workspace, roots=[turn.root for turn in turns])
    if any(not _same(standing.get(turn.root), turn.after) for turn in turns):
        return Outdated(tuple(standing[turn.root] for turn in turns if turn.root in standing))
    steps = [
        Step(turn.root, standing.get(turn.root), turn.before.booking() if turn.before else None, source)
        for turn in turns
    ]
    return _overfull(session, workspace, member, steps) or write(
        session, workspace=workspace, member=member, steps=steps, request=request, now=now, undoes=act
    )


def _same(one: Entry | None, other: Entry | None) -> bool:
    return one is other if one is None or other is None else one.says(other)


def _overfull(session: Connection, workspace: str, member: str, steps: Sequence[Step]) -> FullDay | None:
    """The first day that would hold too much with what comes back."""
    coming: Counter[date] = Counter()
    for step in steps:
        if step.after:
            coming[step.after.day] += step.after.minutes
    for day, minutes in sorted(coming.items()):
        going = sum(step.before.minutes for step in steps if step.before and step.before.day == day)
        held = session.execute(
            select(func.coalesce(func.sum(entries.c.minutes), 0)).where(
                entries.c.workspace == workspace, entries.c.member == member, entries.c.day == day
            )
        ).scalar_one()
        if int(held) - going + minutes > REFUSE_ABOVE:
            return FullDay(int(held) - going, possible=False)
    return None


def _newest(session: Connection, workspace: str, member: str) -> tuple[int | None, int | None]:
    """The newest act in effect that is no undo or redo itself."""
    off: set[int] = set()
    for act, undoes in _acts(session, workspace, member).items():
        if act in off:
            continue
        if undoes is None:
            return act, None
        off.add(undoes)
    return None, None


def _named(session: Connection, workspace: str, member: str, act: int) -> tuple[int | None, int | None]:
    """The act of that number, if it is one of the member's own that can be undone, and the act that has undone it."""
    off: dict[int, int] = {}
    known = _acts(session, workspace, member)
    if (undone := known.get(act)) is not None:
        act = known.get(undone) or act  # a redo stands for what it did again
    for found, undoes in known.items():
        if found == act:
            return (None, None) if undoes is not None else (act, off.get(act))
        if found not in off and undoes is not None:
            off[undoes] = found
    return None, None


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
        select(*ledger.ENTRY, entries.c.reverses)
        .where(entries.c.workspace == workspace, or_(entries.c.id == act, entries.c.act == act))
        .order_by(entries.c.id)
    ).all()
    taken = ledger.by_number(session, workspace=workspace, numbers=[row.reverses for row in rows if row.reverses])
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
    return Done(act, tuple(Change(turn.before, turn.after) for turn in turns), sums_of(session, last), fresh=False)
