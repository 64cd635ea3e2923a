"""Whom somebody could ask to be their mentor, read in four statements however large the team is."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.db.tables import pairs as rows
from bot.domain.matching import Candidate
from bot.domain.member import Member
from bot.domain.periods import ALL
from bot.services import members, pairs, totals


def candidates(session: Connection, *, asker: Member, area: str) -> tuple[Candidate, ...]:
    """Active members who agreed to be asked and are not hidden, no guest among them, nor whom the asker has already."""
    everyone = members.everyone(session, workspace=asker.workspace, default=asker.zone)
    minutes = totals.by_member(session, workspace=asker.workspace, periods=[ALL], subject=area)
    own = pairs.of_member(session, workspace=asker.workspace, member=asker.id)
    taken = {asker.id, *(pair.mentor for pair in own)}
    mentees = _mentees(session, asker.workspace)
    return tuple(
        Candidate(each.id, each.name, each.zone, minutes.get(each.id, 0), mentees.get(each.id, 0), each.is_mentor)
        for each in everyone
        if each.askable and not each.hidden and not each.is_guest and each.id not in taken
    )


def _mentees(session: Connection, workspace: str) -> dict[str, int]:
    """How many people each mentor has now."""
    held = select(rows.c.mentor, func.count()).where(rows.c.workspace == workspace, *pairs.holding())
    return {mentor: int(number) for mentor, number in session.execute(held.group_by(rows.c.mentor))}
