"""Knowledge-sharing sessions and their attendees in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, delete, exists, func, or_, select, update

from bot.core.people.member import Member
from bot.core.people.members import lock_members
from bot.core.people.names import distinct_names
from bot.db.statements import dialect_insert
from bot.db.tables import members, session_attendees, sessions
from bot.features.sessions.rules.session import (
    MAX_ATTENDEES,
    MAX_MINUTES,
    MAX_NAMED_ATTENDEES,
    Session,
    UpcomingSession,
)

_COLUMNS: Final = tuple(sessions.c[name] for name in Session.__match_args__)
_MAX_LENGTH: Final = timedelta(minutes=MAX_MINUTES)
_IS_HOST: Final = and_(members.c.id == sessions.c.host, members.c.workspace == sessions.c.workspace)
_ACTIVE_ATTENDEES: Final = session_attendees.join(
    members,
    and_(
        members.c.id == session_attendees.c.member,
        members.c.workspace == session_attendees.c.workspace,
        members.c.is_active,
    ),
)
_SPARE_ROWS: Final = 50  # sessions that may have ended within the longest time that one lasts


def add_session(conn: Connection, *, session: Session, request_id: str, now: datetime) -> Session | None:
    """Save a session and return it with its id; None where the same request of its host saved one before.

    Raises:
        MemberGone: its host was forgotten.
    """
    lock_members(conn, workspace=session.workspace, member_ids=[session.host])
    number = conn.execute(
        dialect_insert(conn, sessions)
        .values(
            workspace=session.workspace,
            host=session.host,
            title=session.title,
            starts_at=session.starts_at,
            minutes=session.minutes,
            channel=session.channel,
            request=f"{session.host}:{request_id}"[:200],
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace", "request"])
        .returning(sessions.c.id)
    ).scalar_one_or_none()
    return replace(session, id=number) if number else None


def find_session(conn: Connection, *, workspace: str, session_id: int) -> Session | None:
    """Return a session of a workspace by its id."""
    row = conn.execute(_select_session(workspace, session_id)).first()
    return _session_from_row(row) if row else None


def lock_session(conn: Connection, *, workspace: str, session_id: int, by: str) -> Session | None:
    """Return and lock a session: until the transaction ends nobody else changes or joins it.

    Neither its host nor the member `by` whom it is changed are forgotten meanwhile.

    Raises:
        MemberGone: one of them was forgotten.
    """
    found = find_session(conn, workspace=workspace, session_id=session_id)
    if found is None:
        return None
    lock_members(conn, workspace=workspace, member_ids=[found.host, by])
    row = conn.execute(_select_session(workspace, session_id).with_for_update()).first()
    return _session_from_row(row) if row else None


def add_attendee(conn: Connection, *, session: Session, member: str, now: datetime) -> bool | None:
    """Add an attendee; False where they are one already, None where the session is full."""
    if member in list_attendee_ids(conn, session=session):
        return False
    if count_attendees(conn, session=session) >= MAX_ATTENDEES:
        return None
    values = {"session": session.id, "member": member, "workspace": session.workspace, "joined_at": now}
    conn.execute(dialect_insert(conn, session_attendees).values(**values).on_conflict_do_nothing())
    return True


def remove_attendee(conn: Connection, *, session: Session, member: str) -> bool:
    """Remove an attendee; False where they are none."""
    query = delete(session_attendees).where(
        session_attendees.c.session == session.id, session_attendees.c.member == member
    )
    return conn.execute(query).rowcount == 1


def list_attendee_ids(conn: Connection, *, session: Session) -> tuple[str, ...]:
    """Return the ids of the attendees, in the order in which they joined."""
    order = (session_attendees.c.joined_at, session_attendees.c.member)
    rows = conn.execute(
        select(session_attendees.c.member).where(session_attendees.c.session == session.id).order_by(*order)
    )
    return tuple(row.member for row in rows)


def count_attendees(conn: Connection, *, session: Session) -> int:
    """Return how many attendees are still active."""
    count = select(func.count()).select_from(_ACTIVE_ATTENDEES).where(session_attendees.c.session == session.id)
    return conn.execute(count).scalar_one()


def list_attendee_names(conn: Connection, *, session: Session) -> tuple[str, ...]:
    """Return the names of the first active attendees, as many as an announcement shows."""
    rows = conn.execute(
        select(members.c.id, members.c.name)
        .select_from(_ACTIVE_ATTENDEES)
        .where(session_attendees.c.session == session.id)
        .order_by(session_attendees.c.joined_at, session_attendees.c.member)
        .limit(MAX_NAMED_ATTENDEES)
    )
    return tuple(distinct_names({row.id: row.name for row in rows}).values())


def cancel_session(conn: Connection, *, session: Session, now: datetime) -> bool:
    """Cancel a session, whose attendees are kept; False where it was cancelled before."""
    is_scheduled = (sessions.c.id == session.id, sessions.c.cancelled_at.is_(None))
    return conn.execute(update(sessions).where(*is_scheduled).values(cancelled_at=now)).rowcount == 1


def list_hostless_sessions(conn: Connection, *, now: datetime) -> tuple[Session, ...]:
    """Return sessions of all workspaces that are not over and whose host has left, as Slack has told us."""
    is_scheduled = (sessions.c.starts_at >= now - _MAX_LENGTH, sessions.c.cancelled_at.is_(None))
    has_left = (~members.c.is_active, members.c.gone_at.is_not(None))
    rows = conn.execute(
        select(*_COLUMNS)
        .join(members, _IS_HOST)
        .where(*is_scheduled, *has_left)
        .order_by(sessions.c.workspace, sessions.c.id)
    )
    return tuple(each for each in map(_session_from_row, rows) if each.is_open(now))


def reschedule_session(conn: Connection, *, session: Session, starts_at: datetime, minutes: int) -> None:
    """Save another start, or another length."""
    values = {"starts_at": starts_at, "minutes": minutes}
    conn.execute(update(sessions).where(sessions.c.id == session.id).values(**values))


def list_upcoming_sessions(
    conn: Connection, *, reader: Member, channel: str | None, now: datetime, limit: int
) -> tuple[UpcomingSession, ...]:
    """Return sessions that are not over, soonest first: those of the learning `channel` and the reader's own.

    A Slack guest, who need not be in that channel, sees those they have joined; an admin sees all.
    """
    attendees = members.alias("attendees")
    is_attending = exists().where(session_attendees.c.session == sessions.c.id, session_attendees.c.member == reader.id)
    is_active = and_(
        attendees.c.id == session_attendees.c.member,
        attendees.c.workspace == session_attendees.c.workspace,
        attendees.c.is_active,
    )
    count = select(func.count()).select_from(session_attendees.join(attendees, is_active))
    number = count.where(session_attendees.c.session == sessions.c.id).scalar_subquery()
    visible = [is_attending, sessions.c.host == reader.id]
    visible += [] if reader.is_guest or not channel else [sessions.c.channel == channel]
    rows = conn.execute(
        select(*_COLUMNS, members.c.name.label("name"), number.label("joined"), is_attending.label("is_in"))
        .join(members, and_(_IS_HOST, members.c.is_active))
        .where(_is_scheduled(reader.workspace, since=now - _MAX_LENGTH), *([] if reader.is_admin else [or_(*visible)]))
        .order_by(sessions.c.starts_at, sessions.c.id)
        .limit(limit + _SPARE_ROWS)
    )
    found = (UpcomingSession(_session_from_row(row), row.name, row.joined, bool(row.is_in)) for row in rows)
    return tuple(each for each in found if each.session.is_open(now))[:limit]


def list_sessions_between(
    conn: Connection, *, workspace: str, channel: str, since: datetime, until: datetime, limit: int
) -> tuple[Session, ...]:
    """Return sessions of a channel that begin from `since` until before `until`, soonest first."""
    rows = conn.execute(
        select(*_COLUMNS)
        .join(members, and_(_IS_HOST, members.c.is_active))
        .where(_is_scheduled(workspace, since=since), sessions.c.starts_at < until, sessions.c.channel == channel)
        .order_by(sessions.c.starts_at, sessions.c.id)
        .limit(limit)
    )
    return tuple(map(_session_from_row, rows))


def _is_scheduled(workspace: str, *, since: datetime) -> Any:
    return and_(sessions.c.workspace == workspace, sessions.c.starts_at >= since, sessions.c.cancelled_at.is_(None))


def _select_session(workspace: str, session_id: int) -> Select[Any]:
    return select(*_COLUMNS).where(sessions.c.workspace == workspace, sessions.c.id == session_id)


def _session_from_row(row: Any) -> Session:
    return Session(**{name: row._mapping[name] for name in Session.__match_args__})


def has_held(conn: Connection, *, workspace: str, host: str, now: datetime) -> bool:
    """Return whether a session of this host has surely taken place by now."""
    over = sessions.c.starts_at <= now - _MAX_LENGTH
    own = select(sessions.c.id).where(sessions.c.workspace == workspace, sessions.c.host == host)
    return conn.execute(own.where(over, sessions.c.cancelled_at.is_(None)).limit(1)).first() is not None
