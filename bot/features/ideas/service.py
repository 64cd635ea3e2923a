"""The ideas of digests in the database, and who is in for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, select, update

from bot.calendar.weeks import local_day, shift_week
from bot.core import time_off
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.statements import dialect_insert
from bot.db.tables import digest_ideas, idea_members
from bot.features.ideas.rules import HORIZON, WEEKS_BETWEEN, Availability, Idea, Suggestible
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import sessions

_COLUMNS: Final = tuple(digest_ideas.c[name] for name in Idea.__match_args__)
_MAX_LENGTH: Final = 200  # characters of a name and of a command, as the table has them


def list_recent_ideas(conn: Connection, *, workspace: str, week: str) -> tuple[Idea, ...]:
    """Return what the digests of the four weeks before this one suggested, oldest first."""
    first, last = shift_week(week, -WEEKS_BETWEEN), shift_week(week, -1)
    rows = conn.execute(
        select(*_COLUMNS)
        .where(digest_ideas.c.workspace == workspace, digest_ideas.c.week.between(first, last))
        .order_by(digest_ideas.c.week)
    )
    return tuple(Idea(**row._mapping) for row in rows)


def find_idea(conn: Connection, *, workspace: str, week: str) -> Idea | None:
    """Return what the digest of a week suggested; None where it suggested nothing, or was not sent."""
    row = conn.execute(select(*_COLUMNS).where(*_is_idea(workspace, week))).first()
    return Idea(**row._mapping) if row else None


def lock_idea(conn: Connection, *, workspace: str, week: str) -> Idea | None:
    """Return an idea and lock it: until the transaction ends nobody else joins it or chooses a time."""
    row = conn.execute(select(*_COLUMNS).where(*_is_idea(workspace, week)).with_for_update()).first()
    return Idea(**row._mapping) if row else None


def record_idea(conn: Connection, *, workspace: str, week: str, suggested: Suggestible, now: datetime) -> None:
    """Save what the digest of a week suggests; the first word counts."""
    values = {"name": suggested.name[:_MAX_LENGTH], "command": suggested.command[:_MAX_LENGTH], "suggested_at": now}
    conn.execute(
        dialect_insert(conn, digest_ideas).values(workspace=workspace, week=week, **values).on_conflict_do_nothing()
    )


def record_session(conn: Connection, *, idea: Idea, session: Session) -> None:
    """Save which session came of an idea."""
    conn.execute(update(digest_ideas).where(*_is_idea(idea.workspace, idea.week)).values(session=session.id))


def join_idea(conn: Connection, *, idea: Idea, member: Member, is_named: bool, now: datetime) -> bool:
    """Put a member in; False where they are in already. One who hides has agreed to be named if `is_named`.

    Raises:
        MemberGone: they were forgotten.
    """
    members.lock_members(conn, workspace=idea.workspace, member_ids=[member.id])
    values = {"workspace": idea.workspace, "week": idea.week, "member": member.id, "named": is_named, "joined_at": now}
    added = conn.execute(dialect_insert(conn, idea_members).values(**values).on_conflict_do_nothing()).rowcount == 1
    if is_named and not added:
        conn.execute(update(idea_members).where(*_is_in(idea, member.id)).values(named=True))
    return added


def leave_idea(conn: Connection, *, idea: Idea, member: str) -> bool:
    """Take a member out; False where they are not in."""
    return conn.execute(delete(idea_members).where(*_is_in(idea, member))).rowcount == 1


def list_people(conn: Connection, *, idea: Idea, default_zone: ZoneInfo) -> tuple[Member, ...]:
    """Return who is in, the first one first: members who are here, no guests, and who do not hide from the others."""
    rows = conn.execute(
        select(idea_members.c.member, idea_members.c.named)
        .where(idea_members.c.workspace == idea.workspace, idea_members.c.week == idea.week)
        .order_by(idea_members.c.joined_at, idea_members.c.member)
    ).all()
    if not rows:
        return ()
    active = members.list_active_members(conn, workspace=idea.workspace, default_zone=default_zone)
    known = {each.id: each for each in active if each.is_colleague}
    joined = ((known.get(row.member), row.named) for row in rows)
    return tuple(each for each, is_named in joined if each and (is_named or not each.hidden))


def read_availability(conn: Connection, *, person: Member, now: datetime) -> Availability:
    """Return where somebody is, and their days away in the time in which a meeting can be."""
    since, until = (local_day(each, person.zone) for each in (now, now + HORIZON + HORIZON))
    days_off = time_off.list_time_off(conn, workspace=person.workspace, member=person.id, since=since, until=until)
    return Availability(person.zone, days_off)


def lock_open_session(conn: Connection, *, idea: Idea, by: str) -> tuple[Idea, Session | None]:
    """Return an idea with its session, locked; without one that was cancelled or is no longer known.

    Raises:
        MemberGone: `by` or its host was forgotten.
    """
    if not idea.session:
        return idea, None
    session = sessions.lock_session(conn, workspace=idea.workspace, session_id=idea.session, by=by)
    return (idea, session) if session and not session.cancelled_at else (replace(idea, session=None), None)


def _is_idea(workspace: str, week: str) -> tuple[ColumnElement[bool], ...]:
    return digest_ideas.c.workspace == workspace, digest_ideas.c.week == week


def _is_in(idea: Idea, member: str) -> tuple[ColumnElement[bool], ...]:
    return (
        idea_members.c.workspace == idea.workspace,
        idea_members.c.week == idea.week,
        idea_members.c.member == member,
    )
