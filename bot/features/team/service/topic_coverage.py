"""Read what the members know who agreed to show it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core import levels, time_off
from bot.core.assignments import assignments
from bot.core.knowing.team_states import read_old_retention, read_team_states
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.time_off import find_stretch
from bot.db.statements import dialect_insert
from bot.db.tables import coverage_members
from bot.features.team.rules.topic_coverage import Knowledge, TeamKnowledge

MARGIN: Final = timedelta(days=1)  # the day it is elsewhere on earth
LONGEST: Final = timedelta(days=400)


def set_shown(conn: Connection, *, workspace: str, member: str, is_shown: bool, now: datetime) -> None:
    """Set whether what a member knows is on the coverage.

    Raises:
        MemberGone: they were forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member])
    key = {"workspace": workspace, "member": member}
    if is_shown:
        insert = dialect_insert(conn, coverage_members)
        conn.execute(insert.values(**key, agreed_at=now).on_conflict_do_nothing())
    else:
        conn.execute(delete(coverage_members).where(*(coverage_members.c[name] == key[name] for name in key)))


def list_agreed_ids(conn: Connection, *, workspace: str) -> frozenset[str]:
    """Return the members who agreed."""
    query = select(coverage_members.c.member).where(coverage_members.c.workspace == workspace)
    return frozenset(conn.execute(query).scalars())


def list_colleagues(conn: Connection, *, workspace: str, default: ZoneInfo) -> tuple[Member, ...]:
    """Return the active members without guests."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=default)
    return tuple(each for each in everyone if each.is_colleague)


def list_shown_members(conn: Connection, *, workspace: str, default: ZoneInfo) -> tuple[tuple[Member, ...], int]:
    """Return who agreed, is here and does not hide, by name, and of how many colleagues."""
    agreed, colleagues = (
        list_agreed_ids(conn, workspace=workspace),
        list_colleagues(conn, workspace=workspace, default=default),
    )
    shown = [each for each in colleagues if each.id in agreed and not each.hidden]
    return tuple(sorted(shown, key=lambda each: (each.name.casefold(), each.id))), len(colleagues)


def read_team_knowledge(
    conn: Connection,
    *,
    workspace: str,
    catalog: Catalog,
    default: ZoneInfo,
    now: datetime,
    topics: Collection[TopicReference],
) -> TeamKnowledge:
    """Return what those know of some topics who agreed to show it, in as many statements for one as for all."""
    shown, count = list_shown_members(conn, workspace=workspace, default=default)
    return TeamKnowledge(
        count, _read_knowledge(conn, workspace=workspace, people=shown, catalog=catalog, now=now, topics=topics)
    )


def read_own_knowledge(
    conn: Connection, *, member: Member, catalog: Catalog, now: datetime, topics: Collection[TopicReference]
) -> TeamKnowledge:
    """Return what a member knows of some topics themselves, as the team's page would have it if they were here."""
    (own,) = _read_knowledge(
        conn, workspace=member.workspace, people=(member,), catalog=catalog, now=now, topics=topics
    )
    return TeamKnowledge(1, (replace(own, is_away=False, away_until=None),))


def _read_knowledge(
    conn: Connection,
    *,
    workspace: str,
    people: Sequence[Member],
    catalog: Catalog,
    now: datetime,
    topics: Collection[TopicReference],
) -> tuple[Knowledge, ...]:
    if not people:
        return ()
    ids, subjects = frozenset(each.id for each in people), frozenset(each.id for each in topics)
    states = read_team_states(conn, workspace=workspace, member_ids=ids, subjects=subjects)
    confirmed = _confirmed_levels(conn, workspace, ids)
    practice = _signed_off_areas(conn, workspace, catalog)
    retention = read_old_retention(conn, workspace=workspace, member_ids=ids, topics=subjects, now=now)
    since = now.date() - MARGIN
    days_off = time_off.read_team_time_off(conn, workspace=workspace, since=since, until=now.date() + LONGEST)

    def knowledge_of(member: Member) -> Knowledge:
        stretch = find_stretch(member.today(now), days_off.for_member(member.id))
        return Knowledge(
            member.name,
            states.get(member.id, {}),
            confirmed.get(member.id, {}),
            retention.get(member.id, {}),
            frozenset(practice.get(member.id, ())),
            is_away=stretch is not None,
            away_until=stretch.last if stretch else None,
        )

    return tuple(map(knowledge_of, people))


def _confirmed_levels(conn: Connection, workspace: str, ids: Collection[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in levels.list_confirmed_levels(conn, workspace=workspace):
        if each.member in ids and each.confirmed:
            found.setdefault(each.member, {})[each.roadmap] = each.confirmed
    return found


def _signed_off_areas(conn: Connection, workspace: str, catalog: Catalog) -> dict[str, set[str]]:
    """Return the areas in which members had an assignment signed off."""
    found: dict[str, set[str]] = {}
    for each in assignments.list_signed_off(conn, workspace=workspace):
        if assignment := catalog.find_assignment(each.assignment):
            found.setdefault(each.member, set()).add(assignment[0].id)
    return found
