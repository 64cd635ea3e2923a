"""Mentors and their mentees."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from bot.core import time_off
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_TIME
from bot.core.people import members
from bot.core.people import pairs as people_pairs
from bot.core.people.member import Member
from bot.core.people.pairs import _COLUMNS, REPROPOSAL_PAUSE, Pair, _list_open_pairs
from bot.core.time_off import is_away
from bot.db.statements import dialect_insert
from bot.db.tables import PAIR_IS_ACTIVE, pairs
from bot.db.tables import pairs as rows
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.features.mentorship.rules import MentorCandidate
from bot.settings import Settings


def create_pair(
    conn: Connection,
    *,
    workspace: str,
    mentor: str,
    mentee: str,
    area: str,
    asked_by: str,
    agreed: Collection[str],
    now: datetime,
) -> Pair | None:
    """Ask two people to be paired; `agreed` have said yes by that. None where they are, or are asked, already.

    Raises:
        Gone: one of them was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[mentor, mentee, asked_by])
    row = conn.execute(
        dialect_insert(conn, pairs)
        .values(
            workspace=workspace,
            mentor=mentor,
            mentee=mentee,
            area=area,
            asked_by=asked_by,
            mentor_at=now if mentor in agreed else None,
            mentee_at=now if mentee in agreed else None,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(*_COLUMNS)
    ).first()
    return _to_pair(row)


def find_pair(conn: Connection, *, workspace: str, pair_id: int, changed_by: str) -> Pair | None:
    """A pair of a workspace by its number, also one that has ended, as somebody is about to change it.

    Nobody else changes it meanwhile, nor are its people, or who changes it, forgotten. Raises Gone where they were.
    """
    numbered = select(*_COLUMNS).where(pairs.c.workspace == workspace, pairs.c.id == pair_id)
    if seen := _to_pair(conn.execute(numbered).first()):
        members.lock_members(conn, workspace=workspace, member_ids=[seen.mentor, seen.mentee, changed_by])
    return _to_pair(conn.execute(numbered.with_for_update()).first())


def find_open_pair(conn: Connection, *, workspace: str, mentor: str, mentee: str) -> Pair | None:
    """How two people are paired, or asked to be, now."""
    theirs = (pairs.c.workspace == workspace, pairs.c.mentor == mentor, pairs.c.mentee == mentee)
    return _to_pair(conn.execute(select(*_COLUMNS).where(*theirs, pairs.c.ended_at.is_(None))).first())


def find_declined_pair(conn: Connection, *, workspace: str, mentor: str, mentee: str, since: datetime) -> Pair | None:
    """The newest asking of these two since that moment to which the one who was asked said no."""
    theirs = (pairs.c.workspace == workspace, pairs.c.mentor == mentor, pairs.c.mentee == mentee)
    newest = select(*_COLUMNS).where(*theirs, pairs.c.ended_at > since, _was_declined())
    return _to_pair(conn.execute(newest.order_by(pairs.c.id.desc()).limit(1)).first())


def list_declined_mentors(conn: Connection, *, workspace: str, mentee: str, since: datetime) -> frozenset[str]:
    """The mentors in all such askings of one mentee."""
    theirs = (pairs.c.workspace == workspace, pairs.c.mentee == mentee, pairs.c.ended_at > since)
    return frozenset(conn.execute(select(pairs.c.mentor).where(*theirs, _was_declined())).scalars())


def accept_pair(conn: Connection, *, pair: Pair, member: str, now: datetime) -> Pair | None:
    """One of the two says yes; None where they have said so before, or it is over."""
    said = pairs.c.mentor_at if member == pair.mentor else pairs.c.mentee_at
    row = conn.execute(
        update(pairs)
        .where(pairs.c.id == pair.id, pairs.c.ended_at.is_(None), said.is_(None))
        .values({said: now})
        .returning(*_COLUMNS)
    ).first()
    return _to_pair(row)


def end_pair(conn: Connection, *, pair: Pair, ended_by: str, now: datetime) -> bool:
    """End it, whether it holds or is asked; False where it is over already."""
    ended = conn.execute(
        update(pairs).where(pairs.c.id == pair.id, pairs.c.ended_at.is_(None)).values(ended_at=now, ended_by=ended_by)
    )
    return ended.rowcount == 1


def end_pairs_of_mentor(
    conn: Connection, *, workspace: str, mentor: str, ended_by: str, now: datetime
) -> tuple[Pair, ...]:
    """Somebody mentors no more: all that they mentor, or were asked to, ends; those pairs as they were."""
    theirs = _list_open_pairs(conn, workspace, pairs.c.mentor == mentor)
    return tuple(each for each in theirs if end_pair(conn, pair=each, ended_by=ended_by, now=now))


def write_notifications(
    conn: Connection,
    *,
    pair: Pair,
    topic: str,
    recipients: Iterable[str],
    render: Callable[[str], Mapping[str, Any]],
    settings: Settings,
    now: datetime,
    mentee: Member | None = None,
) -> None:
    """Write to each of these people, once `about` the same, what is said to them.

    What tells the mentor of the `mentee` is sent only while they still are.
    """
    named = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
    names = members.read_names(conn, workspace=pair.workspace, member_ids=named)
    for reader in dict.fromkeys(recipients):
        found = members.find_member(conn, workspace=pair.workspace, member=reader, default_zone=settings.timezone)
        if found:
            key, message, whose = (
                _notification_key(pair, topic),
                render(reader),
                mentee if reader == pair.mentor else None,
            )
            direct_messages.write_message(
                conn,
                recipient=found,
                kind=DeliveryKind.PAIR,
                key=key,
                message=message,
                now=now,
                other_names=names,
                about_member=whose,
            )


def withdraw_notifications(
    conn: Connection, *, pair: Pair, topic: str, exclude: Collection[str] = ()
) -> frozenset[str]:
    """What was to be said about it, to all `but` some, and has not left yet never does; returns who hears nothing."""
    return direct_messages.withdraw_unsent(
        conn, workspace=pair.workspace, kind=DeliveryKind.PAIR, key=_notification_key(pair, topic), exclude=exclude
    )


def _notification_key(pair: Pair, topic: str) -> str:
    return f"pair:{pair.id}:{topic}"


def _was_declined() -> ColumnElement[bool]:
    """Ended by one of the two who was asked, and had not said yes."""
    return or_(
        and_(pairs.c.ended_by == pairs.c.mentor, pairs.c.mentor_at.is_(None)),
        and_(pairs.c.ended_by == pairs.c.mentee, pairs.c.mentee_at.is_(None)),
    )


def _to_pair(row: Any) -> Pair | None:
    return Pair(**row._mapping) if row else None


_MAX_DAY_GAP: Final = timedelta(days=2)  # between the days of two people, in the zones that are furthest apart


def list_candidates(conn: Connection, *, asker: Member, area: str, now: datetime) -> tuple[MentorCandidate, ...]:
    """Active members who agreed to be asked and are not hidden.

    Not among them: guests, who is away today, whom the asker has already, and with whom a no is let rest.
    """
    everyone = members.list_active_members(conn, workspace=asker.workspace, default_zone=asker.zone)
    minutes = rollups.read_minutes_by_member(conn, workspace=asker.workspace, periods=[ALL_TIME], subject=area)
    own = people_pairs.list_pairs(conn, workspace=asker.workspace, member=asker.id)
    resting = list_declined_mentors(conn, workspace=asker.workspace, mentee=asker.id, since=now - REPROPOSAL_PAUSE)
    taken = {asker.id, *(pair.mentor for pair in own), *resting, *_list_away(conn, everyone, asker, now)}
    mentees = _count_mentees(conn, asker.workspace)
    return tuple(
        MentorCandidate(each.id, each.name, each.zone, minutes.get(each.id, 0), mentees.get(each.id, 0), each.is_mentor)
        for each in everyone
        if each.askable and not each.hidden and not each.is_guest and each.id not in taken
    )


def _list_away(conn: Connection, everyone: Iterable[Member], asker: Member, now: datetime) -> frozenset[str]:
    """Who is away by days of their own: on the team's holidays everybody is, and can be asked all the same."""
    today = asker.today(now)
    near = time_off.read_team_time_off(
        conn, workspace=asker.workspace, since=today - _MAX_DAY_GAP, until=today + _MAX_DAY_GAP
    ).by_member
    return frozenset(each.id for each in everyone if is_away(each.today(now), near.get(each.id, ())))


def _count_mentees(conn: Connection, workspace: str) -> dict[str, int]:
    """How many people each mentor has now."""
    held = select(rows.c.mentor, func.count()).where(rows.c.workspace == workspace, *PAIR_IS_ACTIVE)
    return {mentor: int(number) for mentor, number in conn.execute(held.group_by(rows.c.mentor))}
