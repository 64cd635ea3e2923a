"""Once an hour: end pairs of which one left, tell new reviewers, and remind pairs that have not met for four weeks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from bot.calendar.quiet_hours import next_awake_moment
from bot.core import audit_log, time_off
from bot.core.ledger import activity
from bot.core.ledger.activity import Activity
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pairs import Pair
from bot.core.time_off import is_away
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.features.mentorship.rules import people_told_of_end
from bot.features.mentorship.service import inactive_pairs, pairs
from bot.features.mentorship.service.inactive_pairs import PairDeparture
from bot.features.mentorship.views import messages
from bot.features.mentorship.views.messages import PairEndReason
from bot.features.mentorship.views.pair import PairView, view_pair
from bot.features.plan import service as plan_service
from bot.features.plan.service import WaitingOwners
from bot.features.plan.views.assignment_messages import render_handed_in_notification
from bot.frozen import frozen
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload

log = logging.getLogger(__name__)

HALF_HOUR_MINUTES: Final = 30


def run_pair_checks(deps: Deps, now: datetime) -> int:
    """Run all checks of pairs, each pair once over all processes; return how many were changed.

    A check that fails does not keep the others from running.

    Raises:
        DatabaseUnavailable: the database could not do all of it; what was written stays.
    """
    failed: Exception | None = None
    number = 0
    for run_check in (_end_pairs_of_leavers, _notify_new_reviewers, _remind_inactive_pairs):
        try:
            number += run_check(deps, now)
        except Exception as error:  # noqa: BLE001  (raised below)
            failed = error
    if failed:
        raise failed
    return number


def _end_pairs_of_leavers(deps: Deps, now: datetime) -> int:
    with deps.database.read() as conn:
        found = inactive_pairs.list_departures(conn)
    return sum(_run_guarded(deps, each.pair, partial(_end_pair_of_leaver, departure=each), now) for each in found)


def _notify_new_reviewers(deps: Deps, now: datetime) -> int:
    """Tell the new reviewers of all who lost theirs; return 0, since these are no pairs."""
    with deps.database.read() as conn:
        found = plan_service.find_unnotified_owners(conn, settings=deps.settings, now=now)
    for each in found:
        _run_guarded(deps, each, partial(_notify_reviewers, owners=each), now)
    return 0


def _remind_inactive_pairs(deps: Deps, now: datetime) -> int:
    """Remind in batches by id, so that pairs that wait for somebody away hold up no other."""
    number, after = 0, 0
    while True:
        with deps.database.read() as conn:
            found = inactive_pairs.list_inactive_pairs(conn, now=now, after_id=after)
        number += sum(_run_guarded(deps, each, partial(_remind_pair, pair=each), now) for each in found)
        if len(found) < inactive_pairs.BATCH_SIZE:
            return number
        after = found[-1].id


@frozen
class _PairTransaction:
    """The transaction in which one pair is changed."""

    deps: Deps
    conn: Connection
    now: datetime

    def find_member(self, pair: Pair, person: str) -> Member | None:
        """Return one of the people of a pair."""
        default = self.deps.settings.timezone
        return members.find_member(self.conn, workspace=pair.workspace, member=person, default_zone=default)

    def notify(
        self,
        pair: Pair,
        *,
        topic: str,
        recipients: Sequence[str],
        render: Callable[[PairView], Message],
        mentee: Member | None = None,
    ) -> None:
        """Write to these people, once on a topic."""
        catalog = self.deps.catalog.of(pair.workspace)
        pairs.write_notifications(
            self.conn,
            pair=pair,
            topic=topic,
            recipients=recipients,
            render=lambda reader, names: render(view_pair(catalog, pair, reader, names)).post_arguments(),
            settings=self.deps.settings,
            now=self.now,
            mentee=mentee,
        )


def _run_guarded(
    deps: Deps, target: Pair | WaitingOwners, action: Callable[[_PairTransaction], bool], now: datetime
) -> bool:
    """Run an action in its own transaction; a failure with one pair or workspace is logged and stops no other."""
    try:
        with deps.database.begin() as conn:
            return action(_PairTransaction(deps, conn, now))
    except DatabaseUnavailable:
        raise
    except Exception:
        people = [target.mentee] if isinstance(target, Pair) else target.member_ids
        log.exception("pair failed workspace=%s of=%s", target.workspace, ",".join(people))
        return False


def _end_pair_of_leaver(transaction: _PairTransaction, departure: PairDeparture) -> bool:
    """End the pair and tell those concerned, except the leaver."""
    pair, leaver = departure.pair, departure.leaver
    if not pairs.end_pair(transaction.conn, pair=pair, ended_by=leaver, now=transaction.now):
        return False
    people = {"workspace": pair.workspace, "actor": leaver, "subject": pair.mentee, "detail": pair.mentor}
    audit_log.record_act(transaction.conn, **people, act="pair.lapse", now=transaction.now)
    transaction.notify(
        replace(pair, ended_by=leaver),
        topic="over",
        recipients=[each for each in people_told_of_end(pair) if each != leaver],
        render=lambda view: messages.render_pair_ended(view, PairEndReason.MEMBER_LEFT),
    )
    _rewrite_question(transaction, replace(pair, ended_at=transaction.now, ended_by=leaver))
    return _notify_reviewers(transaction, WaitingOwners(pair.workspace, (pair.mentee,)))


def _rewrite_question(transaction: _PairTransaction, ended: Pair) -> None:
    """Rewrite the questions that were sent about a pair that is over: nobody can answer them any more."""
    catalog, names = transaction.deps.catalog.of(ended.workspace), pairs.read_names(transaction.conn, pair=ended)
    pairs.rewrite_question(
        transaction.conn,
        pair=ended,
        render=lambda reader: messages.render_pair_over(view_pair(catalog, ended, reader, names)).post_arguments(),
        now=transaction.now,
        pressed_ts="",
    )


def _notify_reviewers(transaction: _PairTransaction, owners: WaitingOwners) -> bool:
    """Send what these members have handed in to those who review it now."""
    catalog = transaction.deps.catalog.of(owners.workspace)
    plan_service.queue_review_notifications(
        transaction.conn,
        workspace=owners.workspace,
        member_ids=owners.member_ids,
        render=lambda owner, history: render_handed_in_notification(owner.name, history, catalog).post_arguments(),
        settings=transaction.deps.settings,
        now=transaction.now,
    )
    return True


def _remind_pair(transaction: _PairTransaction, pair: Pair) -> bool:
    """Remind both, in the waking hours of each; while one of them is away the pair waits."""
    sides = (pair.mentor, pair.mentee)
    if any(_is_away(transaction, pair, each) for each in sides) or not inactive_pairs.claim_reminder(
        transaction.conn, pair=pair, now=transaction.now
    ):
        return False
    transaction.notify(
        pair,
        topic=f"quiet:{transaction.now:%Y-%m-%d}",
        recipients=sides,
        render=lambda view: messages.render_meeting_reminder(view, _half_hour_entry(transaction, view)),
        mentee=transaction.find_member(pair, pair.mentee),
    )
    return True


def _is_away(transaction: _PairTransaction, pair: Pair, person: str) -> bool:
    found = transaction.find_member(pair, person)
    if found is None:
        return True
    today = found.today(transaction.now)
    days_off = time_off.list_time_off(
        transaction.conn, workspace=pair.workspace, member=person, since=today, until=today
    )
    return is_away(today, days_off)


def _half_hour_entry(transaction: _PairTransaction, view: PairView) -> PendingEntryPayload | None:
    """Return half an hour of mentoring with the other one, on the reader's day on which the message arrives."""
    found = transaction.find_member(view.pair, view.reader)
    if found is None or transaction.deps.catalog.of(view.pair.workspace).find_area(activity.ACTIVITY_AREA) is None:
        return None
    day = found.today(next_awake_moment(transaction.now, found.zone))
    return PendingEntryPayload(
        key=f"pair:{view.pair.id}:{day}",
        minutes=HALF_HOUR_MINUTES,
        area=activity.ACTIVITY_AREA,
        day=day,
        activity=Activity.MENTORING.value,
        people=view.pair.other_member(view.reader),
    )
