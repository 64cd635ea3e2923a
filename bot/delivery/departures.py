"""Decide when a letter to a person may leave: in the reader's day, and one that nobody asked for at a time.

The sender asks here for each letter, whoever wrote it and however often it was tried, so no kind can forget it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.calendar.quiet_hours import next_awake_moment
from bot.calendar.weeks import local_week, shift_week, week_bounds
from bot.core.people import members, workspaces
from bot.db.tables import outbox
from bot.delivery import outbox as outbox_rows
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState, OutboxMessage
from bot.deps import Deps

MOST_A_WEEK: Final = 2  # letters that nobody asked for, to one person in a local week
TIME_BETWEEN: Final = timedelta(hours=1)  # between any letter and one that nobody asked for

# Letters that leave at their moment, also at night, each with the reason. All others wait for the reader's morning.
AT_ONCE: Final = {
    DeliveryKind.DATA_EXPORT: "the reader asked for it just now",
    DeliveryKind.TEAM_EXPORT: "the reader asked for it just now",
    DeliveryKind.WELCOME: "the reader spoke to us just now",
    DeliveryKind.SESSION_REMINDER: "the reader joined what begins then",
    DeliveryKind.SESSION: "the reader joined what changes; its writer waits for the morning where there is time",
}
# Letters that Roadmate starts by itself: they also wait until the reader has had no letter for an hour. What people do
# for each other (a sign-off, a question, somebody who is stuck) waits for no other letter.
UNASKED: Final = frozenset(
    {
        DeliveryKind.NUDGE,
        DeliveryKind.QUESTIONS,
        DeliveryKind.SNOOZED_NUDGE,
        DeliveryKind.WEEKLY_SUMMARY,
        DeliveryKind.MENTOR_SUMMARY,
        DeliveryKind.CO_LEARNER_OFFER,
        DeliveryKind.SESSION_QUESTION,
        DeliveryKind.UNDELIVERED_NOTICE,
        DeliveryKind.WAITING_REMINDER,
        DeliveryKind.LONG_WAIT,
        DeliveryKind.SETUP,
    }
)
# Of these no more than `MOST_A_WEEK`: a summary and a nudge that was put off were asked for, a notice is an alarm, and
# an offer comes from a colleague who learned with the reader.
COUNTED: Final = UNASKED - {
    DeliveryKind.CO_LEARNER_OFFER,
    DeliveryKind.WEEKLY_SUMMARY,
    DeliveryKind.SNOOZED_NUDGE,
    DeliveryKind.UNDELIVERED_NOTICE,
}
_NO_LETTERS: Final = frozenset({DeliveryKind.DATA_EXPORT, DeliveryKind.TEAM_EXPORT})  # files that were asked for
_LEFT: Final = (MessageState.SENDING.value, MessageState.SENT.value, MessageState.UNKNOWN.value)


def next_departure(
    deps: Deps, queued: OutboxMessage, at: datetime, is_moot: Callable[..., bool] | None = None
) -> datetime:
    """Return `at` if the letter may leave then, else the moment at which it may; its end where its reason is gone."""
    is_bound = outbox_rows.is_to_person(queued.recipient) and queued.kind not in AT_ONCE
    zone = _reader_zone(deps, queued) if outbox_rows.is_to_person(queued.recipient) else deps.settings.timezone
    with deps.database.read() as conn:
        if is_moot and is_moot(deps, conn, queued):
            return queued.expires_at
        moment = next_awake_moment(at, zone) if is_bound else at
        if queued.kind in UNASKED and (last := _last_departure(conn, queued, at)):
            moment = next_awake_moment(max(moment, last + TIME_BETWEEN), zone)
        if queued.kind in COUNTED and has_had_enough(
            conn, workspace=queued.workspace, member=queued.recipient, zone=zone, at=at
        ):
            moment = max(moment, next_awake_moment(_week_start(at, zone, ahead=1), zone))
        return moment


def has_had_enough(conn: Connection, *, workspace: str, member: str, zone: ZoneInfo, at: datetime) -> bool:
    """Return whether somebody has had as many letters that nobody asked for as a local week may bring."""
    monday = _week_start(at, zone)
    letters = (
        select(func.count())
        .select_from(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.recipient == member, outbox.c.state.in_(_LEFT))
        .where(outbox.c.kind.in_([each.value for each in COUNTED]), outbox.c.due_at >= monday, outbox.c.due_at <= at)
    )
    return conn.execute(letters).scalar_one() >= MOST_A_WEEK


def _week_start(at: datetime, zone: ZoneInfo, ahead: int = 0) -> datetime:
    """Return when the local week begins, or one of the next."""
    day = week_bounds(shift_week(local_week(at, zone), ahead))[0]
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _reader_zone(deps: Deps, queued: OutboxMessage) -> ZoneInfo:
    """Return the zone of a person to write to; of somebody we know nothing of, the workspace's."""
    with deps.database.read() as conn:
        reader = members.find_member(
            conn, workspace=queued.workspace, member=queued.recipient, default_zone=deps.settings.timezone
        )
        if reader:
            return reader.zone
        workspace = workspaces.find_workspace(conn, workspace=queued.workspace, settings=deps.settings)
    return workspace.zone if workspace else deps.settings.timezone


def _last_departure(conn: Connection, queued: OutboxMessage, at: datetime) -> datetime | None:
    """Return when the newest letter of the last hour left to the same reader; None where there was none."""
    to_reader = (outbox.c.workspace == queued.workspace, outbox.c.recipient == queued.recipient)
    lately = (outbox.c.state.in_(_LEFT), outbox.c.due_at > at - TIME_BETWEEN, outbox.c.due_at <= at)
    is_letter = outbox.c.kind.not_in([each.value for each in _NO_LETTERS])
    newest = select(outbox.c.due_at).where(*to_reader, *lately, is_letter).order_by(outbox.c.due_at.desc()).limit(1)
    last: datetime | None = conn.execute(newest).scalar_one_or_none()
    return last
