"""Whom somebody could ask to be their mentor, read in six statements however large the team is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.core.ledger import rollups
from bot.core.ledger.periods import ALL
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.core.people.pair import REST
from bot.core.time_off import absences
from bot.core.time_off.absence import is_away
from bot.db.tables import HOLDS
from bot.db.tables import pairs as rows
from bot.features.mentorship.rules import Candidate
from bot.features.mentorship.service import pairs as pairs_service

_FAR: Final = timedelta(days=2)  # between the days of two people, in the zones that are furthest apart


def candidates(session: Connection, *, asker: Member, area: str, now: datetime) -> tuple[Candidate, ...]:
    """Active members who agreed to be asked and are not hidden.

    Not among them: guests, who is away today, whom the asker has already, and with whom a no is let rest.
    """
    everyone = members.everyone(session, workspace=asker.workspace, default=asker.zone)
    minutes = rollups.by_member(session, workspace=asker.workspace, periods=[ALL], subject=area)
    own = pairs.of_member(session, workspace=asker.workspace, member=asker.id)
    resting = pairs_service.declined_mentors(session, workspace=asker.workspace, mentee=asker.id, since=now - REST)
    taken = {asker.id, *(pair.mentor for pair in own), *resting, *_away(session, everyone, asker, now)}
    mentees = _mentees(session, asker.workspace)
    return tuple(
        Candidate(each.id, each.name, each.zone, minutes.get(each.id, 0), mentees.get(each.id, 0), each.is_mentor)
        for each in everyone
        if each.askable and not each.hidden and not each.is_guest and each.id not in taken
    )


def _away(session: Connection, everyone: Iterable[Member], asker: Member, now: datetime) -> frozenset[str]:
    """Who is away by days of their own: on the team's holidays everybody is, and can be asked all the same."""
    today = asker.today(now)
    near = absences.everyones(session, workspace=asker.workspace, since=today - _FAR, until=today + _FAR).own
    return frozenset(each.id for each in everyone if is_away(each.today(now), near.get(each.id, ())))


def _mentees(session: Connection, workspace: str) -> dict[str, int]:
    """How many people each mentor has now."""
    held = select(rows.c.mentor, func.count()).where(rows.c.workspace == workspace, *HOLDS)
    return {mentor: int(number) for mentor, number in session.execute(held.group_by(rows.c.mentor))}
