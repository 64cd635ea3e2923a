"""When people were asked something and when they answered, as far as the tables still tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.core.assignments.workflow import AssignmentAction
from bot.db.tables import assignment_steps, help_requests, levels, pairs

_LOOK_BACK: Final = timedelta(days=180)
_DECISIONS: Final = (AssignmentAction.SIGN_OFF.value, AssignmentAction.SEND_BACK.value)
Answers = dict[str, list[tuple[datetime, datetime]]]


def read_answers(conn: Connection, *, workspace: str, people: Collection[str], now: datetime) -> Answers:
    """Return for each person when they were asked and when they answered, within the last half year."""
    answers: Answers = defaultdict(list)
    wanted, since = list(people), now - _LOOK_BACK
    for person, asked, answered in (
        *_decisions(conn, workspace, wanted, since),
        *_confirmations(conn, workspace, wanted, since),
        *_solutions(conn, workspace, wanted, since),
        *_agreements(conn, workspace, wanted, since),
    ):
        if asked <= answered:
            answers[person].append((asked, answered))
    return answers


def _decisions(
    conn: Connection, workspace: str, people: list[str], since: datetime
) -> list[tuple[str, datetime, datetime]]:
    """Return sign-offs and what was sent back, each with the hand-in before it."""
    columns = (assignment_steps.c[name] for name in ("member", "assignment", "at", "actor", "act"))
    acts = (AssignmentAction.HAND_IN.value, *_DECISIONS)
    query = select(*columns).where(
        assignment_steps.c.workspace == workspace, assignment_steps.c.act.in_(acts), assignment_steps.c.at >= since
    )
    handed: dict[tuple[str, str], datetime] = {}
    found = []
    for row in conn.execute(query.order_by(assignment_steps.c.id)):
        work = (row.member, row.assignment)
        if row.act not in _DECISIONS:
            handed[work] = row.at
        elif (asked := handed.pop(work, None)) and row.actor in people:
            found.append((row.actor, asked, row.at))
    return found


def _confirmations(
    conn: Connection, workspace: str, people: list[str], since: datetime
) -> list[tuple[str, datetime, datetime]]:
    query = select(levels.c.confirmed_by, levels.c.claimed_at, levels.c.confirmed_at).where(
        levels.c.workspace == workspace, levels.c.confirmed_by.in_(people), levels.c.confirmed_at >= since
    )
    return [(row.confirmed_by, row.claimed_at, row.confirmed_at) for row in conn.execute(query)]


def _solutions(
    conn: Connection, workspace: str, people: list[str], since: datetime
) -> list[tuple[str, datetime, datetime]]:
    query = select(help_requests.c.over_by, help_requests.c.at, help_requests.c.over_at).where(
        help_requests.c.workspace == workspace,
        help_requests.c.over_by.in_(people),
        help_requests.c.over_by != help_requests.c.member,
        help_requests.c.over_at >= since,
    )
    return [(row.over_by, row.at, row.over_at) for row in conn.execute(query)]


def _agreements(
    conn: Connection, workspace: str, people: list[str], since: datetime
) -> list[tuple[str, datetime, datetime]]:
    """Return who said yes to a pair that somebody else asked for."""
    found = []
    for side, agreed_at in ((pairs.c.mentor, pairs.c.mentor_at), (pairs.c.mentee, pairs.c.mentee_at)):
        query = select(side.label("person"), pairs.c.created_at, agreed_at.label("agreed_at")).where(
            pairs.c.workspace == workspace, side.in_(people), pairs.c.asked_by != side, agreed_at >= since
        )
        found += [(row.person, row.created_at, row.agreed_at) for row in conn.execute(query)]
    return found
