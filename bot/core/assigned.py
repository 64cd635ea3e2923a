"""Who has something to learn: set by themselves, by a mentor, or for the whole team."""

from __future__ import annotations

from sqlalchemy import Connection, select, union

from bot.core.people.member import Member
from bot.core.people.workspaces import DEFAULT_GOAL_MINUTES
from bot.core.time_off import WHOLE_TEAM
from bot.db.tables import (
    PAIR_IS_ACTIVE,
    assigned_next_steps,
    assignment_progress,
    goals,
    pairs,
    target_days,
    workspaces,
)


def list_assigned(conn: Connection, *, workspace: str) -> frozenset[str]:
    """Return members with a target day, assignment, mentor or next step; `WHOLE_TEAM` where the team's goal is set.

    A goal of one's own is not looked for: whoever reads members knows it.
    """
    rows = conn.execute(
        union(
            *(
                select(table.c.member).where(table.c.workspace == workspace)
                for table in (target_days, assignment_progress, assigned_next_steps)
            ),
            select(pairs.c.mentee).where(pairs.c.workspace == workspace, *PAIR_IS_ACTIVE),
            select(goals.c.member).where(goals.c.workspace == workspace, goals.c.member == WHOLE_TEAM),
        )
    )
    return frozenset(member for (member,) in rows)


def has_team_goal(conn: Connection, *, workspace: str, assigned: frozenset[str]) -> bool:
    """Return whether an admin chose the team's goal; `assigned` are those of `list_assigned`."""
    goal = conn.execute(select(workspaces.c.goal_minutes).where(workspaces.c.id == workspace)).scalar_one()
    return WHOLE_TEAM in assigned or goal != DEFAULT_GOAL_MINUTES


def is_addressed(conn: Connection, *, workspace: str, member: Member) -> bool:
    """Return whether a member has a goal that somebody chose, or something assigned, so that they may be nudged."""
    if member.has_own_goal:
        return True
    assigned = list_assigned(conn, workspace=workspace)
    return member.id in assigned or has_team_goal(conn, workspace=workspace, assigned=assigned)
