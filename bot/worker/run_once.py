"""Delivery of everything due at one moment, without the worker (`roadmate deliver`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.core.people import workspaces
from bot.delivery import outbox, recipients
from bot.delivery.outbox import MessageState
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import SendResult, message_from_stored
from bot.delivery.sender_pool import SenderPool
from bot.deps import Deps
from bot.dispatch import event_store
from bot.features.mentorship.service import inactive_pairs as mentorship_inactive_pairs
from bot.features.waiting.service import items as waiting_items
from bot.worker import due

_CHECK_TIMES: Final = (time(9), time(14))  # UTC: morning or afternoon for most of the world at one of them


def deliver_due(
    deps: Deps, at: datetime, dry_run: bool = False, *, rate_limit: RateLimit | None = None
) -> list[SendResult]:
    """Claim and send what is due at `at`, once even beside a running worker; returns how each sending ended.

    A dry run changes nothing and returns what would be sent, as `waiting`.

    Raises:
        DatabaseUnavailable: the database could not do it.
    """
    if dry_run:
        return _preview(deps, at)
    due.queue_due(deps, at)
    check_all(deps, at)
    return SenderPool(deps, rate_limit).send_all_due(at)


def check_all(deps: Deps, at: datetime) -> None:
    """Look after what a worker looks after each hour. Raises DatabaseUnavailable."""
    for feature in deps.features:
        if feature.check_every_hour:
            feature.check_every_hour(deps, at)


def delete_outdated(deps: Deps) -> int:
    """Delete what the worker deletes each hour; returns how many rows and people.

    It goes by the clock, whatever moment is delivered: what is deleted cannot be had back.

    Raises:
        DatabaseUnavailable: the database could not do it; what was deleted stays deleted.
    """
    now = deps.clock.now()
    cleaning = (feature.clean_up_every_hour for feature in deps.features if feature.clean_up_every_hour)
    deleted = sum(clean_up(deps, now, {}) for clean_up in cleaning)
    with deps.database.begin() as conn:
        event_store.purge_events(conn, now=now)
    return deleted


def list_due_moments(deps: Deps, after: datetime, until: datetime) -> list[datetime]:
    """Return the moments after `after` and up to `until` at which something falls due, in order.

    While anybody is paired or waits for an answer, each day has two more moments to check at; a worker does every hour.
    """
    with deps.database.read() as conn:
        found = set(outbox.list_due_times(conn, after=after, until=until))
    return sorted(found.union(list_weekly_moments(deps, after, until), list_check_moments(deps, after, until)))


def list_weekly_moments(deps: Deps, after: datetime, until: datetime) -> set[datetime]:
    """Return the moments between the two at which a weekly time of somebody or of a workspace has come."""
    found: set[datetime] = set()
    with deps.database.read() as conn:
        for share in due.split_for_look(workspaces.list_workspaces(conn, settings=deps.settings)):
            slots = {(slot, zone) for _, slot, zone in due.list_weekly_slots(deps, conn, share)}
            found.update(moment for slot, zone in slots for moment in _slot_moments(slot, zone, after, until))
    return found


def list_check_moments(deps: Deps, after: datetime, until: datetime) -> set[datetime]:
    """Return the moments between the two at which to look after pairs and what waits; none while there is neither."""
    with deps.database.read() as conn:
        if mentorship_inactive_pairs.has_active_pairs(conn) or waiting_items.is_anything_waiting(conn):
            return set(_check_moments(after, until))
    return set()


def _check_moments(after: datetime, until: datetime) -> Iterator[datetime]:
    days = (after.date() + timedelta(days=number) for number in range((until.date() - after.date()).days + 1))
    checks = (datetime.combine(day, at, tzinfo=UTC) for day in days for at in _CHECK_TIMES)
    return (check for check in checks if after < check <= until)


def _preview(deps: Deps, at: datetime) -> list[SendResult]:
    with deps.database.read() as conn:
        queued = [each for each in outbox.list_waiting(conn, at=at) if recipients.may_still_receive(deps, conn, each)]
        all_workspaces = workspaces.list_workspaces(conn, settings=deps.settings)
        ready = [each for share in due.split_for_look(all_workspaces) for each in due.list_ready(deps, conn, share, at)]
        decided = [occurrence for each in ready for occurrence in each.find_due(deps, conn, at, None)]
    waiting = [
        SendResult(x.workspace, x.kind, x.period, x.recipient, message_from_stored(x.message), MessageState.WAITING)
        for x in queued
    ]
    return waiting + [
        SendResult(each.workspace, each.kind, each.period, each.recipient_address, message, MessageState.WAITING)
        for each in decided
        for message in (each.message, *each.thread)
        if message
    ]


def _slot_moments(slot: WeeklySlot, zone: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
    found: list[datetime] = []
    _, moment = schedule.next_occurrence(slot, zone, after)
    while moment <= until:
        found.append(moment)
        _, moment = schedule.next_occurrence(slot, zone, moment)
    return found
