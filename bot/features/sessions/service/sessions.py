"""Knowledge-sharing sessions and who joins them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, delete, exists, func, or_, select, update

from bot.core.people.member import Member
from bot.core.people.members import hold
from bot.core.people.members import names as named
from bot.db.tables import gatherings, guests, members
from bot.db.upsert import insert
from bot.features.sessions.rules.session import LONGEST, MOST, NAMED, Coming, Gathering

_COLUMNS: Final = tuple(gatherings.c[name] for name in Gathering.__slots__)
_LONGEST: Final = timedelta(minutes=LONGEST)
_HOSTS: Final = and_(members.c.id == gatherings.c.host, members.c.workspace == gatherings.c.workspace)
_PRESENT: Final = guests.join(
    members,
    and_(members.c.id == guests.c.member, members.c.workspace == guests.c.workspace, members.c.is_active),
)
_SPARE: Final = 50  # sessions that may have ended within the longest time that one lasts


def announce(session: Connection, *, of: Gathering, request: str, now: datetime) -> Gathering | None:
    """Write a session down, which gets its number; None where the same request of its host has done so before.

    Raises:
        Gone: its host was forgotten.
    """
    hold(session, workspace=of.workspace, people=[of.host])
    number = session.execute(
        insert(session, gatherings)
        .values(
            workspace=of.workspace,
            host=of.host,
            title=of.title,
            starts_at=of.starts_at,
            minutes=of.minutes,
            channel=of.channel,
            request=f"{of.host}:{request}"[:200],
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace", "request"])
        .returning(gatherings.c.id)
    ).scalar_one_or_none()
    return replace(of, id=number) if number else None


def find(session: Connection, *, workspace: str, gathering: int) -> Gathering | None:
    """A session of a workspace."""
    row = session.execute(_numbered(workspace, gathering)).first()
    return _gathering(row) if row else None


def take(session: Connection, *, workspace: str, gathering: int, by: str) -> Gathering | None:
    """A session that somebody is about to change or join: nobody else does until the transaction ends.

    Nor are its host and who changes it forgotten. Raises Gone where they were.
    """
    seen = find(session, workspace=workspace, gathering=gathering)
    if seen is None:
        return None
    hold(session, workspace=workspace, people=[seen.host, by])
    row = session.execute(_numbered(workspace, gathering).with_for_update()).first()
    return _gathering(row) if row else None


def join(session: Connection, *, gathering: Gathering, member: str, now: datetime) -> bool | None:
    """Put somebody among its guests; False where they are already, None where there is no room."""
    if member in guests_of(session, gathering=gathering):
        return False
    if joined(session, gathering=gathering) >= MOST:
        return None
    values = {"gathering": gathering.id, "member": member, "workspace": gathering.workspace, "joined_at": now}
    session.execute(insert(session, guests).values(**values).on_conflict_do_nothing())
    return True


def leave(session: Connection, *, gathering: Gathering, member: str) -> bool:
    """Take somebody from its guests; False where they are none."""
    gone = delete(guests).where(guests.c.gathering == gathering.id, guests.c.member == member)
    return session.execute(gone).rowcount == 1


def guests_of(session: Connection, *, gathering: Gathering) -> tuple[str, ...]:
    """Who joins, by id, in the order in which they did."""
    order = (guests.c.joined_at, guests.c.member)
    rows = session.execute(select(guests.c.member).where(guests.c.gathering == gathering.id).order_by(*order))
    return tuple(row.member for row in rows)


def joined(session: Connection, *, gathering: Gathering) -> int:
    """How many join, and are still there."""
    count = select(func.count()).select_from(_PRESENT).where(guests.c.gathering == gathering.id)
    return session.execute(count).scalar_one()


def names(session: Connection, *, gathering: Gathering) -> tuple[str, ...]:
    """The names of the first who joined and are still there, as many as an announcement shows."""
    rows = session.execute(
        select(members.c.name)
        .select_from(_PRESENT)
        .where(guests.c.gathering == gathering.id)
        .order_by(guests.c.joined_at, guests.c.member)
        .limit(NAMED)
    )
    return tuple(row.name for row in rows)


def people(session: Connection, *, gathering: Gathering) -> dict[str, str]:
    """Its host and who joins, as they are called: whoever of them is named in what goes out about it."""
    joining = guests_of(session, gathering=gathering)
    return named(session, workspace=gathering.workspace, people=[gathering.host, *joining])


def cancel(session: Connection, *, gathering: Gathering, now: datetime) -> bool:
    """It does not take place, once whoever else says so; its guests stay written down. False where it was cancelled."""
    which = (gatherings.c.id == gathering.id, gatherings.c.cancelled_at.is_(None))
    return session.execute(update(gatherings).where(*which).values(cancelled_at=now)).rowcount == 1


def hostless(session: Connection, *, now: datetime) -> tuple[Gathering, ...]:
    """Sessions of all workspaces that are not over, and whose host has left, as Slack has told us."""
    ahead = (gatherings.c.starts_at >= now - _LONGEST, gatherings.c.cancelled_at.is_(None))
    gone = (~members.c.is_active, members.c.gone_at.is_not(None))
    rows = session.execute(
        select(*_COLUMNS).join(members, _HOSTS).where(*ahead, *gone).order_by(gatherings.c.workspace, gatherings.c.id)
    )
    return tuple(each for each in map(_gathering, rows) if each.is_open(now))


def move(session: Connection, *, gathering: Gathering, starts_at: datetime, minutes: int) -> None:
    """It takes place at another time, or for another length."""
    values = {"starts_at": starts_at, "minutes": minutes}
    session.execute(update(gatherings).where(gatherings.c.id == gathering.id).values(**values))


def coming(
    session: Connection, *, reader: Member, channel: str | None, now: datetime, limit: int
) -> tuple[Coming, ...]:
    """Sessions that are not over, soonest first: the `channel`'s, which is the learning channel, and one's own.

    A Slack guest, who need not be in that channel, sees those they have joined; an admin sees all.
    """
    theirs = members.alias("theirs")
    mine = exists().where(guests.c.gathering == gatherings.c.id, guests.c.member == reader.id)
    there = and_(theirs.c.id == guests.c.member, theirs.c.workspace == guests.c.workspace, theirs.c.is_active)
    count = select(func.count()).select_from(guests.join(theirs, there))
    number = count.where(guests.c.gathering == gatherings.c.id).scalar_subquery()
    seen = [mine, gatherings.c.host == reader.id]
    seen += [] if reader.is_guest or not channel else [gatherings.c.channel == channel]
    rows = session.execute(
        select(*_COLUMNS, members.c.name.label("name"), number.label("joined"), mine.label("is_in"))
        .join(members, and_(_HOSTS, members.c.is_active))
        .where(_ahead(reader.workspace, since=now - _LONGEST), *([] if reader.is_admin else [or_(*seen)]))
        .order_by(gatherings.c.starts_at, gatherings.c.id)
        .limit(limit + _SPARE)
    )
    found = (Coming(_gathering(row), row.name, row.joined, bool(row.is_in)) for row in rows)
    return tuple(each for each in found if each.gathering.is_open(now))[:limit]


def between(
    session: Connection, *, workspace: str, channel: str, since: datetime, until: datetime, limit: int
) -> tuple[Gathering, ...]:
    """Sessions of a channel that begin in that span, soonest first."""
    rows = session.execute(
        select(*_COLUMNS)
        .join(members, and_(_HOSTS, members.c.is_active))
        .where(_ahead(workspace, since=since), gatherings.c.starts_at < until, gatherings.c.channel == channel)
        .order_by(gatherings.c.starts_at, gatherings.c.id)
        .limit(limit)
    )
    return tuple(map(_gathering, rows))


def _ahead(workspace: str, *, since: datetime) -> Any:
    return and_(
        gatherings.c.workspace == workspace, gatherings.c.starts_at >= since, gatherings.c.cancelled_at.is_(None)
    )


def _numbered(workspace: str, gathering: int) -> Select[Any]:
    return select(*_COLUMNS).where(gatherings.c.workspace == workspace, gatherings.c.id == gathering)


def _gathering(row: Any) -> Gathering:
    return Gathering(**{name: row._mapping[name] for name in Gathering.__slots__})
