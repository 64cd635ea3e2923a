"""Store members: their profile, zone, roles and preferences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.calendar.weeks import DEFAULT_DAY_STARTS, local_day
from bot.core.people import erasures
from bot.core.people.erasures import MemberGone as MemberGone  # noqa: PLC0414  (re-exported)
from bot.core.people.installation import is_installed, operator_ids
from bot.core.people.member import LocalTime, Member
from bot.core.people.names import distinct_names
from bot.core.time_off import add_time_off
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import PAIR_IS_ACTIVE, UtcDateTime, members, pairs, workspaces
from bot.db.tables import workspaces as all_workspaces
from bot.frozen import frozen
from bot.settings import Settings
from bot.slack.mrkdwn import first_visible_name

LOST_DAY: Final = "lost at the date line"  # the label of such days away
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
    members.c.nudge_slot,
    members.c.nudge_slot_from,
    members.c.nudge_slot_before,
    members.c.nudge_every,
    members.c.nudged_week,
    members.c.unanswered_nudges,
    members.c.summary_on,
    members.c.is_lead,
    members.c.is_guest,
)
_ALL_MEMBERS: Final = select(*_COLUMNS).join(workspaces, workspaces.c.id == members.c.workspace)
_STORED_PERSON: Final = PreparedStatement(
    lambda _: (
        select(
            func.coalesce(members.c.timezone, workspaces.c.timezone, bindparam("zone")),
            members.c.day_starts,
            members.c.is_external,
            members.c.profile_at.is_not(None),
            members.c.unanswered_nudges,
        )
        .select_from(members.join(workspaces, workspaces.c.id == members.c.workspace))
        .where(members.c.workspace == bindparam("workspace"), members.c.id == bindparam("member"))
    )
)


@frozen
class StoredPerson:
    """Somebody who has a row: how their days run, whether Slack has described them, and whether as one of others."""

    local_time: LocalTime
    is_external: bool
    has_profile: bool
    unanswered_nudges: int


def find_stored_person(conn: Connection, *, workspace: str, member: str, default_zone: ZoneInfo) -> StoredPerson | None:
    """Return what the row of a person says of them, quickly; None where there is none."""
    rows = _STORED_PERSON.run(conn, {"workspace": workspace, "member": member, "zone": default_zone.key})
    if not rows:
        return None
    zone, day_starts, is_external, has_profile, unanswered = rows[0]
    local = LocalTime(parse_zone(zone, default_zone), _parse_day_starts(day_starts))
    return StoredPerson(local, bool(is_external), bool(has_profile), unanswered)


def note_act(conn: Connection, *, workspace: str, member: str) -> None:
    """Write down that somebody did something here, which answers the nudges that they got before."""
    conn.execute(
        update(members)
        .where(members.c.workspace == workspace, members.c.id == member, members.c.unanswered_nudges > 0)
        .values(unanswered_nudges=0)
    )


def find_member(conn: Connection, *, workspace: str, member: str, default_zone: ZoneInfo) -> Member | None:
    """Return one member; None for somebody we have not met."""
    row = conn.execute(
        _ALL_MEMBERS.where(members.c.workspace == workspace, members.c.id == member), {"zone": default_zone.key}
    ).first()
    return _member_from_row(row, default_zone) if row else None


def read_requester(conn: Connection, *, workspace: str, member: str, settings: Settings) -> Member:
    """Return the member who asks, with the roles that count now: the settings' admins too, none for guests and leavers.

    Raises:
        MemberGone: we have not met them, or (MemberBeingErased) they are being erased.
    """
    requester = find_member(conn, workspace=workspace, member=member, default_zone=settings.timezone)
    if requester is None:
        erasures.refuse_during_erasure(conn, workspace=workspace, member=member)
        raise MemberGone(member)
    has_roles = requester.is_colleague
    return replace(
        requester,
        is_admin=has_roles
        and (requester.is_admin or member in operator_ids(conn, workspace=workspace, settings=settings)),
        is_mentor=has_roles and requester.is_mentor,
        is_lead=has_roles and requester.is_lead,
        mentees=_mentee_ids(conn, requester) if has_roles and requester.is_mentor else frozenset(),
    )


def lock_members(conn: Connection, *, workspace: str, member_ids: Collection[str]) -> None:
    """Lock these members against changes and erasure until the transaction ends; call it before writing about them.

    Raises:
        MemberGone: one of them is not there, or was forgotten while we waited.
    """
    wanted = frozenset(member_ids)
    ids = select(members.c.id).where(members.c.workspace == workspace, members.c.id.in_(wanted))
    locked = conn.execute(ids.order_by(members.c.id).with_for_update(key_share=True)).scalars().all()
    if len(locked) < len(wanted):
        raise MemberGone(*sorted(wanted.difference(locked)))


def _mentee_ids(conn: Connection, mentor: Member) -> frozenset[str]:
    """Return the mentees of active pairs: both have said yes, and neither has ended it."""
    rows = conn.execute(
        select(pairs.c.mentee).where(
            pairs.c.workspace == mentor.workspace, pairs.c.mentor == mentor.id, *PAIR_IS_ACTIVE
        )
    )
    return frozenset(row.mentee for row in rows)


def list_admins(conn: Connection, *, workspace: str, settings: Settings) -> tuple[Member, ...]:
    """Return the admins whom we have met, by name."""
    active = list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    operators = operator_ids(conn, workspace=workspace, settings=settings)
    return tuple(each for each in active if not each.is_guest and (each.is_admin or each.id in operators))


def list_admins_to_tell(conn: Connection, *, workspace: str, settings: Settings) -> tuple[str, ...]:
    """Return the ids of the admins to write to: those we have met, by name, then those of the settings not met yet."""
    known = [each.id for each in list_admins(conn, workspace=workspace, settings=settings)]
    operators = operator_ids(conn, workspace=workspace, settings=settings)
    met = read_names(conn, workspace=workspace, member_ids=operators)
    return (*known, *sorted(each for each in operators if each not in met))


def list_active_members(conn: Connection, *, workspace: str, default_zone: ZoneInfo) -> tuple[Member, ...]:
    """Return all active members of a workspace, by name; equal names are told apart."""
    rows = conn.execute(
        _ALL_MEMBERS.where(members.c.workspace == workspace, members.c.is_active).order_by(func.lower(members.c.name)),
        {"zone": default_zone.key},
    )
    active = tuple(_member_from_row(row, default_zone) for row in rows)
    shown = distinct_names({each.id: each.name for each in active})
    return tuple(each if each.name == shown[each.id] else replace(each, name=shown[each.id]) for each in active)


def save_profile(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    name: str,
    timezone: str | None,
    is_admin: bool,
    is_active: bool,
    is_guest: bool = False,
    is_external: bool = False,
    profile_at: datetime | None,
    now: datetime,
) -> None:
    """Store what Slack tells of a person, unless they are being erased; what they chose themselves stays."""
    profile = {
        "name": first_visible_name([name], member)[:200],
        "timezone": timezone,
        "is_admin": is_admin,
        "is_active": is_active,
        "is_guest": is_guest,
        "is_external": is_external,
        "profile_at": profile_at,
        "gone_at": None if is_active else func.coalesce(members.c.gone_at, literal(now, UtcDateTime())),
    }
    stored = select(members.c.timezone, members.c.is_admin, members.c.is_active).where(
        members.c.workspace == workspace, members.c.id == member
    )
    known = conn.execute(stored.with_for_update()).first()
    if known is None and erasures.is_being_erased(conn, workspace=workspace, member=member):
        return
    if known != (timezone, is_admin, is_active):
        _bump_roster(conn, workspace)
    if known and known.timezone and timezone and known.timezone != timezone:
        _skip_lost_days(conn, workspace, member, now, zones=(known.timezone, timezone))
    conn.execute(
        dialect_insert(conn, members)
        .values(workspace=workspace, id=member, created_at=now, **{**profile, "gone_at": None if is_active else now})
        .on_conflict_do_update(index_elements=["workspace", "id"], set_=profile)
    )


def _skip_lost_days(conn: Connection, workspace: str, member: str, now: datetime, *, zones: tuple[str, str]) -> None:
    """Note the days that a move over the date line took from somebody as days away: they break no streak."""
    before, after = (local_day(now, parse_zone(each, ZoneInfo("UTC"))) for each in zones)
    first, last = before + timedelta(days=1), after - timedelta(days=1)
    if first <= last:
        add_time_off(conn, workspace=workspace, member=member, first=first, last=last, label=LOST_DAY, now=now)


def list_stale_profiles(conn: Connection, *, before: datetime, limit: int) -> tuple[tuple[str, str], ...]:
    """Return people (workspace, id) whose profile was not fetched since `before`, longest ago first."""
    people = (
        select(members.c.workspace, members.c.id)
        .where(is_installed(members.c.workspace))
        .order_by(members.c.profile_at, members.c.workspace, members.c.id)
    )
    stale: list[tuple[str, str]] = []
    for is_stale in (members.c.profile_at.is_(None), members.c.profile_at < before):  # each by the index
        stale += [(row.workspace, row.id) for row in conn.execute(people.where(is_stale).limit(limit - len(stale)))]
    return tuple(stale)


def read_names(conn: Connection, *, workspace: str, member_ids: Collection[str]) -> dict[str, str]:
    """Return the names of those among these people whom we have met; equal ones are told apart."""
    rows = conn.execute(
        select(members.c.id, members.c.name).where(members.c.workspace == workspace, members.c.id.in_(member_ids))
    )
    return distinct_names({row.id: row.name for row in rows})


def update_member(conn: Connection, *, workspace: str, member: str, **values: Any) -> None:
    """Set what a member, or an admin for them, has chosen."""
    conn.execute(update(members).where(members.c.workspace == workspace, members.c.id == member).values(**values))
    _bump_roster(conn, workspace)


def set_mentor(conn: Connection, *, workspace: str, member: str, is_mentor: bool, now: datetime) -> None:
    """Make somebody a mentor, or end that; a mentor keeps the moment since when they are one."""
    conn.execute(
        update(members)
        .where(members.c.workspace == workspace, members.c.id == member, members.c.is_mentor != is_mentor)
        .values(is_mentor=is_mentor, mentor_since=now if is_mentor else None)
    )
    _bump_roster(conn, workspace)


def set_lead(conn: Connection, *, workspace: str, member: str, is_lead: bool) -> None:
    """Let a mentor see the whole team, or end that."""
    update_member(conn, workspace=workspace, member=member, is_lead=is_lead)


def _bump_roster(conn: Connection, workspace: str) -> None:
    """Tell every ticker that the people who may have to be written to have changed."""
    conn.execute(update(workspaces).where(workspaces.c.id == workspace).values(roster=workspaces.c.roster + 1))


def parse_zone(name: str | None, default_zone: ZoneInfo) -> ZoneInfo:
    """Return a zone by its IANA name; the default where there is no such zone."""
    try:
        return ZoneInfo(name) if name else default_zone
    except (KeyError, ValueError, OSError):
        return default_zone


def _parse_day_starts(minutes: int | None) -> time:
    return DEFAULT_DAY_STARTS if minutes is None else time(minutes // 60, minutes % 60)


def _member_from_row(row: Any, default_zone: ZoneInfo) -> Member:
    parsed = {"zone": parse_zone(row.zone, default_zone), "day_starts": _parse_day_starts(row.day_starts)}
    return Member(**{**row._mapping, **parsed})


def list_zones(conn: Connection, *, workspaces: Collection[str]) -> tuple[tuple[str, str | None], ...]:
    """Return each workspace with each time zone of its members; None stands for those without one.

    Goes from each zone to the next in the index, so that it takes as long as there are zones, not members.
    """
    if not workspaces:
        return ()
    zone, of_workspace = members.c.timezone, members.c.workspace
    smallest = select(func.min(zone)).where(of_workspace == all_workspaces.c.id).scalar_subquery()
    walk = select(all_workspaces.c.id, smallest.label("zone")).where(all_workspaces.c.id.in_(workspaces))
    walked = walk.cte("walk", recursive=True)
    following = select(func.min(zone)).where(of_workspace == walked.c.id, zone > walked.c.zone).correlate(walked)
    walked = walked.union_all(
        select(walked.c.id, following.scalar_subquery()).select_from(walked).where(walked.c.zone.is_not(None))
    )
    zoneless = select(members.c.id).where(of_workspace == walked.c.id, zone.is_(None)).exists()
    found = select(walked.c.id, walked.c.zone).where(or_(walked.c.zone.is_not(None), zoneless))
    rows = [(row.id, row.zone) for row in conn.execute(found)]
    return tuple(sorted(rows, key=lambda pair: (pair[0], pair[1] or "")))


def list_zone_names(conn: Connection, *, workspace: str) -> tuple[str | None, ...]:
    """Return the time zones of the workspace's members; None stands for those without one."""
    return tuple(zone for _, zone in list_zones(conn, workspaces=[workspace]))
