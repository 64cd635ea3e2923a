"""The numbers of a week for everybody to read, in which nobody who hid can be found, nor worked out from the rest."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.calendar.weeks import days_of, local_week, shift
from bot.catalog.catalog import Catalog
from bot.core.people.digest_scope import Scope
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM, days_present
from bot.db.tables import workspaces
from bot.features.digest.rules.content import Digest
from bot.features.digest.service import activity, aggregates, streaks, suggestion
from bot.features.digest.service import scope as scope_service
from bot.features.leaderboard import service as leaderboard_service
from bot.features.leaderboard.rules.ranking import By
from bot.setting_values import Part


def collect(
    session: Connection,
    *,
    workspace: str,
    week: str,
    zone: ZoneInfo,
    catalog: Catalog,
    board_on: bool,
    by: By = By.HOURS,
    parts: AbstractSet[str] = frozenset(Part),
) -> Digest | None:
    """A week of a workspace, with the `parts` that are wanted; the board, where it is on, is ranked `by` that.

    None where there is nothing to say: it was not there yet, or has been quiet for longer than this week.
    """
    first = _first_week(session, workspace, zone)
    if first > week:
        return None
    scope = scope_service.read(session, workspace=workspace, week=week, zone=zone)
    weeks = [
        aggregates.read(session, workspace=workspace, week=shift(week, -back), shown=scope.names.keys())
        for back in range(suggestion.WEEKS)
    ]
    now, before = weeks[:2]
    people = now.of(scope.names)
    talks, mentoring = activity.shared(session, scope=scope, people=people) if Part.TALKS in parts else ((), 0)
    found = Digest(
        week=week,
        minutes=now.total(),
        before=before.total() if first < week and now.is_crowd == before.is_crowd else None,
        people=len(now.counted),
        areas=now.areas() if Part.CHART in parts else (),
        learners=activity.learners(session, scope=scope, people=people) if Part.DETAILS in parts else (),
        board=leaderboard_service.of_week(
            session, workspace=workspace, week=week, minutes=people, names=scope.names, by=by
        )
        if board_on and Part.BOARD in parts
        else None,
        done=activity.done(session, scope=scope) if Part.DONE in parts else (),
        mentors=activity.mentors(session, scope=scope) if Part.PEOPLE in parts else (),
        talks=talks,
        mentoring=mentoring,
        streaks=streaks.reached(session, scope=scope, people=people) if Part.STREAKS in parts else (),
        suggestion=suggestion.suggest(session, scope=scope, catalog=catalog, weeks=weeks)
        if Part.SUGGESTION in parts
        else None,
        off=_is_off(session, scope),
        details=Part.DETAILS in parts,
    )
    return None if found.is_quiet and first < week and not before.total() else found


def _first_week(session: Connection, workspace: str, zone: ZoneInfo) -> str:
    created = session.execute(select(workspaces.c.created_at).where(workspaces.c.id == workspace)).scalar_one()
    return local_week(created, zone)


def _is_off(session: Connection, scope: Scope) -> bool:
    """Whether the whole team was away all week."""
    monday, sunday = days_of(scope.week)
    team = absences.of_member(session, workspace=scope.workspace, member=TEAM, since=monday, until=sunday)
    return not days_present(scope.week, team)
