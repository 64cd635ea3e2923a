"""Pairs of mentors and mentees: proposed, accepted and ended; messages about them; candidates for mentors."""

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
from bot.db.renamed_ids import resolve
from bot.db.statements import dialect_insert
from bot.db.tables import PAIR_IS_ACTIVE, pairs
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.features.mentorship.rules import MentorCandidate
from bot.settings import Settings

_MAX_DAY_GAP: Final = timedelta(days=2)  # between the days of two people, in the zones that are furthest apart


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
    """Add a proposed pair to which `agreed` have said yes; None where the two have an open pair already.

    Raises:
        MemberGone: one of them was forgotten.
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
    return _to_pair(conn, row)


def find_pair(conn: Connection, *, workspace: str, pair_id: int, changed_by: str) -> Pair | None:
    """Return and lock a pair of a workspace by its number, also one that has ended.

    Until the transaction ends nobody else changes it, and neither its people nor `changed_by` are forgotten.

    Raises:
        MemberGone: one of them was forgotten.
    """
    numbered = select(*_COLUMNS).where(pairs.c.workspace == workspace, pairs.c.id == pair_id)
    if found := _to_pair(conn, conn.execute(numbered).first()):
        members.lock_members(conn, workspace=workspace, member_ids=[found.mentor, found.mentee, changed_by])
    return _to_pair(conn, conn.execute(numbered.with_for_update()).first())


def find_open_pair(conn: Connection, *, workspace: str, mentor: str, mentee: str) -> Pair | None:
    """Return the open pair of two people, proposed or active."""
    of_two = (pairs.c.workspace == workspace, pairs.c.mentor == mentor, pairs.c.mentee == mentee)
    return _to_pair(conn, conn.execute(select(*_COLUMNS).where(*of_two, pairs.c.ended_at.is_(None))).first())


def find_declined_pair(conn: Connection, *, workspace: str, mentor: str, mentee: str, since: datetime) -> Pair | None:
    """Return the newest pair of these two that was declined after `since`, a moment."""
    of_two = (pairs.c.workspace == workspace, pairs.c.mentor == mentor, pairs.c.mentee == mentee)
    newest = select(*_COLUMNS).where(*of_two, pairs.c.ended_at > since, _was_declined())
    return _to_pair(conn, conn.execute(newest.order_by(pairs.c.id.desc()).limit(1)).first())


def list_declined_mentors(conn: Connection, *, workspace: str, mentee: str, since: datetime) -> frozenset[str]:
    """Return the mentors of all pairs of a mentee that were declined after `since`."""
    of_mentee = (pairs.c.workspace == workspace, pairs.c.mentee == mentee, pairs.c.ended_at > since)
    return frozenset(conn.execute(select(pairs.c.mentor).where(*of_mentee, _was_declined())).scalars())


def accept_pair(conn: Connection, *, pair: Pair, member: str, now: datetime) -> Pair | None:
    """Save that one of the two says yes; None where they did before, or the pair has ended."""
    agreed_at = pairs.c.mentor_at if member == pair.mentor else pairs.c.mentee_at
    row = conn.execute(
        update(pairs)
        .where(pairs.c.id == pair.id, pairs.c.ended_at.is_(None), agreed_at.is_(None))
        .values({agreed_at: now})
        .returning(*_COLUMNS)
    ).first()
    return _to_pair(conn, row)


def end_pair(conn: Connection, *, pair: Pair, ended_by: str, now: datetime) -> bool:
    """End a proposed or active pair; False where it has ended already."""
    ended = conn.execute(
        update(pairs).where(pairs.c.id == pair.id, pairs.c.ended_at.is_(None)).values(ended_at=now, ended_by=ended_by)
    )
    return ended.rowcount == 1


def end_pairs_of_mentor(
    conn: Connection, *, workspace: str, mentor: str, ended_by: str, now: datetime
) -> tuple[Pair, ...]:
    """End all open pairs of somebody who mentors no more; return them as they were before."""
    own = _list_open_pairs(conn, workspace, pairs.c.mentor == mentor)
    return tuple(each for each in own if end_pair(conn, pair=each, ended_by=ended_by, now=now))


def write_notifications(
    conn: Connection,
    *,
    pair: Pair,
    topic: str,
    recipients: Iterable[str],
    render: Callable[[str, Mapping[str, str]], Mapping[str, Any]],
    settings: Settings,
    now: datetime,
    mentee: Member | None = None,
) -> None:
    """Write to each recipient what `render` makes of their id and the names of all concerned, once on a topic.

    With a `mentee` the mentor's message is sent only while they may still see that mentee.
    """
    names = read_names(conn, pair=pair)
    for reader in dict.fromkeys(recipients):
        found = members.find_member(conn, workspace=pair.workspace, member=reader, default_zone=settings.timezone)
        if found:
            direct_messages.write_message(
                conn,
                recipient=found,
                kind=DeliveryKind.PAIR,
                key=_notification_key(pair, topic),
                message=render(reader, names),
                now=now,
                other_names=names,
                about_member=mentee if reader == pair.mentor else None,
            )


def read_names(conn: Connection, *, pair: Pair) -> dict[str, str]:
    """Return the names, by id, of all whom a pair concerns."""
    concerned = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
    return members.read_names(conn, workspace=pair.workspace, member_ids=concerned)


def withdraw_notifications(
    conn: Connection, *, pair: Pair, topic: str, exclude: Collection[str] = ()
) -> frozenset[str]:
    """Withdraw what was not sent yet on a topic, except to some; return those who get nothing."""
    return direct_messages.withdraw_unsent(
        conn, workspace=pair.workspace, kind=DeliveryKind.PAIR, key=_notification_key(pair, topic), exclude=exclude
    )


def rewrite_question(
    conn: Connection, *, pair: Pair, render: Callable[[str], Mapping[str, Any]], now: datetime, pressed_ts: str
) -> None:
    """Rewrite the question to each of those whom it reached, now that somebody has answered it or it is over."""
    direct_messages.rewrite_sent(
        conn,
        workspace=pair.workspace,
        kind=DeliveryKind.PAIR,
        key=_notification_key(pair, "ask"),
        render=render,
        now=now,
        pressed_ts=pressed_ts,
    )


def _notification_key(pair: Pair, topic: str) -> str:
    return f"pair:{pair.id}:{topic}"


def _was_declined() -> ColumnElement[bool]:
    """Return the condition that one of the two ended it without having said yes."""
    return or_(
        and_(pairs.c.ended_by == pairs.c.mentor, pairs.c.mentor_at.is_(None)),
        and_(pairs.c.ended_by == pairs.c.mentee, pairs.c.mentee_at.is_(None)),
    )


def _to_pair(conn: Connection, row: Any) -> Pair | None:
    """Return a pair with the area's current id, also where its row was locked or changed and has an old one."""
    return Pair(**{**row._mapping, "area": resolve(conn, row.area)}) if row else None


def list_candidates(conn: Connection, *, asker: Member, area: str, now: datetime) -> tuple[MentorCandidate, ...]:
    """Return active members who agreed to be asked and are not hidden.

    Left out are guests, those who are away today, the asker's mentors, and those who declined the asker lately.
    """
    everyone = members.list_active_members(conn, workspace=asker.workspace, default_zone=asker.zone)
    minutes = rollups.read_minutes_by_member(conn, workspace=asker.workspace, periods=[ALL_TIME], subject=area)
    own = people_pairs.list_pairs(conn, workspace=asker.workspace, member=asker.id)
    declined = list_declined_mentors(conn, workspace=asker.workspace, mentee=asker.id, since=now - REPROPOSAL_PAUSE)
    taken = {asker.id, *(pair.mentor for pair in own), *declined, *_list_away(conn, everyone, asker, now)}
    mentees = _count_mentees(conn, asker.workspace)
    return tuple(
        MentorCandidate(each.id, each.name, each.zone, minutes.get(each.id, 0), mentees.get(each.id, 0), each.is_mentor)
        for each in everyone
        if each.askable and not each.hidden and not each.is_guest and each.id not in taken
    )


def _list_away(conn: Connection, everyone: Iterable[Member], asker: Member, now: datetime) -> frozenset[str]:
    """Return who is away on days of their own; holidays of the team keep nobody from being asked."""
    today = asker.today(now)
    days_off = time_off.read_team_time_off(
        conn, workspace=asker.workspace, since=today - _MAX_DAY_GAP, until=today + _MAX_DAY_GAP
    ).by_member
    return frozenset(each.id for each in everyone if is_away(each.today(now), days_off.get(each.id, ())))


def _count_mentees(conn: Connection, workspace: str) -> dict[str, int]:
    """Return how many mentees each mentor has now."""
    active = select(pairs.c.mentor, func.count()).where(pairs.c.workspace == workspace, *PAIR_IS_ACTIVE)
    return {mentor: int(number) for mentor, number in conn.execute(active.group_by(pairs.c.mentor))}
