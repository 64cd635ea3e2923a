"""Members: who they are, in which zone they live, what they may see and what they want."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.calendar.weeks import DAY_STARTS
from bot.core.people.member import LocalTime, Member
from bot.db.statements import Prepared
from bot.db.tables import HOLDS, Moment, members, pairs, workspaces
from bot.db.upsert import insert
from bot.settings import Settings

_COLUMNS: Final = (
    members.c.workspace,
    members.c.id,
    members.c.name,
    func.coalesce(members.c.timezone, workspaces.c.timezone, bindparam("zone")).label("zone"),
    members.c.is_admin,
    members.c.is_mentor,
    members.c.is_active,
    members.c.hidden,
    members.c.nudged,
    members.c.snoozed_until,
    func.coalesce(members.c.goal_minutes, workspaces.c.goal_minutes).label("goal"),
    members.c.goal_minutes.is_not(None).label("has_own_goal"),
    members.c.created_at,
    members.c.day_starts,
    members.c.askable,
    members.c.nudge_again,
    members.c.summary_on,
    members.c.is_lead,
    members.c.is_guest,
)


_MEMBERS: Final = select(*_COLUMNS).join(workspaces, workspaces.c.id == members.c.workspace)


_LOCAL: Final = Prepared(
    lambda _: (
        select(func.coalesce(members.c.timezone, workspaces.c.timezone, bindparam("zone")), members.c.day_starts)
        .select_from(members.join(workspaces, workspaces.c.id == members.c.workspace))
        .where(
            members.c.workspace == bindparam("workspace"),
            members.c.id == bindparam("member"),
            members.c.profile_at.is_not(None),
        )
    )
)


class Gone(LookupError):
    """Somebody whom it is about is not known, or has been forgotten meanwhile. Nothing was written."""


def local_time(session: Connection, *, workspace: str, member: str, default: ZoneInfo) -> LocalTime | None:
    """How the member's days run, quickly; None for somebody of whom Slack has told us nothing yet."""
    rows = _LOCAL.run(session, {"workspace": workspace, "member": member, "zone": default.key})
    return LocalTime(zone(rows[0][0], default), _starts(rows[0][1])) if rows else None


def find(session: Connection, *, workspace: str, member: str, default: ZoneInfo) -> Member | None:
    """One member; None for somebody we have not met."""
    row = session.execute(
        _MEMBERS.where(members.c.workspace == workspace, members.c.id == member), {"zone": default.key}
    ).first()
    return _member(row, default) if row else None


def asking(session: Connection, *, workspace: str, member: str, settings: Settings) -> Member:
    """Who asks, with the roles that count now: the settings' admins among them, and none for guests and who has left.

    Raises:
        Gone: we have not met them.
    """
    found = find(session, workspace=workspace, member=member, default=settings.timezone)
    if found is None:
        raise Gone(member)
    counts = found.is_active and not found.is_guest
    return replace(
        found,
        is_admin=counts and (found.is_admin or member in settings.admins),
        is_mentor=counts and found.is_mentor,
        is_lead=counts and found.is_lead,
        mentees=_mentees(session, found) if counts and found.is_mentor else frozenset(),
    )


def hold(session: Connection, *, workspace: str, people: Collection[str]) -> None:
    """Let nobody forget or change these people until the transaction ends: all at once, before any row about them.

    Raises:
        Gone: one of them is not there, or was forgotten while we waited.
    """
    wanted = frozenset(people)
    theirs = select(members.c.id).where(members.c.workspace == workspace, members.c.id.in_(wanted))
    found = session.execute(theirs.order_by(members.c.id).with_for_update(key_share=True)).scalars().all()
    if len(found) < len(wanted):
        raise Gone(*sorted(wanted.difference(found)))


def _mentees(session: Connection, mentor: Member) -> frozenset[str]:
    """Whom they are paired with: both have said yes, and neither has ended it."""
    rows = session.execute(
        select(pairs.c.mentee).where(pairs.c.workspace == mentor.workspace, pairs.c.mentor == mentor.id, *HOLDS)
    )
    return frozenset(row.mentee for row in rows)


def admins(session: Connection, *, workspace: str, settings: Settings) -> tuple[Member, ...]:
    """The admins whom we have met, by name."""
    active = everyone(session, workspace=workspace, default=settings.timezone)
    return tuple(each for each in active if each.is_admin or each.id in settings.admins)


def everyone(session: Connection, *, workspace: str, default: ZoneInfo) -> tuple[Member, ...]:
    """All active members of a workspace, by name."""
    rows = session.execute(
        _MEMBERS.where(members.c.workspace == workspace, members.c.is_active).order_by(func.lower(members.c.name)),
        {"zone": default.key},
    )
    return tuple(_member(row, default) for row in rows)


def meet(
    session: Connection,
    *,
    workspace: str,
    member: str,
    name: str,
    timezone: str | None,
    is_admin: bool,
    is_active: bool,
    is_guest: bool = False,
    profile_at: datetime | None,
    now: datetime,
) -> None:
    """Remember what Slack tells of a person; what they chose themselves stays."""
    known = {
        "name": name[:200],
        "timezone": timezone,
        "is_admin": is_admin,
        "is_active": is_active,
        "is_guest": is_guest,
        "profile_at": profile_at,
        "gone_at": None if is_active else func.coalesce(members.c.gone_at, literal(now, Moment())),
    }
    told = select(members.c.timezone, members.c.is_admin, members.c.is_active).where(
        members.c.workspace == workspace, members.c.id == member
    )
    if session.execute(told.with_for_update()).first() != (timezone, is_admin, is_active):
        _mark(session, workspace)
    session.execute(
        insert(session, members)
        .values(workspace=workspace, id=member, created_at=now, **{**known, "gone_at": None if is_active else now})
        .on_conflict_do_update(index_elements=["workspace", "id"], set_=known)
    )


def stale(session: Connection, *, before: datetime, limit: int) -> tuple[tuple[str, str], ...]:
    """People (workspace, id) about whom Slack was not asked since that moment, longest ago first."""
    people = select(members.c.workspace, members.c.id).order_by(members.c.profile_at, members.c.workspace, members.c.id)
    found: list[tuple[str, str]] = []
    for overdue in (members.c.profile_at.is_(None), members.c.profile_at < before):  # each a look at the index
        found += [(row.workspace, row.id) for row in session.execute(people.where(overdue).limit(limit - len(found)))]
    return tuple(found)


def names(session: Connection, *, workspace: str, people: Collection[str]) -> dict[str, str]:
    """The names of those among these people whom we have met."""
    rows = session.execute(
        select(members.c.id, members.c.name).where(members.c.workspace == workspace, members.c.id.in_(people))
    )
    return {row.id: row.name for row in rows}


def change(session: Connection, *, workspace: str, member: str, **values: Any) -> None:
    """Set what a member, or an admin for them, has chosen."""
    session.execute(update(members).where(members.c.workspace == workspace, members.c.id == member).values(**values))
    _mark(session, workspace)


def set_mentor(session: Connection, *, workspace: str, member: str, is_mentor: bool, now: datetime) -> None:
    """Make somebody a mentor, or end that; who is one already stays one since the day on which it began."""
    session.execute(
        update(members)
        .where(members.c.workspace == workspace, members.c.id == member, members.c.is_mentor != is_mentor)
        .values(is_mentor=is_mentor, mentor_since=now if is_mentor else None)
    )
    _mark(session, workspace)


def set_lead(session: Connection, *, workspace: str, member: str, is_lead: bool) -> None:
    """Let a mentor see the whole team, or end that."""
    change(session, workspace=workspace, member=member, is_lead=is_lead)


def _mark(session: Connection, workspace: str) -> None:
    """Let every ticker know that somebody here may have to be written to who was not before."""
    session.execute(update(workspaces).where(workspaces.c.id == workspace).values(roster=workspaces.c.roster + 1))


def zone(key: str | None, default: ZoneInfo) -> ZoneInfo:
    """A zone by its IANA name; the default where the name means nothing here."""
    try:
        return ZoneInfo(key) if key else default
    except (KeyError, ValueError, OSError):
        return default


def _starts(minutes: int | None) -> time:
    return DAY_STARTS if minutes is None else time(minutes // 60, minutes % 60)


def _member(row: Any, default: ZoneInfo) -> Member:
    known = {"zone": zone(row.zone, default), "day_starts": _starts(row.day_starts)}
    return Member(**{**row._mapping, **known})


def _walk(_: str) -> Select[Any]:
    zone, here = members.c.timezone, members.c.workspace == bindparam("workspace")
    walk = select(func.min(zone).label("zone")).where(here).cte("walk", recursive=True)
    following = select(func.min(zone)).where(here, zone > walk.c.zone).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(following).select_from(walk).where(walk.c.zone.is_not(None)))
    untold = exists().where(here, zone.is_(None))
    return select(walk.c.zone).where(or_(walk.c.zone.is_not(None), untold)).distinct()


_ZONES: Final = Prepared(_walk)


def zones(session: Connection, *, workspace: str) -> tuple[str | None, ...]:
    """The time zones that people of the workspace live in; None for those who have told none.

    Goes from each zone to the next in the index, so that it takes as long as there are zones, not people.
    """
    return tuple(sorted((row[0] for row in _ZONES.run(session, {"workspace": workspace})), key=lambda name: name or ""))
