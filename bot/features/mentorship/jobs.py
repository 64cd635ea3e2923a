"""Once an hour: a pair that has not met for four weeks is asked once to, and one of whom somebody left is ended.

Whoever is to look at what waits, now that somebody has left, is told of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from bot.features.mentorship.service import inactive_pairs, pairs
from bot.features.mentorship.service.inactive_pairs import PairDeparture
from bot.features.mentorship.views import messages
from bot.features.mentorship.views.messages import PairEndReason
from bot.features.mentorship.views.pair import PairView
from bot.features.plan import service as plan_service
from bot.features.plan.service import WaitingOwners
from bot.features.plan.views.assignment_messages import render_handed_in_notification
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload

log = logging.getLogger(__name__)

HALF_HOUR_MINUTES: Final = 30


def run_pair_checks(deps: Deps, now: datetime) -> int:
    """Deal with all pairs that need it, each once whoever else is doing it; returns how many there were.

    What cannot be read or written of one kind keeps no other from being dealt with.

    Raises:
        Unavailable: the database could not do all of it; what was written stays.
    """
    failed: Exception | None = None
    number = 0
    for those_who in (_end_pairs_of_leavers, _notify_new_reviewers, _remind_inactive_pairs):
        try:
            number += those_who(deps, now)
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
    """They are no pairs, and do not count."""
    with deps.database.read() as conn:
        found = plan_service.find_unnotified_owners(conn, settings=deps.settings, now=now)
    for each in found:
        _run_guarded(deps, each, partial(_notify_reviewers, owners=each), now)
    return 0


def _remind_inactive_pairs(deps: Deps, now: datetime) -> int:
    """One batch after the other: who is away stays in them, and holds nobody up."""
    number, after = 0, 0
    while True:
        with deps.database.read() as conn:
            found = inactive_pairs.list_inactive_pairs(conn, now=now, after_id=after)
        number += sum(_run_guarded(deps, each, partial(_remind_pair, pair=each), now) for each in found)
        if len(found) < inactive_pairs.BATCH_SIZE:
            return number
        after = found[-1].id


@dataclass(frozen=True, slots=True)
class _PairTransaction:
    """The transaction in which one pair is dealt with."""

    deps: Deps
    conn: Connection
    now: datetime

    def find_member(self, pair: Pair, person: str) -> Member | None:
        """One of its people."""
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
        """Write to these people; once `about` the same."""
        people = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
        names = members.read_names(self.conn, workspace=pair.workspace, member_ids=people)
        area = self.deps.catalog.current().find_area(pair.area)
        seen = PairView(pair, "", names, area.name if area else "", prefix=self.deps.settings.command_prefix)
        pairs.write_notifications(
            self.conn,
            pair=pair,
            topic=topic,
            recipients=recipients,
            render=lambda reader: render(replace(seen, reader=reader)).post_arguments(),
            settings=self.deps.settings,
            now=self.now,
            mentee=mentee,
        )


def _run_guarded(
    deps: Deps, target: Pair | WaitingOwners, action: Callable[[_PairTransaction], bool], now: datetime
) -> bool:
    """What is wrong with one pair, or the work of one team, keeps no other from its letters."""
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
    """Who has left is told nothing; the other one is, and who asked for it where it never held."""
    pair, gone = departure.pair, departure.leaver
    if not pairs.end_pair(transaction.conn, pair=pair, ended_by=gone, now=transaction.now):
        return False
    who = {"workspace": pair.workspace, "actor": gone, "subject": pair.mentee, "detail": pair.mentor}
    audit_log.record_act(transaction.conn, **who, act="pair.lapse", now=transaction.now)
    concerned = (pair.mentor, pair.mentee) if pair.is_active else (pair.mentor, pair.mentee, pair.asked_by)
    to = [each for each in concerned if each != gone]
    transaction.notify(
        replace(pair, ended_by=gone),
        topic="over",
        recipients=to,
        render=lambda told: messages.render_pair_ended(told, PairEndReason.MEMBER_LEFT),
    )
    return _notify_reviewers(transaction, WaitingOwners(pair.workspace, (pair.mentee,)))


def _notify_reviewers(transaction: _PairTransaction, owners: WaitingOwners) -> bool:
    """What somebody has handed in goes to whoever is to look at it now."""
    catalog, prefix = transaction.deps.catalog.current(), transaction.deps.settings.command_prefix
    plan_service.queue_review_notifications(
        transaction.conn,
        workspace=owners.workspace,
        member_ids=owners.member_ids,
        render=lambda owner, history: render_handed_in_notification(
            owner.name, history, catalog, prefix=prefix
        ).post_arguments(),
        settings=transaction.deps.settings,
        now=transaction.now,
    )
    return True


def _remind_pair(transaction: _PairTransaction, pair: Pair) -> bool:
    """While one of them is away the pair waits; then both are asked, in the hours of their own day."""
    sides = (pair.mentor, pair.mentee)
    if any(_is_away(transaction, pair, each) for each in sides) or not inactive_pairs.claim_reminder(
        transaction.conn, pair=pair, now=transaction.now
    ):
        return False
    about, mentee = f"quiet:{transaction.now:%Y-%m-%d}", transaction.find_member(pair, pair.mentee)
    transaction.notify(
        pair,
        topic=about,
        recipients=sides,
        render=lambda told: messages.render_meeting_reminder(told, _half_hour_entry(transaction, told)),
        mentee=mentee,
    )
    return True


def _is_away(transaction: _PairTransaction, pair: Pair, person: str) -> bool:
    found = transaction.find_member(pair, person)
    if found is None:
        return True
    today = found.today(transaction.now)
    known = time_off.list_time_off(transaction.conn, workspace=pair.workspace, member=person, since=today, until=today)
    return is_away(today, known)


def _half_hour_entry(transaction: _PairTransaction, view: PairView) -> PendingEntryPayload | None:
    """Half an hour of mentoring with the other one, on the reader's day on which the letter arrives."""
    found = transaction.find_member(view.pair, view.reader)
    if found is None or transaction.deps.catalog.current().find_area(activity.ACTIVITY_AREA) is None:
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
