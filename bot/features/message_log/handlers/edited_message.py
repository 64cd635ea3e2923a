"""Follow messages that were edited or deleted with the entries that they had booked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_bolt import BoltResponse

from bot.core.ledger import booking, queries
from bot.core.ledger.rules import CONTENT_FIELDS, Booking, Entry, EntryChange, FullDay, LedgerAct
from bot.core.reached_by_hours import NOTHING_REACHED, Reached
from bot.db.engine import Connection, DatabaseUnavailable
from bot.deps import Deps
from bot.directory import Outsider
from bot.dispatch import event_dedup, event_store, message_event
from bot.dispatch.event_store import StaleVersion
from bot.dispatch.message_event import ConversationKind, MessageEvent
from bot.dispatch.request import requester_today
from bot.features.entries import handlers as entries_handlers
from bot.features.hours.handlers import co_learners as hours_co_learners
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.hours.handlers.interpret_line import InterpretedEntry
from bot.features.message_log import views
from bot.features.message_log.handlers import new_message
from bot.features.message_log.rules import corrections
from bot.features.message_log.rules.corrections import SaidBooking
from bot.slack.message import AnyMessage
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from bot.timeexpr.past_days import OLDEST

log = logging.getLogger(__name__)

LineFinder = Callable[[str], str | None]  # returns the line in a message to Roadmate


def handle_message_change(deps: Deps, body: Mapping[str, Any], find_line: LineFinder) -> BoltResponse:
    """Follow the change of a message; status 500 makes Slack deliver again what could not be saved."""
    try:
        follow = _follow_deletion if message_event.is_deletion(body["event"]) else _follow_edit
        return follow(deps, body, find_line)
    except (StaleVersion, Outsider):  # somebody of another organisation is told at a new message, not at each edit
        return event_dedup.acknowledge()
    except DatabaseUnavailable:
        log.warning("change put off event=%s reason=database", body.get("event_id"))
        return BoltResponse(status=500, body="")


def _follow_deletion(deps: Deps, body: Mapping[str, Any], find_line: LineFinder) -> BoltResponse:
    message = message_event.read_deletion(deps, body)
    if message is None or not _claim_change(deps, message, (message,), find_line):
        return event_dedup.acknowledge()
    done, reached = _revise_entries(deps, message, (), f"gone:{message.request.channel}:{message.ts}")
    return _answer_change(deps, message, done, reached) if isinstance(done, LedgerAct) else event_dedup.acknowledge()


def _follow_edit(deps: Deps, body: Mapping[str, Any], find_line: LineFinder) -> BoltResponse:
    versions = message_event.read_edit(deps, body)
    if versions is None:
        return event_dedup.acknowledge()
    before, message = versions
    if not _claim_change(deps, message, versions, find_line):
        return event_dedup.acknowledge()  # most edits are none of ours
    line = _find_line(message, find_line)
    booked_entries = new_message.list_message_entries(deps, message)
    if not booked_entries:
        return _book_edited(deps, message, line)
    old = new_message.interpret_message(deps, before, _find_line(before, find_line)) if before else ()
    return _correct_entries(deps, message, line, booked_entries, old)


def _find_line(message: MessageEvent, find_line: LineFinder) -> str | None:
    """Return the line in a message to Roadmate; None for a channel message."""
    return None if message.conversation is ConversationKind.CHANNEL else find_line(message.request.text)


def _correct_entries(
    deps: Deps,
    message: MessageEvent,
    line: str | None,
    booked_entries: Sequence[Entry],
    old: Sequence[InterpretedEntry],
) -> BoltResponse:
    """Correct the entries by what the text changed; they stay if it says nothing that can be booked."""
    new = new_message.interpret_message(deps, message, line)
    pendings = _keep_own_parts(message, booked_entries, old, new)
    done, reached = (
        _revise_entries(deps, message, pendings, _edit_key(message)) if pendings else (None, NOTHING_REACHED)
    )
    if isinstance(done, LedgerAct):
        return _answer_change(deps, message, done, reached)
    today = requester_today(deps, message.request)
    answer = views.render_kept_entries(
        booked_entries, deps.catalog.of(message.request.workspace), today, is_day_full=isinstance(done, FullDay)
    )
    return event_dedup.respond_once(deps, message, answer)


def _keep_own_parts(
    message: MessageEvent, entries: Sequence[Entry], old: Sequence[InterpretedEntry], new: Sequence[InterpretedEntry]
) -> list[PendingEntryPayload]:
    """Return what to book for the new text, with the entries' own values in all that the edit left alone."""
    texts = [
        [
            SaidBooking(hours_log_command.booking_from_pending(message.request, each.pending), each.is_day_named)
            for each in text
        ]
        for text in (old, new)
    ]
    return [
        said.pending.model_copy(update={name: getattr(kept, name) for name in CONTENT_FIELDS})
        for said, kept in zip(new, corrections.keep_own_parts(entries, *texts), strict=True)
    ]


def _book_edited(deps: Deps, message: MessageEvent, line: str | None) -> BoltResponse:
    """Book a message without entries in force as if just written like this, unless that is long ago."""
    if (deps.clock.now() - message.written_at).days > OLDEST:
        return event_dedup.acknowledge()
    answer: AnyMessage | None = _offer_rebooking(deps, message, line)
    if answer is None and message.conversation is ConversationKind.CHANNEL:
        answer = new_message.book_channel_line(deps, message)
    elif answer is None and line is not None:
        answer = new_message.book_direct_line(deps, message, line)
    if answer is None:
        return event_dedup.acknowledge()
    with_check_mark = new_message.has_booked_entries(deps, message)
    return event_dedup.respond_once(deps, message, answer, with_check_mark=with_check_mark)


def _offer_rebooking(deps: Deps, message: MessageEvent, line: str | None) -> AnyMessage | None:
    """Offer to book what the message says now if its hours had been taken back; else None."""
    request, current_line = message.request, new_message.find_message_line(deps, message, line)
    with deps.database.read() as conn:
        roots = queries.list_roots_of_request(
            conn, workspace=request.workspace, member=request.member, request=request.key
        )
    said = new_message.interpret_message(deps, message, line) if roots else ()
    if not said or current_line is None:
        return None
    payload = LogLinePayload.model_construct(key=_edit_key(message), day=message.local_day(deps), text=current_line)
    return views.render_rebook_question(sum(each.pending.minutes for each in said), payload)


def _claim_change(
    deps: Deps, message: MessageEvent, versions: Sequence[MessageEvent | None], find_line: LineFinder
) -> bool:
    """Claim a change that concerns the ledger by recording it as the newest; False if not, or if a newer is known."""
    if not any(_may_be_line(deps, each, find_line) for each in versions if each) and not (
        new_message.has_booked_entries(deps, message)
    ):
        return False
    message.admit_author(deps)
    version = message.message_version
    with deps.database.begin() as conn:
        return event_store.record_change(conn, message_key=version.message_key, changed_at=version.changed_at)


def _may_be_line(deps: Deps, message: MessageEvent, find_line: LineFinder) -> bool:
    if message.conversation is ConversationKind.CHANNEL:
        return new_message.may_be_line(deps, message)
    return find_line(message.request.text) is not None


def _revise_entries(
    deps: Deps, message: MessageEvent, pendings: Sequence[PendingEntryPayload], key: str
) -> tuple[LedgerAct | FullDay | None, Reached]:
    """Bring the entries of a message to what it says now; return what that reached as well."""
    request = message.request
    bookings = [hours_log_command.booking_from_pending(request, pending) for pending in pendings]
    with deps.database.begin() as conn:
        done = booking.revise_request(
            conn,
            workspace=request.workspace,
            member=request.member,
            original_request=request.key,
            bookings=bookings,
            request=key,
            now=deps.clock.now(),
        )
        event_store.check_version(conn, message.message_version)
        reached = entries_handlers.settle_act(deps, conn, request, done)
        if isinstance(done, LedgerAct) and done.is_new:
            _ask_new_people(deps, conn, message, done, dict(zip(bookings, pendings, strict=True)))
    return done, reached


def _ask_new_people(
    deps: Deps,
    conn: Connection,
    message: MessageEvent,
    done: LedgerAct,
    pendings: Mapping[Booking, PendingEntryPayload],
) -> None:
    """Ask the people whom only the new text names whether to book the hours too; each once per entry."""
    for change in done.changes:
        entry, people = change.after, _new_people(change)
        pending = next((pendings[each] for each in pendings if entry and entry.has_same_content(each)), None)
        if entry and pending and people:
            asked = pending.model_copy(update={"people": " ".join(people)})
            hours_co_learners.ask_co_learners(deps, conn, message.request, entry.root, asked)


def _new_people(change: EntryChange) -> list[str]:
    """Return the people who take part in an entry since this change."""
    before = change.before.people.split() if change.before else []
    return [each for each in (change.after.people.split() if change.after else ()) if each not in before]


def _edit_key(message: MessageEvent) -> str:
    """Return the key of an edit; it begins with the message's own, so that both are found together."""
    return f"{message.request.key}@{message.version_ts}"


def _answer_change(deps: Deps, message: MessageEvent, done: LedgerAct, reached: Reached) -> BoltResponse:
    """Say what changed, if anything: a new space or a capital letter changes nothing."""
    if not done.changes:
        return event_dedup.acknowledge()
    people = " ".join(dict.fromkeys(each for change in done.changes for each in _new_people(change)))
    with deps.database.read() as conn:
        asked = hours_co_learners.describe_asked_people(deps, conn, message.request, people)
    return event_dedup.respond_once(
        deps, message, entries_handlers.describe_change(deps, message.request, done, reached, corrections=asked)
    )
