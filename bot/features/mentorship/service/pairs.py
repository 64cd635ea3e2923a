"""Mentors and their mentees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pair import Pair
from bot.core.people.pairs import _COLUMNS, _open
from bot.db.tables import pairs
from bot.db.upsert import insert
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.settings import Settings


def ask(
    session: Connection,
    *,
    workspace: str,
    mentor: str,
    mentee: str,
    area: str,
    asked_by: str,
    agreed: Collection[str],
    now: datetime,
) -> Pair | None:
    """Ask two people to be paired; `agreed` have said yes by that. None where they are, or are asked, already.

    Raises:
        Gone: one of them was forgotten.
    """
    members.hold(session, workspace=workspace, people=[mentor, mentee, asked_by])
    row = session.execute(
        insert(session, pairs)
        .values(
            workspace=workspace,
            mentor=mentor,
            mentee=mentee,
            area=area,
            asked_by=asked_by,
            mentor_at=now if mentor in agreed else None,
            mentee_at=now if mentee in agreed else None,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(*_COLUMNS)
    ).first()
    return _pair(row)


def find(session: Connection, *, workspace: str, pair: int, by: str) -> Pair | None:
    """A pair of a workspace by its number, also one that has ended, as somebody is about to change it.

    Nobody else changes it meanwhile, nor are its people, or who changes it, forgotten. Raises Gone where they were.
    """
    numbered = select(*_COLUMNS).where(pairs.c.workspace == workspace, pairs.c.id == pair)
    if seen := _pair(session.execute(numbered).first()):
        members.hold(session, workspace=workspace, people=[seen.mentor, seen.mentee, by])
    return _pair(session.execute(numbered.with_for_update()).first())


def between(session: Connection, *, workspace: str, mentor: str, mentee: str) -> Pair | None:
    """How two people are paired, or asked to be, now."""
    theirs = (pairs.c.workspace == workspace, pairs.c.mentor == mentor, pairs.c.mentee == mentee)
    return _pair(session.execute(select(*_COLUMNS).where(*theirs, pairs.c.ended_at.is_(None))).first())


def declined(session: Connection, *, workspace: str, mentor: str, mentee: str, since: datetime) -> Pair | None:
    """The newest asking of these two since that moment to which the one who was asked said no."""
    theirs = (pairs.c.workspace == workspace, pairs.c.mentor == mentor, pairs.c.mentee == mentee)
    newest = select(*_COLUMNS).where(*theirs, pairs.c.ended_at > since, _said_no())
    return _pair(session.execute(newest.order_by(pairs.c.id.desc()).limit(1)).first())


def declined_mentors(session: Connection, *, workspace: str, mentee: str, since: datetime) -> frozenset[str]:
    """The mentors in all such askings of one mentee."""
    theirs = (pairs.c.workspace == workspace, pairs.c.mentee == mentee, pairs.c.ended_at > since)
    return frozenset(session.execute(select(pairs.c.mentor).where(*theirs, _said_no())).scalars())


def accept(session: Connection, *, pair: Pair, member: str, now: datetime) -> Pair | None:
    """One of the two says yes; None where they have said so before, or it is over."""
    said = pairs.c.mentor_at if member == pair.mentor else pairs.c.mentee_at
    row = session.execute(
        update(pairs)
        .where(pairs.c.id == pair.id, pairs.c.ended_at.is_(None), said.is_(None))
        .values({said: now})
        .returning(*_COLUMNS)
    ).first()
    return _pair(row)


def end(session: Connection, *, pair: Pair, by: str, now: datetime) -> bool:
    """End it, whether it holds or is asked; False where it is over already."""
    ended = session.execute(
        update(pairs).where(pairs.c.id == pair.id, pairs.c.ended_at.is_(None)).values(ended_at=now, ended_by=by)
    )
    return ended.rowcount == 1


def end_as_mentor(session: Connection, *, workspace: str, mentor: str, by: str, now: datetime) -> tuple[Pair, ...]:
    """Somebody mentors no more: all that they mentor, or were asked to, ends; those pairs as they were."""
    theirs = _open(session, workspace, pairs.c.mentor == mentor)
    return tuple(each for each in theirs if end(session, pair=each, by=by, now=now))


def tell(
    session: Connection,
    *,
    pair: Pair,
    about: str,
    to: Iterable[str],
    say: Callable[[str], Mapping[str, Any]],
    settings: Settings,
    now: datetime,
    mentee: Member | None = None,
) -> None:
    """Write to each of these people, once `about` the same, what is said to them.

    What tells the mentor of the `mentee` is sent only while they still are.
    """
    named = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
    names = members.names(session, workspace=pair.workspace, people=named)
    for reader in dict.fromkeys(to):
        found = members.find(session, workspace=pair.workspace, member=reader, default=settings.timezone)
        if found:
            key, message, whose = _key(pair, about), say(reader), mentee if reader == pair.mentor else None
            direct_messages.write(
                session, to=found, kind=Kind.PAIR, key=key, message=message, now=now, names=names, about=whose
            )


def take_back(session: Connection, *, pair: Pair, about: str, but: Collection[str] = ()) -> frozenset[str]:
    """What was to be said about it, to all `but` some, and has not left yet never does; returns who hears nothing."""
    return direct_messages.take_back(session, workspace=pair.workspace, kind=Kind.PAIR, key=_key(pair, about), but=but)


def _key(pair: Pair, about: str) -> str:
    return f"pair:{pair.id}:{about}"


def _said_no() -> ColumnElement[bool]:
    """Ended by one of the two who was asked, and had not said yes."""
    return or_(
        and_(pairs.c.ended_by == pairs.c.mentor, pairs.c.mentor_at.is_(None)),
        and_(pairs.c.ended_by == pairs.c.mentee, pairs.c.mentee_at.is_(None)),
    )


def _pair(row: Any) -> Pair | None:
    return Pair(**row._mapping) if row else None
