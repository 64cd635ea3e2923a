"""Forgetting a person: every row of theirs goes in one transaction, and only the sum of their hours by area stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Select, delete, func, or_, select

from bot.core.audit import log
from bot.core.ledger import postings
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.tables import (
    HOLDS,
    absences,
    advice,
    entries,
    former,
    gatherings,
    goals,
    guests,
    levels,
    occurrences,
    outbox,
    pairs,
    remarks,
    stucks,
    targets,
    ticks,
    totals,
    work_steps,
    works,
)
from bot.db.tables import members as people
from bot.db.upsert import insert
from bot.delivery import direct_messages
from bot.delivery.occurrences import Kind
from bot.features.privacy.rules.privacy import Kept, News, PairEnded, SessionOff, Words
from bot.features.privacy.service import redaction
from bot.setting_values import FORGOTTEN

ASKED: Final = "asked"  # why somebody is forgotten
LEFT: Final = "left"
# Whose rows these are, by the column that says so. A member's own row is the last to go.
OWN: Final[tuple[Column[Any], ...]] = (
    *(ticks.c.member, works.c.member, work_steps.c.member, levels.c.member, stucks.c.member, advice.c.member),
    *(remarks.c.member, remarks.c.author, pairs.c.mentor, pairs.c.mentee, guests.c.member),
    *(goals.c.member, targets.c.member, absences.c.member, occurrences.c.recipient, outbox.c.recipient),
    *(totals.c.member, entries.c.member, people.c.id),
)


@dataclass(frozen=True, slots=True)
class Farewell:
    """Why and how somebody is forgotten; `default` is the zone of those who have none."""

    why: str
    words: Words
    default: ZoneInfo
    now: datetime


def kept(session: Connection, *, workspace: str, member: str) -> Kept:
    """How much is kept about a member."""

    def count(*columns: Column[Any]) -> int:
        return sum(_count(session, workspace, column, member) for column in columns)

    mine = (entries.c.workspace == workspace, entries.c.member == member)
    booked = select(func.count(), func.coalesce(func.sum(entries.c.minutes), 0)).where(*mine)
    rows, minutes = session.execute(booked).one()
    return Kept(
        entries=rows,
        minutes=int(minutes),
        ticks=count(ticks.c.member),
        works=count(works.c.member),
        levels=count(levels.c.member),
        stucks=count(stucks.c.member),
        notes_about=count(remarks.c.member),
        notes_by=count(remarks.c.author),
        pairs=count(pairs.c.mentor, pairs.c.mentee),
        hosted=count(gatherings.c.host),
        joined=count(guests.c.member),
        choices=count(goals.c.member, targets.c.member, absences.c.member, advice.c.member),
        letters=count(outbox.c.recipient),
    )


def forget(session: Connection, *, workspace: str, member: str, how: Farewell) -> Kept | None:
    """Forget a member; returns what was kept, None for somebody we do not know (any more).

    The other sides of their pairs, and who joined their coming sessions, are told without a name or a reason.
    """
    known = (people.c.workspace == workspace, people.c.id == member)
    name = session.execute(select(people.c.name).where(*known).with_for_update()).scalar_one_or_none()
    if name is None:
        return None
    postings.alone(session, workspace, member)
    session.execute(_hosted_by(workspace, member).with_for_update()).all()
    found = kept(session, workspace=workspace, member=member)
    concerned = [*_partners(session, workspace, member), *_visitors(session, workspace, member, how.now)]
    _sum_up(session, workspace, member)
    _hosted(session, workspace, member)
    for column in OWN:
        session.execute(delete(column.table).where(column.table.c.workspace == workspace, column == member))
    redaction.remove(session, workspace=workspace, member=member, name=name, spell=how.words.spell)
    _tell(session, workspace, concerned, how)
    if not found.is_nothing:
        log.note(session, workspace=workspace, actor=FORGOTTEN, act="forget", now=how.now, detail=how.why)
    return found


def _sum_up(session: Connection, workspace: str, member: str) -> None:
    """Add a member's hours to those of who was forgotten before, by area, without a name or a day."""
    mine = (entries.c.workspace == workspace, entries.c.member == member)
    minutes = func.sum(entries.c.minutes)
    sums = session.execute(select(entries.c.area, minutes).where(*mine).group_by(entries.c.area).having(minutes > 0))
    rows = [{"workspace": workspace, "area": area, "minutes": int(total)} for area, total in sums]
    if not rows:
        return
    added = insert(session, former).values(rows)
    more = {"minutes": former.c.minutes + added.excluded.minutes}
    session.execute(added.on_conflict_do_update(index_elements=["workspace", "area"], set_=more))


def _hosted(session: Connection, workspace: str, member: str) -> None:
    """Their sessions, with all who joined and all that was sent or is to be sent about them."""
    theirs = _hosted_by(workspace, member)
    about = (outbox.c.workspace == workspace, outbox.c.kind.in_([Kind.SESSION.value, Kind.REMIND.value]))
    for number in session.execute(theirs).scalars().all():
        its = or_(outbox.c.period == f"s{number:x}", outbox.c.period.startswith(f"s{number:x}@"))
        session.execute(delete(outbox).where(*about, its))
    session.execute(delete(guests).where(guests.c.gathering.in_(theirs)))
    session.execute(delete(gatherings).where(gatherings.c.workspace == workspace, gatherings.c.host == member))


def _hosted_by(workspace: str, member: str) -> Select[tuple[int]]:
    return select(gatherings.c.id).where(gatherings.c.workspace == workspace, gatherings.c.host == member)


def _partners(session: Connection, workspace: str, member: str) -> Iterator[tuple[str, bool]]:
    """The other side of each pair that holds, and whether that side is the mentor."""
    theirs = (pairs.c.workspace == workspace, or_(pairs.c.mentor == member, pairs.c.mentee == member))
    for row in session.execute(select(pairs.c.mentor, pairs.c.mentee).where(*theirs, *HOLDS)):
        yield (row.mentee, False) if row.mentor == member else (row.mentor, True)


def _visitors(session: Connection, workspace: str, member: str, now: datetime) -> Iterator[tuple[str, Any]]:
    """Who joined a coming session of theirs, with its title and moment."""
    coming = (gatherings.c.workspace == workspace, gatherings.c.host == member, gatherings.c.starts_at > now)
    rows = session.execute(
        select(guests.c.member, gatherings.c.title, gatherings.c.starts_at)
        .join(gatherings, gatherings.c.id == guests.c.gathering)
        .where(*coming, gatherings.c.cancelled_at.is_(None), guests.c.member != member)
        .order_by(gatherings.c.id, guests.c.member)
    )
    yield from ((row.member, (row.title, row.starts_at)) for row in rows)


def _tell(session: Connection, workspace: str, concerned: Sequence[tuple[str, Any]], how: Farewell) -> None:
    """A letter to each, which names nobody who is forgotten; written once, since the rows it tells of are gone."""
    for number, (reader, what) in enumerate(concerned):
        to = members.find(session, workspace=workspace, member=reader, default=how.default)
        if to is None:
            continue
        kind = Kind.PAIR if isinstance(what, bool) else Kind.SESSION
        key = f"forget:{workspace}:{reader}:{number}:{how.now.isoformat()}"
        left = _others(session, to, mentors=not what) if isinstance(what, bool) else {}
        message = how.words.tell(_news(to, what, left, how.now))
        direct_messages.write(session, to=to, kind=kind, key=key, message=message, now=how.now, names=left)


def _news(to: Member, what: Any, left: Mapping[str, str], now: datetime) -> News:
    if isinstance(what, bool):
        return PairEnded(was_mentor=what, left=tuple(left.values()))
    title, starts_at = what
    return SessionOff(title, starts_at, starts_at.astimezone(to.zone), now.astimezone(to.zone))


def _others(session: Connection, of: Member, *, mentors: bool) -> dict[str, str]:
    """The names, by id, of a member's mentors, or of their mentees, that they still have."""
    mine, theirs = (pairs.c.mentee, pairs.c.mentor) if mentors else (pairs.c.mentor, pairs.c.mentee)
    named: Select[Any] = select(people.c.id, people.c.name).join(
        pairs, (pairs.c.workspace == people.c.workspace) & (theirs == people.c.id)
    )
    rows = session.execute(named.where(pairs.c.workspace == of.workspace, mine == of.id, *HOLDS).order_by(pairs.c.id))
    return {row.id: row.name for row in rows}


def _count(session: Connection, workspace: str, column: Column[Any], member: str) -> int:
    table = column.table
    query = select(func.count()).select_from(table).where(table.c.workspace == workspace, column == member)
    return int(session.execute(query).scalar_one())
