"""What members choose about their nudges, and what is remembered of those that they got."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, select, update

from bot.calendar.schedule import WeeklySlot, parse_slot, slot_text
from bot.calendar.weeks import week_of
from bot.core.people import members as people_members
from bot.core.people.member import Member
from bot.db.statements import dialect_insert
from bot.db.tables import members, nudge_texts
from bot.delivery import occurrences as delivery_occurrences
from bot.delivery import outbox
from bot.delivery.occurrences import NUDGE_KINDS, DeliveryKind
from bot.features.nudge.rules import own_time
from bot.features.nudge.rules.letter import Wording
from bot.features.nudge.rules.own_time import OwnTime


def read_said(conn: Connection, *, workspace: str, member: str) -> frozenset[str]:
    """Return the digests of all that nudges have said to somebody."""
    said = select(nudge_texts.c.digest).where(nudge_texts.c.workspace == workspace, nudge_texts.c.member == member)
    return frozenset(conn.execute(said).scalars())


def record_said(conn: Connection, *, workspace: str, member: str, wording: Wording, week: str, now: datetime) -> None:
    """Remember what a nudge says to somebody, and that it is not answered yet."""
    key = {"workspace": workspace, "member": member, "digest": wording.digest}
    said = {**key, "variant": wording.variant, "week": week, "at": now}
    conn.execute(dialect_insert(conn, nudge_texts).values(**said).on_conflict_do_nothing())
    conn.execute(
        update(members)
        .where(members.c.workspace == workspace, members.c.id == member)
        .values(unanswered_nudges=members.c.unanswered_nudges + 1, nudged_week=week)
    )


def set_own_time(
    conn: Connection, *, member: Member, slot: WeeklySlot | None, default: WeeklySlot, now: datetime
) -> OwnTime:
    """Set somebody's own day and hour, or None for the workspace's; this week's nudge is neither lost nor doubled."""
    chosen = own_time.begin_own_time(slot, current=_own_time(member), default=default, zone=member.zone, now=now)
    people_members.update_member(
        conn,
        workspace=member.workspace,
        member=member.id,
        nudge_slot=slot_text(slot).lower() if slot else None,
        nudge_slot_from=chosen.from_week,
        nudge_slot_before=slot_text(chosen.before).lower() if chosen.before else None,
    )
    return chosen


def set_cadence(conn: Connection, *, workspace: str, member: str, weeks: int) -> None:
    """Set from one nudge to the next how many weeks pass at least; that also turns them on."""
    people_members.update_member(conn, workspace=workspace, member=member, nudge_every=weeks, nudged=True)


def _own_time(member: Member) -> OwnTime | None:
    if member.nudge_slot_from is None:
        return None
    slot, before = (parse_slot(each) if each else None for each in (member.nudge_slot, member.nudge_slot_before))
    return OwnTime(slot, member.nudge_slot_from, before)


def snooze_day(conn: Connection, *, workspace: str, member: str, day: date) -> date | None:
    """Put this week's nudge off to that day; return the day that counts, the first one that was asked for.

    None if the one that was put off has been decided on: that happens once in a week.
    """
    week = week_of(day)
    if delivery_occurrences.is_claimed(
        conn, workspace=workspace, kind=DeliveryKind.SNOOZED_NUDGE, period=week, recipient=member
    ):
        return None
    chosen: date | None = conn.execute(
        select(members.c.nudge_again).where(members.c.workspace == workspace, members.c.id == member)
    ).scalar_one()
    if chosen is not None and week_of(chosen) == week:
        return chosen
    people_members.update_member(conn, workspace=workspace, member=member, nudge_again=day)
    return day


def snooze_until(conn: Connection, *, workspace: str, member: str, until: date) -> None:
    """Allow no nudge before that day, neither one that waits to be sent nor one that was put off."""
    people_members.update_member(conn, workspace=workspace, member=member, snoozed_until=until, nudge_again=None)
    outbox.withdraw_for_recipient(conn, workspace=workspace, kinds=NUDGE_KINDS, recipient=member)


def set_nudge_enabled(conn: Connection, *, workspace: str, member: str, is_enabled: bool) -> None:
    """Turn nudges off, or on again; turned on, they wait for no snooze to end."""
    values = {"nudged": True, "snoozed_until": None} if is_enabled else {"nudged": False, "nudge_again": None}
    people_members.update_member(conn, workspace=workspace, member=member, **values)
    if not is_enabled:
        outbox.withdraw_for_recipient(conn, workspace=workspace, kinds=NUDGE_KINDS, recipient=member)
