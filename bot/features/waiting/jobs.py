"""Once an hour: remind who can answer of what has waited for two working days, and say so to who waits."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.calendar.quiet_hours import is_quiet
from bot.core.people import workspaces
from bot.core.people.member import Member
from bot.db.engine import Connection, DatabaseUnavailable
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.features.waiting.rules.items import (
    WaitingItem,
    WaitingKind,
    WaitingList,
    count_by_person,
    has_waited_long,
    order_by_load,
)
from bot.features.waiting.rules.workdays import WorkCalendar, usual_workdays
from bot.features.waiting.service import answers, handovers, items, letters
from bot.features.waiting.views import letters as letter_views
from bot.features.waiting.views.items import WaitingReader
from bot.features.waiting.views.letters import LongWait
from bot.frozen import frozen
from bot.slack.client import SlackClient
from bot.slack.message import Message

log = logging.getLogger(__name__)

_KINDS: Final = (DeliveryKind.WAITING_REMINDER, DeliveryKind.LONG_WAIT)


@frozen
class _Check:
    """One look at all that waits in a workspace."""

    deps: Deps
    conn: Connection
    workspace: str
    now: datetime
    waiting: WaitingList
    calendars: Mapping[str, WorkCalendar]

    def list_due(self, kind: DeliveryKind, person: str) -> list[WaitingItem]:
        """Return what has waited long: for this person's answer, or with this person waiting."""
        if kind is DeliveryKind.WAITING_REMINDER:
            return [each for each in self.waiting.waiting_for(person) if self.is_late(each, person)]
        return [each for each in self.waiting.wanted_by(person) if self.is_long_wait(each, person)]

    def is_late(self, item: WaitingItem, person: str) -> bool:
        """Return whether it has waited for somebody for two of their working days."""
        return has_waited_long(item, self.calendars[person], self.now)

    def is_long_wait(self, item: WaitingItem, waiter: str) -> bool:
        """Return whether anybody who is asked has had two working days or, where all are away, the waiter has."""
        awaited = [each for each in item.awaited if each in self.calendars]
        if any(self.is_late(item, each) for each in awaited):
            return True
        all_away = bool(awaited) and all(self.calendars[each].is_away(self.now) for each in awaited)
        return all_away and has_waited_long(item, WorkCalendar(self.waiting.people[waiter].zone), self.now)


def remind_of_waiting(deps: Deps, now: datetime) -> int:
    """Write the letters that are due, each about one thing once over all processes; return how many.

    A failure with one workspace is logged and stops no other.

    Raises:
        DatabaseUnavailable: the database could not do all of it; what was written stays.
    """
    with deps.database.read() as conn:
        found = [each.id for each in workspaces.list_workspaces(conn, settings=deps.settings)]
    number = 0
    for workspace in found:
        try:
            number += _check_workspace(deps, workspace, now)
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("waiting failed workspace=%s", workspace)
    return number


def _check_workspace(deps: Deps, workspace: str, now: datetime) -> int:
    with deps.database.read() as conn:
        check = _read_check(deps, conn, workspace, now)
        due = [(kind, each) for kind in _KINDS for each in _list_readers(check, kind)] if check.waiting.items else []
    with deps.database.begin() as conn:
        handovers.delete_answered(conn, workspace=workspace, waiting=[each.ref for each in check.waiting.items])
    return sum(_write_letter(deps, workspace, kind, person, now) for kind, person in due)


def _read_check(deps: Deps, conn: Connection, workspace: str, now: datetime) -> _Check:
    waiting = items.read_waiting(conn, workspace=workspace, settings=deps.settings)
    concerned = {each for item in waiting.items for each in (*item.awaited, *item.waiters, *item.may_answer)}
    people = [waiting.people[each] for each in concerned if each in waiting.people]
    return _Check(deps, conn, workspace, now, waiting, items.read_calendars(conn, people, now=now))


def _list_readers(check: _Check, kind: DeliveryKind) -> list[str]:
    """Return who is awake and here, and has something due that they had no letter about."""
    claimed = letters.list_claimed(check.conn, workspace=check.workspace, kind=kind)
    return [
        person
        for person in sorted(check.calendars)
        if not is_quiet(check.now, check.calendars[person].zone)
        and not check.calendars[person].is_away(check.now)
        and any((each.ref, person) not in claimed for each in check.list_due(kind, person))
    ]


def _write_letter(deps: Deps, workspace: str, kind: DeliveryKind, person: str, now: datetime) -> bool:
    """Claim what is due for a person and write one letter about it, at most one of a kind a day."""
    with deps.database.begin() as conn:
        check = _read_check(deps, conn, workspace, now)
        reader = check.waiting.people.get(person)
        if reader is None or letters.are_reminders_off(conn, workspace=workspace, member=person):
            return False
        key = f"{kind}:{now.astimezone(reader.zone).date()}"
        if direct_messages.read_states(conn, workspace=workspace, kind=kind, keys=[key])[key].get(person):
            return False
        due = check.list_due(kind, person)
        claimed = letters.claim_items(conn, workspace=workspace, kind=kind, recipient=person, items=due, now=now)
        if not claimed:
            return False
        names = {each.owner: check.waiting.names.get(each.owner, each.owner) for each in claimed}
        return direct_messages.write_message(
            conn,
            recipient=reader,
            kind=kind,
            key=key,
            message=_render(check, kind, reader, claimed).post_arguments(),
            now=now,
            other_names=names | _names_of_others(check, kind, claimed),
        )


def _render(check: _Check, kind: DeliveryKind, reader: Member, due: Sequence[WaitingItem]) -> Message:
    catalog, at = check.deps.catalog.of(reader.workspace), WaitingReader(reader, check.now)
    if kind is DeliveryKind.WAITING_REMINDER:
        return letter_views.render_reminder(due, check.waiting, catalog, at)
    known = answers.read_answers(
        check.conn,
        workspace=check.workspace,
        people={each for item in due for each in item.awaited},
        now=check.now,
    )
    waits = [_describe_wait(check, item, known, reader) for item in due]
    return letter_views.render_long_waits(waits, check.waiting, catalog, at)


def _describe_wait(check: _Check, item: WaitingItem, known: answers.Answers, reader: Member) -> LongWait:
    """Add who is away or how long they usually take, and who else may answer and is here."""
    present = [each for each in item.awaited if not check.calendars[each].is_away(check.now)]
    away = "" if present else next(iter(item.awaited), "")
    usual = {each: usual_workdays(known.get(each, ()), check.calendars[each]) for each in present}
    quickest = (
        min((days, each) for each, days in usual.items() if days is not None)
        if any(days is not None for days in usual.values())
        else (0, "")
    )
    return LongWait(item, quickest[1], quickest[0], away, _whom_to_ask(check, item, reader))


def _whom_to_ask(check: _Check, item: WaitingItem, reader: Member) -> str:
    """Return who else may answer, is here today and has least to answer; empty for nobody."""
    able = [
        each
        for each in item.may_answer - {reader.id, *item.awaited}
        if each in check.calendars and not check.calendars[each].is_away(check.now)
    ]
    ordered = order_by_load(able, count_by_person(check.waiting.items), check.waiting.names)
    return ordered[0] if ordered and item.kind is not WaitingKind.PROPOSAL else ""


def _names_of_others(check: _Check, kind: DeliveryKind, due: Iterable[WaitingItem]) -> dict[str, str]:
    """Return all who may be named in a letter, by id: one that names somebody who is forgotten is deleted."""
    if kind is DeliveryKind.WAITING_REMINDER:
        named = {each for item in due for each in item.waiters}
    else:
        named = {each for item in due for each in (*item.awaited, *item.may_answer)}
    return {each: check.waiting.names[each] for each in named if each in check.waiting.names}


def is_letter_moot(deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether nothing of what a letter was claimed for waits any more."""
    if not (refs := letters.list_claimed_with(conn, queued=queued)):
        return False
    return not _list_still_due(
        queued, items.read_waiting(conn, workspace=queued.workspace, settings=deps.settings), refs
    )


def send_letter(deps: Deps, slack: SlackClient, queued: OutboxMessage, message: Message) -> str:
    """Send a letter about what still waits at this moment; return its timestamp."""
    with deps.database.read() as conn:
        check = _read_check(deps, conn, queued.workspace, deps.clock.now())
        due = _list_still_due(queued, check.waiting, letters.list_claimed_with(conn, queued=queued))
        if due:
            message = _render(check, DeliveryKind(queued.kind), check.waiting.people[queued.recipient], due)
    _, ts = slack.post_direct_message(queued.workspace, queued.recipient, message)
    return ts


def _list_still_due(queued: OutboxMessage, waiting: WaitingList, refs: Collection[str]) -> list[WaitingItem]:
    """Return what still waits of what a letter was claimed for."""
    is_reminder = queued.kind == DeliveryKind.WAITING_REMINDER
    theirs = waiting.waiting_for(queued.recipient) if is_reminder else waiting.wanted_by(queued.recipient)
    return [each for each in theirs if each.ref in refs]
