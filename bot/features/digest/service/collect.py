"""The numbers of a week for everybody to read; nobody who hides is named, or can be worked out from the rest."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.calendar.weeks import shift_week, week_bounds
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.people.digest_scope import DigestScope
from bot.core.people.names import distinct_names
from bot.core.people.workspaces import read_first_week
from bot.core.time_off import WHOLE_TEAM, count_workdays_present
from bot.db.tables import members
from bot.features.digest.rules import PART_OF_WIN, Digest, Win, WinKind, gather_wins
from bot.features.digest.service import activity, aggregates, suggestion
from bot.features.leaderboard import service as leaderboard_service
from bot.features.leaderboard.rules import LeaderboardOrder
from bot.setting_values import Part


def collect_digest(
    conn: Connection,
    *,
    workspace: str,
    week: str,
    zone: ZoneInfo,
    catalog: Catalog,
    is_leaderboard_on: bool,
    order: LeaderboardOrder = LeaderboardOrder.HOURS,
    parts: AbstractSet[str] = frozenset(Part),
) -> Digest | None:
    """Collect a week of a workspace, with the `parts` that are wanted; the leaderboard is ranked by `order`.

    None for nothing to say: the workspace was not there yet, or has been quiet for longer than this week.
    """
    first_week = read_first_week(conn, workspace=workspace, zone=zone)
    if first_week > week:
        return None
    scope = read_digest_scope(conn, workspace=workspace, week=week, zone=zone)
    week_totals = [
        aggregates.read_week_totals(
            conn, workspace=workspace, week=shift_week(week, -back), visible_members=scope.names.keys()
        )
        for back in range(suggestion.UNTOUCHED_WEEKS)
    ]
    current, before = week_totals[:2]
    is_comparable = first_week < week and current.includes_hidden == before.includes_hidden
    people = current.minutes_of(scope.names)
    wins, mentoring = _collect_wins(conn, scope, catalog, people)
    digest = Digest(
        week=week,
        minutes=current.total(),
        minutes_before=before.total() if is_comparable else None,
        people_count=len(current.counted_members),
        areas=current.list_areas() if Part.CHART in parts else (),
        learners=activity.list_learners(conn, scope=scope, member_ids=people) if Part.DETAILS in parts else (),
        leaderboard=leaderboard_service.rank_week(
            conn, workspace=workspace, week=week, minutes_by_member=people, names=scope.names, order=order
        )
        if is_leaderboard_on and Part.BOARD in parts
        else None,
        wins=tuple(each for each in wins if PART_OF_WIN[each.kind] in parts),
        has_news=bool(wins),
        mentoring_minutes=mentoring if Part.TALKS in parts else 0,
        suggestion=suggestion.suggest_subject(conn, scope=scope, catalog=catalog, week_totals=week_totals)
        if Part.SUGGESTION in parts
        else None,
        can_meet=_can_meet(conn, workspace),
        is_team_away=_was_team_away(conn, scope),
        with_details=Part.DETAILS in parts,
    )
    return None if digest.is_empty and first_week < week and not before.total() else digest


def _collect_wins(
    conn: Connection, scope: DigestScope, catalog: Catalog, people: Collection[str]
) -> tuple[tuple[Win, ...], int]:
    """Collect what is worth praise in the week, and the minutes of mentoring."""
    talks, mentoring = activity.read_talks_and_mentoring(conn, scope=scope, catalog=catalog, member_ids=people)
    reached = [
        *talks,
        *activity.list_milestones(conn, scope=scope, talks=talks),
        *activity.list_finished_assignments(conn, scope=scope),
        *activity.list_new_mentors(conn, scope=scope),
    ]
    handed_in = activity.count_handed_in(conn, scope=scope)
    waiting = (Win(WinKind.HANDED_IN, (), number=handed_in),) if handed_in else ()
    return (*gather_wins(reached, scope.names), *waiting), mentoring


def _can_meet(conn: Connection, workspace: str) -> bool:
    """Return whether there are two who could meet: members who are here and do not hide, and no guests."""
    is_colleague = (members.c.workspace == workspace, members.c.is_active, ~members.c.is_guest, ~members.c.hidden)
    return len(conn.execute(select(members.c.id).where(*is_colleague).limit(2)).all()) > 1


def _was_team_away(conn: Connection, scope: DigestScope) -> bool:
    monday, sunday = week_bounds(scope.week)
    holidays = time_off.list_time_off(conn, workspace=scope.workspace, member=WHOLE_TEAM, since=monday, until=sunday)
    return not count_workdays_present(scope.week, holidays)


def read_digest_scope(conn: Connection, *, workspace: str, week: str, zone: ZoneInfo) -> DigestScope:
    """Read the scope of a week as people have chosen by now: members who hide today are not named in any week."""
    rows = conn.execute(
        select(members.c.id, members.c.name).where(
            members.c.workspace == workspace, members.c.is_active, ~members.c.hidden
        )
    )
    return DigestScope(workspace, week, zone, distinct_names({row.id: row.name for row in rows}))
