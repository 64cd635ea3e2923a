"""The numbers of a week for everybody to read, in which nobody who hid can be found, nor worked out from the rest."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.calendar.weeks import local_week, shift_week, week_bounds
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.people.digest_scope import DigestScope
from bot.core.time_off import WHOLE_TEAM, count_workdays_present
from bot.db.tables import members, workspaces
from bot.features.digest.rules import Digest
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
    """A week of a workspace, with the `parts` that are wanted; the board, where it is on, is ranked `by` that.

    None where there is nothing to say: it was not there yet, or has been quiet for longer than this week.
    """
    first = _first_week(conn, workspace, zone)
    if first > week:
        return None
    scope = read_digest_scope(conn, workspace=workspace, week=week, zone=zone)
    weeks = [
        aggregates.read_week_totals(
            conn, workspace=workspace, week=shift_week(week, -back), visible_members=scope.names.keys()
        )
        for back in range(suggestion.UNTOUCHED_WEEKS)
    ]
    now, before = weeks[:2]
    people = now.minutes_of(scope.names)
    talks, mentoring = (
        activity.read_talks_and_mentoring(conn, scope=scope, member_ids=people) if Part.TALKS in parts else ((), 0)
    )
    found = Digest(
        week=week,
        minutes=now.total(),
        minutes_before=before.total() if first < week and now.includes_hidden == before.includes_hidden else None,
        people_count=len(now.counted_members),
        areas=now.list_areas() if Part.CHART in parts else (),
        learners=activity.list_learners(conn, scope=scope, member_ids=people) if Part.DETAILS in parts else (),
        leaderboard=leaderboard_service.rank_week(
            conn, workspace=workspace, week=week, minutes_by_member=people, names=scope.names, order=order
        )
        if is_leaderboard_on and Part.BOARD in parts
        else None,
        finished_assignments=activity.list_finished_assignments(conn, scope=scope) if Part.DONE in parts else (),
        new_mentors=activity.list_new_mentors(conn, scope=scope) if Part.PEOPLE in parts else (),
        talks=talks,
        mentoring_minutes=mentoring,
        streaks=activity.list_milestones(conn, scope=scope, minutes_by_member=people) if Part.STREAKS in parts else (),
        suggestion=suggestion.suggest_subject(conn, scope=scope, catalog=catalog, week_totals=weeks)
        if Part.SUGGESTION in parts
        else None,
        is_team_away=_was_team_away(conn, scope),
        with_details=Part.DETAILS in parts,
    )
    return None if found.is_empty and first < week and not before.total() else found


def _first_week(conn: Connection, workspace: str, zone: ZoneInfo) -> str:
    created = conn.execute(select(workspaces.c.created_at).where(workspaces.c.id == workspace)).scalar_one()
    return local_week(created, zone)


def _was_team_away(conn: Connection, scope: DigestScope) -> bool:
    """Whether the whole team was away all week."""
    monday, sunday = week_bounds(scope.week)
    team = time_off.list_time_off(conn, workspace=scope.workspace, member=WHOLE_TEAM, since=monday, until=sunday)
    return not count_workdays_present(scope.week, team)


def read_digest_scope(conn: Connection, *, workspace: str, week: str, zone: ZoneInfo) -> DigestScope:
    """The scope of a week as people have chosen by now: who hides today is not named in any week."""
    rows = conn.execute(
        select(members.c.id, members.c.name).where(
            members.c.workspace == workspace, members.c.is_active, ~members.c.hidden
        )
    )
    return DigestScope(workspace, week, zone, {row.id: row.name for row in rows})
